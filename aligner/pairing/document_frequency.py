"""Document frequencies of chunks, words and figures (numbers in digits), from which weights are computed.

A chunk, word or figure that occurs in many documents gets a low weight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.pairing.fingerprints import Fingerprint, Hashes
from aligner.protocols import Vectors


@dataclass(frozen=True)
class FrequencyTable:
    """Document frequencies of hashes.

    Attributes:
        known: the hashes, ascending, shape (n,).
        documents: number of documents that contain each hash, shape (n,).
    """

    known: Hashes
    documents: NDArray[numpy.int64]

    @classmethod
    def of(cls, hashes: Iterable[Hashes]) -> FrequencyTable:
        """Return a table with the number of documents that contain each hash.

        Args:
            hashes: one array of hashes for each document.
        """
        each = [numpy.unique(numbers) for numbers in hashes]
        return cls(*numpy.unique(numpy.concatenate([*each, numpy.zeros(0, numpy.uint32)]), return_counts=True))

    def __getitem__(self, hashes: Hashes) -> NDArray[numpy.float32]:
        """Return the number of documents that contain each hash, at least 1."""
        if not len(self.known):
            return numpy.ones(len(hashes), numpy.float32)
        places = numpy.minimum(numpy.searchsorted(self.known, hashes), len(self.known) - 1)
        frequencies = numpy.where(self.known[places] == hashes, self.documents[places], 1)
        return frequencies.astype(numpy.float32)


@dataclass(frozen=True)
class DocumentFrequencies:
    """Document frequencies over a set of documents.

    Attributes:
        texts: frequencies of the texts of chunks.
        tokens: frequencies of Latin words and figures.
        size: number of documents.
    """

    texts: FrequencyTable
    tokens: FrequencyTable
    size: int

    @classmethod
    def of(cls, fingerprints: Iterable[Fingerprint]) -> DocumentFrequencies:
        """Return the document frequencies of chunks, words and figures over documents of both languages."""
        each = list(fingerprints)
        tokens = (numpy.concatenate([one.words, one.figures]) for one in each)
        return cls(FrequencyTable.of(one.texts for one in each), FrequencyTable.of(tokens), len(each))

    def chunk_weights(self, one: Fingerprint) -> Vectors:
        """Return the weight of each chunk of a document, shape (chunks,).

        It is the amount of content of the chunk, divided by the number of documents that contain
        its text.
        """
        weights: Vectors = one.weights / self.texts[one.texts]
        return weights

    def token_weights(self, tokens: Hashes) -> Vectors:
        """Return the weight of each word or figure: the logarithm of its inverse document frequency."""
        weights: Vectors = numpy.log1p((self.size + 1) / self.tokens[tokens])
        return weights
