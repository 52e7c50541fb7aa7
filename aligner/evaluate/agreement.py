"""Measure the agreement of two alignments of the same texts, for example by two annotators.

Neither of the alignments is the gold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aligner.bitext import Bead
from aligner.evaluate.kappa import cohens_kappa


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of two alignments; all values are symmetric.

    Attributes:
        beads: Dice coefficient of the beads, including null beads, 0 to 1; 1 if both alignments are
            empty.
        links: Dice coefficient of the links, 0 to 1; a link is a source and a target segment in the
            same bead. Thus beads with different boundaries can agree in part.
        boundaries: Cohen's kappa of whether one bead contains both of two neighbouring segments of a
            side; ``None`` if there are none, or if both annotators made the same decision everywhere.
        unpaired: Cohen's kappa of whether a segment has a counterpart; ``None`` as for ``boundaries``.
    """

    beads: float = 0.0
    links: float = 0.0
    boundaries: float | None = None
    unpaired: float | None = None


def agreement_of(documents: Iterable[tuple[Sequence[Bead], Sequence[Bead]]]) -> Agreement:
    """Return the agreement of two alignments, computed over all documents together.

    Args:
        documents: the beads of both alignments, for each document.
    """
    beads: list[tuple[set[Any], set[Any]]] = []
    links: list[tuple[set[Any], set[Any]]] = []
    boundaries, unpaired = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for first, second in documents:
        beads.append((_beads(first), _beads(second)))
        links.append((_links(first), _links(second)))
        for side in ("source", "target"):
            segments = 1 + max(
                (getattr(bead, side)[-1] for bead in (*first, *second) if getattr(bead, side)), default=-1
            )
            boundaries.update(zip(_cuts(first, side, segments), _cuts(second, side, segments), strict=True))
            unpaired.update(zip(_pairings(first, side, segments), _pairings(second, side, segments), strict=True))
    return Agreement(_dice(beads), _dice(links), cohens_kappa(boundaries), cohens_kappa(unpaired))


def _beads(beads: Sequence[Bead]) -> set[Any]:
    return {(bead.source, bead.target) for bead in beads} - {((), ())}


def _links(beads: Sequence[Bead]) -> set[Any]:
    return {(first, second) for bead in beads for first in bead.source for second in bead.target}


def _dice(sides: Sequence[tuple[set[Any], set[Any]]]) -> float:
    total = sum(len(first) + len(second) for first, second in sides)
    return 2 * sum(len(first & second) for first, second in sides) / total if total else 1.0


def _cuts(beads: Sequence[Bead], side: str, segments: int) -> list[str]:
    """Return a label for each boundary between neighbouring segments of a side.

    The label is ``joined`` if one bead contains both segments, else ``cut``.
    """
    joined = {
        first
        for bead in beads
        for first, second in zip(getattr(bead, side), getattr(bead, side)[1:], strict=False)
        if second == first + 1
    }
    return ["joined" if number in joined else "cut" for number in range(segments - 1)]


def _pairings(beads: Sequence[Bead], side: str, segments: int) -> list[str]:
    """Return a label for each segment of a side: ``paired`` if it has a counterpart, else ``unpaired``."""
    paired = {number for bead in beads if not bead.is_null for number in getattr(bead, side)}
    return ["paired" if number in paired else "unpaired" for number in range(segments)]
