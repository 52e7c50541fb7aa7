"""Join the cells of table rows that a page break cut: each cell with its continuation on the next page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from aligner.segmenters.layout.lines import Line
from aligner.segmenters.layout.page_widths import is_full, same_size

_MAX_EDGE_DIFFERENCE = 3.0
"""Maximum difference, in points, between the left edges of a cell on two pages."""
_MIN_WIDTH = 6.0
"""Minimum width, as a multiple of the size of the characters, of a cell in which a full line is not a label."""

Paragraph = list[Line]


def with_whole_cells(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs; the cells of rows that a page break cut are joined again.

    A row is cut if every cell in the first row of the next page continues a cell above it that ends in
    the middle of a sentence. If one of the cells above is complete, the next page begins with a new row.
    """
    joined = list(paragraphs)
    absorbed: set[int] = set()
    moved: dict[int, int] = {}  # a cell that continued another one -> the cell that now holds it
    for last_row, first_row in _rows_at_page_ends(paragraphs):
        parts = [(_above(index, last_row, paragraphs), index) for index in first_row]
        if not all(
            above is not None and _continues_cell(paragraphs[above][-1], paragraphs[index][0]) for above, index in parts
        ):
            continue
        for above, index in parts:
            if above is not None:
                start = moved.get(above, above)
                joined[start] = joined[start] + joined[index]
                moved[index] = start
                absorbed.add(index)
    return [paragraph for index, paragraph in enumerate(joined) if index not in absorbed]


def _rows_at_page_ends(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the last table row before and the first table row after each page break.

    Each row is a list of indices of paragraphs: the last paragraph of each cell in the upper row, and
    the first paragraph of each cell in the lower row. A page break with other text before or after it
    is left out.
    """
    starts = [
        index
        for index, (before, after) in enumerate(pairwise(paragraphs), start=1)
        if before[-1].page is not None and after[0].page == before[-1].page + 1
    ]
    for start in starts:
        above: dict[int, int] = {}
        for index in range(start - 1, -1, -1):
            if not _is_in_row(paragraphs[index][-1], paragraphs[start - 1][-1]):
                break
            above.setdefault(_column(paragraphs[index][-1]), index)
        below: dict[int, int] = {}
        for index in range(start, len(paragraphs)):
            if not _is_in_row(paragraphs[index][0], paragraphs[start][0]):
                break
            below.setdefault(_column(paragraphs[index][0]), index)
        if above and below:
            yield list(above.values()), list(below.values())


def _column(line: Line) -> int:
    return line.place.column if line.place else 0


def _is_in_row(line: Line, other: Line) -> bool:
    if line.place is None or other.place is None:
        return False
    return line.page == other.page and line.place.row > 0 and line.place.row == other.place.row


def _above(index: int, last_row: Sequence[int], paragraphs: Sequence[Paragraph]) -> int | None:
    """Return the index of the cell above a page break that has the same left edge as a cell below it.

    The result is ``None`` if there is no such cell.
    """
    place = paragraphs[index][0].place
    for number in last_row:
        own = paragraphs[number][-1].place
        if place and own and abs(own.left - place.left) <= _MAX_EDGE_DIFFERENCE:
            return number
    return None


def _continues_cell(last: Line, line: Line) -> bool:
    """Tell whether a cell ends in the middle of a sentence, so that the other cell may continue it."""
    before, after = last.place, line.place
    if before is None or after is None or not same_size(before, after) or line.marker:
        return False
    if not (last.is_open or last.ends_with_comma) or not is_full(before, after, last):
        return False
    if before.limit - before.left < _MIN_WIDTH * before.size:
        return False
    if last.is_han or line.is_han:
        return last.is_han
    return True
