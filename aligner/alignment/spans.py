"""Cosines of all source spans with all target spans, computed for one rectangle of cells at a time.

In cell ``(i, j)``, the source span ends with segment i and the target span with segment j. With an
additive embedder (see `aligner.protocols`), the vector of a span is the sum of the vectors of its
segments. The dot product of two spans is then the sum of a rectangle in the matrix of dot products
of segments, so spans need not be encoded. The sums of rectangles are built by adding one shifted
matrix for each shape, because a two-dimensional prefix sum would lose precision in float32. With
any other embedder, the overlapping windows of each side are encoded, as in Vecalign (Thompson and
Koehn, 2019, "Vecalign: Improved Sentence Alignment in Linear Time and Space").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy
from numpy.typing import NDArray

from aligner.alignment.packed_rows import CHUNK_ROWS, PackedRows, Rows
from aligner.bitext import join_segments
from aligner.products import TINY, product
from aligner.protocols import Embedder, Vectors

Matrix = NDArray[numpy.float32]
Shape = tuple[int, int]
Ends = NDArray[numpy.int64]

CONTENT_EXPONENT = 0.6
"""Exponent of the growth of a span's content with its number of segments, as measured with static vectors."""


class SpanScorer(Protocol):
    """Interface for computing the cosines between source spans and target spans."""

    @property
    def source_units(self) -> Rows:
        """Unit vectors of the single source segments, shape (n, dimension)."""
        ...

    @property
    def target_units(self) -> Rows:
        """Unit vectors of the single target segments, shape (m, dimension)."""
        ...

    def cosines(self, rows: slice, columns: slice, shapes: Sequence[Shape]) -> Iterator[tuple[int, Matrix]]:
        """Yield the index of each shape, and the cosines of its spans in a rectangle of cells.

        The matrix of cosines has one row for each last source segment and one column for each last target
        segment. Values of spans that would begin before the text are undefined.
        """
        ...

    def path_cosines(self, path: Sequence[Shape]) -> Matrix:
        """Return the cosine between the two sides of each bead on a path, shape (len(path),); 0 for null beads."""
        ...

    def bead_cosines(self, ends: Ends, sizes: Ends) -> Matrix:
        """Return the cosine between the two sides of each of some beads, shape (beads,); 0 for null beads.

        Args:
            ends: last source and target segment of each bead, shape (beads, 2).
            sizes: number of source and target segments of each bead, shape (beads, 2).
        """
        ...

    def content(self, side: int, size: int) -> Matrix:
        """Return the content of the spans of ``size`` segments, by their last segment.

        The content is the amount of meaning in a span, in typical segments: about 1 for one segment.

        Args:
            side: 0 for the source, 1 for the target.
            size: number of segments of a span.
        """
        ...

    def part(self, rows: range, columns: range) -> SpanScorer:
        """Return the scorer of a part of each text: the segments ``rows`` and ``columns``."""
        ...


