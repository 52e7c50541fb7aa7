"""The same text twice in the translation, but once in the source."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Text
from aligner.check.findings import Finding

if TYPE_CHECKING:
    from aligner.glossary import Glossary

DIGITS = re.compile("[0-9]+")
LEAST = 4
"""Letters and characters of a text that can be a copy of another."""
INEXACT = 8
"""The same of one that need not be an exact copy."""
ALIKE = 0.85
"""difflib's ratio from which on one text is a copy of the other."""
DIFFERENT = 0.7
"""The same of their sources, up to which these are not copies themselves."""


def duplicates(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield copies without a counterpart, and copies that stand where the source says something else."""
    for each in found.alone:
        if each.side == "target" and (original := original_of(found, each.text)) is not None:
            yield copy(found, original, each.text, each.confidence)
    seen: list[tuple[Text, Text]] = []
    for match in found.prose_matches():
        for source, target in seen:
            if alike(target, match.target, ALIKE) and not alike(source, match.source, DIFFERENT):
                yield copy(found, target, match.target, 0.8)
                break
        seen.append((match.source, match.target))


def copy(found: Comparison, original: Text, text: Text, confidence: float) -> Finding:
    """Return the finding about a copy."""
    message = f"the same text stands in line {original.line} of the translation, but only once in the source"
    return found.finding("duplicated-target", message, None, text.place(), confidence)


def original_of(found: Comparison, text: Text) -> Text | None:
    """Return the text of the translation, itself with a counterpart, of which a text without one is a copy."""
    for match in found.prose_matches():
        if alike(match.target, text, ALIKE):
            return match.target
        for bead in match.sentences:
            sentence = found.sentence("target", bead.target)
            if len(match.sentences) > 1 and alike(sentence, text, ALIKE):
                return sentence
    return None


def alike(first: Text, second: Text, least: float) -> bool:
    """Whether two texts are copies, perhaps with a small difference."""
    ours, theirs = first.letters, second.letters
    if min(len(ours), len(theirs)) < LEAST or min(len(ours), len(theirs)) < least * max(len(ours), len(theirs)) / 1.2:
        return False
    if ours == theirs:
        return True
    if min(len(ours), len(theirs)) < INEXACT or DIGITS.findall(ours) != DIGITS.findall(theirs):
        return False
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and matcher.ratio() >= least
