"""A filter of boilerplate: text that recurs in many documents, or beside many different translations."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.batch.filters import Candidate, Evidence, Scores, check_range


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Drops pairs with a side that recurs: menus, notices, standard clauses, and text that attracts wrong partners.

    Sides are compared without case, width, digits, punctuation and spaces. Short sentences such as "Yes." recur in any
    corpus of dialogue; leave the filter out there, or raise its limits.

    Attributes:
        max_documents: maximum number of documents with the same side, 1 or more.
        max_translations: maximum number of different other sides, 1 or more.
    """

    max_documents: int = 10
    max_translations: int = 5

    def __post_init__(self) -> None:
        check_range("max_documents", self.max_documents, 1)
        check_range("max_translations", self.max_translations, 1)

    def score(self, candidate: Candidate, evidence: Evidence) -> Scores:
        """Return documents and translations of the source, then those of the target; 0 for counts within limits."""
        sides = zip(candidate.texts, candidate.languages, strict=True)
        return tuple(float(count) for text, language in sides for count in evidence.repeated.counts(text, language))

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return why a pair is dropped; empty if it is kept."""
        for side, (documents, translations) in (("source", scores[:2]), ("target", scores[2:])):
            if documents > self.max_documents:
                return f"the {side} is in more than {self.max_documents} documents"
            if translations > self.max_translations:
                return f"the {side} has more than {self.max_translations} translations"
        return ""
