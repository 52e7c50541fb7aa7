"""Blocks of two documents, and what it is worth that they answer to each other."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.bitext import Block, Document
from aligner.protocols import Embedder

CODE = "code"
NEUTRAL = 0.2
"""The similarity at which two blocks are as good as unrelated ones."""
SIMILARITY = 3.0
SAME_KIND, OTHER_KIND = 0.4, -0.6
LENGTH = 0.25
"""Worth of a unit of squared, standardised difference in length."""
MOST_UNLIKE = 9.0
JOIN = -0.5
"""What it costs that a paragraph answers to two."""
JOINED_KINDS = {"paragraph", "line", "cue", "note"}
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of one document that are compared.

    Attributes:
        numbers: of the blocks in the document; those with segments.
        blocks: the blocks.
        vectors: shape (blocks, dimension).
        lengths: shape (blocks,), in the document's own characters.
    """

    numbers: list[int]
    blocks: list[Block]
    vectors: NDArray[numpy.float32]
    lengths: NDArray[numpy.float64]

    def units(self) -> NDArray[numpy.float32]:
        """Return the vectors at length 1."""
        norms = numpy.linalg.norm(self.vectors, axis=1, keepdims=True)
        unit: NDArray[numpy.float32] = self.vectors / numpy.maximum(norms, 1e-9)
        return unit

    def stands_once(self) -> NDArray[numpy.bool_]:
        """Return which blocks have a text of their own; one that comes again, as cells do, tells no place."""
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
    """What it is worth that a block or two answer to one or two of the other side, row by row of the lattice."""

    def __init__(self, first: Blocks, second: Blocks) -> None:
        self.sides = first, second
        self.ratio = math.log((second.lengths.sum() + 1) / (first.lengths.sum() + 1))
        kinds = sorted({block.kind for side in self.sides for block in side.blocks} | {CODE})
        self.code = kinds.index(CODE)
        self.apart = numpy.array([kind in {"cell", "heading"} for kind in kinds])
        self.joins = numpy.array([kind in JOINED_KINDS for kind in kinds])
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
        """Return scores and similarities of the passages of a shape that end in a window of the lattice.

        Args:
            rows: source blocks consumed, each at least the shape's.
            columns: target blocks consumed, each at least the shape's.
            shape: blocks of the source and of the target.

        Returns:
            Two arrays of shape (rows, columns), the scores of what cannot be minus infinity.
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
            scores = numpy.where(joined[:, None] & joins, JOIN, -math.inf)
        lengths = first.lengths[before - 1], second.lengths[ends - 1]
        if height == 2:
            lengths = first.lengths[before - 2] + lengths[0], lengths[1]
        if width == 2:
            lengths = lengths[0], lengths[1] + second.lengths[ends - 2]
        unlike = numpy.log((lengths[1] + 3) / (lengths[0] + 3)[:, None]) - self.ratio
        spread = 0.35 + 1.2 / numpy.sqrt(lengths[0] + 3)
        scores += SIMILARITY * (similarities - NEUTRAL)
        scores -= LENGTH * numpy.minimum((unlike / spread[:, None]) ** 2, MOST_UNLIKE)
        return scores, similarities

    def of_path(
        self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64], shape: tuple[int, int]
    ) -> NDArray[numpy.float32]:
        """Return the similarities of some passages of a shape, by the blocks consumed when they end."""
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
        """Return what it is worth that some source blocks and some target blocks are of one kind."""
        kind, kinds = self.kinds[0][rows][:, None], self.kinds[1][columns]
        level = numpy.where(self.levels[1][columns] == self.levels[0][rows][:, None], SAME_KIND, 0.0)
        column, columns_of = self.columns[0][rows][:, None], self.columns[1][columns]
        # a table of numbers has nothing but its columns to tell one cell from another
        level[(column != 0) & (columns_of != column) & (columns_of != 0)] = 2 * OTHER_KIND
        other = numpy.where(self.apart[kinds] | self.apart[kind], 2 * OTHER_KIND, OTHER_KIND)
        kinship: NDArray[numpy.float64] = numpy.where(kinds == kind, level, other)
        kinship[(kinds == self.code) != (kind == self.code)] = -math.inf
        kinship[(kinds == self.code) & (kind == self.code)] = 1.0
        return kinship

    def _compare_wordless(
        self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64], similarities: NDArray[numpy.float32]
    ) -> None:
        """Make blocks without a letter, such as numbers in a table, as similar as can be where they are equal."""
        others = numpy.flatnonzero(self.wordless[1][columns]).tolist()
        for place in numpy.flatnonzero(self.wordless[0][rows]).tolist() if others else ():
            for other in others:
                if self._are_equal_and_wordless(int(rows[place]), int(columns[other])):
                    similarities[place, other] = 1.0

    def _are_equal_and_wordless(self, row: int, column: int) -> bool:
        """Whether two blocks have no letter, are the same, and are no code."""
        if not self.wordless[0][row] or self.kinds[0][row] == self.code or not self.wordless[1][column]:
            return False
        return self.sides[0].blocks[row].text == self.sides[1].blocks[column].text


def cosines(products: NDArray[numpy.floating], norms: NDArray[numpy.floating]) -> NDArray[numpy.float32]:
    """Return products of vectors over those of their lengths, rounded so that equal blocks are equally similar."""
    rounded: NDArray[numpy.float32] = numpy.round(products / numpy.maximum(norms, TINY), 6)
    return rounded


def norms_of_sums(vectors: NDArray[numpy.float32], count: int) -> NDArray[numpy.float32]:
    """Return the lengths of the sums of each vector and those behind it, ``count`` in all."""
    norms: NDArray[numpy.float32] = numpy.linalg.norm(vectors if count == 1 else vectors[:-1] + vectors[1:], axis=1)
    return norms