@dataclass(frozen=True)
class AdditiveSpans:
    """Cosines of spans, computed from segment vectors; see the module's docstring.

    Attributes:
        source: vectors of the source segments, shape (n, dimension).
        target: vectors of the target segments, shape (m, dimension).
        source_norms: ``[a - 1, i]`` is the length of the sum of the ``a`` source vectors that end with
            segment i.
        target_norms: ``[a - 1, i]`` is the length of the sum of the ``a`` target vectors that end with
            segment i.
    """

    source: Rows
    target: Rows
    source_norms: Matrix
    target_norms: Matrix

    @classmethod
    def build(cls, source: Rows, target: Rows, max_span: int) -> AdditiveSpans:
        """Return the scorer of two texts, and compute the vector lengths of all spans up to ``max_span`` segments."""
        return cls(source, target, span_norms(source, max_span), span_norms(target, max_span))

    @property
    def source_units(self) -> Rows:
        """Unit vectors of the single source segments, shape (n, dimension)."""
        return scaled_to_units(self.source, self.source_norms[0])

    @property
    def target_units(self) -> Rows:
        """Unit vectors of the single target segments, shape (m, dimension)."""
        return scaled_to_units(self.target, self.target_norms[0])

    def cosines(self, rows: slice, columns: slice, shapes: Sequence[Shape]) -> Iterator[tuple[int, Matrix]]:
        """Yield the index of each shape, and the cosines of its spans; see `SpanScorer.cosines`."""
        tallest, widest = (max(sizes) for sizes in zip(*shapes, strict=True))
        top, left = min(tallest - 1, rows.start), min(widest - 1, columns.start)
        dots = product(self.source[rows.start - top : rows.stop], self.target[columns.start - left : columns.stop].T)
        height, width = rows.stop - rows.start, columns.stop - columns.start
        order = sorted(range(len(shapes)), key=lambda number: shapes[number])
        tall = dots.copy()  # sums over `done_rows` source segments
        done_rows = 1
        wide, done_columns = tall.copy(), 1
        for number in order:
            size, other = shapes[number]
            if size != done_rows:
                while done_rows < size:
                    tall[done_rows:] += dots[: max(0, len(dots) - done_rows)]
                    done_rows += 1
                wide, done_columns = tall.copy(), 1
            while done_columns < other:
                wide[:, done_columns:] += tall[:, : max(0, tall.shape[1] - done_columns)]
                done_columns += 1
            norms = numpy.outer(self.source_norms[size - 1, rows], self.target_norms[other - 1, columns])
            yield number, wide[top : top + height, left : left + width] / (norms + TINY)

    def content(self, side: int, size: int) -> Matrix:
        """Return the content of the spans of ``size`` segments; see `SpanScorer.content`.

        The content is the length of the span's vector, divided by the median length for one
        segment.
        """
        norms = (self.source_norms, self.target_norms)[side]
        usual = float(numpy.median(norms[0])) if norms.size else 0.0
        content: Matrix = norms[size - 1] / numpy.float32(max(usual, TINY))
        return content

    def path_cosines(self, path: Sequence[Shape]) -> Matrix:
        """Return the cosine between the two sides of each bead on a path, shape (len(path),); 0 for null beads."""
        return self.bead_cosines(*ends_and_sizes(path))

    def bead_cosines(self, ends: Ends, sizes: Ends) -> Matrix:
        """Return the cosine between the two sides of each of some beads, shape (beads,); 0 for null beads."""

        def cosines(ends: Ends, shape: Shape) -> Matrix:
            source = numpy.sum([self.source[ends[:, 0] - back] for back in range(shape[0])], axis=0)
            target = numpy.sum([self.target[ends[:, 1] - back] for back in range(shape[1])], axis=0)
            return row_dots(unit_rows(source), unit_rows(target))

        return cosines_by_shape(ends, sizes, cosines)

    def part(self, rows: range, columns: range) -> AdditiveSpans:
        """Return the scorer of a part of each text: the segments ``rows`` and ``columns``."""
        source, target = self.source[rows.start : rows.stop], self.target[columns.start : columns.stop]
        return AdditiveSpans.build(source, target, len(self.source_norms))


@dataclass(frozen=True)
class WindowSpans:
    """Cosines of spans from separately encoded windows, for embedders that use context.

    Some models give any two texts a high cosine. Therefore, the cosine of the mean vectors of the two
    sides is subtracted, and the rest is scaled so that equal texts keep a cosine of 1.

    Attributes:
        source: ``[a - 1]``: unit vectors of the windows of ``a`` source segments, by their last
            segment.
        target: ``[a - 1]``: unit vectors of the windows of ``a`` target segments, by their last
            segment.
        background: the subtracted cosine, 0 to 0.95.
    """

    source: tuple[Vectors, ...]
    target: tuple[Vectors, ...]
    background: float

    @classmethod
    def build(cls, embedder: Embedder, sides: Sequence[tuple[Sequence[str], str | None]], max_span: int) -> WindowSpans:
        """Return the scorer of two texts, and encode all windows of up to ``max_span`` segments.

        A window is a run of consecutive segments.

        Args:
            embedder: encodes the windows.
            sides: texts of the segments and the language of each side.
            max_span: maximum number of segments in a window.
        """
        source, target = (
            tuple(
                unit_rows(
                    embedder.encode(
                        [
                            join_segments(texts[max(0, last + 1 - size) : last + 1], language)
                            for last in range(len(texts))
                        ]
                    )
                )
                for size in range(1, max_span + 1)
            )
            for texts, language in sides
        )
        return cls(source, target, mean_cosine(source[0], target[0]))

    @property
    def source_units(self) -> Vectors:
        """Unit vectors of the single source segments, shape (n, dimension)."""
        return self.source[0]

    @property
    def target_units(self) -> Vectors:
        """Unit vectors of the single target segments, shape (m, dimension)."""
        return self.target[0]

    def cosines(self, rows: slice, columns: slice, shapes: Sequence[Shape]) -> Iterator[tuple[int, Matrix]]:
        """Yield the index of each shape, and the cosines of its spans; see `SpanScorer.cosines`."""
        background = numpy.float32(self.background)
        for number, (size, other) in enumerate(shapes):
            cosines = product(self.source[size - 1][rows], self.target[other - 1][columns].T)
            yield number, (cosines - background) / (1 - background)

    def content(self, side: int, size: int) -> Matrix:
        """Return the content of the spans of ``size`` segments; see `SpanScorer.content`.

        The content depends only on the number of segments, because all unit vectors have length 1.
        """
        return numpy.full(len((self.source, self.target)[side][0]), size**CONTENT_EXPONENT, numpy.float32)

    def path_cosines(self, path: Sequence[Shape]) -> Matrix:
        """Return the cosine between the two sides of each bead on a path, shape (len(path),); 0 for null beads."""
        return self.bead_cosines(*ends_and_sizes(path))

    def bead_cosines(self, ends: Ends, sizes: Ends) -> Matrix:
        """Return the cosine between the two sides of each of some beads, shape (beads,); 0 for null beads."""

        def cosines(ends: Ends, shape: Shape) -> Matrix:
            return row_dots(self.source[shape[0] - 1][ends[:, 0]], self.target[shape[1] - 1][ends[:, 1]])

        background = numpy.float32(self.background)
        aligned = sizes.min(axis=1) > 0
        stretched: Matrix = numpy.where(
            aligned, (cosines_by_shape(ends, sizes, cosines) - background) / (1 - background), 0
        )
        return stretched

    def part(self, rows: range, columns: range) -> WindowSpans:
        """Return the scorer of a part of each text: the segments ``rows`` and ``columns``.

        Windows that begin before the part remain in the scorer, but are never used.
        """
        source = tuple(windows[rows.start : rows.stop] for windows in self.source)
        target = tuple(windows[columns.start : columns.stop] for windows in self.target)
        return WindowSpans(source, target, self.background)


