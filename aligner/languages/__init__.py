"""What is known of languages and scripts: asked by every stage, imports words only.

The rest of the program asks the functions here, by the code of a language; what they know stands in the packs, one
folder a language (see `aligner.languages.protocol`). Codes that are not in the table have no pack; the functions that
only word or join a text take them, and ``None``, for a language like most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from aligner.languages.protocol import LanguagePack
from aligner.registry import Entry, Registry
from aligner.targets import imported

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

The order counts: of two languages the earlier one is the first text of the alignment engine, and the usual target.
"""
FALLBACK = "en"
"""The language of a text that shows no evidence of any."""


def pack_of(code: str) -> LanguagePack:
    """Return what is known of a language.

    Raises:
        UsageError: there is no such language; names those that there are.
    """
    entry = LANGUAGES.entries.get(code)
    pack: LanguagePack = _own_pack(entry.target) if entry else LANGUAGES.load(code)
    return pack


@cache
def _own_pack(target: str) -> LanguagePack:
    """Return a pack of the program, looked up once: a check asks a thousand times a page."""
    pack: LanguagePack = imported(target)
    return pack


def packs() -> tuple[LanguagePack, ...]:
    """Return all packs in the order of the table."""
    return tuple(pack_of(code) for code in LANGUAGES)


def is_known(code: str | None) -> bool:
    """Tell whether a language is in the table."""
    return code is not None and code in LANGUAGES


def name_of(code: str | None) -> str:
    """Return the English name of a language; ``unknown`` for one that is not in the table."""
    return pack_of(code).name if code is not None and is_known(code) else "unknown"


def joint_of(code: str | None) -> str:
    """Return what stands between two segments of a language: nothing in Chinese, a space in most."""
    return pack_of(code).joint if code is not None and is_known(code) else " "


def is_function_word(word: str) -> bool:
    """Tell whether a word in small letters belongs to a closed class in any of the languages."""
    return word in _function_words(tuple(LANGUAGES))


@lru_cache(maxsize=4)
def _function_words(known: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(pack_of(code).function_words() for code in known))


def counterpart_of(code: str) -> str:
    """Return the language on the other side of a text where nothing tells it."""
    return pack_of(code).counterpart


def precedes(first: str | None, second: str | None) -> bool:
    """Tell whether one language stands before another in the table; false where one is not in it."""
    if first is None or second is None or first == second:
        return False
    order = list(LANGUAGES)
    return first in order and second in order and order.index(first) < order.index(second)


def chosen_pair(source: str | None, target: str | None) -> tuple[str, str]:
    """Return the languages of two texts, the counterpart of the other one where one of them is not known."""
    first = source or (FALLBACK if target is None else counterpart_of(target))
    return first, target or counterpart_of(first)


def usual_pair(found: Iterable[str | None]) -> tuple[str, str]:
    """Return source and target of texts among which are those languages: the most frequent two, else a counterpart.

    Args:
        found: the language of each text; those that are not in the table do not count.
    """
    counts = Counter(code for code in found if is_known(code))
    chosen = [code for code, _ in counts.most_common(2) if code is not None] or [FALLBACK]
    if len(chosen) < 2:
        chosen.append(counterpart_of(chosen[0]))
    second, first = sorted(chosen, key=list(LANGUAGES).index)
    return first, second
