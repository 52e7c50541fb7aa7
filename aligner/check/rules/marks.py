"""Compare tags, and placeholders that a program fills in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match
from aligner.check.findings import Finding
from aligner.check.texts import PLACEHOLDER, PLACEHOLDER_MARKS, Text
from aligner.formats.inline_codes import KIND as INLINE
from aligner.formats.inline_codes import code_of
from aligner.interface import _

if TYPE_CHECKING:
    from aligner.glossary import Glossary

TAG = re.compile(
    r"<(?=[^<>]*>)(?P<close>/?)\s*(?P<name>[A-Za-z][\w:-]*)(?P<rest>[^<>]*?)(?P<empty>/?)\s{,9}>", re.DOTALL
)
ATTRIBUTE = re.compile(r"([\w:@.-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
ADMONITION = re.compile(
    r"\.\. (?P<rst>[\w-]+)::|\[!(?P<alert>\w+)\][+-]?"
    r"|(?P<fence>:::|///|!!!|\?\?\?\+?) ?(?P<kind>[\w-]+)|(?P<word>[A-Z]{3,9})"
)
"""The keyword of an admonition (a warning, a tip, ...), which programs read."""
FORMATTING_TAGS = frozenset(("a", "b", "br", "code", "div", "em", "font", "i", "p", "small", "span", "strong", "u"))
"""Tags for the appearance only: if start and end are missing, the translator probably left them out on purpose."""
VOID_TAGS = frozenset(("br",))
FORMATTING_CONFIDENCE = 0.7
"""Confidence for such tags."""
MISSING_NAME_CONFIDENCE = 0.75
"""Confidence for a missing placeholder on a page, where it may stand for a name that need not be repeated."""
TRANSLATED_NAME = re.compile(r"\|[^|]+\|")
"""A substitution of reStructuredText, whose name may be translated."""
MarksOf = Callable[[Text], list[tuple[str, int]]]
READING_TAGS = {"ruby", "rb", "rt", "rp", "rtc"}
"""Tags of ruby annotations, which translators into Chinese add for foreign words."""
TRANSLATABLE_ATTRIBUTES = {
    "alt",
    "title",
    "aria-label",
    "placeholder",
    "lang",
    "xml:lang",
    "summary",
    "content",
    "label",
    "href",
    "src",
}
"""Attributes that a translation may change; the rule about links compares addresses."""


IN_WORDS = {"&amp;": re.compile(r"[&和与與及、]|\band\b", re.IGNORECASE)}
"""Placeholders that a word may replace."""


def placeholders(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about placeholders without counterpart on the other side."""
    for match in comparison.prose_matches():
        yield from mark_differences(comparison, match, "placeholder-mismatch", "placeholder", placeholders_of)


