"""The corridor: the cells near the anchor chain that the dynamic program visits.

For each number of consumed source segments, 0 to n, a corridor has the lowest and the highest number of consumed target
segments. Neither bound ever falls; the first row contains 0 and the last row contains m.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Bounds = NDArray[numpy.int64]
Lengths = NDArray[numpy.float64]

MIN_HALF_WIDTH = 150
"""Minimum half width of the diagonal corridor, in target segments."""
HALF_WIDTH_SHARE = 0.05
"""Half width of the diagonal corridor, as a share of the target segments."""
MAX_WIDE_CELLS = 60_000_000
"""Maximum number of cells in the wide rows of a corridor: about a minute of search."""
WIDE_ROW_CELLS = 4096
"""Maximum number of cells of a row that does not count as wide."""


@dataclass(frozen=True)
class Corridor:
    """The bounds of the cells that the search for the best path visits.

    A cell is a number of source segments and a number of target segments that are consumed.

    Attributes:
        low: lowest number of target segments for each number of source segments, shape (n + 1,).
        high: highest number (inclusive) of target segments for each number of source segments,
            shape (n + 1,).
    """

    low: Bounds
    high: Bounds

    @property
    def cells(self) -> int:
        """Number of lattice cells in the corridor."""
        return int((self.high - self.low + 1).sum())


def full_corridor(source_count: int, target_count: int) -> Corridor:
    """Return the corridor that contains all cells of the lattice."""
    low = numpy.zeros(source_count + 1, numpy.int64)
    return Corridor(low, numpy.full(source_count + 1, target_count, numpy.int64))


def diagonal_corridor(source_lengths: Lengths, target_lengths: Lengths) -> Corridor:
    """Return the corridor around the diagonal of two texts without anchors.

    The diagonal consists of the cells where equal shares of the lengths of both texts are consumed.

    Args:
        source_lengths: cumulative lengths of the source segments, shape (n + 1,).
        target_lengths: cumulative lengths of the target segments, shape (m + 1,).
    """
    target_count = len(target_lengths) - 1
    shares = source_lengths / max(float(source_lengths[-1]), 1.0) * target_lengths[-1]
    centre = numpy.searchsorted(target_lengths, shares)
    affordable = MAX_WIDE_CELLS // (2 * max(len(source_lengths) - 1, 1))
    half = max(MIN_HALF_WIDTH, min(int(target_count * HALF_WIDTH_SHARE), affordable))
    low, high = numpy.clip(centre - half, 0, target_count), numpy.clip(centre + half, 0, target_count)
    low[0], high[-1] = 0, target_count
    high[:-1] = numpy.maximum(high[:-1], low[1:])  # the path must also pass a segment longer than the corridor is wide
    return Corridor(low, high)


def corridor_around(
    anchors: NDArray[numpy.int64], source_count: int, target_count: int, margin: int, reach: int
) -> Corridor:
    """Return the corridor along a chain of anchors.

    A row of the corridor contains the cells with the same number of consumed source segments. It
    begins ``reach`` columns before an anchor that is at least ``margin`` source segments earlier.
    It ends ``reach`` columns after an anchor that is at least ``margin`` source segments later. The
    path can therefore avoid a wrong anchor and cross a gap of any size.

    Args:
        anchors: pairs ``(source segment, target segment)``, shape (k, 2); both columns rise.
        source_count: number of source segments, n.
        target_count: number of target segments, m.
        margin: distance of the row to the two anchors, in source segments.
        reach: additional width on both sides, in target segments; at least the longest span.
    """
    ends = numpy.vstack([[[-1, -1]], anchors, [[source_count, target_count]]])
    counts = numpy.arange(source_count + 1)
    before = numpy.searchsorted(ends[:, 0], counts - margin, side="right") - 1
    after = numpy.searchsorted(ends[:, 0], counts + margin, side="left")
    low = ends[numpy.maximum(before, 0), 1] - reach
    high = ends[numpy.minimum(after, len(ends) - 1), 1] + reach
    low, high = numpy.clip(low, 0, target_count), numpy.clip(high, 0, target_count)
    low, high = numpy.maximum.accumulate(low), numpy.maximum.accumulate(high)
    middle = numpy.interp(counts, ends[:, 0], ends[:, 1]).astype(numpy.int64)
    return affordable_corridor(Corridor(low, high), middle)


def affordable_corridor(corridor: Corridor, middle: Bounds) -> Corridor:
    """Return the corridor, with its wide rows narrowed if they have too many cells together.

    A row of the corridor contains the cells with the same number of consumed source segments. Wide rows
    belong to long stretches without anchors, where no pairs of segments were found. These stretches are
    too large for a complete search. A row that crosses a gap keeps its width.

    Args:
        corridor: the corridor to narrow.
        middle: column at the centre of each row, if the row is narrowed; rising, shape (n + 1,).
    """
    low, high = corridor.low, corridor.high
    wide = high - low > WIDE_ROW_CELLS
    if (high - low)[wide].sum() <= MAX_WIDE_CELLS:
        return corridor
    half = max(WIDE_ROW_CELLS, MAX_WIDE_CELLS // int(wide.sum())) // 2
    low = numpy.where(wide, numpy.clip(middle - half, low, high), low)
    high = numpy.where(wide, numpy.clip(middle + half, low, high), high)
    low[0], high[-1] = corridor.low[0], corridor.high[-1]
    low, high = numpy.minimum.accumulate(low[::-1])[::-1], numpy.maximum.accumulate(high)
    high[:-1] = numpy.maximum(high[:-1], low[1:])  # each row must be connected to the next row
    return Corridor(low, high)
