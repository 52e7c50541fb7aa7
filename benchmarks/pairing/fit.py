"""The weights of the evidence for two documents: logistic regression on candidates of made folders."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray

from aligner.embedders import load_embedder
from aligner.errors import InputError
from aligner.pairing.candidates import candidate_pairs, order_vectors
from aligner.pairing.document_frequency import DocumentFrequencies
from aligner.pairing.fingerprints import Fingerprint, fingerprint
from aligner.pairing.verification import WEIGHTS, features
from aligner.readers.text import read_text
from benchmarks.pairing.documents import Known, laid_out, made_folder, ordered_pairs

FOLDERS = (
    (1500, (5, 120), 1),
    (300, (1, 6), 2),
    (100, (100, 600), 1),
    (12, (5, 120), 25),
    (6, (1, 8), 40),
    (3, (3, 40), 60),
)
"""Documents a side, fewest and most sentences of one, and how many such folders: confidence must hold for all sizes."""
BY_HAND = "contradicted"
"""The weight that is not learnt: in these folders nothing is contradicted."""
RIDGE = 1.0
STEPS = 60


def fitted(train: Path, half: int) -> dict[str, float]:
    """Return the weights of `evidence` that fit folders made from one half of the sources best."""
    pairs = ordered_pairs(train, half)
    chance = random.Random(half)
    rows: list[list[float]] = []
    labels: list[bool] = []
    importance: list[float] = []
    for each, sizes, count in FOLDERS:
        for _ in range(count):
            found = list(judged(made_folder(pairs, each, chance, sizes), chance))
            rows += [row for row, _ in found]
            labels += [label for _, label in found]
            importance += [len(found) ** -0.5] * len(found)  # a large folder must not drown the small ones
    learnt = [name for name in WEIGHTS if name != BY_HAND]
    return dict(zip(learnt, logistic(numpy.array(rows), numpy.array(labels), numpy.array(importance)), strict=True))


def judged(documents: Sequence[Known], chance: random.Random) -> Iterator[tuple[list[float], bool]]:
    """Yield the evidence for each candidate pair, and whether it is one; copies of one text are neither."""
    english, chinese = seen(documents, chance)
    if not english or not chinese:
        return
    sides = [one for _, one in english], [one for _, one in chinese]
    frequencies = DocumentFrequencies.of([*sides[0], *sides[1]])
    candidates, _ = candidate_pairs(order_vectors(sides[0], frequencies), order_vectors(sides[1], frequencies))
    for first, second in candidates.tolist():
        numbers = english[first][0], chinese[second][0]
        texts = [documents[number].original or documents[number].english for number in numbers]
        if numbers[0] == numbers[1] or texts[0] != texts[1]:
            found = features(sides[0][first], sides[1][second], frequencies)
            yield [value for name, value in found.items() if name != BY_HAND], numbers[0] == numbers[1]


def seen(
    documents: Sequence[Known], chance: random.Random
) -> tuple[list[tuple[int, Fingerprint]], list[tuple[int, Fingerprint]]]:
    """Return the English and the Chinese fingerprints, each with its document's number."""
    embedder = load_embedder()
    sides: tuple[list[tuple[int, Fingerprint]], list[tuple[int, Fingerprint]]] = ([], [])
    for number, document in enumerate(documents):
        for place, texts in enumerate((document.english, document.chinese)):
            if texts:
                content = laid_out(texts, bool(place), chance).encode()
                try:
                    one = fingerprint(read_text(content, str(number)), embedder)
                except InputError:  # a line of dots is a document here, but not one that says anything
                    continue
                if one.language == ("en", "zh")[place]:
                    sides[place].append((number, one))
    return sides


def logistic(
    features: NDArray[numpy.float64], labels: NDArray[numpy.bool_], importance: NDArray[numpy.float64]
) -> list[float]:
    """Return the weights of a ridge logistic regression, by Newton's method.

    Args:
        features: shape (n, k); the first column holds ones and is not shrunk.
        labels: shape (n,).
        importance: likewise; of any scale.
    """
    scale = numpy.r_[1.0, features[:, 1:].std(axis=0)]
    rows = features / scale
    importance = importance * len(labels) / importance.sum()
    penalty = numpy.diag(numpy.r_[1e-6, numpy.full(features.shape[1] - 1, RIDGE)])
    weights = numpy.zeros(features.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + numpy.exp(-rows @ weights))
        slope = rows.T @ (importance * (chance - labels)) + penalty @ weights
        bend = (rows * (importance * chance * (1 - chance))[:, None]).T @ rows + penalty
        weights -= numpy.linalg.solve(bend, slope)
    return [round(float(weight), 3) for weight in weights / scale]
