"""Compare numbers, dates and document symbols; their notation may differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match
from aligner.check.findings import Finding
from aligner.check.texts import Text
from aligner.interface import _
from aligner.languages import FALLBACK, pack_of
from aligner.languages.numbers import Quantity, quantities, unmatched

if TYPE_CHECKING:
    from aligner.glossary import Glossary

MIN_SIMILARITY = 0.05
"""Below this cosine, the two texts may not be translations of each other."""
CHANGED_CONFIDENCE, LOST_CONFIDENCE, ADDED_CONFIDENCE = 0.9, 0.8, 0.6
"""Confidence that a different, a missing or an added number is a fault, measured on real pages."""
PLAIN_NUMBER = re.compile(r"[vV]?\d[\d.,，、\s]*")
"""A number without a unit and without a word for thousands or millions."""
REMARK = re.compile(
    r"[（(【\[](?:译注|译者注|譯注|譯者注)[^（）()【】]{,300}[）)】\]]|\[(?=[^\[\]\s]*\])[^\[\]\s]*\w-\w[^\[\]\s]*\]"
)
"""A translator's note, or a character class in a pattern, such as ``[A-Za-z0-9_]``."""
UNREAD_NUMBERS = re.compile(r"\b(?:quadr|quint|sext|sept|oct|non|dec)illion|\d\s*[mb]illionth\b", re.IGNORECASE)
"""Number words that the program cannot read."""
DIGITS = re.compile(r"\d+")


def numbers(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about the numbers of one side that the other side lacks, one for each passage."""
    if any(pack_of(side.language or FALLBACK).quantities is None for side in (comparison.source, comparison.target)):
        return  # the program reads no numbers in one of the languages
    allowed = set(comparison.settings.ignore_numbers)
    for match in comparison.prose_matches():
        unmatched_sides = [
            [each for each in side if _written(text, each) not in allowed]
            for text, side in zip((match.source, match.target), _unmatched(match), strict=True)
        ]
        if not any(unmatched_sides):
            continue
        left, right = unmatched_sides
        source = match.source.place(left[0].start if left else 0)
        target = match.target.place(right[0].start if right else 0)
        sure = comparison.bounded_confidence(
            match, CHANGED_CONFIDENCE if left and right else LOST_CONFIDENCE if left else ADDED_CONFIDENCE
        )
        if UNREAD_NUMBERS.search(match.source.string):
            sure = min(sure, ADDED_CONFIDENCE)
        sure = sure if match.similarity > MIN_SIMILARITY else 0.5
        yield comparison.finding("number-mismatch", _message(match, left, right), source, target, sure)


def _unmatched(match: Match) -> tuple[list[Quantity], list[Quantity]]:
    """Return the numbers that only the source has, and those that only the translation has."""
    ours, theirs = _quantities(match.source, match.source.prose), _quantities(match.target, match.target.prose)
    left, right = unmatched(ours, theirs)
    if left or right:
        # The counterpart of a number may be marked as code, or may be in a sentence without counterpart.
        still_left, _ = unmatched(ours, _quantities(match.whole_target, match.whole_target.string))
        _, still_right = unmatched(_quantities(match.whole_source, match.whole_source.string), theirs)
        left = [each for each in left if each in still_left]
        right = [each for each in right if each in still_right]
    if not left and not right:
        return left, right
    return _without_written_otherwise(match, left, right)


def _without_written_otherwise(
    match: Match, left: list[Quantity], right: list[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Return the unmatched numbers of both sides without those that are not a fault.

    Two kinds are not a fault: numbers in translator's notes, and equal digits that the two sides group
    in different ways.
    """
    remarks = [remark.span() for remark in REMARK.finditer(match.target.string)]
    right = [each for each in right if not any(start <= each.start < end for start, end in remarks)]
    plain = all(
        PLAIN_NUMBER.fullmatch(_written(text, each))
        for text, side in ((match.source, left), (match.target, right))
        for each in side
    )
    ours, theirs = (DIGITS.findall(text.string) for text in (match.source, match.target))
    if plain and left and right and ours == theirs and len(left) != len(right):
        return [], []
    return left, right


def _message(match: Match, left: list[Quantity], right: list[Quantity]) -> str:
    source = ", ".join(_written(match.source, each) for each in left)
    target = ", ".join(_written(match.target, each) for each in right)
    if left and right:
        return _("the source has {source}, the translation {target}", source=source, target=target)
    return (
        _("{source} of the source is not in the translation", source=source)
        if left
        else _("{target} of the translation is not in the source", target=target)
    )


def _quantities(text: Text, string: str) -> list[Quantity]:
    """Return the quantities (numbers with their possible values) in ``string``, by the rules of the text's language."""
    return quantities(string, text.document.language or FALLBACK)


def _written(text: Text, quantity: Quantity) -> str:
    """Return a quantity as it is written in the text."""
    return text.string[quantity.start : quantity.end].strip()
