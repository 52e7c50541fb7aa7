"""The bead score: what one group of segments is worth to the path.

A log-linear model, so that path scores are unnormalised log probabilities (a semi-Markov conditional
random field: Sarawagi and Cohen, 2004). Its features are the similarity of the two spans, weighted by
size, length and content; the ratio of their lengths (after Gale and Church, 1993); the shape; and how
well the boundaries behind the two sides fit each other. The first text is Chinese, the second English: so
the weights are fitted. Other pairs of languages, in the order of the table of languages, are scored with the same ones.
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
Languages = tuple[str | None, str | None]
"""Of the first and of the second text."""
UNKNOWN: Languages = (None, None)

USUAL_LENGTH = 60.0
USUAL_CHINESE_NULL = 30.0
USUAL_ENGLISH_NULL = 90.0
RATIO_OFFSET = 30.0
"""UTF-8 bytes added to both lengths before they are compared, so that short spans may differ freely."""
SIZE_OFFSET = 3.0
"""The same where the question is how long a span is."""
MISMATCH_CAP = 1.5
LIKE = 0.25
"""Cosine that translations seldom stay below, and strangers seldom exceed."""
NEAR = 8
"""Segments from one anchor to the next, at most, for the stretch between them to count as short."""
MOST_OFF = 0.7
"""By how much the log length ratio of a sound stretch may differ from that of the document: a factor of two."""
ROUNDS = 3
LEAST_MEASURED = 1000
"""Bytes on each side below which the whole texts are compared after all."""
LEAST_LOG_RATIO, MOST_LOG_RATIO = 0.0, 0.8
"""Bounds of the log of English over Chinese bytes of a document: one-sided text must not mislead it."""
CELLS_A_CALL = 4_000
"""Cells of several shapes whose features are combined at once: few calls, and what they hold stays in the cache."""


class Scorer(Protocol):
    """What the dynamic program asks for. Rows are segments of the first text, columns of the second."""

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The bead shapes with two sides."""
        ...

    @property
    def first_null(self) -> Lengths:
        """Score of leaving each segment of the first text unaligned, shape (n,)."""
        ...

    @property
    def second_null(self) -> Lengths:
        """Score of leaving each segment of the second text unaligned, shape (m,)."""
        ...

    @property
    def null_opening(self) -> float:
        """Score of a run of null beads, once for the whole run; 0 or less."""
        ...

    def scores(self, rows: slice, columns: slice) -> Matrix:
        """Return bead scores, shape (rows, shapes, columns), by the last segments of the two spans."""
        ...

    def nodes(self, row: int, columns: slice) -> Matrix:
        """Return scores of passing the cells ``(row, column)`` of segments consumed, shape (columns,)."""
        ...

    def path_scores(self, path: Sequence[Shape]) -> Lengths:
        """Return the score of each bead of a whole path without its cells, shape (len(path),)."""
        ...

    def reversed(self) -> Scorer:
        """Return the scorer of the two texts read from their ends."""
        ...


def bead_shapes(max_span: int) -> tuple[Shape, ...]:
    """Return the shapes ``(m, n)`` without an empty side: 1-1 up to 1-8 and 8-1, and the smaller n-m."""
    small = min(max_span, 4)
    shapes = {(1, size) for size in range(1, max_span + 1)} | {(size, 1) for size in range(1, max_span + 1)}
    shapes |= {(m, n) for m in range(2, small + 1) for n in range(2, small + 1) if m + n <= small + 2}
    return tuple(sorted(shapes))


