"""Find document symbols and job numbers: tokens with digits, such as A/12/34, that a document repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from aligner.languages.scripts import HAN
from aligner.segmenters.layout.lines import Line

_MIN_CHARACTERS = 5
_MAX_LINE_WIDTH = 70
_MAX_TOKENS = 5
_DIGITS = re.compile(r"\d.*\d")
_NOT_ALPHANUMERIC = re.compile(f"[^0-9a-z{HAN}]+")


def compact(text: str) -> str:
    """Return the letters and digits of the text in lower case.

    Punctuation is left out, because barcodes omit it.
    """
    return _NOT_ALPHANUMERIC.sub("", text.lower())


def symbols_of(text: str) -> list[str]:
    """Return the tokens of a text that may be document symbols, as letters and digits in lower case.

    Such a token has at least five characters and two digits.
    """
    if not _DIGITS.search(text):
        return []
    tokens = (compact(token) for token in text.split())
    return [token for token in tokens if len(token) >= _MIN_CHARACTERS and _DIGITS.search(token)]


def symbol_counts(lines: Sequence[Line]) -> Counter[str]:
    """Return the number of short lines that contain each possible document symbol.

    Short lines have few tokens and a small width.
    """
    counts: Counter[str] = Counter()
    for line in lines:
        if line.width - line.indent <= _MAX_LINE_WIDTH and len(line.text.split()) <= _MAX_TOKENS:
            counts.update(set(symbols_of(line.text)))
    return counts
