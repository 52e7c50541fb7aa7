"""A filter of whole documents: how much of their text is in pairs that are probably right."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.batch.content import Content
from aligner.batch.filters import Candidate, Evidence, Scores
from aligner.errors import UsageError
from aligner.interface import _


@dataclass(frozen=True, slots=True)
class Coverage:
    """Drops all pairs of documents of which too little is paired: wrong pairs of documents, and partial translations.

    It also finds pairs of documents of one subject that share some sentences by chance, which the aligner's own warning
    misses (benchmarks/corpus_filters).

    Attributes:
        min: minimum share of the segments of both documents in a right pair, 0 to 1; see `expected_coverage`.
    """

    min: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.min <= 1:
            raise UsageError(_("min is {min}: choose 0 to 1", min=self.min))

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the expected coverage of the pair's document, 0 to 1."""
        return (candidate.coverage,)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return why a pair is dropped; empty if it is kept."""
        return f"less than {self.min:.0%} of the document is paired" if scores[0] < self.min else ""


def expected_coverage(content: Content) -> float:
    """Return the expected share of the segments of both documents that are in a right pair, 0 to 1.

    Confidence is calibrated, so a pair of confidence 0.6 counts as 0.6 of its segments.
    """
    covered = sum(
        pair.confidence * (len(pair.source_ids.split()) + len(pair.target_ids.split()))
        for pair in content.stored_pairs()
        if pair.source and pair.target
    )
    return covered / max(content.source_segments + content.target_segments, 1)
