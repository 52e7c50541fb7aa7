"""Sums of groups of rows of a table, which is all that a static embedder computes."""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors

STRIP = 32
"""Groups summed at a time: few enough that their rows stay in the processor's cache."""

MOST_ROWS = 1 << 16
"""Rows held at a time: 100 MB of the bundled model. A strip of ordinary texts has a thousand."""


def sums(table: Vectors, rows: NDArray[numpy.integer[Any]], sizes: NDArray[numpy.int64]) -> Vectors:
    """Return the sums of consecutive groups of rows of a table, shape (len(sizes), dimension).

    Args:
        table: shape (rows, dimension).
        rows: the groups' rows one after another.
        sizes: how many rows each group has, at least 1.
    """
    ends = numpy.cumsum(sizes)
    starts = ends - sizes
    result = numpy.empty((len(sizes), table.shape[1]), numpy.float32)
    for first in range(0, len(sizes), STRIP):
        last = min(first + STRIP, len(sizes)) - 1
        if ends[last] - starts[first] > MOST_ROWS:
            for number in range(first, last + 1):
                result[number] = _long_sum(table, rows[starts[number] : ends[number]])
            continue
        strip = table[rows[starts[first] : ends[last]]]
        numpy.add.reduceat(strip, starts[first : last + 1] - starts[first], axis=0, out=result[first : last + 1])
    return result


def _long_sum(table: Vectors, rows: NDArray[numpy.integer[Any]]) -> Vectors:
    """Return the sum of many rows, of which few are held at a time; shape (dimension,)."""
    total = numpy.zeros(table.shape[1], numpy.float32)
    for start in range(0, len(rows), MOST_ROWS):
        total += table[rows[start : start + MOST_ROWS]].sum(axis=0)
    return total
