"""Compute Cohen's kappa: the agreement of two annotators, corrected for agreement by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def cohens_kappa(votes: Mapping[tuple[str, str], int]) -> float | None:
    """Return Cohen's kappa (1960), at most 1; 0 means no more agreement than by chance.

    Args:
        votes: number of items for each pair of labels; the first annotator's label comes first.

    Returns:
        The kappa; ``None`` if there are no items, or if all labels by both annotators are the same.
    """
    total = sum(votes.values())
    if not total:
        return None
    first, second = Counter[str](), Counter[str]()
    for (one, other), count in votes.items():
        first[one] += count
        second[other] += count
    chance = sum(count * second[label] for label, count in first.items()) / total**2
    observed = sum(count for (one, other), count in votes.items() if one == other) / total
    return (observed - chance) / (1 - chance) if chance < 1 else None
