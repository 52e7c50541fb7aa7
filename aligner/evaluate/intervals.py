"""Compute bootstrap samples of the scores, and confidence intervals from the samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.evaluate.comparison import ratios_of, scores_of
from aligner.evaluate.values import CONFIDENCE, Scores

if TYPE_CHECKING:
    from aligner.evaluate.comparison import Matrix

RESAMPLES = 1000
SEED = 12345
TAIL = (1 - CONFIDENCE) / 2
"""Share of the samples beyond each end of an interval."""


def samples(units: Matrix, resamples: int, seed: int) -> Matrix:
    """Return precision, recall and F1 of bootstrap samples (Efron, 1979), shape (resamples, 6).

    The strict values come first, then the lax ones.
    The samples depend only on the seed and on the number of units, so that two systems with the same
    gold get the same samples.

    Args:
        units: counts of the resampled documents or blocks, shape (units, 7), at least one unit.
        resamples: number of samples, at least one.
        seed: seed of the random samples.
    """
    import numpy

    number = len(units)
    generator = numpy.random.default_rng(seed)
    draws = (numpy.bincount(generator.integers(number, size=number), minlength=number) for _ in range(resamples))
    return ratios_of(numpy.stack([draw @ units for draw in draws]))


def interval(units: Matrix, resamples: int, seed: int) -> tuple[Scores, Scores]:
    """Return the lower and the upper ends of the 95 % percentile bootstrap intervals of the scores.

    Args:
        units: counts of the resampled documents or blocks, shape (units, 7).
        resamples: number of samples; if 0, both ends are equal to the score.
        seed: seed of the random samples.
    """
    import numpy

    if not len(units) or resamples < 1:
        point = scores_of(ratios_of(units.sum(axis=0)))
        return point, point
    low, high = numpy.quantile(samples(units, resamples, seed), [TAIL, 1 - TAIL], axis=0)
    return scores_of(low), scores_of(high)
