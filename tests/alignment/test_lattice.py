"""Pieces that are solved together, compared with the same pieces alone and with a slow, obvious sum over paths."""

from __future__ import annotations

import math
from functools import cache

import numpy
import pytest
from numpy.typing import NDArray

from aligner.alignment.dynamic_program import solve_pieces
from aligner.alignment.pieces import MAX_BATCH_COLUMNS, Piece
from aligner.alignment.spans import Shape

SHAPES = ((1, 1), (1, 2), (2, 1), (2, 3), (3, 1))
OPENING = -0.7


class RandomScorer:
    """A scorer with random scores of beads and cells."""

    shapes = SHAPES
    null_opening = OPENING

    def __init__(self, count: int, other: int) -> None:
        random = numpy.random.default_rng(count)
        self.beads = random.normal(0, 2, (count, len(SHAPES), other)).astype(numpy.float32)
        self.cells = random.normal(0, 1, (count + 1, other + 1)).astype(numpy.float32)
        self.first_null, self.second_null = random.normal(-2, 1, count), random.normal(-2, 1, other)

    def scores(self, rows: slice, columns: slice) -> NDArray[numpy.float32]:
        return self.beads[rows, :, columns].copy()

    def nodes(self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64]) -> NDArray[numpy.float32]:
        return self.cells[rows, columns]


def pieces_of(sizes: list[tuple[int, int]]) -> list[Piece]:
    """Return consecutive pieces with a diagonal corridor, whose width differs from row to row."""
    pieces = []
    row = column = 0
    for rows, columns in sizes:
        middle = numpy.arange(rows + 1) * columns // max(rows, 1)
        reach = 2 + (columns + numpy.arange(rows + 1)) % 5
        low, high = numpy.clip(middle - reach, 0, columns), numpy.clip(middle + reach, 0, columns)
        low, high = numpy.maximum.accumulate(low), numpy.maximum.accumulate(high)
        low[0], high[-1] = 0, columns
        pieces.append(Piece(row, column, low, high))
        row, column = row + rows, column + columns
    return pieces


def slow_log_probabilities(scorer: RandomScorer, piece: Piece, path: list[Shape]) -> list[float]:
    """Return the log probability of each bead of a path, by recursion over all paths through a piece."""
    last_row, last_column = len(piece.low) - 1, int(piece.high[-1])

    def steps(row: int, column: int, in_run: bool) -> list[tuple[Shape, float]]:
        found = []
        for shape in (*SHAPES, (1, 0), (0, 1)):
            below, right = row + shape[0], column + shape[1]
            if below > last_row or right > last_column or not piece.low[below] <= right <= piece.high[below]:
                continue
            here, there = piece.row + below, piece.column + right
            if min(shape):
                score = float(scorer.beads[here - 1, SHAPES.index(shape), there - 1])
            else:
                score = float(scorer.first_null[here - 1] if shape[0] else scorer.second_null[there - 1])
                score += 0.0 if in_run else OPENING
            found.append((shape, score + float(scorer.cells[here, there])))
        return found

    @cache
    def after(row: int, column: int, in_run: bool) -> float:
        if (row, column) == (last_row, last_column):
            return 0.0
        terms = [
            score + after(row + shape[0], column + shape[1], not min(shape))
            for shape, score in steps(row, column, in_run)
        ]
        return float(numpy.logaddexp.reduce(terms)) if terms else -math.inf

    @cache
    def before(row: int, column: int, in_run: bool) -> float:
        terms = [0.0] if (row, column, in_run) == (0, 0, False) else []
        for shape in ((1, 0), (0, 1)) if in_run else SHAPES:
            above, left = row - shape[0], column - shape[1]
            if above < 0 or left < 0 or not piece.low[above] <= left <= piece.high[above]:
                continue
            for was_in_run in (False, True):
                score = dict(steps(above, left, was_in_run))[shape]
                terms.append(before(above, left, was_in_run) + score)
        return float(numpy.logaddexp.reduce(terms)) if terms else -math.inf

    logs, row, column = [], 0, 0
    for shape in path:
        terms = []
        for in_run in (False, True):
            score = dict(steps(row, column, in_run))[shape]
            terms.append(before(row, column, in_run) + score + after(row + shape[0], column + shape[1], not min(shape)))
        logs.append(float(numpy.logaddexp.reduce(terms)) - after(0, 0, False))
        row, column = row + shape[0], column + shape[1]
    return logs


SIZES = [(12, 14), (30, 9), (5, 22), (1, 1), (7, 0), (0, 6), (40, 41), (3, 3), (25, 60), (18, 18)]


@pytest.mark.parametrize("order", [SIZES, SIZES[::-1], [(9, 40), *SIZES]])
def test_pieces_together_have_the_results_of_each_piece_alone(order: list[tuple[int, int]]) -> None:
    pieces = pieces_of(order)
    scorer = RandomScorer(*(sum(size[side] for size in order) for side in (0, 1)))
    assert sum(int((piece.high - piece.low).max()) + 1 for piece in pieces) < MAX_BATCH_COLUMNS  # most share a batch
    paths, logs = solve_pieces(scorer, pieces, 1.3)
    for piece, path, log in zip(pieces, paths, logs, strict=True):
        [alone], [log_alone] = solve_pieces(scorer, [piece], 1.3)
        assert path == alone
        assert log == pytest.approx(log_alone, abs=1e-9)


def test_log_probabilities_are_those_of_the_sum_over_all_paths() -> None:
    order = [(6, 7), (4, 9), (8, 5)]
    pieces = pieces_of(order)
    scorer = RandomScorer(18, 21)
    paths, logs = solve_pieces(scorer, pieces, 1.0)
    for piece, path, log in zip(pieces, paths, logs, strict=True):
        row, column = piece.row, piece.column
        own = []
        for height, width in path:
            row, column = row + height, column + width
            if height and width:
                own.append(float(scorer.beads[row - 1, SHAPES.index((height, width)), column - 1]))
            else:
                own.append(float(scorer.first_null[row - 1] if height else scorer.second_null[column - 1]))
        expected = slow_log_probabilities(scorer, piece, path)
        assert (log + own).tolist() == pytest.approx(expected, abs=1e-5)
