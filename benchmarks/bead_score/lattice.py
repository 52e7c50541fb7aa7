"""The log-linear model over whole paths: features, log likelihood of the known path, and its gradient.

Small full lattices with all shapes; the sums are those of aligner.alignment.dynamic_program, written
out with their derivatives. Features are read off the program's own scorer by setting one weight to 1
and the others to 0, so that what is fitted is what is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.anchors import find_anchors
from aligner.alignment.boundaries import MARK_COUNT, fit_table
from aligner.alignment.passes import log_sum
from aligner.alignment.scoring import BeadScorer, bead_shapes
from aligner.alignment.spans import AdditiveSpans
from aligner.alignment.weights import BoundaryWeights, ScoreWeights
from aligner.alignment.word_matches import WordMatches, background_of
from aligner.protocols import TokenEmbedder
from benchmarks.bead_score.documents import KnownDocument

Array = NDArray[numpy.float64]
SHAPES = bead_shapes(8)
NUMBER = {shape: number for number, shape in enumerate(SHAPES)}
BEAD = [
    each.name for each in fields(ScoreWeights) if each.name not in ("shapes", "boundary") and "null" not in each.name
]
QUOTES = [each.name for each in fields(BoundaryWeights) if each.name != "marks"]
NODES = MARK_COUNT**2 + len(QUOTES)
NULLS = ["chinese_null", "chinese_null_length", "english_null", "english_null_length"]
SIZE = len(BEAD) + len(SHAPES) + NODES + len(NULLS) + 1
CUTS = numpy.cumsum([len(BEAD), len(SHAPES), NODES, 2, 2])


def from_vector(vector: Array) -> ScoreWeights:
    """Return the weights that a vector of parameters stands for."""
    bead, shapes, node, chinese_null, english_null, opening = (part.tolist() for part in numpy.split(vector, CUTS))
    return ScoreWeights(
        **dict(zip(BEAD, bead, strict=True)),
        **dict(zip(NULLS, chinese_null + english_null, strict=True)),
        shapes=dict(zip(SHAPES, shapes, strict=True)),
        boundary=boundary_weights(node),
        null_opening=opening[0],
    )


def boundary_weights(numbers: Sequence[float]) -> BoundaryWeights:
    """Return the weights of boundaries that some parameters stand for: marks row by row, then quotes."""
    rows = range(0, MARK_COUNT**2, MARK_COUNT)
    marks = tuple(tuple(numbers[start : start + MARK_COUNT]) for start in rows)
    return BoundaryWeights(marks, *numbers[MARK_COUNT**2 :])


def to_vector(weights: ScoreWeights) -> Array:
    """Return the parameters of some weights: the opposite of `from_vector`."""
    bead, nulls = ([getattr(weights, name) for name in names] for names in (BEAD, NULLS))
    shapes = [weights.shapes[shape] for shape in SHAPES]
    marks = [value for row in weights.boundary.marks for value in row]
    quotes = [getattr(weights.boundary, name) for name in QUOTES]
    return numpy.array([*bead, *shapes, *marks, *quotes, *nulls, weights.null_opening])


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


def problem(document: KnownDocument, embedder: TokenEmbedder) -> Problem:
    """Measure a document, all its words included."""
    n, m = len(document.chinese), len(document.english)
    spans = AdditiveSpans.build(embedder.encode(document.chinese), embedder.encode(document.english), 8)
    anchors = find_anchors(spans.source_units, spans.target_units)
    nothing = from_vector(numpy.zeros(SIZE))
    texts = document.chinese, document.english
    matches = WordMatches.measure(embedder, texts, [(range(n), range(m))], SHAPES, background_of(embedder, texts))

    def scorer(weights: ScoreWeights) -> BeadScorer:
        return replace(BeadScorer.build(spans, texts, 8, weights, anchors), matches=matches)

    possible = numpy.zeros((len(SHAPES), n + 1, m + 1), bool)
    for number, (height, width) in enumerate(SHAPES):
        possible[number, height:, width:] = True
    bead = numpy.zeros((len(SHAPES), len(BEAD), n + 1, m + 1), numpy.float32)
    for place, name in enumerate(BEAD):
        scores = scorer(replace(nothing, **{name: 1.0})).scores(slice(0, n), slice(0, m))
        bead[:, place, 1:, 1:] = scores.transpose(1, 0, 2)
    node = numpy.zeros((NODES, n + 1, m + 1), numpy.float32)
    blank = scorer(nothing)
    for place, numbers in enumerate(numpy.eye(NODES).tolist()):
        single = replace(blank, table=fit_table(document.chinese, document.english, boundary_weights(numbers)))
        node[place] = single.nodes(numpy.arange(n + 1)[:, None], numpy.arange(m + 1))
    nulls = [scorer(replace(nothing, **{name: 1.0})) for name in NULLS]
    first = numpy.stack([nulls[0].first_null, nulls[1].first_null]).astype(numpy.float32)
    second = numpy.stack([nulls[2].second_null, nulls[3].second_null]).astype(numpy.float32)
    return Problem(bead * possible[:, None], possible, node, (first, second), document.beads)


@dataclass(frozen=True)
class Scores:
    """What beads and cells of one document are worth under some weights.

    Attributes:
        beads: shape (shapes, n + 1, m + 1), by the cell a bead ends in, the cell's own score included.
        cells: shape (n + 1, m + 1).
        first: of null beads, shape (n,).
        second: likewise, shape (m,).
        opening: of a run of null beads.
    """

    beads: Array
    cells: Array
    first: Array
    second: Array
    opening: float

    def along(self, row: int) -> Array:
        """Return the running sum of additions along a row of cells, shape (m + 1,)."""
        return numpy.concatenate([[0.0], numpy.cumsum(self.second + self.cells[row, 1:])])


def forward(scores: Scores) -> tuple[Array, Array, Array]:
    """Return the log sums of paths from the start to each cell, its own score included.

    Those of all paths; of those whose last bead has two sides; and of those that may go on with null beads, which
    have paid for a run.
    """
    n, m = scores.cells.shape[0] - 1, scores.cells.shape[1] - 1
    pad = 8
    sums = numpy.full((n + 1 + pad, m + 1 + pad), -numpy.inf)
    matched, running = (numpy.full((n + 1, m + 1), -numpy.inf) for _ in range(2))
    for row in range(n + 1):
        omitted = numpy.full(m + 1, -numpy.inf)
        if row:
            ends = [sums[pad + row - h, pad - w : pad - w + m + 1] for h, w in SHAPES]
            matched[row] = log_sum(numpy.stack(ends) + scores.beads[:, row])
            omitted = running[row - 1] + scores.first[row - 1] + scores.cells[row]
        else:
            matched[0, 0] = 0.0
        reach = scores.along(row)
        level = numpy.logaddexp(matched[row] + scores.opening, omitted) - reach
        running[row] = numpy.logaddexp.accumulate(level) + reach
        added = numpy.concatenate([[-numpy.inf], running[row, :-1] + numpy.diff(reach)])
        sums[pad + row, pad:] = numpy.logaddexp(matched[row], numpy.logaddexp(omitted, added))
    return sums[pad:, pad:], matched, running


def backward(scores: Scores) -> tuple[Array, Array, Array]:
    """Return the log sums of paths from each cell to the end, its own score left out.

    Those behind a bead with two sides; those behind a null bead, which need not pay for a run; and those of the
    latter that go on with a null bead.
    """
    n, m = scores.cells.shape[0] - 1, scores.cells.shape[1] - 1
    free, within, alone = (numpy.full((n + 1, m + 1), -numpy.inf) for _ in range(3))
    for row in range(n, -1, -1):
        candidates = numpy.full((len(SHAPES) + 1, m + 1), -numpy.inf)
        for number, (h, w) in enumerate(SHAPES):
            if row + h <= n and w <= m:
                candidates[number, : m + 1 - w] = scores.beads[number, row + h, w:] + free[row + h, w:]
        if row == n:
            candidates[-1, m] = 0.0
        matched = log_sum(candidates)
        omitted = numpy.full(m + 1, -numpy.inf)
        if row < n:
            omitted = within[row + 1] + scores.first[row] + scores.cells[row + 1]
        reach = scores.along(row)
        within[row] = numpy.logaddexp.accumulate((numpy.logaddexp(matched, omitted) + reach)[::-1])[::-1] - reach
        added = numpy.concatenate([within[row, 1:] + numpy.diff(reach), [-numpy.inf]])
        alone[row] = numpy.logaddexp(omitted, added)
        free[row] = numpy.logaddexp(matched, alone[row] + scores.opening)
    return free, within, alone


def loss(task: Problem, vector: Array) -> tuple[float, Array]:
    """Return the negative log likelihood of the known path and its gradient, shape (SIZE,)."""
    bead, shapes, node, chinese_null, english_null, opening = numpy.split(vector, CUTS)
    cells = numpy.tensordot(node, task.node, axes=(0, 0))
    beads = numpy.tensordot(bead, task.bead, axes=(0, 1)) + shapes[:, None, None] + cells
    beads = numpy.where(task.possible, beads, -numpy.inf)
    scores = Scores(beads, cells, chinese_null @ task.nulls[0], english_null @ task.nulls[1], float(opening[0]))
    before, matched, running = forward(scores)
    free, within, alone = backward(scores)
    total = before[-1, -1]
    expected = numpy.zeros(SIZE)
    to_bead, to_shape, to_node, to_first, to_second, to_opening = numpy.split(expected, CUTS)
    visits = numpy.zeros_like(cells)
    n, m = cells.shape[0] - 1, cells.shape[1] - 1
    for number, (h, w) in enumerate(SHAPES):
        if h <= n and w <= m:
            logs = before[: n + 1 - h, : m + 1 - w] + beads[number, h:, w:] + free[h:, w:] - total
            chance = numpy.exp(numpy.minimum(logs, 0))
            to_shape[number] = chance.sum()
            to_bead += numpy.tensordot(task.bead[number][:, h:, w:], chance, axes=([1, 2], [0, 1]))
            visits[h:, w:] += chance
    logs = running[:-1] + scores.first[:, None] + cells[1:] + within[1:] - total
    chance = numpy.exp(numpy.minimum(logs, 0))
    to_first += task.nulls[0] @ chance.sum(axis=1)
    visits[1:] += chance
    logs = running[:, :-1] + scores.second + cells[:, 1:] + within[:, 1:] - total
    chance = numpy.exp(numpy.minimum(logs, 0))
    to_second += task.nulls[1] @ chance.sum(axis=0)
    visits[:, 1:] += chance
    to_opening += numpy.exp(numpy.minimum(matched + scores.opening + alone - total, 0)).sum()
    to_node += numpy.tensordot(task.node, visits, axes=([1, 2], [0, 1]))
    observed = path_features(task)
    return total - float(observed @ vector), expected - observed


def path_features(task: Problem) -> Array:
    """Return the sums of the features along the known path, shape (SIZE,)."""
    features = numpy.zeros(SIZE)
    bead, shapes, node, first, second, opening = numpy.split(features, CUTS)
    row = column = 0
    alone = False
    for source, target in task.beads:
        row, column = row + len(source), column + len(target)
        node += task.node[:, row, column]
        opening += not (alone or (source and target))
        alone = not (source and target)
        if not target:
            first += task.nulls[0][:, row - 1]
        elif not source:
            second += task.nulls[1][:, column - 1]
        else:
            number = NUMBER[len(source), len(target)]
            shapes[number] += 1
            bead += task.bead[number][:, row, column]
    return features
