"""Whether two documents translate each other: a quick alignment of their stretches, and what it amounts to.

Two documents of one subject are similar throughout, translations are similar *in order*: stretches that are each
other's best match form a chain that rises on both sides. How much of the documents the chain holds, and how alike its
stretches are, does not depend on how many other documents there are; so a folder of three documents can be judged too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy

from aligner.alignment.chains import best_matches, heaviest_chain
from aligner.languages import pack_of
from aligner.pairing.candidates import unit
from aligner.pairing.commonness import Commonness
from aligner.pairing.fingerprints import MARKS, Fingerprint, Hashes
from aligner.protocols import Vectors

LONGEST = 2.5
"""Ratios beyond this one, as a logarithm, are all as bad."""
WEIGHTS: Mapping[str, float] = {
    "constant": -10.56,
    "cosine": 6.2,
    "matched": 13.01,
    "length": -1.82,
    "matched_by_size": 2.47,
    "contradicted": -3.0,
}
"""Of the evidence in the log odds, by logistic regression on made folders (``python -m benchmarks.pairing --fit``).

The last one is set by hand: of 684 such translations one in a hundred has a contradicting figure, of copies of one form
filled in with other figures six in seven."""
MOST_CONTRADICTIONS = 3.0
"""Contradictions beyond these say nothing new."""
CHANCE = 0.4
"""Similarity at which a sentence speaks neither for nor against, when rivals are compared."""
MARK = 0.3
"""What a shared name or figure counts then; a sentence counts some 10."""


@dataclass(frozen=True)
class Chain:
    """The stretches of two documents that belong together.

    Attributes:
        alike: their cosines, shape (k,).
        weights: how much each counts in the English and in the Chinese document, shape (k,) each.
        totals: how much all stretches of either document count.
        cosine: of the two documents as a whole.
    """

    alike: Vectors
    weights: tuple[Vectors, Vectors]
    totals: tuple[float, float]
    cosine: float


def chained(english: Fingerprint, chinese: Fingerprint, common: Commonness) -> Chain:
    """Return the stretches that are each other's best match, as far as they rise on both sides.

    Args:
        english: the English document.
        chinese: the Chinese one.
        common: among the documents that they are chosen from.
    """
    weights = common.stretch_weights(english), common.stretch_weights(chinese)
    sides = english.units, chinese.units
    best, score, mean = best_matches(*sides)
    back, _, back_mean = best_matches(sides[1], sides[0])
    margin = score - (mean + back_mean[best]) / 2
    mutual = numpy.flatnonzero((back[best] == numpy.arange(len(best))) & (margin > 0) & (score > 0))
    pairs = numpy.stack([mutual, best[mutual]], axis=1)
    chain = pairs[heaviest_chain(pairs, margin[mutual].astype(numpy.float64))]
    return Chain(
        score[chain[:, 0]],
        (weights[0][chain[:, 0]], weights[1][chain[:, 1]]),
        (float(weights[0].sum()), float(weights[1].sum())),
        float(unit(weights[0] @ sides[0]) @ unit(weights[1] @ sides[1])),
    )


def evidence(english: Fingerprint, chinese: Fingerprint, common: Commonness) -> dict[str, float]:
    """Return what speaks for two documents, by the names of `WEIGHTS`; see `chained`."""
    chain = chained(english, chinese, common)
    matched = max(
        float(chain.alike @ weights) / max(total, 1e-9)
        for weights, total in zip(chain.weights, chain.totals, strict=True)
    )
    usual = pack_of(english.language).lengths.content / pack_of(chinese.language).lengths.content
    ratio = max(english.characters, 1) / max(chinese.characters, 1) / usual
    return {
        "constant": 1.0,
        "cosine": chain.cosine,
        "matched": matched,
        "length": min(abs(log(ratio)), LONGEST),
        "matched_by_size": matched * log(min(len(english.weights), len(chinese.weights))),
        "contradicted": contradictions(english.figures, chinese.figures, common),
    }


def gain(english: Fingerprint, chinese: Fingerprint) -> float:
    """Return how much two documents say the same, for comparing rivals that are nearly alike.

    It is a sum over all sentences, so what rivals have in common cancels out, and what one has and the other has not
    decides; see `chained`.
    """
    chain = chained(english, chinese, Commonness.of(()))
    total = sum(
        float(chain.alike @ weights) - CHANCE * of_document
        for weights, of_document in zip(chain.weights, chain.totals, strict=True)
    )
    for first, second in ((english.words, chinese.words), (english.figures, chinese.figures)):
        hits = len(numpy.intersect1d(first, second, assume_unique=True))
        total += MARK * (2 * hits - len(second))
    return total


def contradictions(english: Hashes, chinese: Hashes, common: Commonness) -> float:
    """Return how many more figures two documents do not share than they share, 0 to `MOST_CONTRADICTIONS`.

    Counted are those of the side that has fewer without a counterpart: translations spell out numbers and convert
    units. Rare figures count more.
    """
    first, second = english, chinese
    if len(first) == MARKS:  # beyond the last one that was kept nothing is known
        second = second[second <= first[-1]]
    if len(second) == MARKS:
        first = first[first <= second[-1]]
    if not len(first) or not len(second):
        return 0.0
    shared = first[numpy.isin(first, second, assume_unique=True)]
    weights = [common.mark_weights(each) for each in (first, second)]
    usual = min(float(each.mean()) for each in weights)
    found = float(common.mark_weights(shared).sum())
    missing = min(float(each.sum()) for each in weights) - found
    return min(max((missing - found) / usual, 0.0), MOST_CONTRADICTIONS)


def log_odds(found: Mapping[str, float]) -> float:
    """Return the log odds that two documents with this evidence translate each other."""
    return sum(weight * found[name] for name, weight in WEIGHTS.items())


def probability(odds: float) -> float:
    """Return the probability that log odds stand for."""
    return 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))


def competitive(scores: Sequence[float], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Return which pairs are kept, ascending: those with the highest scores first, and no document twice."""
    taken: tuple[set[int], set[int]] = set(), set()
    kept = []
    for number in sorted(range(len(pairs)), key=lambda place: (-scores[place], pairs[place])):
        if pairs[number][0] not in taken[0] and pairs[number][1] not in taken[1]:
            taken[0].add(pairs[number][0])
            taken[1].add(pairs[number][1])
            kept.append(number)
    return sorted(kept)
