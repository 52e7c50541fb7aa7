"""Chinese words and numbers that express a quantity which a translation may leave out.

The other modules call them hints. A hint can match a number of the translation, but is never
reported as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.numbers.names import numbers_in_names
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import values
from aligner.languages.numbers.roman import roman_numerals
from aligner.languages.numbers.units import unit_frequencies

_HINTS: dict[str, tuple[int | Fraction, ...]] = {
    # one of it, two of it
    "元": (1,), "首": (1,), "头": (1,), "单": (1,), "双": (2,), "对": (2,), "俩": (2,), "仨": (3,), "倍": (2, 1),
    "打": (12,), "百分百": (100, 1), "半": (Fraction(1, 2), 30),
    # ranks
    "冠军": (1,), "亚军": (2,), "季军": (3,),
    # time
    "正月": (1,), "冬月": (11,), "腊月": (12,), "刻": (15,), "正午": (12,), "中午": (12,), "午夜": (0, 12),
    "旬": (10,), "季度": (3,), "世纪": (100,),
    # many
    "数十": (10,), "几十": (10,), "数百": (100,), "几百": (100,), "数千": (1000,), "几千": (1000,), "数万": (10**4,),
}  # fmt: skip
_HINT_VALUES = {word: values(*readings) for word, readings in _HINTS.items()}
_HINT = re.compile("|".join(_HINTS))


def hints(text: str) -> Iterator[Quantity]:
    """Yield the quantities that can match a number of the translation but are never reported as missing.

    They are numbers in names, Roman numerals, units after 每, and words such as 双.
    """
    yield from numbers_in_names(text)
    yield from roman_numerals(text)
    for match in re.finditer("每", text):
        yield from unit_frequencies(text, *match.span(), "zh")
    for match in _HINT.finditer(text):
        yield Quantity(_HINT_VALUES[match[0]], *match.span(), required=False)
