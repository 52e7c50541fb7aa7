"""A logistic regression with a ridge, by Newton's method."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.evidence import Regression

Numbers = NDArray[numpy.float64]
RIDGE = 1.0
STEPS = 60


def fitted(names: Sequence[str], features: Numbers, labels: Numbers, counts: Numbers) -> Regression:
    """Return the weights of the greatest penalised likelihood.

    Args:
        names: of the features.
        features: shape (questions, features).
        labels: 1 where the segment is untranslated, else 0, shape (questions,).
        counts: what each question counts, shape (questions,).
    """
    mean = counts @ features / counts.sum()
    spread = numpy.sqrt(counts @ (features - mean) ** 2 / counts.sum()) + 1e-6
    scaled = numpy.column_stack([(features - mean) / spread, numpy.ones(len(features))])
    ridge = numpy.diag([RIDGE] * len(names) + [1e-6])
    found = numpy.zeros(len(names) + 1)
    for _ in range(STEPS):
        chance = 1 / (1 + numpy.exp(-numpy.clip(scaled @ found, -30, 30)))
        slope = scaled.T @ (counts * (chance - labels)) + ridge @ found
        curve = (scaled * (counts * chance * (1 - chance))[:, None]).T @ scaled + ridge
        step = numpy.linalg.solve(curve, slope)
        found -= step
        if numpy.abs(step).max() < 1e-7:
            break
    weights = found[:-1] / spread
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Regression(rounded, round(float(found[-1] - weights @ mean), 4))
