"""Estimation of whether two documents are translations, from a quick alignment of their chunks.

Documents on one subject are similar in all parts, but only translations are similar *in the same
order*: the mutual best matches of their chunks form a chain that is monotonic on both sides. The
evidence is the share of the documents in the chain, and the cosines of its matches. Neither depends
on the number of other documents, so the estimate also works for three documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy

from aligner.alignment.chains import best_matches, heaviest_chain
from aligner.languages import pack_of
from aligner.pairing.candidates import unit_vectors
from aligner.pairing.document_frequency import DocumentFrequencies
from aligner.pairing.fingerprints import MAX_TOKENS, Fingerprint, Hashes
from aligner.protocols import Vectors

MAX_LOG_LENGTH_RATIO = 2.5
"""Maximum of the logarithm of the length ratio; larger values are no further evidence."""
WEIGHTS: Mapping[str, float] = {
    "constant": -10.56,
    "cosine": 6.2,
    "matched": 13.01,
    "length": -1.82,
    "matched_by_size": 2.47,
    "contradicted": -3.0,
}
"""Weights of the features in the log odds, by logistic regression (``python -m benchmarks.pairing --fit``).

The weight ``contradicted`` is set by hand: 1 % of 684 translations have a contradicting figure, but 6 of 7 copies of a
form with other figures have one.
"""
MAX_CONTRADICTIONS = 3.0
"""Maximum of the feature ``contradicted``; more contradictions are no further evidence."""
NEUTRAL_COSINE = 0.4
"""Cosine at which a sentence is evidence neither for nor against a pair, when pairs in conflict are compared."""
SHARED_TOKEN_SCORE = 0.3
"""Score of a shared Latin word or figure in the same comparison; a sentence has about 10."""


@dataclass(frozen=True)
class Chain:
    """The matching chunks of two documents.

    Attributes:
        cosines: cosines of the matches, shape (k,).
        weights: weights of the matched chunks in the English and in the Chinese document, shape (k,) each.
        totals: sums of the weights of all chunks of each document.
        cosine: cosine of the two documents as a whole.
    """

    cosines: Vectors
    weights: tuple[Vectors, Vectors]
    totals: tuple[float, float]
    cosine: float


def align_chunks(english: Fingerprint, chinese: Fingerprint, frequencies: DocumentFrequencies) -> Chain:
    """Return the best monotonic chain of matching chunks; each chunk is the best match of the other.

    Args:
        english: fingerprint of the English document.
        chinese: fingerprint of the Chinese document.
        frequencies: document frequencies over all documents of the run.
    """
    weights = frequencies.chunk_weights(english), frequencies.chunk_weights(chinese)
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
        float(unit_vectors(weights[0] @ sides[0]) @ unit_vectors(weights[1] @ sides[1])),
    )


def features(english: Fingerprint, chinese: Fingerprint, frequencies: DocumentFrequencies) -> dict[str, float]:
    """Return the features from which `log_odds` estimates whether two documents are translations, by name.

    The names are those of `WEIGHTS`.

    Args:
        english: fingerprint of the English document.
        chinese: fingerprint of the Chinese document.
        frequencies: document frequencies over all documents of the run.
    """
    chain = align_chunks(english, chinese, frequencies)
    matched = max(
        float(chain.cosines @ weights) / max(total, 1e-9)
        for weights, total in zip(chain.weights, chain.totals, strict=True)
    )
    usual = pack_of(english.language).lengths.content / pack_of(chinese.language).lengths.content
    ratio = max(english.characters, 1) / max(chinese.characters, 1) / usual
    return {
        "constant": 1.0,
        "cosine": chain.cosine,
        "matched": matched,
        "length": min(abs(log(ratio)), MAX_LOG_LENGTH_RATIO),
        "matched_by_size": matched * log(min(len(english.weights), len(chinese.weights))),
        "contradicted": contradictions(english.figures, chinese.figures, frequencies),
    }


def overlap_score(english: Fingerprint, chinese: Fingerprint) -> float:
    """Return the amount of content that two documents share, to compare pairs in conflict.

    The score is a sum over all sentences. Content that several similar documents share adds the same
    amount to their scores, so only the differences decide; see `align_chunks`.
    """
    chain = align_chunks(english, chinese, DocumentFrequencies.of(()))
    total = sum(
        float(chain.cosines @ weights) - NEUTRAL_COSINE * of_document
        for weights, of_document in zip(chain.weights, chain.totals, strict=True)
    )
    for first, second in ((english.words, chinese.words), (english.figures, chinese.figures)):
        hits = len(numpy.intersect1d(first, second, assume_unique=True))
        total += SHARED_TOKEN_SCORE * (2 * hits - len(second))
    return total


def contradictions(english: Hashes, chinese: Hashes, frequencies: DocumentFrequencies) -> float:
    """Return how many figures (numbers in digits) two documents do not share, minus how many they share.

    The result is limited to 0 to `MAX_CONTRADICTIONS`. Unshared figures are counted on the side
    that has fewer of them, because translations spell out numbers and convert units. Rare figures
    have a higher weight.
    """
    first, second = english, chinese
    if len(first) == MAX_TOKENS:  # the list is truncated: larger hashes are unknown
        second = second[second <= first[-1]]
    if len(second) == MAX_TOKENS:
        first = first[first <= second[-1]]
    if not len(first) or not len(second):
        return 0.0
    shared = first[numpy.isin(first, second, assume_unique=True)]
    weights = [frequencies.token_weights(each) for each in (first, second)]
    usual = min(float(each.mean()) for each in weights)
    shared_weight = float(frequencies.token_weights(shared).sum())
    missing = min(float(each.sum()) for each in weights) - shared_weight
    return min(max((missing - shared_weight) / usual, 0.0), MAX_CONTRADICTIONS)


def log_odds(values: Mapping[str, float]) -> float:
    """Return the log odds that two documents are translations of each other.

    ``values`` has the value of each feature, from `features`.
    """
    return sum(weight * values[name] for name, weight in WEIGHTS.items())


def probability(odds: float) -> float:
    """Return the probability that corresponds to log odds."""
    return 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))


def competitive_linking(scores: Sequence[float], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Return the indices of the pairs to keep, ascending, by competitive linking (Melamed, 2000).

    The pair with the highest score is kept first, and each document is kept in at most one pair.
    """
    taken: tuple[set[int], set[int]] = set(), set()
    linked = []
    for number in sorted(range(len(pairs)), key=lambda place: (-scores[place], pairs[place])):
        if pairs[number][0] not in taken[0] and pairs[number][1] not in taken[1]:
            taken[0].add(pairs[number][0])
            taken[1].add(pairs[number][1])
            linked.append(number)
    return sorted(linked)
