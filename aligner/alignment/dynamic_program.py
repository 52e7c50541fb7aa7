"""The second pass: the best path of beads through the corridor, and how sure each bead is.

Gale and Church (1993) with spans of any size: a cell ``(i, j)`` means that i source and j target
segments are consumed. One row of cells is computed at a time, all bead shapes and all columns of the
corridor together, so the work is a few numpy calls a row. Scores are asked for in blocks of rows.

Posteriors come from the forward-backward sums over the same lattice: with ``T`` the temperature, a
bead's probability is the share of ``exp(total score / T)`` of the paths that use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.alignment.corridor import Corridor
from aligner.alignment.scoring import Scorer
from aligner.alignment.spans import Shape

Row = NDArray[numpy.float64]
BLOCK_CELLS = 400_000
"""Cells times shapes of scores held at a time: a few megabytes."""


@dataclass(frozen=True)
class Lattice:
    """What a pass over the cells needs.

    Attributes:
        scorer: scores beads and cells.
        corridor: the cells to visit.
    """

    scorer: Scorer
    corridor: Corridor

    @property
    def omission(self) -> int:
        """The choice that stands for a 1-0 bead, behind those of the shapes."""
        return len(self.scorer.shapes)

    @property
    def addition(self) -> int:
        """The choice that stands for a 0-1 bead."""
        return len(self.scorer.shapes) + 1

    def shape(self, choice: int) -> Shape:
        """Return the bead shape of a choice."""
        return (*self.scorer.shapes, (1, 0), (0, 1))[choice]

    def blocks(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield ``(first row, end row, first column, end column)`` of segments, covering the corridor."""
        low, high = self.corridor.low, self.corridor.high
        first = 0
        count = len(low) - 1
        while first < count:
            end = first + 1
            while end < count and end - first < 256:
                width = int(high[end + 1] - low[first + 1]) + 1
                if (end + 1 - first) * width * len(self.scorer.shapes) > BLOCK_CELLS:
                    break
                end += 1
            yield first, end, max(int(low[first + 1]) - 1, 0), int(high[end])
            first = end


Reduce = Callable[[int, int, Row], Row]
"""``(row, lowest column, candidates)`` to the row's totals before additions; candidates are (choices, columns)."""
Spread = Callable[[int, int, Row, Row], Row]
"""``(row, lowest column, totals, reach)`` to the totals after additions have run along the row.

``reach`` is the running sum of what one addition after the other earns from the lowest column on.
"""


def sweep(lattice: Lattice, scale: float, reduce: Reduce, spread: Spread) -> None:
    """Visit the corridor row by row, handing each row's candidate totals to ``reduce`` and ``spread``.

    Args:
        lattice: what to visit.
        scale: factor on all scores (one over the temperature).
        reduce: joins the candidates of each cell.
        spread: adds the 0-1 beads, which stay within the row.
    """
    low, high = lattice.corridor.low, lattice.corridor.high
    scorer = lattice.scorer
    first_null, second_null = scorer.first_null * scale, scorer.second_null * scale
    shapes = numpy.array([*scorer.shapes, (1, 0)])
    depth, pad = int(shapes[:, 0].max()) + 1, int(shapes[:, 1].max())
    stride = int(high[-1]) + 1 + pad
    # One ring slot for each row a bead can reach back to, and a last slot that stays impossible.
    ring = numpy.full((depth + 1, stride), -numpy.inf)
    flat = ring.reshape(-1)

    def finish(row: int, totals: Row) -> None:
        """Pay for the cells of a row, let additions run along it, and keep it."""
        lowest, highest = int(low[row]), int(high[row])
        cells = scorer.nodes(row, slice(lowest, highest + 1)) * scale
        reach = numpy.zeros(len(totals))
        numpy.cumsum(second_null[lowest:highest] + cells[1:], out=reach[1:])
        ring[row % depth, pad + lowest : pad + highest + 1] = spread(row, lowest, totals + cells, reach)

    start = numpy.full(int(high[0]) + 1, -numpy.inf)
    start[0] = 0.0
    finish(0, start)
    for first, end, left, right in lattice.blocks():
        scores = scorer.scores(slice(first, end), slice(left, right)) * scale if right > left else None
        for row in range(first + 1, end + 1):
            lowest, highest = int(low[row]), int(high[row])
            slots = numpy.where(shapes[:, 0] <= row, (row - shapes[:, 0]) % depth, depth)
            bases = slots * stride + pad - shapes[:, 1]
            candidates = flat[bases[:, None] + numpy.arange(lowest, highest + 1)]
            candidates[-1] += first_null[row - 1]
            skip = 1 if lowest == 0 else 0  # nothing but 1-0 beads can end before the first target segment
            if scores is not None and highest >= lowest + skip:
                candidates[:-1, skip:] += scores[row - 1 - first, :, lowest + skip - 1 - left : highest - left]
            if row >= depth:
                ring[row % depth, pad + int(low[row - depth]) : pad + int(high[row - depth]) + 1] = -numpy.inf
            finish(row, reduce(row, lowest, candidates))


