"""What a text says in numbers, so that two languages can be compared.

A quantity holds every value it can be read as: "5 p.m." is 5 or 17, "the 1990s" is 1990 or 90, "35 %" is 35 or
0.35. Two quantities agree when they share a value. What a careful translation must render is ``required``; what
it may leave out or reword (one, a pair, the month of a date, half) only ever answers for the other side's numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text.

    Attributes:
        values: all readings, at least one.
        start: 0-based offset of its first character.
        end: offset behind its last character.
        required: whether a translation must render it.
        small: a counting word from two to ten: seldom left out and often reworded, so it is missed only where the
            other side has one of its own that is missed as well.
    """

    values: frozenset[Fraction]
    start: int
    end: int
    required: bool = True
    small: bool = False


def percent(value: Fraction) -> frozenset[Fraction]:
    """Return the readings of a percentage: as the number that is written, and as a share of one."""
    return frozenset({value, value / 100})


def hour(value: Fraction) -> frozenset[Fraction]:
    """Return the readings of an hour: on a dial of twelve and of twenty-four."""
    return frozenset({value, (value + 12) % 24}) if value <= 24 else frozenset({value})


def decade(value: Fraction) -> frozenset[Fraction]:
    """Return the readings of a decade: with and without its century."""
    return frozenset({value, value % 100, 1900 + value % 100})


def version(written: str) -> frozenset[Fraction]:
    """Return one value for a number of several points, such as 3.12.1: its parts, ten digits each."""
    value = 0
    for part in written.split("."):
        value = value * 10**10 + int(part)
    return frozenset({Fraction(value)})


def unmatched(first: list[Quantity], second: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Return the quantities of each text that the other one does not render.

    Args:
        first: of one text.
        second: of its translation.
    """
    missed = [_missing(first, second), _missing(second, first)]
    swapped = all(any(quantity.required or quantity.small for quantity in side) for side in missed)
    kept = [[quantity for quantity in side if quantity.required or (quantity.small and swapped)] for side in missed]
    return kept[0], kept[1]


def _missing(quantities: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    known = frozenset[Fraction]().union(*(other.values for other in others))
    return [quantity for quantity in quantities if not quantity.values & known]
