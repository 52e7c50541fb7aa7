"""Sentences inside the passages: the constraints on their path, and beads that agree with the passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from aligner.alignment.align import sorted_beads
from aligner.alignment.constraints import LOCKED, Constraints
from aligner.alignment.crossing import MOVED
from aligner.bitext import Bead, Document, Passage

PASSAGE_CONFIDENCE = 0.95
"""Confidence that two blocks paired by the outline translate each other. Set by hand, not measured."""
Numbers = dict[int, list[int]]


def segments_by_block(document: Document) -> Numbers:
    """Return the segment numbers of each block, by the number of the block."""
    numbers: Numbers = defaultdict(list)
    for number, each in enumerate(document.segments):
        numbers[each.block].append(number)
    return numbers


def within_passages(source: Document, target: Document, passages: Sequence[Passage]) -> Constraints:
    """Return the constraints that keep sentences inside the passages."""
    ours, theirs = segments_by_block(source), segments_by_block(target)
    gates: list[tuple[int, int]] = []
    barred: tuple[set[int], set[int]] = (set(), set())
    for passage in passages:
        if passage.moved or not (passage.source and passage.target):
            barred[0].update(number for block in passage.source for number in ours[block])
            barred[1].update(number for block in passage.target for number in theirs[block])
            continue
        first = ours[passage.source[0]][0], theirs[passage.target[0]][0]
        last = ours[passage.source[-1]][-1] + 1, theirs[passage.target[-1]][-1] + 1
        gates += [first, last]
    return Constraints((), tuple(sorted(set(gates))), frozenset(barred[0]), frozenset(barred[1]))


def agreeing_beads(
    beads: Sequence[Bead], source: Document, target: Document, passages: Sequence[Passage]
) -> tuple[Bead, ...]:
    """Return beads in source order, with at least one bead for each paired passage.

    The path is monotone, so it cannot pair passages in another order. In short passages, it may pair no
    sentences. Such a passage becomes one bead, which replaces the beads that share its segments. Their
    other segments become null beads.

    Args:
        beads: beads of the path inside the passages.
        source: segmented source document.
        target: segmented target document.
        passages: passages of the two documents.
    """
    ours, theirs = segments_by_block(source), segments_by_block(target)
    paired = {number for bead in beads if not bead.is_null for number in bead.source}
    locked = [
        {number for bead in beads if bead.status == LOCKED for number in getattr(bead, side)}
        for side in ("source", "target")
    ]
    whole: list[Bead] = []
    for passage in passages:
        left = tuple(number for block in passage.source for number in ours[block])
        right = tuple(number for block in passage.target for number in theirs[block])
        if not left or not right or not (locked[0].isdisjoint(left) and locked[1].isdisjoint(right)):
            continue
        if passage.moved or paired.isdisjoint(left):
            status = MOVED if passage.moved else ""
            whole.append(Bead(left, right, passage.similarity, PASSAGE_CONFIDENCE, status))
    if not whole:
        return tuple(beads)
    taken = [{number for bead in whole for number in getattr(bead, side)} for side in ("source", "target")]
    rest = [part for bead in beads for part in without_segments(bead, taken[0], taken[1])]
    return sorted_beads([*rest, *whole])


def without_segments(bead: Bead, source: Collection[int], target: Collection[int]) -> list[Bead]:
    """Return the beads that remain of a bead if some source and target segments are removed.

    If the bead contains none of these segments, it is returned unchanged. Otherwise, each of its
    other segments becomes a null bead.
    """
    left = tuple(number for number in bead.source if number not in source)
    right = tuple(number for number in bead.target if number not in target)
    if (left, right) == (bead.source, bead.target):
        return [bead]
    alone = replace(bead, score=0.0, status="")
    return [
        *(replace(alone, source=(number,), target=()) for number in left),
        *(replace(alone, source=(), target=(number,)) for number in right),
    ]
