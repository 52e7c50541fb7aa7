"""Filters by length: the minimum and maximum length of a side, and the length ratio of the two sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aligner.batch.filters import Candidate, Evidence, Scores, check_range
from aligner.errors import UsageError
from aligner.interface import _
from aligner.languages import LANGUAGES, is_known, joint_of

MAX_WORDS = 200
"""Longest side of a language with spaces between words, in words, unless the recipe says otherwise."""
MAX_CHARACTERS = 400
"""Longest side of a language without spaces, in characters: twice `MAX_WORDS`, as a word has 1.5 to 2 of them."""
LENGTH_OFFSET = 10
"""Number of bytes added to both lengths of a ratio, as the length ratio of short texts varies more."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Drops pairs with a side that is too short or too long.

    Lengths are in words for languages with spaces between words, and in characters without white space
    for other languages.

    Attributes:
        shortest: minimum length by language code, 1 or more; 1 for other languages.
        longest: maximum length by language code; `MAX_WORDS` or `MAX_CHARACTERS` for other languages.
    """

    shortest: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(LANGUAGES.entries, 1))
    longest: Mapping[str, int] = field(
        default_factory=lambda: {code: usual_maximum(code) for code in LANGUAGES.entries}
    )

    def __post_init__(self) -> None:
        for name in ("shortest", "longest"):
            for code, length in getattr(self, name).items():
                if not is_known(code):
                    known = ", ".join(LANGUAGES)
                    raise UsageError(
                        _("{name} names the language {code!r}: choose from {known}", name=name, code=code, known=known)
                    )
                check_range(f"{name} of {code}", length, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the lengths of the source and the target, each in words or characters."""
        texts = zip(candidate.texts, candidate.languages, strict=True)
        return tuple(float(length_in_units(text, language)) for text, language in texts)

    def reason(self, scores: Scores, candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        for side, length, language in zip(("source", "target"), scores, candidate.languages, strict=True):
            if length < self.shortest.get(language, 1):
                return f"the {side} is too short"
            if length > self.longest.get(language, usual_maximum(language)):
                return f"the {side} is too long"
        return ""


@dataclass(frozen=True, slots=True)
class LengthRatio:
    """Drops pairs with one side much longer than the other.

    Attributes:
        max: maximum ratio of the longer side to the shorter one in bytes of UTF-8, 1 or more.
    """

    max: float = 4.0

    def __post_init__(self) -> None:
        check_range("max", self.max, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return the length of the longer side divided by that of the shorter one, 1 or more."""
        return (length_ratio(*candidate.texts),)

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        return f"lengths differ more than {self.max:g} times" if scores[0] > self.max else ""


def usual_maximum(language: str) -> int:
    """Return the default maximum length of a side: in words, or in characters for a language without spaces."""
    return MAX_WORDS if joint_of(language) else MAX_CHARACTERS


def length_in_units(text: str, language: str) -> int:
    """Return the length of a text in words, or in characters for a language without spaces.

    White space does not count as a character.
    """
    words = text.split()
    return len(words) if joint_of(language) else sum(map(len, words))


def length_ratio(source: str, target: str) -> float:
    """Return the length of the longer text divided by that of the shorter, 1 or more.

    Lengths are in bytes of UTF-8, because a Chinese character has three bytes and corresponds to about
    three English letters. `LENGTH_OFFSET` bytes are added to both lengths, so that short texts have no
    extreme ratios.
    """
    first, second = (len(text.encode()) + LENGTH_OFFSET for text in (source, target))
    return max(first, second) / min(first, second)
