"""Detection of pinyin with tone marks or tone numbers.

Textbooks print pinyin above Chinese text; it must not be taken for English.
"""

from __future__ import annotations

import re
import unicodedata

_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxryw]|[zcs]h?)?"
    r"(?:i?ang|iong|i?ao|ian|iai|uang|uai|uan|[uv]e|van|ueng|ong|eng|ing|ang|ai|an|ao|ei|en|er|ia|ie|iu|in|ou|ua|ui|un|uo"
    r"|vn|[aeiouv])[1-5]?(?:r(?![aeiouv]))?"
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_TONES = frozenset("\u0304\u0301\u030c\u0300")  # macron, acute, caron, grave
_CERTAIN_TONES = frozenset("\u0304\u030c")
_MIN_TONED_SHARE = 0.5
"""Minimum share of the words that carry a tone; few words are unmarked (ma, de)."""
_MIN_SPELT_SHARE = 0.9
"""Minimum share of the words that are Chinese syllables; the others are names and misprints."""
_MIN_WORDS = 2


def is_pinyin(text: str) -> bool:
    """Tell whether a line is pinyin with tones: Nǐ hǎo ma?, ni3 hao3 ma5."""
    words = _WORD.findall(text)
    spelt = toned = 0
    for word in words:
        plain, has_tone = _without_tones(word.lower())
        toned += has_tone
        spelt += _is_spelt(plain)
    # a macron or a caron is needed: French and similar languages have only acute and grave accents
    sure = any(character.isdigit() or character in _CERTAIN_TONES for character in unicodedata.normalize("NFD", text))
    return (
        sure
        and len(words) >= _MIN_WORDS
        and toned >= _MIN_TONED_SHARE * len(words)
        and spelt >= _MIN_SPELT_SHARE * len(words)
    )


def _without_tones(word: str) -> tuple[str, bool]:
    letters: list[str] = []
    toned = word[-1:].isdigit() and word[:1].isalpha()
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            toned = True
        elif character == "\u0308":
            letters[-1:] = "v"  # ü
        elif character.isalnum():
            letters.append(character)
    return "".join(letters), toned


def _is_spelt(word: str) -> bool:
    """Tell whether a word is a sequence of pinyin syllables."""
    reached = {0}
    for start in range(len(word)):
        if start in reached:
            for end in range(start + 1, min(start + 8, len(word)) + 1):
                if _SYLLABLE.fullmatch(word, start, end):
                    reached.add(end)
    return bool(word) and len(word) in reached
