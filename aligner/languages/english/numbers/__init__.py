"""Numbers of an English text -> quantities, whether written in digits or in words.

A quantity is a number with its possible values and its place in the text. The module also reads scales,
fractions, dates, times, ordinals and Roman numerals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from aligner.languages.english.numbers.clock import times_in_words
from aligner.languages.english.numbers.digits import digits
from aligner.languages.english.numbers.hints import hints
from aligner.languages.english.numbers.idioms import idioms
from aligner.languages.english.numbers.ordinals import ordinals
from aligner.languages.english.numbers.phrases import decades, phrases
from aligner.languages.english.numbers.shares import PART_WORDS, fractions, halves, shares, signs
from aligner.languages.english.numbers.words import ORDINALS, SCALES, TENS, UNITS
from aligner.languages.numbers.names import telephone_numbers
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.roman import roman_numerals
from aligner.languages.numbers.units import with_measures

_Finder = Callable[[str], Iterator[Quantity]]
_FINDERS: tuple[_Finder, ...] = (
    idioms, telephone_numbers, shares, halves, times_in_words, fractions, signs, decades,
    digits, phrases, ordinals, roman_numerals, hints,
)  # fmt: skip
"""The order matters: phrases that are read as a whole come before the numbers inside them."""
_FINDERS_OF_WORDS = frozenset({halves, times_in_words, fractions, decades, phrases, ordinals})
"""Finders that match only texts with a number word; their patterns are slow, and most texts have no such word."""
_FINDERS_OF_WORDS_OR_DIGITS = frozenset({idioms, telephone_numbers, shares, digits})
"""Finders that match only texts with a number word or a digit."""
_WORD = re.compile("[a-z]+")
_NUMBER_WORDS = frozenset({*UNITS, *TENS, *SCALES, *ORDINALS, *PART_WORDS, "fours", "sixes"})
_DIGIT = re.compile(r"\d")


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of an English text in the order of their starts."""
    found: list[Quantity] = []
    taken = bytearray(len(text))  # 1 for the characters of numbers that are required
    for find in _finders_for(text):
        for quantity in find(text):
            asks = (quantity.required or quantity.small) and not quantity.idle
            inside = asks and taken.find(1, quantity.start, quantity.end) >= 0
            if not inside:
                found.append(quantity)
                if quantity.required:
                    taken[quantity.start : quantity.end] = b"\x01" * (quantity.end - quantity.start)
            elif quantity.small:
                found.append(replace(quantity, required=False, small=False))
    return sorted(with_measures(found, text, "en"), key=lambda quantity: quantity.start)


def _finders_for(text: str) -> list[_Finder]:
    """Return the functions that may find a number in a text; the others are skipped to save time."""
    if not _NUMBER_WORDS.isdisjoint(_WORD.findall(text.lower())):
        return list(_FINDERS)
    idle = _FINDERS_OF_WORDS if _DIGIT.search(text) else _FINDERS_OF_WORDS | _FINDERS_OF_WORDS_OR_DIGITS
    return [find for find in _FINDERS if find not in idle]
