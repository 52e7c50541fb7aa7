"""Ranks in English: in words and in Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.check.numbers.english.words import ORDINALS, TENS
from aligner.check.numbers.quantity import Quantity
from aligner.check.numbers.readings import values

_ORDINAL = re.compile(
    rf"(?:\b(?P<tens>{'|'.join(TENS)})-)?(?<![A-Za-z])(?P<rank>{'|'.join(ORDINALS)})(?![A-Za-z])", re.IGNORECASE
)
_LAST_REWORDED = 12
"""Ranks up to here are often reworded: the second largest, the first to come, the twelfth month."""
_ROMAN = re.compile(r"\b(?=[IVXLC])(X{0,3}|XL|LX{0,3}|XC|C{1,3})(IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_INITIALS = {"C", "L"}
"""Alone they are letters; I, V and X at least answer for a number."""


def ordinals(text: str) -> Iterator[Quantity]:
    """Yield ordinals and Roman numerals; of twenty-first only the last word is its place."""
    for match in _ORDINAL.finditer(text):
        value = ORDINALS[match["rank"].lower()] + TENS.get((match["tens"] or "").lower(), 0)
        yield Quantity(values(value), *match.span("rank"), required=value > _LAST_REWORDED)
    for match in _ROMAN.finditer(text):
        if match[0] and match[0] not in _INITIALS:
            yield Quantity(values(_roman(match[0])), *match.span(), required=False)


def _roman(written: str) -> int:
    """Return the value of a Roman numeral, in which a letter before a greater one is taken off."""
    numbers = [_ROMAN_VALUES[letter] for letter in written]
    following = [*numbers[1:], 0]
    return sum(-one if one < after else one for one, after in zip(numbers, following, strict=True))
