"""What a search takes for the same: upper and lower case, wide and narrow, traditional and simplified, accents.

Folding keeps the length of a text, so that a place in the folded text is a place in the text as it stands.
"""

from __future__ import annotations

import unicodedata

from aligner.languages.scripts import HAN_CHARACTER, is_han, same_width

VERSION = 1
"""To be raised with every change of what is folded or how an index cuts texts: older indexes are then made anew."""
INDEXED_HAN = "\u4e00-\u9fff"
"""Characters that every version of SQLite takes for letters.

Frozen, apart from `aligner.languages.scripts.HAN`: indexes that exist were cut so, and a query must cut alike.
"""


class _Folding(dict[int, str]):
    """What each character becomes, found when it is first met; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the text with such differences removed; of the same length."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def fold_form(text: str) -> str:
    """Return the text with its wide and its traditional characters replaced; case and the rest stay."""
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
    """Return a text as the full-text index takes it: folded, each Chinese character a word by itself."""
    folded = fold(text)
    return folded if folded.isascii() else HAN_CHARACTER.sub(r" \g<0> ", folded)
