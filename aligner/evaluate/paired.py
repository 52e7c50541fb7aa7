"""Compare two systems on the same gold by the paired bootstrap.

The method is that of Koehn (2004, "Statistical significance tests for machine translation
evaluation"). Both systems are scored on the same resampled documents, so that documents that are
difficult for both systems do not hide a difference. With fewer than `MIN_DOCUMENTS` documents,
blocks of beads are resampled, as for the intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from aligner.errors import UsageError
from aligner.evaluate.comparison import Comparison, ratios_of, resampled_units
from aligner.evaluate.intervals import RESAMPLES, SEED, TAIL, samples
from aligner.evaluate.values import CONFIDENCE, NamedBeads, signature_of
from aligner.interface import N_, _

if TYPE_CHECKING:
    from aligner.evaluate.comparison import Matrix

MEASURES = (
    N_("strict precision"),
    N_("strict recall"),
    N_("strict F1"),
    N_("lax precision"),
    N_("lax recall"),
    N_("lax F1"),
)
"""The measures in the order of `ratios_of`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference between two systems in one measure.

    Attributes:
        measure: one of `MEASURES`.
        first: value of the first system, 0 to 1.
        second: value of the second system, 0 to 1.
        difference: the first value minus the second.
        low: lower end of the 95 % percentile interval of the difference.
        high: upper end of this interval.
        better: share of the samples in which the first system is better, 0 to 1, as in Koehn (2004).
        p_value: two-sided p-value of the hypothesis that the systems are equally good. It is the share
            of samples whose difference, minus the mean of all samples, is at least as large as the
            observed difference. One is added to both counts, so that it is never 0 (Riezler and
            Maxwell, 2005; sacrebleu does the same).
    """

    measure: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    better: float
    p_value: float


@dataclass(frozen=True, slots=True)
class PairedReport:
    """The comparison of two systems.

    Attributes:
        differences: one difference for each of `MEASURES`.
        signature: data and method of the comparison as one string.
    """

    differences: tuple[Difference, ...]
    signature: str

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "signature": self.signature,
            "confidence": CONFIDENCE,
            "differences": [asdict(difference) for difference in self.differences],
        }


def compare_systems(
    first: Sequence[NamedBeads], second: Sequence[NamedBeads], *, resamples: int = RESAMPLES, seed: int = SEED
) -> PairedReport:
    """Compare two systems on the same documents.

    Args:
        first: the documents of the first system, from `read_documents`.
        second: the documents of the second system, in the same order and with the same gold.
        resamples: number of bootstrap samples, at least one.
        seed: seed of the random samples.

    Raises:
        UsageError: the systems have different gold beads, there are no documents, or ``resamples`` is
            less than 1.
    """
    if [list(gold) for _, _, gold, _ in first] != [list(gold) for _, _, gold, _ in second]:
        raise UsageError(_("the two systems have different gold: name the same documents in the same order"))
    if resamples < 1 or not first:
        raise UsageError(_("a comparison needs at least one document and one sample"))
    comparisons = [[Comparison(gold, test) for _, _, gold, test in documents] for documents in (first, second)]
    units, unit = resampled_units(comparisons[0])
    others, _unused = resampled_units(comparisons[1])
    beads = int(units[:, -1].sum())
    observed = ratios_of(units.sum(axis=0)), ratios_of(others.sum(axis=0))
    sampled = samples(units, resamples, seed) - samples(others, resamples, seed)
    return PairedReport(
        tuple(
            _difference(measure, float(one), float(other), sampled[:, number])
            for number, (measure, one, other) in enumerate(zip(MEASURES, *observed, strict=True))
        ),
        signature_of(
            beads=beads,
            docs=len(first),
            null="precision-only",
            test="paired-bootstrap",
            boot=resamples,
            unit=unit,
            seed=seed,
        ),
    )


def _difference(measure: str, first: float, second: float, sampled: Matrix) -> Difference:
    """Return the difference in one measure, with its interval and p-value.

    Args:
        measure: name of the measure.
        first: value of the first system.
        second: value of the second system.
        sampled: the difference in each bootstrap sample, shape (samples,).
    """
    import numpy

    observed = first - second
    low, high = numpy.quantile(sampled, [TAIL, 1 - TAIL])
    # Rounding errors of sums must not make equal differences unequal.
    extreme = numpy.abs(sampled - sampled.mean()) >= abs(observed) - 1e-12
    p_value = (int(extreme.sum()) + 1) / (len(sampled) + 1)
    return Difference(
        measure, first, second, observed, float(low), float(high), float((sampled > 0).mean()), float(p_value)
    )
