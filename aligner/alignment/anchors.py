"""The first pass: anchors, which are trusted 1-1 beads that bound the second pass.

The anchors are the heaviest chain of mutual best matches that rises on both sides (`aligner.alignment.chains`).

In long texts, stretches of segments are matched first. Each stretch of one text is compared with all stretches of the
other, so a gap or an inserted part of any size does no harm. Segments are then compared only inside the windows that
the chain of stretches defines.
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

from aligner.alignment.chains import heaviest_chain, mutual_best
from aligner.alignment.long_texts import mutual_best_in_windows
from aligner.alignment.packed_rows import Rows

MAX_COMPARED_PAIRS = 36_000_000
"""Maximum number of segment pairs that are all compared; longer texts are compared in windows."""


def find_anchors(source: Rows, target: Rows) -> NDArray[numpy.int64]:
    """Return the chain of anchors as pairs of segment numbers, shape (k, 2); both columns rise.

    Args:
        source: unit vectors of the source segments, shape (n, dimension).
        target: unit vectors of the target segments, shape (m, dimension).
    """
    pairs, weights = find_pairs(source, target)
    return pairs[heaviest_chain(pairs, weights)]


def find_pairs(source: Rows, target: Rows) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64]]:
    """Return mutual best matches of segments, in source order, shape (k, 2), and their margins, shape (k,).

    The margin of a match is its similarity minus the mean similarity of its two segments to their
    next nearest neighbours.

    Args:
        source: unit vectors of the source segments, shape (n, dimension).
        target: unit vectors of the target segments, shape (m, dimension).
    """
    if len(source) * len(target) <= MAX_COMPARED_PAIRS:
        return mutual_best(source[:], target[:])
    return mutual_best_in_windows(source, target)
