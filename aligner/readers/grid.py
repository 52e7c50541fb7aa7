"""Track the table row and column while a reader traverses a document."""

from __future__ import annotations

from dataclasses import replace

from aligner.bitext import Block

_MAX_SPAN = 1_000
"""Columns of one cell; larger values in a file are damage."""


class Grid:
    """A counter of the current row and column in tables, which may be nested."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int]] = []  # row and next column of each table that is open
        self._cells: list[tuple[int, int]] = []

    def begin_table(self) -> None:
        """Record that a table begins, perhaps within a cell of another table."""
        self._open.append((0, 1))
        self._cells.append((0, 0))

    def end_table(self) -> None:
        """Record that the innermost table ends."""
        if self._open:
            self._open.pop()
            self._cells.pop()

    def begin_row(self) -> None:
        """Record that a row of the innermost table begins."""
        if self._open:
            self._open[-1] = (self._open[-1][0] + 1, 1)

    def begin_cell(self, span: str | None = None) -> None:
        """Record that a cell of the current row begins.

        Args:
            span: number of columns that the cell covers, as written in the file.
        """
        if self._open:
            row, column = self._open[-1]
            columns = int(span) if span and len(span) < 8 and span.isascii() and span.isdigit() else 1
            self._cells[-1] = (row, column)
            self._open[-1] = (row, column + max(1, min(columns, _MAX_SPAN)))

    def placed(self, block: Block) -> Block:
        """Return a copy of a table cell with its row and column; return a block that is not a cell unchanged."""
        if block.kind != "cell" or block.row or not self._cells:
            return block
        row, column = self._cells[-1]
        return replace(block, row=row, column=column)
