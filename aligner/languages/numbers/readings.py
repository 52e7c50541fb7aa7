"""The values that a number can be read as, by what it counts; the same in both languages."""

from __future__ import annotations

from fractions import Fraction

Values = frozenset[Fraction]


def values(*readings: int | Fraction) -> Values:
    """Return readings as exact values."""
    return frozenset(map(Fraction, readings))


def percent(value: Fraction) -> Values:
    """Return the readings of a percentage: as the number that is written, and as a share of one."""
    return frozenset({value, value / 100})


def hour(value: Fraction) -> Values:
    """Return the readings of an hour: on a dial of twelve and of twenty-four."""
    return frozenset({value, (value + 12) % 24}) if value <= 24 else frozenset({value})


def decade(value: Fraction) -> Values:
    """Return the readings of a decade: with and without its century; the 1900s are also the 20th century."""
    readings = {value, value % 100, 1900 + value % 100}
    return frozenset(readings | {Fraction(value // 100 + 1)} if value % 100 == 0 else readings)


def version(written: str) -> Values:
    """Return one value for a number of several points, such as 3.12.1: its parts, ten digits each."""
    value = 0
    for part in written.split("."):
        value = value * 10**10 + int(part or "0")  # .5.3, of a drawing
    return values(value)


def shortened(value: Fraction, short: Fraction) -> Values:
    """Return the readings of what stands behind a dash: 24 of 2019–24 is 24, or 2024."""
    scale = 10 if short < 10 else 100
    return frozenset({short, value - value % scale + short})


def grouped(written: str) -> set[Fraction]:
    """Return the further readings of digits grouped by blanks: 12 345 may be a number or two numbers."""
    parts = written.split()
    return set(map(Fraction, parts)) if len(parts) > 1 else set()
