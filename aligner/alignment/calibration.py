"""From the posterior of a bead to a confidence one can bet on.

The bead score is fitted to whole paths, and fitted weights are drawn towards a prior, so the posteriors of
forward-backward are too modest: of beads given 0.75 some 0.81 are right. Those near 1 are not, since the closer look
takes the beads around a stretch for certain. Two numbers mend that, a temperature and an offset on the scale of log
odds (Platt, 1999, "Probabilistic Outputs for Support Vector Machines"). Shape, cosine and the neighbours' posteriors as
further features gained nothing. The map rises everywhere, so the order of beads with two sides stays what the lattice
says.
``python -m benchmarks.calibration`` fits it.
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
LEAST_OF_NULL = 0.5
"""Posterior that a null bead has at least. A path must put unaligned segments of both sides in some order, and the
posterior of a null bead counts that one place only; of those below one half two in three are right
(benchmarks/LOG.md, confidence that warns)."""
LEAST = 1e-6
"""Posteriors nearer to 0 or 1 than this are taken for this: sums of exponentials know no better."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Confidence is ``sigmoid(slope * log odds of the posterior + offset)``.

    Attributes:
        slope: above 0; one over the temperature, below 1 where posteriors near 0 and 1 are too bold.
        offset: in natural logarithms of odds.
    """

    slope: float
    offset: float

    def confidence(self, posterior: float) -> float:
        """Return the share of beads of this posterior that are right, 0 to 1."""
        return 1 / (1 + math.exp(-self.slope * log_odds(posterior) - self.offset))


def calibrated(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return beads with confidences in place of posteriors; those that are locked, and code, keep theirs."""
    calibration = fitted_calibration()
    return tuple(
        replace(bead, confidence=calibration.confidence(posterior_of(bead))) if bead.status in ("", MOVED) else bead
        for bead in beads
    )


def posterior_of(bead: Bead) -> float:
    """Return the posterior that is calibrated: that of the path, for null beads at least `LEAST_OF_NULL`."""
    return max(bead.confidence, LEAST_OF_NULL) if bead.is_null else bead.confidence


def log_odds(probability: float) -> float:
    """Return ``log(p / (1 - p))``, finite for 0 and 1."""
    bounded = min(max(probability, LEAST), 1 - LEAST)
    return math.log(bounded / (1 - bounded))


@cache
def fitted_calibration() -> Calibration:
    """Return the map that the program uses."""
    return Calibration(**json.loads(FILE.read_text(encoding="utf-8")))


def store_calibration(calibration: Calibration) -> None:
    """Write the map that the program uses from now on, with three digits behind the point."""
    values = {name: round(value, 3) for name, value in asdict(calibration).items()}
    FILE.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    fitted_calibration.cache_clear()
