"""Cells of a workbook that are merged downwards: their rows hold one pair, of which the upper row has the text."""

from __future__ import annotations

import re

_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST = 1_000_000
"""Cells that merged ranges may cover; a sheet with more of them is read as it stands."""


def continued_cells(sheet: bytes) -> set[tuple[int, int]]:
    """Return the cells below the first one of each merged range: 1-based row and 0-based column, the range's first.

    Args:
        sheet: the XML of a sheet, whose ``mergeCells`` are looked for.
    """
    cells: set[tuple[int, int]] = set()
    for column, first, _, last in _RANGE.findall(sheet):
        rows = range(int(first) + 1, int(last) + 1)
        if len(cells) + len(rows) > _MOST:
            return set()
        cells.update((row, _number(column)) for row in rows)
    return cells


def _number(letters: bytes) -> int:
    """Return the 0-based number of a column: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
