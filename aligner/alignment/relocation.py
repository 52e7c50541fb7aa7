"""Locked beads of an earlier run, found again in documents that have changed a little since.

A bead is found again where its texts stand, made of whole segments. Texts that stand in several places are told
apart by their neighbours, then by the distance that the documents have shifted so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from aligner.bitext import Bead, Bitext, Document

LOCKED = "locked"
ANCHORING = frozenset({LOCKED, "approved"})
"""Statuses of beads that a person stands behind, which later runs keep."""
NEIGHBOURS = 3
"""Segments on either side that are looked at to tell equal texts apart."""


def locked_again(
    earlier: Bitext, source: Document, target: Document, *, everything: bool = False
) -> tuple[tuple[Bead, ...], tuple[Bead, ...]]:
    """Return the locked beads of an earlier run with today's segment numbers, and those that could not be found.

    Args:
        earlier: its beads with the status ``locked`` or ``approved`` are looked for.
        source: segmented, as it is today; where it has the language of the earlier target the sides are exchanged.
        target: likewise.
        everything: look for all beads, whatever their status.
    """
    if earlier.source.language == target.language != source.language:
        earlier = earlier.mirrored()
    sides = [_Side(old, new) for old, new in ((earlier.source, source), (earlier.target, target))]
    beads: list[Bead] = []
    wanted = [bead for bead in earlier.beads if everything or bead.status in ANCHORING]
    lost: list[Bead] = []
    for bead in wanted:
        found = [side.find(numbers) for side, numbers in zip(sides, (bead.source, bead.target), strict=True)]
        if found[0] is not None and found[1] is not None:
            for side, numbers, today in zip(sides, (bead.source, bead.target), found, strict=True):
                side.settle(numbers, today or ())
            beads.append(replace(bead, source=found[0], target=found[1], untranslated=((), ())))
        else:
            lost.append(bead)
    return tuple(beads), tuple(lost)


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
    joined: str = field(init=False)
    starts: list[int] = field(init=False)
    firsts: dict[int, int] = field(init=False)
    ends: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Join today's texts; white space is no difference, nor is where a text was cut."""
        self.texts = [
            ["".join(segment.text.split()) for segment in document.segments] for document in (self.old, self.new)
        ]
        self.joined = "".join(self.texts[1])
        self.starts = [0, *accumulate(map(len, self.texts[1]))]
        # where empty segments stand, a run begins behind and ends in front of them
        self.firsts = {start: number for number, start in enumerate(self.starts)}
        self.ends = {start: number for number, start in reversed(list(enumerate(self.starts)))}

    def find(self, numbers: Sequence[int]) -> tuple[int, ...] | None:
        """Return today's numbers of segments, behind the last that were found; ``None`` where they are no more."""
        if not numbers:
            return ()
        run = "".join(self.texts[0][number] for number in numbers)
        candidates = list(self._places(run))
        if not run or not candidates:
            return None
        expected = numbers[0] + self.shift
        best = max(
            candidates,
            key=lambda place: (self._familiar(numbers, place), -abs(place.start - expected), -place.start),
        )
        return tuple(best)

    def _places(self, run: str) -> Iterator[range]:
        """Yield the runs of whole segments, behind the last that were found, that have a text."""
        place = self.joined.find(run, self.starts[self.end])
        while place >= 0 and run:
            first, end = self.firsts.get(place), self.ends.get(place + len(run))
            if first is not None and end is not None:
                yield range(first, end)
            place = self.joined.find(run, place + 1)

    def _familiar(self, before: Sequence[int], now: range) -> int:
        """Return how many of the neighbours of two places are equal."""
        old, new = self.texts
        steps = range(1, NEIGHBOURS + 1)
        pairs = [(before[0] - step, now.start - step) for step in steps]
        pairs += [(before[-1] + step, now.stop - 1 + step) for step in steps]
        return sum(0 <= was < len(old) and 0 <= here < len(new) and old[was] == new[here] for was, here in pairs)

    def settle(self, numbers: Sequence[int], today: Sequence[int]) -> None:
        """Remember where a bead was found."""
        if numbers:
            self.shift, self.end = today[0] - numbers[0], today[-1] + 1
