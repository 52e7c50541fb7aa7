"""The rule about texts that occur twice in the translation but once in the source."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison
from aligner.check.findings import Finding
from aligner.check.texts import Text
from aligner.interface import _
from aligner.languages import FALLBACK, pack_of
from aligner.languages.scripts import HAN_CHARACTER

if TYPE_CHECKING:
    from aligner.glossary import Glossary

DIGITS = re.compile("[0-9]+")
MIN_COPY_CHARS = 4
"""Minimum length of an exact copy, in letters and Chinese characters."""
COPY_MIN_RATIO = 0.85
"""Minimum ratio of difflib for a copy."""
PASTED_MAX_BLOCKS, DISTANT_CONFIDENCE = 2, 0.45
"""Maximum distance in blocks of a copy that was probably pasted, and maximum confidence of one farther away. The latter
is below the default limit: sources repeat similar texts, and 8 of 10 such findings on real pages were wrong."""
SOURCE_MAX_RATIO = 0.5
"""Maximum ratio of difflib between the sources of two copies; more similar sources explain the copy."""


def duplicates(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield a finding for each text of the translation that is a copy of another text.

    The copy is unpaired, or paired with another text of the source.
    """
    for each in comparison.unpaired:
        if (
            each.side == "target"
            and not is_image(each.text)
            and (original := original_of(comparison, each.text)) is not None
        ):
            beside = 0 <= each.text.pieces[0].block - original.pieces[0].block <= PASTED_MAX_BLOCKS
            yield copy_finding(
                comparison, original, each.text, each.confidence if beside else min(each.confidence, DISTANT_CONFIDENCE)
            )
    seen: defaultdict[tuple[str, ...], list[tuple[Text, Text]]] = defaultdict(list)
    for match in comparison.prose_matches():
        before = seen[tuple(DIGITS.findall(match.target.letters))]  # a text with other digits is not a copy
        for source, target in before:
            if is_copy(target, match.target) and not is_similar(source.letters, match.source.letters, SOURCE_MAX_RATIO):
                yield copy_finding(comparison, target, match.target, DISTANT_CONFIDENCE)
                break
        before.append((match.source, match.target))


def copy_finding(comparison: Comparison, original: Text, text: Text, confidence: float) -> Finding:
    """Return the finding about a text of the translation that is a copy of another text."""
    message = _(
        "the same text stands in line {line} of the translation, but only once in the source", line=original.line
    )
    return comparison.finding("duplicated-target", message, None, text.place(), confidence)


def original_of(comparison: Comparison, text: Text) -> Text | None:
    """Return the paired text of the translation that an unpaired text copies; ``None`` if there is none."""
    for match in comparison.prose_matches():
        if is_copy(match.target, text):
            return match.target
        for bead in match.sentences:
            sentence = comparison.sentence("target", bead.target)
            if len(match.sentences) > 1 and is_copy(sentence, text):
                return sentence
    return None


def is_copy(first: Text, second: Text) -> bool:
    """Return whether one text is a copy of another.

    Two Chinese texts that share only a long foreign name are not copies.
    """
    ours, theirs = len(first.letters), len(second.letters)
    shortest, total = min(ours, theirs), ours + theirs
    if 2 * shortest < COPY_MIN_RATIO * total:
        return False  # most pairs end here, before the slow comparison
    equal = first.letters == second.letters
    if shortest < (MIN_COPY_CHARS if equal else pack_of(first.document.language or FALLBACK).lengths.copy):
        return False
    # difflib's upper bound of its ratio, from the counts of the letters, which are kept
    if not equal and 2.0 * (first.letter_counts & second.letter_counts).total() / total < COPY_MIN_RATIO:
        return False
    if not is_similar(first.letters, second.letters, COPY_MIN_RATIO):
        return False
    chinese = ["".join(HAN_CHARACTER.findall(text.letters)) for text in (first, second)]
    return is_similar(chinese[0], chinese[1], COPY_MIN_RATIO)


def is_image(text: Text) -> bool:
    """Return whether a text consists only of the description of an image."""
    return any(kind == "image" and (start, end) == (0, len(text.string)) for start, end, kind, _ in text.inlines)


def is_similar(ours: str, theirs: str, least: float) -> bool:
    """Return whether two strings have the same digits and a difflib ratio of at least ``least``, 0 to 1."""
    if ours == theirs:
        return True
    if 2 * min(len(ours), len(theirs)) < least * (len(ours) + len(theirs)):  # the ratio cannot be more than that
        return False
    if DIGITS.findall(ours) != DIGITS.findall(theirs):
        return False
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.quick_ratio() >= least and matcher.ratio() >= least
