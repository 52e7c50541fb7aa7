"""A review under way: the rows, what was done to them, and what can be undone and done again, without a limit."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.bitext import Bitext
from aligner.errors import UsageError
from aligner.interface import _
from aligner.review.operations import Documents, Operation, Splice, perform
from aligner.review.rows import Row, bitext_of, rows_of
from aligner.review.summary import Summary

UNDO: Operation = {"do": "undo"}
REDO: Operation = {"do": "redo"}


@dataclass(frozen=True, slots=True)
class Step:
    """An operation that was done.

    Attributes:
        splice: which rows gave way to which.
        before: summary of the rows that were there.
        after: summary of those that took their place.
    """

    splice: Splice
    before: Summary
    after: Summary

    def inverse(self) -> Step:
        """Return the step that undoes this one."""
        return Step(self.splice.inverse(), self.after, self.before)


class Review:
    """Rows and their history; the only part of a review that changes.

    Attributes:
        base: the bitext as it was before the first operation.
        rows: as they are now.
        revision: how many operations have been done, undoing and redoing among them.
        summary: the rows at a glance.
    """

    def __init__(self, base: Bitext) -> None:
        self.base = base
        self.rows: list[Row] = rows_of(base)
        self.revision = 0
        self.summary = Summary.of(self.rows)
        self._done: list[Step] = []
        self._undone: list[Step] = []

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
                raise UsageError(_("there is nothing to undo"))
            return self._done[-1].splice.inverse()
        if name == "redo":
            if not self._undone:
                raise UsageError(_("there is nothing to do again"))
            return self._undone[-1].splice
        return perform(self.rows, self.documents, operation)

    def do(self, operation: Operation) -> Splice:
        """Carry an operation out and return what it did; see `plan` for errors."""
        splice = self.plan(operation)
        self.carry_out(operation, splice)
        return splice

    def carry_out(self, operation: Operation, splice: Splice) -> None:
        """Change the rows as `plan` said."""
        name = operation.get("do")
        end = splice.start + len(splice.before)
        if name == "undo":
            done = self._done.pop()
            self._undone.append(done)
            step = done.inverse()
        elif name == "redo":
            step = self._undone.pop()
            self._done.append(step)
        else:
            step = Step(splice, self.summary.part(splice.start, end), Summary.of(splice.after))
            self._done.append(step)
            self._undone.clear()
        self.rows[splice.start : end] = splice.after
        self.summary = self.summary.spliced(splice.start, end, step.after)
        self.revision += 1

    def bitext(self) -> Bitext:
        """Return the bitext as it stands."""
        return bitext_of(self.rows, self.base)
