"""The bead score: the contribution of a bead to the score of a path.

The model is log-linear: scores of paths are unnormalised log probabilities (a semi-Markov
conditional random field; Sarawagi and Cohen, 2004). It has four kinds of features: the similarity
of the two spans, weighted by size, length and content; the ratio of their lengths (after Gale and
Church, 1993); the shape; and the classes of the boundaries at the end of the two sides. The weights
are fitted with Chinese as the first text and English as the second. Other pairs of languages, in
the order of the table of languages, are scored with the same weights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy
from numpy.typing import NDArray

from aligner.alignment.boundaries import Classes, boundary_classes, fit_table, quotes_of
from aligner.alignment.spans import AdditiveSpans, Ends, Matrix, Shape, SpanScorer
from aligner.alignment.weights import ScoreWeights
from aligner.alignment.word_matches import WordMatches
from aligner.protocols import Vectors

Lengths = NDArray[numpy.float64]
Numbers = NDArray[numpy.int64]
Languages = tuple[str | None, str | None]
"""Languages of the first and of the second text."""
UNKNOWN_LANGUAGES: Languages = (None, None)

TYPICAL_SPAN_BYTES = 60.0
"""Typical length of a span, in scaled UTF-8 bytes."""
TYPICAL_CHINESE_NULL_BYTES = 30.0
"""Typical length of an unaligned Chinese segment, in UTF-8 bytes."""
TYPICAL_ENGLISH_NULL_BYTES = 90.0
"""Typical length of an unaligned English segment, in UTF-8 bytes."""
RATIO_OFFSET_BYTES = 30.0
"""UTF-8 bytes added to both lengths in the length ratio, so that short spans may differ more."""
SIZE_OFFSET_BYTES = 3.0
"""UTF-8 bytes added to a length in the logarithm of the length."""
MAX_MISMATCH = 1.5
"""Maximum of the squared log length ratio as a feature."""
MIN_TRANSLATION_COSINE = 0.25
"""Cosine that few translations stay below, and few unrelated segments exceed."""
MAX_ANCHOR_GAP = 8
"""Maximum number of segments between two anchors of a stretch that is measured for the length ratio."""
MAX_RATIO_DEVIATION = 0.7
"""Maximum difference of the log length ratios of such a stretch and of the document: a factor of two."""
RATIO_ROUNDS = 3
"""Number of times that the length ratio is measured again without deviating stretches."""
MIN_MEASURED_BYTES = 1000
"""Minimum number of bytes on each side of all measured stretches; with fewer, the whole texts are compared."""
MIN_LOG_RATIO, MAX_LOG_RATIO = 0.0, 0.8
"""Bounds of the log ratio of English to Chinese bytes of a document, in case that text is missing on one side."""
MAX_JOINT_CELLS = 4_000
"""Maximum number of cells of several shapes that are scored in one call: few calls, but arrays that fit into the
cache."""


class Scorer(Protocol):
    """Interface of the scores for the dynamic program.

    Rows are segments of the first text, columns are segments of the second text.
    """

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The bead shapes with two sides."""
        ...

    @property
    def first_null(self) -> Lengths:
        """Score of each segment of the first text as a null bead, shape (n,)."""
        ...

    @property
    def second_null(self) -> Lengths:
        """Score of each segment of the second text as a null bead, shape (m,)."""
        ...

    @property
    def null_opening(self) -> float:
        """Score of opening a run of null beads, at most 0; it counts once for each run."""
        ...

    def scores(self, rows: slice, columns: slice) -> Matrix:
        """Return the scores of beads with two sides, shape (rows, shapes, columns).

        The row is the last segment of the bead in the first text, the column its last one in the second.
        """
        ...

    def nodes(self, rows: Numbers, columns: Numbers) -> Matrix:
        """Return the scores of cells of the lattice; ``rows`` and ``columns`` broadcast against each other.

        A cell is a number of segments consumed in the first text and in the second text. A path
        gets the score of each cell that it passes, in addition to the scores of its beads.
        """
        ...

    def path_scores(self, path: Sequence[Shape]) -> Lengths:
        """Return the score of each bead of a path, without the scores of cells, shape (len(path),)."""
        ...


def bead_shapes(max_span: int) -> tuple[Shape, ...]:
    """Return the shapes ``(m, n)`` of beads with two sides.

    They are the shapes from 1-1 to 1-max_span and max_span-1, and small shapes with several segments on
    both sides.
    """
    small = min(max_span, 4)
    shapes = {(1, size) for size in range(1, max_span + 1)} | {(size, 1) for size in range(1, max_span + 1)}
    shapes |= {(m, n) for m in range(2, small + 1) for n in range(2, small + 1) if m + n <= small + 2}
    return tuple(sorted(shapes))


