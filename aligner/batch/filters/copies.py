"""Filters of repeated text: equal sides, duplicates and near-duplicates of earlier pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aligner.batch.duplicates import normalised
from aligner.batch.filters import Candidate, Evidence, Scores

Compared = Literal["pair", "source", "target"]
"""What is compared of two pairs: both sides, or one of them."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Drops pairs whose two texts are equal, apart from case, width, digits, punctuation and spaces."""

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return 1 if the two texts of the pair are equal, else 0."""
        source, target = candidate.texts
        return (float(normalised(source) == normalised(target)),)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        return "both sides are equal" if scores[0] else ""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Drops pairs that are equal to an earlier pair that was kept.

    Attributes:
        compare: the text to compare: both sides of the pair, or only the source or the target.
    """

    compare: Compared = "pair"

    def score(self, candidate: Candidate, evidence: Evidence) -> Scores:
        """Return 1 if the pair is equal to an earlier pair that was kept, else 0."""
        return (float(evidence.seen.is_duplicate(*compared_texts(candidate, self.compare))),)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        what = "duplicate of an earlier pair" if self.compare == "pair" else f"{self.compare} of an earlier pair"
        return what if scores[0] else ""


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """Drops pairs that are near-duplicates of an earlier pair that was kept.

    Near-duplicates differ only in case, digits and punctuation, or in a few words.

    Attributes:
        compare: the text to compare: both sides of the pair, or only the source or the target.
    """

    compare: Compared = "pair"

    def score(self, candidate: Candidate, evidence: Evidence) -> Scores:
        """Return 1 if the pair is a near-duplicate of an earlier pair that was kept, else 0."""
        return (float(evidence.seen.is_near_duplicate(*compared_texts(candidate, self.compare))),)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        what = "" if self.compare == "pair" else f"the {self.compare} of "
        return f"near-duplicate of {what}an earlier pair" if scores[0] else ""


def compared_texts(candidate: Candidate, compare: Compared) -> tuple[str, str]:
    """Return the two texts with which a duplicate filter compares pairs.

    They are the source and the target. If only one side is compared, they are the name of that side and
    its text, so that a source is never equal to a target.
    """
    source, target = candidate.texts
    return (source, target) if compare == "pair" else (compare, source if compare == "source" else target)
