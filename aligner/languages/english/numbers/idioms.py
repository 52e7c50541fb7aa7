"""English idioms that contain number words but do not state a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import values

_IDIOMS = re.compile(
    r"\b(?:50[-–/]50|fifty-fifty|forty winks|at the eleventh hour|nine to five|24/7|cloud nine|second to none"
    r"|ten thousand times|a thousand times|one hundred per ?cent sure|nine times out of ten|ten to one|one or two"
    r"|(?:at )?sixes and sevens|six of one and half a dozen of the other|on all fours|back to square one"
    r"|scale (?:of|from) (?:1|one)(?= to)|at first|first of all)\b",
    re.IGNORECASE,
)
_NO_VALUE = values(-1)
"""The value of an idiom without digits; it matches no number."""


def idioms(text: str) -> Iterator[Quantity]:
    """Yield a quantity for each idiom of a text.

    The numbers inside an idiom are not read separately. If the idiom contains digits, they can match
    numbers of the other side.
    """
    for match in _IDIOMS.finditer(text):
        written = values(*map(int, re.findall(r"\d+", match[0])))
        yield Quantity(written or _NO_VALUE, *match.span(), idle=True)
