"""English text -> quantities: digits, words, scales, fractions, dates, times, ordinals, Roman numerals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from aligner.languages.english.numbers.clock import times_in_words
from aligner.languages.english.numbers.digits import digits
from aligner.languages.english.numbers.hints import hints
from aligner.languages.english.numbers.idioms import idioms
from aligner.languages.english.numbers.ordinals import ordinals
from aligner.languages.english.numbers.phrases import decades, phrases
from aligner.languages.english.numbers.shares import fractions, halves, shares
from aligner.languages.numbers.names import telephone_numbers
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.roman import roman_numerals
from aligner.languages.numbers.units import with_measures

_FINDERS: tuple[Callable[[str], Iterator[Quantity]], ...] = (
    idioms, telephone_numbers, shares, halves, times_in_words, fractions, decades,
    digits, phrases, ordinals, roman_numerals, hints,
)  # fmt: skip
"""The order matters: phrases that are read as a whole come before the numbers inside them."""


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of an English text in the order of their starts."""
    found: list[Quantity] = []
    for find in _FINDERS:
        for quantity in find(text):
            asks = (quantity.required or quantity.small) and not quantity.idle
            inside = asks and any(each.required and each.overlaps(quantity) for each in found)
            if not inside:
                found.append(quantity)
            elif quantity.small:
                found.append(replace(quantity, required=False, small=False))
    return sorted(with_measures(found, text, "en"), key=lambda quantity: quantity.start)
