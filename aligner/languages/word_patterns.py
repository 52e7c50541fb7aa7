"""Patterns of lists of words for regular expressions."""

from __future__ import annotations

from collections.abc import Iterable


def one_of(words: Iterable[str]) -> str:
    """Return a pattern of some words, the longest first, as a tree of their letters.

    Regular expressions that ignore case search a tree twice as fast as a list.
    """
    endings: dict[str, list[str]] = {}
    words = set(words)
    for word in sorted(words - {""}):
        endings.setdefault(word[0], []).append(word[1:])
    if not endings:
        return ""
    branches = "|".join(letter + one_of(rest) for letter, rest in endings.items())
    return f"(?:{branches})" + ("?" if "" in words else "")
