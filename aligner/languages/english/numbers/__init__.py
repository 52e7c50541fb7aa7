"""Numbers of an English text -> quantities, whether written in digits or in words.

A quantity is a number with its possible values and its place in the text. The module also reads scales,
fractions, dates, times, ordinals and Roman numerals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from aligner.languages.english.numbers.clock import BEFORE_WORDS, TIME_WORDS, times_before_hours, times_in_words
from aligner.languages.english.numbers.digits import digits
from aligner.languages.english.numbers.hints import (
    FREQUENCY_WORDS,
    HINT_WORDS,
    PERIOD_WORDS,
    frequencies,
    hinting_words,
    periods,
)
from aligner.languages.english.numbers.idioms import IDIOM_WORDS, idioms, idioms_in_digits
from aligner.languages.english.numbers.ordinals import ordinals
from aligner.languages.english.numbers.phrases import CENTURY_WORDS, decades, phrases
from aligner.languages.english.numbers.shares import (
    HALF_WORDS,
    PART_WORDS,
    RATIO_WORDS,
    fractions,
    halves,
    shares,
    signs,
)
from aligner.languages.english.numbers.words import ORDINALS, SCALES, TENS, UNITS
from aligner.languages.numbers.names import numbers_in_names, telephone_numbers
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.roman import roman_numerals
from aligner.languages.numbers.units import with_measures


class _Finder(NamedTuple):
    """A function that finds numbers of one kind, and what every text with such a number has.

    Most texts lack it, so most of the slow patterns need not be searched.

    Attributes:
        find: the function.
        needs: words in lower case of which the text has at least one; ``None`` if it needs none.
        spells: whether the text has a number word.
        counts: whether the text has a digit; if ``spells`` is true too, one of the two.
    """

    find: Callable[[str], Iterator[Quantity]]
    needs: frozenset[str] | None = None
    spells: bool = False
    counts: bool = False


_CARDINALS = frozenset({*UNITS, *TENS, *SCALES})
_NUMBER_WORDS = frozenset({*_CARDINALS, *ORDINALS, *PART_WORDS, "fours", "sixes"})
_FINDERS = (
    _Finder(idioms_in_digits, counts=True),
    _Finder(idioms, IDIOM_WORDS, spells=True, counts=True),
    _Finder(telephone_numbers, counts=True),
    _Finder(shares, RATIO_WORDS, spells=True, counts=True),
    _Finder(halves, HALF_WORDS, spells=True),
    _Finder(times_in_words, TIME_WORDS, spells=True),
    _Finder(times_before_hours, BEFORE_WORDS, spells=True),
    _Finder(fractions, PART_WORDS, spells=True),
    _Finder(signs),
    _Finder(decades, CENTURY_WORDS, spells=True),
    _Finder(digits, counts=True),
    _Finder(phrases, _CARDINALS, spells=True),
    _Finder(ordinals, frozenset(ORDINALS), spells=True),
    _Finder(roman_numerals),
    _Finder(numbers_in_names, counts=True),
    _Finder(hinting_words, HINT_WORDS),
    _Finder(frequencies, FREQUENCY_WORDS),
    _Finder(periods, PERIOD_WORDS),
)
"""The order matters: phrases that are read as a whole come before the numbers inside them."""
_FINDERS_BY_CLUES = {
    (spells, counts): tuple(
        each
        for each in _FINDERS
        if (each.spells and spells) or (each.counts and counts) or not (each.spells or each.counts)
    )
    for spells in (False, True)
    for counts in (False, True)
}
"""The finders for a text with or without number words and with or without digits."""
_WORD = re.compile("[a-z]+")
_DIGIT = re.compile(r"\d")
_PLAIN_LETTERS = str.maketrans("ſıİ\u212a", "siik")
"""Letters that patterns which ignore case take for s, i or k, but that do not become these in lower case."""


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of an English text in the order of their starts."""
    if not text.isascii():
        text = text.translate(_PLAIN_LETTERS)
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


def _finders_for(text: str) -> list[Callable[[str], Iterator[Quantity]]]:
    """Return the functions that may find a number in a text; the others are skipped to save time."""
    words = frozenset(_WORD.findall(text.lower()))
    spells, counts = not _NUMBER_WORDS.isdisjoint(words), _DIGIT.search(text) is not None
    return [
        each.find
        for each in _FINDERS_BY_CLUES[spells, counts]
        if each.needs is None or not each.needs.isdisjoint(words)
    ]
