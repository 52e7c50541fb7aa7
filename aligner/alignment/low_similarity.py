"""Stretches that are much less alike than the rest of their document: their pairs are not to be relied on.

The path takes the best there is. Where a passage was replaced by another text, or its sentences stand in another order,
the best is bad, and posteriors tell only that other ways are worse. The cosines of a whole stretch tell it: those of a
single pair vary too much, as good translations may be free. So the confidence of pairs in such stretches is lowered,
whatever the posterior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.calibration import Calibration
from aligner.bitext import Bead

AROUND = 5
"""Pairs on either side that a pair is looked at with. With two, right pairs of free translations fall below as well."""
USUAL = 0.7
"""Share of the document's usual cosine that the mean of such a stretch has at least, if it is a translation
(benchmarks/LOG.md, confidence that warns)."""
STEEPNESS = 27.0
"""Log odds that a share of 1 below it takes away: at 0.6 a confidence of 0.9 becomes 0.4."""
FEWEST = 20
"""Pairs below which a document has no usual cosine."""


def lowered(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return the beads with lower confidences in stretches of low similarity.

    Args:
        beads: with calibrated confidences, in source order; null beads and those with a status stay as they are.
    """
    places = [place for place, bead in enumerate(beads) if not bead.is_null]
    if len(places) < FEWEST:
        return tuple(beads)
    cosines = numpy.array([beads[place].score for place in places])
    usual = float(numpy.median(cosines))
    if usual <= 0:
        return tuple(beads)
    lacking = USUAL - window_means(cosines, AROUND) / usual
    result = list(beads)
    for number in numpy.flatnonzero(lacking > 0).tolist():
        bead = beads[places[number]]
        if not bead.status:
            doubt = Calibration(slope=1.0, offset=-STEEPNESS * float(lacking[number]))
            result[places[number]] = replace(bead, confidence=doubt.confidence(bead.confidence))
    return tuple(result)


def window_means(values: NDArray[numpy.float64], around: int) -> NDArray[numpy.float64]:
    """Return the mean of each value with ``around`` others on either side, as far as there are any."""
    sums = numpy.concatenate([[0.0], numpy.cumsum(values)])
    numbers = numpy.arange(len(values))
    first, end = numpy.maximum(numbers - around, 0), numpy.minimum(numbers + around + 1, len(values))
    means: NDArray[numpy.float64] = (sums[end] - sums[first]) / (end - first)
    return means
