"""Decide which pairs are dropped from the corpus, each with a reason in one line."""

from __future__ import annotations

from collections.abc import Callable

from aligner.batch.content import StoredPair
from aligner.batch.duplicates import SeenPairs, normalised
from aligner.batch.settings import FilterSettings
from aligner.interface import N_
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.detection import judge
from aligner.languages.tags import language_of_tag

UNRELATED = N_("the two documents do not look like translations of each other")
ONE_SIDED = N_("one side is empty")
LOW_CONFIDENCE = "confidence below {}"
LENGTH_MISMATCH = "lengths differ more than {} times"
WRONG_LANGUAGE = (N_("the source is not in its language"), N_("the target is not in its language"))
COPY = N_("both sides are equal")
EXACT = N_("duplicate of an earlier pair")
NEAR = N_("near-duplicate of an earlier pair")

LENGTH_OFFSET = 10
"""Number of bytes added to both lengths, as the length ratio of short texts varies more."""
MAX_HAN_SHARE_IN_ENGLISH = 0.5
MIN_HAN_SHARE_IN_CHINESE = 0.1
"""A text is in the wrong language beyond these shares of Chinese characters among its letters, 0 to 1."""

Condition = Callable[[StoredPair, tuple[str, str]], bool]
Judge = Callable[[StoredPair, tuple[str, str]], str]
"""Maps a pair and the language tags of its sides to the reason for dropping it; empty for a pair that is kept."""


def judge_for(settings: FilterSettings, seen: SeenPairs) -> Judge:
    """Return the function that decides about each pair.

    The conditions run in order of cost. The duplicate conditions come last, so that only kept pairs are stored.

    Args:
        settings: the filters.
        seen: the pairs kept so far.
    """
    languages, duplicates = settings.languages, settings.duplicates
    conditions: tuple[tuple[str, bool, Condition], ...] = (
        (ONE_SIDED, True, lambda pair, _: not (pair.source.strip() and pair.target.strip())),
        (
            LOW_CONFIDENCE.format(settings.min_confidence),
            True,
            lambda pair, _: pair.confidence < settings.min_confidence,
        ),
        (
            LENGTH_MISMATCH.format(f"{settings.max_length_ratio:g}"),
            settings.max_length_ratio > 0,
            lambda pair, _: length_ratio(pair) > settings.max_length_ratio,
        ),
        (COPY, settings.copies, lambda pair, _: normalised(pair.source) == normalised(pair.target)),
        (WRONG_LANGUAGE[0], languages, lambda pair, tags: is_foreign(pair.source, tags[0])),
        (WRONG_LANGUAGE[1], languages, lambda pair, tags: is_foreign(pair.target, tags[1])),
        (EXACT, duplicates != "keep", lambda pair, _: seen.is_duplicate(pair.source, pair.target)),
        (NEAR, duplicates == "near", lambda pair, _: seen.is_near_duplicate(pair.source, pair.target)),
    )
    active = [(reason, condition) for reason, enabled, condition in conditions if enabled]
    return lambda pair, tags: next((reason for reason, condition in active if condition(pair, tags)), "")


def length_ratio(pair: StoredPair) -> float:
    """Return the length of the longer side divided by that of the shorter, 1 or more.

    Lengths are in bytes of UTF-8: a Chinese character has three bytes and corresponds to about three English letters.
    """
    first, second = (len(text.encode()) + LENGTH_OFFSET for text in (pair.source, pair.target))
    return max(first, second) / min(first, second)


def is_foreign(text: str, tag: str) -> bool:
    """Whether a text is clearly not in the language of its side; numbers and symbols belong to any language."""
    verdict = judge(text)
    share = verdict.share
    if verdict.is_unsupported:
        return True
    if share is None:
        return any(character.isalpha() for character in text) and not text.isascii()
    if language_of_tag(tag) == CHINESE:
        return share < MIN_HAN_SHARE_IN_CHINESE
    return share > MAX_HAN_SHARE_IN_ENGLISH
