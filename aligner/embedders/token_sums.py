"""Sums of groups of table rows, the only computation of a static embedder."""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors

STRIP_GROUPS = 32
"""Number of groups summed at a time, small enough for their rows to stay in the processor's cache."""

MAX_ROWS = 1 << 16
"""Maximum number of rows in memory at a time: 100 MB of the bundled model. An ordinary strip has about a thousand."""


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
        if ends[last] - starts[first] > MAX_ROWS:
            for number in range(first, last + 1):
                result[number] = _long_sum(table, rows[starts[number] : ends[number]])
            continue
        strip = table[rows[starts[first] : ends[last]]]
        numpy.add.reduceat(strip, starts[first : last + 1] - starts[first], axis=0, out=result[first : last + 1])
    return result


def _long_sum(table: Vectors, rows: NDArray[numpy.integer[Any]]) -> Vectors:
    """Return the sum of many rows, shape (dimension,), with at most `MAX_ROWS` in memory at a time."""
    total = numpy.zeros(table.shape[1], numpy.float32)
    for start in range(0, len(rows), MAX_ROWS):
        total += table[rows[start : start + MAX_ROWS]].sum(axis=0)
    return total
