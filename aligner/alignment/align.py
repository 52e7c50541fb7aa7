"""Alignment of two segmented documents with the vectors of an embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.anchors import find_anchors, find_pairs
from aligner.alignment.block_breaks import BlockNumbers
from aligner.alignment.chains import heaviest_chain
from aligner.alignment.constraints import LOCKED, Constraints
from aligner.alignment.corridor import Corridor, corridor_around, diagonal_corridor, full_corridor
from aligner.alignment.crossing import MOVED
from aligner.alignment.dynamic_program import Lattice, solve
from aligner.alignment.gale_church import LengthScorer
from aligner.alignment.long_beads import ORDINARY_MAX_SPAN, search_long_beads
from aligner.alignment.moves import rejoin_moved
from aligner.alignment.omissions import Suspects, split_and_join
from aligner.alignment.packed_rows import encode_rows
from aligner.alignment.pieces import anchor_gates
from aligner.alignment.reordering import Side, assign_lists
from aligner.alignment.repeated_text import is_repetitive, pairs_of_copies
from aligner.alignment.rescoring import rescore
from aligner.alignment.scoring import UNKNOWN_LANGUAGES, BeadScorer, Languages, Scorer, byte_lengths, cumulative
from aligner.alignment.spans import AdditiveSpans, Shape, SpanScorer, WindowSpans
from aligner.alignment.weights import ScoreWeights, fitted_weights
from aligner.bitext import Bead, Document
from aligner.cores import one_blas_thread
from aligner.interface import _
from aligner.languages import precedes
from aligner.protocols import Embedder, TokenEmbedder
from aligner.settings import AlignSettings

MAX_FULL_CELLS = 60_000
"""Maximum number of cells that are all searched: below it, a corridor costs more than it saves."""
Anchors = NDArray[numpy.int64]
Progress = Callable[[str, float], None]
UNCONSTRAINED = Constraints()


def align_segments(
    source: Document,
    target: Document,
    embedder: Embedder,
    settings: AlignSettings,
    progress: Progress = lambda _stage, _share: None,
    *,
    weights: ScoreWeights | None = None,
    constraints: Constraints = UNCONSTRAINED,
) -> tuple[Bead, ...]:
    """Return the beads of two segmented documents, including null beads, in source order.

    Args:
        source: document with segments.
        target: document with segments.
        embedder: returns the vectors from which the similarities are computed.
        settings: settings of the search.
        progress: called with the name of the current stage and its completed share, 0 to 1.
        weights: weights of the bead score; the fitted weights by default.
        constraints: constraints on the path; none by default.

    Raises:
        UsageError: the constraints contradict each other.
    """
    if precedes(target.language, source.language):
        # The score's first text is in the language that comes first in the table of languages (Chinese before English,
        # as the weights are fitted), whatever the user's order: swapped sides give mirrored beads.
        turned = constraints.mirrored()
        beads = align_segments(target, source, embedder, settings, progress, weights=weights, constraints=turned)
        return in_source_order([bead.mirrored() for bead in beads])
    sides = [[segment.text for segment in document.segments] for document in (source, target)]
    constraints.check(*map(len, sides))
    progress(_("embedding"), 0.0)
    languages = (source.language, target.language)
    texts = Texts(sides, languages, (block_numbers(source), block_numbers(target)))
    ordinary = min(settings.max_span, ORDINARY_MAX_SPAN)
    spans = span_scorer(embedder, sides, languages, ordinary, lambda share: progress(_("embedding"), share))

    def align_run(rows: range, columns: range) -> Sequence[Bead]:
        """Return the beads of a range of segments of each text, aligned independently of all other segments."""
        part = spans.part(rows, columns)
        anchors = find_anchors(part.source_units, part.target_units)
        within = constraints.within(rows, columns)
        stretch = texts.part(rows, columns)
        inside = align_spans(part, stretch, embedder, settings, weights, constraints=within, anchors=anchors)
        return renumbered(inside, rows.start, columns.start)

    units = spans.source_units, spans.target_units
    progress(_("anchors"), 0.0)
    repetitive = is_repetitive(sides[0]) and is_repetitive(sides[1])
    pairs, margins = pairs_of_copies(*units, (sides[0], sides[1])) if repetitive else find_pairs(*units)
    anchors = pairs[heaviest_chain(pairs, margins)]
    beads = align_spans(
        spans, texts, embedder, settings, weights, constraints=constraints, anchors=anchors, progress=progress
    )
    if embedder.dimension == 1:  # lengths are no evidence of moved blocks
        return beads
    beads = rejoin_moved(beads, *units, align_run)
    first, second = (
        Side(each, side, [segment.block for segment in document.segments])
        for each, side, document in zip(units, sides, (source, target), strict=True)
    )
    reordered = assign_lists(beads, pairs, (first, second), align_run, constraints)
    return beads if reordered == beads else sorted_beads(reordered)


@dataclass(frozen=True, slots=True)
class Texts:
    """The two texts to align: their segments, languages and blocks.

    Attributes:
        sides: segments of the first and of the second text.
        languages: languages of both texts.
        blocks: number of the block (paragraph, heading, cell, ...) that holds each segment, for
            both texts.
    """

    sides: Sequence[Sequence[str]]
    languages: Languages
    blocks: BlockNumbers

    def part(self, rows: range, columns: range) -> Texts:
        """Return a range of consecutive segments of each text, with their languages and blocks."""
        sides = [side[run.start : run.stop] for side, run in zip(self.sides, (rows, columns), strict=True)]
        blocks = self.blocks[0][rows.start : rows.stop], self.blocks[1][columns.start : columns.stop]
        return replace(self, sides=sides, blocks=blocks)


def align_spans(
    spans: SpanScorer,
    texts: Texts,
    embedder: Embedder,
    settings: AlignSettings,
    weights: ScoreWeights | None,
    *,
    constraints: Constraints,
    anchors: Anchors,
    progress: Progress = lambda _stage, _share: None,
) -> tuple[Bead, ...]:
    """Return the beads of the best monotone path through two texts, in order.

    ``texts`` and ``spans`` must contain the two texts in the same order.
    """
    sides, languages = texts.sides, texts.languages
    chain = constraints.allowed(anchors)
    corridor = choose_corridor(sides, with_gates(chain, constraints), settings)
    progress(_("aligning"), 0.0)
    scorer = choose_scorer(embedder, spans, sides, settings, anchors=anchors, weights=weights, languages=languages)
    gates = sorted({*constraints.all_gates(), *anchor_gates(chain, *map(len, sides))})
    lattice = Lattice(constraints.restrict(scorer), corridor, tuple(gates))
    path, confidence = solve(lattice, settings.temperature, lambda share: progress(_("aligning"), share))
    suspects: Suspects = {}
    if isinstance(scorer, BeadScorer):
        segments, words = (sides[0], sides[1]), None
        path, confidence, scorer = search_long_beads(
            path,
            confidence,
            scorer,
            max_span=settings.max_span,
            temperature=settings.temperature,
            constraints=constraints,
        )
        if isinstance(embedder, TokenEmbedder):
            look = rescore(
                path, confidence, scorer, segments, embedder, temperature=settings.temperature, constraints=constraints
            )
            path, confidence, scorer, words = look.path, look.posteriors, look.scorer, look.embedder
        with one_blas_thread():
            answered = split_and_join(
                path, confidence, scorer, segments, embedder=words, constraints=constraints, blocks=texts.blocks
            )
        path, confidence, suspects = answered.path, answered.posteriors, answered.suspects
    beads = make_beads(path, spans, confidence, suspects)
    if not constraints.locked:
        return beads
    locked = set(constraints.locked)
    beads = constraints.insert_locked(beads)
    cosines = spans.path_cosines([(len(bead.source), len(bead.target)) for bead in beads]).tolist()
    return tuple(
        replace(bead, score=cosine, confidence=1.0, status=bead.status or LOCKED) if bead in locked else bead
        for bead, cosine in zip(beads, cosines, strict=True)
    )


def block_numbers(document: Document) -> NDArray[numpy.int64]:
    """Return the number of the block that holds each segment, shape (segments,)."""
    return numpy.array([segment.block for segment in document.segments], numpy.int64)


def with_gates(anchors: Anchors, constraints: Constraints) -> Anchors:
    """Return the anchors together with the pairs of segments directly before and after each gate.

    A gate is a point that the path must pass: a number of source segments and a number of target
    segments that are aligned before it.
    """
    gates = numpy.array(constraints.all_gates(), numpy.int64).reshape(-1, 2)
    chain = numpy.unique(numpy.concatenate([anchors, gates, gates - 1]), axis=0)
    return chain[(chain >= 0).all(axis=1)]


def renumbered(beads: Sequence[Bead], rows: int, columns: int) -> tuple[Bead, ...]:
    """Return the beads with ``rows`` added to the source and ``columns`` to the target segment numbers."""
    return tuple(
        replace(
            bead,
            source=tuple(number + rows for number in bead.source),
            target=tuple(number + columns for number in bead.target),
            untranslated=(
                tuple(number + rows for number in bead.untranslated[0]),
                tuple(number + columns for number in bead.untranslated[1]),
            ),
        )
        for bead in beads
    )


def in_source_order(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return beads in the order of their source segments.

    A null bead with only a target segment stands directly after the bead that precedes it in the
    target.
    """
    return sorted_beads(beads) if any(bead.status == MOVED for bead in beads) else tuple(beads)


