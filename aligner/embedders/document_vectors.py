"""Token vectors drawn towards one document: what its names and words stand for is learnt from its own likely beads.

A bag of words trained on other texts does not know that a novel's 韦小宝 is called Trinket in translation. A few steps
of the training's own objective on the beads that a first look finds likely tell it: each side is to be nearer to its
translation than to the other sides of some two hundred neighbouring beads (InfoNCE; van den Oord et al., 2018).
Words that are frequent in the document move most, rare ones hardly, so few beads do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy
from numpy.typing import NDArray

from aligner.embedders.token_sums import sums
from aligner.protocols import Vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aligner.embedders.static import StaticEmbedder

STEPS = 3
"""Times that all beads are looked at."""
RATE = 0.0005
"""Length of a step, for vectors whose median length is 1."""
SHARPNESS = 20.0
"""What cosines are multiplied by before they compete, as in training."""
TOGETHER = 256
"""Neighbouring beads that compete with each other."""
LEAST = 8
"""Beads below which there is nothing to compete with."""
TINY = 1e-9
Numbers = NDArray[numpy.int64]


def drawn_together(base: StaticEmbedder, first: Sequence[str], second: Sequence[str]) -> tuple[Numbers, Vectors]:
    """Return tokens, rising, and new vectors for them that bring texts which translate each other closer together.

    Args:
        base: where the vectors come from.
        first: texts, in the order of the document.
        second: the translation of each.

    Returns:
        the tokens of the texts, shape (tokens,), and their vectors, shape (tokens, dimension).
    """
    sides = [base.cutter.cut(texts) for texts in (first, second)]
    tokens, places = numpy.unique(numpy.concatenate([flat for flat, _ in sides]), return_inverse=True)
    table, rows = base.rows.holding(tokens)
    vectors = table[rows]
    split = numpy.split(places, [len(sides[0][0])])
    bags = [(numpy.split(side, numpy.cumsum(sizes)[:-1])) for side, (_, sizes) in zip(split, sides, strict=True)]
    whole = [pair for pair in zip(*bags, strict=True) if len(pair[0]) and len(pair[1])]
    count = max(1, round(len(whole) / TOGETHER))
    ends = [len(whole) * number // count for number in range(count + 1)]
    batches = [Batch.of(whole[start:end]) for start, end in pairwise(ends) if end - start >= LEAST]
    rate = RATE * float(numpy.median(numpy.sqrt((vectors**2).sum(axis=1)))) ** 2
    for _ in range(STEPS):
        for batch in batches:
            for side, slope in zip(batch.sides, batch.slopes(vectors), strict=True):
                side.move(vectors, slope * numpy.float32(-rate))
    return tokens.astype(numpy.int64), vectors


@dataclass(frozen=True)
class Bags:
    """The tokens of one side of some beads, by bead and by token.

    Attributes:
        tokens: of each bead in turn.
        sizes: tokens a bead.
        distinct: the different tokens, rising.
        counts: how often each occurs.
        holders: the beads in which it occurs, token after token.
    """

    tokens: Numbers
    sizes: Numbers
    distinct: Numbers
    counts: Numbers
    holders: Numbers

    @classmethod
    def of(cls, bags: Sequence[Numbers]) -> Bags:
        """Sort the tokens; no bag may be empty."""
        tokens, sizes = numpy.concatenate(bags), numpy.array([len(bag) for bag in bags], numpy.int64)
        distinct, counts = numpy.unique(tokens, return_counts=True)
        holders = numpy.repeat(numpy.arange(len(bags)), sizes)[numpy.argsort(tokens, kind="stable")]
        return cls(tokens, sizes, distinct, counts.astype(numpy.int64), holders)

    def move(self, vectors: Vectors, steps: Vectors) -> None:
        """Add each bead's step to the vectors of all its tokens."""
        vectors[self.distinct] += sums(steps, self.holders, self.counts)


@dataclass(frozen=True)
class Batch:
    """Beads that compete with each other."""

    sides: tuple[Bags, Bags]

    @classmethod
    def of(cls, pairs: Sequence[tuple[Numbers, ...]]) -> Batch:
        """Take the tokens of both sides of each bead."""
        first, second = zip(*pairs, strict=True)
        return cls((Bags.of(first), Bags.of(second)))

    def slopes(self, vectors: Vectors) -> tuple[Vectors, Vectors]:
        """Return the gradients of the loss by the sums of both sides, shapes (beads, dimension)."""
        totals = [sums(vectors, side.tokens, side.sizes) for side in self.sides]
        lengths = [numpy.sqrt((total**2).sum(axis=1, keepdims=True)) + numpy.float32(TINY) for total in totals]
        first, second = (total / length for total, length in zip(totals, lengths, strict=True))
        scores = first @ second.T * numpy.float32(SHARPNESS)
        wrong = (shares(scores, 1) + shares(scores, 0)) / 2
        wrong[numpy.diag_indices_from(wrong)] -= 1
        wrong *= numpy.float32(SHARPNESS)
        slopes = wrong @ second, wrong.T @ first
        # Only what turns a side counts: its length leaves cosines as they are.
        along = [(slope * unit).sum(axis=1, keepdims=True) for slope, unit in zip(slopes, (first, second), strict=True)]
        return (slopes[0] - along[0] * first) / lengths[0], (slopes[1] - along[1] * second) / lengths[1]


def shares(scores: Vectors, axis: int) -> Vectors:
    """Return the softmax of scores along an axis."""
    powers = numpy.exp(scores - scores.max(axis=axis, keepdims=True))
    result: Vectors = powers / powers.sum(axis=axis, keepdims=True)
    return result
