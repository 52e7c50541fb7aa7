"""The blocks of two documents, and the scores of their pairs."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.bitext import Block, Document
from aligner.protocols import Embedder

CODE = "code"
UNRELATED_SIMILARITY = 0.2
"""Similarity of unrelated blocks."""
SIMILARITY_WEIGHT = 3.0
SAME_KIND_SCORE, OTHER_KIND_SCORE = 0.4, -0.6
LENGTH_WEIGHT = 0.25
"""Weight of the squared, standardised difference in length."""
MAX_LENGTH_DEVIATION = 9.0
JOIN_SCORE = -0.5
"""Score of pairing one paragraph with two."""
JOINABLE_KINDS = {"paragraph", "line", "cue", "note"}
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of one document, without blocks that have no segments.

    Attributes:
        numbers: number of each block in the document.
        blocks: the blocks.
        vectors: vectors of the blocks, shape (blocks, dimension).
        lengths: lengths of the blocks in characters, shape (blocks,).
    """

    numbers: list[int]
    blocks: list[Block]
    vectors: NDArray[numpy.float32]
    lengths: NDArray[numpy.float64]

    def units(self) -> NDArray[numpy.float32]:
        """Return the vectors of the blocks, scaled to length 1."""
        norms = numpy.linalg.norm(self.vectors, axis=1, keepdims=True)
        unit: NDArray[numpy.float32] = self.vectors / numpy.maximum(norms, 1e-9)
        return unit

    def unique(self) -> NDArray[numpy.bool_]:
        """Return for each block whether no other block has the same text, shape (blocks,).

        A repeated text, which is frequent in table cells, does not identify a place in the document.
        """
        counts = Counter(block.text for block in self.blocks)
        return numpy.array([counts[block.text] == 1 for block in self.blocks], bool)

    @classmethod
    def of(cls, document: Document, embedder: Embedder) -> Blocks:
        """Return the blocks of a segmented document."""
        numbers = sorted({segment.block for segment in document.segments})
        blocks = [document.blocks[number] for number in numbers]
        vectors = embedder.encode([block.text for block in blocks])
        return cls(numbers, blocks, vectors, numpy.array([len(block.text) for block in blocks], numpy.float64))


