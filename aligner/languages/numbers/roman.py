"""Roman numerals in Chinese and English text -> quantities: World War II, 第II类, Ⅱ型.

A quantity is a number with its possible values and its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import values

_ROMAN = re.compile(
    r"(?<![A-Za-z0-9_])(?:(?=[IVXLC])(?P<letters>(?:X{0,3}|XL|LX{0,3}|XC|C{1,3})(?:IX|IV|V?I{0,3}))(?![A-Za-z0-9_])"
    r"|(?P<sign>[Ⅰ-Ⅻ]))"
)
_INITIAL = re.compile("[IVXLCⅠ-Ⅻ]")
_LETTER_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_INITIALS = {"C", "L"}
"""Letters that are not read as a numeral on their own; I, V and X are, since they often render a number."""


def roman_numerals(text: str) -> Iterator[Quantity]:
    """Yield Roman numerals.

    They can match a number of the other side, but are never reported as missing.
    """
    first = _INITIAL.search(text)
    for match in _ROMAN.finditer(text, first.start()) if first else ():
        if match["sign"]:
            yield Quantity(values(ord(match["sign"]) - ord("Ⅰ") + 1), *match.span(), required=False)
        elif match["letters"] not in _INITIALS:
            yield Quantity(values(_value(match["letters"])), *match.span(), required=False)


def _value(letters: str) -> int:
    """Return the value of a Roman numeral; a letter before a greater one is subtracted."""
    numbers = [_LETTER_VALUES[letter] for letter in letters]
    following = [*numbers[1:], 0]
    return sum(-one if one < after else one for one, after in zip(numbers, following, strict=True))
