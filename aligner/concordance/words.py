"""Split texts into words for the search index, and into units, the positions at which matches can begin.

A word is a run of letters and digits, or a Chinese word found by the bundled model's tokenizer. A unit
is a run of letters and digits, or one Chinese character. Matches begin and end at units, so that they
do not depend on the segmentation of Chinese into words. Punctuation is not a word; each word has a flag
for punctuation before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy

from aligner.concordance.hits import Place
from aligner.embedders.tokens import SPACE, CachingTokenizer
from aligner.languages.scripts import HAN

if TYPE_CHECKING:
    from aligner.embedders.static import StaticEmbedder

MAX_WORD_UNITS = 64
"""Number of units of the longest word; a longer Chinese word is divided."""
_PIECE = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+|[^\w\s]|_")
_UNIT = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
_HAN_START = re.compile(f"[{HAN}]")


class IndexedWord(NamedTuple):
    """A word of a text, as the search index stores it.

    Attributes:
        text: the word, in lower case and simplified characters.
        units: number of Chinese characters in the word; 1 for a word of letters and digits.
        is_after_mark: whether punctuation precedes the word.
    """

    text: str
    units: int
    is_after_mark: bool


def unit_places(folded: str) -> list[Place]:
    """Return the start and end offsets of the units of a folded (lower-case, simplified) text.

    A unit is a run of letters and digits, or one Chinese character.
    """
    return [match.span() for match in _UNIT.finditer(folded)]


def joined_units(units: Sequence[str]) -> str:
    """Join words and single Chinese characters to a text.

    A space separates two of them unless both are Chinese characters.
    """
    joined = ""
    for unit in units:
        is_close = _HAN_START.match(unit) and (not joined or _HAN_START.match(joined[-1]))
        joined += unit if is_close or not joined else f" {unit}"
    return joined


@cache
def bundled_embedder() -> StaticEmbedder:
    """Return the bundled embedding model; it is loaded only once.

    Its tokenizer splits Chinese text into words for the index. Its word vectors are used to find
    counterparts.
    """
    from aligner.embedders import BUNDLED_FOLDER
    from aligner.embedders.static import StaticEmbedder

    return StaticEmbedder.load(str(BUNDLED_FOLDER))


class WordSplitter:
    """Splits folded (lower-case, simplified) texts into words.

    The tokenizer of the bundled model is loaded for the first Chinese text.
    """

    def __init__(self) -> None:
        self._tokenizer: CachingTokenizer | None = None
        self._lengths: dict[int, int] = {}

    def split(self, texts: Sequence[str]) -> list[list[IndexedWord]]:
        """Return the words of each text; the texts must be folded (in lower case and simplified characters)."""
        pieces = [_PIECE.findall(text) for text in texts]
        runs = list({piece: None for row in pieces for piece in row if _HAN_START.match(piece)})
        words_of_run = dict(zip(runs, self._split_runs(runs), strict=True))
        return [_words(row, words_of_run) for row in pieces]

    def _split_runs(self, runs: Sequence[str]) -> list[list[str]]:
        """Return the words of each run of Chinese characters, as the model's tokenizer splits it."""
        if not runs:
            return []
        if self._tokenizer is None:
            self._tokenizer = bundled_embedder().caching_tokenizer
        tokens, sizes = self._tokenizer.tokenize(runs)
        flat = tokens.tolist()
        ends = numpy.cumsum(sizes).tolist()
        places = pairwise([0, *ends])
        return [_cut(run, self._token_lengths(flat[start:end])) for run, (start, end) in zip(runs, places, strict=True)]

    def _token_lengths(self, tokens: Sequence[int]) -> list[int]:
        """Return the number of characters of each token, without the symbol that marks the start of a word.

        Args:
            tokens: ids of tokens in the vocabulary of the tokenizer.
        """
        lengths = self._lengths
        for token in tokens:
            if token not in lengths and self._tokenizer is not None:
                lengths[token] = len(str(self._tokenizer.tokenizer.id_to_token(token)).removeprefix(SPACE))
        return [lengths[token] for token in tokens]


def _cut(run: str, lengths: Sequence[int]) -> list[str]:
    """Split a run of Chinese characters into words of the given lengths.

    If the sum of the lengths is not the length of the run, each character becomes a word.
    """
    if sum(lengths) != len(run) or max(lengths) > MAX_WORD_UNITS:
        return list(run)
    words = []
    start = 0
    for length in lengths:
        if length:
            words.append(run[start : start + length])
            start += length
    return words


def _words(pieces: Sequence[str], words_of_run: dict[str, list[str]]) -> list[IndexedWord]:
    words: list[IndexedWord] = []
    is_after_mark = False
    for piece in pieces:
        run = words_of_run.get(piece)
        if run is not None:
            for word in run:
                words.append(IndexedWord(word, len(word), is_after_mark))
                is_after_mark = False
        elif _UNIT.match(piece):
            words.append(IndexedWord(piece, 1, is_after_mark))
            is_after_mark = False
        else:
            is_after_mark = True
    return words