def ends_and_sizes(path: Sequence[Shape]) -> tuple[Ends, Ends]:
    """Return the last segments and the sizes of the beads of a path, shapes (len(path), 2)."""
    sizes = numpy.array(path, numpy.int64).reshape(-1, 2)
    return numpy.cumsum(sizes, axis=0) - 1, sizes


def cosines_by_shape(ends: Ends, sizes: Ends, cosines: Callable[[Ends, Shape], Matrix]) -> Matrix:
    """Return the cosines of beads in order, computed shape by shape; 0 for null beads.

    Args:
        ends: last segments of each bead, shape (beads, 2).
        sizes: numbers of segments of each bead, shape (beads, 2).
        cosines: returns the cosines of beads with one shape, from their last segments and the shape.
    """
    values = numpy.zeros(len(sizes), numpy.float32)
    for height, width in {(m, n) for m, n in map(tuple, sizes.tolist()) if m and n}:
        everywhere = numpy.flatnonzero((sizes[:, 0] == height) & (sizes[:, 1] == width))
        for start in range(0, len(everywhere), CHUNK_ROWS):
            here = everywhere[start : start + CHUNK_ROWS]
            values[here] = cosines(ends[here], (height, width))
    return values


def mean_cosine(source: Vectors, target: Vectors) -> float:
    """Return the mean cosine of two sets of unit vectors, limited to 0 to 0.95; 0 if a set is empty."""
    if not len(source) or not len(target):
        return 0.0
    return float(numpy.clip(product(source.mean(axis=0), target.mean(axis=0)), 0.0, 0.95))


def unit_rows(vectors: Vectors) -> Vectors:
    """Return the rows scaled to length 1; rows of zeros stay zero."""
    norms = numpy.sqrt(row_dots(vectors, vectors))[:, None]
    return (vectors / numpy.maximum(norms, TINY)).astype(numpy.float32, copy=False)


def row_dots(first: Vectors, second: Vectors) -> Matrix:
    """Return the dot products of the corresponding rows of two matrices, shape (rows,)."""
    dots: Matrix = numpy.einsum("ij,ij->i", first, second)
    return dots


def scaled_to_units(rows: Rows, norms: Matrix) -> Rows:
    """Return the rows scaled to length 1; ``norms`` are their lengths."""
    return rows.units(norms) if isinstance(rows, PackedRows) else unit_rows(rows)


def span_norms(vectors: Rows, max_span: int) -> Matrix:
    """Return the lengths of the sums of up to ``max_span`` consecutive rows, shape (max_span, rows).

    ``[a - 1, i]`` is the length of the sum of the ``a`` rows that end with row i. A sum that would
    begin before the first row begins with the first row.
    """
    norms = numpy.empty((max_span, len(vectors)), numpy.float32)
    for start in range(0, len(vectors), CHUNK_ROWS):
        before = min(max_span - 1, start)  # rows before the chunk that are part of its spans
        rows = vectors[start - before : start + CHUNK_ROWS]
        sums = rows.copy()
        here = slice(start, start + len(rows) - before)
        for size in range(1, max_span + 1):
            if size > 1:
                sums[size - 1 :] += rows[: max(0, len(rows) - size + 1)]
            norms[size - 1, here] = numpy.sqrt(row_dots(sums, sums))[before:]
    return norms
