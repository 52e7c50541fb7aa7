"""Stretches of an alignment that cross each other, and the choice of those to mark as moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from aligner.bitext import Bead

MOVED = "moved"
SIDES = ("source", "target")
MIN_BLOCK_BEADS = 5
"""Minimum number of beads of a moved stretch; fewer crossing beads are errors."""
MAX_SIZE_RATIO = 3.0
"""Maximum size ratio of two stretches that changed places and are both marked as moved."""


@dataclass(frozen=True, slots=True)
class MovedBlock:
    """Segments that translate each other, but are at different places in the two documents.

    Attributes:
        source: 0-based numbers of the source segments.
        target: 0-based numbers of the target segments.
        reordered: whether they are a list whose items are in another order in the other document.
    """

    source: range
    target: range
    reordered: bool = False


def moved_blocks(beads: Sequence[Bead]) -> list[MovedBlock]:
    """Return the blocks of beads with the status ``moved``, in source order.

    A list with its items in another order is one block.
    """
    beads = sorted((bead for bead in beads if not bead.is_null), key=lambda bead: bead.source)
    groups = [
        [beads[place] for place in group]
        for piece in crossing_pieces(beads, range(len(beads)))
        for status, group in groupby(piece, key=lambda place: beads[place].status)
        if status == MOVED
    ]
    blocks: list[MovedBlock] = []
    for small, members in groupby(groups, key=lambda group: len(group) < MIN_BLOCK_BEADS):
        pieces = list(members)
        together = [bead for piece in pieces for bead in piece]
        if small and len(pieces) >= MIN_BLOCK_BEADS and is_compact(together):
            blocks.append(MovedBlock(hull(together, "source"), hull(together, "target"), reordered=True))
        else:
            blocks += [MovedBlock(hull(piece, "source"), hull(piece, "target")) for piece in pieces]
    return blocks


def is_compact(beads: Sequence[Bead]) -> bool:
    """Tell whether beads contain most of the segments from their first to their last one, on both sides."""
    return all(2 * sum(len(getattr(bead, side)) for bead in beads) > len(hull(beads, side)) for side in SIDES)


def mark_moved(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return the beads, with the status ``moved`` for the stretches that are at another place.

    If two chapters have exchanged their places, the path contains at most one of them, because it
    is monotone. The earlier search for moved blocks has added the other one, or both. A stretch
    counts as unmoved if it has the same rank among all stretches on both sides. Single beads that
    cross an unmoved stretch and belong to no stretch are errors: their segments become null beads.
    """
    matched = [place for place, bead in enumerate(beads) if not bead.is_null]
    large = [p for piece in crossing_pieces(beads, matched) if len(piece) >= MIN_BLOCK_BEADS for p in piece]
    pieces = crossing_pieces(beads, large)
    by_target = sorted(pieces, key=lambda piece: beads[piece[0]].target)
    moved = [piece for piece, other in zip(pieces, by_target, strict=True) if piece is not other]
    rejoined = [piece for piece in pieces if beads[piece[0]].status == MOVED]
    if sum(map(len, moved)) > MAX_SIZE_RATIO * sum(map(len, rejoined)):
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
    """Return the pieces of an alignment: runs of beads that follow each other directly on both sides.

    Only the beads at ``places`` count. Beads at other places may lie between them.

    Args:
        beads: beads of the alignment.
        places: indices of the beads with two sides to divide into pieces, in source order.

    Returns:
        The indices of the beads of each piece.
    """
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
    """Tell whether two beads with two sides have different orders in the two documents."""
    return (one.source < other.source) != (one.target < other.target)


def hull(beads: Sequence[Bead], side: str) -> range:
    """Return the range from the lowest to the highest segment number of beads on one side."""
    numbers = [number for bead in beads for number in getattr(bead, side)]
    return range(min(numbers), max(numbers) + 1)
