"""How far to the right the lines of a PDF reach: of a page, and of the columns of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from aligner.readers.pdf_regions import RegionLine

_ALIGNED = 2.0
"""Points by which the cells of one column may begin, end or be centred differently."""
_LEAST_COLUMN_LINES = 4


def body_limits(pages: Sequence[tuple[tuple[float, float], Sequence[RegionLine]]]) -> Iterator[float]:
    """Yield for each page how far its lines outside columns and tables reach to the right.

    Pages of one size, left and right pages apart, share the median of what they show: a page of short lines alone
    does not say how wide its text could be.

    Args:
        pages: width and height of each page, and its lines.
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
    """Return the left and right edges of the columns of text of a document, and how many lines each has."""
    columns: Counter[tuple[int, int]] = Counter()
    for lines in pages:
        for _, group in groupby(lines, key=lambda line: line.region):
            region = [line for line in group if line.limit and not line.row]
            if region:
                columns[round(min(line.run.left for line in region)), round(region[0].limit)] += len(region)
    return columns


def column_limit(region: Sequence[RegionLine], columns: Mapping[tuple[int, int], int]) -> float:
    """Return the right edge of the column that lines stand in on a page that has but one; 0 where it is none."""
    left, right = min(line.run.left for line in region), max(line.run.right for line in region)
    for (begin, limit), lines in columns.items():
        fits = abs(left - begin) <= _ALIGNED and limit - 2 * region[0].run.size <= right <= limit + _ALIGNED
        if fits and len(region) > 1 and lines >= _LEAST_COLUMN_LINES:
            return limit
    return 0.0
