"""Columns of text on a PDF page that its file draws one after the other: a strip stays white beside many lines.

The order of the file tells them from tables, whose rows are drawn from cell to cell. What stands in a column may have
columns of its own: a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from aligner.readers.pdf_lines import Run
from aligner.readers.pdf_zones import Zone, column_of_run

_STEP = 3.0
"""Points within which the lines of a column begin."""
_MOST_EDGES = 8
"""Places at which columns may begin, at most: the most frequent ones are looked at."""
_LEAST_LINES = 4
_LEAST_ROWS = 8
_MOST_CHANGES = 3
"""How often the file may go from one side of the strip to the other."""
_LEAST_OVERLAP = 0.5
_STRIP = 0.5
"""Least width of the strip, in sizes of the characters."""
_OVERHANG = 2.5
_SAME_RANGE = 0.7
_FLUSH = 2.0
"""Points by which lines of justified text may miss the edges of their column."""
_LEAST_TABLE_ROWS = 2
_MOST_JUSTIFIED = 0.5


_NUMERIC = re.compile(r"\d\W*$")


@dataclass(frozen=True, slots=True)
class TextColumns:
    """Rows of a page that are set in columns.

    Attributes:
        start: number of the first row.
        end: number of the row behind the last one.
        edges: where the columns behind the first one begin, from the left.
    """

    start: int
    end: int
    edges: tuple[float, ...]

    def column(self, run: Run) -> int:
        """Return the 0-based column that a run stands in."""
        return sum(run.left >= edge for edge in self.edges)


def text_columns(rows: Sequence[Sequence[int]], runs: Sequence[Run]) -> list[TextColumns]:
    """Return the parts of a page in columns, from the top; tables and what the file draws row by row are none.

    Args:
        rows: indices of the runs, by rows from the top.
        runs: of the page, in the order of the file.
    """
    begins = Counter(round(run.left / _STEP) for run in runs)
    edges = [edge for edge, count in begins.most_common(_MOST_EDGES) if count >= _LEAST_LINES]
    found: list[TextColumns] = []
    for edge in edges:
        # a bracket or a quote may stand out by a hair
        left = min(run.left for run in runs if round(run.left / _STEP) == edge) - _OVERHANG
        for start, end in _white_ranges(rows, runs, left):
            if _are_columns(rows[start:end], runs, left):
                found.append(TextColumns(start, end, (left,)))
    return _together(found)


def _white_ranges(rows: Sequence[Sequence[int]], runs: Sequence[Run], left: float) -> list[tuple[int, int]]:
    """Return the ranges of rows none of which crosses the strip that ends at ``left``."""
    ranges = []
    start = 0
    for number in range(len(rows) + 1):
        crosses = number == len(rows) or any(
            runs[index].left < left and runs[index].right > left + _OVERHANG - _STRIP * runs[index].size
            for index in rows[number]
        )
        if crosses:
            if number - start >= _LEAST_ROWS:
                ranges.append((start, number))
            start = number + 1
    return ranges


def _are_columns(rows: Sequence[Sequence[int]], runs: Sequence[Run], left: float) -> bool:
    """Return whether the file draws either side of a strip by itself, and lines of both stand beside each other."""
    inside = sorted(index for row in rows for index in row)
    sides = [runs[index].left >= left for index in inside]
    if sum(before != after for before, after in pairwise(sides)) > _MOST_CHANGES:
        return False
    heights: tuple[list[float], list[float]] = ([], [])
    for index, is_right in zip(inside, sides, strict=True):
        heights[is_right].append(runs[index].base)
    if min(map(len, heights)) < _LEAST_LINES:
        return False
    overlap = min(map(max, heights)) - max(map(min, heights))
    return overlap >= _LEAST_OVERLAP * min(max(each) - min(each) for each in heights) and overlap > 0


def _together(found: Sequence[TextColumns]) -> list[TextColumns]:
    """Return ranges that do not overlap, the longest first, with all strips that most of their rows share."""
    chosen: list[TextColumns] = []
    for each in sorted(found, key=lambda one: one.start - one.end):
        beside = [one for one in chosen if one.start < each.end and each.start < one.end]
        if not beside:
            chosen.append(each)
            continue
        one = beside[0]
        shared = min(one.end, each.end) - max(one.start, each.start)
        if len(beside) == 1 and shared >= _SAME_RANGE * (one.end - one.start):
            joined = TextColumns(
                max(one.start, each.start), min(one.end, each.end), tuple(sorted((*one.edges, *each.edges)))
            )
            chosen[chosen.index(one)] = joined
    return sorted(chosen, key=lambda one: one.start)


def is_table(zone: Zone, runs: Sequence[Run], limit: float) -> bool:
    """Return whether a zone within a column of text is a table: wide spaces of justified lines make zones too.

    Justified lines end with a word at the edge of the column; cells end anywhere, or with a number there.

    Args:
        zone: rows with white strips.
        runs: of the page.
        limit: how far to the right the lines of the column reach.
    """
    several = [row for row in zone.rows if len({column_of_run(runs[index], zone.columns) for index in row}) > 1]
    justified = sum(limit - runs[row[-1]].right < _FLUSH and not _NUMERIC.search(runs[row[-1]].text) for row in several)
    return len(several) >= _LEAST_TABLE_ROWS and justified <= _MOST_JUSTIFIED * len(several)
