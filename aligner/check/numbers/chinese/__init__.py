"""Quantities in Chinese text: digits, Chinese numerals, 万 and 亿, fractions, dates, times, ordinals."""

from __future__ import annotations

from dataclasses import replace

from aligner.check.numbers.chinese.digits import digits
from aligner.check.numbers.chinese.folding import folded
from aligner.check.numbers.chinese.hints import hints
from aligner.check.numbers.chinese.numerals import numerals
from aligner.check.numbers.chinese.shares import joint_readings, shares
from aligner.check.numbers.names import phones
from aligner.check.numbers.quantity import Quantity
from aligner.check.numbers.units import measured


def chinese_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a Chinese text in the order of their starts."""
    text = folded(text)
    found = [*phones(text), *shares(text)]
    whole = tuple(found)
    for quantity in (*digits(text), *numerals(text)):
        if not any(quantity.overlaps(other) for other in whole):
            found.append(quantity)
    joint = joint_readings(text)
    found = [replace(each, values=each.values | joint[each.start]) if each.start in joint else each for each in found]
    found.extend(hints(text))
    return sorted(measured(found, text, "zh"), key=lambda quantity: quantity.start)
