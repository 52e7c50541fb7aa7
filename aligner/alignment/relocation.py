"""Locked beads of an earlier run, found again in documents that have changed a little since.

A bead is found again where the texts of its segments stand in a row. Texts that stand in several places are told
apart by their neighbours, then by the distance that the documents have shifted so far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from aligner.bitext import Bead, Bitext, Document

LOCKED = "locked"
ANCHORING = frozenset({LOCKED, "approved"})
"""Statuses of beads that a person stands behind, which later runs keep."""
NEIGHBOURS = 3
"""Segments on either side that are looked at to tell equal texts apart."""


def locked_again(earlier: Bitext, source: Document, target: Document) -> tuple[tuple[Bead, ...], int]:
    """Return the locked beads of an earlier run with today's segment numbers, and how many could not be found.

    Args:
        earlier: its beads with the status ``locked`` or ``approved`` are looked for.
        source: segmented, as it is today; where it has the language of the earlier target the sides are exchanged.
        target: likewise.
    """
    if earlier.source.language == target.language != source.language:
        earlier = earlier.mirrored()
    sides = [_Side(old, new) for old, new in ((earlier.source, source), (earlier.target, target))]
    beads: list[Bead] = []
    wanted = [bead for bead in earlier.beads if bead.status in ANCHORING]
    for bead in wanted:
        found = [side.find(numbers) for side, numbers in zip(sides, (bead.source, bead.target), strict=True)]
        if found[0] is not None and found[1] is not None:
            for side, numbers, today in zip(sides, (bead.source, bead.target), found, strict=True):
                side.settle(numbers, today or ())
            beads.append(
                replace(bead, source=found[0], target=found[1], confidence=1.0, status=LOCKED, untranslated=((), ()))
            )
    return tuple(beads), len(wanted) - len(beads)


@dataclass
class _Side:
    """One document, earlier and today.

    Attributes:
        old: as it was.
        new: as it is.
        shift: how far the last bead that was found had moved.
        end: the first segment behind it.
    """

    old: Document
    new: Document
    shift: int = 0
    end: int = 0
    texts: list[list[str]] = field(init=False)
    places: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Index today's texts; white space is no difference."""
        self.texts = [
            [" ".join(segment.text.split()) for segment in document.segments] for document in (self.old, self.new)
        ]
        self.places = defaultdict(list)
        for number, text in enumerate(self.texts[1]):
            self.places[text].append(number)

    def find(self, numbers: Sequence[int]) -> tuple[int, ...] | None:
        """Return today's numbers of segments, behind the last that were found; ``None`` where they are no more."""
        if not numbers:
            return ()
        old, new = self.texts
        run = [old[number] for number in numbers]
        candidates = [
            place for place in self.places.get(run[0], ()) if place >= self.end and new[place : place + len(run)] == run
        ]
        expected = numbers[0] + self.shift
        if not candidates:
            return None
        best = max(candidates, key=lambda place: (self._familiar(numbers[0], place), -abs(place - expected), -place))
        return tuple(range(best, best + len(run)))

    def _familiar(self, before: int, now: int) -> int:
        """Return how many of the neighbours of two places are equal."""
        old, new = self.texts
        around = [step for step in range(-NEIGHBOURS, NEIGHBOURS + 1) if step]
        return sum(
            0 <= before + step < len(old) and 0 <= now + step < len(new) and old[before + step] == new[now + step]
            for step in around
        )

    def settle(self, numbers: Sequence[int], today: Sequence[int]) -> None:
        """Remember where a bead was found."""
        if numbers:
            self.shift, self.end = today[0] - numbers[0], today[-1] + 1
