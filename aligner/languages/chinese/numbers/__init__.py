"""Numbers of a Chinese text -> quantities, whether written in digits or in Chinese numerals.

A quantity is a number with its possible values and its place in the text. The module also reads 万 and
亿, fractions, dates, times and ordinals.
"""

from __future__ import annotations

from dataclasses import replace

from aligner.languages.chinese.numbers.digits import digits
from aligner.languages.chinese.numbers.folding import folded
from aligner.languages.chinese.numbers.hints import hints
from aligner.languages.chinese.numbers.numerals import numerals
from aligner.languages.chinese.numbers.shares import joint_readings, shares
from aligner.languages.numbers.names import telephone_numbers
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.units import with_measures


def chinese_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a Chinese text in the order of their starts."""
    text = folded(text)
    found = [*telephone_numbers(text), *shares(text)]
    whole = tuple(found)
    for quantity in (*digits(text), *numerals(text)):
        if not any(quantity.overlaps(other) for other in whole):
            found.append(quantity)
    joint = joint_readings(text)
    found = [replace(each, values=each.values | joint[each.start]) if each.start in joint else each for each in found]
    found.extend(hints(text))
    return sorted(with_measures(found, text, "zh"), key=lambda quantity: quantity.start)
