"""A filter that drops pairs with a side in a wrong language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aligner.batch.filters import Candidate, Evidence, Scores, check_range
from aligner.languages import others
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.detection import judge
from aligner.languages.tags import language_of_tag

_WORD = re.compile(r"[^\W\d_]+")
MIN_FOREIGN_WORDS = 3
"""Minimum number of different function words of another language in a side that is in that language."""
FOREIGN_TO_ENGLISH = 2.0
"""Minimum number of function words of the other language for each English one: the lists share a few words."""


@dataclass(frozen=True, slots=True)
class SideLanguage:
    """Drops pairs with a side that is clearly not in the language of its document.

    Numbers and symbols can occur in any language.

    Attributes:
        min_chinese: minimum share of Chinese in a Chinese side, 0 to 1; the default is low, because
            technical prose contains many foreign names.
        min_other: minimum share of text that is not Chinese in a side of another language, 0 to 1.
    """

    min_chinese: float = 0.1
    min_other: float = 0.5

    def __post_init__(self) -> None:
        check_range("min_chinese", self.min_chinese, 0, 1)
        check_range("min_other", self.min_other, 0, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return for the source and the target the share of its text that is in its language, 0 to 1."""
        return tuple(language_share(text, tag) for text, tag in zip(candidate.texts, candidate.tags, strict=True))

    def reason(self, scores: Scores, candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        for side, share, language in zip(("source", "target"), scores, candidate.languages, strict=True):
            if share < (self.min_chinese if language == CHINESE else self.min_other):
                return f"the {side} is not in its language"
        return ""


def language_share(text: str, tag: str) -> float:
    """Return the share of a text that is in a language, 0 to 1.

    The share compares the number of Han characters with that of words in Latin letters.

    Args:
        text: a text, usually of one sentence.
        tag: BCP 47 tag of the language.

    Returns:
        The share; 0 for a text in the script or with the function words of another language, 1 for a
        text without letters.
    """
    verdict = judge(text)
    if verdict.is_unsupported:
        return 0.0
    if verdict.share is None:
        return float(text.isascii() or not any(character.isalpha() for character in text))
    if language_of_tag(tag) == CHINESE:
        return verdict.share
    return 0.0 if has_foreign_words(text) else 1 - verdict.share


def has_foreign_words(text: str) -> bool:
    """Return whether a sentence has the function words of a language that the program does not align.

    A few words are enough here, because a wrongly dropped pair does little harm. The detection of the
    language of documents (`aligner.languages.detection`) needs at least 200 letters, so that no
    document is refused because of its title.
    """
    words = _WORD.findall(text.lower())
    english = sum(word in others.ENGLISH_FUNCTION_WORDS for word in words)
    return any(
        len(own.intersection(words)) >= MIN_FOREIGN_WORDS
        and sum(word in own for word in words) >= FOREIGN_TO_ENGLISH * max(english, 1)
        for own in others.FUNCTION_WORDS.values()
    )
