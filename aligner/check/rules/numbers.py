"""Numbers, dates and document symbols, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match, Text
from aligner.check.findings import Finding
from aligner.interface import _
from aligner.languages import FALLBACK, pack_of
from aligner.languages.numbers import Quantity, quantities, unmatched

if TYPE_CHECKING:
    from aligner.glossary import Glossary

LEAST_SIMILAR = 0.05
"""Below this the two texts may not belong together at all."""
CHANGED, LOST, ADDED = 0.9, 0.8, 0.6
"""Certainty that a number that differs, is missing or was added is a fault: measured on real pages."""
PLAIN = re.compile(r"[vV]?\d[\d.,，、\s]*")
"""A number without a unit and without a word for thousands or millions."""
REMARK = re.compile(
    r"[（(【\[](?:译注|译者注|譯注|譯者注)[^（）()【】]{,300}[）)】\]]|\[(?=[^\[\]\s]*\])[^\[\]\s]*\w-\w[^\[\]\s]*\]"
)
"""A remark of the translator's; a class of characters in a pattern, ``[A-Za-z0-9_]``."""
RARE = re.compile(r"\b(?:quadr|quint|sext|sept|oct|non|dec)illion|\d\s*[mb]illionth\b", re.IGNORECASE)
"""Words for numbers that are not read."""
DIGITS = re.compile(r"\d+")


def numbers(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the numbers of one side that the other does not have, those of the same passage in one finding."""
    if any(pack_of(side.language or FALLBACK).quantities is None for side in (found.source, found.target)):
        return  # the numbers of one side are not known
    allowed = set(found.settings.ignore_numbers)
    for match in found.prose_matches():
        missed = [
            [each for each in side if _written(text, each) not in allowed]
            for text, side in zip((match.source, match.target), _missed(match), strict=True)
        ]
        if not any(missed):
            continue
        left, right = missed
        source = match.source.place(left[0].start if left else 0)
        target = match.target.place(right[0].start if right else 0)
        sure = found.certainty(match, CHANGED if left and right else LOST if left else ADDED)
        if RARE.search(match.source.string):
            sure = min(sure, ADDED)
        sure = sure if match.similarity > LEAST_SIMILAR else 0.5
        yield found.finding("number-mismatch", _message(match, left, right), source, target, sure)


def _missed(match: Match) -> tuple[list[Quantity], list[Quantity]]:
    """Return the numbers of the source that the translation does not have, and the reverse."""
    ours, theirs = _quantities(match.source, match.source.prose), _quantities(match.target, match.target.prose)
    left, right = unmatched(ours, theirs)
    if left or right:
        # What answers to a number may be marked as code, or stand in a sentence taken for left out.
        still_left, _ = unmatched(ours, _quantities(match.whole_target, match.whole_target.string))
        _, still_right = unmatched(_quantities(match.whole_source, match.whole_source.string), theirs)
        left = [each for each in left if each in still_left]
        right = [each for each in right if each in still_right]
    return _without_written_otherwise(match, left, right)


def _without_written_otherwise(
    match: Match, left: list[Quantity], right: list[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Take out numbers whose digits the other side has, only joined or split in another way, and those of remarks."""
    remarks = [found.span() for found in REMARK.finditer(match.target.string)]
    right = [each for each in right if not any(start <= each.start < end for start, end in remarks)]
    plain = all(
        PLAIN.fullmatch(_written(text, each))
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
    """Return the quantities of a text as it is or with parts blotted out."""
    return quantities(string, text.document.language or FALLBACK)


def _written(text: Text, quantity: Quantity) -> str:
    """Return a quantity as it is written."""
    return text.string[quantity.start : quantity.end].strip()
