"""Pairing of documents by content: select candidates, score them, and resolve conflicts between them.

Two candidate pairs are in conflict if they have a document in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import log

from aligner.pairing.candidates import candidate_pairs, order_vectors
from aligner.pairing.document_frequency import DocumentFrequencies
from aligner.pairing.fingerprints import Fingerprint
from aligner.pairing.verification import competitive_linking, features, log_odds, overlap_score, probability

DETAILED_CHUNKS = 2000
"""Number of chunks in a detailed fingerprint: in most documents, every sentence is one."""
CACHED_DOCUMENTS = 64
"""Number of detailed fingerprints held in memory."""

Edge = tuple[int, int]
Reader = Callable[[str], Fingerprint]


def pair_fingerprints(
    english: Sequence[tuple[str, Fingerprint]],
    chinese: Sequence[tuple[str, Fingerprint]],
    min_confidence: float,
    read_detailed: Reader,
) -> list[tuple[str, str, float]]:
    """Return ``(English, Chinese, confidence)`` of the documents that are translations of each other.

    Each document is in at most one pair.

    Args:
        english: names and fingerprints of the English documents, in the same order in every run.
        chinese: names and fingerprints of the Chinese documents, in the same order in every run.
        min_confidence: minimum confidence of a pair, 0 to 1.
        read_detailed: returns a fingerprint of up to `DETAILED_CHUNKS` chunks; called only for
            documents in conflict.
    """
    if not english or not chinese:
        return []
    sides = [one for _, one in english], [one for _, one in chinese]
    frequencies = DocumentFrequencies.of([*sides[0], *sides[1]])
    candidates, _ = candidate_pairs(order_vectors(sides[0], frequencies), order_vectors(sides[1], frequencies))
    min_odds = log(max(min_confidence, 1e-9) / max(1 - min_confidence, 1e-9))
    odds: dict[Edge, float] = {}
    for first, second in candidates.tolist():
        pair_odds = log_odds(features(sides[0][first], sides[1][second], frequencies))
        if pair_odds >= min_odds:
            odds[first, second] = pair_odds
    names = [name for name, _ in english], [name for name, _ in chinese]
    linked: list[Edge] = []
    for group in conflict_groups(odds):
        scores = [odds[edge] for edge in group]
        if len(group) > 1:
            scores = rescore([(names[0][first], names[1][second]) for first, second in group], read_detailed)
        linked += [group[number] for number in competitive_linking(scores, group)]
    return [(names[0][edge[0]], names[1][edge[1]], probability(odds[edge])) for edge in sorted(linked)]


def conflict_groups(edges: Iterable[Edge]) -> list[list[Edge]]:
    """Return the sorted groups of candidate pairs (edges) that are connected by common documents."""
    leader: dict[tuple[int, int], tuple[int, int]] = {}

    def lead(node: tuple[int, int]) -> tuple[int, int]:
        while leader.setdefault(node, node) != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    known = sorted(edges)
    for first, second in known:
        leader[lead((1, second))] = lead((0, first))
    groups: dict[tuple[int, int], list[Edge]] = {}
    for edge in known:
        groups.setdefault(lead((0, edge[0])), []).append(edge)
    return list(groups.values())


def rescore(group: Sequence[tuple[str, str]], read: Reader) -> list[float]:
    """Return the overlap scores of pairs of documents in conflict, compared sentence by sentence.

    Args:
        group: names of the English and the Chinese document of each pair.
        read: returns the detailed fingerprint of a document.
    """
    cached_read = lru_cache(CACHED_DOCUMENTS)(read)
    return [overlap_score(cached_read(first), cached_read(second)) for first, second in group]
