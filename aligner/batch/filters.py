"""Why a pair is dropped: score apart from decide, and every pair dropped says why."""

from __future__ import annotations

from collections.abc import Callable

from aligner.batch.content import StoredPair
from aligner.batch.duplicates import Seen, normalised
from aligner.batch.settings import FilterSettings
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.detection import judge
from aligner.languages.tags import language_of_tag

UNRELATED = "the two documents do not look like translations of each other"
ONE_SIDED = "one side is empty"
UNSURE = "confidence below {}"
LENGTHS = "lengths differ more than {} times"
WRONG_LANGUAGE = "the {} is not in its language"
COPY = "both sides are equal"
EXACT = "the same pair stood there before"
NEAR = "nearly the same pair stood there before"

SHORT = 10
"""Bytes added to both sides before they are compared: short texts vary more."""
MOST_CHINESE_IN_ENGLISH = 0.5
LEAST_CHINESE_IN_CHINESE = 0.1

Test = Callable[[StoredPair, tuple[str, str]], bool]
Judge = Callable[[StoredPair, tuple[str, str]], str]
"""Returns why a pair, its sides tagged with these languages, is dropped; empty for a pair that is kept."""


def judge_for(settings: FilterSettings, seen: Seen) -> Judge:
    """Return what decides, cheap questions first; only pairs that pass all others are remembered as seen.

    Args:
        settings: which pairs are dropped.
        seen: the pairs that were kept so far.
    """
    languages, duplicates = settings.languages, settings.duplicates
    tests: tuple[tuple[str, bool, Test], ...] = (
        (ONE_SIDED, True, lambda pair, _: not (pair.source.strip() and pair.target.strip())),
        (UNSURE.format(settings.min_confidence), True, lambda pair, _: pair.confidence < settings.min_confidence),
        (
            LENGTHS.format(f"{settings.max_length_ratio:g}"),
            settings.max_length_ratio > 0,
            lambda pair, _: length_ratio(pair) > settings.max_length_ratio,
        ),
        (COPY, settings.copies, lambda pair, _: normalised(pair.source) == normalised(pair.target)),
        (WRONG_LANGUAGE.format("source"), languages, lambda pair, tags: is_foreign(pair.source, tags[0])),
        (WRONG_LANGUAGE.format("target"), languages, lambda pair, tags: is_foreign(pair.target, tags[1])),
        (EXACT, duplicates != "keep", lambda pair, _: seen.before(pair.source, pair.target)),
        (NEAR, duplicates == "near", lambda pair, _: seen.nearly_before(pair.source, pair.target)),
    )
    asked = [(reason, test) for reason, wanted, test in tests if wanted]
    return lambda pair, tags: next((reason for reason, test in asked if test(pair, tags)), "")


def length_ratio(pair: StoredPair) -> float:
    """Return how many times as long the longer side is, 1 or more.

    Bytes of UTF-8 are counted: a Chinese character has three of them, and translates into about as many letters.
    """
    first, second = (len(text.encode()) + SHORT for text in (pair.source, pair.target))
    return max(first, second) / min(first, second)


def is_foreign(text: str, tag: str) -> bool:
    """Tell whether a text is clearly not in the language of its side; numbers and signs are of any language."""
    verdict = judge(text)
    share = verdict.share
    if verdict.is_unsupported:
        return True
    if share is None:
        return any(character.isalpha() for character in text) and not text.isascii()
    if language_of_tag(tag) == CHINESE:
        return share < LEAST_CHINESE_IN_CHINESE
    return share > MOST_CHINESE_IN_ENGLISH
