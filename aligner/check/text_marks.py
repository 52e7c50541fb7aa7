r"""Find code, tags, links and escapes in the texts of a translation memory, which no reader has parsed.

The inline parts are code in backticks, tags of HTML and of translation tools (``<b>``, ``<g id="1">``, ``<x1/>``),
addresses of links and images in Markdown and in attributes, escapes (``\n``) and entities of markup (``&amp;``).
Placeholders need not be marked, as their rule finds them in any text. A name in angle brackets (``<file>``) is a tag
only if it has attributes, a number or a closing tag; otherwise it stands for a word and is translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aligner.bitext import Block, Document, Inline
from aligner.check.texts import PLACEHOLDER
from aligner.formats.inline_codes import KIND as INLINE

CODE = re.compile(r"(?P<ticks>(?<!`)`{1,20})(?!`)(?P<code>[^`\n]+?)(?<!`)(?P=ticks)(?!`)")
TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)"
    r"(?P<attributes>(?:\s+[\w:@.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*)\s*(?P<empty>/?)>"
)
NUMBERED = re.compile(r"</?\d+/?>|\{/?\d+/?>|<\d+\}|\{/\d+\}")
"""Numbered tags of translation tools such as Transifex and memoQ."""
ESCAPE = re.compile(r"(?<!\\)\\[nrt]")
"""An escape for a line break or a tab."""
FILE_PATH = re.compile(r"(?:\b[A-Za-z]:|\\)\\[^\s，。；：、]*")
r"""Paths such as ``C:\new\text`` and ``\\host\new``, which have no escapes."""
ENTITY = re.compile(r"&(?:amp|lt|gt);")
ADDRESS_IN_MARKDOWN = re.compile(r"(?<=\]\()[^()\s]+(?=(?:\s+\"[^\"]*\")?\))")
ADDRESS_IN_TAG = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]+)\"|'([^']+)')", re.IGNORECASE)
ELEMENT_NAMES = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "blockquote", "br", "button", "caption", "center", "cite", "code", "col",
    "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "input", "ins", "kbd", "label", "li", "main",
    "mark", "nav", "ol", "option", "p", "picture", "pre", "q", "s", "samp", "section", "select", "small", "span",
    "strike", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
    "tr", "tt", "u", "ul", "var", "video", "wbr", "bpt", "bx", "ec", "ept", "ex", "g", "hi", "it", "mrk", "pc", "ph",
    "sc", "sm", "ut", "x",
))  # fmt: skip
"""Elements of HTML that occur in sentences, and inline elements of TMX and XLIFF."""


def with_marks(document: Document) -> Document:
    """Return a document whose blocks have inline parts, as if a reader had parsed them."""
    return replace(document, blocks=tuple(map(with_block_marks, document.blocks)))


def with_block_marks(block: Block) -> Block:
    """Return a block with its inline parts; unchanged if it is code or a reader has parsed it.

    Inline codes of a translation memory are kept. They are not part of the text, so the text may have
    other inline parts.
    """
    is_marked = any(kind != INLINE for *_, kind, _ in block.inlines)
    if is_marked or block.kind == "code" or not any(character in block.text for character in "<`\\&]{"):
        return block
    return replace(block, inlines=tuple(sorted((*block.inlines, *inlines_of(block.text)))))


def inlines_of(text: str) -> Iterator[Inline]:
    """Yield the inline parts of a text.

    Code contains no other inline parts, and a tag contains only addresses and placeholders.
    """
    code = [match.span() for match in CODE.finditer(text)]
    for match in CODE.finditer(text):
        yield match.start("code"), match.end("code"), "code", ""
    tags = [
        match for match in TAG.finditer(text) if is_tag(match, text) and not overlaps(match.start(), match.end(), code)
    ]
    for match in tags:
        yield match.start(), match.end(), "tag", match[0]
        yield from values_in_tag(match)
    taken = [*code, *(match.span() for match in tags), *(match.span() for match in FILE_PATH.finditer(text))]
    for pattern in (NUMBERED, ESCAPE, ENTITY):
        for match in pattern.finditer(text):
            if not overlaps(match.start(), match.end(), taken):
                yield match.start(), match.end(), "placeholder", match[0]
    for match in ADDRESS_IN_MARKDOWN.finditer(text):
        if not overlaps(match.start(), match.end(), taken):
            yield match.start(), match.end(), "link", match[0]


def values_in_tag(match: re.Match[str]) -> Iterator[Inline]:
    """Yield the parts of a tag that a translation must keep: addresses and placeholders."""
    addresses = []
    for address in ADDRESS_IN_TAG.finditer(match[0]):
        start, end = address.span(1) if address[1] else address.span(2)
        addresses.append((start, end))
        if not PLACEHOLDER.fullmatch(match[0][start:end]):
            yield match.start() + start, match.start() + end, "link", match[0][start:end]
    for placeholder in PLACEHOLDER.finditer(match[0]):
        yield match.start() + placeholder.start(), match.start() + placeholder.end(), "placeholder", placeholder[0]


def is_tag(match: re.Match[str], text: str) -> bool:
    """Return whether a name in angle brackets is a tag, not a word that a user must fill in."""
    name = match["name"]
    if match["attributes"].strip() or match["empty"] or name.lower() in ELEMENT_NAMES:
        return True
    if re.search(r"\d$", name):
        return True
    other = f"<{name}" if match["close"] else f"</{name}>"
    return other in text


def overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Return whether a span overlaps one of the given spans."""
    return any(start < last and first < end for first, last in spans)
