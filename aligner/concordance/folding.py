"""Fold texts for a search: characters that a search treats as equal are replaced by one of them.

Folding removes differences of case, width, accents, and traditional and simplified characters. It keeps
the length of a text, so that offsets in the folded text are valid in the original.
"""

from __future__ import annotations

import unicodedata

from aligner.languages.scripts import HAN_CHARACTER, is_han, same_width

VERSION = 1
"""Version of the folding and of the index's tokenisation; raise it with each change, and old indexes are rebuilt."""
INDEXED_HAN = "\u4e00-\u9fff"
"""Chinese characters that every version of SQLite treats as letters.

Unlike `aligner.languages.scripts.HAN`, this range must not change: queries must be tokenised as existing indexes were.
"""


class _Folding(dict[int, str]):
    """A table for `str.translate` that computes the folded form of each character on first use."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return a text in lower case, with normal width, without accents, and in simplified Chinese characters.

    The result has the same length as the text.
    """
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def fold_form(text: str) -> str:
    """Return a text with East Asian characters in normal width and in simplified form.

    Case and accents of other characters are kept.
    """
    return "".join(fold(character) if ord(character) > 0x2E7F else character for character in text)


def _folded(character: str) -> str:
    from aligner.languages.chinese.simplified import fold as simplified

    single = same_width(character)
    if is_han(single):
        return simplified(single)
    parts = unicodedata.normalize("NFD", single)
    if all(unicodedata.combining(mark) for mark in parts[1:]):
        single = parts[0]
    lowered = single.lower()
    return lowered if len(lowered) == 1 else single


def index_text(text: str) -> str:
    """Return a text as the full-text index needs it: as `fold` returns it, with spaces around Chinese characters."""
    folded = fold(text)
    return folded if folded.isascii() else HAN_CHARACTER.sub(r" \g<0> ", folded)
