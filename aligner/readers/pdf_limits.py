"""Find the right edges of the lines of a PDF: for each page, and for the columns of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from aligner.readers.pdf_regions import RegionLine

_MAX_EDGE_DIFFERENCE_POINTS = 2.0
"""Largest difference between the edges of lines in one column, in points."""
_MIN_COLUMN_LINES = 4
"""Lines of a column in the document."""


def body_limits(pages: Sequence[tuple[tuple[float, float], Sequence[RegionLine]]]) -> Iterator[float]:
    """Yield for each page the right edge of its lines outside columns and tables, in points.

    Pages of one size share the median, separately for left and right pages, because a page of short lines does not show
    how wide its text can be.

    Args:
        pages: width and height of each page in points, and its lines.
    """
    shown: dict[tuple[int, int, int], list[float]] = {}
    keys = []
    for number, ((width, height), lines) in enumerate(pages):
        rights = sorted(line.run.reach for line in lines if not line.limit)
        keys.append((round(width), round(height), number % 2))
        if len(rights) >= 5:
            shown.setdefault(keys[-1], []).append(rights[-1])
    for number, ((width, _), lines) in enumerate(pages):
        rights = [line.run.reach for line in lines if not line.limit]
        own = max(rights, default=width)
        values = sorted(shown.get(keys[number], []))
        yield values[len(values) // 2] if len(values) >= 3 else max([own, *values])


def text_columns(pages: Iterable[Sequence[RegionLine]]) -> dict[tuple[int, int], int]:
    """Return the number of lines of each column of text in a document, by its left and right edges."""
    columns: Counter[tuple[int, int]] = Counter()
    for lines in pages:
        for _, group in groupby(lines, key=lambda line: line.region):
            region = [line for line in group if line.limit and not line.row]
            if region:
                columns[round(min(line.run.left for line in region)), round(region[0].limit)] += len(region)
    return columns


def column_limit(region: Sequence[RegionLine], columns: Mapping[tuple[int, int], int]) -> float:
    """Return the right edge of the column of lines on a page with only one column; 0 if they are not in a column."""
    left, right = min(line.run.left for line in region), max(line.run.right for line in region)
    for (begin, limit), lines in columns.items():
        fits = (
            abs(left - begin) <= _MAX_EDGE_DIFFERENCE_POINTS
            and limit - 2 * region[0].run.size <= right <= limit + _MAX_EDGE_DIFFERENCE_POINTS
        )
        if fits and len(region) > 1 and lines >= _MIN_COLUMN_LINES:
            return limit
    return 0.0
