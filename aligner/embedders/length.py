"""The length embedder: no model, no training; a text's vector is its length, a single number.

A space of one dimension has no angles: every cosine is 1 and says nothing, so an alignment is left with
what it knows about lengths and bead shapes. That is the idea of Gale and Church (1993, "A Program for
Aligning Sentences in Bilingual Corpora"), the floor that any model must beat, and what remains to a user
without a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from aligner.protocols import Vectors


@dataclass(frozen=True)
class LengthEmbedder:
    """Lengths as vectors of one dimension; see the module's docstring and `aligner.protocols.Embedder`.

    Attributes:
        name: as the user gave it.
        signature: names the measure of length; to be changed with it.
        dimension: 1.
        additive: white space does not count, so the length of a joined text is the sum of the lengths.
    """

    name: str = "length"
    signature: str = "length-utf8-1"
    dimension: int = 1
    additive: bool = True

    @classmethod
    def load(cls, name: str) -> LengthEmbedder:
        """Return the embedder; there is nothing to read."""
        return cls(name)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the lengths, shape (len(texts), 1), white space left out; zeros for blank texts."""
        return numpy.array([text_length(text) for text in texts], numpy.float32).reshape(-1, 1)


def text_length(text: str) -> int:
    """Return the bytes in UTF-8 of all but white space.

    A Han character takes three bytes and stands for some three to five letters of an English translation: the measure
    puts the two languages on nearly one scale.
    """
    return len("".join(text.split()).encode("utf-8", "surrogatepass"))