class BlockScores:
    """The scores of passages: one or two source blocks paired with one or two target blocks."""

    def __init__(self, first: Blocks, second: Blocks) -> None:
        self.sides = first, second
        self.ratio = math.log((second.lengths.sum() + 1) / (first.lengths.sum() + 1))
        kinds = sorted({block.kind for side in self.sides for block in side.blocks} | {CODE})
        self.code = kinds.index(CODE)
        self.apart = numpy.array([kind in {"cell", "heading"} for kind in kinds])
        self.joins = numpy.array([kind in JOINABLE_KINDS for kind in kinds])
        self.kinds, self.levels, self.columns, self.wordless = zip(
            *(
                (
                    numpy.array([kinds.index(block.kind) for block in side.blocks]),
                    numpy.array([block.level for block in side.blocks]),
                    numpy.array([block.column for block in side.blocks]),
                    numpy.array([not any(map(str.isalpha, block.text)) for block in side.blocks]),
                )
                for side in self.sides
            ),
            strict=True,
        )
        self.norms = [{count: norms_of_sums(side.vectors, count) for count in (1, 2)} for side in self.sides]

    def in_window(
        self, rows: range, columns: range, shape: tuple[int, int]
    ) -> tuple[NDArray[numpy.float64], NDArray[numpy.float32]]:
        """Return the scores and the similarities of the passages of one shape that end in a window of cells.

        Args:
            rows: number of source blocks up to the end of each passage; at least the number in
                ``shape``.
            columns: number of target blocks up to the end of each passage; at least the number in
                ``shape``.
            shape: number of source blocks and of target blocks in a passage.

        Returns:
            Two arrays of shape (rows, columns); the score of an impossible passage is minus
            infinity.
        """
        height, width = shape
        first, second = self.sides
        before, ends = numpy.arange(rows.start, rows.stop), numpy.arange(columns.start, columns.stop)
        sums = first.vectors[before - 1] if height == 1 else first.vectors[before - 2] + first.vectors[before - 1]
        products = sums @ second.vectors[columns.start - width : columns.stop - 1].T
        if width == 2:
            products = products[:, :-1] + products[:, 1:]
        norms = self.norms[0][height][before - height][:, None] * self.norms[1][width][ends - width]
        similarities = cosines(products, norms)
        if shape == (1, 1):
            scores = self._kinship(before - 1, ends - 1)
            self._compare_wordless(before - 1, ends - 1, similarities)
        else:
            joined = self.joins[self.kinds[0][before - 1]] & self.joins[self.kinds[0][before - height]]
            joins = self.joins[self.kinds[1]][ends - 1] & self.joins[self.kinds[1]][ends - width]
            scores = numpy.where(joined[:, None] & joins, JOIN_SCORE, -math.inf)
        lengths = first.lengths[before - 1], second.lengths[ends - 1]
        if height == 2:
            lengths = first.lengths[before - 2] + lengths[0], lengths[1]
        if width == 2:
            lengths = lengths[0], lengths[1] + second.lengths[ends - 2]
        unlike = numpy.log((lengths[1] + 3) / (lengths[0] + 3)[:, None]) - self.ratio
        spread = 0.35 + 1.2 / numpy.sqrt(lengths[0] + 3)
        scores += SIMILARITY_WEIGHT * (similarities - UNRELATED_SIMILARITY)
        scores -= LENGTH_WEIGHT * numpy.minimum((unlike / spread[:, None]) ** 2, MAX_LENGTH_DEVIATION)
        return scores, similarities

    def of_path(
        self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64], shape: tuple[int, int]
    ) -> NDArray[numpy.float32]:
        """Return the similarity of each of some passages of one shape, shape (passages,).

        Args:
            rows: number of source blocks up to the end of each passage.
            columns: number of target blocks up to the end of each passage.
            shape: number of source blocks and of target blocks in a passage.
        """
        sums = []
        for side, ends, count in zip(self.sides, (rows, columns), shape, strict=True):
            sums.append(side.vectors[ends - 1] if count == 1 else side.vectors[ends - 2] + side.vectors[ends - 1])
        norms = self.norms[0][shape[0]][rows - shape[0]] * self.norms[1][shape[1]][columns - shape[1]]
        similarities = cosines(numpy.einsum("ij,ij->i", *sums), norms)
        if shape == (1, 1):
            for place, (row, column) in enumerate(zip((rows - 1).tolist(), (columns - 1).tolist(), strict=True)):
                if self._are_equal_and_wordless(row, column):
                    similarities[place] = 1.0
        return similarities

    def _kinship(self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64]) -> NDArray[numpy.float64]:
        """Return the score of each pair of blocks for the agreement of their kinds, shape (rows, columns).

        Levels and table columns count as parts of the kind. ``rows`` are indices of source blocks,
        ``columns`` are indices of target blocks.
        """
        kind, kinds = self.kinds[0][rows][:, None], self.kinds[1][columns]
        level = numpy.where(self.levels[1][columns] == self.levels[0][rows][:, None], SAME_KIND_SCORE, 0.0)
        column, columns_of = self.columns[0][rows][:, None], self.columns[1][columns]
        # in a table of numbers, only the columns distinguish one cell from another
        level[(column != 0) & (columns_of != column) & (columns_of != 0)] = 2 * OTHER_KIND_SCORE
        other = numpy.where(self.apart[kinds] | self.apart[kind], 2 * OTHER_KIND_SCORE, OTHER_KIND_SCORE)
        kinship: NDArray[numpy.float64] = numpy.where(kinds == kind, level, other)
        kinship[(kinds == self.code) != (kind == self.code)] = -math.inf
        kinship[(kinds == self.code) & (kind == self.code)] = 1.0
        return kinship

    def _compare_wordless(
        self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64], similarities: NDArray[numpy.float32]
    ) -> None:
        """Set the similarity of equal blocks without letters, such as numbers in a table, to 1."""
        others = numpy.flatnonzero(self.wordless[1][columns]).tolist()
        for place in numpy.flatnonzero(self.wordless[0][rows]).tolist() if others else ():
            for other in others:
                if self._are_equal_and_wordless(int(rows[place]), int(columns[other])):
                    similarities[place, other] = 1.0

    def _are_equal_and_wordless(self, row: int, column: int) -> bool:
        """Tell whether two blocks are equal, have no letter, and are not code."""
        if not self.wordless[0][row] or self.kinds[0][row] == self.code or not self.wordless[1][column]:
            return False
        return self.sides[0].blocks[row].text == self.sides[1].blocks[column].text


def cosines(products: NDArray[numpy.floating], norms: NDArray[numpy.floating]) -> NDArray[numpy.float32]:
    """Return cosines, computed as dot products divided by products of vector lengths.

    They are rounded, so that equal blocks get equal values.
    """
    rounded: NDArray[numpy.float32] = numpy.round(products / numpy.maximum(norms, TINY), 6)
    return rounded


def norms_of_sums(vectors: NDArray[numpy.float32], count: int) -> NDArray[numpy.float32]:
    """Return the lengths of the sums of ``count`` (1 or 2) consecutive vectors."""
    norms: NDArray[numpy.float32] = numpy.linalg.norm(vectors if count == 1 else vectors[:-1] + vectors[1:], axis=1)
    return norms
