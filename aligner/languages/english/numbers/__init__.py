"""Quantities in English text: digits, words, scales, fractions, dates, times, ordinals, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from aligner.languages.english.numbers.clock import spoken_times
from aligner.languages.english.numbers.digits import digits
from aligner.languages.english.numbers.hints import hints
from aligner.languages.english.numbers.idioms import idioms
from aligner.languages.english.numbers.ordinals import ordinals
from aligner.languages.english.numbers.phrases import decades, phrases
from aligner.languages.english.numbers.shares import PART_WORDS, fractions, halves, shares, signs
from aligner.languages.english.numbers.words import ORDINALS, SCALES, TENS, UNITS
from aligner.languages.numbers.names import phones
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.roman import roman_numerals
from aligner.languages.numbers.units import measured

_Finder = Callable[[str], Iterator[Quantity]]
_FINDERS: tuple[_Finder, ...] = (
    idioms, phones, shares, halves, spoken_times, fractions, signs, decades,
    digits, phrases, ordinals, roman_numerals, hints,
)  # fmt: skip
"""What is read as a whole comes before the numbers that it is made of."""
_OF_WORDS = frozenset({halves, spoken_times, fractions, decades, phrases, ordinals})
"""Those that find nothing in a text without a word for a number: their patterns are slow, and most texts have none."""
_OF_WORDS_AND_DIGITS = frozenset({idioms, phones, shares, digits})
"""Those that find nothing in a text without digits either."""
_WORD = re.compile("[a-z]+")
_NUMBER_WORDS = frozenset({*UNITS, *TENS, *SCALES, *ORDINALS, *PART_WORDS, "fours", "sixes"})
_DIGIT = re.compile(r"\d")


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of an English text in the order of their starts."""
    found: list[Quantity] = []
    for find in _finders_for(text):
        for quantity in find(text):
            asks = (quantity.required or quantity.small) and not quantity.idle
            inside = asks and any(each.required and each.overlaps(quantity) for each in found)
            if not inside:
                found.append(quantity)
            elif quantity.small:
                found.append(replace(quantity, required=False, small=False))
    return sorted(measured(found, text, "en"), key=lambda quantity: quantity.start)


def _finders_for(text: str) -> list[_Finder]:
    """Return the finders that can find something in a text."""
    if not _NUMBER_WORDS.isdisjoint(_WORD.findall(text.lower())):
        return list(_FINDERS)
    idle = _OF_WORDS if _DIGIT.search(text) else _OF_WORDS | _OF_WORDS_AND_DIGITS
    return [find for find in _FINDERS if find not in idle]
