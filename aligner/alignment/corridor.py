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
    half = max(LEAST_HALF_WIDTH, int(target_count * HALF_WIDTH))
    low, high = numpy.clip(centre - half, 0, target_count), numpy.clip(centre + half, 0, target_count)
    low[0], high[-1] = 0, target_count
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
    return Corridor(numpy.maximum.accumulate(low), numpy.maximum.accumulate(high))
