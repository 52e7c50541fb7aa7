"""Which words of a row translate each other, for the page that shows them under the pointer or the caret.

Two words are linked that choose each other among all words of the other side, and equal ones. What stands around them
counts a little, so that of two equal words the right one is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy

from aligner.languages import pack_of
from aligner.languages.protocol import plain_words
from aligner.protocols import Embedder, Vectors
from aligner.review.rows import Row, Segments

LEAST = 0.35
"""Cosine, context included, from which on two words that choose each other are linked: most function words stay out."""
CONTEXT_SHARE, AROUND = 0.3, 2
"""Weight of what stands around a word, and how many words on either side that is."""
LONGEST = 1_000
"""Words of a side that are looked at."""


class Word(NamedTuple):
    """A word of a row's side; offsets count UTF-16 units, as a page does."""

    at: int
    start: int
    end: int


Link = tuple[Word, Word]


def word_links(row: Row, languages: Sequence[str | None], embedder: Embedder) -> list[Link]:
    """Return the links between the words of a row, in the order of the source; none where vectors say nothing."""
    sides = [_words(segments, language) for segments, language in zip(row.sides, languages, strict=True)]
    if not all(sides) or embedder.dimension == 1:
        return []
    texts = [[text for text, _ in side] for side in sides]
    vectors = [_units(embedder.encode(side)) for side in texts]
    scores = (1 - CONTEXT_SHARE) * vectors[0] @ vectors[1].T
    scores += CONTEXT_SHARE * _in_context(vectors[0]) @ _in_context(vectors[1]).T
    equal = numpy.array([[word == other for other in texts[1]] for word in texts[0]])
    scores[equal] += 1
    best = scores.argmax(axis=1)
    mutual = scores.argmax(axis=0)[best] == numpy.arange(len(best))
    mutual &= scores[numpy.arange(len(best)), best] >= LEAST
    return [(sides[0][number][1], sides[1][int(best[number])][1]) for number in numpy.flatnonzero(mutual).tolist()]


def _words(segments: Segments, language: str | None) -> list[tuple[str, Word]]:
    words = pack_of(language).words if language else plain_words
    found: list[tuple[str, Word]] = []
    for at, segment in enumerate(segments):
        for text, start, end in words(segment.text)[: LONGEST - len(found)]:
            found.append((text, Word(at, _units_of(segment.text[:start]), _units_of(segment.text[:end]))))
    return found


def _units_of(text: str) -> int:
    """Return how many UTF-16 units a text takes."""
    return len(text) + sum(character > "\uffff" for character in text)


def _units(vectors: Vectors) -> Vectors:
    lengths = numpy.sqrt((vectors**2).sum(axis=1, keepdims=True))
    units: Vectors = (vectors / numpy.maximum(lengths, 1e-9)).astype(numpy.float32)
    return units


def _in_context(units: Vectors) -> Vectors:
    """Return the directions of words together with those around them."""
    places = numpy.arange(len(units))
    near = (numpy.abs(places[:, None] - places) <= AROUND).astype(numpy.float32)
    return _units(near @ units)
