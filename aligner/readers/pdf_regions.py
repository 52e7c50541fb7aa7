"""Runs of a PDF page -> its lines in reading order, each with the column or table cell that it stands in.

Files draw their text in an order that is mostly the reading order, so that order is kept. What it does not say is
where columns and cells end: that is seen from strips of the page that stay white over several rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from aligner.readers.pdf_lines import MARK, Run

_SAME_ROW = 0.6
"""Difference in height, in sizes of the characters, up to which two runs stand side by side."""
_GUTTER = 0.7
"""Least width, in sizes of the characters, of the white strip between two columns."""
_SURE_GUTTER = 2.5
"""Width from which two runs that stand side by side belong to no common line, wherever the lines around them begin."""
_LIKELY_GUTTER = 1.0
"""Width of the white strip from which a column may consist of one cell."""
_ALIGNED = 2.0
"""Points by which the cells of one column may begin, end or be centred differently."""
_CLOSE_ROW = 2.1
"""Distance of two lines of one cell, at most, in sizes of the characters."""
_FAR_ROW = 6.0
"""Distance of two rows of one table, at most, in sizes of the characters."""
_LEAST_COLUMN_LINES = 4
_USUAL_SHARE = 0.95
_LEAST_USUAL = 20
_LEAST_FULL_SHARE = 0.5
_MOST_EDGE_LINES = 3
_EDGE_GAP = 1.6
_WIDEST_MARK_GAP = 4.0


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One line of a page, and where it belongs.

    Attributes:
        run: its text and place.
        region: lines of one column or cell that follow each other have the same number.
        row: 1-based row of its table; 0 outside tables.
        column: 1-based column of its table; 0 outside tables.
        limit: how far to the right its column or cell reaches; 0 for the width of the whole page.
    """

    run: Run
    region: int
    row: int = 0
    column: int = 0
    limit: float = 0.0


@dataclass
class _Zone:
    """Rows of a page over which the same strips stay white: columns of text, or a table."""

    rows: list[list[int]]
    columns: list[tuple[float, float]]


def lines_in_regions(runs: Sequence[Run]) -> list[RegionLine]:
    """Return the lines of a page in reading order, running heads first and feet last."""
    rows = _rows(runs)
    zones = _zones(rows, runs)
    column_of = {
        index: (zone, _column(runs[index], zone.columns)) for zone in zones for row in zone.rows for index in row
    }
    order = _with_edges_outside(rows, runs)
    lines = _Lines(runs, column_of)
    for zone in zones:
        order = _in_columns(order, zone, runs, column_of)
    for index in order:
        lines.add(index)
    return lines.found


def _rows(runs: Sequence[Run]) -> list[list[int]]:
    """Return the indices of the runs, row by row from the top, each row from left to right."""
    rows: list[list[int]] = []
    for index in sorted(range(len(runs)), key=lambda number: -runs[number].base):
        first = runs[rows[-1][0]] if rows else None
        if first is not None and first.base - runs[index].base <= _SAME_ROW * min(first.size, runs[index].size):
            rows[-1].append(index)
        else:
            rows.append([index])
    for row in rows:
        row.sort(key=lambda number: runs[number].left)
    return rows


def _merged(intervals: Sequence[tuple[float, float]], gutter: float) -> list[tuple[float, float]]:
    """Return the intervals, those joined between which there is less than a gutter."""
    joined: list[tuple[float, float]] = []
    for left, right in sorted(intervals):
        if joined and left - joined[-1][1] < gutter:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def _zones(rows: Sequence[list[int]], runs: Sequence[Run]) -> list[_Zone]:
    """Return the parts of the page that have columns, from the top."""
    zones: list[_Zone] = []
    number = 0
    while number < len(rows):
        zone, end = _zone_from(rows, number, runs)
        if zone is None:
            number += 1
            continue
        start = number
        floor = 0 if not zones else rows.index(zones[-1].rows[-1]) + 1
        while start > floor and (
            _hangs_on(rows[start - 1], rows[start], zone, runs) or _fits(rows[start - 1], rows[start], zone, runs)
        ):
            start -= 1
            zone.rows.insert(0, rows[start])
        while zones and _is_part(zones[-1], zone, rows, start, runs):
            zone.rows[:0] = zones[-1].rows
            start -= len(zones.pop().rows)
        zones.append(zone)
        number = end
    return zones


