"""Find columns of text on a PDF page.

Two conditions identify columns: a vertical strip is white beside many lines, and the file stores
one column after the other. The order in the file distinguishes columns from tables, because the
file stores the rows of a table cell by cell. A column of text may contain a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from aligner.readers.pdf_lines import Run
from aligner.readers.pdf_zones import Zone, column_of_run

_EDGE_STEP_POINTS = 3.0
"""Range in which the lines of a column begin, in points."""
_MAX_EDGES = 8
"""Positions at which columns may begin; the most frequent ones are tested."""
_MIN_COLUMN_LINES = 4
"""Lines of a column on either side of the strip."""
_MIN_ROWS = 8
"""Rows of the page beside the white strip."""
_MAX_SIDE_CHANGES = 3
"""Changes of the file from one side of the strip to the other."""
_MIN_OVERLAP_SHARE = 0.5
"""Share of the shorter column's height that has the other column beside it."""
_MIN_STRIP_WIDTH = 0.5
"""Width of the white strip, as a multiple of the character size."""
_MAX_OVERHANG_POINTS = 2.5
"""Points by which a bracket or a quote may extend beyond the edge of a column."""
_MIN_SHARED_ROWS_SHARE = 0.7
"""Share of the rows that two strips have in common, if they belong to the same range of columns."""
_MAX_FLUSH_POINTS = 2.0
"""Points by which lines of justified text may miss the edge of their column."""
_MIN_TABLE_ROWS = 2
"""Rows of a table with more than one cell."""
_MAX_JUSTIFIED_SHARE = 0.5
"""Share of the rows of a table that end at the edge of the column."""


_NUMERIC = re.compile(r"\d\W*$")


@dataclass(frozen=True, slots=True)
class TextColumns:
    """A range of rows of a page that contains columns of text.

    Attributes:
        start: index of the first row.
        end: index after the last row.
        edges: left edges of the second and later columns, in points from the left of the page.
    """

    start: int
    end: int
    edges: tuple[float, ...]

    def column(self, run: Run) -> int:
        """Return the 0-based number of the column that contains a run of text."""
        return sum(run.left >= edge for edge in self.edges)


def text_columns(rows: Sequence[Sequence[int]], runs: Sequence[Run]) -> list[TextColumns]:
    """Return the ranges of rows with columns of text, without tables.

    Rows whose text the file stores row by row, across the columns, are not columns of text.

    Args:
        rows: indices of the runs of each row, from the top.
        runs: runs of the page in the order of the file.
    """
    begins = Counter(round(run.left / _EDGE_STEP_POINTS) for run in runs)
    edges = [edge for edge, count in begins.most_common(_MAX_EDGES) if count >= _MIN_COLUMN_LINES]
    found: list[TextColumns] = []
    for edge in edges:
        # a bracket or a quote may extend beyond the edge a little
        left = min(run.left for run in runs if round(run.left / _EDGE_STEP_POINTS) == edge) - _MAX_OVERHANG_POINTS
        for start, end in _white_ranges(rows, runs, left):
            if _are_columns(rows[start:end], runs, left):
                found.append(TextColumns(start, end, (left,)))
    return _combine(found)


def _white_ranges(rows: Sequence[Sequence[int]], runs: Sequence[Run], left: float) -> list[tuple[int, int]]:
    """Return the ranges of consecutive rows in which a vertical strip of the page is white.

    Each range is a start index and an end index. No run in the range crosses the strip. The strip ends
    at ``left``, in points from the left of the page.
    """
    ranges = []
    start = 0
    for number in range(len(rows) + 1):
        crosses = number == len(rows) or any(
            runs[index].left < left
            and runs[index].right > left + _MAX_OVERHANG_POINTS - _MIN_STRIP_WIDTH * runs[index].size
            for index in rows[number]
        )
        if crosses:
            if number - start >= _MIN_ROWS:
                ranges.append((start, number))
            start = number + 1
    return ranges


def _are_columns(rows: Sequence[Sequence[int]], runs: Sequence[Run], left: float) -> bool:
    """Whether the text on the two sides of a white strip forms two columns.

    The file must store the two sides separately, and both sides must have lines at the same heights.
    """
    inside = sorted(index for row in rows for index in row)
    sides = [runs[index].left >= left for index in inside]
    if sum(before != after for before, after in pairwise(sides)) > _MAX_SIDE_CHANGES:
        return False
    heights: tuple[list[float], list[float]] = ([], [])
    for index, is_right in zip(inside, sides, strict=True):
        heights[is_right].append(runs[index].base)
    if min(map(len, heights)) < _MIN_COLUMN_LINES:
        return False
    overlap = min(map(max, heights)) - max(map(min, heights))
    return overlap >= _MIN_OVERLAP_SHARE * min(max(each) - min(each) for each in heights) and overlap > 0


def _combine(found: Sequence[TextColumns]) -> list[TextColumns]:
    """Combine overlapping ranges, and return ranges that do not overlap; long ranges have priority.

    Two ranges that share most of their rows become one range with the column edges of both.
    """
    chosen: list[TextColumns] = []
    for each in sorted(found, key=lambda one: one.start - one.end):
        beside = [one for one in chosen if one.start < each.end and each.start < one.end]
        if not beside:
            chosen.append(each)
            continue
        one = beside[0]
        shared = min(one.end, each.end) - max(one.start, each.start)
        if len(beside) == 1 and shared >= _MIN_SHARED_ROWS_SHARE * (one.end - one.start):
            joined = TextColumns(
                max(one.start, each.start), min(one.end, each.end), tuple(sorted((*one.edges, *each.edges)))
            )
            chosen[chosen.index(one)] = joined
    return sorted(chosen, key=lambda one: one.start)


def is_table(zone: Zone, runs: Sequence[Run], limit: float) -> bool:
    """Whether a zone within a column of text is a table.

    A zone is a range of rows with white vertical strips between the text. The wide spaces of justified
    lines can look like such strips. But justified lines end at the edge of the column, with a word. Table
    cells end anywhere, or at the edge with a number.

    Args:
        zone: rows with white strips.
        runs: runs of the page.
        limit: right edge of the column, in points.
    """
    several = [row for row in zone.rows if len({column_of_run(runs[index], zone.columns) for index in row}) > 1]
    justified = sum(
        limit - runs[row[-1]].right < _MAX_FLUSH_POINTS and not _NUMERIC.search(runs[row[-1]].text) for row in several
    )
    return len(several) >= _MIN_TABLE_ROWS and justified <= _MAX_JUSTIFIED_SHARE * len(several)
