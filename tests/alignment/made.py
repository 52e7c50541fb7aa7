"""Small documents whose right alignment is known because their vectors are made to fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy

from aligner.bitext import Block, Document, Segment
from aligner.protocols import TokenVectors, Vectors

DIMENSION = 64
NAMES = [("吕阿宽", "Brannock"), ("白鹭", "Heronette"), ("老邱", "Quillon"), ("铁柱", "Anvilman")]
DEEDS = [
    ("{}把门关上了。", "{} shut the door."),
    ("{}什么也没说。", "{} said nothing at all."),
    ("后来{}去了码头。", "Later {} went down to the pier."),
    ("{}在桥边等了一夜。", "{} waited by the bridge all night."),
    ("只有{}还记得那首歌。", "Only {} still remembered the song."),
    ("{}的手在发抖。", "The hands of {} were trembling."),
]
NAMED = tuple([deed[side].format(name[side]) for deed in DEEDS for name in NAMES] for side in (0, 1))
"""Chinese and English sentences about people whose names no model knows, deed after deed."""


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


@dataclass(frozen=True)
class Words(WordVectors):
    """Says what its tokens are: words, "sun" counting double."""

    def tokens(self, texts: Sequence[str]) -> TokenVectors:
        words = [text.split() for text in texts]
        flat = [word for row in words for word in row]
        vectors = numpy.array([word_vector(word) for word in flat], numpy.float32).reshape(len(flat), self.dimension)
        units = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
        weights = numpy.array([2.0 if word == "sun" else 1.0 for word in flat], numpy.float32)
        return TokenVectors(units, weights, numpy.array([len(row) for row in words]))


@cache
def word_vector(word: str) -> Vectors:
    seed = int.from_bytes(word.encode(), "little") % (2**32)
    vector: Vectors = numpy.random.default_rng(seed).standard_normal(DIMENSION).astype(numpy.float32)
    return vector


def document(texts: Sequence[str], language: str = "en") -> Document:
    blocks = tuple(Block(text, line=number) for number, text in enumerate(texts, 1))
    segments = tuple(Segment(text, number, 0, len(text), number + 1) for number, text in enumerate(texts))
    return Document("made", blocks, language, segments)  # type: ignore[arg-type]
