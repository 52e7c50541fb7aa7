"""The rule about labels (links, headings, messages) with two renderings in the project.

It applies if there is no glossary.
"""

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
MAX_WORDS, MAX_CHARS = 4, 24
"""Maximum number of words of an English label and of characters of a Chinese one; longer texts are sentences, which may
be translated in several ways."""
CONFIDENCE = 0.7
WORDS = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*")
FUNCTION_WORDS = frozenset(
    ("here", "this", "more", "see", "read", "link", "click", "note", "example", "yes", "no", "page")
)
"""Words of link texts that are not names."""
MARKS = re.compile(r"[\s“”「」『』《》【】()（）:：。.!！?？…*_`-]+")


def labels_of(comparison: Comparison) -> Iterator[Label]:
    """Yield the links and headings of a comparison with their translations."""
    for match in comparison.prose_matches():
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


def inconsistent_labels(reports: Iterable[FileReport], settings: CheckSettings) -> dict[tuple[str, str], list[Finding]]:
    """Return the findings about labels whose rendering is not the usual one, by the paths of the two files.

    The usual rendering of a label is its most frequent one. If several are equally frequent, it is the
    first of them.
    """
    severity = settings.severity(RULE)
    findings: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    if severity == "off" or settings.confidence > CONFIDENCE:
        return findings
    uses: defaultdict[tuple[str, str], list[tuple[str, str, Label]]] = defaultdict(list)
    for report in reports:
        for label in report.labels:
            if is_label(label) and report.source and report.target:
                uses[label.kind, fold_label(label.source)].append((report.source, report.target, label))
    for places in uses.values():
        counts = Counter(fold_label(label.target) for _, _, label in places)
        if len(counts) < 2:
            continue
        usual = counts.most_common(1)[0][0]
        example = next(item for item in places if fold_label(item[2].target) == usual)
        for source, target, label in places:
            if fold_label(label.target) != usual:
                message = _n(
                    "“{source}” is “{target}” here, and “{usual}” in {count} other place, such as {path}:{line}",
                    "“{source}” is “{target}” here, and “{usual}” in {count} other places, such as {path}:{line}",
                    counts[usual],
                    source=" ".join(label.source.split()),
                    target=" ".join(label.target.split()),
                    usual=" ".join(example[2].target.split()),
                    path=example[1],
                    line=example[2].target_line,
                )
                ends = Place(source, label.source_line, label.source), Place(target, label.target_line, label.target)
                findings[source, target].append(Finding(RULE, severity, message, *ends, CONFIDENCE))
    return findings


def is_label(label: Label) -> bool:
    """Return whether a text is a label: a few words with a capital letter, or a message of a program."""
    words = WORDS.findall(label.source) or list(label.source)
    if (len(words) > MAX_WORDS and label.source.isascii()) or len(label.target) > MAX_CHARS:
        return False
    if (
        fold_label(label.source) == fold_label(label.target)
        or not fold_label(label.source)
        or not fold_label(label.target)
    ):
        return False
    if all(word.lower() in FUNCTION_WORDS for word in words):
        return False
    return label.kind == "message" or not label.source.isascii() or any(word[0].isupper() for word in words)


def fold_label(text: str) -> str:
    """Return a label in lower case without punctuation and spaces, for comparisons."""
    return MARKS.sub("", text).casefold()
