"""Arrays of words: the words of many pairs as one array of 32-bit numbers.

Each number packs the data of one word: its id in the lexicon, its number of units less one, whether it
is the first occurrence of the word in its text, and whether punctuation precedes it. A unit is a run of
letters and digits, or one Chinese character. With such arrays, statistics over millions of words are
fast array operations, as in corpus query systems (Christ, 1994, "A modular and flexible architecture
for an integrated corpus query system").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy
from numpy.typing import NDArray

from aligner.concordance.words import MAX_WORD_UNITS, IndexedWord

ID_BITS = 24
MAX_WORDS = 1 << ID_BITS
"""Number of different words of a lexicon, 16 million."""
_UNITS_MASK = MAX_WORD_UNITS - 1
_FIRST_BIT, _MARK_BIT = 30, 31
STORED = numpy.dtype("<u4")
"""Type of stored words and sizes: the same bytes on every machine."""

Words = NDArray[numpy.uint32]
Numbers = NDArray[numpy.int64]
Flags = NDArray[numpy.bool_]


def pack(texts: Iterable[Sequence[IndexedWord]], id_of: Callable[[str], int]) -> Words:
    """Return the words of several texts as one array; each word is packed into a 32-bit number.

    Args:
        texts: the words of each text.
        id_of: a function that returns the id of a word in the lexicon, below `MAX_WORDS`.
    """
    packed: list[int] = []
    for words in texts:
        seen: set[int] = set()
        for text, units, is_after_mark in words:
            number = id_of(text)
            packed.append(
                number | units - 1 << ID_BITS | (number not in seen) << _FIRST_BIT | is_after_mark << _MARK_BIT
            )
            seen.add(number)
    return numpy.array(packed, STORED)


@dataclass(frozen=True)
class SideWords:
    """The words of one side (source or target) of consecutive pairs of the corpus.

    Positions are counted over all these pairs, in words or in units. A unit is a run of letters and
    digits, or one Chinese character.

    Attributes:
        words: packed words of all pairs, one pair after another.
        sizes: number of words of each pair.
    """

    words: Words
    sizes: Numbers

    @classmethod
    def from_bytes(cls, words: Sequence[bytes], sizes: Sequence[bytes]) -> SideWords:
        """Return the words in several stored chunks as one object.

        Args:
            words: for each chunk, its packed words.
            sizes: for each chunk, the number of words of each pair.
        """
        return cls(
            numpy.frombuffer(b"".join(words), STORED),
            numpy.frombuffer(b"".join(sizes), STORED).astype(numpy.int64),
        )

    @cached_property
    def ids(self) -> NDArray[numpy.int32]:
        """The lexicon id of each word, shape (words,)."""
        return (self.words & (MAX_WORDS - 1)).view(numpy.int32)

    @cached_property
    def after_mark(self) -> Flags:
        """Whether punctuation precedes each word, shape (words,)."""
        return (self.words >> _MARK_BIT).astype(numpy.bool_)

    @cached_property
    def is_first(self) -> Flags:
        """Whether each word occurs for the first time in its text, shape (words,)."""
        return (self.words >> _FIRST_BIT & 1).astype(numpy.bool_)

    @cached_property
    def unit_starts(self) -> Numbers:
        """The position of the first unit of each word, shape (words + 1,); the last element is the number of units.

        A unit is a run of letters and digits, or one Chinese character.
        """
        starts = numpy.zeros(len(self.words) + 1, numpy.int64)
        numpy.cumsum((self.words >> ID_BITS & _UNITS_MASK) + numpy.uint32(1), out=starts[1:])
        return starts

    @cached_property
    def first_words(self) -> Numbers:
        """The position of the first word of each pair, shape (pairs + 1,); the last element is the number of words."""
        return numpy.concatenate([[0], numpy.cumsum(self.sizes)])

    @cached_property
    def first_units(self) -> Numbers:
        """The position of the first unit of each pair, shape (pairs + 1,); the last element is the number of units.

        A unit is a run of letters and digits, or one Chinese character.
        """
        return self.unit_starts[self.first_words]

    def word_at(self, units: Numbers) -> Numbers:
        """Return the position of the word that contains each of the given units."""
        return numpy.searchsorted(self.unit_starts, units, side="right") - 1

    def word_after(self, units: Numbers) -> Numbers:
        """Return the position of the first word that begins at or after each of the given units."""
        return numpy.searchsorted(self.unit_starts, units, side="left")

    def pair_at(self, units: Numbers) -> Numbers:
        """Return the position of the pair that contains each of the given units."""
        return numpy.searchsorted(self.first_units, units, side="right") - 1

    def pair_of(self, words: Numbers) -> Numbers:
        """Return the position of the pair that contains each of the given words.

        Args:
            words: positions of words.
        """
        return numpy.searchsorted(self.first_words, words, side="right") - 1


@dataclass(frozen=True)
class Batch:
    """Consecutive pairs of the corpus, with the words of both sides.

    Attributes:
        ids: ids of the pairs, ascending.
        documents: id of the document of each pair.
        sides: the words of the source and of the target.
    """

    ids: Numbers
    documents: Numbers
    sides: tuple[SideWords, SideWords]
