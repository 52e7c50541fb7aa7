"""Measure the agreement of two alignments of the same texts, for annotators; neither of them is the gold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aligner.bitext import Bead


@dataclass(frozen=True, slots=True)
class Agreement:
    """Dice coefficients of two alignments, 0 to 1; 1 if both are empty.

    Attributes:
        beads: coefficient of the beads, null beads included.
        links: coefficient of the links; a link is a source and a target segment in the same bead. Beads with different
            boundaries agree in part.
    """

    beads: float = 0.0
    links: float = 0.0


def agreement_of(documents: Iterable[tuple[Sequence[Bead], Sequence[Bead]]]) -> Agreement:
    """Return the agreement of two alignments over all documents together."""
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
