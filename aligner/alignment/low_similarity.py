"""Stretches of low similarity, where pairs get a lower confidence.

The path is the best alignment, but it may be wrong: another text may replace a passage, or its
sentences may be in another order. Posteriors show only that other paths have lower scores. The mean
cosine of a whole stretch shows the problem. The cosine of a single pair varies too much, because
good translations may be free. Pairs in stretches with a much lower mean cosine than the document
therefore get a lower confidence, independent of their posteriors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.calibration import Calibration
from aligner.bitext import Bead

CONTEXT_PAIRS = 5
"""Number of pairs before and after a pair in the mean cosine. With two, correct pairs of free translations are low
too."""
MIN_COSINE_RATIO = 0.7
"""Minimum ratio of the mean cosine of a translated stretch to the median cosine of its document
(benchmarks/LOG.md, confidence that warns)."""
STEEPNESS = 27.0
"""Decrease of the log odds for each 1.0 below the minimum ratio: at a ratio of 0.6, a confidence of 0.9 becomes 0.4."""
MIN_PAIRS = 20
"""Minimum number of pairs of a document for which a median cosine is used."""


def lower_confidence(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return the beads with lower confidences in stretches of low similarity.

    Args:
        beads: beads with calibrated confidences, in source order. Null beads and beads with a
            status (``locked``, ``moved`` or ``code``) do not change.
    """
    places = [place for place, bead in enumerate(beads) if not bead.is_null]
    if len(places) < MIN_PAIRS:
        return tuple(beads)
    cosines = numpy.array([beads[place].score for place in places])
    usual = float(numpy.median(cosines))
    if usual <= 0:
        return tuple(beads)
    lacking = MIN_COSINE_RATIO - window_means(cosines, CONTEXT_PAIRS) / usual
    result = list(beads)
    for number in numpy.flatnonzero(lacking > 0).tolist():
        bead = beads[places[number]]
        if not bead.status:
            doubt = Calibration(slope=1.0, offset=-STEEPNESS * float(lacking[number]))
            result[places[number]] = replace(bead, confidence=doubt.confidence(bead.confidence))
    return tuple(result)


def window_means(values: NDArray[numpy.float64], around: int) -> NDArray[numpy.float64]:
    """Return for each value the mean of the value and its neighbours, up to ``around`` on each side."""
    sums = numpy.concatenate([[0.0], numpy.cumsum(values)])
    numbers = numpy.arange(len(values))
    first, end = numpy.maximum(numbers - around, 0), numpy.minimum(numbers + around + 1, len(values))
    means: NDArray[numpy.float64] = (sums[end] - sums[first]) / (end - first)
    return means
