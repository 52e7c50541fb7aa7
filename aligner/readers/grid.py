"""Where the cells of tables stand: rows and columns, counted while a reader walks through a document."""

from __future__ import annotations

from dataclasses import replace

from aligner.bitext import Block

_MOST_SPANNED = 1_000


class Grid:
    """Counts the rows and columns of tables, which may stand in the cells of others."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int]] = []  # row and next column of each table that is open
        self._cells: list[tuple[int, int]] = []

    def begin_table(self) -> None:
        """A table begins."""
        self._open.append((0, 1))
        self._cells.append((0, 0))

    def end_table(self) -> None:
        """The table that began last ends."""
        if self._open:
            self._open.pop()
            self._cells.pop()

    def begin_row(self) -> None:
        """A row of the innermost table begins."""
        if self._open:
            self._open[-1] = (self._open[-1][0] + 1, 1)

    def begin_cell(self, span: str | None = None) -> None:
        """A cell of the row begins.

        Args:
            span: how many columns it takes, as the file says.
        """
        if self._open:
            row, column = self._open[-1]
            columns = int(span) if span and len(span) < 8 and span.isascii() and span.isdigit() else 1
            self._cells[-1] = (row, column)
            self._open[-1] = (row, column + max(1, min(columns, _MOST_SPANNED)))

    def placed(self, block: Block) -> Block:
        """Return a block with the row and column of its cell; what is no cell stays as it is."""
        if block.kind != "cell" or block.row or not self._cells:
            return block
        row, column = self._cells[-1]
        return replace(block, row=row, column=column)
