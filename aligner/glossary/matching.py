"""Find known terms in texts.

English terms match by the keys of their words, so in any inflection. Chinese terms match by their
characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from aligner.glossary.candidates import Key
from aligner.languages.chinese.simplified import fold
from aligner.languages.english import phrases as english
from aligner.languages.english.phrases import Token

Place = tuple[int, int]


def english_key(term: str) -> Key:
    """Return the key of an English term: the keys of its words, which are equal for all inflected forms."""
    return tuple(token.key for token, _, _ in english.tokenise(term))


def chinese_key(text: str) -> str:
    """Return the key of a Chinese term: simplified characters in lower case, without white space."""
    return "".join(fold(text).lower().split())


class TermMatcher:
    """Finds terms in sequences of English tokens."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = frozenset(key for key in keys if key)
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._keys:
            lengths[key[0]].add(len(key))
        self._lengths = {word: sorted(sizes, reverse=True) for word, sizes in lengths.items()}

    def find(self, tokens: Sequence[Token]) -> list[tuple[int, int, Key]]:
        """Return ``(start, end, key)`` for every term in the tokens, including nested terms.

        The results are sorted by start, the longest first.
        """
        words = tuple([token.key for token in tokens])
        occurrences = []
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                key = words[start : start + length]
                if key in self._keys and len(key) == length:
                    occurrences.append((start, start + length, key))
        return occurrences


def outermost(occurrences: Sequence[tuple[int, int, Key]]) -> list[tuple[int, int, Key]]:
    """Return the occurrences of terms that are not inside a longer occurrence.

    Args:
        occurrences: ``(start, end, key)`` of each occurrence, sorted by start, the longest first.
    """
    outer: list[tuple[int, int, Key]] = []
    reach = -1
    for item in occurrences:
        if item[1] > reach:
            outer.append(item)
            reach = item[1]
    return outer
