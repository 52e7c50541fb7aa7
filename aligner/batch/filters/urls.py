"""A filter by web and e-mail addresses.

Both sides must have the same addresses, and each side must have other text too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from aligner.batch.filters import Candidate, Evidence, Scores, check_range
from aligner.languages import packs
from aligner.languages.scripts import HAN

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:https?|ftp)://|www\.)[!-~]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"
)
_WORD = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+")
"""A word; each Han character counts as one."""
_TRAILING = ".,;:!?)]}>'\"/"
"""Characters at the end of an address that belong to the sentence around it, and the last slash."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Drops pairs whose web or e-mail addresses differ, and pairs that consist almost only of addresses.

    Attributes:
        min_share: minimum share of the addresses of both sides that also occur on the other side, 0 to
            1.
        min_words: minimum number of words, or of Chinese characters, on a side besides its addresses; 0
            for no minimum.
    """

    min_share: float = 1.0
    min_words: int = 1

    def __post_init__(self) -> None:
        check_range("min_share", self.min_share, 0, 1)
        check_range("min_words", self.min_words, 0)

    def score(self, candidate: Candidate, _evidence: Evidence) -> Scores:
        """Return two numbers: the share of addresses that also occur on the other side, and a number of words.

        The number of words is that of the side with fewer words, without its addresses. Only sides with
        an address are counted.
        """
        found = [_ADDRESS.findall(text) for text in candidate.texts]
        words = [
            len(_WORD.findall(_ADDRESS.sub(" ", text)))
            for text, addresses in zip(candidate.texts, found, strict=True)
            if addresses
        ]
        return (_agreement(*found), float(min(words))) if words else (1.0, float(self.min_words))

    def reason(self, scores: Scores, _candidate: Candidate) -> str:
        """Return the reason for dropping a pair; empty if the pair is kept."""
        if scores[0] < self.min_share:
            return "the addresses of the two sides differ"
        return "a side is little more than addresses" if scores[1] < self.min_words else ""


def _agreement(source: list[str], target: list[str]) -> float:
    first, second = (Counter(map(comparable_address, found)) for found in (source, target))
    return 2 * (first & second).total() / (first.total() + second.total())


def comparable_address(address: str) -> str:
    """Return an address in a form that is equal for the same page in different languages.

    The form is in lower case, without the punctuation after the address, and with an asterisk for each
    name of a language. Translators link to the page in their own language, so ``/en/guide`` and
    ``/zh-cn/guide`` must be equal.
    """
    return _language_names().sub("*", address.rstrip(_TRAILING).lower())


@cache
def _language_names() -> re.Pattern[str]:
    words = "|".join(pack.markers.word for pack in packs() if pack.markers)
    return re.compile(rf"(?<![a-z0-9])(?:{words or '(?!)'})(?![a-z0-9])")
