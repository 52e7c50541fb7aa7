"""Passes over the lattice: they compute the best path to each cell (Viterbi), or the sum over all paths."""

from __future__ import annotations

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from aligner.alignment.pieces import Piece
from aligner.alignment.spans import Shape

Rows = NDArray[numpy.float64]
"""One row of several pieces, shape (pieces, columns)."""
LOWEST = -1e300
"""Below any total, but finite: minus infinity minus itself is no number."""


class Totals(NamedTuple):
    """The scores of the paths to the cells of one row, by the last step of the paths.

    A score is the highest of all these paths or the log sum over them, as the pass decides. Each
    array has the shape (pieces, columns), because several pieces of the lattice are computed together.

    Attributes:
        matched: paths that end with a bead with two sides, or at the start.
        omitted: paths that end with a 1-0 bead.
        added: paths that end with a 0-1 bead.
        running: paths inside a run of null beads or at its opening, including the score of the
            opening.
        opened: paths at the opening of a run, including the score of the opening.
    """

    matched: Rows
    omitted: Rows
    added: Rows
    running: Rows
    opened: Rows


class Choices(NamedTuple):
    """The last step of the best paths to the cells of one row.

    Each array has the shape (pieces, columns), because several pieces of the lattice are computed
    together.

    Attributes:
        shape: number of the best shape of a bead with two sides.
        alone: whether the best path to the cell ends with a null bead.
        running: whether the best path that may continue a run of null beads ends with a null bead.
        added: whether the best null bead is a 0-1 bead.
    """

    shape: NDArray[numpy.uint8]
    alone: NDArray[numpy.bool_]
    running: NDArray[numpy.bool_]
    added: NDArray[numpy.bool_]


class ViterbiPass:
    """The best path to each cell, and the choice of its last step."""

    either = numpy.maximum

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        self.shapes = shapes
        self.choices: list[Choices] = []
        self.best_shapes = numpy.zeros((0, 0), numpy.uint8)

    def reduce(self, candidates: Rows) -> Rows:
        """Return the highest score of the paths to each cell, shape (pieces, columns), and store the best shape.

        The cells belong to one row of several pieces of the lattice. ``candidates`` are the scores of
        the best paths by the shape of their last bead, shape (choices, pieces, columns).
        """
        self.best_shapes = candidates.argmax(axis=0).astype(numpy.uint8)
        best: Rows = candidates.max(axis=0)
        return best

    def join(self, row: int, totals: Totals) -> Rows:
        """Return the scores of the best paths to the cells of a row, and store the last step of each path.

        The rows must come in order from 0.
        """
        alone = numpy.maximum(totals.omitted, totals.added)
        self.choices.append(
            Choices(self.best_shapes, alone > totals.matched, alone > totals.opened, totals.added > totals.omitted)
        )
        best: Rows = numpy.maximum(totals.matched, alone)
        return best

    def path(self, place: int, piece: Piece) -> list[Shape]:
        """Return the bead shapes of the best path through a piece of the lattice, in order.

        ``place`` is the index of the piece among the pieces that are computed together.
        """
        path: list[Shape] = []
        row, column = len(piece.low) - 1, int(piece.high[-1])
        low = piece.low.tolist()
        in_run = False
        while row or column:
            choices = self.choices[row]
            here = place, column - low[row]
            if (choices.running if in_run else choices.alone)[here]:
                step, in_run = ((0, 1) if choices.added[here] else (1, 0)), True
            else:
                step, in_run = self.shapes[choices.shape[here]], False
            path.append(step)
            row, column = row - step[0], column - step[1]
        return path[::-1]


class SumPass:
    """The log sums of the scores of all paths to each cell, and of the paths that may continue a run of null beads."""

    either = numpy.logaddexp

    def __init__(self, *, backwards: bool = False) -> None:
        """Begin a pass over the lattice; in a backward pass, the cells of each row come in reversed order."""
        self.turn = slice(None, None, -1 if backwards else 1)
        self.rows: dict[int, tuple[Rows, Rows]] = {}

    def reduce(self, candidates: Rows) -> Rows:
        """Return the log sum over the paths to each cell, shape (pieces, columns).

        The cells belong to one row of several pieces of the lattice. ``candidates`` are the log sums by
        the shape of the last bead, shape (choices, pieces, columns).
        """
        return log_sum(candidates)

    def join(self, row: int, totals: Totals) -> Rows:
        """Return the log sums over all paths to the cells of a row, and store them.

        The rows may come in any order.
        """
        every = numpy.logaddexp(totals.matched, numpy.logaddexp(totals.omitted, totals.added))
        self.rows[row] = every[:, self.turn], totals.running[:, self.turn]
        return every

    def at(self, place: int, piece: Piece, nodes: NDArray[numpy.int64]) -> NDArray[numpy.float64]:
        """Return two log sums over paths at some cells in a piece of the lattice, shape (2, cells).

        The first sum is over all paths to the cell, the second over the paths that may continue a
        run of null beads.

        Args:
            place: index of the piece among the pieces that are computed together.
            piece: the piece.
            nodes: row and column of each cell inside the piece, shape (cells, 2).
        """
        low = piece.low.tolist()
        cells = [(row, column - low[row]) for row, column in nodes.tolist()]
        return numpy.array([[self.rows[row][kind][place, column] for row, column in cells] for kind in (0, 1)])


def log_sum(candidates: Rows) -> Rows:
    """Return the log of the sum of exponentials over the first axis; the array ``candidates`` is overwritten.

    The result is minus infinity where all numbers are minus infinity.
    """
    highest = numpy.maximum(candidates.max(axis=0), LOWEST)
    candidates -= highest
    sums = numpy.exp(candidates, out=candidates).sum(axis=0)
    with numpy.errstate(divide="ignore"):
        total: Rows = numpy.log(sums, out=sums)
    total += highest
    return total
