"""What a sweep over the lattice keeps of each row: the best way to each cell, or the sum over all ways."""

from __future__ import annotations

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from aligner.alignment.pieces import Piece
from aligner.alignment.spans import Shape

Rows = NDArray[numpy.float64]
"""Of several pieces, shape (pieces, columns)."""


class Totals(NamedTuple):
    """What the paths to the cells of one row are worth by how they end, each shape (pieces, columns).

    Attributes:
        matched: with a bead with two sides, or at the start.
        omitted: with a 1-0 bead.
        added: with a 0-1 bead.
        running: inside a run of null beads that has been paid for, or at its opening.
        opened: at the opening of a run.
    """

    matched: Rows
    omitted: Rows
    added: Rows
    running: Rows
    opened: Rows


class Best:
    """The best way to each cell, and the choice that leads there.

    A choice is the number of the best shape of a bead with two sides, and three flags: `ALONE`, the best path ends with
    a null bead; `RUNNING`, so does the best one that may go on with null beads; `ADDED`, the best null bead is a 0-1.
    """

    ALONE, RUNNING, ADDED = 64, 128, 256
    either = numpy.maximum

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        self.shapes = shapes
        self.choices: list[NDArray[numpy.uint16]] = []

    def reduce(self, candidates: Rows) -> Rows:
        """Return the best of the candidates, shape (choices, pieces, columns)."""
        choice = candidates.argmax(axis=0)
        self.choices.append(choice.astype(numpy.uint16))
        best: Rows = numpy.take_along_axis(candidates, choice[None], axis=0)[0]
        return best

    def join(self, totals: Totals) -> Rows:
        """Return the totals of all ways to the cells of a row."""
        alone = numpy.maximum(totals.omitted, totals.added)
        self.choices[-1] |= (
            (alone > totals.matched) * numpy.uint16(self.ALONE)
            + (alone > totals.opened) * numpy.uint16(self.RUNNING)
            + (totals.added > totals.omitted) * numpy.uint16(self.ADDED)
        )
        best: Rows = numpy.maximum(totals.matched, alone)
        return best

    def path(self, place: int, piece: Piece) -> list[Shape]:
        """Return the steps of a piece's best path, in order."""
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


class Sums:
    """The log sum over all ways to each cell, and over those that may go on with null beads."""

    either = numpy.logaddexp

    def __init__(self) -> None:
        self.rows: list[tuple[Rows, Rows]] = []

    def reduce(self, candidates: Rows) -> Rows:
        """Return the log sum of the candidates, shape (choices, pieces, columns)."""
        return log_sum(candidates)

    def join(self, totals: Totals) -> Rows:
        """Return the totals of all ways to the cells of a row."""
        every = numpy.logaddexp(totals.matched, numpy.logaddexp(totals.omitted, totals.added))
        self.rows.append((every, totals.running))
        return every

    def at(self, place: int, piece: Piece, nodes: NDArray[numpy.int64]) -> NDArray[numpy.float64]:
        """Return both sums at some cells of a piece, shape (2, cells)."""
        low = piece.low.tolist()
        cells = [(row, column - low[row]) for row, column in nodes.tolist()]
        return numpy.array([[self.rows[row][kind][place, column] for row, column in cells] for kind in (0, 1)])


def log_sum(candidates: Rows) -> Rows:
    """Return the log of the sum of exponentials over the first axis; minus infinity where all are.

    The candidates are overwritten.
    """
    highest = numpy.maximum.reduce(candidates, axis=0)
    safe = numpy.where(highest > -numpy.inf, highest, 0.0)
    candidates -= safe
    with numpy.errstate(divide="ignore"):
        total: Rows = numpy.log(numpy.add.reduce(numpy.exp(candidates, out=candidates), axis=0)) + safe
    return total
