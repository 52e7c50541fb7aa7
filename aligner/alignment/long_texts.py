"""The first pass over long texts, which matches stretches first and then segments in windows.

The windows lie between the matched stretches.

A stretch of consecutive segments contains much more evidence than one segment, and there are few
stretches. All stretches of one text can therefore be compared with all stretches of the other. The
time grows with the square of their number (31,000 stretches of a million segments take about ten
seconds). The memory grows only in proportion to their number.
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

from aligner.alignment.chains import BestMatches, heaviest_chain, mutual_pairs
from aligner.alignment.packed_rows import CHUNK_ROWS, Rows
from aligner.protocols import Vectors

Numbers = NDArray[numpy.int64]

MIN_STRETCH_SEGMENTS = 16
"""Minimum number of segments of a stretch."""
MAX_STRETCHES = 32_000
"""Maximum number of stretches of a text; in longer texts each stretch has more segments."""
MIN_STRETCH_COSINE = 0.1
"""Minimum cosine of two matching stretches, after the mean of all stretches was subtracted."""
BLOCK_ROWS = 1024
"""Number of source segments compared at a time."""
BLOCK_COLUMNS = 8192
"""Number of target segments compared at a time."""
WINDOW_MARGIN_STRETCHES = 2
"""Number of stretches of the chain by which a window is extended, in case that the nearest stretch is wrong."""
MAX_COMPARED_PAIRS = 20_000_000_000
"""Maximum number of segment pairs compared in total, about half a minute. Wider gaps get no anchors."""


def mutual_best_in_windows(source: Rows, target: Rows) -> tuple[Numbers, NDArray[numpy.float64]]:
    """Return mutual best matches of segments, in source order, shape (k, 2), and their margins, shape (k,).

    The segments are compared only inside the windows between matching stretches of the two texts.

    Args:
        source: unit vectors of the source segments, shape (n, dimension).
        target: unit vectors of the target segments, shape (m, dimension).
    """
    chain, size = stretch_chain(source, target)
    if not len(chain):
        return numpy.zeros((0, 2), numpy.int64), numpy.zeros(0)
    rows, columns = BestMatches.none(len(source)), BestMatches.none(len(target))
    compared = 0
    for start in range(0, len(source), BLOCK_ROWS):
        stop = min(start + BLOCK_ROWS, len(source))
        left, right = window(chain, size, start, stop, len(target))
        compared += (stop - start) * (right - left)
        if compared > MAX_COMPARED_PAIRS:
            compared -= (stop - start) * (right - left)
            continue
        first = source[start:stop]
        for begin in range(left, right, BLOCK_COLUMNS):
            end = min(begin + BLOCK_COLUMNS, right)
            similarity = first @ target[begin:end].T
            rows.update(slice(start, stop), begin, similarity)
            columns.update(slice(begin, end), start, similarity.T)
    return mutual_pairs(rows, columns)


def stretch_chain(source: Rows, target: Rows) -> tuple[Numbers, int]:
    """Return the chain of matching stretches of two texts, and the number of segments in a stretch.

    A stretch is a run of consecutive segments. The chain has the numbers of the source and target
    stretches, shape (k, 2).
    """
    size = max(MIN_STRETCH_SEGMENTS, -(-max(len(source), len(target)) // MAX_STRETCHES))
    first, second = (stretches(rows, size) for rows in (source, target))
    best = numpy.zeros(len(first), numpy.int64)
    score = numpy.zeros(len(first), numpy.float32)
    chosen = numpy.full(len(second), -1, numpy.int64)
    chosen_score = numpy.full(len(second), -2, numpy.float32)
    for start in range(0, len(first), BLOCK_ROWS):
        similarity = first[start : start + BLOCK_ROWS] @ second.T
        here = slice(start, start + len(similarity))
        best[here] = similarity.argmax(axis=1)
        score[here] = similarity.max(axis=1)
        highest = similarity.max(axis=0)
        better = highest > chosen_score
        chosen[better] = start + similarity[:, better].argmax(axis=0)
        chosen_score[better] = highest[better]
    numbers = numpy.arange(len(first))
    keep = (chosen[best] == numbers) & (score > MIN_STRETCH_COSINE)
    pairs = numpy.stack([numbers[keep], best[keep]], axis=1)
    return pairs[heaviest_chain(pairs, score[keep].astype(numpy.float64))], size


def stretches(rows: Rows, size: int) -> Vectors:
    """Return a unit vector for each stretch of ``size`` consecutive segments.

    The direction of the vector is that of the sum of the segment vectors ``rows`` in the stretch,
    minus the mean of the sums of all stretches.
    """
    chunk = CHUNK_ROWS // size * size
    sums = numpy.concatenate(
        [
            numpy.add.reduceat(part, numpy.arange(0, len(part), size), axis=0)
            for part in (rows[start : start + chunk] for start in range(0, len(rows), chunk))
        ]
    )
    sums -= sums.mean(axis=0)
    lengths = numpy.sqrt(numpy.einsum("ij,ij->i", sums, sums))[:, None]
    unit: Vectors = (sums / numpy.maximum(lengths, 1e-9)).astype(numpy.float32)
    return unit


def window(chain: Numbers, size: int, start: int, stop: int, target_count: int) -> tuple[int, int]:
    """Return the range of target segments to compare with the source segments ``start`` to ``stop``.

    The range lies between the matching stretches before and after these source segments. It is
    returned as its first segment and its last segment (exclusive).
    """
    before = int(numpy.searchsorted(chain[:, 0], start // size, side="left")) - WINDOW_MARGIN_STRETCHES
    behind = int(numpy.searchsorted(chain[:, 0], (stop - 1) // size, side="right")) - 1 + WINDOW_MARGIN_STRETCHES
    left = int(chain[before, 1]) * size if before >= 0 else 0
    right = (int(chain[behind, 1]) + 1) * size if behind < len(chain) else target_count
    return left, min(max(right, left), target_count)
