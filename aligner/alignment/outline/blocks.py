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

    def ending_at(
        self, row: int, low: int, high: int, shape: tuple[int, int]
    ) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
        """Return scores and similarities of the passages of a shape that end in some cells of a row.

        Args:
            row: source blocks consumed, at least the shape's.
            low: target blocks consumed by the first cell.
            high: by the last cell.
            shape: blocks of the source and of the target.

        Returns:
            Two arrays of shape (high - low + 1,), the scores of what cannot be minus infinity.
        """
        height, width = shape
        start = max(low, width)
        worth, alike = numpy.full(high - low + 1, -numpy.inf), numpy.zeros(high - low + 1)
        if start > high:
            return worth, alike
        first, second = self.sides
        ends = numpy.arange(start, high + 1)
        products = second.vectors[start - width : high] @ first.vectors[row - height : row].sum(axis=0)
        if width == 2:
            products = products[:-1] + products[1:]
        norms = self.norms[0][height][row - height] * self.norms[1][width][ends - width]
        # Rounded so that equal blocks are equally similar, however the sums were rounded.
        similarities = numpy.round(products / numpy.maximum(norms, TINY), 6)
        if shape == (1, 1):
            scores = self._kinship(row - 1, ends - 1)
            self._compare_wordless(row - 1, ends - 1, similarities)
            lengths = first.lengths[row - 1], second.lengths[ends - 1]
        else:
            joined = self.joins[self.kinds[0][row - height : row]].all() & self.joins[self.kinds[1]][ends - 1]
            joined &= self.joins[self.kinds[1]][ends - width]
            scores = numpy.where(joined, JOIN, -math.inf)
            lengths = (
                first.lengths[row - height : row].sum(),
                second.lengths[ends - 1] + (second.lengths[ends - 2] if width == 2 else 0.0),
            )
        unlike = numpy.log((lengths[1] + 3) / (lengths[0] + 3)) - self.ratio
        spread = 0.35 + 1.2 / math.sqrt(lengths[0] + 3)
        scores += SIMILARITY * (similarities - NEUTRAL)
        scores -= LENGTH * numpy.minimum((unlike / spread) ** 2, MOST_UNLIKE)
        worth[start - low :], alike[start - low :] = scores, similarities
        return worth, alike

    def _kinship(self, row: int, columns: NDArray[numpy.int64]) -> NDArray[numpy.float64]:
        """Return what it is worth that a source block and some target blocks are of one kind."""
        kind, kinds = self.kinds[0][row], self.kinds[1][columns]
        if kind == self.code:
            return numpy.where(kinds == self.code, 1.0, -math.inf)
        level = numpy.where(self.levels[1][columns] == self.levels[0][row], SAME_KIND, 0.0)
        column, columns_of = self.columns[0][row], self.columns[1][columns]
        if column:  # a table of numbers has nothing but its columns to tell one cell from another
            level = numpy.where((columns_of == column) | (columns_of == 0), level, 2 * OTHER_KIND)
        other = numpy.where(self.apart[kinds] | self.apart[kind], 2 * OTHER_KIND, OTHER_KIND)
        return numpy.where(kinds == self.code, -math.inf, numpy.where(kinds == kind, level, other))

    def _compare_wordless(self, row: int, columns: NDArray[numpy.int64], similarities: NDArray[numpy.float32]) -> None:
        """Make blocks without a letter, such as numbers in a table, as similar as can be where they are equal."""
        if self.wordless[0][row] and self.kinds[0][row] != self.code:
            text = self.sides[0].blocks[row].text
            for place in numpy.flatnonzero(self.wordless[1][columns]).tolist():
                if self.sides[1].blocks[int(columns[place])].text == text:
                    similarities[place] = 1.0


def norms_of_sums(vectors: NDArray[numpy.float32], count: int) -> NDArray[numpy.float32]:
    """Return the lengths of the sums of each vector and those behind it, ``count`` in all."""
    norms: NDArray[numpy.float32] = numpy.linalg.norm(vectors if count == 1 else vectors[:-1] + vectors[1:], axis=1)
    return norms
