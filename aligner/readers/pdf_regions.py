"""Combine the runs of a PDF page into lines in reading order, each with its column or table cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aligner.readers.pdf_columns import is_table, text_columns
from aligner.readers.pdf_lines import MARK, Run, space_between
from aligner.readers.pdf_order import KnownColumns, column_by_column, edges_of_page, in_columns
from aligner.readers.pdf_zones import Zone, column_of_run, rows_of_runs, zones_of

_MAX_ROW_DIFFERENCE = 0.6
"""Largest difference in height between two runs side by side, as a multiple of the character size."""
_MIN_SURE_GUTTER = 2.5
"""Gap from which two runs side by side are never one line, as a multiple of the character size."""
_MAX_CELL_LINE_DISTANCE = 2.1
"""Largest distance between two lines of one cell, as a multiple of the character size."""
_LINE_NUMBER = re.compile(r"\d{1,4}")
_MIN_LINE_NUMBERS = 8
"""Line numbers on a page."""
_LINE_NUMBER_STEPS = {1, 2, 5, 10}
_MAX_UNEVENNESS = 0.15
"""Largest deviation from the usual distance between line numbers, as a share of it."""
_MIN_EVEN_SHARE = 0.7
"""Share of the distances between line numbers that are even."""
_MIN_FULL_WIDTH = 0.7
"""Width of a full line of text, as a share of the widest lines."""
_MIN_FULL_SHARE = 0.4
"""Share of full lines in text with line numbers."""
_EDGE_STEP_POINTS = 2.0
"""Step in which the edges of line numbers are compared, in points."""
_MAX_MARK_GAP = 4.0
"""Largest gap between a bullet or number and its text, as a multiple of the character size."""


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One line of a page, with the number of its region: the text column or table cell that contains it.

    Attributes:
        run: text and position of the line.
        region: number of the region; consecutive lines of one column or cell have the same number.
        row: 1-based row of the line in its table; 0 outside tables.
        column: 1-based column of the line in its table; 0 outside tables.
        limit: right edge of the column or cell in points; 0 if the page is the limit.
    """

    run: Run
    region: int
    row: int = 0
    column: int = 0
    limit: float = 0.0


def lines_in_regions(runs: Sequence[Run], known: KnownColumns | None = None) -> list[RegionLine]:
    """Return the lines of a page in reading order; running heads are first and running feet last.

    Args:
        runs: runs of the page in the order of the file.
        known: text columns of earlier pages; the columns of this page are added.
    """
    known = {} if known is None else known
    numbers = _line_numbers(runs)
    if numbers:
        numbered = set(numbers)
        beside = lines_in_regions([run for index, run in enumerate(runs) if index not in numbered], known)
        region = beside[-1].region + 1 if beside else 1
        return [*beside, *(RegionLine(runs[index], region) for index in numbers)]
    head, foot = edges_of_page(rows_of_runs(runs), runs)
    outside = {*head, *foot}
    body = [index for index in range(len(runs)) if index not in outside]
    order = [*head, *body, *foot]
    rows = rows_of_runs(runs, body)
    texts = text_columns(rows, runs)
    inside = {number for text in texts for number in range(text.start, text.end)}
    zones = zones_of([row for number, row in enumerate(rows) if number not in inside], runs)
    column_of: dict[int, tuple[Zone, int]] = {}
    for text in texts:
        members = [index for row in rows[text.start : text.end] for index in row]
        zone, columns = column_by_column(text, members, runs, known)
        replacement = iter([index for column in columns for index in column])
        among = set(members)
        order = [next(replacement) if index in among else index for index in order]
        for number, column in enumerate(columns):
            column_of |= dict.fromkeys(column, (zone, number))
            limit = zone.columns[number][1]
            zones += [table for table in zones_of(rows_of_runs(runs, column), runs) if is_table(table, runs, limit)]
    for zone in zones:
        column_of |= {index: (zone, column_of_run(runs[index], zone.columns)) for row in zone.rows for index in row}
    for zone in zones:
        order = in_columns(order, zone, runs, column_of, known)
    lines = _Lines(runs, column_of)
    for index in order:
        lines.add(index)
    return lines.lines


