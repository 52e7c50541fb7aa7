"""A filter of document pairs by the share of their text that is probably aligned correctly."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.batch.content import Content
from aligner.batch.filters import Candidate, Evidence, Scores, check_range


@dataclass(frozen=True, slots=True)
class Coverage:
    """Drops all pairs of a document pair if too few of its segments are in correct pairs.

    Such documents are probably not translations of each other. With the bundled model, the expected
    share of segments in correct pairs (coverage) is 0.87 or more for translations of literature,
    scripture and academic prose, and at most 0.03 for unrelated documents of these genres. The
    aligner's own warning also finds unrelated documents. It misses some that share many phrases; these
    have a coverage of up to 0.45 (benchmarks/corpus_filters). With ``--model length``, the coverage is
    meaningless.

    Attributes:
        min: minimum coverage, 0 to 1; see `expected_coverage`.
    """

    min: float = 0.5

    def __post_init__(self) -> None:
        check_range("min", self.min, 0, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the coverage of the document pair to which the pair belongs, 0 to 1; see `expected_coverage`."""
        return (candidate.coverage,)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        return f"less than {self.min:.0%} of both documents is paired" if scores[0] < self.min else ""


def expected_coverage(content: Content) -> float:
    """Return the coverage: the expected share of segments that are in correct pairs, 0 to 1.

    Confidence is calibrated, so a pair of confidence 0.6 counts as 0.6 of its segments. The share is
    computed for the source and for the target document, and the larger one is returned: if only one
    chapter is translated, the translation is covered although the source is not.
    """
    source = target = 0.0
    for pair in content.stored_pairs():
        if pair.source and pair.target:
            source += pair.confidence * len(pair.source_ids.split())
            target += pair.confidence * len(pair.target_ids.split())
    return max(source / max(content.source_segments, 1), target / max(content.target_segments, 1))
