"""Passes over the lattice: the best path to each cell (Viterbi), or the sum over all paths."""

from __future__ import annotations

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from aligner.alignment.pieces import Piece
from aligner.alignment.spans import Shape

Rows = NDArray[numpy.float64]
"""One row of several pieces, shape (pieces, columns)."""


class Totals(NamedTuple):
    """Totals of the paths to the cells of one row, by the last step of the paths.

    Each array has the shape (pieces, columns).

    Attributes:
        matched: paths that end with a bead with two sides, or at the start.
        omitted: paths that end with a 1-0 bead.
        added: paths that end with a 0-1 bead.
        running: paths inside a run of null beads or at its opening, including the score of the opening.
        opened: paths at the opening of a run, including the score of the opening.
    """

    matched: Rows
    omitted: Rows
    added: Rows
    running: Rows
    opened: Rows


class ViterbiPass:
    """The best path to each cell, and the choice of its last step.

    A choice is the number of the best shape of a bead with two sides, and three flags:

    - `ALONE`: the best path to the cell ends with a null bead;
    - `RUNNING`: the best path that may continue a run of null beads ends with a null bead;
    - `ADDED`: the best null bead is a 0-1 bead.
    """

    ALONE, RUNNING, ADDED = 64, 128, 256
    either = numpy.maximum

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        self.shapes = shapes
        self.choices: list[NDArray[numpy.uint16]] = []

    def reduce(self, candidates: Rows) -> Rows:
        """Return the best of the candidate totals of each cell, shape (pieces, columns).

        ``candidates`` has the shape (choices, pieces, columns).
        """
        choice = candidates.argmax(axis=0)
        self.choices.append(choice.astype(numpy.uint16))
        best: Rows = numpy.take_along_axis(candidates, choice[None], axis=0)[0]
        return best

    def join(self, row: int, totals: Totals) -> Rows:
        """Return the totals of the best paths to the cells of a row; rows come in order from 0."""
        alone = numpy.maximum(totals.omitted, totals.added)
        self.choices[-1] |= (
            (alone > totals.matched) * numpy.uint16(self.ALONE)
            + (alone > totals.opened) * numpy.uint16(self.RUNNING)
            + (totals.added > totals.omitted) * numpy.uint16(self.ADDED)
        )
        best: Rows = numpy.maximum(totals.matched, alone)
        return best

    def path(self, place: int, piece: Piece) -> list[Shape]:
        """Return the bead shapes of the best path through a piece, in order.

        ``place`` is the index of the piece in the batch.
        """
        path: list[Shape] = []
        row, column = len(piece.low) - 1, int(piece.high[-1])
        low = piece.low.tolist()
        asked = self.ALONE
        while row or column:
            choice = int(self.choices[row][place, column - low[row]])
            if choice & asked:
                step, asked = ((0, 1) if choice & self.ADDED else (1, 0)), self.RUNNING
            else:
                step, asked = self.shapes[choice % self.ALONE], self.ALONE
            path.append(step)
            row, column = row - step[0], column - step[1]
        return path[::-1]


class SumPass:
    """The log sums over all paths to each cell, and over the paths that may continue a run of null beads."""

    either = numpy.logaddexp

    def __init__(self) -> None:
        self.rows: dict[int, tuple[Rows, Rows]] = {}

    def reduce(self, candidates: Rows) -> Rows:
        """Return the log sum of the candidate totals of each cell, shape (pieces, columns).

        ``candidates`` has the shape (choices, pieces, columns).
        """
        return log_sum(candidates)

    def join(self, row: int, totals: Totals) -> Rows:
        """Return the log sums over all paths to the cells of a row, which may be any row."""
        every = numpy.logaddexp(totals.matched, numpy.logaddexp(totals.omitted, totals.added))
        self.rows[row] = every, totals.running
        return every

    def at(self, place: int, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64]) -> NDArray[numpy.float64]:
        """Return the two log sums at some cells of a piece, shape (2, cells).

        Args:
            place: index of the piece in the batch.
            rows: row of each cell, shape (cells,).
            columns: column of each cell in its row, counted as in the sweep, shape (cells,).
        """
        cells = list(zip(rows.tolist(), columns.tolist(), strict=True))
        return numpy.array([[self.rows[row][kind][place, column] for row, column in cells] for kind in (0, 1)])


def log_sum(candidates: Rows) -> Rows:
    """Return the log of the sum of exponentials over the first axis; the candidates are overwritten.

    The result is minus infinity where all candidates are minus infinity.
    """
    highest = numpy.maximum.reduce(candidates, axis=0)
    safe = numpy.where(highest > -numpy.inf, highest, 0.0)
    candidates -= safe
    with numpy.errstate(divide="ignore"):
        total: Rows = numpy.log(numpy.add.reduce(numpy.exp(candidates, out=candidates), axis=0)) + safe
    return total
