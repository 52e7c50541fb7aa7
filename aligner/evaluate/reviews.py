"""Measure the agreement of two reviews of the same alignment.

A review has a verdict, confirmed or rejected, on some of the pairs. The pairs on which both reviews
have a verdict are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aligner.bitext import Bead
from aligner.evaluate.kappa import cohens_kappa
from aligner.formats.review_state import APPROVED, REJECTED


@dataclass(frozen=True, slots=True)
class ReviewAgreement:
    """The agreement of two reviews.

    Attributes:
        both: number of pairs with a verdict in the first review, of which all segments also belong
            to pairs with a verdict in the second review.
        alike: number of these pairs that have the same segments and the same verdict in the second
            review.
        kappa: Cohen's kappa (1960) of the verdicts on pairs with the same segments in both reviews;
            ``None`` if there are no such pairs, or if all their verdicts are the same.
    """

    both: int
    alike: int
    kappa: float | None


def review_agreement(first: Sequence[Bead], second: Sequence[Bead]) -> ReviewAgreement:
    """Return the agreement of two reviews.

    Args:
        first: the beads of one review, with their statuses.
        second: the beads of the other review, over the same segments.
    """
    verdicts = {(bead.source, bead.target): verdict for bead in second if (verdict := _verdict(bead))}
    settled = [{number for pair in verdicts for number in pair[side]} for side in (0, 1)]
    votes: Counter[tuple[str, str]] = Counter()
    both = 0
    for bead in first:
        verdict = _verdict(bead)
        if not verdict or not (settled[0].issuperset(bead.source) and settled[1].issuperset(bead.target)):
            continue
        both += 1
        other = verdicts.get((bead.source, bead.target))
        if other:
            votes[verdict, other] += 1
    return ReviewAgreement(
        both, sum(count for (one, other), count in votes.items() if one == other), cohens_kappa(votes)
    )


def _verdict(bead: Bead) -> str:
    if bead.status in APPROVED:
        return "confirmed"
    return REJECTED if bead.status == REJECTED else ""
