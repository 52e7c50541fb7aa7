"""How common a sentence, a name or a figure is among documents: what all have tells nothing of any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.pairing.fingerprints import Fingerprint, Hashes
from aligner.protocols import Vectors


@dataclass(frozen=True)
class Counts:
    """In how many documents each number occurs.

    Attributes:
        known: the numbers, ascending.
        documents: for each, how many documents have it.
    """

    known: Hashes
    documents: NDArray[numpy.int64]

    @classmethod
    def of(cls, hashes: Iterable[Hashes]) -> Counts:
        """Count; an array of numbers a document."""
        each = [numpy.unique(numbers) for numbers in hashes]
        return cls(*numpy.unique(numpy.concatenate([*each, numpy.zeros(0, numpy.uint32)]), return_counts=True))

    def __getitem__(self, hashes: Hashes) -> NDArray[numpy.float32]:
        """Return the documents that have each of the numbers, at least 1."""
        if not len(self.known):
            return numpy.ones(len(hashes), numpy.float32)
        places = numpy.minimum(numpy.searchsorted(self.known, hashes), len(self.known) - 1)
        found = numpy.where(self.known[places] == hashes, self.documents[places], 1)
        return found.astype(numpy.float32)


@dataclass(frozen=True)
class Commonness:
    """What a number of documents have in common.

    Attributes:
        texts: of stretches.
        marks: of Latin words and figures.
        size: how many documents there are.
    """

    texts: Counts
    marks: Counts
    size: int

    @classmethod
    def of(cls, fingerprints: Iterable[Fingerprint]) -> Commonness:
        """Count over documents of both languages."""
        each = list(fingerprints)
        marks = (numpy.concatenate([one.words, one.figures]) for one in each)
        return cls(Counts.of(one.texts for one in each), Counts.of(marks), len(each))

    def stretch_weights(self, one: Fingerprint) -> Vectors:
        """Return how much each stretch of a document counts: what it says, over the documents that have its text."""
        weights: Vectors = one.weights / self.texts[one.texts]
        return weights

    def mark_weights(self, marks: Hashes) -> Vectors:
        """Return how much each word or figure counts: more, the fewer documents have it."""
        weights: Vectors = numpy.log1p((self.size + 1) / self.marks[marks])
        return weights
