"""A filter of boilerplate: text that occurs in many documents or has many different translations."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.batch.filters import Candidate, Evidence, Scores, check_range


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Drops pairs with a text that recurs in many documents, or that has many different translations.

    Examples are menus, notices, standard clauses, and text that is often aligned with wrong
    counterparts. Texts are compared without case, width, digits, punctuation and spaces. Short
    sentences such as "Yes." recur in any corpus of dialogue. For such a corpus, leave this filter out
    or raise its limits.

    Attributes:
        max_documents: maximum number of documents in which the text occurs, 1 or more.
        max_translations: maximum number of different texts with which the text is paired, 1 or more.
    """

    max_documents: int = 10
    max_translations: int = 5

    def __post_init__(self) -> None:
        check_range("max_documents", self.max_documents, 1)
        check_range("max_translations", self.max_translations, 1)

    def score(self, candidate: Candidate, evidence: Evidence) -> Scores:
        """Return four numbers: documents and translations of the source, then documents and translations of the target.

        The documents of a text are those in which it occurs; its translations are the different texts
        with which it is paired. Both numbers are 0 if they are within the limits.
        """
        sides = zip(candidate.texts, candidate.languages, strict=True)
        return tuple(float(count) for text, language in sides for count in evidence.repeated.counts(text, language))

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        for side, (documents, translations) in (("source", scores[:2]), ("target", scores[2:])):
            if documents > self.max_documents:
                return f"the {side} is in more than {self.max_documents} documents"
            if translations > self.max_translations:
                return f"the {side} has more than {self.max_translations} translations"
        return ""
