"""The table of languages that the program supports, and functions that every stage uses.

Input: the code of a language (BCP 47 primary subtag). Output: a property of the language, read
from its language pack (`aligner.languages.protocol`; one folder for each language). A code without
a pack has no properties. For such a code, and for ``None``, the functions that name a language or
join its texts return a default.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from aligner.interface import _
from aligner.languages.protocol import LanguagePack
from aligner.registry import Entry, Registry
from aligner.targets import import_target

__all__ = [
    "FALLBACK",
    "LANGUAGES",
    "LanguagePack",
    "chosen_pair",
    "counterpart_of",
    "is_function_word",
    "is_known",
    "joint_of",
    "name_of",
    "pack_of",
    "packs",
    "precedes",
    "usual_pair",
]

LANGUAGES = Registry(
    "language",
    {
        "zh": Entry("aligner.languages.chinese:PACK", "Chinese, simplified and traditional"),
        "en": Entry("aligner.languages.english:PACK", "English"),
    },
    group="bitext_aligner.languages",
)
"""The languages by their codes.

The order matters: of two languages, the earlier one is the usual target, and the first text of the alignment engine.
"""
FALLBACK = "en"
"""The language of a text that shows no evidence of any language."""


def pack_of(code: str) -> LanguagePack:
    """Return the language pack (properties and functions) of a language.

    Raises:
        UsageError: the program does not know the language; the message lists the known languages.
    """
    entry = LANGUAGES.entries.get(code)
    pack: LanguagePack = _own_pack(entry.target) if entry else LANGUAGES.load(code)
    return pack


@cache
def _own_pack(target: str) -> LanguagePack:
    """Return a language pack of the program itself, from a cache.

    The cache saves time, because a check calls this function a thousand times for each page.
    """
    pack: LanguagePack = import_target(target)
    return pack


def packs() -> tuple[LanguagePack, ...]:
    """Return all language packs in the order of the table of languages."""
    return tuple(pack_of(code) for code in LANGUAGES)


def is_known(code: str | None) -> bool:
    """Tell whether a language is in the table of languages that the program supports."""
    return code is not None and code in LANGUAGES


def name_of(code: str | None) -> str:
    """Return the name of a language in the language of the interface.

    The result is ``unknown`` for a language that the program does not support.
    """
    return _(pack_of(code).name) if code is not None and is_known(code) else _("unknown")


def joint_of(code: str | None) -> str:
    """Return the separator between two segments of a language: empty for Chinese, a space for most others."""
    return pack_of(code).joint if code is not None and is_known(code) else " "


def is_function_word(word: str) -> bool:
    """Tell whether a word in lower case belongs to a closed class in any of the languages."""
    return word in _function_words(tuple(LANGUAGES))


@lru_cache(maxsize=4)
def _function_words(known: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(pack_of(code).function_words() for code in known))


def counterpart_of(code: str) -> str:
    """Return the default language of the other side of a pair in which only one language is known."""
    return pack_of(code).counterpart


def precedes(first: str | None, second: str | None) -> bool:
    """Tell whether one language comes before another in the table of languages.

    The result is false if one of them is not in the table.
    """
    if first is None or second is None or first == second:
        return False
    order = list(LANGUAGES)
    return first in order and second in order and order.index(first) < order.index(second)


def chosen_pair(source: str | None, target: str | None) -> tuple[str, str]:
    """Return the languages of two texts; an unknown one is replaced by the counterpart of the known one.

    The counterpart of a language is the default language of the other side (`counterpart_of`). If both
    are unknown, the source is English.
    """
    first = source or (FALLBACK if target is None else counterpart_of(target))
    return first, target or counterpart_of(first)


def usual_pair(found: Iterable[str | None]) -> tuple[str, str]:
    """Return the source and target language of a set of texts: the two most frequent languages.

    If the texts have only one language, its counterpart is the second language.

    Args:
        found: the language of each text; languages that the program does not support do not count.
    """
    counts = Counter(code for code in found if is_known(code))
    chosen = [code for code, _ in counts.most_common(2) if code is not None] or [FALLBACK]
    if len(chosen) < 2:
        chosen.append(counterpart_of(chosen[0]))
    second, first = sorted(chosen, key=list(LANGUAGES).index)
    return first, second
