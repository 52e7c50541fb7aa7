"""Warn if gold and test beads seem not to belong to the same document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aligner.bitext import Bead
from aligner.interface import _


def diagnose(gold: Sequence[Bead], test: Sequence[Bead]) -> tuple[str, ...]:
    """Return one-line warnings on inconsistent gold and test beads.

    There are none for two valid files of one document.
    """
    warnings = [*_repeated("gold", gold), *_repeated("test", test)]
    gold_last, test_last = (_last_segments(beads) for beads in (gold, test))
    if gold_last != test_last and gold_last == test_last[::-1]:
        warnings.append(_("source and target seem to be swapped"))
        return tuple(warnings)
    for side, gold_end, test_end in zip(("source", "target"), gold_last, test_last, strict=True):
        if gold_end != test_end:
            message = _(
                "the last {side} segment is {test_end} in the test and {gold_end} in the gold",
                side=_(side),
                test_end=test_end,
                gold_end=gold_end,
            )
            warnings.append(_("{message}: is it the same document and segmentation?", message=message))
    return tuple(warnings)


def _last_segments(beads: Sequence[Bead]) -> tuple[int, int]:
    """Return the highest segment number of the source and of the target; -1 for an empty side."""
    return (
        max((bead.source[-1] for bead in beads if bead.source), default=-1),
        max((bead.target[-1] for bead in beads if bead.target), default=-1),
    )


def _repeated(name: str, beads: Sequence[Bead]) -> list[str]:
    """Return a warning for each side that has a segment in more than one bead."""
    warnings = []
    for side in ("source", "target"):
        ids = [number for bead in beads for number in getattr(bead, side)]
        if len(ids) > len(set(ids)):
            number, times = max(Counter(ids).items(), key=lambda item: item[1])
            warnings.append(
                _(
                    "{name}: {side} segment {number} is in {times} beads; there may be further ones",
                    name=name,
                    side=_(side),
                    number=number,
                    times=times,
                )
            )
    return warnings
