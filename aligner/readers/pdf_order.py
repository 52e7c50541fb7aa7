"""Sort the runs of a PDF page into reading order.

The order of text in the file is usually the reading order. There are two exceptions. If the file
stores columns of text or tables line by line, this module sorts their runs. It also moves running
heads and feet to the top and bottom of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from aligner.readers.pdf_columns import TextColumns
from aligner.readers.pdf_lines import Run
from aligner.readers.pdf_zones import Zone, rows_of_runs

_MIN_COLUMN_LINES = 4
"""Lines of a column of text."""
_EDGE_QUANTILE = 0.95
"""Quantile of the right edges of lines that is taken for the right edge of a column."""
_MIN_QUANTILE_LINES = 20
"""Lines of a column for which the quantile is used; for fewer, the edge is that of the longest line."""
_MIN_FULL_SHARE = 0.5
"""Share of the lines of a column of text that fill most of its width."""
_MAX_EDGE_LINES = 3
"""Lines of a running head or foot."""
_MIN_EDGE_GAP = 1.6
"""Distance between a running head or foot and the text, as a multiple of the character size."""
_MAX_FLOW_GAP = 3.5
"""Largest distance between lines that are drawn one after the other as running text, in character sizes."""


KnownColumns = dict[tuple[int, ...], list[tuple[float, float]]]
"""Edges of the columns of text of earlier pages, by the left edges of the columns in steps of `_STEP_POINTS`."""
_STEP_POINTS = 3.0
"""Step of the left edges by which columns of different pages are compared, in points."""


def in_columns(
    order: list[int], zone: Zone, runs: Sequence[Run], column_of: dict[int, tuple[Zone, int]], known: KnownColumns
) -> list[int]:
    """Return the reading order of a page after the runs of one zone (columns or a table) have been sorted.

    If the zone is text in columns, its runs are sorted column by column. If it is a table that the file
    stores line by line, they are sorted cell by cell. Otherwise they keep the order of the file.

    Args:
        order: indices of the runs of the page in reading order.
        zone: part of the page with columns.
        runs: runs of the page.
        column_of: zone and column of each run; updated if the zone is text in columns.
        known: text columns of earlier pages; the columns of this page are added.
    """
    members = {index for row in zone.rows for index in row}
    inside = [index for index in order if index in members]
    key = tuple(round(left / _STEP_POINTS) for left, _ in zone.columns)
    is_long = len(zone.rows) >= 2 * _MIN_COLUMN_LINES
    if _is_text(zone, inside, runs, column_of) or (key in known and not is_long):
        inside.sort(key=lambda index: (column_of[index][1], -round(runs[index].base), runs[index].left))
        places = {index: column_of[index][1] for index in members}
        zone_columns = [_usual_edges(zone, number, runs, column_of) for number in range(len(zone.columns))]
        if key in known:
            zone_columns = [
                (left, max(right, limit)) for (left, right), (_, limit) in zip(zone_columns, known[key], strict=True)
            ]
        elif is_long:
            known[key] = zone_columns
        for index in members:
            column_of[index] = (Zone([], zone_columns), places[index])
    elif _is_row_by_row(zone, inside, column_of):
        inside = _cell_by_cell(zone, runs, column_of)
    replacement = iter(inside)
    return [next(replacement) if index in members else index for index in order]


def column_by_column(
    text: TextColumns, members: Sequence[int], runs: Sequence[Run], known: KnownColumns
) -> tuple[Zone, list[list[int]]]:
    """Return the zone (a part of the page) that columns of text form, and the runs of each column in file order.

    Args:
        text: the columns of text.
        members: indices of the runs in the columns.
        runs: runs of the page.
        known: text columns of earlier pages; these columns are added.
    """
    columns: list[list[int]] = [[] for _ in range(len(text.edges) + 1)]
    for index in sorted(members):
        columns[text.column(runs[index])].append(index)
    columns = [column for column in columns if column]
    edges = []
    for column in columns:
        rights = sorted(runs[row[-1]].reach for row in rows_of_runs(runs, column))
        usual = rights[int(_EDGE_QUANTILE * (len(rights) - 1)) if len(rights) >= _MIN_QUANTILE_LINES else -1]
        edges.append((min(runs[index].left for index in column), usual))
    known.setdefault(tuple(round(left / _STEP_POINTS) for left, _ in edges), edges)
    return Zone([], edges), columns


def _usual_edges(
    zone: Zone, number: int, runs: Sequence[Run], column_of: dict[int, tuple[Zone, int]]
) -> tuple[float, float]:
    """Return the left and right edges of a text column.

    The right edge ignores hanging punctuation and a few long lines.
    """
    rights = sorted(runs[row[-1]].reach for row in _rows_of(zone, number, column_of))
    left, right = zone.columns[number]
    if not rights:
        return left, right
    return left, rights[int(_EDGE_QUANTILE * (len(rights) - 1)) if len(rights) >= _MIN_QUANTILE_LINES else -1]


def _rows_of(zone: Zone, number: int, column_of: dict[int, tuple[Zone, int]]) -> list[list[int]]:
    """Return the indices of the runs of text in each row of one column, without rows that have no run in it.

    Args:
        zone: the part of the page that contains the column.
        number: 0-based number of the column.
        column_of: zone and column of each run, by its index.
    """
    rows = ([index for index in row if column_of[index][1] == number] for row in zone.rows)
    return [row for row in rows if row]


def _changes(inside: Sequence[int], column_of: dict[int, tuple[Zone, int]]) -> int:
    return sum(column_of[before][1] != column_of[after][1] for before, after in pairwise(inside))


def _is_text(zone: Zone, inside: Sequence[int], runs: Sequence[Run], column_of: dict[int, tuple[Zone, int]]) -> bool:
    """Whether a part of a page with several columns is running text, not a table."""
    columns = len(zone.columns)
    changes = _changes(inside, column_of)
    if changes >= 2 * columns and not _is_row_by_row(zone, inside, column_of):
        return False
    for number, (left, right) in enumerate(zone.columns):
        parts = [[runs[index] for index in row] for row in _rows_of(zone, number, column_of)]
        widths = [max(run.right for run in row) - min(run.left for run in row) for row in parts]
        full = sum(width >= 0.75 * (right - left) for width in widths)
        if len(widths) < _MIN_COLUMN_LINES or full < _MIN_FULL_SHARE * len(widths):
            return False
    # rows of a table have wider gaps in all columns at once; columns drawn one after the other are not a table
    return changes == columns - 1 or not _shared_gaps(zone, runs)


def _shared_gaps(zone: Zone, runs: Sequence[Run]) -> bool:
    drops = [runs[upper[0]].base - runs[lower[0]].base for upper, lower in pairwise(zone.rows)]
    usual = sorted(drops)[len(drops) // 2]
    wide = sum(drop > 1.25 * usual for drop in drops)
    return wide > 0.25 * len(drops) and len(zone.columns) > 1 and usual < 2 * runs[zone.rows[0][0]].size


def _is_row_by_row(zone: Zone, inside: Sequence[int], column_of: dict[int, tuple[Zone, int]]) -> bool:
    """Whether the file stores a zone (a part of the page with columns) row by row, across the columns."""
    place = {index: number for number, index in enumerate(inside)}
    several = [row for row in zone.rows if len({column_of[index][1] for index in row}) > 1]
    in_turn = sum(all(place[b] - place[a] == 1 for a, b in pairwise(row)) for row in several)
    alternating = len(zone.rows) - len(several) < 0.5 * len(zone.rows)
    return alternating and len(several) >= 4 and in_turn >= 0.9 * len(several)


def _cell_by_cell(zone: Zone, runs: Sequence[Run], column_of: dict[int, tuple[Zone, int]]) -> list[int]:
    """Return the runs of text of a table, sorted cell by cell; the file stores the table line by line.

    A wider gap in all columns separates two rows of the table.
    """
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


def edges_of_page(rows: Sequence[list[int]], runs: Sequence[Run]) -> tuple[list[int], list[int]]:
    """Return the running heads and the running feet of a page.

    Files often store heads and feet together, at the start or the end of the page. All other runs keep
    the order of the file. That order is correct for columns; an order by height would not be.
    """
    head, foot = _edge(rows, runs), _edge(rows[::-1], runs)[::-1]
    return head, [index for index in foot if index not in head]


def _edge(inwards: Sequence[list[int]], runs: Sequence[Run]) -> list[int]:
    """Return the runs of text at one edge of the page that form a running head or foot; empty if there are none.

    A running head or foot has few lines, a gap separates it from the other text of the page, and the
    file stores its runs one after the other.
    """
    for number in range(1, min(_MAX_EDGE_LINES + 1, len(inwards))):
        outer, inner = runs[inwards[number - 1][0]], runs[inwards[number][0]]
        if abs(outer.base - inner.base) > _MIN_EDGE_GAP * max(outer.size, inner.size):
            edge = [index for row in inwards[:number] for index in row]
            together = max(edge) - min(edge) == len(edge) - 1
            return edge if together and not _is_in_flow(edge, runs) else []
    return []


def _is_in_flow(edge: Sequence[int], runs: Sequence[Run]) -> bool:
    """Whether runs of text at an edge of the page belong to its main text, not to a running head or foot.

    This is so if the file stores them directly before or after lines near them, as it does for the last
    row of a table.
    """
    outside = [(min(edge), min(edge) - 1), (max(edge), max(edge) + 1)]
    return any(
        0 <= other < len(runs) and abs(runs[own].base - runs[other].base) <= _MAX_FLOW_GAP * runs[own].size
        for own, other in outside
    )
