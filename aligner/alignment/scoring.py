"""The bead score: what one group of segments is worth to the path, from similarity, size and length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Matrix, Shape, SpanScorer
from aligner.settings import AlignSettings

Lengths = NDArray[numpy.float64]


def bead_shapes(max_span: int) -> tuple[Shape, ...]:
    """Return the shapes ``(m, n)`` without an empty side: 1-1 up to 1-8 and 8-1, and the smaller n-m."""
    small = min(max_span, 4)
    shapes = {(1, size) for size in range(1, max_span + 1)} | {(size, 1) for size in range(1, max_span + 1)}
    shapes |= {(m, n) for m in range(2, small + 1) for n in range(2, small + 1) if m + n <= small + 2}
    return tuple(sorted(shapes))


@dataclass(frozen=True)
class BeadScorer:
    """Scores all bead shapes on a rectangle of cells.

    ``score = cosine x size^a - b x min(log^2 of the length ratio, c) + d``, with the mean of the two
    sides as size. The length term follows Gale and Church (1993); lengths are weighted characters.

    Attributes:
        spans: gives the cosines.
        source_lengths: cumulative lengths, shape (n + 1,), scaled to the target's.
        target_lengths: cumulative lengths, shape (m + 1,).
        settings: the weights.
        shapes: the shapes to score.
    """

    spans: SpanScorer
    source_lengths: Lengths
    target_lengths: Lengths
    settings: AlignSettings
    shapes: tuple[Shape, ...]

    def scores(self, rows: slice, columns: slice) -> Matrix:
        """Return scores, shape (rows, shapes, columns); see `SpanScorer.cosines` for what a cell is."""
        height, width = rows.stop - rows.start, columns.stop - columns.start
        scores = numpy.empty((height, len(self.shapes), width), numpy.float32)
        for number, cosine in self.spans.cosines(rows, columns, self.shapes):
            shape = self.shapes[number]
            scores[:, number] = self.value(cosine, shape, self.length_mismatch(rows, columns, shape))
        return scores

    def value(self, cosine: Matrix, shape: Shape, mismatch: Matrix) -> Matrix:
        """Combine the features of beads of one shape."""
        weights = self.settings
        size = (sum(shape) / 2) ** weights.size_power
        return (
            cosine * numpy.float32(size)
            - numpy.float32(weights.length_weight) * mismatch
            + numpy.float32(weights.bead_bonus)
        )

    def path_scores(self, path: Sequence[Shape], null_score: float) -> NDArray[numpy.float64]:
        """Return the score of each bead of a whole path, shape (len(path),)."""
        ends = numpy.cumsum(numpy.array(path, numpy.int64).reshape(-1, 2), axis=0)
        scores = numpy.full(len(path), null_score)
        cosines = self.spans.path_cosines(path)
        for number, (shape, (row, column)) in enumerate(zip(path, ends.tolist(), strict=True)):
            if min(shape):
                mismatch = self.length_mismatch(slice(row - 1, row), slice(column - 1, column), shape)
                scores[number] = self.value(cosines[number : number + 1], shape, mismatch[0])[0]
        return scores

    def reversed(self) -> BeadScorer:
        """Return the scorer of the two texts read from their ends."""
        source, target = (lengths[-1] - lengths[::-1] for lengths in (self.source_lengths, self.target_lengths))
        return replace(self, spans=self.spans.reversed(), source_lengths=source, target_lengths=target)

    def length_mismatch(self, rows: slice, columns: slice, shape: Shape) -> Matrix:
        """Return the capped squared log ratio of the span lengths, shape (rows, columns)."""
        source = span_lengths(self.source_lengths, rows, shape[0])
        target = span_lengths(self.target_lengths, columns, shape[1])
        ratio = numpy.log(source + self.settings.length_offset)[:, None] - numpy.log(
            target + self.settings.length_offset
        )
        mismatch: Matrix = numpy.minimum(ratio * ratio, numpy.float32(self.settings.length_cap))
        return mismatch


def span_lengths(cumulative: Lengths, ends: slice, size: int) -> NDArray[numpy.float32]:
    """Return the lengths of the spans of ``size`` segments by their last segment."""
    last = numpy.arange(ends.start, ends.stop)
    first = numpy.maximum(last + 1 - size, 0)
    lengths: NDArray[numpy.float32] = (cumulative[last + 1] - cumulative[first]).astype(numpy.float32)
    return lengths


def cumulative_lengths(texts: Sequence[str]) -> Lengths:
    """Return the running sum of text lengths in UTF-8 bytes, shape (len(texts) + 1,)."""
    return numpy.concatenate([[0.0], numpy.cumsum([float(size) for size in byte_lengths(texts)])])


def byte_lengths(texts: Sequence[str]) -> Iterator[int]:
    """Yield sizes in UTF-8 bytes: three for a Han character, which carries about as much more."""
    return (len(text.encode("utf-8", "surrogatepass")) for text in texts)
