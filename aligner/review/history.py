"""The state of a review: its rows, and the history of operations for unlimited undo and redo."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.bitext import Bitext
from aligner.errors import UsageError
from aligner.interface import _
from aligner.review.operations import Operation, splice_of
from aligner.review.rows import Documents, Row, bitext_of, rows_of
from aligner.review.splices import Splice
from aligner.review.summary import Summary

UNDO: Operation = {"do": "undo"}
REDO: Operation = {"do": "redo"}


@dataclass(frozen=True, slots=True)
class Step:
    """An applied operation, in the form needed to undo or redo it.

    Attributes:
        splice: the rows before and after the operation.
        before: the summary (kinds and error probabilities) of the old rows.
        after: the summary of the new rows.
    """

    splice: Splice
    before: Summary
    after: Summary

    def inverse(self) -> Step:
        """Return the step that undoes this one."""
        return Step(self.splice.inverse(), self.after, self.before)


class Review:
    """The current rows of a review, with the history that undo and redo need.

    Attributes:
        base: the bitext before the first operation.
        rows: the current rows.
        revision: number of operations so far, including undo and redo.
        summary: kinds and error probabilities of the rows.
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
        """The source and target documents; the segments are slices of their blocks."""
        return self.base.source, self.base.target

    @property
    def can_undo(self) -> int:
        """Number of operations that can be undone."""
        return len(self._done)

    @property
    def can_redo(self) -> int:
        """Number of operations that can be redone."""
        return len(self._undone)

    def plan(self, operation: Operation) -> Splice:
        """Return the change of an operation as a splice (old rows and new rows), without making the change.

        Raises:
            UsageError: the operation cannot be applied to the rows, or there is nothing to undo or
                redo.
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
        return splice_of(self.rows, self.documents, operation)

    def do(self, operation: Operation) -> Splice:
        """Apply an operation; return its splice (old rows and new rows). The errors are those of `plan`."""
        splice = self.plan(operation)
        self.carry_out(operation, splice)
        return splice

    def carry_out(self, operation: Operation, splice: Splice) -> None:
        """Change the rows by a splice that `plan` has returned for an operation."""
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
        """Return the current rows as a bitext."""
        return bitext_of(self.rows, self.base)