@dataclass(frozen=True)
class BeadScorer:
    """The scorer for embedders with several dimensions; see the module's docstring and `Scorer`.

    Attributes:
        spans: computes the cosines.
        lengths: cumulative lengths of both texts, each scaled to the mean of the two, shapes (n +
            1,), (m + 1,).
        raw_lengths: lengths of the segments in UTF-8 bytes, shapes (n,), (m,).
        roots: square roots of the contents of the spans (see `SpanScorer.content`) for both texts;
            ``[size - 1, last segment]`` is that of one span.
        classes: class of each boundary, shapes (n + 1,), (m + 1,).
        table: score of each pair of boundary classes.
        shapes: shapes of beads with two sides.
        weights: weights of the features.
        matches: matches of words, for the stretches where words are compared.
        languages: languages of the two texts.
    """

    spans: SpanScorer
    lengths: tuple[Lengths, Lengths]
    raw_lengths: tuple[Lengths, Lengths]
    roots: tuple[Matrix, Matrix]
    classes: tuple[Classes, Classes]
    table: Matrix
    shapes: tuple[Shape, ...]
    weights: ScoreWeights
    matches: WordMatches | None = None
    languages: Languages = UNKNOWN_LANGUAGES

    @classmethod
    def build(
        cls,
        spans: SpanScorer,
        texts: tuple[Sequence[str], Sequence[str]],
        max_span: int,
        weights: ScoreWeights,
        anchors: NDArray[numpy.int64] | None = None,
        *,
        languages: Languages = UNKNOWN_LANGUAGES,
    ) -> BeadScorer:
        """Return the scorer of two texts.

        Args:
            spans: computes the cosines.
            texts: segments of the first text (Chinese, if one is Chinese) and of the second text.
            max_span: maximum number of segments on one side of a bead.
            weights: weights of the features.
            anchors: chain of anchors, shape (k, 2), between which the length ratio is measured; the whole
                texts by default.
            languages: languages of the two texts, which determine the opening and closing quotation marks.
        """
        first, second = texts
        marks = (quotes_of(languages[0]), quotes_of(languages[1]))
        raw = (byte_lengths(first), byte_lengths(second))
        ratio = log_length_ratio(raw, anchors)
        half = numpy.clip(ratio, MIN_LOG_RATIO, MAX_LOG_RATIO) / 2
        lengths = (cumulative(raw[0] * numpy.exp(half)), cumulative(raw[1] * numpy.exp(-half)))
        classes = (boundary_classes(first, marks[0]), boundary_classes(second, marks[1]))
        table = fit_table(first, second, weights.boundary, marks)
        roots = content_roots(spans, max_span)
        return cls(spans, lengths, raw, roots, classes, table, bead_shapes(max_span), weights, languages=languages)

    def with_vectors(self, first: Vectors, second: Vectors) -> BeadScorer:
        """Return the scorer of the same texts with other segment vectors, which must be additive."""
        spans = AdditiveSpans.build(first, second, len(self.roots[0]))
        return replace(self, spans=spans, roots=content_roots(spans, len(self.roots[0])))

    @cached_property
    def sizes(self) -> NDArray[numpy.int64]:
        """Number of segments of each shape on both sides, shape (2, shapes)."""
        return numpy.array(self.shapes, numpy.int64).T

    @cached_property
    def cosine_weights(self) -> Matrix:
        """Weight of the cosine in the bead score for each bead shape, shape (shapes,).

        The terms for length and content are not included.
        """
        weights = self.weights
        by_size = [weights.cosine + weights.cosine_size * math.log(sum(shape) / 2) for shape in self.shapes]
        return numpy.array(by_size, numpy.float32)

    @cached_property
    def shape_weights(self) -> Matrix:
        """Constant of each bead shape in the bead score, shape (shapes,)."""
        return numpy.array([self.weights.shapes[shape] for shape in self.shapes], numpy.float32)

    @cached_property
    def first_null(self) -> Lengths:
        """Score of each segment of the first text as a null bead, shape (n,)."""
        relative = numpy.log((self.raw_lengths[0] + 1) / TYPICAL_CHINESE_NULL_BYTES)
        return self.weights.chinese_null + self.weights.chinese_null_length * relative

    @cached_property
    def second_null(self) -> Lengths:
        """Score of each segment of the second text as a null bead, shape (m,)."""
        relative = numpy.log((self.raw_lengths[1] + 1) / TYPICAL_ENGLISH_NULL_BYTES)
        return self.weights.english_null + self.weights.english_null_length * relative

    @property
    def null_opening(self) -> float:
        """Score of opening a run of null beads, at most 0."""
        return self.weights.null_opening

    def scores(self, rows: slice, columns: slice) -> Matrix:
        """Return the scores of beads with two sides, shape (rows, shapes, columns); see `Scorer.scores`.

        The row is the last segment of the bead in the first text, the column its last one in the second.
        """
        height, width = rows.stop - rows.start, columns.stop - columns.start
        scores = numpy.empty((height, len(self.shapes), width), numpy.float32)
        for number, cosine in self.spans.cosines(rows, columns, self.shapes):
            scores[:, number] = cosine
        heights, widths = self.sizes
        together = max(1, MAX_JOINT_CELLS // (height * width))
        for first in range(0, len(self.shapes), together):
            part = slice(first, first + together)
            tall, wide = heights[part], widths[part]
            first_lengths = span_lengths(self.lengths[0], rows, tall).T[:, :, None]
            lengths = first_lengths, span_lengths(self.lengths[1], columns, wide)
            roots = self.roots[0][tall - 1, rows].T[:, :, None], self.roots[1][wide - 1, columns]
            numbers = numpy.arange(len(self.shapes))[part, None]
            scores[:, part] = self.value(scores[:, part], numbers, lengths, roots)
        if self.matches:
            self.matches.add_to(scores, rows, columns, self.weights)
        return scores

    def value(
        self,
        cosine: Matrix,
        numbers: NDArray[numpy.int64],
        lengths: tuple[Matrix, Matrix],
        roots: tuple[Matrix, Matrix],
    ) -> Matrix:
        """Return the scores of beads with two sides, computed from the cosine, the shape, the lengths and the contents.

        The arguments are arrays that broadcast against each other.

        Args:
            cosine: cosine of the two spans of each bead.
            numbers: index of the shape of each bead.
            lengths: scaled lengths of the first and of the second spans.
            roots: square roots of the contents of the first and of the second spans; see
                `SpanScorer.content`.
        """
        weights, single = self.weights, numpy.float32
        ratio = log_lengths(lengths[0], RATIO_OFFSET_BYTES) - log_lengths(lengths[1], RATIO_OFFSET_BYTES)
        halves = [log_lengths(side, SIZE_OFFSET_BYTES) * single(0.5) for side in lengths]
        longer = halves[0] + (halves[1] - single(numpy.log(TYPICAL_SPAN_BYTES + SIZE_OFFSET_BYTES)))
        factor = longer * single(weights.cosine_length)
        factor += self.cosine_weights[numbers]
        factor += roots[0] * single(weights.cosine_content) * roots[1]
        value: Matrix = cosine * factor
        value += numpy.maximum(single(MIN_TRANSLATION_COSINE) - cosine, 0) * single(weights.unlike)
        value += numpy.abs(ratio) * single(weights.difference)
        longer *= single(weights.mismatch_length)
        longer += single(weights.mismatch)
        value += numpy.minimum(ratio * ratio, single(MAX_MISMATCH)) * longer
        value += self.shape_weights[numbers]
        return value

    def nodes(self, rows: Numbers, columns: Numbers) -> Matrix:
        """Return the scores of cells: how well the two boundaries at each cell agree; see `Scorer.nodes`.

        The first and the last cell, which every path passes, have the score 0.
        """
        scores: Matrix = self.table[self.classes[0][rows], self.classes[1][columns]]
        last_row, last_column = (len(classes) - 1 for classes in self.classes)
        scores[((rows == 0) & (columns == 0)) | ((rows == last_row) & (columns == last_column))] = 0
        return scores

    def path_scores(self, path: Sequence[Shape]) -> Lengths:
        """Return the score of each bead of a path without its word matches, shape (len(path),)."""
        steps = numpy.array(path, numpy.int64).reshape(-1, 2)
        ends = numpy.cumsum(steps, axis=0)
        scores = numpy.zeros(len(path))
        omitted, added = steps[:, 1] == 0, steps[:, 0] == 0
        scores[omitted] = self.first_null[ends[omitted, 0] - 1]
        scores[added] = self.second_null[ends[added, 1] - 1]
        both = numpy.flatnonzero(steps.min(axis=1) > 0)
        scores[both] = self.bead_scores(ends[both] - 1, steps[both])
        return scores

    def bead_scores(self, ends: Ends, sizes: Ends) -> Matrix:
        """Return the scores of some beads with two sides, without matches of words, shape (beads,).

        Args:
            ends: last segments of both sides, shape (beads, 2).
            sizes: number of segments of both sides, shape (beads, 2); each row must be one of `shapes`.
        """
        known = {shape: number for number, shape in enumerate(self.shapes)}
        numbers = numpy.array([known[height, width] for height, width in sizes.tolist()], numpy.int64)
        lengths, roots = [], []
        for side, (last, size) in enumerate(zip(ends.T, sizes.T, strict=True)):
            lengths.append((self.lengths[side][last + 1] - self.lengths[side][last + 1 - size]).astype(numpy.float32))
            roots.append(self.roots[side][size - 1, last])
        cosines = self.spans.bead_cosines(ends, sizes)
        return self.value(cosines, numbers, (lengths[0], lengths[1]), (roots[0], roots[1]))


def span_lengths(cumulative_lengths: Lengths, ends: slice, sizes: NDArray[numpy.int64]) -> Matrix:
    """Return the lengths of spans by size and last segment, shape (sizes, segments)."""
    last = numpy.arange(ends.start, ends.stop)
    first = numpy.maximum(last + 1 - sizes[:, None], 0)
    lengths: Matrix = (cumulative_lengths[last + 1] - cumulative_lengths[first]).astype(numpy.float32)
    return lengths


def content_roots(spans: SpanScorer, max_span: int) -> tuple[Matrix, Matrix]:
    """Return the square roots of the contents of all spans, by size and last segment.

    The content is the amount of meaning in a span, in typical segments; see `SpanScorer.content`.
    The shapes are (max_span, n) for the first text and (max_span, m) for the second text.
    """
    first, second = (
        numpy.sqrt(numpy.stack([spans.content(side, size) for size in range(1, max_span + 1)])) for side in (0, 1)
    )
    return first, second


def log_lengths(lengths: Matrix, offset: float) -> Matrix:
    """Return the natural logarithms of lengths to which an offset is added first.

    The offset reduces the differences between the logarithms of short lengths.
    """
    logs: Matrix = numpy.log(lengths + numpy.float32(offset))
    return logs


def log_length_ratio(lengths: tuple[Lengths, Lengths], anchors: NDArray[numpy.int64] | None) -> float:
    """Return the logarithm of the ratio of the lengths of two texts, second text to first text.

    Insertions and deletions would distort the total lengths, so they are left out. The ratio is
    first measured between consecutive anchors without a gap. It is then measured over all short
    stretches between neighbouring anchors with a similar ratio. Without anchors, the total lengths
    are used.
    """
    ratio = float(numpy.log((lengths[1].sum() + 1) / (lengths[0].sum() + 1)))
    if anchors is None or len(anchors) < 2:
        return ratio
    gaps = numpy.diff(anchors, axis=0).max(axis=1)
    sums = numpy.stack([cumulative(lengths[side])[anchors[:, side]] for side in (0, 1)])
    between = numpy.diff(sums, axis=1)
    ratios = numpy.diff(numpy.log(between + RATIO_OFFSET_BYTES / 2), axis=0)[0]

    def ratio_over(stretches: NDArray[numpy.bool_]) -> float:
        """Return the log length ratio over some stretches; the ratio measured before if they are too short."""
        sizes = between[:, stretches].sum(axis=1)
        return float(numpy.log(sizes[1] / sizes[0])) if sizes.min() >= MIN_MEASURED_BYTES else ratio

    ratio = ratio_over(gaps == 1)
    for _ in range(RATIO_ROUNDS):
        ratio = ratio_over((gaps <= MAX_ANCHOR_GAP) & (abs(ratios - ratio) <= MAX_RATIO_DEVIATION))
    return ratio


def cumulative(lengths: Lengths) -> Lengths:
    """Return the running sums of lengths after a leading 0, shape (len(lengths) + 1,)."""
    return numpy.concatenate([[0.0], numpy.cumsum(lengths)])


def byte_lengths(texts: Sequence[str]) -> Lengths:
    """Return the lengths of texts in UTF-8 bytes.

    A Han character has three bytes, and about three times the content of a letter.
    """
    return numpy.array([len(text.encode("utf-8", "surrogatepass")) for text in texts], numpy.float64)
