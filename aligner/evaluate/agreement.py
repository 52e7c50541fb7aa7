"""How far two alignments of the same texts agree, whichever of them is called gold: for annotators who compare work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aligner.bitext import Bead


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares of what both have, 0 to 1: twice the common part over the sum of both (Dice); 1 where both are empty.

    Attributes:
        beads: of the beads, null beads included.
        links: of the pairs of a source and a target segment that stand in one bead; a bead that one of the two cuts
            differently counts in part.
    """

    beads: float = 0.0
    links: float = 0.0


def agreement_of(documents: Iterable[tuple[Sequence[Bead], Sequence[Bead]]]) -> Agreement:
    """Return how far two alignments agree over all documents together."""
    beads: list[tuple[set[Any], set[Any]]] = []
    links: list[tuple[set[Any], set[Any]]] = []
    for first, second in documents:
        beads.append((_beads(first), _beads(second)))
        links.append((_links(first), _links(second)))
    return Agreement(_dice(beads), _dice(links))


def _beads(beads: Sequence[Bead]) -> set[Any]:
    return {(bead.source, bead.target) for bead in beads} - {((), ())}


def _links(beads: Sequence[Bead]) -> set[Any]:
    return {(first, second) for bead in beads for first in bead.source for second in bead.target}


def _dice(sides: Sequence[tuple[set[Any], set[Any]]]) -> float:
    total = sum(len(first) + len(second) for first, second in sides)
    return 2 * sum(len(first & second) for first, second in sides) / total if total else 1.0