def _zone_from(rows: Sequence[list[int]], start: int, runs: Sequence[Run]) -> tuple[_Zone | None, int]:
    """Return the zone that begins with a row, if one does, and the number of the row behind it."""
    first = rows[start]
    columns = _merged([(runs[index].left, runs[index].right) for index in first], _gutter(first, runs))
    if len(columns) < 2 or _is_marked_line(first, runs):
        return None, start + 1
    end = start + 1
    last_side_by_side = start
    while end < len(rows):
        row = rows[end]
        if runs[rows[end - 1][0]].base - runs[row[0]].base > _FAR_ROW * runs[row[0]].size:
            break
        wider = _merged([*columns, *((runs[index].left, runs[index].right) for index in row)], _gutter(row, runs))
        if len(wider) < 2 or _is_spanned(rows[start:end], columns, wider, runs):
            break
        if len(row) > 1 and len(_merged([(runs[i].left, runs[i].right) for i in row], _gutter(row, runs))) > 1:
            last_side_by_side = end
        columns = wider
        end += 1
    end = last_side_by_side + 1
    zone = _Zone(list(rows[start:end]), columns)
    while end < len(rows) and _hangs_on(rows[end], rows[end - 1], zone, runs):
        zone.rows.append(rows[end])
        end += 1
    taken = [(runs[index].left, runs[index].right) for row in zone.rows for index in row]
    zone.columns = _merged(taken, _gutter(first, runs))
    zone.columns = _sure_columns(zone, runs)
    if len(zone.columns) < 2:
        return None, start + 1
    return zone, end


def _is_spanned(
    rows: Sequence[list[int]],
    columns: Sequence[tuple[float, float]],
    wider: Sequence[tuple[float, float]],
    runs: Sequence[Run],
) -> bool:
    """Return whether a row would close a white strip that several rows above it share.

    Strips that one row has, or narrow ones that few rows have, are wide spaces of justified text.
    """
    for before, after in pairwise(columns):
        if not any(low <= before[0] and after[0] <= high for low, high in wider):
            continue
        shared = sum(_has(row, before, runs) and _has(row, after, runs) for row in rows)
        width = (after[0] - before[1]) / min(runs[index].size for index in rows[0])
        if shared > 1 and (
            width >= _SURE_GUTTER or _alignment(_Zone(list(rows), list(columns)), after, width, runs) > 1
        ):
            return True
    return False


def _has(row: Sequence[int], column: tuple[float, float], runs: Sequence[Run]) -> bool:
    return any(column[0] - 0.1 <= runs[index].left and runs[index].right <= column[1] + 0.1 for index in row)


def _gutter(row: Sequence[int], runs: Sequence[Run]) -> float:
    return _GUTTER * min(runs[index].size for index in row)


def _is_marked_line(row: Sequence[int], runs: Sequence[Run]) -> bool:
    """Return whether the row is a bullet or number with its text: an item of a list."""
    if len(row) != 2:
        return False
    mark, text = (runs[index] for index in row)
    return MARK.fullmatch(mark.text) is not None and text.left - mark.right < _WIDEST_MARK_GAP * text.size


def _hangs_on(row: Sequence[int], beside: Sequence[int], zone: _Zone, runs: Sequence[Run]) -> bool:
    """Return whether a row above or below a zone holds a further line of one of its cells."""
    if len(row) > 1:
        return False
    run = runs[row[0]]
    for index in beside:
        other = runs[index]
        close = abs(other.base - run.base) <= _CLOSE_ROW * run.size and abs(other.size - run.size) < 1
        if close and abs(other.left - run.left) <= _ALIGNED:
            number = _column(other, zone.columns)
            last = number + 1 == len(zone.columns)
            return last or run.right <= zone.columns[number + 1][0] - _GUTTER * run.size
    return False


