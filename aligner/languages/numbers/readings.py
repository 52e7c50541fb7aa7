"""Readings of a number by what it counts, for both languages: number -> set of possible values."""

from __future__ import annotations

from fractions import Fraction

Values = frozenset[Fraction]


def values(*readings: int | Fraction) -> Values:
    """Return readings as exact values."""
    return frozenset(map(Fraction, readings))


def percent(value: Fraction) -> Values:
    """Return the readings of a percentage: the written number, and the share of one."""
    return frozenset({value, value / 100})


def hour(value: Fraction) -> Values:
    """Return the readings of an hour: on a 12-hour and on a 24-hour clock."""
    return frozenset({value, (value + 12) % 24}) if value <= 24 else frozenset({value})


def decade(value: Fraction) -> Values:
    """Return the readings of a decade: with and without its century; the 1900s are also the 20th century."""
    readings = {value, value % 100, 1900 + value % 100}
    return frozenset(readings | {Fraction(value // 100 + 1)} if value % 100 == 0 else readings)


MAX_PARTS = 32
"""Maximum number of parts of a version number that are compared; the time grows with the square of their number."""


def version(written: str) -> Values:
    """Return one value for a number with several dots, such as 3.12.1: its parts, ten digits each."""
    value = 0
    for part in written.strip(".").split(".")[:MAX_PARTS]:  # a text such as .5.3 may be coordinates
        value = value * 10**10 + int(part)
    return values(value)


def shortened(value: Fraction, short: Fraction) -> Values:
    """Return the readings of the shortened end of a range: 24 in 2019–24 is 24, or 2024."""
    scale = 10 if short < 10 else 100
    return frozenset({short, value - value % scale + short})


def grouped(written: str) -> set[Fraction]:
    """Return the extra readings of digits grouped by spaces: 12 345 may be one number or two."""
    parts = written.split()
    return set(map(Fraction, parts)) if len(parts) > 1 else set()