@dataclass(frozen=True)
class BeadScorer:
    """The scorer for embedders; see the module's docstring and `Scorer`.

    Attributes:
        spans: gives the cosines.
        lengths: cumulative lengths of both texts, each scaled to the mean of the two, shapes (n + 1,), (m + 1,).
        raw_lengths: lengths of the segments, unscaled, shapes (n,), (m,).
        roots: square roots of the contents of the spans, ``[size - 1, last segment]``, for both texts.
        classes: what stands at each boundary, shapes (n + 1,), (m + 1,).
        table: how well the classes fit each other.
        shapes: the shapes to score.
        weights: of the features.
        matches: what of the beads has a counterpart word by word, where that was measured.
        languages: of the two texts.
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
    languages: Languages = UNKNOWN

    @classmethod
    def build(
        cls,
        spans: SpanScorer,
        texts: tuple[Sequence[str], Sequence[str]],
        max_span: int,
        weights: ScoreWeights,
        anchors: NDArray[numpy.int64] | None = None,
        *,
        languages: Languages = UNKNOWN,
    ) -> BeadScorer:
        """Measure the two texts.

        Args:
            spans: gives the cosines.
            texts: the segments of the first text (the Chinese one, where there is one) and of the second.
            max_span: the most segments on one side of a bead.
            weights: of the features.
            anchors: chain of trusted pairs, shape (k, 2); where there are some, lengths are compared between them.
            languages: of the two texts; they say which quotation marks open and close.
        """
        first, second = texts
        marks = (quotes_of(languages[0]), quotes_of(languages[1]))
        raw = (byte_lengths(first), byte_lengths(second))
        ratio = log_length_ratio(raw, anchors)
        half = numpy.clip(ratio, LEAST_LOG_RATIO, MOST_LOG_RATIO) / 2
        lengths = (cumulative(raw[0] * numpy.exp(half)), cumulative(raw[1] * numpy.exp(-half)))
        classes = (boundary_classes(first, marks[0]), boundary_classes(second, marks[1]))
        table = fit_table(first, second, weights.boundary, marks)
        roots = content_roots(spans, max_span)
        return cls(spans, lengths, raw, roots, classes, table, bead_shapes(max_span), weights, languages=languages)

    def over(self, first: Vectors, second: Vectors) -> BeadScorer:
        """Return the scorer of the same texts with other, additive vectors of their segments."""
        spans = AdditiveSpans.build(first, second, len(self.roots[0]))
        return replace(self, spans=spans, roots=content_roots(spans, len(self.roots[0])))

    @cached_property
    def sizes(self) -> NDArray[numpy.int64]:
        """How many segments each shape has on either side, shape (2, shapes)."""
        return numpy.array(self.shapes, numpy.int64).T

    @cached_property
    def cosine_weights(self) -> Matrix:
        """What the cosine counts for in beads of each shape, whatever their lengths, shape (shapes,)."""
        weights = self.weights
        by_size = [weights.cosine + weights.cosine_size * math.log(sum(shape) / 2) for shape in self.shapes]
        return numpy.array(by_size, numpy.float32)

    @cached_property
    def shape_weights(self) -> Matrix:
        """What each shape is worth beforehand, shape (shapes,)."""
        return numpy.array([self.weights.shapes[shape] for shape in self.shapes], numpy.float32)

    @property
    def first_null(self) -> Lengths:
        """See `Scorer`."""
        relative = numpy.log((self.raw_lengths[0] + 1) / USUAL_CHINESE_NULL)
        return self.weights.chinese_null + self.weights.chinese_null_length * relative

    @property
    def second_null(self) -> Lengths:
        """See `Scorer`."""
        relative = numpy.log((self.raw_lengths[1] + 1) / USUAL_ENGLISH_NULL)
        return self.weights.english_null + self.weights.english_null_length * relative

    @property
    def null_opening(self) -> float:
        """See `Scorer`."""
        return self.weights.null_opening

    def scores(self, rows: slice, columns: slice) -> Matrix:
        """See `Scorer.scores`."""
        height, width = rows.stop - rows.start, columns.stop - columns.start
        scores = numpy.empty((height, len(self.shapes), width), numpy.float32)
        for number, cosine in self.spans.cosines(rows, columns, self.shapes):
            scores[:, number] = cosine
        heights, widths = self.sizes
        together = max(1, CELLS_A_CALL // (height * width))
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
        """Combine the features of beads; the arrays broadcast against each other.

        Args:
            cosine: of the two spans.
            numbers: of their shapes.
            lengths: scaled lengths of the two spans.
            roots: square roots of their contents.
        """
        weights, single = self.weights, numpy.float32
        ratio = log_lengths(lengths[0], RATIO_OFFSET) - log_lengths(lengths[1], RATIO_OFFSET)
        halves = [log_lengths(side, SIZE_OFFSET) * single(0.5) for side in lengths]
        longer = halves[0] + (halves[1] - single(numpy.log(USUAL_LENGTH + SIZE_OFFSET)))
        factor = longer * single(weights.cosine_length)
        factor += self.cosine_weights[numbers]
        factor += roots[0] * single(weights.cosine_content) * roots[1]
        value: Matrix = cosine * factor
        value += numpy.maximum(single(LIKE) - cosine, 0) * single(weights.unlike)
        value += numpy.abs(ratio) * single(weights.difference)
        longer *= single(weights.mismatch_length)
        longer += single(weights.mismatch)
        value += numpy.minimum(ratio * ratio, single(MISMATCH_CAP)) * longer
        value += self.shape_weights[numbers]
        return value

    def nodes(self, row: int, columns: slice) -> Matrix:
        """See `Scorer.nodes`; the two corners, which every path passes, are worth nothing."""
        scores: Matrix = self.table[self.classes[0][row], self.classes[1][columns]]
        last = len(self.classes[1]) - 1
        if row == 0 and columns.start == 0:
            scores[0] = 0
        if row == len(self.classes[0]) - 1 and columns.stop > last:
            scores[-1] = 0
        return scores

    def path_scores(self, path: Sequence[Shape]) -> Lengths:
        """See `Scorer.path_scores`; what was measured word by word is left out."""
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
        """Return the scores of some beads with two sides, without what was measured word by word, shape (beads,).

        Args:
            ends: last segments of both sides, shape (beads, 2).
            sizes: how many segments each side has, shape (beads, 2); all of known shapes.
        """
        known = {shape: number for number, shape in enumerate(self.shapes)}
        numbers = numpy.array([known[height, width] for height, width in sizes.tolist()], numpy.int64)
        lengths, roots = [], []
        for side, (last, size) in enumerate(zip(ends.T, sizes.T, strict=True)):
            lengths.append((self.lengths[side][last + 1] - self.lengths[side][last + 1 - size]).astype(numpy.float32))
            roots.append(self.roots[side][size - 1, last])
        cosines = self.spans.bead_cosines(ends, sizes)
        return self.value(cosines, numbers, (lengths[0], lengths[1]), (roots[0], roots[1]))

    def reversed(self) -> BeadScorer:
        """See `Scorer.reversed`."""
        first, second = (lengths[-1] - lengths[::-1] for lengths in self.lengths)
        spans = self.spans.reversed()
        return replace(
            self,
            spans=spans,
            roots=content_roots(spans, len(self.roots[0])),
            lengths=(first, second),
            raw_lengths=(self.raw_lengths[0][::-1], self.raw_lengths[1][::-1]),
            classes=(self.classes[0][::-1], self.classes[1][::-1]),
            matches=self.matches and self.matches.reversed(*map(len, self.raw_lengths)),
        )


def span_lengths(cumulative_lengths: Lengths, ends: slice, sizes: NDArray[numpy.int64]) -> Matrix:
    """Return the lengths of the spans of some sizes by their last segment, shape (sizes, segments)."""
    last = numpy.arange(ends.start, ends.stop)
    first = numpy.maximum(last + 1 - sizes[:, None], 0)
    lengths: Matrix = (cumulative_lengths[last + 1] - cumulative_lengths[first]).astype(numpy.float32)
    return lengths


def content_roots(spans: SpanScorer, max_span: int) -> tuple[Matrix, Matrix]:
    """Return the square roots of the contents of all spans, shapes (max_span, n) and (max_span, m)."""
    first, second = (
        numpy.sqrt(numpy.stack([spans.content(side, size) for size in range(1, max_span + 1)])) for side in (0, 1)
    )
    return first, second


def log_lengths(lengths: Matrix, offset: float) -> Matrix:
    """Return the logs of lengths; short ones are held near each other by an offset."""
    logs: Matrix = numpy.log(lengths + numpy.float32(offset))
    return logs


def log_length_ratio(lengths: tuple[Lengths, Lengths], anchors: NDArray[numpy.int64] | None) -> float:
    """Return the log of the second text's length over the first's.

    Insertions and deletions, which would mislead the totals, are kept out: the ratio is first measured where
    neighbouring anchors follow each other without a gap, then over all short stretches between neighbouring anchors
    that agree with it roughly.
    """
    ratio = float(numpy.log((lengths[1].sum() + 1) / (lengths[0].sum() + 1)))
    if anchors is None or len(anchors) < 2:
        return ratio
    gaps = numpy.diff(anchors, axis=0).max(axis=1)
    sums = numpy.stack([cumulative(lengths[side])[anchors[:, side]] for side in (0, 1)])
    between = numpy.diff(sums, axis=1)
    ratios = numpy.diff(numpy.log(between + RATIO_OFFSET / 2), axis=0)[0]

    def over(stretches: NDArray[numpy.bool_]) -> float:
        """Return the ratio over some stretches; the one so far where they are too short to tell."""
        sizes = between[:, stretches].sum(axis=1)
        return float(numpy.log(sizes[1] / sizes[0])) if sizes.min() >= LEAST_MEASURED else ratio

    ratio = over(gaps == 1)
    for _ in range(ROUNDS):
        ratio = over((gaps <= NEAR) & (abs(ratios - ratio) <= MOST_OFF))
    return ratio


def cumulative(lengths: Lengths) -> Lengths:
    """Return the running sum with a 0 in front, shape (len(lengths) + 1,)."""
    return numpy.concatenate([[0.0], numpy.cumsum(lengths)])


def byte_lengths(texts: Sequence[str]) -> Lengths:
    """Return sizes in UTF-8 bytes: three for a Han character, which carries about as much more."""
    return numpy.array([len(text.encode("utf-8", "surrogatepass")) for text in texts], numpy.float64)
