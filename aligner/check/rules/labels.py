"""The same label in two renderings: links, headings and messages of the whole project, where no glossary decides."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from aligner.check.findings import FileReport, Finding, Label, Place
from aligner.interface import _n

if TYPE_CHECKING:
    from aligner.check.comparison import Comparison
    from aligner.check.settings import CheckSettings

RULE = "inconsistent-label"
MOST_WORDS, MOST_CHARACTERS = 4, 24
"""Of a label on both sides: what is longer is a sentence, which may be worded in many ways."""
CONFIDENCE = 0.7
WORDS = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*")
FUNCTION_WORDS = frozenset(
    ("here", "this", "more", "see", "read", "link", "click", "note", "example", "yes", "no", "page")
)
"""Texts of links that name nothing."""
MARKS = re.compile(r"[\s“”「」『』《》【】()（）:：。.!！?？…*_`-]+")


def labels_of(found: Comparison) -> Iterator[Label]:
    """Yield the links and headings of two documents that translate each other."""
    for match in found.prose_matches():
        blocks = [*match.source.blocks, *match.target.blocks]
        if len(blocks) == 2 and all(block.kind == "heading" for block in blocks):
            yield Label("heading", match.source.string, match.target.string, match.source.line, match.target.line)
            continue
        ours, theirs = (
            {value: (start, end) for start, end, kind, value in text.inlines if kind == "link" and end > start}
            for text in (match.source, match.target)
        )
        for address in ours.keys() & theirs.keys():
            places = ours[address], theirs[address]
            texts = match.source.string[slice(*places[0])], match.target.string[slice(*places[1])]
            lines = match.source.line_at(places[0][0]), match.target.line_at(places[1][0])
            yield Label("link", *texts, *lines)


def inconsistent(reports: Iterable[FileReport], settings: CheckSettings) -> dict[tuple[str, str], list[Finding]]:
    """Return the findings about labels, by the names of the two files.

    Of several renderings the most frequent one counts as right; of equally frequent ones the first.
    """
    severity = settings.severity(RULE)
    found: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    if severity == "off" or settings.confidence > CONFIDENCE:
        return found
    uses: defaultdict[tuple[str, str], list[tuple[str, str, Label]]] = defaultdict(list)
    for report in reports:
        for label in report.labels:
            if is_label(label) and report.source and report.target:
                uses[label.kind, folded(label.source)].append((report.source, report.target, label))
    for places in uses.values():
        counts = Counter(folded(label.target) for _, _, label in places)
        if len(counts) < 2:
            continue
        usual = counts.most_common(1)[0][0]
        where = next(item for item in places if folded(item[2].target) == usual)
        for source, target, label in places:
            if folded(label.target) != usual:
                message = _n(
                    "“{source}” is “{target}” here, and “{usual}” in {count} other place, such as {path}:{line}",
                    "“{source}” is “{target}” here, and “{usual}” in {count} other places, such as {path}:{line}",
                    counts[usual],
                    source=" ".join(label.source.split()),
                    target=" ".join(label.target.split()),
                    usual=" ".join(where[2].target.split()),
                    path=where[1],
                    line=where[2].target_line,
                )
                ends = Place(source, label.source_line, label.source), Place(target, label.target_line, label.target)
                found[source, target].append(Finding(RULE, severity, message, *ends, CONFIDENCE))
    return found


def is_label(label: Label) -> bool:
    """Whether a text names something: a few words, of which one has a capital, or that are a message of a program."""
    words = WORDS.findall(label.source) or list(label.source)
    if (len(words) > MOST_WORDS and label.source.isascii()) or len(label.target) > MOST_CHARACTERS:
        return False
    if folded(label.source) == folded(label.target) or not folded(label.source) or not folded(label.target):
        return False
    if all(word.lower() in FUNCTION_WORDS for word in words):
        return False
    return label.kind == "message" or not label.source.isascii() or any(word[0].isupper() for word in words)


def folded(text: str) -> str:
    """Return a text without the differences that do not make another label."""
    return MARKS.sub("", text).casefold()