def _line_numbers(runs: Sequence[Run]) -> list[int]:
    """Return the indices of the runs that are line numbers in the margin, as in legal texts."""
    digits = [index for index, run in enumerate(runs) if _LINE_NUMBER.fullmatch(run.text)]
    columns: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for index in digits:
        for by_right, edge in ((False, runs[index].left), (True, runs[index].right)):
            step = round(edge / _EDGE_STEP_POINTS)
            near = (key for key in ((by_right, step), (by_right, step - 1), (by_right, step + 1)) if key in columns)
            columns[next(near, (by_right, step))].append(index)
    for column in columns.values():
        column.sort(key=lambda index: -runs[index].base)
        values = [int(runs[index].text) for index in column]
        steps = {after - before for before, after in pairwise(values)}
        if len(column) < _MIN_LINE_NUMBERS or len(steps) != 1 or not steps <= _LINE_NUMBER_STEPS:
            continue
        others = [run for index, run in enumerate(runs) if index not in column]
        left, right = min(runs[index].left for index in column), max(runs[index].right for index in column)
        outside = sum(run.left > right or run.right < left for run in others)
        if outside == len(others) and _are_beside_lines([runs[index] for index in column], others):
            return column
    return []


def _are_beside_lines(numbers: Sequence[Run], others: Sequence[Run]) -> bool:
    """Whether numbers, sorted from the top, number the lines of a text rather than the rows of a table.

    Line numbers have even distances, and many lines of the text beside them are full.
    """
    drops = sorted(upper.base - lower.base for upper, lower in pairwise(numbers))
    usual = drops[len(drops) // 2]
    even = sum(abs(drop - usual) <= _MAX_UNEVENNESS * usual for drop in drops)
    widths = sorted(run.right - run.left for run in others)
    widest = widths[int(0.9 * (len(widths) - 1))] if widths else 0.0
    full = sum(width >= _MIN_FULL_WIDTH * widest for width in widths)
    return even >= _MIN_EVEN_SHARE * len(drops) and full >= _MIN_FULL_SHARE * len(widths)


class _Lines:
    """A builder that combines runs of text into lines, and numbers the columns and cells that contain them."""

    def __init__(self, runs: Sequence[Run], column_of: dict[int, tuple[Zone, int]]) -> None:
        self._runs = runs
        self._column_of = column_of
        self._region = 0
        self._row = 0
        self.lines: list[RegionLine] = []
        self._before: Run | None = None
        self._place_before: tuple[Zone | None, int] = None, -1

    def add(self, index: int) -> None:
        run, before = self._runs[index], self._before
        zone, column = place = self._column_of.get(index, (None, -1))
        zone_before, column_before = self._place_before
        same = before is not None and _is_same(zone, zone_before) and column == column_before
        if before is not None and same and self._is_one_line(before, run, zone):
            self._join(run)
        else:
            is_cell = zone is not None and bool(zone.rows)
            line = self.lines[-1].run if self.lines else run
            if before is None or not same or not _is_below(line, run, is_cell=is_cell):
                self._region += 1
                if is_cell and (not _is_same(zone, zone_before) or column <= column_before):
                    self._row = self._row + 1 if _is_same(zone, zone_before) else 1
            limit = zone.columns[column][1] if zone is not None else 0.0
            row = self._row if is_cell else 0
            self.lines.append(RegionLine(run, self._region, row, column + 1 if is_cell else 0, limit))
        self._before, self._place_before = run, place

    def _is_one_line(self, before: Run, run: Run, zone: Zone | None) -> bool:
        if abs(before.base - run.base) > _MAX_ROW_DIFFERENCE * run.size or run.left < before.left:
            return False
        gap = run.left - before.right
        if zone is not None or gap < _MIN_SURE_GUTTER * run.size:
            return True
        last = self.lines[-1].run
        return gap < _MAX_MARK_GAP * run.size and MARK.fullmatch(last.text) is not None

    def _join(self, run: Run) -> None:
        line = self.lines[-1]
        joined = line.run.joined(run, space_between(line.run, run))
        if MARK.fullmatch(line.run.text):
            joined = replace(joined, text_left=run.left, first_width=joined.first_width)
        self.lines[-1] = replace(line, run=joined)


def _is_same(zone: Zone | None, other: Zone | None) -> bool:
    if zone is None or other is None:
        return zone is other
    return zone is other or (not zone.rows and not other.rows and zone.columns is other.columns)


def _is_below(before: Run, run: Run, *, is_cell: bool) -> bool:
    """Whether a run of text is the next line of the same column or cell as the line above it."""
    drop = before.base - run.base
    if drop < 0.3 * min(before.size, run.size):
        return False
    overlap = min(before.right, run.right) - max(before.left, run.left)
    if overlap <= 0 and abs(before.left - run.left) > 3 * run.size:
        return False
    return drop <= _MAX_CELL_LINE_DISTANCE * max(before.size, run.size) if is_cell else True