def _is_part(above: _Zone, zone: _Zone, rows: Sequence[list[int]], start: int, runs: Sequence[Run]) -> bool:
    """Return whether a zone right above longer columns leaves the same strips white."""
    if len(above.rows) >= len(zone.rows) or above.rows[-1] is not rows[start - 1]:
        return False
    lower = [*above.rows[1:], zone.rows[0]]
    return all(_fits(row, below, zone, runs) for row, below in zip(above.rows, lower, strict=True))


def _fits(row: Sequence[int], below: Sequence[int], zone: _Zone, runs: Sequence[Run]) -> bool:
    """Return whether a row above long columns belongs to them: it leaves the same strips white."""
    close = runs[row[0]].base - runs[below[0]].base <= _CLOSE_ROW * runs[below[0]].size
    if len(zone.rows) < _LEAST_COLUMN_LINES or len(row) < 2 or not close:
        return False
    within = [any(_has([index], column, runs) for column in zone.columns) for index in row]
    return all(within) and sum(_has(row, column, runs) for column in zone.columns) > 1


def _sure_columns(zone: _Zone, runs: Sequence[Run]) -> list[tuple[float, float]]:
    """Return the columns whose white strips are no accident: over two rows or more, and wide or with aligned sides."""
    several = sum(len({_column(runs[index], zone.columns) for index in row}) > 1 for row in zone.rows)
    if len(zone.rows) < 2 or not several:
        return []
    size = min(runs[index].size for row in zone.rows for index in row)
    strength = []
    for before, after in pairwise(zone.columns):
        width = (after[0] - before[1]) / size
        strength.append(2 if width >= _SURE_GUTTER else _alignment(zone, after, width, runs))
    columns = [zone.columns[0]]
    for column, strong in zip(zone.columns[1:], strength, strict=True):
        if strong < (1 if max(strength) > 1 or len(zone.columns) == 2 else 2):
            columns[-1] = (columns[-1][0], column[1])
        else:
            columns.append(column)
    return columns


