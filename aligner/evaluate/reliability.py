"""Measure the reliability of the confidence of beads.

The beads are grouped into bins of similar confidence; in each bin, the mean confidence is compared
with the share of correct beads. The expected calibration error is that of Naeini et al. (2015),
with bins of equal width.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aligner.bitext import Bead
from aligner.errors import UsageError
from aligner.evaluate.comparison import Comparison
from aligner.evaluate.values import NamedBeads, signature_of
from aligner.formats.review_state import BY_PERSON
from aligner.interface import _

BINS = 10
MAX_BINS = 100


@dataclass(frozen=True, slots=True)
class Bin:
    """The beads with a confidence from ``low`` to below ``high``; the last bin includes 1.

    Attributes:
        low: lower end of the confidence, 0 to 1.
        high: upper end of the confidence, 0 to 1.
        beads: number of beads.
        confidence: mean confidence of these beads, 0 to 1; 0 if there are none.
        right: share of these beads that are strictly correct, 0 to 1; 0 if there are none.
    """

    low: float
    high: float
    beads: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The reliability of the confidence of beads.

    Attributes:
        bins: the bins, from low to high confidence, including empty ones.
        beads: number of beads with a confidence.
        error: expected calibration error, 0 to 1: mean over the bins of the difference between mean
            confidence and share of correct beads, weighted by the number of beads.
        brier: Brier score (1950), 0 to 1: mean squared difference between the confidence and 1 for a
            correct bead, 0 for a wrong one; lower is better.
        signature: data and method as one string.
    """

    bins: tuple[Bin, ...]
    beads: int
    error: float
    brier: float
    signature: str

    def to_dict(self) -> dict[str, Any]:
        """Return the reliability as JSON values."""
        return {
            "signature": self.signature,
            "beads": self.beads,
            "expected_calibration_error": self.error,
            "brier": self.brier,
            "bins": [asdict(each) for each in self.bins],
        }


def reliability_of(documents: Sequence[NamedBeads], *, bins: int = BINS) -> Reliability:
    """Compare the confidence of test beads with the share of them that are strictly correct.

    Beads without a confidence, and beads that a person has reviewed, are left out.

    Args:
        documents: the documents, from `read_documents`.
        bins: number of bins of equal width, 1 to `MAX_BINS`.

    Raises:
        UsageError: no test bead has a confidence, or the number of bins is out of range.
    """
    if not 1 <= bins <= MAX_BINS:
        raise UsageError(_("{bins} bins: choose 1 to {max_bins}", bins=bins, max_bins=MAX_BINS))
    outcomes = [outcome for _, _, gold, test in documents for outcome in _outcomes(Comparison(gold, test), test)]
    if not outcomes:
        names = ", ".join(name for _, name, _, _ in documents)
        raise UsageError(
            _("states no confidence, which a reliability diagram needs: give a result as .bitext.jsonl, .csv or .xlsx"),
            path=names,
        )
    edges = [number / bins for number in range(bins + 1)]
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, is_right in outcomes:
        groups[bisect_right(edges, confidence, 1, bins) - 1].append((confidence, is_right))
    made = tuple(_bin(low, high, group) for low, high, group in zip(edges, edges[1:], groups, strict=False))
    return Reliability(
        made,
        len(outcomes),
        sum(each.beads * abs(each.confidence - each.right) for each in made) / len(outcomes),
        sum((confidence - is_right) ** 2 for confidence, is_right in outcomes) / len(outcomes),
        signature_of(beads=len(outcomes), docs=len(documents), right="strict", bins=bins, width="equal"),
    )


def _outcomes(comparison: Comparison, test: Sequence[Bead]) -> list[tuple[float, bool]]:
    """Return the confidence of each test bead that has one, and whether the bead is strictly correct."""
    confidences = {
        (bead.source, bead.target): bead.confidence
        for bead in test
        if bead.status not in BY_PERSON and 0 < bead.confidence <= 1
    }
    return [
        (confidences[bead], is_right)
        for bead, is_right in zip(comparison.test, comparison.strictly_right(), strict=True)
        if bead in confidences
    ]


def _bin(low: float, high: float, group: Sequence[tuple[float, bool]]) -> Bin:
    if not group:
        return Bin(low, high, 0, 0.0, 0.0)
    confidence = sum(each for each, _ in group) / len(group)
    return Bin(low, high, len(group), confidence, sum(is_right for _, is_right in group) / len(group))
