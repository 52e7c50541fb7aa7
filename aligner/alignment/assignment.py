"""Rows and columns assigned to each other, one to one, for the greatest sum.

Shortest augmenting paths with potentials (Kuhn, 1955, "The Hungarian Method for the Assignment Problem"; Jonker and
Volgenant, 1987). The search for one path is a few numpy calls a column, so some hundred rows take a fraction of a
second; of scipy, which has the same, nothing else is needed.
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

Numbers = NDArray[numpy.float64]


def assigned(values: NDArray[numpy.floating]) -> NDArray[numpy.int64]:
    """Return pairs of rows and columns, in order of rows, of which the sum of values is greatest.

    Args:
        values: finite, shape (n, m).

    Returns:
        shape (min(n, m), 2).
    """
    if values.shape[0] > values.shape[1]:
        turned = assigned(values.T)[:, ::-1]
        return turned[turned[:, 0].argsort()]
    costs = numpy.asarray(values.max() - values if values.size else values, numpy.float64)
    owner = columns_to_rows(costs)
    columns = numpy.flatnonzero(owner >= 0)
    pairs = numpy.stack([owner[columns], columns], axis=1)
    return pairs[pairs[:, 0].argsort()]


def columns_to_rows(costs: Numbers) -> NDArray[numpy.int64]:
    """Return the row that each column is given, -1 for none, at the least sum of costs; there are no fewer columns."""
    row_count, column_count = costs.shape
    rows, columns = numpy.zeros(row_count), numpy.zeros(column_count)  # potentials
    owner = numpy.full(column_count + 1, -1, numpy.int64)  # the last column is where a search begins
    for row in range(row_count):
        owner[-1], here = row, column_count
        least = numpy.full(column_count, numpy.inf)
        before = numpy.full(column_count, column_count, numpy.int64)
        visited = numpy.zeros(column_count + 1, bool)
        while owner[here] >= 0:
            visited[here] = True
            current = owner[here]
            reduced = costs[current] - rows[current] - columns
            better = ~visited[:-1] & (reduced < least)
            least[better], before[better] = reduced[better], here
            following = int(numpy.where(visited[:-1], numpy.inf, least).argmin())
            step = least[following]
            rows[owner[visited]] += step
            columns[visited[:-1]] -= step
            least[~visited[:-1]] -= step
            here = following
        while here != column_count:
            owner[here], here = owner[before[here]], int(before[here])
    return owner[:-1]
