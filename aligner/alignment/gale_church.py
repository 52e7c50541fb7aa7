"""The length score of a bead, for an embedder of one dimension, where all cosines are 1.

``score = log P(shape) + log P(|delta|)``, where delta is the difference of the two lengths in
standard deviations (Gale and Church, 1993, "A Program for Aligning Sentences in Bilingual
Corpora").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy
from numpy.typing import NDArray

from aligner.alignment.packed_rows import Rows
from aligner.alignment.scoring import Lengths, span_lengths
from aligner.alignment.spans import Matrix, Shape

SHAPE_PROBABILITIES: dict[Shape, float] = {
    (1, 1): 0.89, (1, 2): 0.0445, (2, 1): 0.0445, (2, 2): 0.011,
    (1, 3): 0.01, (3, 1): 0.01, (1, 4): 0.003, (4, 1): 0.003,
}  # fmt: skip
"""Probabilities of the paper, and of longer beads, which occur in literary translation. Not fitted to any set."""
NULL_SCORE = float(numpy.log(0.00495) + numpy.log(0.0027))
"""Log of the paper's probability of an omission, times that of a difference of three standard deviations.

In the paper an omission costs more the longer it is; here every unaligned segment costs the same.
"""
TEMPERATURE = 1.0
"""The scores are logarithms of probabilities."""
VARIANCE = 6.8
"""Variance of the length of a translation per character, from the paper."""


@dataclass(frozen=True)
class LengthScorer:
    """A scorer of beads by lengths alone; see the module's docstring, and `Scorer` for the methods.

    Attributes:
        source_lengths: cumulative lengths of the source segments, scaled, shape (n + 1,).
        target_lengths: cumulative lengths of the target segments, scaled, shape (m + 1,).
        shapes: the shapes to score.
    """

    source_lengths: Lengths
    target_lengths: Lengths
    shapes: tuple[Shape, ...]

    @classmethod
    def build(cls, source: Rows, target: Rows, max_span: int) -> LengthScorer:
        """Return the scorer of two texts whose segment vectors have one dimension, the length.

        The lengths are scaled, so that the total length of each side is the geometric mean of the
        two totals.
        """
        sides = [numpy.concatenate([[0.0], numpy.cumsum(side[:, 0], dtype=numpy.float64)]) for side in (source, target)]
        scale = numpy.sqrt((sides[1][-1] + 1) / (sides[0][-1] + 1))
        shapes = tuple(shape for shape in SHAPE_PROBABILITIES if max(shape) <= max_span)
        return cls(sides[0] * scale, sides[1] / scale, shapes)

    def scores(self, rows: slice, columns: slice) -> Matrix:
        """Return the scores of beads with two sides, shape (rows, shapes, columns).

        The row is the last segment of the bead in the first text, the column its last one in the second.
        """
        return numpy.stack([self.shape_scores(rows, columns, shape) for shape in self.shapes], axis=1)

    def shape_scores(self, rows: slice, columns: slice, shape: Shape) -> Matrix:
        """Return the scores of the beads with one shape, shape (rows, columns).

        The row is the last segment of the bead in the first text, the column its last one in the second.
        """
        height, width = numpy.array(shape)[:, None]
        source, target = (
            span_lengths(self.source_lengths, rows, height).T,
            span_lengths(self.target_lengths, columns, width),
        )
        deviation = numpy.sqrt(VARIANCE * numpy.maximum((source + target) / 2, 1))
        scores: Matrix = log_tail_probability(numpy.abs(source - target) / deviation)
        return scores + numpy.float32(numpy.log(SHAPE_PROBABILITIES[shape]))

    @cached_property
    def first_null(self) -> Lengths:
        """Score of each segment of the first text as a null bead, shape (n,)."""
        return numpy.full(len(self.source_lengths) - 1, NULL_SCORE)

    @cached_property
    def second_null(self) -> Lengths:
        """Score of each segment of the second text as a null bead, shape (m,)."""
        return numpy.full(len(self.target_lengths) - 1, NULL_SCORE)

    @property
    def null_opening(self) -> float:
        """Score of opening a run of null beads: 0, because it costs nothing here; see `Scorer.null_opening`."""
        return 0.0

    def nodes(self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64]) -> Matrix:
        """Return 0 as the score of each cell; see `Scorer.nodes`."""
        return numpy.zeros(numpy.broadcast_shapes(rows.shape, columns.shape), numpy.float32)

    def path_scores(self, path: Sequence[Shape]) -> Lengths:
        """Return the score of each bead of a whole path, shape (len(path),)."""
        ends = numpy.cumsum(numpy.array(path, numpy.int64).reshape(-1, 2), axis=0)
        scores = numpy.full(len(path), NULL_SCORE)
        for number, (shape, (row, column)) in enumerate(zip(path, ends.tolist(), strict=True)):
            if min(shape):
                scores[number] = self.shape_scores(slice(row - 1, row), slice(column - 1, column), shape)[0, 0]
        return scores


def log_tail_probability(deviations: Matrix) -> Matrix:
    """Return ``log P(|z| > d)`` of a standard normal z for each deviation d, at least 0.

    The relative error of the probability is about 1e-5. The formula is 26.2.17 of Abramowitz and Stegun
    (1964), with the exponential kept as a logarithm to avoid underflow.
    """
    step = 1 / (1 + 0.2316419 * deviations)
    series = step * (
        0.319381530 + step * (-0.356563782 + step * (1.781477937 + step * (-1.821255978 + step * 1.330274429)))
    )
    logs: Matrix = numpy.log(series * (2 / numpy.sqrt(2 * numpy.pi))) - deviations * deviations / 2
    return numpy.minimum(logs, 0).astype(numpy.float32)
