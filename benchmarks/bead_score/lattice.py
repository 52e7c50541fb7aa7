"""The log-linear model over whole paths: features, log likelihood of the known path, and its gradient.

Small full lattices with all shapes; the sums are those of aligner.alignment.dynamic_program, written
out with their derivatives. Features are read off the program's own scorer by setting one weight to 1
and the others to 0, so that what is fitted is what is used.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.dynamic_program import log_sum
from aligner.alignment.scoring import BeadScorer, bead_shapes
from aligner.alignment.spans import AdditiveSpans
from aligner.alignment.weights import BoundaryWeights, ScoreWeights
from aligner.protocols import Embedder
from benchmarks.bead_score.documents import KnownDocument

Array = NDArray[numpy.float64]
SHAPES = bead_shapes(8)
NUMBER = {shape: number for number, shape in enumerate(SHAPES)}
BEAD = [
    each.name for each in fields(ScoreWeights) if each.name not in ("shapes", "boundary") and "null" not in each.name
]
NODE = [each.name for each in fields(BoundaryWeights)]
NULLS = ["chinese_null", "chinese_null_length", "english_null", "english_null_length"]
SIZE = len(BEAD) + len(SHAPES) + len(NODE) + len(NULLS)
CUTS = numpy.cumsum([len(BEAD), len(SHAPES), len(NODE), 2])


def from_vector(vector: Array) -> ScoreWeights:
    """Return the weights that a vector of parameters stands for."""
    bead, shapes, node, chinese_null, english_null = (part.tolist() for part in numpy.split(vector, CUTS))
    return ScoreWeights(
        **dict(zip(BEAD, bead, strict=True)),
        **dict(zip(NULLS, chinese_null + english_null, strict=True)),
        shapes=dict(zip(SHAPES, shapes, strict=True)),
        boundary=BoundaryWeights(*node),
    )


@dataclass(frozen=True)
class Problem:
    """One document's features.

    Attributes:
        bead: shape (shapes, features, n + 1, m + 1), by the cell a bead ends in.
        possible: shape (shapes, n + 1, m + 1).
        node: shape (features, n + 1, m + 1).
        nulls: shapes (2, n) and (2, m).
        beads: the known path.
    """

    bead: NDArray[numpy.float32]
    possible: NDArray[numpy.bool_]
    node: NDArray[numpy.float32]
    nulls: tuple[NDArray[numpy.float32], NDArray[numpy.float32]]
    beads: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def problem(document: KnownDocument, embedder: Embedder) -> Problem:
    """Measure a document."""
    n, m = len(document.chinese), len(document.english)
    spans = AdditiveSpans.build(embedder.encode(document.chinese), embedder.encode(document.english), 8)
    nothing = from_vector(numpy.zeros(SIZE))

    def scorer(weights: ScoreWeights) -> BeadScorer:
        return BeadScorer.build(spans, (document.chinese, document.english), 8, weights)

    possible = numpy.zeros((len(SHAPES), n + 1, m + 1), bool)
    for number, (height, width) in enumerate(SHAPES):
        possible[number, height:, width:] = True
    bead = numpy.zeros((len(SHAPES), len(BEAD), n + 1, m + 1), numpy.float32)
    for place, name in enumerate(BEAD):
        scores = scorer(replace(nothing, **{name: 1.0})).scores(slice(0, n), slice(0, m))
        bead[:, place, 1:, 1:] = scores.transpose(1, 0, 2)
    node = numpy.zeros((len(NODE), n + 1, m + 1), numpy.float32)
    for place, name in enumerate(NODE):
        single = scorer(replace(nothing, boundary=replace(nothing.boundary, **{name: 1.0})))
        for row in range(n + 1):
            node[place, row] = single.nodes(row, slice(0, m + 1))
    nulls = [scorer(replace(nothing, **{name: 1.0})) for name in NULLS]
    first = numpy.stack([nulls[0].first_null, nulls[1].first_null]).astype(numpy.float32)
    second = numpy.stack([nulls[2].second_null, nulls[3].second_null]).astype(numpy.float32)
    return Problem(bead * possible[:, None], possible, node, (first, second), document.beads)


def forward(scores: Array, cells: Array, first: Array, second: Array) -> Array:
    """Return the log sums of all paths from the start to each cell, its own score included."""
    n, m = cells.shape[0] - 1, cells.shape[1] - 1
    pad = 8
    sums = numpy.full((n + 1 + pad, m + 1 + pad), -numpy.inf)
    for row in range(n + 1):
        if row:
            ends = [sums[pad + row - h, pad - w : pad - w + m + 1] for h, w in SHAPES]
            candidates = numpy.stack(ends) + scores[:, row]
            omission = sums[pad + row - 1, pad:] + first[row - 1] + cells[row]
            totals = log_sum(numpy.concatenate([candidates, omission[None]]))
        else:
            totals = numpy.where(numpy.arange(m + 1) == 0, 0.0, -numpy.inf)
        reach = numpy.concatenate([[0.0], numpy.cumsum(second + cells[row, 1:])])
        sums[pad + row, pad:] = numpy.logaddexp.accumulate(totals - reach) + reach
    return sums[pad:, pad:]


def backward(scores: Array, cells: Array, first: Array, second: Array) -> Array:
    """Return the log sums of all paths from each cell to the end, its own score left out."""
    n, m = cells.shape[0] - 1, cells.shape[1] - 1
    sums = numpy.full((n + 1, m + 1), -numpy.inf)
    for row in range(n, -1, -1):
        candidates = numpy.full((len(SHAPES) + 2, m + 1), -numpy.inf)
        for number, (h, w) in enumerate(SHAPES):
            if row + h <= n and w <= m:
                candidates[number, : m + 1 - w] = scores[number, row + h, w:] + sums[row + h, w:]
        if row < n:
            candidates[-2] = sums[row + 1] + first[row] + cells[row + 1]
        else:
            candidates[-1, m] = 0.0
        reach = numpy.concatenate([[0.0], numpy.cumsum(second + cells[row, 1:])])
        sums[row] = numpy.logaddexp.accumulate((log_sum(candidates) + reach)[::-1])[::-1] - reach
    return sums


def loss(task: Problem, vector: Array) -> tuple[float, Array]:
    """Return the negative log likelihood of the known path and its gradient, shape (SIZE,)."""
    bead, shapes, node, chinese_null, english_null = numpy.split(vector, CUTS)
    cells = numpy.tensordot(node, task.node, axes=(0, 0))
    scores = numpy.tensordot(bead, task.bead, axes=(0, 1)) + shapes[:, None, None] + cells
    scores = numpy.where(task.possible, scores, -numpy.inf)
    first, second = chinese_null @ task.nulls[0], english_null @ task.nulls[1]
    before, behind = forward(scores, cells, first, second), backward(scores, cells, first, second)
    total = before[-1, -1]
    expected = numpy.zeros(SIZE)
    to_bead, to_shape, to_node, to_first, to_second = numpy.split(expected, CUTS)
    visits = numpy.zeros_like(cells)
    n, m = cells.shape[0] - 1, cells.shape[1] - 1
    for number, (h, w) in enumerate(SHAPES):
        if h <= n and w <= m:
            logs = before[: n + 1 - h, : m + 1 - w] + scores[number, h:, w:] + behind[h:, w:] - total
            chance = numpy.exp(numpy.minimum(logs, 0))
            to_shape[number] = chance.sum()
            to_bead += numpy.tensordot(task.bead[number][:, h:, w:], chance, axes=([1, 2], [0, 1]))
            visits[h:, w:] += chance
    chance = numpy.exp(numpy.minimum(before[:-1] + first[:, None] + cells[1:] + behind[1:] - total, 0))
    to_first += task.nulls[0] @ chance.sum(axis=1)
    visits[1:] += chance
    chance = numpy.exp(numpy.minimum(before[:, :-1] + second + cells[:, 1:] + behind[:, 1:] - total, 0))
    to_second += task.nulls[1] @ chance.sum(axis=0)
    visits[:, 1:] += chance
    to_node += numpy.tensordot(task.node, visits, axes=([1, 2], [0, 1]))
    observed = path_features(task)
    return total - float(observed @ vector), expected - observed


def path_features(task: Problem) -> Array:
    """Return the sums of the features along the known path, shape (SIZE,)."""
    features = numpy.zeros(SIZE)
    bead, shapes, node, first, second = numpy.split(features, CUTS)
    row = column = 0
    for source, target in task.beads:
        row, column = row + len(source), column + len(target)
        node += task.node[:, row, column]
        if not target:
            first += task.nulls[0][:, row - 1]
        elif not source:
            second += task.nulls[1][:, column - 1]
        else:
            number = NUMBER[len(source), len(target)]
            shapes[number] += 1
            bead += task.bead[number][:, row, column]
    return features
