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
    """Drops pairs whose sides are equal but for case, width, digits, punctuation and spaces."""

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return 1 for equal sides, else 0."""
        source, target = candidate.texts
        return (float(normalised(source) == normalised(target)),)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return why a pair is dropped; empty if it is kept."""
        return "both sides are equal" if scores[0] else ""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Drops pairs that are equal to an earlier pair that was kept.

    Attributes:
        compare: what is compared: both sides, or one of them.
    """

    compare: Compared = "pair"

    def score(self, candidate: Candidate, evidence: Evidence) -> Scores:
        """Return 1 for a duplicate, else 0."""
        return (float(evidence.seen.is_duplicate(*compared_texts(candidate, self.compare))),)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return why a pair is dropped; empty if it is kept."""
        what = "duplicate of an earlier pair" if self.compare == "pair" else f"{self.compare} of an earlier pair"
        return what if scores[0] else ""


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """Drops pairs that differ from an earlier pair that was kept in case, digits or marks, or in a few words.

    Attributes:
        compare: what is compared: both sides, or one of them.
    """

    compare: Compared = "pair"

    def score(self, candidate: Candidate, evidence: Evidence) -> Scores:
        """Return 1 for a near-duplicate, else 0."""
        return (float(evidence.seen.is_near_duplicate(*compared_texts(candidate, self.compare))),)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return why a pair is dropped; empty if it is kept."""
        what = "" if self.compare == "pair" else f"the {self.compare} of "
        return f"near-duplicate of {what}an earlier pair" if scores[0] else ""


def compared_texts(candidate: Candidate, compare: Compared) -> tuple[str, str]:
    """Return both sides, or one side twice marked by its name, so that sources never equal targets."""
    source, target = candidate.texts
    return (source, target) if compare == "pair" else (compare, source if compare == "source" else target)
