"""Compute the log likelihood of a decoded text with a model of single characters.

`aligner.readers.encodings` uses it to compare encodings.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from aligner.languages.chinese.frequency import COMMON, FREQUENT, MOST_FREQUENT
from aligner.languages.scripts import HAN, is_han

_ASCII = -3.0
_TIERS: tuple[tuple[frozenset[str], float], ...] = (
    # log(share of running text / number of characters that share it)
    (frozenset("，。、：；？！“”‘’（）《》〈〉「」『』【】…—·　"), -5.0),
    (frozenset(MOST_FREQUENT), -5.5),
    (frozenset(FREQUENT), -7.0),
    (frozenset(COMMON), -8.3),
    # punctuation that Windows programs write in English text, and letters of Western names and loan words
    (frozenset("’‘“”–—…•°£€©®™§½¼¾×\u00a0éèêëáàâäãåæçíìîïñóòôöõøúùûüßœÉÈÀÁÂÄÅÆÇÍÑÓÖØÜŒ"), -6.0),
)
_FIRST_LEVEL = -10.2
_SECOND_LEVEL = -12.6
_OTHER_SYMBOL = -10.0
_RARE = -17.0
_ODD_ASCII = [chr(code) for code in (*range(9), *range(14, 32), 127)]
_ISOLATED_HAN = re.compile(rf"(?<=[A-Za-z0-9])[{HAN}](?=[A-Za-z0-9\s.,;])")
_ISOLATION_COST = 3.0
_LATIN_RUN = re.compile(r"[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc]{2,}")
_RUN_COST = 3.0
_SHORT_TEXT_ALLOWANCE = 10.0
"""Added to the sum before the mean is taken: a few rare characters are no evidence against a short text."""


def log_likelihood(text: str) -> tuple[float, float]:
    """Return the log likelihood of a text, and its mean per non-ASCII character.

    The first value is the sum of the log probabilities of all characters, in natural logarithms. The
    second value is the mean for the non-ASCII characters alone, with an allowance for short texts; it
    is 0 if there are none.
    """
    counts = Counter(text)
    beyond = [(character, count) for character, count in counts.items() if character > "\x7f"]
    number = sum(count for _, count in beyond)
    total = sum(_character(character) * count for character, count in beyond)
    total += _RARE * sum(counts[character] for character in _ODD_ASCII)
    total -= _ISOLATION_COST * len(_ISOLATED_HAN.findall(text))
    # Latin text rarely has several letters beyond ASCII in a row; double-byte text read as Latin has nothing else
    total -= _RUN_COST * sum(len(run) for run in _LATIN_RUN.findall(text))
    mean = (total + _SHORT_TEXT_ALLOWANCE) / number if number else 0.0
    return total + _ASCII * (len(text) - number), mean


@cache
def _character(character: str) -> float:
    for characters, cost in _TIERS:
        if character in characters:
            return cost
    if is_han(character):
        return _han(character)
    category = unicodedata.category(character)
    if category in {"Cn", "Co", "Cs", "Cc"} or category.startswith("M"):
        return _RARE
    return _OTHER_SYMBOL if _in_chinese_sets(character) or character < "\u0250" else _RARE


def _han(character: str) -> float:
    """Return the log likelihood of a Han character.

    It depends on the level of the character in the national character sets GB 2312 and Big5. The first
    level has the common characters, the second level the uncommon ones.
    """
    levels = []
    for encoding, second_level in (("gb2312", 0xD8), ("big5", 0xC9)):
        try:
            levels.append(character.encode(encoding)[0] >= second_level)
        except UnicodeEncodeError:
            continue
    if not levels:
        return _RARE
    return _SECOND_LEVEL if all(levels) else _FIRST_LEVEL


def _in_chinese_sets(character: str) -> bool:
    for encoding in ("gb2312", "cp950"):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False
