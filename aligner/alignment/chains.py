"""Mutual best matches of segments, and the heaviest chain of them that rises on both sides.

Matches are weighted by their margin: the similarity minus the mean similarity of the nearest neighbours (Artetxe and
Schwenk, 2019, "Margin-based Parallel Corpus Mining").
"""

from __future__ import annotations

from bisect import bisect_left
from contextlib import nullcontext
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.cores import one_blas_thread
from aligner.protocols import Vectors

BLOCK_QUERIES = 2048
"""Number of queries that are compared with all keys at a time."""
MIN_PAIRS_FOR_THREADS = 1_000_000
"""Minimum number of pairs of vectors that are compared on several threads."""
GROUP_KEYS = 32
"""Number of keys whose highest similarity is compared first."""
NEIGHBOURS = 4
"""Number of nearest neighbours, after the best match, whose mean similarity the margin subtracts."""


def mutual_best(source: Vectors, target: Vectors) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64]]:
    """Return mutual best matches of segments in source order, shape (k, 2), and their margins, shape (k,).

    All source segments are compared with all target segments. `mutual_pairs` defines the margin.

    Args:
        source: unit vectors of the source segments, shape (n, dimension).
        target: unit vectors of the target segments, shape (m, dimension).
    """
    rows, columns = BestMatches.none(len(source)), BestMatches.none(len(target))
    if len(target):
        with one_blas_thread() if len(source) * len(target) < MIN_PAIRS_FOR_THREADS else nullcontext():
            for start in range(0, len(source), BLOCK_QUERIES):
                block = slice(start, min(start + BLOCK_QUERIES, len(source)))
                similarity = source[block] @ target.T  # one product for both directions
                rows.update(block, 0, similarity)
                columns.update(slice(0, len(target)), start, similarity.T)
    return mutual_pairs(rows, columns)


def best_matches(
    queries: Vectors, keys: Vectors
) -> tuple[NDArray[numpy.int64], NDArray[numpy.float32], NDArray[numpy.float32]]:
    """Return the nearest key of each query, with its similarity and that of the next nearest keys.

    Queries are the segment vectors of one text, keys are those of the other.

    Args:
        queries: unit vectors, shape (queries, dimension).
        keys: unit vectors that are compared with each query, shape (keys, dimension).

    Returns:
        Three arrays of the shape (queries,): the number of the most similar key, its similarity,
        and the mean similarity of the next `NEIGHBOURS` keys.
    """
    best = numpy.zeros(len(queries), numpy.int64)
    score = numpy.full(len(queries), -2.0, numpy.float32)
    mean = numpy.zeros(len(queries), numpy.float32)
    count = min(NEIGHBOURS + 1, len(keys))
    for start in range(0, len(queries), BLOCK_QUERIES):
        rows = slice(start, min(start + BLOCK_QUERIES, len(queries)))
        best[rows], top = highest_keys(queries[rows] @ keys.T, count)
        score[rows] = top[:, -1]
        mean[rows] = (top.sum(axis=1) - score[rows]) / max(count - 1, 1)
    return best, score, mean


def highest_keys(similarity: Vectors, count: int) -> tuple[NDArray[numpy.int64], Vectors]:
    """Return the most similar key of each query, and the highest similarities of each query.

    Args:
        similarity: similarities of queries and keys, shape (queries, keys); any order in memory is
            fast.
        count: number of similarities to return for each query, at most the number of keys.

    Returns:
        The most similar keys (the first of equally similar keys), shape (queries,), and the
        similarities in rising order, shape (queries, count).
    """
    queries, keys = similarity.shape
    groups = keys // GROUP_KEYS
    if groups <= 2 * count:
        return similarity.argmax(axis=1), highest_values(similarity, count)
    # The highest similarities are in the groups with the highest maxima. Only these groups are searched, because it
    # takes four times as long to partition whole rows.
    rest = similarity[:, groups * GROUP_KEYS :]
    grouped = similarity[:, : groups * GROUP_KEYS].reshape(queries, groups, GROUP_KEYS)
    maxima = numpy.concatenate([grouped.max(axis=2), rest.max(axis=1, initial=-numpy.inf)[:, None]], axis=1)
    chosen = numpy.argpartition(maxima[:, :groups], groups - count, axis=1)[:, groups - count :]
    rows = numpy.arange(queries)
    candidates = numpy.concatenate([grouped[rows[:, None], chosen].reshape(queries, -1), rest], axis=1)
    first = maxima.argmax(axis=1) * GROUP_KEYS
    near = numpy.minimum(first[:, None] + numpy.arange(GROUP_KEYS), keys - 1)
    best = first + numpy.take_along_axis(similarity, near, axis=1).argmax(axis=1)
    return best, highest_values(candidates, count)


