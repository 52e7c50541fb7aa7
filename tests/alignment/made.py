"""Small documents whose right alignment is known because their vectors are made to fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy

from aligner.bitext import Block, Document, Segment
from aligner.protocols import Vectors

DIMENSION = 64


@dataclass(frozen=True)
class WordVectors:
    """An additive embedder with one fixed random vector for each blank-separated word."""

    name: str = "words"
    signature: str = "words"
    dimension: int = DIMENSION
    additive: bool = True

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = numpy.zeros((len(texts), self.dimension), numpy.float32)
        for number, text in enumerate(texts):
            for word in text.split():
                vectors[number] += word_vector(word.lower())
        if not self.additive:
            vectors /= numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return vectors


@cache
def word_vector(word: str) -> Vectors:
    seed = int.from_bytes(word.encode(), "little") % (2**32)
    vector: Vectors = numpy.random.default_rng(seed).standard_normal(DIMENSION).astype(numpy.float32)
    return vector


def document(texts: Sequence[str], language: str = "en") -> Document:
    blocks = tuple(Block(text, line=number) for number, text in enumerate(texts, 1))
    segments = tuple(Segment(text, number, 0, len(text), number + 1) for number, text in enumerate(texts))
    return Document("made", blocks, language, segments)  # type: ignore[arg-type]
