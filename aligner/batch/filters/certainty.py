"""Filters by what the aligner itself says of a pair: its confidence, and the similarity of its sides."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.batch.filters import Candidate, Evidence, Scores, check_range


@dataclass(frozen=True, slots=True)
class Confidence:
    """Drops pairs with a low confidence: the calibrated probability that the pair is right.

    Attributes:
        min: minimum confidence, 0 to 1.
    """

    min: float = 0.5

    def __post_init__(self) -> None:
        check_range("min", self.min, 0, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the confidence, 0 to 1."""
        return (candidate.pair.confidence,)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return why a pair is dropped; empty if it is kept."""
        return f"confidence below {self.min:g}" if scores[0] < self.min else ""


@dataclass(frozen=True, slots=True)
class Similarity:
    """Drops pairs whose sides are little alike in meaning, by the cosine of the model's vectors.

    Attributes:
        min: minimum similarity, -1 to 1; its range depends on the model. Right pairs of a few words may have 0.1 with
            the bundled model ("Value" and "内容").
    """

    min: float = 0.1

    def __post_init__(self) -> None:
        check_range("min", self.min, -1, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the similarity, about -1 to 1."""
        return (candidate.pair.score,)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return why a pair is dropped; empty if it is kept."""
        return f"similarity below {self.min:g}" if scores[0] < self.min else ""
