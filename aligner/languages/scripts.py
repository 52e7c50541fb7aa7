"""Scripts: classes of Han, kana, hangul and Latin characters, their width, and Chinese scripts.

All modules use the class of Han characters from this module, except two that explain their reason
for a fixed class of their own: the tokenizer of the trained model (``embedders/tokens.py``,
``training/vocabulary.py``) and the full-text index (``concordance/folding.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Literal

ChineseScript = Literal["hans", "hant"]
"""Simplified and traditional Han, as ISO 15924 codes in lower case."""

HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han characters, for use within the brackets of a regular expression: Unicode's ideographs, 々 and 〇."""
KANA = "\u3041-\u3096\u30a1-\u30fa\uff66-\uff6f\uff71-\uff9d"
HANGUL = "\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e"
UNSPACED = "\u2e80-\u3130\u318f-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
"""Characters of scripts without spaces between words, full-width marks included."""
WIDE = rf"\u1100-\u115f\u3131-\u318e\uac00-\ud7a3{UNSPACED}"
"""Characters that take two columns in a fixed-width font (East Asian Width W and F)."""
WIDE_MARK = "\u3000-\u303f\uff01-\uff60\ufe30-\ufe4f"
"""Chinese punctuation, and the full-width forms of ASCII."""

HAN_CHARACTER = re.compile(f"[{HAN}]")
HAN_RUN = re.compile(f"[{HAN}]+")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}|\b[AaI]\b")
"""A word in Latin letters; single letters are symbols more often than words."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def is_han(character: str) -> bool:
    """Tell whether a text begins with a Han character; false for an empty text."""
    return HAN_CHARACTER.match(character) is not None


def han_count(text: str) -> int:
    """Return the number of Han characters in a text."""
    return 0 if text.isascii() else len(HAN_CHARACTER.findall(text))


def half_width(characters: str) -> dict[int, int]:
    """Return a table for `str.translate` that replaces full-width characters by their half-width forms.

    Args:
        characters: the full-width characters to replace.

    Raises:
        KeyError: a character has no half-width form in ASCII.
    """
    return {code: _FULL_WIDTH[code] for code in map(ord, characters)}


def same_width(character: str) -> str:
    """Return the normal form (NFKC) of a character, which has no variant of width or shape.

    The character is returned as it is if its normal form has several characters.
    """
    normal = unicodedata.normalize("NFKC", character)
    return normal if len(normal) == 1 else character


@lru_cache(maxsize=1 << 14)
def script_of(character: str) -> str:
    """Return the script of a letter: the first word of its Unicode name, such as ``LATIN`` or ``CYRILLIC``.

    A Han character is ``HAN``, and both kinds of kana are ``KANA``. The result is empty for other characters.
    """
    if not character.isalpha():
        return ""
    if is_han(character):
        return "HAN"
    if character >= "\u1100":  # the first hangul; the classes are compiled only for text that may need them
        if re.match(f"[{KANA}]", character):
            return "KANA"
        if re.match(f"[{HANGUL}]", character):
            return "HANGUL"
    return unicodedata.name(character, "").partition(" ")[0]


def script_counts(text: str) -> Counter[str]:
    """Return the number of letters of each script in a text; see `script_of`."""
    counts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if script := script_of(character):
            counts[script] += count
    return counts


def chinese_script(text: str) -> ChineseScript | None:
    """Return the main script of a Chinese text, simplified or traditional; ``None`` without evidence.

    Two national character sets are the evidence: a character that only Big5 contains counts as
    traditional, and one that only GB 2312 contains counts as simplified.
    """
    balance = sum(
        count * script_tendency(character) for character, count in Counter(text).items() if character >= "\u3400"
    )
    if not balance:
        return None
    return "hant" if balance > 0 else "hans"


@lru_cache(maxsize=1 << 14)
def script_tendency(character: str) -> int:
    """Return 1 for a traditional character, -1 for a simplified one, and 0 for all others.

    The others belong to both character sets or to neither.
    """
    return (_holds("big5", character) - _holds("gb2312", character)) if is_han(character) else 0


def _holds(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
