"""Compare the gold and test beads of a document.

Correct beads are counted for the whole document or for blocks of it, and ratios are computed from
the counts.
"""

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

MIN_DOCUMENTS = 5
"""With fewer documents, the bootstrap resamples blocks of beads instead of documents."""
MIN_BLOCK_BEADS = 5
"""Minimum number of gold beads in a block: errors of neighbouring beads are dependent, as they share a boundary."""
MAX_BLOCKS = 1000
"""Maximum number of blocks in a document; more of them make the interval slower, but not more accurate."""
Key = tuple[tuple[int, ...], tuple[int, ...]]
_WRONG, _LAX, _STRICT = 0, 1, 2


def count_right(gold: Sequence[Bead], test: Sequence[Bead]) -> Counts:
    """Count the correct beads of one document."""
    return Comparison(gold, test).counts()


def pool(counts: Iterable[Counts]) -> Counts:
    """Add up the counts of several documents."""
    return Counts(*(sum(column) for column in zip(*map(astuple, counts), strict=True)))


def score(counts: Counts) -> Scores:
    """Return strict and lax precision, recall and F1, the harmonic mean of precision and recall."""
    import numpy

    return scores_of(ratios_of(numpy.array(astuple(counts), dtype=numpy.float64)))


class Comparison:
    """The gold and test beads of one document, each with a verdict.

    The verdict is strictly correct, laxly correct or wrong.
    """

    def __init__(self, gold: Sequence[Bead], test: Sequence[Bead]) -> None:
        # Dictionaries remove repeated beads and keep the order.
        self.gold = dict.fromkeys((bead.source, bead.target) for bead in gold if bead.source or bead.target)
        self.test = dict.fromkeys((bead.source, bead.target) for bead in test if bead.source or bead.target)
        self.gold_verdicts = _verdicts(self.gold, self.test)
        self.test_verdicts = _verdicts(self.test, self.gold)

    def counts(self) -> Counts:
        """Return the counts of correct beads and of all beads in the whole document."""
        two_sided = [verdict for bead, verdict in zip(self.gold, self.gold_verdicts, strict=True) if all(bead)]
        return Counts(
            test=len(self.test),
            test_strict=self.test_verdicts.count(_STRICT),
            test_lax=len(self.test) - self.test_verdicts.count(_WRONG),
            gold=len(two_sided),
            gold_strict=two_sided.count(_STRICT),
            gold_lax=len(two_sided) - two_sided.count(_WRONG),
            beads=len(self.gold),
        )

    def strictly_right(self) -> list[bool]:
        """Return for each test bead whether the gold has the same bead, in the order of ``test``."""
        return [verdict == _STRICT for verdict in self.test_verdicts]

    def blocks(self) -> Matrix:
        """Return the counts of consecutive blocks of the document, each as in `Counts`, shape (blocks, 7).

        Their sum is that of the whole document. The boundaries of the blocks depend only on the
        gold, so that they are the same for all systems.
        """
        import numpy

        gold_positions, test_positions = numpy.array(_positions(self.gold)), numpy.array(_positions(self.test))
        size = max(MIN_BLOCK_BEADS, -(-len(self.gold) // MAX_BLOCKS))
        boundaries = numpy.unique(numpy.sort(gold_positions)[size::size])
        gold_blocks = numpy.searchsorted(boundaries, gold_positions, side="right")
        test_blocks = numpy.searchsorted(boundaries, test_positions, side="right")
        two_sided = numpy.array([all(bead) for bead in self.gold], dtype=bool)
        gold_verdicts, test_verdicts = numpy.array(self.gold_verdicts), numpy.array(self.test_verdicts)
        columns = (
            test_blocks,
            test_blocks[test_verdicts == _STRICT],
            test_blocks[test_verdicts != _WRONG],
            gold_blocks[two_sided],
            gold_blocks[two_sided & (gold_verdicts == _STRICT)],
            gold_blocks[two_sided & (gold_verdicts != _WRONG)],
            gold_blocks,
        )
        counts = [numpy.bincount(column, minlength=len(boundaries) + 1) for column in columns]
        return numpy.stack(counts, axis=1).astype(numpy.float64)


def resampled_units(comparisons: Sequence[Comparison]) -> tuple[Matrix, str]:
    """Return the counts of the units that the bootstrap resamples, shape (units, 7), and the kind of unit.

    A unit is a document or, if there are too few documents, a block of beads. Its seven counts are
    those of `Counts`. The units depend only on the gold.
    """
    import numpy

    if len(comparisons) >= MIN_DOCUMENTS:
        counts = [astuple(comparison.counts()) for comparison in comparisons]
        return numpy.array(counts, dtype=numpy.float64), "document"
    return numpy.concatenate([numpy.zeros((0, 7)), *(comparison.blocks() for comparison in comparisons)]), "block"


def _verdicts(beads: Collection[Key], reference: Collection[Key]) -> list[int]:
    """Return for each bead whether it is strictly correct, laxly correct, or wrong.

    A null bead of the reference shares no segments with other beads, so it can only match an equal null
    bead.
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


def _positions(beads: Iterable[Key]) -> list[int]:
    """Return the position of each bead, the number of its first source segment.

    An addition has no source segment; it gets the position of the previous bead.
    """
    positions = []
    position = 0
    for source, _ in beads:
        position = source[0] if source else position
        positions.append(position)
    return positions


def ratios_of(counts: Matrix) -> Matrix:
    """Return strict precision, recall and F1, then lax ones, shape (..., 6).

    Args:
        counts: numbers of beads in the order of `Counts`, shape (..., 7).
    """
    import numpy

    def divide(numerator: Matrix, denominator: Matrix) -> Matrix:
        return numpy.divide(numerator, denominator, out=numpy.zeros_like(numerator), where=denominator > 0)

    test, test_strict, test_lax, gold, gold_strict, gold_lax, _ = numpy.moveaxis(counts, -1, 0)
    columns = []
    for correct, recalled in ((test_strict, gold_strict), (test_lax, gold_lax)):
        precision, recall = divide(correct, test), divide(recalled, gold)
        columns += [precision, recall, divide(2 * precision * recall, precision + recall)]
    return numpy.stack(columns, axis=-1)


def scores_of(ratios: Matrix) -> Scores:
    """Convert six ratios to `Scores`: strict precision, recall and F1, then lax ones."""
    values = ratios.tolist()
    return Scores(Ratios(*values[:3]), Ratios(*values[3:]))
