"""Two segmented documents and an embedder in, a bitext out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.anchors import find_anchors
from aligner.alignment.corridor import Corridor, corridor_around, diagonal_corridor, full_corridor
from aligner.alignment.dynamic_program import Lattice, best_path, forward_sums
from aligner.alignment.gale_church import NULL_SCORE, TEMPERATURE, LengthScorer
from aligner.alignment.scoring import BeadScorer, bead_shapes, cumulative_lengths
from aligner.alignment.spans import AdditiveSpans, Shape, SpanScorer, WindowSpans
from aligner.bitext import Bead, Document
from aligner.protocols import Embedder
from aligner.settings import AlignSettings

SMALL = 60_000
"""Cells up to which looking for anchors costs more than it saves."""


def align_segments(
    source: Document,
    target: Document,
    embedder: Embedder,
    settings: AlignSettings,
    progress: Callable[[str, float], None] = lambda _stage, _share: None,
) -> tuple[Bead, ...]:
    """Return the beads of two segmented documents, null beads included, in order.

    Args:
        source: with segments.
        target: with segments.
        embedder: gives the similarities.
        settings: the bead score and the search.
        progress: told the stage and the share of it that is done.
    """
    sides = [[segment.text for segment in document.segments] for document in (source, target)]
    progress("embedding", 0.0)
    languages = (source.language, target.language)
    spans = span_scorer(embedder, sides, languages, settings.max_span)
    progress("anchors", 0.0)
    lengths = scaled_lengths(sides)
    corridor = choose_corridor(spans, lengths, settings)
    progress("aligning", 0.0)
    temperature = settings.temperature
    lattice = Lattice(
        BeadScorer(spans, *lengths, settings, bead_shapes(settings.max_span)), corridor, settings.null_score
    )
    if isinstance(spans, AdditiveSpans) and embedder.dimension == 1:  # no angles to compare: lengths decide
        by_length = LengthScorer.build(spans.source, spans.target, settings.max_span)
        lattice, temperature = Lattice(by_length, corridor, NULL_SCORE), TEMPERATURE
    path = best_path(lattice)
    progress("confidence", 0.0)
    return make_beads(path, spans, posteriors(lattice, path, temperature))


def span_scorer(
    embedder: Embedder, sides: Sequence[Sequence[str]], languages: Sequence[str | None], max_span: int
) -> SpanScorer:
    """Return the span scorer that suits the embedder."""
    if embedder.additive:
        return AdditiveSpans.build(embedder.encode(sides[0]), embedder.encode(sides[1]), max_span)
    return WindowSpans.build(embedder, list(zip(sides, languages, strict=True)), max_span)


def choose_corridor(
    spans: SpanScorer, lengths: tuple[NDArray[numpy.float64], NDArray[numpy.float64]], settings: AlignSettings
) -> Corridor:
    """Return every cell of a small pair of documents, the surroundings of the anchors of a larger one."""
    source_count, target_count = len(spans.source_units), len(spans.target_units)
    if source_count * target_count <= SMALL:
        return full_corridor(source_count, target_count)
    anchors = find_anchors(spans.source_units, spans.target_units)
    if not len(anchors):
        return diagonal_corridor(*lengths)
    return corridor_around(anchors, source_count, target_count, settings.margin, settings.max_span)


def scaled_lengths(sides: Sequence[Sequence[str]]) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """Return the cumulative lengths of both sides, the source scaled to the target's total."""
    source, target = (cumulative_lengths(texts) for texts in sides)
    scale = (target[-1] + 1) / (source[-1] + 1)
    return source * numpy.sqrt(scale), target / numpy.sqrt(scale)


def posteriors(lattice: Lattice, path: Sequence[Shape], temperature: float) -> NDArray[numpy.float64]:
    """Return each bead's probability, shape (len(path),), by forward-backward over the lattice."""
    nodes = numpy.concatenate([[[0, 0]], numpy.cumsum(numpy.array(path, numpy.int64).reshape(-1, 2), axis=0)])
    ends = nodes[-1]
    forward = forward_sums(lattice, nodes, temperature)
    backward = forward_sums(mirror(lattice), (ends - nodes)[::-1], temperature)[::-1]
    steps = lattice.scorer.path_scores(path, lattice.null_score) / temperature
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
