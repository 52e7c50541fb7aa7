"""The interface of embedders, through which the alignment uses a model, and the types of its vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy
from numpy.typing import NDArray

Vectors = NDArray[numpy.float32]
"""One vector in each row, shape (texts, dimension), float32."""


class Embedder(Protocol):
    """An embedder: it converts texts of both languages to vectors of one space."""

    @property
    def name(self) -> str:
        """The name of the model as the user gave it, for messages."""
        ...

    @property
    def signature(self) -> str:
        """An identifier of the exact weights of the model."""
        ...

    @property
    def dimension(self) -> int:
        """The dimension of the vectors."""
        ...

    @property
    def additive(self) -> bool:
        """Whether the vector of two joined texts is the sum of their vectors.

        If so, the vector of any span is the sum of its segments' vectors, and vectors are not normalised.
        """
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector for each text, shape (len(texts), dimension).

        The vector is zero if the text has nothing to encode.
        """
        ...


class TokenVectors(NamedTuple):
    """The tokens of several texts, one text after another.

    Attributes:
        units: vectors of length 1, shape (tokens, dimension).
        weights: weight of each token, about 1 for the model's median token, shape (tokens,).
        sizes: number of tokens of each text, shape (texts,).
    """

    units: Vectors
    weights: NDArray[numpy.float32]
    sizes: NDArray[numpy.int64]


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that also has a vector for each token.

    The token vectors of the two languages are comparable.
    """

    def tokens(self, texts: Sequence[str]) -> TokenVectors:
        """Return the tokens of the texts, without tokens of weight 0."""
        ...


@runtime_checkable
class AdaptableEmbedder(TokenEmbedder, Protocol):
    """An embedder that can adapt to one document, by learning from beads that are probably correct."""

    def adapted(self, first: Sequence[str], second: Sequence[str]) -> TokenEmbedder:
        """Return an embedder that is adapted to one document; this embedder does not change.

        Args:
            first: Chinese texts of beads that are probably correct, in the order of the document.
            second: the English translation of each text.
        """
        ...
