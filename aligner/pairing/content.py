"""Which documents belong together by what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import log

from aligner.pairing.candidates import candidate_pairs, order_vectors
from aligner.pairing.commonness import Commonness
from aligner.pairing.fingerprints import Fingerprint
from aligner.pairing.verification import competitive, evidence, gain, log_odds, probability

CLOSE_LOOK = 2000
"""Stretches of a document that is compared with rivals: every sentence, of most documents."""
AT_HAND = 64
"""Documents held for a close look at a time."""

Edge = tuple[int, int]
Reader = Callable[[str], Fingerprint]


def pair_fingerprints(
    english: Sequence[tuple[str, Fingerprint]],
    chinese: Sequence[tuple[str, Fingerprint]],
    least_confidence: float,
    read_closely: Reader,
) -> list[tuple[str, str, float]]:
    """Return ``(English, Chinese, confidence)`` of the documents that translate each other, no document twice.

    Args:
        english: names and fingerprints; in an order that does not change from run to run.
        chinese: likewise.
        least_confidence: below which two documents are no pair, 0 to 1.
        read_closely: gives a fingerprint of up to `CLOSE_LOOK` stretches; called for rivals only.
    """
    if not english or not chinese:
        return []
    sides = [one for _, one in english], [one for _, one in chinese]
    common = Commonness.of([*sides[0], *sides[1]])
    candidates, _ = candidate_pairs(order_vectors(sides[0], common), order_vectors(sides[1], common))
    least = log(max(least_confidence, 1e-9) / max(1 - least_confidence, 1e-9))
    odds: dict[Edge, float] = {}
    for first, second in candidates.tolist():
        found = log_odds(evidence(sides[0][first], sides[1][second], common))
        if found >= least:
            odds[first, second] = found
    names = [name for name, _ in english], [name for name, _ in chinese]
    kept: list[Edge] = []
    for rivals in contests(odds):
        scores = [odds[edge] for edge in rivals]
        if len(rivals) > 1:
            scores = closely([(names[0][first], names[1][second]) for first, second in rivals], read_closely)
        kept += [rivals[number] for number in competitive(scores, rivals)]
    return [(names[0][edge[0]], names[1][edge[1]], probability(odds[edge])) for edge in sorted(kept)]


def contests(edges: Iterable[Edge]) -> list[list[Edge]]:
    """Return the edges in groups that share no document, each group sorted."""
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


def closely(rivals: Sequence[tuple[str, str]], read: Reader) -> list[float]:
    """Return the gains of pairs of documents that compete, sentence by sentence.

    Args:
        rivals: names, English and Chinese.
        read: reads a document again.
    """
    at_hand = lru_cache(AT_HAND)(read)
    return [gain(at_hand(first), at_hand(second)) for first, second in rivals]
