"""The length embedder, which needs no model: the vector of a text is its length, a single number.

In one dimension every cosine is 1, so similarity is no evidence. The alignment then uses only
lengths and bead shapes, as in Gale and Church (1993, "A Program for Aligning Sentences in Bilingual
Corpora"). It is the baseline for comparing models, and an alternative for users without a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from aligner.protocols import Vectors


@dataclass(frozen=True)
class LengthEmbedder:
    """An embedder with lengths as vectors of one dimension; see `aligner.protocols.Embedder`.

    Attributes:
        name: the name that the user gave.
        signature: identifies the definition of the length; it must change if the definition changes.
        dimension: 1.
        additive: true, because white space does not count and the length of a joined text is the sum of
            the lengths.
    """

    name: str = "length"
    signature: str = "length-utf8-1"
    dimension: int = 1
    additive: bool = True

    @classmethod
    def load(cls, name: str) -> LengthEmbedder:
        """Return the length embedder; no model file is read."""
        return cls(name)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the length of each text without white space, in UTF-8 bytes, shape (len(texts), 1)."""
        return numpy.array([text_length(text) for text in texts], numpy.float32).reshape(-1, 1)


def text_length(text: str) -> int:
    """Return the number of UTF-8 bytes of a text without white space.

    A Han character has three bytes and corresponds to about three to five letters of an English translation, so the
    lengths of both languages have nearly the same scale.
    """
    return len("".join(text.split()).encode("utf-8", "surrogatepass"))
