"""Compute bootstrap confidence intervals of the scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.evaluate.comparison import ratios_of, scores_of
from aligner.evaluate.values import CONFIDENCE, Scores

if TYPE_CHECKING:
    from aligner.evaluate.comparison import Matrix

RESAMPLES = 1000
SEED = 12345


def interval(units: Matrix, resamples: int, seed: int) -> tuple[Scores, Scores]:
    """Return the lower and upper ends of percentile bootstrap intervals (Efron, 1979).

    Args:
        units: counts of the resampled documents or blocks, shape (units, 7).
        resamples: number of samples; with 0, both ends are the score itself.
        seed: seed of the random samples.
    """
    import numpy

    number = len(units)
    if not number or resamples < 1:
        point = scores_of(ratios_of(units.sum(axis=0)))
        return point, point
    generator = numpy.random.default_rng(seed)
    draws = (numpy.bincount(generator.integers(number, size=number), minlength=number) for _ in range(resamples))
    ratios = ratios_of(numpy.stack([draw @ units for draw in draws]))
    tail = (1 - CONFIDENCE) / 2
    low, high = numpy.quantile(ratios, [tail, 1 - tail], axis=0)
    return scores_of(low), scores_of(high)