def highest_values(similarity: Vectors, count: int) -> Vectors:
    """Return the ``count`` highest similarities of each query in rising order, shape (queries, count)."""
    lowest = similarity.shape[1] - count
    top: Vectors = numpy.sort(numpy.partition(similarity, lowest, axis=1)[:, lowest:], axis=1)
    return top


@dataclass(frozen=True)
class BestMatches:
    """The most similar key of each query among the keys compared so far.

    Queries are the segment vectors of one text, keys are those of the other text.

    Attributes:
        key: number of the most similar key, -1 for none, shape (queries,).
        score: similarity of this key, shape (queries,).
        highest: the highest similarities of each query, unordered, shape (queries, NEIGHBOURS + 1).
    """

    key: NDArray[numpy.int64]
    score: NDArray[numpy.float32]
    highest: NDArray[numpy.float32]

    @classmethod
    def none(cls, count: int) -> BestMatches:
        """Return empty matches for ``count`` queries (segments of one text), before any comparison."""
        highest = numpy.full((count, NEIGHBOURS + 1), -numpy.inf, numpy.float32)
        return cls(numpy.full(count, -1, numpy.int64), numpy.full(count, -2, numpy.float32), highest)

    def update(self, queries: slice, first_key: int, similarity: Vectors) -> None:
        """Update the best matches of some segments (queries) after a comparison with further ones (keys).

        Args:
            queries: range of the compared queries.
            first_key: number of the first compared key.
            similarity: similarities of these queries and keys, shape (queries, keys).
        """
        count = min(NEIGHBOURS + 1, similarity.shape[1])
        best, top = highest_keys(similarity, count)
        joined = numpy.concatenate([self.highest[queries], top], axis=1)
        self.highest[queries] = numpy.partition(joined, count, axis=1)[:, count:]
        better = top[:, -1] > self.score[queries]
        self.key[queries] = numpy.where(better, first_key + best, self.key[queries])
        self.score[queries] = numpy.where(better, top[:, -1], self.score[queries])

    def neighbours(self) -> NDArray[numpy.float32]:
        """Return the mean similarity of each query to its next best keys after the best one, shape (queries,).

        Queries are segments of one text, keys are those of the other.
        The mean is 0 if there are no further keys.
        """
        known = numpy.isfinite(self.highest)
        count = known.sum(axis=1) - 1
        total = numpy.where(known, self.highest, 0).sum(axis=1) - self.score
        mean: NDArray[numpy.float32] = numpy.where(count > 0, total / numpy.maximum(count, 1), 0).astype(numpy.float32)
        return mean


def mutual_pairs(rows: BestMatches, columns: BestMatches) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64]]:
    """Return mutual best matches in row order, shape (k, 2), and their margins, shape (k,).

    The margin of a match is its similarity minus the mean similarity of its row and its column to
    their next best matches. Only matches with a positive similarity and a positive margin are
    returned.

    Args:
        rows: the best column of each row.
        columns: the best row of each column.
    """
    numbers = numpy.arange(len(rows.key))
    matched = numbers[rows.key >= 0]
    best = rows.key[matched]
    margin = rows.score[matched] - (rows.neighbours()[matched] + columns.neighbours()[best]) / 2
    keep = (columns.key[best] == matched) & (margin > 0) & (rows.score[matched] > 0)
    return numpy.stack([matched[keep], best[keep]], axis=1), margin[keep].astype(numpy.float64)


def heaviest_chain(pairs: NDArray[numpy.int64], weights: NDArray[numpy.float64]) -> NDArray[numpy.int64]:
    """Return the indices of the pairs in the chain with the greatest total weight.

    A chain consists of pairs whose source numbers and target numbers both rise strictly.

    Args:
        pairs: source and target number of each pair, sorted by source, each source once, shape (k,
            2).
        weights: weights of the pairs, positive, shape (k,).
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
