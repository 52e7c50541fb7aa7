"""Readings (possible values) of percentages, hours, decades and other kinds of numbers.

They are the same for Chinese and English.
"""

from __future__ import annotations

import re
from fractions import Fraction

Values = frozenset[Fraction]


def values(*readings: int | Fraction) -> Values:
    """Return numbers as a set of fractions, which are exact."""
    return frozenset(map(Fraction, readings))


def exact(written: str) -> Fraction:
    """Return the value of decimal digits, which may have a decimal point; whole numbers are read faster."""
    return Fraction(int(written)) if written.isdecimal() else Fraction(written)


def percent(value: Fraction) -> Values:
    """Return the possible values of a percentage: 35 and 0.35 for 35 %."""
    return frozenset({value, value / 100})


def hour(value: Fraction) -> Values:
    """Return the possible values of an hour: 5 and 17 for 5, since it may be on a 12-hour clock."""
    return frozenset({value, (value + 12) % 24}) if value <= 24 else frozenset({value})


def decade(value: Fraction) -> Values:
    """Return the possible values of a decade, with and without its century: 1990 and 90.

    The 1900s may also be the 20th century.
    """
    readings = {value, value % 100, 1900 + value % 100}
    return frozenset(readings | {Fraction(value // 100 + 1)} if value % 100 == 0 else readings)


_NOT_DIGIT = re.compile(r"\D")
MAX_PARTS = 32
"""Maximum number of parts of a version number that are compared; the time grows with the square of their number."""


def version(written: str) -> Values:
    """Return a number with several dots, such as 3.12.1, as one value, in which each part has ten digits."""
    value = 0
    for part in written.strip(".").split(".")[:MAX_PARTS]:  # a text such as .5.3 may be coordinates
        value = value * 10**10 + int(_NOT_DIGIT.sub("", part))  # 1,000 is a part of 1,000.5.3
    return values(value)


def shortened(value: Fraction, short: Fraction) -> Values:
    """Return the possible values of the shortened end of a range: 24 and 2024 for the 24 of 2019–24."""
    scale = 10 if short < 10 else 100
    return frozenset({short, value - value % scale + short})


def grouped(written: str) -> set[Fraction]:
    """Return the extra values of digits with spaces between them: 12 345 may also be two numbers."""
    parts = written.split()
    return set(map(Fraction, parts)) if len(parts) > 1 else set()
