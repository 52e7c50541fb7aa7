"""The cells near the anchor chain that the dynamic program may visit.

A corridor gives for every number of source segments consumed, 0 to n, the lowest and highest number
of target segments that may have been consumed by then. Both bounds never fall, the first corridor row
holds 0 and the last one m.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Bounds = NDArray[numpy.int64]
Lengths = NDArray[numpy.float64]

LEAST_HALF_WIDTH = 150
HALF_WIDTH = 0.05
"""Of the diagonal corridor, as a share of the target's segments."""
MOST_CELLS = 60_000_000
"""Cells that wide stretches of a corridor may hold: a minute of search."""
WIDE = 4096
"""Cells from which on a row counts as wide."""


@dataclass(frozen=True)
class Corridor:
    """Bounds of the cells to visit.

    Attributes:
        low: lowest target count for each source count, shape (n + 1,).
        high: highest target count (inclusive), shape (n + 1,).
    """

    low: Bounds
    high: Bounds

    @property
    def cells(self) -> int:
        """How many cells the corridor holds."""
        return int((self.high - self.low + 1).sum())


def full_corridor(source_count: int, target_count: int) -> Corridor:
    """Return the corridor that holds every cell."""
    low = numpy.zeros(source_count + 1, numpy.int64)
    return Corridor(low, numpy.full(source_count + 1, target_count, numpy.int64))


def diagonal_corridor(source_lengths: Lengths, target_lengths: Lengths) -> Corridor:
    """Return the corridor around equal shares of the two texts, for texts without a single anchor.

    Args:
        source_lengths: cumulative lengths, shape (n + 1,).
        target_lengths: cumulative lengths, shape (m + 1,).
    """
    target_count = len(target_lengths) - 1
    shares = source_lengths / max(float(source_lengths[-1]), 1.0) * target_lengths[-1]
    centre = numpy.searchsorted(target_lengths, shares)
    affordable = MOST_CELLS // (2 * max(len(source_lengths) - 1, 1))
    half = max(LEAST_HALF_WIDTH, min(int(target_count * HALF_WIDTH), affordable))
    low, high = numpy.clip(centre - half, 0, target_count), numpy.clip(centre + half, 0, target_count)
    low[0], high[-1] = 0, target_count
    high[:-1] = numpy.maximum(high[:-1], low[1:])  # a segment longer than the corridor is wide must be passed, too
    return Corridor(low, high)


def corridor_around(
    anchors: NDArray[numpy.int64], source_count: int, target_count: int, margin: int, reach: int
) -> Corridor:
    """Return the corridor that follows a chain of anchors.

    A row may visit what lies between the anchors ``margin`` source segments before and behind it, and
    ``reach`` columns more: a wrong anchor can be walked around, a gap of any size is bridged whole.

    Args:
        anchors: pairs ``(source segment, target segment)``, shape (k, 2), both columns rising.
        source_count: n.
        target_count: m.
        margin: source segments to look back and ahead for the bounding anchors.
        reach: target segments, at least the longest span.
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
    """Return the corridor with its wide rows narrowed about a middle where they hold too many cells.

    Wide are the rows of long stretches without anchors on either side, which cannot be searched whole: nothing was
    found there that could be paired. A row that leads over a gap keeps its width.

    Args:
        corridor: what is to be searched.
        middle: target segments that go with each number of source segments, rising, shape (n + 1,).
    """
    low, high = corridor.low, corridor.high
    wide = high - low > WIDE
    if (high - low)[wide].sum() <= MOST_CELLS:
        return corridor
    half = max(WIDE, MOST_CELLS // int(wide.sum())) // 2
    low = numpy.where(wide, numpy.clip(middle - half, low, high), low)
    high = numpy.where(wide, numpy.clip(middle + half, low, high), high)
    low[0], high[-1] = corridor.low[0], corridor.high[-1]
    low, high = numpy.minimum.accumulate(low[::-1])[::-1], numpy.maximum.accumulate(high)
    high[:-1] = numpy.maximum(high[:-1], low[1:])  # each row must lead on to the next
    return Corridor(low, high)
