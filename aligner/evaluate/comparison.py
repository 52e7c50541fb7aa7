"""Gold and test of one document side by side: counts of what is right, whole or in stretches, and their ratios."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING

from aligner.bitext import Bead
from aligner.evaluate.values import Counts, Ratios, Scores

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Matrix = NDArray[numpy.float64]

BLOCK = 5
"""Fewest gold beads in a block: a wrong boundary spoils its neighbour too, so beads do not err independently."""
MOST_BLOCKS = 1000
"""More blocks per document than this make the interval no better, only slower."""
Key = tuple[tuple[int, ...], tuple[int, ...]]
_WRONG, _LAX, _STRICT = 0, 1, 2


def count_right(gold: Sequence[Bead], test: Sequence[Bead]) -> Counts:
    """Count the beads of one document that are right."""
    return Comparison(gold, test).counts()


def pool(counts: Iterable[Counts]) -> Counts:
    """Add up the counts of several documents."""
    return Counts(*(sum(column) for column in zip(*map(astuple, counts), strict=True)))


def score(counts: Counts) -> Scores:
    """Divide: precision and recall, strict and lax, and F1, their harmonic mean."""
    import numpy

    return scores_of(ratios_of(numpy.array(astuple(counts), dtype=numpy.float64)))


class Comparison:
    """Gold and test of one document, each bead judged once."""

    def __init__(self, gold: Sequence[Bead], test: Sequence[Bead]) -> None:
        # Dictionaries drop repetitions and keep the order.
        self.gold = dict.fromkeys((bead.source, bead.target) for bead in gold if bead.source or bead.target)
        self.test = dict.fromkeys((bead.source, bead.target) for bead in test if bead.source or bead.target)
        self.gold_judged = _judged(self.gold, self.test)
        self.test_judged = _judged(self.test, self.gold)

    def counts(self) -> Counts:
        """Return the counts of the whole document."""
        full = [judged for bead, judged in zip(self.gold, self.gold_judged, strict=True) if all(bead)]
        return Counts(
            test=len(self.test),
            test_strict=self.test_judged.count(_STRICT),
            test_lax=len(self.test) - self.test_judged.count(_WRONG),
            gold=len(full),
            gold_strict=full.count(_STRICT),
            gold_lax=len(full) - full.count(_WRONG),
            beads=len(self.gold),
        )

    def blocks(self) -> Matrix:
        """Return the same counts for consecutive stretches of the document, shape (blocks, 7); they add up.

        The document is cut along the gold alone, so that every system is cut alike.
        """
        import numpy

        gold_places, test_places = numpy.array(_places(self.gold)), numpy.array(_places(self.test))
        size = max(BLOCK, -(-len(self.gold) // MOST_BLOCKS))
        cuts = numpy.unique(numpy.sort(gold_places)[size::size])
        gold_blocks = numpy.searchsorted(cuts, gold_places, side="right")
        test_blocks = numpy.searchsorted(cuts, test_places, side="right")
        full = numpy.array([all(bead) for bead in self.gold], dtype=bool)
        gold_judged, test_judged = numpy.array(self.gold_judged), numpy.array(self.test_judged)
        columns = (
            test_blocks,
            test_blocks[test_judged == _STRICT],
            test_blocks[test_judged != _WRONG],
            gold_blocks[full],
            gold_blocks[full & (gold_judged == _STRICT)],
            gold_blocks[full & (gold_judged != _WRONG)],
            gold_blocks,
        )
        counted = [numpy.bincount(column, minlength=len(cuts) + 1) for column in columns]
        return numpy.stack(counted, axis=1).astype(numpy.float64)


def _judged(beads: Collection[Key], reference: Collection[Key]) -> list[int]:
    """Say of each bead whether the reference has it, strictly or laxly.

    A null bead of the reference shares segments with nothing, so whether it is there matters only for null beads.
    """
    targets: dict[int, tuple[int, ...]] = {}
    for source, target in reference:
        for number in source:
            known = targets.get(number)
            targets[number] = target if known is None else known + target
    return [
        _STRICT
        if bead in reference
        else _LAX
        if any(not set(bead[1]).isdisjoint(targets.get(number, ())) for number in bead[0])
        else _WRONG
        for bead in beads
    ]


def _places(beads: Iterable[Key]) -> list[int]:
    """Return where each bead stands in the source; an addition stands where the bead before it does."""
    places = []
    place = 0
    for source, _ in beads:
        place = source[0] if source else place
        places.append(place)
    return places


def ratios_of(counts: Matrix) -> Matrix:
    """Return strict P, R, F1 and lax P, R, F1 from counts in the order of `Counts`, along the last axis."""
    import numpy

    def divided(above: Matrix, below: Matrix) -> Matrix:
        return numpy.divide(above, below, out=numpy.zeros_like(above), where=below > 0)

    test, test_strict, test_lax, gold, gold_strict, gold_lax, _ = numpy.moveaxis(counts, -1, 0)
    columns = []
    for right, found in ((test_strict, gold_strict), (test_lax, gold_lax)):
        precision, recall = divided(right, test), divided(found, gold)
        columns += [precision, recall, divided(2 * precision * recall, precision + recall)]
    return numpy.stack(columns, axis=-1)


def scores_of(ratios: Matrix) -> Scores:
    """Return six ratios as values: precision, recall and F1, strict before lax."""
    values = ratios.tolist()
    return Scores(Ratios(*values[:3]), Ratios(*values[3:]))
