"""Convert the cells of a spreadsheet to blocks, for the readers of Excel and OpenDocument.

Each line of a cell becomes a block, because the lines of a cell are a list, or one text in two
languages.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from aligner.bitext import Block, Document, Removal
from aligner.errors import InputError
from aligner.interface import N_, _
from aligner.languages.detection import languages_of_columns

MAX_CELLS = 2 << 20
"""Cells with text and rows with numbers of a document. A text that is stored once can be in any number of cells, so the
size of the file is no limit."""
MAX_CHARACTERS = 64 << 20
"""Characters of all cells of a document."""
_SPACE = re.compile(r"[ \t]+")
"""White space that is collapsed, as in mark-up; no-break spaces and ideographic spaces belong to the text."""
NUMBERS = N_("numbers, dates and other values of a row")


_SOURCES = frozenset({"source", "src", "source text", "原文", "源文", "源语"})
_TARGETS = frozenset({"target", "tgt", "target text", "translation", "译文", "目标文本"})
"""Names of the source and target columns in tables of pairs."""
_SAMPLE_CELLS = 200
"""Cells of a column from which its language is detected."""


class Cell(NamedTuple):
    """A non-empty cell of a spreadsheet.

    Attributes:
        row: 1-based number of the row.
        column: 1-based number of the column.
        text: the visible text; it has several lines if the cell contains line breaks.
        is_text: whether the value is text; false for a number, date, truth value or error.
    """

    row: int
    column: int
    text: str
    is_text: bool = True


def too_large(name: str) -> InputError:
    """Return the error for a spreadsheet that is too large to be read safely."""
    limit = _("{cells:,} cells or {characters} million characters", cells=MAX_CELLS, characters=MAX_CHARACTERS >> 20)
    return InputError(_("has more than {limit}: not read, for safety", limit=limit), path=name)


def with_numbers_joined(cells: Iterable[Cell]) -> Iterator[Cell]:
    """Yield the text cells of a row, and then one cell that contains all numbers of the row.

    The numbers are joined into one cell, because a sheet may have millions of them.
    """
    numbers = []
    for cell in cells:
        if cell.is_text:
            yield cell
        else:
            numbers.append(cell)
    if numbers:
        yield Cell(numbers[0].row, numbers[0].column, " | ".join(cell.text for cell in numbers), is_text=False)


@dataclass(slots=True)
class Sheets:
    """A collector that builds one document from the cells of its sheets.

    Attributes:
        name: the path, for messages and as the document's name.
    """

    name: str
    _blocks: list[Block] = field(default_factory=list)
    _removed: list[Removal] = field(default_factory=list)
    _cells: int = 0
    _characters: int = 0

    def add(
        self,
        number: int,
        cells: Iterable[Cell],
        *,
        hidden: str = "",
        hidden_rows: Collection[int] = (),
        hidden_columns: Collection[int] = (),
    ) -> None:
        """Add the cells of a sheet, in reading order.

        Args:
            number: 1-based number of the sheet, which becomes the page number of its blocks. The row number
                becomes their line number.
            cells: the cells row by row.
            hidden: reason to omit the whole sheet; empty for a visible sheet.
            hidden_rows: 1-based numbers of hidden rows, whose content is omitted.
            hidden_columns: 1-based numbers of hidden columns, whose content is omitted.

        Raises:
            InputError: the sheet has too many cells or too much text to be read safely.
        """
        cells = list(cells)
        self._refuse_pairs(cells)
        for cell in cells:
            reason = hidden or (N_("hidden row") if cell.row in hidden_rows else "")
            reason = reason or (N_("hidden column") if cell.column in hidden_columns else "")
            self._count(cell.text)
            if not cell.is_text:
                self._removed.append(Removal(cell.text, cell.row, reason or NUMBERS))
                continue
            for line in cell.text.splitlines():
                text = _SPACE.sub(" ", line).strip(" ")
                if not text.strip():
                    continue
                if reason:
                    self._removed.append(Removal(text, cell.row, reason))
                else:
                    self._blocks.append(Block(text, cell.row, "cell", number, row=cell.row, column=cell.column))

    def document(self) -> Document:
        """Return the document of all cells added so far.

        Raises:
            InputError: there is no text.
        """
        if not self._blocks:
            raise InputError(_("contains no text: its sheets are empty, hidden, or have only numbers"), path=self.name)
        return Document(name=self.name, blocks=tuple(self._blocks), removed=tuple(self._removed))

    def _refuse_pairs(self, cells: Sequence[Cell]) -> None:
        """Raise an error if the sheet contains text pairs instead of one document.

        This is so if the headers in its first row name two columns source and target, and these columns are
        in different languages.
        """
        names = {cell.text.strip().casefold(): cell for cell in cells if cell.row == cells[0].row and cell.is_text}
        source, target = (
            next((names[name] for name in names if name in known), None) for known in (_SOURCES, _TARGETS)
        )
        if source is None or target is None:
            return
        columns = [
            [cell.text for cell in cells if cell.column == named.column and cell.row > named.row][:_SAMPLE_CELLS]
            for named in (source, target)
        ]
        first, second = languages_of_columns(columns)
        if first and second and first != second:
            command = f"aligner convert {shlex.quote(self.name)} out.tmx"
            if not self.name.lower().endswith(".xlsx"):
                command = _("save it as .xlsx, then aligner convert")
            columns_named = f"{source.text.strip()!r} and {target.text.strip()!r}"
            raise InputError(
                _(
                    "is a workbook with the columns {columns_named}; if its rows are pairs: {command}",
                    columns_named=columns_named,
                    command=command,
                ),
                path=self.name,
            )

    def _count(self, text: str) -> None:
        self._cells += 1
        self._characters += len(text)
        if self._cells > MAX_CELLS or self._characters > MAX_CHARACTERS:
            raise too_large(self.name)
