"""Calibration: the conversion of a bead's posterior into the probability that the bead is correct.

The bead score is fitted to whole paths with a prior on the weights, so the posteriors from
forward-backward are too low: about 0.81 of the beads with a posterior of 0.75 are correct.
Posteriors near 1 are not too low, because rescoring treats the beads around a stretch as certain.
Two parameters correct this on the scale of log odds: a temperature and an offset (Platt, 1999,
"Probabilistic Outputs for Support Vector Machines"). Shape, cosine and the posteriors of neighbours
brought no improvement as further features. The function is increasing, so it keeps the order of
beads with two sides. ``python -m benchmarks.calibration`` fits it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from aligner.alignment.crossing import MOVED
from aligner.bitext import Bead

FILE = Path(__file__).with_name("calibration.json")
MIN_NULL_POSTERIOR = 0.5
"""Minimum posterior of a null bead. A path puts unaligned segments of both sides in one of many orders, and the
posterior of a null bead counts only that order; two thirds of the null beads below one half are correct
(benchmarks/LOG.md, confidence that warns)."""
MIN_PROBABILITY = 1e-6
"""Minimum distance of a posterior from 0 and 1: sums of exponentials are not more exact."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The function ``confidence = sigmoid(slope * log odds of the posterior + offset)``.

    Attributes:
        slope: inverse of the temperature, above 0; below 1 if posteriors near 0 and 1 are too extreme.
        offset: constant that is added to the log odds.
    """

    slope: float
    offset: float

    def confidence(self, posterior: float) -> float:
        """Return the expected share of correct beads among beads with the same posterior, 0 to 1."""
        return 1 / (1 + math.exp(-self.slope * log_odds(posterior) - self.offset))


def calibrate(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return the beads with calibrated confidences in place of posteriors.

    Beads that the user has locked, and beads of code blocks, keep their confidence.
    """
    calibration = fitted_calibration()
    return tuple(
        replace(bead, confidence=calibration.confidence(posterior_of(bead))) if bead.status in ("", MOVED) else bead
        for bead in beads
    )


def posterior_of(bead: Bead) -> float:
    """Return the posterior of a bead before calibration; at least `MIN_NULL_POSTERIOR` for null beads."""
    return max(bead.confidence, MIN_NULL_POSTERIOR) if bead.is_null else bead.confidence


def log_odds(probability: float) -> float:
    """Return ``log(p / (1 - p))``, finite for 0 and 1."""
    bounded = min(max(probability, MIN_PROBABILITY), 1 - MIN_PROBABILITY)
    return math.log(bounded / (1 - bounded))


@cache
def fitted_calibration() -> Calibration:
    """Return the fitted calibration of confidences, which the program uses."""
    return Calibration(**json.loads(FILE.read_text(encoding="utf-8")))


def store_calibration(calibration: Calibration) -> None:
    """Store a calibration, with three decimals, as the one that the program uses from now on."""
    values = {name: round(value, 3) for name, value in asdict(calibration).items()}
    FILE.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    fitted_calibration.cache_clear()
