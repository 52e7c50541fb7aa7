"""Gates, which are cells that every path passes, and the pieces into which they divide the lattice.

In the middle of a run of consecutive anchors the path is almost certain: 2 of 1,411 such cells were wrong in a
generated document of 40,000 segments, and 1 of 62 in scripture. Long texts are divided there. The second pass can then
compute many pieces together, and only some of them are in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy
from numpy.typing import NDArray

from aligner.alignment.corridor import Bounds, Corridor

Gate = tuple[int, int]

MAX_WHOLE_CELLS = 4_000_000
"""Maximum number of segment pairs for which the lattice is not divided."""
GATE_ANCHORS = 3
"""Number of consecutive anchors required before and after a gate."""
MIN_GATE_DISTANCE = 128
"""Minimum number of source segments between two gates."""
MAX_BATCH_COLUMNS = 4096
"""Maximum number of columns of all pieces of a batch."""
MIN_CLASS_WIDTH = 31
"""Number of columns up to which pieces count as equally wide: padding them costs less than separate batches."""


@dataclass(frozen=True)
class Piece:
    """A part of the lattice that every path enters at its first cell and leaves at its last cell.

    Attributes:
        row: number of source segments before the piece.
        column: number of target segments before the piece.
        low: lowest number of target segments for each number of source segments inside the piece.
        high: highest number (inclusive) of target segments for each number of source segments
            inside the piece.
    """

    row: int
    column: int
    low: Bounds
    high: Bounds


def anchor_gates(anchors: NDArray[numpy.int64], source_count: int, target_count: int) -> tuple[Gate, ...]:
    """Return cells in the middle of runs of consecutive anchors as gates; none for short texts.

    A gate is a number of source segments and a number of target segments that every path has
    consumed at one point.

    Args:
        anchors: pairs ``(source segment, target segment)``, shape (k, 2); both columns rise.
        source_count: number of source segments of the whole text.
        target_count: number of target segments of the whole text.
    """
    if source_count * target_count <= MAX_WHOLE_CELLS:
        return ()
    next_to = (numpy.diff(anchors, axis=0) == 1).all(axis=1)
    runs = numpy.concatenate([[0], numpy.cumsum(next_to)])
    places = numpy.arange(GATE_ANCHORS, len(anchors) - GATE_ANCHORS + 1)
    sure = places[runs[places + GATE_ANCHORS - 1] - runs[places - GATE_ANCHORS] == 2 * GATE_ANCHORS - 1]
    gates: list[Gate] = []
    for row, column in anchors[sure].tolist():
        if not gates or row - gates[-1][0] >= MIN_GATE_DISTANCE:
            gates.append((row, column))
    return tuple(gates)


def cut(corridor: Corridor, gates: Sequence[Gate]) -> list[Piece]:
    """Return the pieces into which gates divide a corridor, in order.

    A gate is a cell of the lattice that every path passes. A piece is the part of the corridor between
    two neighbouring gates.
    """
    ends = [(0, 0), *gates, (len(corridor.low) - 1, int(corridor.high[-1]))]
    pieces = []
    for (row, column), (last_row, last_column) in pairwise(ends):
        bounds = (side[row : last_row + 1] - column for side in (corridor.low, corridor.high))
        low, high = (numpy.clip(bound, 0, last_column - column) for bound in bounds)
        low[0], high[-1] = 0, last_column - column
        pieces.append(Piece(row, column, low, high))
    return pieces


def batches(pieces: Sequence[Piece]) -> list[list[int]]:
    """Return batches of pieces of the lattice, each as the indices of its pieces.

    The pieces of a batch have similar widths and are computed together. The longest are first.
    """
    widths = [int((piece.high - piece.low).max()) + 1 for piece in pieces]
    classes = [max(width, MIN_CLASS_WIDTH).bit_length() for width in widths]
    order = sorted(range(len(pieces)), key=lambda number: (classes[number], -len(pieces[number].low)))
    groups: list[list[int]] = []
    widest = 0
    for number in order:
        together = max(widest, widths[number]) * (len(groups[-1]) + 1) if groups else 0
        rising = bool(groups) and len(pieces[number].low) > len(pieces[groups[-1][-1]].low)
        if not groups or together > MAX_BATCH_COLUMNS or rising:
            groups.append([])
            widest = 0
        groups[-1].append(number)
        widest = max(widest, widths[number])
    return groups
