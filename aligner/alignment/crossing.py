"""Which stretches of an alignment cross which, and which of them are therefore called moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from aligner.bitext import Bead

MOVED = "moved"
SIDES = ("source", "target")
LEAST = 5
"""Beads of a stretch, at least: fewer that cross what is around them are strays."""
MOST_TRADED = 3.0
"""Two neighbours that changed places are both called moved, unless one is this many times as long as the other."""


@dataclass(frozen=True, slots=True)
class MovedBlock:
    """A stretch that stands elsewhere in the other document.

    Attributes:
        source: 0-based numbers of its source segments.
        target: 0-based numbers of its target segments.
        reordered: whether it is a list whose items stand in another order there.
    """

    source: range
    target: range
    reordered: bool = False


def moved_blocks(beads: Sequence[Bead]) -> list[MovedBlock]:
    """Return the blocks that beads with the status ``moved`` form, in source order; a list in another order is one."""
    beads = sorted((bead for bead in beads if not bead.is_null), key=lambda bead: bead.source)
    groups = [
        [beads[place] for place in group]
        for piece in crossing_pieces(beads, range(len(beads)))
        for status, group in groupby(piece, key=lambda place: beads[place].status)
        if status == MOVED
    ]
    blocks: list[MovedBlock] = []
    for small, some in groupby(groups, key=lambda group: len(group) < LEAST):
        pieces = list(some)
        together = [bead for piece in pieces for bead in piece]
        if small and len(pieces) >= LEAST and is_compact(together):
            blocks.append(MovedBlock(hull(together, "source"), hull(together, "target"), reordered=True))
        else:
            blocks += [MovedBlock(hull(piece, "source"), hull(piece, "target")) for piece in pieces]
    return blocks


def is_compact(beads: Sequence[Bead]) -> bool:
    """Tell whether beads hold most of what lies between the first and the last segment of them, on both sides."""
    return all(2 * sum(len(getattr(bead, side)) for bead in beads) > len(hull(beads, side)) for side in SIDES)


def traded(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return the beads with those called moved that did not stay in their place.

    The path keeps the heavier of what crosses and leaves the lighter alone. If two chapters changed places, one of
    them stayed on the path, or both did not and neither did a lighter one between them. Stretches that stand in the
    same place among all, counted on both sides, did not move then. Of what crosses these, the few beads that belong
    to no stretch are wrong: their segments are left alone.
    """
    matched = [place for place, bead in enumerate(beads) if not bead.is_null]
    large = [p for piece in crossing_pieces(beads, matched) if len(piece) >= LEAST for p in piece]
    pieces = crossing_pieces(beads, large)
    by_target = sorted(pieces, key=lambda piece: beads[piece[0]].target)
    moved = [piece for piece, other in zip(pieces, by_target, strict=True) if piece is not other]
    rejoined = [piece for piece in pieces if beads[piece[0]].status == MOVED]
    if sum(map(len, moved)) > MOST_TRADED * sum(map(len, rejoined)):
        moved = rejoined
    staying = [beads[piece[0]] for piece in pieces if all(piece is not other for other in moved)]
    small = {place for place in set(matched) - set(large) if not beads[place].status}
    stray = {place for place in small if any(cross(beads[place], other) for other in staying)}
    within = {place for piece in moved for place in range(piece[0], piece[-1] + 1)}
    result: list[Bead] = []
    for place, bead in enumerate(beads):
        if place in stray:
            result += [Bead((number,), ()) for number in bead.source]
            result += [Bead((), (number,)) for number in bead.target]
        else:
            status = "" if bead.status == MOVED else bead.status
            result.append(replace(bead, status=status or (MOVED if place in within else "")))
    return tuple(result)


def crossing_pieces(beads: Sequence[Bead], places: Sequence[int]) -> list[list[int]]:
    """Return the places of beads with two sides, in pieces of those that follow each other on both sides."""
    order = sorted(places, key=lambda place: beads[place].target)
    ranks = {place: rank for rank, place in enumerate(order)}
    pieces: list[list[int]] = []
    for number, place in enumerate(places):
        if number and ranks[place] == ranks[places[number - 1]] + 1:
            pieces[-1].append(place)
        else:
            pieces.append([place])
    return pieces


def cross(one: Bead, other: Bead) -> bool:
    """Tell whether two beads with two sides stand in different orders in the two documents."""
    return (one.source < other.source) != (one.target < other.target)


def hull(beads: Sequence[Bead], side: str) -> range:
    """Return the segments of one side from the least to the greatest number."""
    numbers = [number for bead in beads for number in getattr(bead, side)]
    return range(min(numbers), max(numbers) + 1)
