"""Optimal one-to-one assignment of rows and columns.

Shortest augmenting paths with potentials (Kuhn, 1955, "The Hungarian Method for the Assignment Problem"; Jonker and
Volgenant, 1987). The search for one path takes a few numpy calls for each column, so some hundred rows take a fraction
of a second. scipy has the same algorithm, but nothing else of scipy is needed.
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

Numbers = NDArray[numpy.float64]


def assign(values: NDArray[numpy.floating]) -> NDArray[numpy.int64]:
    """Return the pairs of rows and columns with the greatest sum of values, in the order of the rows.

    Args:
        values: value of each pair of a row and a column, finite, shape (n, m).

    Returns:
        Row and column of each pair, shape (min(n, m), 2).
    """
    if values.shape[0] > values.shape[1]:
        turned = assign(values.T)[:, ::-1]
        return turned[turned[:, 0].argsort()]
    costs = numpy.asarray(values.max() - values if values.size else values, numpy.float64)
    owner = assign_columns(costs)
    columns = numpy.flatnonzero(owner >= 0)
    pairs = numpy.stack([owner[columns], columns], axis=1)
    return pairs[pairs[:, 0].argsort()]


def assign_columns(costs: Numbers) -> NDArray[numpy.int64]:
    """Return the row assigned to each column, so that the sum of costs is least; -1 for no row.

    Args:
        costs: cost of each pair of a row and a column, shape (n, m), with n at most m.
    """
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
