"""Mutual best matches of segments, and the heaviest chain of them that rises on both sides.

Matches are weighted by their margin: the similarity minus the mean similarity of the nearest neighbours (Artetxe and
Schwenk, 2019, "Margin-based Parallel Corpus Mining").
"""

from __future__ import annotations

from bisect import bisect_left

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors

BLOCK_QUERIES = 2048
"""Number of queries that are compared with all keys at a time."""
NEIGHBOURS = 4
"""Number of nearest neighbours, after the best match, whose mean similarity the margin subtracts."""


def mutual_best(source: Vectors, target: Vectors) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64]]:
    """Return mutual best matches in source order, shape (k, 2), and their margins, shape (k,)."""
    if not len(source) or not len(target):
        return numpy.zeros((0, 2), numpy.int64), numpy.zeros(0)
    best_target, best_score, source_mean = best_matches(source, target)
    best_source, _, target_mean = best_matches(target, source)
    numbers = numpy.arange(len(source))
    mutual = best_source[best_target] == numbers
    margin = best_score - (source_mean + target_mean[best_target]) / 2
    keep = mutual & (margin > 0) & (best_score > 0)
    return numpy.stack([numbers[keep], best_target[keep]], axis=1), margin[keep].astype(numpy.float64)


def best_matches(
    queries: Vectors, keys: Vectors
) -> tuple[NDArray[numpy.int64], NDArray[numpy.float32], NDArray[numpy.float32]]:
    """Return the best key of each query, its similarity, and the mean similarity of the next best keys."""
    best = numpy.zeros(len(queries), numpy.int64)
    score = numpy.full(len(queries), -2.0, numpy.float32)
    mean = numpy.zeros(len(queries), numpy.float32)
    count = min(NEIGHBOURS + 1, len(keys))
    for start in range(0, len(queries), BLOCK_QUERIES):
        rows = slice(start, min(start + BLOCK_QUERIES, len(queries)))
        similarity = queries[rows] @ keys.T
        best[rows] = similarity.argmax(axis=1)
        score[rows] = similarity.max(axis=1)
        top = numpy.partition(similarity, len(keys) - count, axis=1)[:, len(keys) - count :]
        mean[rows] = (top.sum(axis=1) - score[rows]) / max(count - 1, 1)
    return best, score, mean


def heaviest_chain(pairs: NDArray[numpy.int64], weights: NDArray[numpy.float64]) -> NDArray[numpy.int64]:
    """Return the positions of the heaviest subsequence of pairs whose targets rise strictly.

    Args:
        pairs: sorted by source, each source once, shape (k, 2).
        weights: positive, shape (k,).
    """
    # The frontier holds the non-dominated ends of chains: targets rise, totals rise.
    ends: list[int] = []
    totals: list[float] = []
    chains: list[int] = []
    previous = [-1] * len(pairs)
    for position, (end, weight) in enumerate(zip(pairs[:, 1].tolist(), weights.tolist(), strict=True)):
        place = bisect_left(ends, end)
        previous[position] = chains[place - 1] if place else -1
        total = weight + (totals[place - 1] if place else 0.0)
        if place < len(ends) and ends[place] == end and totals[place] >= total:
            continue
        stop = place
        while stop < len(ends) and totals[stop] <= total:
            stop += 1
        ends[place:stop], totals[place:stop], chains[place:stop] = [end], [total], [position]
    chain: list[int] = []
    position = chains[-1] if chains else -1
    while position >= 0:
        chain.append(position)
        position = previous[position]
    return numpy.array(chain[::-1], numpy.int64)
