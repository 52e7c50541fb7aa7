"""A filter of pairs of documents: how much of their text is in pairs that are probably right."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.batch.content import Content
from aligner.batch.filters import Candidate, Evidence, Scores, check_range


@dataclass(frozen=True, slots=True)
class Coverage:
    """Drops all pairs of two documents of which too little is paired: they are probably no translations of each other.

    Documents of literature, scripture and academic prose have 0.87 or more with the bundled model, wrong pairs of them
    0.03 at most. The aligner's own warning finds these too, but misses some documents that share many phrases, which
    have up to 0.45 (benchmarks/corpus_filters). With ``--model length``, coverage says nothing.

    Attributes:
        min: minimum share of the segments in a right pair, 0 to 1; see `expected_coverage`.
    """

    min: float = 0.5

    def __post_init__(self) -> None:
        check_range("min", self.min, 0, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the expected coverage of the pair's document, 0 to 1."""
        return (candidate.coverage,)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return why a pair is dropped; empty if it is kept."""
        return f"less than {self.min:.0%} of both documents is paired" if scores[0] < self.min else ""


def expected_coverage(content: Content) -> float:
    """Return the expected share of segments in a right pair, 0 to 1, in the document where it is larger.

    Confidence is calibrated, so a pair of confidence 0.6 counts as 0.6 of its segments. The larger share counts,
    because a translation of one chapter is covered although its source is not.
    """
    source = target = 0.0
    for pair in content.stored_pairs():
        if pair.source and pair.target:
            source += pair.confidence * len(pair.source_ids.split())
            target += pair.confidence * len(pair.target_ids.split())
    return max(source / max(content.source_segments, 1), target / max(content.target_segments, 1))
