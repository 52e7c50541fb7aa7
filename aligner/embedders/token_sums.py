"""Sums of token vectors, the only computation of a static embedder.

A table has one vector in each row; the rows of a text are summed as one group.
"""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors

MAX_ROWS = 1 << 16
"""Maximum number of rows in memory at a time: 100 MB of the bundled model. An ordinary text has less than a hundred."""


def sums(table: Vectors, rows: NDArray[numpy.integer[Any]], sizes: NDArray[numpy.int64]) -> Vectors:
    """Return the sum of each group of table rows, shape (len(sizes), dimension).

    The groups are summed one at a time. The rows of a group then stay in the processor's cache, which
    is two to three times as fast as ``numpy.add.reduceat`` over many groups (benchmarks/LOG.md, speed).

    Args:
        table: vectors, shape (rows, dimension).
        rows: indices of the rows of all groups, one group after another.
        sizes: number of rows of each group, at least 1.
    """
    result = numpy.empty((len(sizes), table.shape[1]), numpy.float32)
    start = 0
    for total, end in zip(result, numpy.cumsum(sizes).tolist(), strict=True):
        if end - start > MAX_ROWS:
            total[:] = _long_sum(table, rows[start:end])
        else:
            numpy.add.reduce(table.take(rows[start:end], axis=0), axis=0, out=total)
        start = end
    return result


def _long_sum(table: Vectors, rows: NDArray[numpy.integer[Any]]) -> Vectors:
    """Return the sum of many rows, shape (dimension,), with at most `MAX_ROWS` in memory at a time."""
    total = numpy.zeros(table.shape[1], numpy.float32)
    for start in range(0, len(rows), MAX_ROWS):
        total += table[rows[start : start + MAX_ROWS]].sum(axis=0)
    return total
