"""A filter by numbers: each number on one side must also be on the other, in any notation."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.batch.filters import Candidate, Evidence, Scores, check_range
from aligner.languages import is_known
from aligner.languages.numbers import quantities, unmatched


@dataclass(frozen=True, slots=True)
class Numbers:
    """Drops pairs whose numbers differ; "15,000" and "1.5万" are the same number, as in ``aligner check``.

    Attributes:
        min_share: minimum share of the numbers of both sides that also occur on the other side, 0 to 1.
    """

    min_share: float = 1.0

    def __post_init__(self) -> None:
        check_range("min_share", self.min_share, 0, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the share of the pair's numbers that also occur on the other side, 0 to 1; 1 without numbers."""
        return (number_agreement(candidate.texts, candidate.languages),)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        return "the numbers of the two sides differ" if scores[0] < self.min_share else ""


def number_agreement(texts: tuple[str, str], languages: tuple[str, str]) -> float:
    """Return the share of the numbers of two texts that also occur in the other text, 0 to 1.

    The result is 1 for texts without numbers, and for languages whose numbers the program cannot read.
    Numbers that a translation may omit or reword (a half, "one of them") do not count.
    """
    if not all(map(is_known, languages)):
        return 1.0
    first, second = (quantities(text, language) for text, language in zip(texts, languages, strict=True))
    missed = sum(map(len, unmatched(first, second)))
    required = sum(quantity.required for quantity in (*first, *second))
    return 1 - missed / max(required, missed, 1)
