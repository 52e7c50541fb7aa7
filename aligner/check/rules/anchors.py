"""Links within a page to a place that the translation does not have: its headings have other names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aligner.bitext import Document
from aligner.check.comparison import Comparison, Text
from aligner.interface import _

if TYPE_CHECKING:
    from aligner.check.findings import Finding
    from aligner.glossary import Glossary

NAMED = re.compile(
    r"\{\s*#(?P<mark>[^\s{}]+)|\{/\*\s*#?(?P<comment>[^\s#*{}]+)\s*\*/|\b(?:id|name)\s*=\s*[\"'{]*(?P<tag>[^\s\"'<>{}]+)"
)
"""A place that was given a name: ``{#name}``, ``{/* #name */}``, ``{/*name*/}``, ``<a id="name">``."""
COUNTED = re.compile(r"-\d+$")
"""What a heading gets that has the same words as one before it."""
PAGES = (".md", ".mdx", ".markdown", ".html", ".htm")
"""Formats in which a heading is reached by its words."""


def anchors(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield links of the translation to a place of the same page that the source has and the translation lacks."""
    if not all(document.name.lower().endswith(PAGES) for document in (found.source, found.target)):
        return
    ours, theirs = places_of(found.source), places_of(found.target)
    for match in found.prose_matches():
        known = {place for _, place in links_within(match.source)}
        for offset, place in links_within(match.target):
            if place in known and reaches(place, ours) and not reaches(place, theirs):
                message = _("the link to #{place} leads nowhere: the translation has no such heading", place=place)
                yield found.finding("link-mismatch", message, match.source.place(), match.target.place(offset), 0.9)


def links_within(text: Text) -> list[tuple[int, str]]:
    """Return the places of the page to which a text links, and where the links begin."""
    return [
        (start, unquote(value[1:]))
        for start, _, kind, value in text.inlines
        if kind == "link" and value.startswith("#") and len(value) > 1
    ]


def places_of(document: Document) -> set[str]:
    """Return the names of the places of a page: headings by their words, and what was named."""
    found = set()
    for block in document.blocks:
        if block.kind == "heading":
            found.add(bare(block.text))
        for text in (value for *_rest, kind, value in block.inlines if kind == "tag"):
            found |= {bare(next(filter(None, match.groups()))) for match in NAMED.finditer(text)}
        if block.kind in ("code", "heading"):
            found |= {bare(next(filter(None, match.groups()))) for match in NAMED.finditer(block.text)}
    return found


def reaches(place: str, known: set[str]) -> bool:
    """Whether a place is known, be it the second of its name."""
    return bare(place) in known or bare(COUNTED.sub("", place)) in known


def bare(text: str) -> str:
    """Return the letters and digits of a text: programs treat marks and spaces in names in different ways."""
    return "".join(character for character in text.lower() if character.isalnum())
