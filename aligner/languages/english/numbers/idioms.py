"""English idioms that contain number words but do not state a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import values

_IDIOMS = re.compile(
    r"\b(?:fifty-fifty|forty winks|at the eleventh hour|nine to five|cloud nine|second to none"
    r"|ten thousand times|a thousand times|one hundred per ?cent sure|nine times out of ten|ten to one|one or two"
    r"|(?:at )?sixes and sevens|six of one and half a dozen of the other|on all fours|back to square one"
    r"|scale (?:of|from) (?:1|one)(?= to)|at first|first of all)\b",
    re.IGNORECASE,
)
IDIOM_WORDS = frozenset({
    "fifty", "winks", "eleventh", "nine", "none", "times", "sure", "ten", "two", "sixes", "dozen", "fours", "square",
    "scale", "first",
})  # fmt: skip
"""Every idiom in words has one of these words."""
_IDIOMS_IN_DIGITS = re.compile(r"\b(?:50[-–/]50|24/7)\b")
_NO_VALUE = values(-1)
"""The value of an idiom without digits; it matches no number."""


def idioms_in_digits(text: str) -> Iterator[Quantity]:
    """Yield the idioms that have only digits; see `idioms`."""
    if "50" in text or "24/7" in text:
        yield from _idioms(_IDIOMS_IN_DIGITS, text)


def idioms(text: str) -> Iterator[Quantity]:
    """Yield a quantity for each idiom in words in a text.

    The numbers inside an idiom are not read separately. If the idiom contains digits, they can match
    numbers of the other side.
    """
    yield from _idioms(_IDIOMS, text)


def _idioms(pattern: re.Pattern[str], text: str) -> Iterator[Quantity]:
    for match in pattern.finditer(text):
        written = values(*map(int, re.findall(r"\d+", match[0])))
        yield Quantity(written or _NO_VALUE, *match.span(), idle=True)
