"""Two segmented documents and an embedder in, a bitext out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.anchors import find_anchors
from aligner.alignment.corridor import Corridor, corridor_around, diagonal_corridor, full_corridor
from aligner.alignment.dynamic_program import Lattice, best_path, forward_sums
from aligner.alignment.gale_church import LengthScorer
from aligner.alignment.scoring import BeadScorer, Scorer, byte_lengths, cumulative
from aligner.alignment.spans import AdditiveSpans, Shape, SpanScorer, WindowSpans
from aligner.alignment.weights import ScoreWeights, fitted_weights
from aligner.bitext import Bead, Document
from aligner.protocols import Embedder
from aligner.settings import AlignSettings

SMALL = 60_000
"""Cells up to which a corridor costs more than it saves."""
Anchors = NDArray[numpy.int64]


def align_segments(
    source: Document,
    target: Document,
    embedder: Embedder,
    settings: AlignSettings,
    progress: Callable[[str, float], None] = lambda _stage, _share: None,
    *,
    weights: ScoreWeights | None = None,
) -> tuple[Bead, ...]:
    """Return the beads of two segmented documents, null beads included, in order.

    Args:
        source: with segments.
        target: with segments.
        embedder: gives the similarities.
        settings: the search.
        progress: told the stage and the share of it that is done.
        weights: of the bead score; the fitted ones when left out.
    """
    if (source.language, target.language) == ("en", "zh"):
        # The score's first text is Chinese, whatever the user's order: swapped sides give mirrored beads.
        beads = align_segments(target, source, embedder, settings, progress, weights=weights)
        return tuple(bead.mirrored() for bead in beads)
    sides = [[segment.text for segment in document.segments] for document in (source, target)]
    progress("embedding", 0.0)
    spans = span_scorer(embedder, sides, (source.language, target.language), settings.max_span)
    progress("anchors", 0.0)
    anchors = find_anchors(spans.source_units, spans.target_units)
    corridor = choose_corridor(sides, anchors, settings)
    progress("aligning", 0.0)
    lattice = Lattice(choose_scorer(embedder, spans, sides, settings, anchors, weights), corridor)
    path = best_path(lattice)
    progress("confidence", 0.0)
    return make_beads(path, spans, posteriors(lattice, path, settings.temperature))


def choose_scorer(
    embedder: Embedder,
    spans: SpanScorer,
    sides: Sequence[Sequence[str]],
    settings: AlignSettings,
    anchors: Anchors | None = None,
    weights: ScoreWeights | None = None,
) -> Scorer:
    """Return the fitted score, or lengths alone where the embedder has no angles to compare."""
    if isinstance(spans, AdditiveSpans) and embedder.dimension == 1:
        return LengthScorer.build(spans.source, spans.target, settings.max_span)
    return BeadScorer.build(spans, (sides[0], sides[1]), settings.max_span, weights or fitted_weights(), anchors)


def span_scorer(
    embedder: Embedder, sides: Sequence[Sequence[str]], languages: Sequence[str | None], max_span: int
) -> SpanScorer:
    """Return the span scorer that suits the embedder."""
    if embedder.additive:
        return AdditiveSpans.build(embedder.encode(sides[0]), embedder.encode(sides[1]), max_span)
    return WindowSpans.build(embedder, list(zip(sides, languages, strict=True)), max_span)


def choose_corridor(sides: Sequence[Sequence[str]], anchors: Anchors, settings: AlignSettings) -> Corridor:
    """Return every cell of a small pair of documents, the surroundings of the anchors of a larger one."""
    source_count, target_count = map(len, sides)
    if source_count * target_count <= SMALL:
        return full_corridor(source_count, target_count)
    if not len(anchors):
        return diagonal_corridor(cumulative(byte_lengths(sides[0])), cumulative(byte_lengths(sides[1])))
    return corridor_around(anchors, source_count, target_count, settings.margin, settings.max_span)


def posteriors(lattice: Lattice, path: Sequence[Shape], temperature: float) -> NDArray[numpy.float64]:
    """Return each bead's probability, shape (len(path),), by forward-backward over the lattice."""
    nodes = numpy.concatenate([[[0, 0]], numpy.cumsum(numpy.array(path, numpy.int64).reshape(-1, 2), axis=0)])
    ends = nodes[-1]
    forward = forward_sums(lattice, nodes, temperature)
    backward = forward_sums(mirror(lattice), (ends - nodes)[::-1], temperature)[::-1]
    steps = lattice.scorer.path_scores(path) / temperature
    logs = forward[:-1] + steps + backward[1:] - forward[-1]
    probabilities: NDArray[numpy.float64] = numpy.exp(numpy.minimum(logs, 0.0))
    return probabilities


def mirror(lattice: Lattice) -> Lattice:
    """Return the lattice read from its end: its forward sums are the backward sums."""
    corridor = lattice.corridor
    count = corridor.high[-1]
    turned = Corridor((count - corridor.high)[::-1], (count - corridor.low)[::-1])
    return replace(lattice, scorer=lattice.scorer.reversed(), corridor=turned)


def make_beads(path: Sequence[Shape], spans: SpanScorer, confidence: NDArray[numpy.float64]) -> tuple[Bead, ...]:
    """Turn the path's shapes into beads that carry their cosine and their probability."""
    cosines = spans.path_cosines(path)
    beads: list[Bead] = []
    row = column = 0
    for (height, width), score, probability in zip(path, cosines.tolist(), confidence.tolist(), strict=True):
        source, target = tuple(range(row, row + height)), tuple(range(column, column + width))
        beads.append(Bead(source, target, score=score, confidence=probability))
        row, column = row + height, column + width
    return tuple(beads)
