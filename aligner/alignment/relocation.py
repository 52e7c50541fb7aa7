"""Relocation of the locked beads of an earlier run in documents that have changed since.

A bead is found at a place where whole segments have its texts. If there are several such places,
the place with the most equal neighbours is chosen. Among equally good places, the one nearest
to the segment number expected from the previous bead is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from aligner.bitext import Bead, Bitext, Document

LOCKED = "locked"
CONFIRMED_STATUSES = frozenset({LOCKED, "approved"})
"""Statuses of beads that a person has confirmed, which later runs keep."""
CONTEXT_SEGMENTS = 3
"""Number of segments before and after a place that are compared to distinguish equal texts."""


def relocate_locked(
    earlier: Bitext, source: Document, target: Document, *, everything: bool = False
) -> tuple[tuple[Bead, ...], tuple[Bead, ...]]:
    """Return the locked beads of an earlier run with new segment numbers, and the beads not found.

    Args:
        earlier: result of the earlier run; its beads with the status ``locked`` or ``approved`` are
            searched.
        source: new source document, segmented. If it is not in the language of the earlier source, and
            the new target is, the sides of the earlier result are exchanged.
        target: new target document, segmented.
        everything: whether to search all beads, with any status.
    """
    if earlier.source.language == target.language != source.language:
        earlier = earlier.mirrored()
    sides = [_Side(old, new) for old, new in ((earlier.source, source), (earlier.target, target))]
    beads: list[Bead] = []
    wanted = [bead for bead in earlier.beads if everything or bead.status in CONFIRMED_STATUSES]
    lost: list[Bead] = []
    for bead in wanted:
        places = [side.find(numbers) for side, numbers in zip(sides, (bead.source, bead.target), strict=True)]
        if places[0] is not None and places[1] is not None:
            for side, numbers, today in zip(sides, (bead.source, bead.target), places, strict=True):
                side.settle(numbers, today or ())
            beads.append(replace(bead, source=places[0], target=places[1], untranslated=((), ())))
        else:
            lost.append(bead)
    return tuple(beads), tuple(lost)


@dataclass
class _Side:
    """The earlier and the new version of one document.

    Attributes:
        old: the earlier version.
        new: the new version.
        shift: new segment number minus old segment number of the last bead that was found.
        end: new number of the segment after that bead.
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
        """Join the segments of the new version, so that differences in white space and segmentation are ignored."""
        self.texts = [
            ["".join(segment.text.split()) for segment in document.segments] for document in (self.old, self.new)
        ]
        self.joined = "".join(self.texts[1])
        self.starts = [0, *accumulate(map(len, self.texts[1]))]
        # a run begins after empty segments and ends before them
        self.firsts = {start: number for number, start in enumerate(self.starts)}
        self.ends = {start: number for number, start in reversed(list(enumerate(self.starts)))}

    def find(self, numbers: Sequence[int]) -> tuple[int, ...] | None:
        """Return the segment numbers that some segments of the old version have in the new version.

        The result is ``None`` if the new version does not have their text.

        Only segments after the last bead that was found are searched.
        """
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
        """Yield each range of new segments that together have the text ``run``.

        Only segments after the last bead that was found are searched.
        """
        place = self.joined.find(run, self.starts[self.end])
        while place >= 0 and run:
            first, end = self.firsts.get(place), self.ends.get(place + len(run))
            if first is not None and end is not None:
                yield range(first, end)
            place = self.joined.find(run, place + 1)

    def _familiar(self, before: Sequence[int], now: range) -> int:
        """Return how many neighbours of some segments are equal in the old and in the new version of a document.

        ``before`` are the old numbers of the segments, ``now`` are possible new numbers.
        """
        old, new = self.texts
        steps = range(1, CONTEXT_SEGMENTS + 1)
        pairs = [(before[0] - step, now.start - step) for step in steps]
        pairs += [(before[-1] + step, now.stop - 1 + step) for step in steps]
        return sum(0 <= was < len(old) and 0 <= here < len(new) and old[was] == new[here] for was, here in pairs)

    def settle(self, numbers: Sequence[int], today: Sequence[int]) -> None:
        """Store the place of a bead that was found: its segment numbers in the old and in the new version."""
        if numbers:
            self.shift, self.end = today[0] - numbers[0], today[-1] + 1
