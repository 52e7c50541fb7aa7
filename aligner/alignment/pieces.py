"""Cells that every path passes, and the pieces into which they cut the lattice.

In the middle of a run of anchors that follow each other on both sides the path is as good as certain: of 1,411 such
cells in a made document of 40,000 segments two were wrong, of 62 in scripture one. Long texts are cut there, so that
the second pass can work on many pieces side by side, and hold only some of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy
from numpy.typing import NDArray

from aligner.alignment.corridor import Bounds, Corridor

Gate = tuple[int, int]

WHOLE = 4_000_000
"""Pairs of segments up to which the lattice is left whole."""
SURE = 3
"""Anchors in a row on either side of a cut."""
SPACING = 128
"""Source segments between two cuts, at least."""
BATCH_COLUMNS = 4096
"""Columns of all pieces of a batch."""
NARROW = 31
"""Columns up to which pieces count as equally wide: filling them up costs less than batches of their own."""


@dataclass(frozen=True)
class Piece:
    """A part of the lattice that every path enters at its first and leaves at its last cell.

    Attributes:
        row: source segments consumed in front of it.
        column: target segments consumed in front of it.
        low: lowest number of its target segments consumed by the number of its source segments consumed.
        high: highest number.
    """

    row: int
    column: int
    low: Bounds
    high: Bounds

    def reversed(self, source_count: int, target_count: int) -> Piece:
        """Return the piece of the two texts read from their ends."""
        rows, columns = len(self.low) - 1, int(self.high[-1])
        turned = (columns - self.high)[::-1], (columns - self.low)[::-1]
        return Piece(source_count - self.row - rows, target_count - self.column - columns, *turned)


def sure_gates(anchors: NDArray[numpy.int64], source_count: int, target_count: int) -> tuple[Gate, ...]:
    """Return cells in the middle of runs of anchors, as segments consumed; none where the texts are short.

    Args:
        anchors: pairs ``(source segment, target segment)``, shape (k, 2), both columns rising.
        source_count: source segments of the whole text.
        target_count: target segments of the whole text.
    """
    if source_count * target_count <= WHOLE:
        return ()
    next_to = (numpy.diff(anchors, axis=0) == 1).all(axis=1)
    runs = numpy.concatenate([[0], numpy.cumsum(next_to)])
    places = numpy.arange(SURE, len(anchors) - SURE + 1)
    sure = places[runs[places + SURE - 1] - runs[places - SURE] == 2 * SURE - 1]
    gates: list[Gate] = []
    for row, column in anchors[sure].tolist():
        if not gates or row - gates[-1][0] >= SPACING:
            gates.append((row, column))
    return tuple(gates)


def cut(corridor: Corridor, gates: Sequence[Gate]) -> list[Piece]:
    """Return the pieces of a corridor between gates that stand in it, in order."""
    ends = [(0, 0), *gates, (len(corridor.low) - 1, int(corridor.high[-1]))]
    pieces = []
    for (row, column), (last_row, last_column) in pairwise(ends):
        bounds = (side[row : last_row + 1] - column for side in (corridor.low, corridor.high))
        low, high = (numpy.clip(bound, 0, last_column - column) for bound in bounds)
        low[0], high[-1] = 0, last_column - column
        pieces.append(Piece(row, column, low, high))
    return pieces


def batches(pieces: Sequence[Piece]) -> list[list[int]]:
    """Return the numbers of the pieces in batches of like width, within a batch the ones with most rows first."""
    widths = [int((piece.high - piece.low).max()) + 1 for piece in pieces]
    classes = [max(width, NARROW).bit_length() for width in widths]
    order = sorted(range(len(pieces)), key=lambda number: (classes[number], -len(pieces[number].low)))
    groups: list[list[int]] = []
    widest = 0
    for number in order:
        together = max(widest, widths[number]) * (len(groups[-1]) + 1) if groups else 0
        rising = bool(groups) and len(pieces[number].low) > len(pieces[groups[-1][-1]].low)
        if not groups or together > BATCH_COLUMNS or rising:
            groups.append([])
            widest = 0
        groups[-1].append(number)
        widest = max(widest, widths[number])
    return groups
