"""Where known terms stand in a text: English by the keys of its words, whatever the form, Chinese by characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from aligner.glossary.candidates import Key
from aligner.languages.chinese.simplified import fold
from aligner.languages.english import phrases as english
from aligner.languages.english.phrases import Token

Place = tuple[int, int]


def english_key(term: str) -> Key:
    """Return the keys of a term's words: of all its forms the same."""
    return tuple(token.key for token, _, _ in english.tokenise(term))


def chinese_key(text: str) -> str:
    """Return a text in simplified characters and lower case, without white space."""
    return "".join(fold(text).lower().split())


class TermMatcher:
    """Finds terms in English tokens."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = frozenset(key for key in keys if key)
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._keys:
            lengths[key[0]].add(len(key))
        self._lengths = {word: sorted(able, reverse=True) for word, able in lengths.items()}

    def find(self, tokens: Sequence[Token]) -> list[tuple[int, int, Key]]:
        """Return ``(start, end, key)`` of every term, also of those within longer ones, by their starts."""
        words = tuple([token.key for token in tokens])
        found = []
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                key = words[start : start + length]
                if key in self._keys and len(key) == length:
                    found.append((start, start + length, key))
        return found


def outermost(found: Sequence[tuple[int, int, Key]]) -> list[tuple[int, int, Key]]:
    """Return those that stand in no longer one; they come by their starts, the longest first."""
    kept: list[tuple[int, int, Key]] = []
    reach = -1
    for item in found:
        if item[1] > reach:
            kept.append(item)
            reach = item[1]
    return kept
