"""Compute the right edges of the text lines in a PDF, for its pages and for its columns."""

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
    """Yield the right edge of the text of each page, in points; columns and tables are ignored.

    Pages of the same size share the median edge, because a page of short lines does not show how wide
    its text can be. The median is computed separately for left and right pages.

    Args:
        pages: width and height of each page in points, and the lines of the page.
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
    """Return the number of lines in each text column of a document.

    The keys are the left and right edges of the columns, rounded to points.
    """
    columns: Counter[tuple[int, int]] = Counter()
    for lines in pages:
        for _, group in groupby(lines, key=lambda line: line.region):
            region = [line for line in group if line.limit and not line.row]
            if region:
                columns[round(min(line.run.left for line in region)), round(region[0].limit)] += len(region)
    return columns


def column_limit(region: Sequence[RegionLine], columns: Mapping[tuple[int, int], int]) -> float:
    """Return the right edge, in points, of the text column that contains the given lines.

    This is for a page with a single column, whose width is known from other pages of the document. The
    result is 0 if the lines are in no known column.

    Args:
        region: consecutive lines of one page.
        columns: number of lines in each text column of the document, by the left and right edges of the column.
    """
    left, right = min(line.run.left for line in region), max(line.run.right for line in region)
    for (begin, limit), lines in columns.items():
        fits = (
            abs(left - begin) <= _MAX_EDGE_DIFFERENCE_POINTS
            and limit - 2 * region[0].run.size <= right <= limit + _MAX_EDGE_DIFFERENCE_POINTS
        )
        if fits and len(region) > 1 and lines >= _MIN_COLUMN_LINES:
            return limit
    return 0.0