def best_path(lattice: Lattice) -> list[Shape]:
    """Return the bead shapes of the best path, in order (Viterbi)."""
    corridor = lattice.corridor
    widths = corridor.high - corridor.low + 1
    offsets = numpy.concatenate([[0], numpy.cumsum(widths)])
    choices = numpy.full(int(offsets[-1]), lattice.addition, numpy.uint8)

    def reduce(row: int, _lowest: int, candidates: Row) -> Row:
        choice = candidates.argmax(axis=0)
        choices[offsets[row] : offsets[row + 1]] = choice
        best: Row = numpy.take_along_axis(candidates, choice[None], axis=0)[0]
        return best

    def spread(row: int, _lowest: int, totals: Row, reach: Row) -> Row:
        level = totals - reach
        reached = numpy.maximum.accumulate(level)
        choices[offsets[row] : offsets[row] + len(totals)][reached > level] = lattice.addition
        spreaded: Row = reached + reach
        return spreaded

    sweep(lattice, 1.0, reduce, spread)
    path: list[Shape] = []
    row, column = len(corridor.low) - 1, int(corridor.high[-1])
    while row or column:
        shape = lattice.shape(int(choices[offsets[row] + column - corridor.low[row]]))
        path.append(shape)
        row, column = row - shape[0], column - shape[1]
    return path[::-1]


def forward_sums(lattice: Lattice, nodes: NDArray[numpy.int64], temperature: float) -> NDArray[numpy.float64]:
    """Return the log sum over all paths from the start to each of ``nodes``, shape (k,).

    Args:
        lattice: what to visit.
        nodes: cells ``(i, j)`` in path order, shape (k, 2).
        temperature: greater than 0.
    """
    sums = numpy.full(len(nodes), -numpy.inf)
    bounds = numpy.searchsorted(nodes[:, 0], numpy.arange(len(lattice.corridor.low) + 1))

    def reduce(_row: int, _lowest: int, candidates: Row) -> Row:
        return log_sum(candidates)

    def spread(row: int, lowest: int, totals: Row, reach: Row) -> Row:
        spreaded: Row = numpy.logaddexp.accumulate(totals - reach) + reach
        here = slice(bounds[row], bounds[row + 1])
        sums[here] = spreaded[nodes[here, 1] - lowest]
        return spreaded

    sweep(lattice, 1.0 / temperature, reduce, spread)
    return sums


def log_sum(candidates: Row) -> Row:
    """Return the log of the sum of exponentials over the first axis; minus infinity where all are."""
    highest = candidates.max(axis=0)
    safe = numpy.where(numpy.isfinite(highest), highest, 0.0)
    with numpy.errstate(divide="ignore"):
        total: Row = numpy.log(numpy.exp(candidates - safe).sum(axis=0)) + safe
    return total
