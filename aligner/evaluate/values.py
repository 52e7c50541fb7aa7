"""What an evaluation counts and says: frozen values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from aligner.evaluate.agreement import Agreement

CONFIDENCE = 0.95
"""Of the intervals."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in one document, or in several pooled.

    Attributes:
        test: test beads, null beads included.
        test_strict: those that are strictly right.
        test_lax: those that are at least laxly right.
        gold: gold beads, null beads dropped.
        gold_strict: those that the test has too.
        gold_lax: those that the test has at least in part.
        beads: gold beads, null beads included (for the signature; no ratio uses it).
    """

    test: int = 0
    test_strict: int = 0
    test_lax: int = 0
    gold: int = 0
    gold_strict: int = 0
    gold_lax: int = 0
    beads: int = 0


@dataclass(frozen=True, slots=True)
class Ratios:
    """Precision, recall and F1, each 0 to 1; 0 where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The ratios under both ways of matching."""

    strict: Ratios
    lax: Ratios


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One pair of files: their names, counts, scores, and what is odd about them."""

    gold: str
    test: str
    counts: Counts
    scores: Scores
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All pairs of files, and the scores of their pooled counts.

    Attributes:
        documents: one row a pair of files.
        counts: pooled.
        scores: of the pooled counts.
        low: lower ends of the 95 % bootstrap intervals of the pooled scores.
        high: upper ends.
        signature: what must be equal for two reports to be comparable.
        agreement: of the two sides, whichever is called gold.
    """

    documents: tuple[DocumentReport, ...]
    counts: Counts
    scores: Scores
    low: Scores
    high: Scores
    signature: str
    agreement: Agreement = field(default_factory=Agreement)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings of all documents, each with the name of its test file."""
        return tuple(f"{document.test}: {text}" for document in self.documents for text in document.warnings)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "signature": self.signature,
            "confidence": CONFIDENCE,
            "pooled": {"counts": asdict(self.counts), "scores": asdict(self.scores)},
            "agreement": asdict(self.agreement),
            "low": asdict(self.low),
            "high": asdict(self.high),
            "documents": [{**asdict(document), "warnings": list(document.warnings)} for document in self.documents],
        }
