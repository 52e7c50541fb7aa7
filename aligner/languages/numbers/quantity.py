"""A number with all its readings, and what two texts have in common in numbers.

A quantity holds every value it can be read as: "5 p.m." is 5 or 17, "the 1990s" is 1990 or 90, "35 %" is 35 or
0.35. Two quantities agree when they share a value. What a careful translation must render is ``required``; what
it may leave out or reword (one, a pair, the month of a date, half) only ever answers for the other side's numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

TOLERANCE = Fraction(4, 100)
"""Share by which the conversion of one unit into another may be rounded."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number measures.

    Attributes:
        dimension: such as ``time``.
        value: in the first unit of the dimension.
        rough: whether conversions from the unit are rounded.
    """

    dimension: str
    value: Fraction
    rough: bool

    def agrees(self, other: Measure) -> bool:
        """Tell whether two measures of one dimension say the same."""
        unlike = abs(self.value - other.value)
        return unlike <= TOLERANCE * self.value if self.rough or other.rough else not unlike


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
        idle: a phrase read as a whole, so that no number inside it asks for anything, and neither does it: an idiom
            that counts nothing, a half, a time of day in words.
        measures: what it measures, where a unit follows: one reading a value and a meaning of the unit.
    """

    values: frozenset[Fraction]
    start: int
    end: int
    required: bool = True
    small: bool = False
    idle: bool = False
    measures: frozenset[Measure] = frozenset()

    def agrees(self, other: Quantity) -> bool:
        """Tell whether two quantities can be the same: of one value and no other unit, or of one measure."""
        pairs = [
            (ours, theirs) for ours in self.measures for theirs in other.measures if ours.dimension == theirs.dimension
        ]
        return any(ours.agrees(theirs) for ours, theirs in pairs) if pairs else bool(self.values & other.values)

    def overlaps(self, other: Quantity) -> bool:
        """Tell whether two quantities of one text share a character."""
        return self.start < other.end and other.start < self.end


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
    return [each for each in quantities if not each.idle and not any(each.agrees(other) for other in others)]
