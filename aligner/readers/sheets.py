"""Cells of a spreadsheet -> blocks: what Excel and OpenDocument readers share.

A line of a cell is a block of its own: who breaks a line in a cell writes a list, or the text in two languages.
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

MOST_CELLS = 2 << 20
"""Cells with text, or rows with numbers, of a document: what is stored once may stand in any number of them."""
MOST_CHARACTERS = 64 << 20
_SPACE = re.compile(r"[ \t]+")
"""Collapsed, as in all marked-up text; a no-break space or an ideographic one is text."""
NUMBERS = N_("no text: numbers, dates and the like of a row")


_SOURCES = frozenset({"source", "src", "source text", "原文", "源文", "源语"})
_TARGETS = frozenset({"target", "tgt", "target text", "translation", "译文", "目标文本"})
"""Names of the columns of pairs."""
_SAMPLE = 200
"""Cells of a column by which its language is judged."""


class Cell(NamedTuple):
    """A cell that is not empty.

    Attributes:
        row: 1-based.
        column: 1-based.
        text: as it is shown; several lines for a cell with line breaks.
        is_text: whether it is text; else a number, a date, a truth value or an error.
    """

    row: int
    column: int
    text: str
    is_text: bool = True


def too_large(name: str) -> InputError:
    """Return the error for a spreadsheet that cannot be read safely."""
    limit = _(
        "{most_cells:,} cells or {most_characters} million characters",
        most_cells=MOST_CELLS,
        most_characters=MOST_CHARACTERS >> 20,
    )
    return InputError(_("holds more than {limit}: not read, for safety", limit=limit), path=name)


def with_numbers_joined(cells: Iterable[Cell]) -> Iterator[Cell]:
    """Yield the cells of one row, those that are no text as one at the end: a sheet may hold millions of them."""
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
    """Collects the cells of one document.

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
            number: of the sheet, from 1: the page of its blocks; their line is the row.
            cells: row by row.
            hidden: why the whole sheet is left out; empty where it is shown.
            hidden_rows: 1-based; what they hold is left out.
            hidden_columns: the same for columns.

        Raises:
            InputError: there are too many cells, or too much text, to be read safely.
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
        """Return what was collected.

        Raises:
            InputError: there is no text.
        """
        if not self._blocks:
            raise InputError(_("holds no text: its sheets are empty, hidden, or hold numbers only"), path=self.name)
        return Document(name=self.name, blocks=tuple(self._blocks), removed=tuple(self._removed))

    def _refuse_pairs(self, cells: Sequence[Cell]) -> None:
        """Refuse a sheet whose first row calls two columns in different languages source and target."""
        names = {cell.text.strip().casefold(): cell for cell in cells if cell.row == cells[0].row and cell.is_text}
        source, target = (
            next((names[name] for name in names if name in known), None) for known in (_SOURCES, _TARGETS)
        )
        if source is None or target is None:
            return
        columns = [
            [cell.text for cell in cells if cell.column == named.column and cell.row > named.row][:_SAMPLE]
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
                    "a workbook with the columns {columns_named}; if its rows are pairs, {command}",
                    columns_named=columns_named,
                    command=command,
                ),
                path=self.name,
            )

    def _count(self, text: str) -> None:
        self._cells += 1
        self._characters += len(text)
        if self._cells > MOST_CELLS or self._characters > MOST_CHARACTERS:
            raise too_large(self.name)
