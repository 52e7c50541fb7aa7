"""What damage costs: scores of the beads found in a damaged document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from aligner.alignment.crossing import MovedBlock
from aligner.bitext import Bead
from benchmarks.perturbation.damage import Damaged

Key = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Tally:
    """What was counted; tallies of several documents add up.

    Attributes:
        gold: right beads with two sides.
        test: found beads with two sides.
        right: those that are both.
        gold_nulls: segments that nothing translates, one a null bead.
        test_nulls: segments found to be such.
        right_nulls: those that are both.
        planted: segments that lost their counterpart to the damage.
        planted_found: those found to have none.
        intact: right beads all of whose segments survived.
        intact_test: found beads with two sides, but those that hold nothing but segments of beads that lost a part.
        intact_right: those that are both.
    """

    gold: int = 0
    test: int = 0
    right: int = 0
    gold_nulls: int = 0
    test_nulls: int = 0
    right_nulls: int = 0
    planted: int = 0
    planted_found: int = 0
    intact: int = 0
    intact_test: int = 0
    intact_right: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return the counts of both."""
        return Tally(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    @property
    def surviving_f1(self) -> float:
        """Strict F1 of the surviving beads, 0 to 1.

        Gold: beads with two sides all of whose segments survived. Found: beads with two sides; those that hold only
        segments of beads that lost a part are left out, whatever they are. A segment without a counterpart that is
        put into a bead thus costs, and so does a surviving bead that is not found exactly.
        """
        return f1(self.intact_right, self.intact_test, self.intact)

    @property
    def reduced_f1(self) -> float:
        """Strict F1 of all beads with two sides, 0 to 1; gold beads that lost a part stand as what is left of them."""
        return f1(self.right, self.test, self.gold)

    @property
    def null_f1(self) -> float:
        """F1 of the segments without a counterpart, 0 to 1, those that had none before the damage included."""
        return f1(self.right_nulls, self.test_nulls, self.gold_nulls)

    @property
    def planted_recall(self) -> float:
        """Share of the segments that lost their counterpart that was found, 0 to 1."""
        return self.planted_found / self.planted if self.planted else 0.0


def f1(right: int, test: int, gold: int) -> float:
    """Return the harmonic mean of precision and recall, 0 where there is nothing."""
    return 2 * right / (test + gold) if test + gold else 0.0


def tally(damaged: Damaged, beads: Iterable[Bead]) -> Tally:
    """Count the beads found, Chinese first, in a damaged document."""
    found = [(bead.source, bead.target) for bead in beads]
    gold, test = two_sided(damaged.document.beads), two_sided(found)
    gold_nulls, test_nulls = null_segments(damaged.document.beads), null_segments(found)
    planted = null_segments(damaged.planted)
    reduced = set(damaged.reduced)
    intact = gold - reduced
    parts = segments_of(reduced)
    return Tally(
        len(gold),
        len(test),
        len(gold & test),
        len(gold_nulls),
        len(test_nulls),
        len(gold_nulls & test_nulls),
        len(planted),
        len(planted & test_nulls),
        len(intact),
        sum(not segments_of([bead]) <= parts for bead in test),
        len(intact & test),
    )


def two_sided(beads: Iterable[Key]) -> set[Key]:
    """Return the beads with two sides."""
    return {bead for bead in beads if bead[0] and bead[1]}


def null_segments(beads: Iterable[Key]) -> set[tuple[int, int]]:
    """Return ``(side, number)`` of the segments that stand in null beads."""
    return segments_of(bead for bead in beads if not (bead[0] and bead[1]))


def segments_of(beads: Iterable[Key]) -> set[tuple[int, int]]:
    """Return ``(side, number)`` of the segments of some beads."""
    return {(side, number) for bead in beads for side in (0, 1) for number in bead[side]}


def pieces(damaged: Damaged, beads: Sequence[Bead]) -> int:
    """Return into how many blocks of null beads the planted segments fell; 1 is right."""
    planted = null_segments(damaged.planted)
    inside = False
    count = 0
    for bead in beads:
        here = bead.is_null and null_segments([(bead.source, bead.target)]) <= planted
        count += here and not inside
        inside = here
    return count


def extent_error(block: tuple[range, range], found: Sequence[MovedBlock]) -> int | None:
    """Return by how many segments the nearest reported block misses, at the worst of its four ends.

    Nothing where no reported block shares a segment with ``block`` on both sides.
    """
    errors = [
        max(
            abs(a - b)
            for one, other in zip(block, (each.source, each.target), strict=True)
            for a, b in ends(one, other)
        )
        for each in found
        if overlap(block[0], each.source) and overlap(block[1], each.target)
    ]
    return min(errors, default=None)


def ends(one: range, other: range) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the starts and the stops of two ranges."""
    return (one.start, other.start), (one.stop, other.stop)


def overlap(one: range, other: range) -> bool:
    """Tell whether two ranges share a number."""
    return max(one.start, other.start) < min(one.stop, other.stop)
