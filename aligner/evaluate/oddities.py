"""What is odd about beads that are to be compared: one-line warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aligner.bitext import Bead


def odd(gold: Sequence[Bead], test: Sequence[Bead]) -> tuple[str, ...]:
    """Return one-line warnings on beads that do not fit together; none for two sound files of one document."""
    found = [*_repeated("gold", gold), *_repeated("test", test)]
    gold_ends, test_ends = (_ends(beads) for beads in (gold, test))
    if gold_ends != test_ends and gold_ends == test_ends[::-1]:
        found.append("source and target look exchanged between gold and test")
        return tuple(found)
    for side, gold_end, test_end in zip(("source", "target"), gold_ends, test_ends, strict=True):
        if gold_end != test_end:
            ends = f"the last {side} segment is {test_end} in the test and {gold_end} in the gold"
            found.append(f"{ends}: is it the same document, segmented alike?")
    return tuple(found)


def _ends(beads: Sequence[Bead]) -> tuple[int, int]:
    """Return the highest segment number of each side, -1 where there is none."""
    return (
        max((bead.source[-1] for bead in beads if bead.source), default=-1),
        max((bead.target[-1] for bead in beads if bead.target), default=-1),
    )


def _repeated(name: str, beads: Sequence[Bead]) -> list[str]:
    """Return a warning for each side on which a segment stands in more than one bead."""
    found = []
    for side in ("source", "target"):
        ids = [number for bead in beads for number in getattr(bead, side)]
        if len(ids) > len(set(ids)):
            number, times = max(Counter(ids).items(), key=lambda item: item[1])
            found.append(f"{name}: {side} segment {number} stands in {times} beads, and it may not be the only one")
    return found
