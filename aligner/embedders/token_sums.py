"""Sums of groups of table rows, the only computation of a static embedder."""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors

STRIP_GROUPS = 32
"""Number of groups summed at a time, small enough for their rows to stay in the processor's cache."""


def sums(table: Vectors, rows: NDArray[numpy.integer[Any]], sizes: NDArray[numpy.int64]) -> Vectors:
    """Return the sums of consecutive groups of rows of a table, shape (len(sizes), dimension).

    Args:
        table: shape (rows, dimension).
        rows: the rows of all groups, one group after another.
        sizes: number of rows of each group, at least 1.
    """
    ends = numpy.cumsum(sizes)
    starts = ends - sizes
    result = numpy.empty((len(sizes), table.shape[1]), numpy.float32)
    for first in range(0, len(sizes), STRIP_GROUPS):
        last = min(first + STRIP_GROUPS, len(sizes)) - 1
        strip = table[rows[starts[first] : ends[last]]]
        numpy.add.reduceat(strip, starts[first : last + 1] - starts[first], axis=0, out=result[first : last + 1])
    return result
