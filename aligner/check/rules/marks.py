"""Placeholders, which a program fills in, and tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from aligner.check.comparison import PLACEHOLDER, Comparison, Match, Text
from aligner.check.findings import Finding
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
"""What says that a block is a warning, a tip, ...; programs read it."""
FORMATS = frozenset(("a", "b", "br", "code", "div", "em", "font", "i", "p", "small", "span", "strong", "u"))
"""Tags that change the look only: where both ends are missing, the translator did without."""
VOID = frozenset(("br",))
UNFORMATTED = 0.7
"""Certainty of the same."""
NAME_LEFT_OUT = 0.75
"""Certainty that a placeholder is missing from a page, where it stands for a name that need not be repeated."""
TRANSLATED_NAME = re.compile(r"\|[^|]+\|")
"""A substitution of reStructuredText: its name may be translated."""
MarksOf = Callable[[Text], list[tuple[str, int]]]
GLOSSES = {"ruby", "rb", "rt", "rp", "rtc"}
"""Tags of readings beside the text, which translators into Chinese add for foreign words."""
TRANSLATED = {
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
"""Attributes that a translation may change; addresses are for the rule about links."""


IN_WORDS = {"&amp;": re.compile(r"[&和与與及、]|\band\b", re.IGNORECASE)}
"""Marks that may become a word."""


def placeholders(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield placeholders that the other side does not have."""
    for match in found.prose_matches():
        yield from differing(found, match, "placeholder-mismatch", "placeholder", placeholders_of)


def tags(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield tags that the other side does not have."""
    for match in found.prose_matches():
        yield from differing(found, match, "tag-mismatch", "tag", tags_of)


def difference(name: str, source: str | None, target: str | None) -> str:
    """Return the message about a tag or placeholder of one side or of both, of which at least one is there."""
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


def differing(found: Comparison, match: Match, rule: str, name: str, marks_of: MarksOf) -> Iterator[Finding]:
    """Yield the marks of one side that the other does not have, as often."""
    ours, theirs = marks_of(match.source), marks_of(match.target)
    counts = Counter(mark for mark, _ in ours), Counter(mark for mark, _ in theirs)
    left = not_in_words(counts[0] - counts[1], match.target)
    right = not_in_words(counts[1] - counts[0], match.source)
    if not left and not right:
        return
    if rule == "placeholder-mismatch" and found.of_documents and not (left and right):  # it may stand in a neighbour
        left, right = ([mark for mark in side if not found.has_as_often(mark)] for side in (left, right))
    whole = {mark[1:].rstrip(">").partition(" ")[0] for mark in left} if not right else set[str]()
    first = dict(reversed(ours)), dict(reversed(theirs))
    for source, target in zip_longest(left, right):
        if source and target and all(TRANSLATED_NAME.fullmatch(mark) for mark in (source, target)):
            continue
        places = match.source.place(first[0].get(source or "", 0)), match.target.place(first[1].get(target or "", 0))
        bare = (source or "").strip("</>").partition(" ")[0]
        unformatted = target is None and bare in FORMATS and (bare in VOID or {bare, f"/{bare}"} <= whole)
        named = rule == "placeholder-mismatch" and None in (source, target) and found.of_documents
        sure = found.certainty(match, UNFORMATTED if unformatted else NAME_LEFT_OUT if named else 0.95)
        yield found.finding(rule, difference(name, source, target), places[0], places[1], sure)


def not_in_words(marks: Counter[str], text: Text) -> list[str]:
    """Return the marks, as often as they are counted, for which a text has no word."""
    return [mark for mark, count in marks.items() if not in_words(mark, text) for _ in range(count)]


def in_words(mark: str, text: Text) -> bool:
    """Whether a text says with a word what the other side has as a mark."""
    return mark in IN_WORDS and IN_WORDS[mark].search(text.prose) is not None


def placeholders_of(text: Text) -> list[tuple[str, int]]:
    """Return the placeholders of a text outside of code, without white space, and their offsets."""
    marked = [
        (value or text.string[start:end], start) for start, end, kind, value in text.inlines if kind == "placeholder"
    ]
    found = [("".join(match[0].split()), match.start()) for match in PLACEHOLDER.finditer(text.without_code)]
    return sorted([*(("".join(mark.split()), start) for mark, start in marked), *found], key=lambda item: item[1])


def tags_of(text: Text) -> list[tuple[str, int]]:
    """Return the tags of a text, made comparable, and their offsets."""
    return (
        [
            (comparable(match), start)
            for start, _end, kind, value in text.inlines
            if kind == "tag"
            for match in TAG.finditer(value)
            if match["name"].lower() not in GLOSSES
        ]
        + [
            (_("{kind} of a block", kind=kind_of(match)), start)
            for start, _end, kind, value in text.inlines
            if kind == "tag" and (match := ADMONITION.fullmatch(value))
        ]
        + [(code_of(value).shown, start) for start, _end, kind, value in text.inlines if kind == INLINE]
    )


def kind_of(match: re.Match[str]) -> str:
    """Return the kind of an admonition as it is written."""
    return f"{match['fence'] or ''}{next(filter(None, (match[name] for name in ('rst', 'alert', 'kind', 'word'))))}"


def comparable(match: re.Match[str]) -> str:
    """Return a tag in small letters, its attributes in order, without those that are translated."""
    name = match["name"].lower()
    kept = sorted(
        f" {key.lower()}={value.strip(chr(34) + chr(39))}" if value else f" {key.lower()}"
        for key, value in ATTRIBUTE.findall(match["rest"])
        if key.lower() not in TRANSLATED
    )
    return f"<{match['close']}{name}{''.join(kept)}>"
