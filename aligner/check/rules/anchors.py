"""The rule about links to an anchor on the same page.

The translation may lack the anchor, because its headings have other names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aligner.bitext import Document
from aligner.check.comparison import Comparison
from aligner.check.texts import Text
from aligner.interface import _

if TYPE_CHECKING:
    from aligner.check.findings import Finding
    from aligner.glossary import Glossary

NAMED_ANCHOR = re.compile(
    r"\{\s*#(?P<mark>[^\s{}]+)|\{/\*\s*#?(?P<comment>[^\s#*{}]+)\s*\*/|\b(?:id|name)\s*=\s*[\"'{]*(?P<tag>[^\s\"'<>{}]+)"
)
"""A named anchor: ``{#name}``, ``{/* #name */}``, ``{/*name*/}``, ``<a id="name">``."""
REPEATED_SUFFIX = re.compile(r"-\d+$")
"""The suffix for the anchor of a heading with the same words as an earlier one."""
PAGES = (".md", ".mdx", ".markdown", ".html", ".htm")
"""Formats in which the words of a heading are its anchor."""


def anchors(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield a finding for each link of the translation to an anchor that only the source's page has."""
    if not all(document.name.lower().endswith(PAGES) for document in (comparison.source, comparison.target)):
        return
    ours, theirs = anchors_of(comparison.source), anchors_of(comparison.target)
    for match in comparison.prose_matches():
        source_anchors = {anchor for _, anchor in links_within(match.source)}
        for offset, anchor in links_within(match.target):
            if anchor in source_anchors and reaches(anchor, ours) and not reaches(anchor, theirs):
                message = _("the link to #{place} leads nowhere: the translation has no such heading", place=anchor)
                yield comparison.finding(
                    "link-mismatch", message, match.source.place(), match.target.place(offset), 0.9
                )


def links_within(text: Text) -> list[tuple[int, str]]:
    """Return the offset and the anchor of each link in a text that leads to an anchor on the same page."""
    return [
        (start, unquote(value[1:]))
        for start, _, kind, value in text.inlines
        if kind == "link" and value.startswith("#") and len(value) > 1
    ]


def anchors_of(document: Document) -> set[str]:
    """Return the anchors of a page: the words of its headings, and its named anchors."""
    anchors = set()
    for block in document.blocks:
        if block.kind == "heading":
            anchors.add(letters_and_digits(block.text))
        for text in (inline[3] for inline in block.inlines if inline[2] == "tag"):
            anchors |= {letters_and_digits(next(filter(None, match.groups()))) for match in NAMED_ANCHOR.finditer(text)}
        if block.kind in ("code", "heading"):
            anchors |= {
                letters_and_digits(next(filter(None, match.groups()))) for match in NAMED_ANCHOR.finditer(block.text)
            }
    return anchors


def reaches(anchor: str, anchors: set[str]) -> bool:
    """Return whether a page has an anchor, with or without the suffix that a repeated heading gets."""
    return letters_and_digits(anchor) in anchors or letters_and_digits(REPEATED_SUFFIX.sub("", anchor)) in anchors


def letters_and_digits(text: str) -> str:
    """Return the letters and digits of a text.

    Site generators treat punctuation and spaces in different ways, so these are left out of
    comparisons.
    """
    return "".join(character for character in text.lower() if character.isalnum())