def tags(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about tags without counterpart on the other side."""
    for match in comparison.prose_matches():
        yield from mark_differences(comparison, match, "tag-mismatch", "tag", tags_of)


def difference(name: str, source: str | None, target: str | None) -> str:
    """Return the message about a tag or placeholder that is missing on one side or differs.

    At least one of ``source`` and ``target`` is not ``None``.
    """
    if name == "tag":
        if source and target:
            return _("the source has the tag {source}, the translation {target}", source=source, target=target)
        return (
            _("the tag {mark} is missing", mark=source)
            if source
            else _("the tag {mark} is not in the source", mark=target)
        )
    if source and target:
        return _("the source has the placeholder {source}, the translation {target}", source=source, target=target)
    return (
        _("the placeholder {mark} is missing", mark=source)
        if source
        else _("the placeholder {mark} is not in the source", mark=target)
    )


def mark_differences(
    comparison: Comparison, match: Match, rule: str, name: str, marks_of: MarksOf
) -> Iterator[Finding]:
    """Yield findings about tags or placeholders that occur more often on one side than on the other."""
    ours, theirs = marks_of(match.source), marks_of(match.target)
    if not ours and not theirs:
        return
    counts = Counter(mark for mark, _ in ours), Counter(mark for mark, _ in theirs)
    left = not_in_words(counts[0] - counts[1], match.target)
    right = not_in_words(counts[1] - counts[0], match.source)
    if not left and not right:
        return
    if rule == "placeholder-mismatch" and comparison.of_documents and not (left and right):
        # a directive may be in a neighbouring text on the other side
        left, right = ([mark for mark in side if not comparison.has_as_often(mark)] for side in (left, right))
    whole = {mark[1:].rstrip(">").partition(" ")[0] for mark in left} if not right else set[str]()
    first = dict(reversed(ours)), dict(reversed(theirs))
    for source, target in zip_longest(left, right):
        if source and target and all(TRANSLATED_NAME.fullmatch(mark) for mark in (source, target)):
            continue
        places = match.source.place(first[0].get(source or "", 0)), match.target.place(first[1].get(target or "", 0))
        bare = (source or "").strip("</>").partition(" ")[0]
        unformatted = target is None and bare in FORMATTING_TAGS and (bare in VOID_TAGS or {bare, f"/{bare}"} <= whole)
        named = rule == "placeholder-mismatch" and None in (source, target) and comparison.of_documents
        sure = comparison.bounded_confidence(
            match, FORMATTING_CONFIDENCE if unformatted else MISSING_NAME_CONFIDENCE if named else 0.95
        )
        yield comparison.finding(rule, difference(name, source, target), places[0], places[1], sure)


def not_in_words(marks: Counter[str], text: Text) -> list[str]:
    """Return the tags or placeholders that a text does not express by a word, each as often as its count.

    For example, the word "and" expresses the entity for an ampersand.
    """
    return [mark for mark, count in marks.items() if not in_words(mark, text) for _ in range(count)]


def in_words(mark: str, text: Text) -> bool:
    """Return whether a text expresses a tag or placeholder of the other side by a word.

    For example, the word "and" expresses the entity for an ampersand.
    """
    return mark in IN_WORDS and IN_WORDS[mark].search(text.prose) is not None


def placeholders_of(text: Text) -> list[tuple[str, int]]:
    """Return the placeholders of a text without their white space, with their offsets; code is ignored."""
    marked = [
        (value or text.string[start:end], start) for start, end, kind, value in text.inlines if kind == "placeholder"
    ]
    plain = text.without_code
    found = PLACEHOLDER.finditer(plain) if PLACEHOLDER_MARKS.search(plain) else ()
    others = [("".join(match[0].split()), match.start()) for match in found]
    return sorted([*(("".join(mark.split()), start) for mark, start in marked), *others], key=lambda item: item[1])


def tags_of(text: Text) -> list[tuple[str, int]]:
    """Return the tags of a text in comparable form (see `comparable`), with their offsets."""
    if not text.inlines:
        return []
    return (
        [
            (comparable(match), start)
            for start, _end, kind, value in text.inlines
            if kind == "tag"
            for match in TAG.finditer(value)
            if match["name"].lower() not in READING_TAGS
        ]
        + [
            (_("{kind} of a block", kind=kind_of(match)), start)
            for start, _end, kind, value in text.inlines
            if kind == "tag" and (match := ADMONITION.fullmatch(value))
        ]
        + [(code_of(value).shown, start) for start, _end, kind, value in text.inlines if kind == INLINE]
    )


def kind_of(match: re.Match[str]) -> str:
    """Return the keyword of an admonition (a note or warning box) as it is written, from a match of its pattern."""
    return f"{match['fence'] or ''}{next(filter(None, (match[name] for name in ('rst', 'alert', 'kind', 'word'))))}"


def comparable(match: re.Match[str]) -> str:
    """Return a tag in lower case, with sorted attributes and without attributes that may be translated."""
    name = match["name"].lower()
    attributes = sorted(
        f" {key.lower()}={value.strip(chr(34) + chr(39))}" if value else f" {key.lower()}"
        for key, value in ATTRIBUTE.findall(match["rest"])
        if key.lower() not in TRANSLATABLE_ATTRIBUTES
    )
    return f"<{match['close']}{name}{''.join(attributes)}>"
