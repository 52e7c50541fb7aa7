"""The first pass: trusted 1-1 beads that bound the second.

Of the pairs that choose each other the heaviest chain that rises on both sides is kept (`aligner.alignment.chains`).

In long texts, stretches of segments are matched first, everywhere with everywhere, so that a gap or a foreign part
of any size does not mislead; segments are then compared within the windows that the chain of stretches leaves.
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

from aligner.alignment.chains import heaviest_chain, mutual_best
from aligner.alignment.long_texts import mutual_best_in_windows
from aligner.alignment.packed_rows import Rows

LARGE = 36_000_000
"""Pairs of segments up to which all are compared."""


def find_anchors(source: Rows, target: Rows) -> NDArray[numpy.int64]:
    """Return the anchor chain as pairs of segment numbers, shape (k, 2), both columns rising.

    Args:
        source: unit vectors of the source segments, shape (n, dimension).
        target: unit vectors of the target segments, shape (m, dimension).
    """
    pairs, weights = find_pairs(source, target)
    return pairs[heaviest_chain(pairs, weights)]


def find_pairs(source: Rows, target: Rows) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64]]:
    """Return the segments that choose each other, in source order, shape (k, 2), and their margins, shape (k,).

    Args:
        source: unit vectors of the source segments, shape (n, dimension).
        target: unit vectors of the target segments, shape (m, dimension).
    """
    if len(source) * len(target) <= LARGE:
        return mutual_best(source[:], target[:])
    return mutual_best_in_windows(source, target)
