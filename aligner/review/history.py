"""A review under way: the rows, what was done to them, and what can be undone and done again, without a limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aligner.bitext import Bitext
from aligner.errors import UsageError
from aligner.formats.review_state import CHANGED, REJECTED
from aligner.review.operations import Documents, Operation, Splice, perform
from aligner.review.rows import Row, bitext_of, rows_of

UNDO: Operation = {"do": "undo"}
REDO: Operation = {"do": "redo"}


@dataclass
class Totals:
    """What all rows amount to, kept up to date splice by splice.

    Attributes:
        counts: rows by `TESTS`.
        expected_errors: sum of the chances that rows nobody has settled are wrong.
    """

    counts: Counter[str] = field(default_factory=Counter)
    expected_errors: float = 0.0

    def add(self, rows: Sequence[Row], sign: int = 1) -> None:
        """Count rows, or with ``sign=-1`` take them off."""
        for row in rows:
            for kind in kinds(row):
                self.counts[kind] += sign
            self.expected_errors += sign * row.expected_errors


TESTS: dict[str, Callable[[Row], bool]] = {
    "unsure": lambda row: row.is_unsure,
    "unpaired": lambda row: row.is_null,
    "other": lambda row: len(row.source) != 1 or len(row.target) != 1,
    "confirmed": lambda row: row.is_approved,
    "changed": lambda row: row.status == CHANGED,
    "rejected": lambda row: row.status == REJECTED,
    "moved": lambda row: row.status == "moved",
    "open": lambda row: not row.is_settled,
    "bookmark": lambda row: row.bookmark,
}
"""What a row can count as: the names of the page's filters."""


def kinds(row: Row) -> list[str]:
    """Return what a row counts as."""
    return [name for name, holds in TESTS.items() if holds(row)]


class Review:
    """Rows and their history; the only part of a review that changes.

    Attributes:
        base: the bitext as it was before the first operation.
        rows: as they are now.
        revision: how many operations have been done, undoing and redoing among them.
        totals: what the rows amount to.
    """

    def __init__(self, base: Bitext) -> None:
        self.base = base
        self.rows: list[Row] = rows_of(base)
        self.revision = 0
        self.totals = Totals()
        self.totals.add(self.rows)
        self._done: list[Splice] = []
        self._undone: list[Splice] = []

    @property
    def documents(self) -> Documents:
        """Source and target, with the blocks that segments are slices of."""
        return self.base.source, self.base.target

    @property
    def can_undo(self) -> int:
        """How many operations can be undone."""
        return len(self._done)

    @property
    def can_redo(self) -> int:
        """How many can be done again."""
        return len(self._undone)

    def plan(self, operation: Operation) -> Splice:
        """Return what an operation would do; nothing changes.

        Raises:
            UsageError: it does not fit the rows; there is nothing to undo or to do again.
        """
        name = operation.get("do")
        if name == "undo":
            if not self._done:
                raise UsageError("there is nothing to undo")
            return self._done[-1].inverse()
        if name == "redo":
            if not self._undone:
                raise UsageError("there is nothing to do again")
            return self._undone[-1]
        return perform(self.rows, self.documents, operation)

    def do(self, operation: Operation) -> Splice:
        """Carry an operation out and return what it did; see `plan` for errors."""
        splice = self.plan(operation)
        self.carry_out(operation, splice)
        return splice

    def carry_out(self, operation: Operation, splice: Splice) -> None:
        """Change the rows as `plan` said."""
        name = operation.get("do")
        if name == "undo":
            self._undone.append(self._done.pop())
        elif name == "redo":
            self._done.append(self._undone.pop())
        else:
            self._done.append(splice)
            self._undone.clear()
        self.rows[splice.start : splice.start + len(splice.before)] = splice.after
        self.totals.add(splice.before, -1)
        self.totals.add(splice.after)
        self.revision += 1

    def bitext(self) -> Bitext:
        """Return the bitext as it stands."""
        return bitext_of(self.rows, self.base)
