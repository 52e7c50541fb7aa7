"""A filter by the share of letters that are in the script of the side's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aligner.batch.filters import Candidate, Evidence, Scores, check_range
from aligner.languages import others
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.scripts import chinese_script, script_counts

_SCRIPTS = {language: script for script, language in others.SCRIPTS.items()}
LATIN, HAN = "LATIN", "HAN"
HAN_LETTERS = 3.3
"""Number of Latin letters with the content of one Han character (`aligner.languages.protocol.Lengths.content`)."""


@dataclass(frozen=True, slots=True)
class Script:
    """Drops pairs with a side whose letters are mostly not in the script of its language.

    Attributes:
        min_share: minimum share of the letters, 0 to 1; a Han character counts as 3.3 letters, because
            it has about as much content. Correct sentences with names or code have 0.35 or more; code
            with Chinese comments has less.
        chinese: script of Chinese sides: simplified (``hans``), traditional (``hant``), or ``any``.
    """

    min_share: float = 0.3
    chinese: Literal["any", "hans", "hant"] = "any"

    def __post_init__(self) -> None:
        check_range("min_share", self.min_share, 0, 1)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return for each side the share of its letters in the script of its language, 0 to 1.

        The share is 1 for a side without letters, and 0 for a Chinese side in the other Chinese script.
        """
        return tuple(
            0.0 if self._is_other_chinese(text, language) else script_share(text, language)
            for text, language in zip(candidate.texts, candidate.languages, strict=True)
        )

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        wrong = next(
            (side for side, share in zip(("source", "target"), scores, strict=True) if share < self.min_share), ""
        )
        return f"the {wrong} is not in its script" if wrong else ""

    def _is_other_chinese(self, text: str, language: str) -> bool:
        return self.chinese != "any" and language == CHINESE and chinese_script(text) not in (None, self.chinese)


def script_share(text: str, language: str) -> float:
    """Return the share of a text's letters that are in the script of a language, 0 to 1.

    The share is 1 for a text without letters. A Han character counts as 3.3 letters.
    """
    counts = script_counts(text)
    weights = {script: count * (HAN_LETTERS if script == HAN else 1) for script, count in counts.items()}
    total = sum(weights.values())
    expected = HAN if language == CHINESE else _SCRIPTS.get(language, LATIN)
    return weights.get(expected, 0.0) / total if total else 1.0