def sorted_beads(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return beads, given in any order, sorted as `in_source_order` describes."""
    behind: dict[int, list[Bead]] = {}
    last = -1
    ends = {bead.target[-1]: bead.source[-1] for bead in beads if not bead.is_null}
    for bead in sorted((bead for bead in beads if not bead.source), key=lambda bead: bead.target):
        last = ends.get(bead.target[0] - 1, last)
        behind.setdefault(last, []).append(bead)
    result = behind.get(-1, [])
    for bead in sorted((bead for bead in beads if bead.source), key=lambda bead: bead.source):
        result += [bead, *behind.get(bead.source[-1], [])]
    return tuple(result)


def choose_scorer(
    embedder: Embedder,
    spans: SpanScorer,
    sides: Sequence[Sequence[str]],
    settings: AlignSettings,
    *,
    anchors: Anchors | None = None,
    weights: ScoreWeights | None = None,
    languages: Languages = UNKNOWN_LANGUAGES,
) -> Scorer:
    """Return the scorer of beads for an embedder.

    It is the fitted bead score, or the length score if the vectors have one dimension: their cosines
    are then all 1.
    """
    if isinstance(spans, AdditiveSpans) and embedder.dimension == 1:
        return LengthScorer.build(spans.source, spans.target, settings.max_span)
    texts, weights = (sides[0], sides[1]), weights or fitted_weights()
    return BeadScorer.build(
        spans, texts, min(settings.max_span, ORDINARY_MAX_SPAN), weights, anchors, languages=languages
    )


def span_scorer(
    embedder: Embedder,
    sides: Sequence[Sequence[str]],
    languages: Sequence[str | None],
    max_span: int,
    report: Callable[[float], None] = lambda _share: None,
) -> SpanScorer:
    """Return the scorer that computes the cosines of pairs of spans, which are runs of consecutive segments.

    ``report`` is called with the completed share, 0 to 1, while an additive embedder encodes many
    texts.
    """
    if embedder.additive:
        source = encode_rows(embedder.encode, sides[0], lambda share: report(share / 2))
        target = encode_rows(embedder.encode, sides[1], lambda share: report((1 + share) / 2))
        return AdditiveSpans.build(source, target, max_span)
    return WindowSpans.build(embedder, list(zip(sides, languages, strict=True)), max_span)


def choose_corridor(sides: Sequence[Sequence[str]], anchors: Anchors, settings: AlignSettings) -> Corridor:
    """Return the corridor: the cells of the lattice that the search for the best path may visit.

    For two small documents, these are all cells. For larger documents, they are only the cells near
    the anchors or, without anchors, near the diagonal.
    """
    source_count, target_count = map(len, sides)
    if source_count * target_count <= MAX_FULL_CELLS:
        return full_corridor(source_count, target_count)
    if not len(anchors):
        return diagonal_corridor(cumulative(byte_lengths(sides[0])), cumulative(byte_lengths(sides[1])))
    return corridor_around(
        anchors, source_count, target_count, settings.margin, min(settings.max_span, ORDINARY_MAX_SPAN)
    )


def make_beads(
    path: Sequence[Shape], spans: SpanScorer, confidence: NDArray[numpy.float64], suspects: Suspects
) -> tuple[Bead, ...]:
    """Return the beads of a path.

    The score of a bead is the cosine of its two sides, and its confidence is its posterior. A bead
    also lists its segments that may be untranslated.
    """
    cosines = spans.path_cosines(path)
    beads: list[Bead] = []
    row = column = 0
    for (height, width), score, probability in zip(path, cosines.tolist(), confidence.tolist(), strict=True):
        source, target = tuple(range(row, row + height)), tuple(range(column, column + width))
        untranslated = suspects.get(len(beads), ((), ()))
        beads.append(Bead(source, target, score=score, confidence=probability, untranslated=untranslated))
        row, column = row + height, column + width
    return tuple(beads)
