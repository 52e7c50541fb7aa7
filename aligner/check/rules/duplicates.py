"""The same text twice in the translation, but once in the source."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Text
from aligner.check.findings import Finding
from aligner.interface import _
from aligner.languages import FALLBACK, pack_of
from aligner.languages.scripts import HAN_CHARACTER

if TYPE_CHECKING:
    from aligner.glossary import Glossary

DIGITS = re.compile("[0-9]+")
LEAST = 4
"""Letters and characters of a text that can be a copy of another."""
ALIKE = 0.85
"""difflib's ratio from which on one text is a copy of the other."""
NEAR, APART = 2, 0.45
"""Blocks up to which a copy was pasted, and certainty of one farther away. The latter is not reported unless one asks
for it: sources say similar things twice, and 8 of 10 such findings on real pages were wrong."""
DIFFERENT = 0.5
"""The same of their sources, up to which these are not copies themselves."""


def duplicates(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield copies without a counterpart, and copies that stand where the source says something else."""
    for each in found.alone:
        if (
            each.side == "target"
            and not is_image(each.text)
            and (original := original_of(found, each.text)) is not None
        ):
            beside = 0 <= each.text.pieces[0].block - original.pieces[0].block <= NEAR
            yield copy(found, original, each.text, each.confidence if beside else min(each.confidence, APART))
    seen: defaultdict[tuple[str, ...], list[tuple[Text, Text]]] = defaultdict(list)
    for match in found.prose_matches():
        before = seen[tuple(DIGITS.findall(match.target.letters))]  # a text with other digits is no copy
        for source, target in before:
            if is_copy(target, match.target) and not alike(source.letters, match.source.letters, DIFFERENT):
                yield copy(found, target, match.target, APART)
                break
        before.append((match.source, match.target))


def copy(found: Comparison, original: Text, text: Text, confidence: float) -> Finding:
    """Return the finding about a copy."""
    message = _(
        "the same text stands in line {line} of the translation, but only once in the source", line=original.line
    )
    return found.finding("duplicated-target", message, None, text.place(), confidence)


def original_of(found: Comparison, text: Text) -> Text | None:
    """Return the text of the translation, itself with a counterpart, of which a text without one is a copy."""
    for match in found.prose_matches():
        if is_copy(match.target, text):
            return match.target
        for bead in match.sentences:
            sentence = found.sentence("target", bead.target)
            if len(match.sentences) > 1 and is_copy(sentence, text):
                return sentence
    return None


def is_copy(first: Text, second: Text) -> bool:
    """Whether one text is a copy of another; two Chinese ones that have but a long foreign name in common are not."""
    shortest, longest = sorted((len(first.letters), len(second.letters)))
    if 2 * shortest < ALIKE * (shortest + longest):
        return False  # as most pairs
    if shortest < (
        LEAST if first.letters == second.letters else pack_of(first.document.language or FALLBACK).lengths.copy
    ):
        return False
    if not alike(first.letters, second.letters, ALIKE):
        return False
    chinese = ["".join(HAN_CHARACTER.findall(text.letters)) for text in (first, second)]
    return alike(chinese[0], chinese[1], ALIKE)


def is_image(text: Text) -> bool:
    """Whether a text is nothing but what an image shows."""
    return any(kind == "image" and (start, end) == (0, len(text.string)) for start, end, kind, _ in text.inlines)


def alike(ours: str, theirs: str, least: float) -> bool:
    """Whether letters are the same, but for a part that holds no digits."""
    if ours == theirs:
        return True
    if 2 * min(len(ours), len(theirs)) < least * (len(ours) + len(theirs)):  # the ratio cannot be more than that
        return False
    if DIGITS.findall(ours) != DIGITS.findall(theirs):
        return False
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.quick_ratio() >= least and matcher.ratio() >= least
