"""Filters by the aligner's own scores of a pair: its confidence, and the similarity of its two texts."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.batch.filters import Candidate, Evidence, Scores, check_range


@dataclass(frozen=True, slots=True)
class Confidence:
    """Drops pairs with a low confidence: the calibrated probability that the pair is correct.

    Attributes:
        min: minimum confidence, 0 to 1.
    """

    min: float = 0.5

    def __post_init__(self) -> None:
        check_range("min", self.min, 0, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the confidence of the pair, 0 to 1."""
        return (candidate.pair.confidence,)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        return f"confidence below {self.min:g}" if scores[0] < self.min else ""


@dataclass(frozen=True, slots=True)
class Similarity:
    """Drops pairs whose sides have little similarity of meaning, by the cosine of the model's vectors.

    Attributes:
        min: minimum similarity, -1 to 1; the usual values depend on the model. With the bundled model,
            correct pairs of a few words may have only 0.1 ("Value" and "内容").
    """

    min: float = 0.1

    def __post_init__(self) -> None:
        check_range("min", self.min, -1, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the similarity of the two texts that the aligner measured, about -1 to 1."""
        return (candidate.pair.score,)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        return f"similarity below {self.min:g}" if scores[0] < self.min else ""
