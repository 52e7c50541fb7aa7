"""Anchors of repetitive texts, such as forms and price lists, where most segments occur several times.

Copies of a segment are equally similar to all copies of its translation. No copy has a margin, so
there are no anchors. Without anchors the corridor is wide and the search is slow. This module
therefore compares each distinct text only once. If two distinct texts are mutual best matches and
occur equally often, the first copy is paired with the first copy, the second with the second, and
so on. `heaviest_chain` then removes pairs that cross other pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.anchors import find_pairs
from aligner.alignment.packed_rows import Rows

MAX_DISTINCT_SHARE = 0.5
"""Maximum share of distinct texts among the segments of a repetitive text. Ordinary texts have 0.9 or more."""
Numbers = NDArray[numpy.int64]


def is_repetitive(texts: Sequence[str]) -> bool:
    """Tell whether most segments of a text are copies of other segments."""
    return len(set(texts)) <= MAX_DISTINCT_SHARE * len(texts)


def pairs_of_copies(
    source: Rows, target: Rows, texts: tuple[Sequence[str], Sequence[str]]
) -> tuple[Numbers, NDArray[numpy.float64]]:
    """Return the pairs of segments with matching texts, shape (k, 2), and their margins, shape (k,).

    The pairs are in source order. The margin of a pair is the similarity of its two texts minus the
    mean similarity of these texts to their next nearest neighbours.

    Args:
        source: unit vectors of the source segments, shape (n, dimension).
        target: unit vectors of the target segments, shape (m, dimension).
        texts: segments of the source and of the target.
    """
    copies = [copies_of(side) for side in texts]
    firsts = [numpy.array([places[0] for places in side], numpy.int64) for side in copies]
    matches, margins = find_pairs(source[firsts[0]], target[firsts[1]])
    pairs: list[tuple[int, int, float]] = []
    for (row, column), margin in zip(matches.tolist(), margins.tolist(), strict=True):
        places, others = copies[0][row], copies[1][column]
        if len(places) == len(others):
            pairs += [(place, other, margin) for place, other in zip(places, others, strict=True)]
    pairs.sort()
    table = numpy.array([pair[:2] for pair in pairs], numpy.int64).reshape(-1, 2)
    return table, numpy.array([margin for _, _, margin in pairs])


def copies_of(texts: Sequence[str]) -> list[list[int]]:
    """Return the segment numbers of each distinct text, in the order of the first copies."""
    places: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        places.setdefault(text, []).append(number)
    return list(places.values())
