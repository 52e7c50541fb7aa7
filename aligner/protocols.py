"""What stages hand each other beyond plain values: the embedder, the one protocol that alignment knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

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
