"""The generator: deletions, insertions and swaps, each with the beads that are right afterwards.

A document is damaged on one side only. What is planted is drawn from a seeded generator, so the same seed gives the
same damage everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.bead_score.documents import Ids, KnownDocument

Side = Literal["chinese", "english"]
Beads = tuple[tuple[Ids, Ids], ...]
SIDES: tuple[Side, Side] = ("chinese", "english")
LONGEST_RUN = 10
"""Sentences deleted in one piece, at most; every length from 1 on is as likely."""


@dataclass(frozen=True)
class Damaged:
    """A damaged document and what was done to it.

    Attributes:
        document: the texts after the damage, and their right beads; where blocks were swapped, beads cross.
        planted: beads (as they stand in ``document``) that a deletion or an insertion left without a counterpart.
        reduced: beads that lost some segments of a side, but not all.
        blocks: the swapped blocks, as the Chinese and English numbers of their segments.
    """

    document: KnownDocument
    planted: Beads = ()
    reduced: Beads = ()
    blocks: tuple[tuple[range, range], ...] = ()


def undamaged(document: KnownDocument) -> Damaged:
    """Return the document as it is."""
    return Damaged(document)


def with_deletions(document: KnownDocument, side: Side, share: float, chance: random.Random) -> Damaged:
    """Delete a share of one side's segments in runs of 1 to `LONGEST_RUN`.

    A gold bead that loses some segments of a side keeps the rest (it is `Damaged.reduced`); one that loses all
    leaves each segment of its other side behind as a null bead (they are `Damaged.planted`).

    Args:
        document: what to damage.
        side: where to delete.
        share: of the side's segments, 0 to 1; met exactly, up to rounding.
        chance: draws the runs.
    """
    place = SIDES.index(side)
    kept = kept_segments(len(texts(document, side)), share, chance)
    beads: list[tuple[Ids, Ids]] = []
    planted: list[tuple[Ids, Ids]] = []
    reduced: list[tuple[Ids, Ids]] = []
    for bead in document.beads:
        left = tuple(kept[number] for number in bead[place] if number in kept)
        if left == () and bead[place]:
            orphans = [ordered((), (number,), place) for number in bead[1 - place]]
            planted += orphans
            beads += orphans
            continue
        beads.append(ordered(left, bead[1 - place], place))
        if len(left) < len(bead[place]) and bead[1 - place]:
            reduced.append(beads[-1])
    remaining = tuple(text for number, text in enumerate(texts(document, side)) if number in kept)
    return Damaged(renewed(document, side, remaining, tuple(beads)), tuple(planted), tuple(reduced))


def with_single_deletions(document: KnownDocument, side: Side, share: float, chance: random.Random) -> Damaged:
    """Delete single segments of one side, never two neighbours.

    Only segments of 1-1 beads are deleted, so that what remains has known beads: the counterpart of each is a null
    bead (they are `Damaged.planted`), and no other bead changes.

    Args:
        document: what to damage.
        side: where to delete.
        share: of the side's segments, 0 to 1; less is deleted where there are too few such beads.
        chance: draws the segments.
    """
    place = SIDES.index(side)
    candidates = [bead[place][0] for bead in document.beads if len(bead[0]) == len(bead[1]) == 1]
    chance.shuffle(candidates)
    goal, gone = round(share * len(texts(document, side))), set[int]()
    for number in candidates:
        if len(gone) < goal and gone.isdisjoint((number - 1, number + 1)):
            gone.add(number)
    remaining = [number for number in range(len(texts(document, side))) if number not in gone]
    kept = {number: new for new, number in enumerate(remaining)}
    beads: list[tuple[Ids, Ids]] = []
    planted: list[tuple[Ids, Ids]] = []
    for bead in document.beads:
        beads.append(ordered([kept[number] for number in bead[place] if number in kept], bead[1 - place], place))
        if not gone.isdisjoint(bead[place]):
            planted.append(beads[-1])
    segments = tuple(texts(document, side)[number] for number in remaining)
    return Damaged(renewed(document, side, segments, tuple(beads)), tuple(planted))


def kept_segments(count: int, share: float, chance: random.Random) -> dict[int, int]:
    """Return the numbers of the segments that stay, with their new numbers."""
    goal, gone = round(count * share), set[int]()
    while len(gone) < goal:
        run = min(chance.randint(1, LONGEST_RUN), goal - len(gone))
        start = chance.randint(0, count - run)
        # Runs keep a segment between them, as long as that can be done: else they would be longer than they say.
        if share < 0.5 and gone.intersection(range(start - 1, start + run + 1)):
            continue
        gone.update(range(start, start + run))
    return {number: new for new, number in enumerate(n for n in range(count) if n not in gone)}


def with_insertion(document: KnownDocument, side: Side, where: float, foreign: Sequence[str]) -> Damaged:
    """Insert foreign segments into one side, between two beads.

    Args:
        document: what to damage.
        side: where to insert.
        where: share of the beads that stand before the insertion, 0 (in front) to 1 (at the end).
        foreign: segments that translate nothing in the document.
    """
    place = SIDES.index(side)
    cut = round(len(document.beads) * where)
    first = sum(len(bead[place]) for bead in document.beads[:cut])
    planted = tuple(ordered((number,), (), place) for number in range(first, first + len(foreign)))
    behind = (
        ordered(tuple(number + len(foreign) for number in bead[place]), bead[1 - place], place)
        for bead in document.beads[cut:]
    )
    before = texts(document, side)
    longer = (*before[:first], *foreign, *before[first:])
    return Damaged(renewed(document, side, longer, (*document.beads[:cut], *planted, *behind)), planted)


def with_swap(parts: Sequence[KnownDocument], side: Side, swapped: tuple[int, int]) -> Damaged:
    """Join documents to one and let two of them change places on one side.

    Args:
        parts: the chapters.
        side: on which they are swapped.
        swapped: numbers of the two, the smaller first.
    """
    order = list(range(len(parts)))
    order[swapped[0]], order[swapped[1]] = order[swapped[1]], order[swapped[0]]
    place = SIDES.index(side)
    starts = [[0] * len(parts), [0] * len(parts)]
    for which, sequence in ((place, order), (1 - place, sorted(order))):
        count = 0
        for number in sequence:
            starts[which][number] = count
            count += len(texts(parts[number], SIDES[which]))
    beads = tuple(
        (tuple(n + starts[0][number] for n in first), tuple(n + starts[1][number] for n in second))
        for number, part in enumerate(parts)
        for first, second in part.beads
    )
    sides = [tuple(t for number in sorted(order) for t in texts(parts[number], which)) for which in SIDES]
    sides[place] = tuple(t for number in order for t in texts(parts[number], side))
    blocks = tuple(
        (
            range(starts[0][number], starts[0][number] + len(parts[number].chinese)),
            range(starts[1][number], starts[1][number] + len(parts[number].english)),
        )
        for number in swapped
    )
    return Damaged(KnownDocument(sides[0], sides[1], beads), blocks=blocks)


def joined(parts: Sequence[KnownDocument]) -> KnownDocument:
    """Return documents as one."""
    return with_swap(parts, "chinese", (0, 0)).document


def texts(document: KnownDocument, side: Side) -> tuple[str, ...]:
    """Return one side's segments."""
    return document.chinese if side == "chinese" else document.english


def ordered(damaged_side: Collection[int], other: Collection[int], place: int) -> tuple[Ids, Ids]:
    """Return a bead, Chinese first, from the ids of the side ``place`` and of the other one."""
    pair = (tuple(damaged_side), tuple(other))
    return pair if place == 0 else (pair[1], pair[0])


def renewed(document: KnownDocument, side: Side, segments: tuple[str, ...], beads: Beads) -> KnownDocument:
    """Return the document with one side and the beads replaced."""
    if side == "chinese":
        return replace(document, chinese=segments, beads=beads)
    return replace(document, english=segments, beads=beads)
