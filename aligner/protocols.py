"""What stages hand each other beyond plain values: the embedder, which is all that alignment knows of a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy
from numpy.typing import NDArray

Vectors = NDArray[numpy.float32]
"""Row-wise vectors, shape (texts, dimension), float32."""


class Embedder(Protocol):
    """Turns texts of either language into vectors of one space."""

    @property
    def name(self) -> str:
        """What the user asked for, for messages."""
        ...

    @property
    def signature(self) -> str:
        """Names the exact weights."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def additive(self) -> bool:
        """Whether the vector of two texts joined is the sum of their vectors.

        Then the vector of any span follows from those of its segments, and vectors are not normalised.
        """
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text, shape (len(texts), dimension); all zero where there is nothing to encode."""
        ...


class TokenVectors(NamedTuple):
    """The tokens of some texts, one text after another.

    Attributes:
        units: vectors of length 1, shape (tokens, dimension).
        weights: how much each token says, about 1 for the model's median token, shape (tokens,).
        sizes: tokens a text, shape (texts,).
    """

    units: Vectors
    weights: NDArray[numpy.float32]
    sizes: NDArray[numpy.int64]


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder whose tokens have vectors of their own, comparable across the languages."""

    def tokens(self, texts: Sequence[str]) -> TokenVectors:
        """Return the tokens of the texts, without those that say nothing."""
        ...


@runtime_checkable
class AdaptableEmbedder(TokenEmbedder, Protocol):
    """An embedder that can learn from the sure beads of a document how that document puts things."""

    def adapted(self, first: Sequence[str], second: Sequence[str]) -> TokenEmbedder:
        """Return an embedder for one document; this one stays as it is.

        Args:
            first: Chinese texts, in the order of the document.
            second: the English translation of each.
        """
        ...
