"""Find the zones of a PDF page.

A zone is a range of rows with the same white vertical strips between runs, as in columns and
tables.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from aligner.readers.pdf_lines import MARK, Run

_MAX_ROW_DIFFERENCE = 0.6
"""Largest difference in height between two runs side by side, as a multiple of the character size."""
_MIN_GUTTER = 0.7
"""Smallest width of the white strip between two columns, as a multiple of the character size."""
_MIN_SURE_GUTTER = 2.5
"""Gap from which two runs side by side are never one line, as a multiple of the character size."""
_MIN_TIGHT_GUTTER = 0.2
"""Smallest width of the white strip beside a cell that is aligned with the cells above it, in character sizes."""
_MIN_SINGLE_CELL_GUTTER = 1.0
"""Smallest width of the white strip beside a column of only one cell, as a multiple of the character size."""
_MAX_EDGE_DIFFERENCE_POINTS = 2.0
"""Largest difference between the left edges, right edges or centres of the cells of one column, in points."""
_MAX_CELL_LINE_DISTANCE = 2.1
"""Largest distance between two lines of one cell, as a multiple of the character size."""
_NEAR_ROWS = 3
"""Rows at the edge of a zone that may contain the neighbour of a further line of a cell, since lines of cells
alternate."""
_MAX_ROW_DISTANCE = 6.0
"""Largest distance between two rows of one table, as a multiple of the character size."""
_MIN_COLUMN_LINES = 4
"""Lines of a long column."""
_MAX_MARK_GAP = 4.0
"""Largest gap between a bullet or number and its text, as a multiple of the character size."""
_MAX_COLUMNS = 60
"""Columns of a zone."""
_MAX_ROWS_ABOVE = 40
"""Rows above that are searched for a white strip. More do not change the result, and take long on malicious pages."""
_MAX_STEPS, _MAX_STEPS_FOR_EACH_RUN = 5_000, 40
"""Runs on a page that are tested without success, in all and for each run. Tables and columns are found at once."""


@dataclass
class Zone:
    """A zone: rows of a page with the same white vertical strips, either columns of text or a table.

    Attributes:
        rows: indices of the runs of each row, from the top.
        columns: left and right edges of the columns, in points.
    """

    rows: list[list[int]]
    columns: list[tuple[float, float]]


def rows_of_runs(runs: Sequence[Run], indices: Iterable[int] | None = None) -> list[list[int]]:
    """Group the runs of text of a page into rows, and return the indices of the runs in each row.

    The rows are ordered from the top, and the runs of a row from left to right. If ``indices`` is
    given, only these runs are used.
    """
    rows: list[list[int]] = []
    for index in sorted(range(len(runs)) if indices is None else indices, key=lambda number: -runs[number].base):
        first = runs[rows[-1][0]] if rows else None
        if first is not None and first.base - runs[index].base <= _MAX_ROW_DIFFERENCE * min(
            first.size, runs[index].size
        ):
            rows[-1].append(index)
        else:
            rows.append([index])
    for row in rows:
        row.sort(key=lambda number: runs[number].left)
    return rows


def _merged(intervals: Sequence[tuple[float, float]], gutter: float) -> list[tuple[float, float]]:
    """Merge intervals that overlap or have a gap smaller than ``gutter``, and return the result."""
    joined: list[tuple[float, float]] = []
    for left, right in sorted(intervals):
        if joined and left - joined[-1][1] < gutter:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def zones_of(rows: Sequence[list[int]], runs: Sequence[Run]) -> list[Zone]:
    """Return the zones of a page (text columns and tables), from the top."""
    zones: list[Zone] = []
    number = 0
    steps = _MAX_STEPS + _MAX_STEPS_FOR_EACH_RUN * sum(map(len, rows))
    while number < len(rows) and steps > 0:
        zone, end = _zone_from(rows, number, runs)
        if zone is None:
            steps -= (end - number) * len(rows[number])
            number += 1
            continue
        start = number
        floor = 0 if not zones else rows.index(zones[-1].rows[-1]) + 1
        while start > floor and (
            _continues_cell(rows[start - 1], _near(rows[start : start + _NEAR_ROWS]), zone, runs)
            or _fits(rows[start - 1], rows[start], zone, runs)
        ):
            start -= 1
            zone.rows.insert(0, rows[start])
        while zones and _is_part(zones[-1], zone, rows, start, runs):
            zone.rows[:0] = zones[-1].rows
            start -= len(zones.pop().rows)
        zones.append(zone)
        number = end
    return zones


def _zone_from(rows: Sequence[list[int]], start: int, runs: Sequence[Run]) -> tuple[Zone | None, int]:
    """Return the zone (columns or a table) that begins with a row, and the index after the last row tested.

    The zone is ``None`` if no zone begins with this row.
    """
    first = rows[start]
    columns = _merged([(runs[index].left, runs[index].right) for index in first], _gutter(first, runs))
    if not 2 <= len(columns) <= _MAX_COLUMNS or _is_marked_line(first, runs):
        return None, start + 1
    end = start + 1
    last_side_by_side = start
    while end < len(rows):
        row = rows[end]
        if runs[rows[end - 1][0]].base - runs[row[0]].base > _MAX_ROW_DISTANCE * runs[row[0]].size:
            break
        gutter = min(_gutter(row, runs), _narrowest(columns))
        wider = _merged([*columns, *((runs[index].left, runs[index].right) for index in row)], gutter)
        is_tight = len(wider) < len(columns) and _keeps_edges(row, columns, runs)
        if is_tight:
            wider = _widened(columns, row, runs)
        elif (
            len(wider) < 2
            or len(wider) > _MAX_COLUMNS
            or _is_spanned(rows[max(start, end - _MAX_ROWS_ABOVE) : end], columns, wider, runs)
        ):
            break
        if len(row) > 1 and (
            is_tight or len(_merged([(runs[i].left, runs[i].right) for i in row], _gutter(row, runs))) > 1
        ):
            last_side_by_side = end
        columns = wider
        end += 1
    end = last_side_by_side + 1
    zone = Zone(list(rows[start:end]), columns)
    while end < len(rows) and _continues_cell(rows[end], _near(rows[max(start, end - _NEAR_ROWS) : end]), zone, runs):
        zone.rows.append(rows[end])
        end += 1
    taken = [(runs[index].left, runs[index].right) for row in zone.rows for index in row]
    zone.columns = _merged(taken, min(_gutter(first, runs), _narrowest(columns)))
    zone.columns = _sure_columns(zone, runs)
    return (zone if len(zone.columns) > 1 else None), end


def _narrowest(columns: Sequence[tuple[float, float]]) -> float:
    """Return a width just below that of the narrowest white strip between columns, in points.

    The difference of 0.01 points prevents rounding errors from closing the narrowest strip.
    """
    return min((after[0] - before[1] for before, after in pairwise(columns)), default=inf) - 0.01


def _keeps_edges(row: Sequence[int], columns: Sequence[tuple[float, float]], runs: Sequence[Run]) -> bool:
    """Whether each run of a row begins at the left edge of a column and ends before the next column.

    The gap to the next column may be smaller than the usual minimum gap between columns, because cell
    text can come close to the next cell.
    """
    return all(
        abs(runs[index].left - columns[number][0]) <= _MAX_EDGE_DIFFERENCE_POINTS
        and (
            number + 1 == len(columns)
            or runs[index].right + _MIN_TIGHT_GUTTER * runs[index].size <= columns[number + 1][0]
        )
        for index in row
        for number in (_column_from(runs[index], columns),)
    )


def _column_from(run: Run, columns: Sequence[tuple[float, float]]) -> int:
    """Return the 0-based number of the last column that begins at or before the left edge of a run of text."""
    return max(sum(left <= run.left + _MAX_EDGE_DIFFERENCE_POINTS for left, _ in columns) - 1, 0)


def _widened(
    columns: Sequence[tuple[float, float]], row: Sequence[int], runs: Sequence[Run]
) -> list[tuple[float, float]]:
    """Return the columns, made wide enough for the runs of a row that begin at the left edges of the columns."""
    wider = list(columns)
    for index in row:
        number = _column_from(runs[index], columns)
        left, right = wider[number]
        wider[number] = min(left, runs[index].left), max(right, runs[index].right)
    return wider


def _is_spanned(
    rows: Sequence[list[int]],
    columns: Sequence[tuple[float, float]],
    wider: Sequence[tuple[float, float]],
    runs: Sequence[Run],
) -> bool:
    """Whether a row crosses a white strip that several rows above it share.

    A strip that is in only one row, or is narrow and in few rows, does not count: it is probably a wide
    space in justified text.
    """
    lows = [low for low, _ in wider]
    for before, after in pairwise(columns):
        place = bisect_right(lows, before[0]) - 1
        if place < 0 or after[0] > wider[place][1]:
            continue
        shared = sum(has_run(row, before, runs) and has_run(row, after, runs) for row in rows)
        width = (after[0] - before[1]) / min(runs[index].size for index in rows[0])
        if shared > 1 and (
            width >= _MIN_SURE_GUTTER or _alignment(Zone(list(rows), list(columns)), after, width, runs) > 1
        ):
            return True
    return False


def has_run(row: Sequence[int], column: tuple[float, float], runs: Sequence[Run]) -> bool:
    """Whether a row has a run of text within the edges of a column."""
    return any(column[0] - 0.1 <= runs[index].left and runs[index].right <= column[1] + 0.1 for index in row)


def _gutter(row: Sequence[int], runs: Sequence[Run]) -> float:
    return _MIN_GUTTER * min(runs[index].size for index in row)


def _is_marked_line(row: Sequence[int], runs: Sequence[Run]) -> bool:
    """Whether a row is an item of a list: a bullet or number, and its text."""
    if len(row) != 2:
        return False
    mark, text = (runs[index] for index in row)
    return MARK.fullmatch(mark.text) is not None and text.left - mark.right < _MAX_MARK_GAP * text.size


def _near(rows: Sequence[list[int]]) -> list[int]:
    return [index for row in rows for index in row]


def _continues_cell(row: Sequence[int], beside: Sequence[int], zone: Zone, runs: Sequence[Run]) -> bool:
    """Whether a row directly above or below a zone (columns or a table) is another line of one of its cells."""
    if len(row) > 1:
        return False
    run = runs[row[0]]
    for index in beside:
        other = runs[index]
        close = abs(other.base - run.base) <= _MAX_CELL_LINE_DISTANCE * run.size and abs(other.size - run.size) < 1
        if close and abs(other.left - run.left) <= _MAX_EDGE_DIFFERENCE_POINTS:
            number = column_of_run(other, zone.columns)
            last = number + 1 == len(zone.columns)
            return last or run.right <= zone.columns[number + 1][0] - _MIN_GUTTER * run.size
    return False


def _is_part(above: Zone, zone: Zone, rows: Sequence[list[int]], start: int, runs: Sequence[Run]) -> bool:
    """Whether a short zone directly above a longer one is the upper part of the same columns.

    A zone is a range of rows with columns. The short zone is the upper part if each of its rows is close
    to the row below it and leaves the white strips between the columns free.
    """
    if len(above.rows) >= len(zone.rows) or above.rows[-1] is not rows[start - 1]:
        return False
    lower = [*above.rows[1:], zone.rows[0]]
    return all(_fits(row, below, zone, runs) for row, below in zip(above.rows, lower, strict=True))


def _fits(row: Sequence[int], below: Sequence[int], zone: Zone, runs: Sequence[Run]) -> bool:
    """Whether a row directly above long columns is their next row upwards.

    The row must be close to the row below it, and each of its runs must be within a column.
    """
    close = runs[row[0]].base - runs[below[0]].base <= _MAX_CELL_LINE_DISTANCE * runs[below[0]].size
    if len(zone.rows) < _MIN_COLUMN_LINES or len(row) < 2 or not close:
        return False
    within = [any(has_run([index], column, runs) for column in zone.columns) for index in row]
    return all(within) and sum(has_run(row, column, runs) for column in zone.columns) > 1


def _sure_columns(zone: Zone, runs: Sequence[Run]) -> list[tuple[float, float]]:
    """Return the columns that reliable white strips separate.

    A reliable strip extends over two or more rows. It is wide, or the cells of the column after it
    are aligned.
    """
    several = sum(len({column_of_run(runs[index], zone.columns) for index in row}) > 1 for row in zone.rows)
    if len(zone.rows) < 2 or not several:
        return []
    size = min(runs[index].size for row in zone.rows for index in row)
    strength = []
    for before, after in pairwise(zone.columns):
        width = (after[0] - before[1]) / size
        strength.append(2 if width >= _MIN_SURE_GUTTER else _alignment(zone, after, width, runs))
    columns = [zone.columns[0]]
    for column, strong in zip(zone.columns[1:], strength, strict=True):
        if strong < (1 if max(strength) > 1 or len(zone.columns) == 2 else 2):
            columns[-1] = (columns[-1][0], column[1])
        else:
            columns.append(column)
    return columns


def _alignment(zone: Zone, column: tuple[float, float], width: float, runs: Sequence[Run]) -> int:
    """Return a score for the alignment of the cells in a column, 0 to 2; 0 means no alignment.

    The cells may be aligned at the left, at the right or at the centre. The score of aligned cells is 2
    if there are three or more of them, or if all rows have the same number of runs. If the column has
    only one cell, the numbers of rows and columns and the width of the white strip decide.
    """
    within = []
    for row in zone.rows:
        parts = [runs[i] for i in row if has_run([i], column, runs)]
        if parts:
            within.append((min(run.left for run in parts), max(run.right for run in parts)))
    if len(within) < 2:
        return int(len(zone.rows) > 2 and (len(zone.columns) > 2 or width >= _MIN_SINGLE_CELL_GUTTER))
    sides = ([left for left, _ in within], [right for _, right in within], [(a + b) / 2 for a, b in within])
    aligned = any(
        sum(abs(value - sorted(side)[len(side) // 2]) <= _MAX_EDGE_DIFFERENCE_POINTS for value in side)
        >= 0.6 * len(side)
        for side in sides
    )
    is_regular = len({len(row) for row in zone.rows}) == 1
    return int(aligned) + int(aligned and (len(within) > 2 or is_regular))


def column_of_run(run: Run, columns: Sequence[tuple[float, float]]) -> int:
    """Return the 0-based number of the column that contains a run of text."""
    middle = (run.left + run.right) / 2
    for number, (_, right) in enumerate(columns):
        if middle <= right:
            return number
    return len(columns) - 1
