"""Special cells of a workbook: vertically merged cells (their rows form one pair), formulas and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from aligner.interface import _

_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(
    rb'<(?:\w{1,20}:)?c\b[^<>]{0,200}?\br="([A-Z]{1,3}\d{1,7})"[^<>]{0,200}>\s{0,5}<(?:\w{1,20}:)?f\b'
)
_MAX_CELLS_SHOWN = 3
"""Names of cells in one warning."""
_MAX_MERGED_CELLS = 1_000_000
"""Cells covered by merged ranges; a sheet with more is read as if it had none."""


def continued_cells(sheet: bytes) -> set[tuple[int, int]]:
    """Return the cells that are merged with a cell above them, in the first column of each merged range.

    Each cell is given as a 1-based row and a 0-based column.

    Args:
        sheet: the XML of a sheet with its ``mergeCells``.
    """
    from openpyxl.utils import column_index_from_string

    cells: set[tuple[int, int]] = set()
    for column, first, _unused, last in _RANGE.findall(sheet):
        rows = range(int(first) + 1, int(last) + 1)
        if len(cells) + len(rows) > _MAX_MERGED_CELLS:
            return set()
        place = column_index_from_string(column.decode("ascii")) - 1
        cells.update((row, place) for row in rows)
    return cells


@dataclass
class SpecialCells:
    """Cells whose text differs from the text that a person typed.

    They are collected while the sheets are read.

    Attributes:
        formulas: names of cells with a formula, such as ``B5``; the stored result of the formula is
            read.
        dates: names of cells with a date or a time, which is read in ISO 8601 form.
    """

    formulas: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)

    def add_formulas(self, sheet: bytes) -> None:
        """Add the cells with formulas.

        Args:
            sheet: the XML of a sheet.
        """
        self.formulas += [name.decode("ascii") for name in _FORMULA.findall(sheet)]

    def add_dates(self, row: int, cells: Sequence[object]) -> None:
        """Add the cells of a row that contain dates or times.

        Args:
            row: the 1-based number of the row.
            cells: the values of the row.
        """
        from openpyxl.utils import get_column_letter

        places = [place for place, cell in enumerate(cells, start=1) if isinstance(cell, (date, time))]
        self.dates += [f"{get_column_letter(place)}{row}" for place in places]

    def warnings(self) -> tuple[str, ...]:
        """Return a one-line warning about the cells with formulas, and one about those with dates, if there are any."""
        notes = []
        if self.formulas:
            notes.append(
                _(
                    "{formulas} with a formula: the result was read that the spreadsheet program stored",
                    formulas=_cells(self.formulas),
                )
            )
        if self.dates:
            notes.append(
                _(
                    "{dates} with a date or time, read in the form 2024-05-31: format it as text if needed",
                    dates=_cells(self.dates),
                )
            )
        return tuple(notes)


def _cells(names: Sequence[str]) -> str:
    """Return a phrase with the number of cells and the names of the first ones, for a message."""
    shown = ", ".join(names[:_MAX_CELLS_SHOWN]) + (", ..." if len(names) > _MAX_CELLS_SHOWN else "")
    return f"{len(names)} {'cell' if len(names) == 1 else 'cells'} ({shown})"
