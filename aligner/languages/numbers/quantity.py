"""Quantities: numbers of a text with all their readings, and the comparison of lists of quantities.

A reading is a possible value of a number: "5 p.m." is 5 or 17, "the 1990s" is 1990 or 90, "35 %" is
35 or 0.35. Two quantities match if they have a common value. A number is ``required`` if a careful
translation must contain it. Other numbers, such as one, a pair, a half or the month of a date, may
be omitted or reworded. They can match a number of the other side, but are never reported as
missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

TOLERANCE = Fraction(4, 100)
"""Maximum relative error when one unit is converted into another and rounded."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a unit of measure, converted so that measures can be compared.

    Attributes:
        dimension: the kind of measure, such as ``time``.
        value: the value in the first unit of the dimension.
        rough: whether conversions from the unit are usually rounded.
    """

    dimension: str
    value: Fraction
    rough: bool

    def agrees(self, other: Measure) -> bool:
        """Tell whether two measures of one dimension have the same value.

        If one of them is rough, a difference of up to `TOLERANCE` is allowed.
        """
        difference = abs(self.value - other.value)
        return difference <= TOLERANCE * self.value if self.rough or other.rough else not difference


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    Attributes:
        values: all possible values, at least one.
        start: 0-based offset of the first character.
        end: offset after the last character.
        required: whether a translation must contain the number.
        small: whether it is a number word from two to ten. Translations often reword such a word and
            seldom omit it. It therefore counts as missing only if the other side has an unmatched
            number too.
        idle: whether the expression, such as an idiom, a half or a time of day in words, is never
            reported as missing. Numbers inside it are not reported either.
        measures: the measures of a number with a unit, one for each value and each meaning of the unit.
    """

    values: frozenset[Fraction]
    start: int
    end: int
    required: bool = True
    small: bool = False
    idle: bool = False
    measures: frozenset[Measure] = frozenset()

    def agrees(self, other: Quantity) -> bool:
        """Tell whether two quantities can be the same.

        If both have measures of the same dimension, the measures decide; otherwise the values do.
        """
        if not self.measures or not other.measures:
            return not self.values.isdisjoint(other.values)
        pairs = [
            (ours, theirs) for ours in self.measures for theirs in other.measures if ours.dimension == theirs.dimension
        ]
        return any(ours.agrees(theirs) for ours, theirs in pairs) if pairs else bool(self.values & other.values)

    def overlaps(self, other: Quantity) -> bool:
        """Tell whether two quantities of one text overlap."""
        return self.start < other.end and other.start < self.end


def unmatched(first: list[Quantity], second: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Return the quantities of each text that are missing in the other text.

    Args:
        first: quantities of one text.
        second: quantities of its translation.
    """
    missed = [_missing(first, second), _missing(second, first)]
    swapped = all(any(quantity.required or quantity.small for quantity in side) for side in missed)
    kept = [[quantity for quantity in side if quantity.required or (quantity.small and swapped)] for side in missed]
    return kept[0], kept[1]


def _missing(quantities: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    return [each for each in quantities if not each.idle and not any(each.agrees(other) for other in others)]
