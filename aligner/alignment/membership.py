"""Questions about a finished path: whether an outer segment of a bead is translated by the other side.

There are two kinds of questions. The first kind is about each outer segment of a bead with several
segments on a side: should the segment leave the bead? The second kind is about each null bead next
to a bead with two sides: should the segment of the null bead join the other bead? A question always
describes the bead with the segment. In the first kind, the path contains this bead. In the second
kind, the path contains the bead without the segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy
from numpy.typing import NDArray

from aligner.alignment.constraints import Constraints
from aligner.alignment.spans import Ends, Shape

Flags = NDArray[numpy.bool_]


@dataclass(frozen=True)
class Questions:
    """Questions about outer segments of beads; each array has one entry for each question.

    The bead of a question contains the segment in question.

    Attributes:
        ends: last Chinese and last English segment of the bead, shape (questions, 2).
        sizes: number of Chinese and of English segments of the bead, shape (questions, 2).
        sides: 0 if the segment in question is Chinese, 1 if it is English.
        first: true for the first segment of the bead on its side, false for the last segment.
        joined: true if the path has the segment in the bead, false if it has it as a null bead.
        beads: index in the path of the bead with two sides.
        nulls: index in the path of the null bead; equal to ``beads`` if ``joined`` is true.
    """

    ends: Ends
    sizes: Ends
    sides: NDArray[numpy.int64]
    first: Flags
    joined: Flags
    beads: NDArray[numpy.int64]
    nulls: NDArray[numpy.int64]

    def __len__(self) -> int:
        return len(self.sides)

    def chosen(self, wanted: Flags) -> Questions:
        """Return only those questions about segments of a path for which ``wanted`` is true."""
        return Questions(*(getattr(self, each.name)[wanted] for each in fields(self)))

    @property
    def segments(self) -> NDArray[numpy.int64]:
        """Number of the segment that each question is about, counted from 0 in its text, shape (questions,)."""
        rows = numpy.arange(len(self))
        last = self.ends[rows, self.sides]
        segments: NDArray[numpy.int64] = numpy.where(self.first, last + 1 - self.sizes[rows, self.sides], last)
        return segments

    def without(self) -> tuple[Ends, Ends]:
        """Return the last segments and the sizes of the beads without the segments that the questions are about."""
        rows = numpy.arange(len(self))
        ends, sizes = self.ends.copy(), self.sizes.copy()
        ends[rows, self.sides] -= ~self.first
        sizes[rows, self.sides] -= 1
        return ends, sizes

    def alone(self) -> tuple[Ends, Ends]:
        """Return the last segments and the sizes of the beads after one side is reduced to a single segment.

        This is the segment that the question is about. The opposite side does not change.
        """
        rows = numpy.arange(len(self))
        ends, sizes = self.ends.copy(), self.sizes.copy()
        ends[rows, self.sides] = self.segments
        sizes[rows, self.sides] = 1
        return ends, sizes


def questions_about(
    path: Sequence[Shape], shapes: Sequence[Shape], constraints: Constraints, wanted: Sequence[bool] | None = None
) -> Questions:
    """Return the questions whether outer segments of a path's beads are translated, in the order of the path.

    Args:
        path: bead shapes in order.
        shapes: possible shapes of beads.
        constraints: constraints on the path: gates and barred segments exclude questions.
        wanted: for each bead of the path, whether the questions about it are wanted; all by
            default.
    """
    gates = frozenset(constraints.all_gates())
    barred = (constraints.barred_source, constraints.barred_target)
    allowed = frozenset(shapes)
    ends = numpy.cumsum([(0, 0), *path], axis=0).tolist()
    rows: list[tuple[int, ...]] = []

    def ask(place: int, step: int) -> None:
        """Add the questions whether null beads before or after a bead belong to the bead.

        There is at most one question for each language: about its nearest null bead.

        Args:
            place: index of the bead in the path.
            step: -1 for null beads before the bead, 1 for null beads after it.
        """
        height, width = path[place]
        near = place + step
        asked: set[int] = set()
        while 0 <= near < len(path) and not min(path[near]):
            edge = tuple(ends[near + 1] if step < 0 else ends[near])
            if edge in gates:
                break
            side = 0 if path[near][0] else 1
            segment = ends[near][side]
            grown = (height + 1, width) if side == 0 else (height, width + 1)
            if side not in asked and segment not in barred[side] and grown in allowed:
                last = [ends[place + 1][0] - 1, ends[place + 1][1] - 1]
                last[side] += step > 0
                rows.append((*last, *grown, side, step < 0, 0, place, near))
            asked.add(side)
            near += step

    for place, (height, width) in enumerate(path):
        if not (height and width) or (wanted is not None and not wanted[place]):
            continue
        ask(place, -1)
        last = [ends[place + 1][0] - 1, ends[place + 1][1] - 1]
        for side, size in enumerate((height, width)):
            if size > 1:
                rows += [(*last, height, width, side, first, 1, place, place) for first in (1, 0)]
        ask(place, 1)
    table = numpy.array(rows, numpy.int64).reshape(-1, 9)
    flags = table[:, 5].astype(bool), table[:, 6].astype(bool)
    return Questions(table[:, :2], table[:, 2:4], table[:, 4], *flags, table[:, 7], table[:, 8])
