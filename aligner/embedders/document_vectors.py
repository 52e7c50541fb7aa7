"""Adaptation of token vectors to one document, by training on its own likely beads.

Vectors trained on other texts do not know that a novel's 韦小宝 is called Trinket in its translation.
The likely beads of a first alignment show this. A few training steps minimise the contrastive loss
(InfoNCE; van den Oord et al., 2018): each side moves closer to its translation than to the other
sides of about two hundred neighbouring beads. Vectors of frequent words in the document move most
and those of rare words hardly move, so a document with few beads is not harmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy
from numpy.typing import NDArray

from aligner.embedders.token_sums import sums
from aligner.products import product
from aligner.protocols import Vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aligner.embedders.static import StaticEmbedder

STEPS = 3
"""Passes over all beads."""
LEARNING_RATE = 0.0005
"""Learning rate, for vectors whose median length is 1."""
SCALE = 20.0
"""Factor on cosines before the softmax, as in training."""
BATCH_BEADS = 256
"""Number of neighbouring beads in one batch."""
MIN_BEADS = 8
"""Minimum number of beads in a batch; with fewer, there are too few negatives."""
TINY = 1e-9
Numbers = NDArray[numpy.int64]


def adapt_vectors(base: StaticEmbedder, first: Sequence[str], second: Sequence[str]) -> tuple[Numbers, Vectors]:
    """Return the tokens of a document with adapted vectors, which bring translations closer together.

    Args:
        base: embedder with the original vectors.
        first: texts in the order of the document.
        second: the translation of each text.

    Returns:
        The distinct tokens of the texts, ascending, shape (tokens,), and their new vectors, shape
        (tokens, dimension).
    """
    sides = [base.caching_tokenizer.tokenize(texts) for texts in (first, second)]
    tokens, places = numpy.unique(numpy.concatenate([flat for flat, _ in sides]), return_inverse=True)
    vectors = base.rows.vectors(tokens)
    split = numpy.split(places, [len(sides[0][0])])
    bags = [(numpy.split(side, numpy.cumsum(sizes)[:-1])) for side, (_, sizes) in zip(split, sides, strict=True)]
    whole = [pair for pair in zip(*bags, strict=True) if len(pair[0]) and len(pair[1])]
    count = max(1, round(len(whole) / BATCH_BEADS))
    ends = [len(whole) * number // count for number in range(count + 1)]
    batches = [Batch.of(whole[start:end]) for start, end in pairwise(ends) if end - start >= MIN_BEADS]
    rate = LEARNING_RATE * float(numpy.median(numpy.sqrt((vectors**2).sum(axis=1)))) ** 2
    for _ in range(STEPS):
        for batch in batches:
            for side, gradient in zip(batch.sides, batch.gradients(vectors), strict=True):
                side.move(vectors, gradient * numpy.float32(-rate))
    return tokens.astype(numpy.int64), vectors


@dataclass(frozen=True)
class Bags:
    """The tokens of one side of a batch of beads, indexed by bead and by token.

    Attributes:
        tokens: the tokens of all beads, one bead after another.
        sizes: number of tokens of each bead.
        distinct: the distinct tokens, ascending.
        counts: number of occurrences of each distinct token.
        holders: index of the bead of each occurrence, grouped by distinct token.
    """

    tokens: Numbers
    sizes: Numbers
    distinct: Numbers
    counts: Numbers
    holders: Numbers

    @classmethod
    def of(cls, bags: Sequence[Numbers]) -> Bags:
        """Return an index of tokens by bead and of beads by token; each bead must have a token."""
        tokens, sizes = numpy.concatenate(bags), numpy.array([len(bag) for bag in bags], numpy.int64)
        distinct, counts = numpy.unique(tokens, return_counts=True)
        holders = numpy.repeat(numpy.arange(len(bags)), sizes)[numpy.argsort(tokens, kind="stable")]
        return cls(tokens, sizes, distinct, counts.astype(numpy.int64), holders)

    def move(self, vectors: Vectors, steps: Vectors) -> None:
        """Add the training step of each bead to the vectors of all its tokens, in place."""
        vectors[self.distinct] += sums(steps, self.holders, self.counts)


@dataclass(frozen=True)
class Batch:
    """A batch of beads; for each bead, the other beads are the negative examples."""

    sides: tuple[Bags, Bags]

    @classmethod
    def of(cls, pairs: Sequence[tuple[Numbers, ...]]) -> Batch:
        """Return the batch of some beads; each bead is given as the tokens of its two sides."""
        first, second = zip(*pairs, strict=True)
        return cls((Bags.of(first), Bags.of(second)))

    def gradients(self, vectors: Vectors) -> tuple[Vectors, Vectors]:
        """Return the gradients of the contrastive loss for the vectors of both sides, each of shape (beads, dimension).

        The vector of a side is the sum of its token vectors.
        """
        totals = [sums(vectors, side.tokens, side.sizes) for side in self.sides]
        lengths = [numpy.sqrt((total**2).sum(axis=1, keepdims=True)) + numpy.float32(TINY) for total in totals]
        first, second = (total / length for total, length in zip(totals, lengths, strict=True))
        scores = product(first, second.T) * numpy.float32(SCALE)
        wrong: Vectors = softmax(scores, 1) + softmax(scores, 0)
        wrong /= numpy.float32(2)
        wrong[numpy.diag_indices_from(wrong)] -= 1
        wrong *= numpy.float32(SCALE)
        gradients = product(wrong, second), product(wrong.T, first)
        # Only the part orthogonal to a side counts: the length of a side does not change cosines.
        along = [
            (gradient * unit).sum(axis=1, keepdims=True)
            for gradient, unit in zip(gradients, (first, second), strict=True)
        ]
        return (gradients[0] - along[0] * first) / lengths[0], (gradients[1] - along[1] * second) / lengths[1]


def softmax(scores: Vectors, axis: int) -> Vectors:
    """Return the softmax of scores along an axis."""
    powers = numpy.exp(scores - scores.max(axis=axis, keepdims=True))
    result: Vectors = powers / powers.sum(axis=axis, keepdims=True)
    return result