def _alignment(zone: _Zone, column: tuple[float, float], width: float, runs: Sequence[Run]) -> int:
    """Return how surely the cells of a column have a side in common: 2 for three cells or more, 0 for not at all.

    Of one cell, only the width of the white strip tells.
    """
    within = []
    for row in zone.rows:
        parts = [runs[i] for i in row if _has([i], column, runs)]
        if parts:
            within.append((min(run.left for run in parts), max(run.right for run in parts)))
    if len(within) < 2:
        return int(len(zone.rows) > 2 and (len(zone.columns) > 2 or width >= _LIKELY_GUTTER))
    sides = ([left for left, _ in within], [right for _, right in within], [(a + b) / 2 for a, b in within])
    aligned = any(
        sum(abs(value - sorted(side)[len(side) // 2]) <= _ALIGNED for value in side) >= 0.6 * len(side)
        for side in sides
    )
    is_regular = len({len(row) for row in zone.rows}) == 1
    return int(aligned) + int(aligned and (len(within) > 2 or is_regular))


def _column(run: Run, columns: Sequence[tuple[float, float]]) -> int:
    """Return the 0-based column that a run stands in."""
    middle = (run.left + run.right) / 2
    for number, (_, right) in enumerate(columns):
        if middle <= right:
            return number
    return len(columns) - 1


def _in_columns(
    order: list[int], zone: _Zone, runs: Sequence[Run], column_of: dict[int, tuple[_Zone, int]]
) -> list[int]:
    """Return the order with the zone's runs column by column where it is text in columns, else as the file has them."""
    members = {index for row in zone.rows for index in row}
    inside = [index for index in order if index in members]
    if _is_text(zone, inside, runs, column_of):
        inside.sort(key=lambda index: (column_of[index][1], -round(runs[index].base), runs[index].left))
        places = {index: column_of[index][1] for index in members}
        zone_columns = [_usual_edges(zone, number, runs, column_of) for number in range(len(zone.columns))]
        for index in members:
            column_of[index] = (_Zone([], zone_columns), places[index])
    elif _is_row_by_row(zone, inside, column_of):
        inside = _cell_by_cell(zone, runs, column_of)
    replacement = iter(inside)
    return [next(replacement) if index in members else index for index in order]


def _usual_edges(
    zone: _Zone, number: int, runs: Sequence[Run], column_of: dict[int, tuple[_Zone, int]]
) -> tuple[float, float]:
    """Return the edges of a column of text; few lines that reach beyond, as marks of Chinese do, are left out."""
    rights = sorted(runs[row[-1]].right for row in _rows_of(zone, number, column_of))
    left, right = zone.columns[number]
    return left, rights[int(_USUAL_SHARE * (len(rights) - 1))] if len(rights) >= _LEAST_USUAL else right


def _rows_of(zone: _Zone, number: int, column_of: dict[int, tuple[_Zone, int]]) -> list[list[int]]:
    """Return the rows of one column of a zone."""
    rows = ([index for index in row if column_of[index][1] == number] for row in zone.rows)
    return [row for row in rows if row]


def _changes(inside: Sequence[int], column_of: dict[int, tuple[_Zone, int]]) -> int:
    return sum(column_of[before][1] != column_of[after][1] for before, after in pairwise(inside))


def _is_text(zone: _Zone, inside: Sequence[int], runs: Sequence[Run], column_of: dict[int, tuple[_Zone, int]]) -> bool:
    """Return whether the zone holds text in columns rather than a table."""
    columns = len(zone.columns)
    if _changes(inside, column_of) >= 2 * columns and not _is_row_by_row(zone, inside, column_of):
        return False
    for number, (left, right) in enumerate(zone.columns):
        parts = [[runs[index] for index in row] for row in _rows_of(zone, number, column_of)]
        widths = [max(run.right for run in row) - min(run.left for run in row) for row in parts]
        full = sum(width >= 0.75 * (right - left) for width in widths)
        if len(widths) < _LEAST_COLUMN_LINES or full < _LEAST_FULL_SHARE * len(widths):
            return False
    # the rows of a table leave more space in all columns at once
    return not _shared_gaps(zone, runs)


def _shared_gaps(zone: _Zone, runs: Sequence[Run]) -> bool:
    drops = [runs[upper[0]].base - runs[lower[0]].base for upper, lower in pairwise(zone.rows)]
    usual = sorted(drops)[len(drops) // 2]
    wide = sum(drop > 1.25 * usual for drop in drops)
    return wide > 0.25 * len(drops) and len(zone.columns) > 1 and usual < 2 * runs[zone.rows[0][0]].size


def _is_row_by_row(zone: _Zone, inside: Sequence[int], column_of: dict[int, tuple[_Zone, int]]) -> bool:
    """Return whether the file draws each row of the page from left to right, across the columns."""
    place = {index: number for number, index in enumerate(inside)}
    several = [row for row in zone.rows if len({column_of[index][1] for index in row}) > 1]
    in_turn = sum(all(place[b] - place[a] == 1 for a, b in pairwise(row)) for row in several)
    alternating = len(zone.rows) - len(several) < 0.5 * len(zone.rows)
    return alternating and len(several) >= 4 and in_turn >= 0.9 * len(several)


def _cell_by_cell(zone: _Zone, runs: Sequence[Run], column_of: dict[int, tuple[_Zone, int]]) -> list[int]:
    """Order the runs of a table, drawn line by line, by their cells: a wider distance of all columns parts rows."""
    drops = [runs[upper[0]].base - runs[lower[0]].base for upper, lower in pairwise(zone.rows)]
    least = min(drops, default=0.0)
    groups: list[list[int]] = [list(zone.rows[0])]
    for drop, row in zip(drops, zone.rows[1:], strict=True):
        first_filled = any(column_of[index][1] == 0 for index in row)
        if drop > 1.2 * least or (first_filled and len(row) > 1):
            groups.append([])
        groups[-1] += row
    return [
        index
        for group in groups
        for index in sorted(group, key=lambda i: (column_of[i][1], -runs[i].base, runs[i].left))
    ]


def _with_edges_outside(rows: Sequence[list[int]], runs: Sequence[Run]) -> list[int]:
    """Move running heads to the top and feet to the bottom: files often draw both first or last.

    All else keeps the order of the file, which is right for columns where the height on the page is not.
    """
    head, foot = _edge(rows, runs), _edge(rows[::-1], runs)[::-1]
    outside = {*head, *foot}
    rest = [index for index in range(len(runs)) if index not in outside]
    return [*head, *rest, *foot]


def _edge(inwards: Sequence[list[int]], runs: Sequence[Run]) -> list[int]:
    """Return the few runs at an edge of the page that a gap parts from the rest, if they were drawn together."""
    for number in range(1, min(_MOST_EDGE_LINES + 1, len(inwards))):
        outer, inner = runs[inwards[number - 1][0]], runs[inwards[number][0]]
        if abs(outer.base - inner.base) > _EDGE_GAP * max(outer.size, inner.size):
            edge = [index for row in inwards[:number] for index in row]
            return edge if max(edge) - min(edge) == len(edge) - 1 else []
    return []


class _Lines:
    """Puts runs together to lines and numbers their regions."""

    def __init__(self, runs: Sequence[Run], column_of: dict[int, tuple[_Zone, int]]) -> None:
        self._runs = runs
        self._column_of = column_of
        self._region = 0
        self._row = 0
        self.found: list[RegionLine] = []
        self._before: Run | None = None
        self._place_before: tuple[_Zone | None, int] = None, -1

    def add(self, index: int) -> None:
        run, before = self._runs[index], self._before
        zone, column = place = self._column_of.get(index, (None, -1))
        zone_before, column_before = self._place_before
        same = before is not None and _is_same(zone, zone_before) and column == column_before
        if before is not None and same and self._is_one_line(before, run, zone):
            self._join(run)
        else:
            is_cell = zone is not None and bool(zone.rows)
            line = self.found[-1].run if self.found else run
            if before is None or not same or not _is_below(line, run, is_cell=is_cell):
                self._region += 1
                if is_cell and (not _is_same(zone, zone_before) or column <= column_before):
                    self._row = self._row + 1 if _is_same(zone, zone_before) else 1
            limit = zone.columns[column][1] if zone is not None else 0.0
            row = self._row if is_cell else 0
            self.found.append(RegionLine(run, self._region, row, column + 1 if is_cell else 0, limit))
        self._before, self._place_before = run, place

    def _is_one_line(self, before: Run, run: Run, zone: _Zone | None) -> bool:
        if abs(before.base - run.base) > _SAME_ROW * run.size or run.left < before.left:
            return False
        gap = run.left - before.right
        if zone is not None or gap < _SURE_GUTTER * run.size:
            return True
        last = self.found[-1].run
        return gap < _WIDEST_MARK_GAP * run.size and MARK.fullmatch(last.text) is not None

    def _join(self, run: Run) -> None:
        line = self.found[-1]
        joined = line.run.joined(run)
        if MARK.fullmatch(line.run.text):
            joined = replace(joined, text_left=run.left, first_width=joined.first_width)
        self.found[-1] = replace(line, run=joined)


def _is_same(zone: _Zone | None, other: _Zone | None) -> bool:
    if zone is None or other is None:
        return zone is other
    return zone is other or (not zone.rows and not other.rows and zone.columns is other.columns)


def _is_below(before: Run, run: Run, *, is_cell: bool) -> bool:
    """Return whether a run is the next line of the same column or cell."""
    drop = before.base - run.base
    if drop < 0.3 * min(before.size, run.size):
        return False
    overlap = min(before.right, run.right) - max(before.left, run.left)
    if overlap <= 0 and abs(before.left - run.left) > 3 * run.size:
        return False
    return drop <= _CLOSE_ROW * max(before.size, run.size) if is_cell else True


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
        rights = sorted(line.run.right for line in lines if not line.limit)
        keys.append((round(width), round(height), number % 2))
        if len(rights) >= 5:
            shown.setdefault(keys[-1], []).append(rights[-1])
    for number, ((width, _), lines) in enumerate(pages):
        rights = [line.run.right for line in lines if not line.limit]
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
