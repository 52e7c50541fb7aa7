"""The classes of evaluation results: Counts, Ratios, Scores, DocumentReport, Report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from aligner import __version__
from aligner.bitext import Bead
from aligner.evaluate.agreement import Agreement

NamedBeads = tuple[str, str, Sequence[Bead], Sequence[Bead]]
"""Of one document: name of the gold, name of the test, gold beads, test beads."""
CONFIDENCE = 0.95
"""Confidence level of the intervals."""


def signature_of(**conditions: object) -> str:
    """Return the data and method of a measurement as one string that ends with the program's version."""
    return "|".join(f"{name}:{value}" for name, value in (conditions | {"version": __version__}).items())


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one document, or the pooled counts of several.

    Attributes:
        test: number of test beads, including null beads.
        test_strict: number of test beads that are strictly correct.
        test_lax: number of test beads that are strictly or laxly correct.
        gold: number of gold beads, without null beads.
        gold_strict: number of these gold beads with a strict match in the test.
        gold_lax: number of these gold beads with a strict or lax match in the test.
        beads: number of gold beads, including null beads; used only for the signature.
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
    """Precision, recall and F1, each 0 to 1; 0 if the denominator is 0."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1, once for strict and once for lax matching."""

    strict: Ratios
    lax: Ratios


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """The result for one document: names of gold and test, counts, scores and warnings."""

    gold: str
    test: str
    counts: Counts
    scores: Scores
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The results for all documents, and the scores of their pooled counts.

    Attributes:
        documents: one report for each document.
        counts: the pooled counts.
        scores: the scores of the pooled counts.
        low: lower ends of the 95 % bootstrap intervals of the pooled scores.
        high: upper ends of these intervals.
        signature: data and method of the evaluation as one string; only reports with equal signatures
            are comparable.
        agreement: agreement of gold and test as two alignments of equal rank.
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
        """Return the report as JSON values."""
        return {
            "signature": self.signature,
            "confidence": CONFIDENCE,
            "pooled": {"counts": asdict(self.counts), "scores": asdict(self.scores)},
            "agreement": asdict(self.agreement),
            "low": asdict(self.low),
            "high": asdict(self.high),
            "documents": [{**asdict(document), "warnings": list(document.warnings)} for document in self.documents],
        }
