"""EPUB 3: a bilingual book for reading, with the translation below each sentence.

Chapters begin at the headings of the source. A text without headings is divided at paragraphs. The
book has only one column, for small screens, and the translation has a lighter colour.
Specification: W3C, "EPUB 3.3".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from aligner import __version__
from aligner.bitext import Bead, Bitext, Document
from aligner.formats.base import WriteOptions
from aligner.formats.tmx_units import creation_time, unit_id
from aligner.formats.xml_characters import Cleaner
from aligner.formats.zipped import write_zip
from aligner.languages.tags import language_of_tag, language_tags

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_STYLE = """html { font-family: serif; line-height: 1.5; }
h1, h2 { line-height: 1.25; text-align: left; }
.pair { margin: 0 0 0.6em; break-inside: avoid; }
.begins { margin-top: 1.4em; }
.pair p { margin: 0; text-indent: 0; }
.target { opacity: 0.72; }
h1 .target, h2 .target { font-size: 0.8em; font-weight: normal; }
"""
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="{tag}" lang="{tag}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>
{body}</body></html>
"""
_MIN_CHAPTER_PAIRS = 20
"""Pairs of a chapter before a heading may end it."""
_MAX_CHAPTER_PAIRS = 400
"""Pairs of a chapter after which the next paragraph ends it."""


@dataclass(frozen=True)
class Epub:
    """The format EPUB: a bilingual book.

    Attributes:
        options: the language codes.
    """

    options: WriteOptions = field(default_factory=WriteOptions)

    def with_options(self, options: WriteOptions) -> Epub:
        """Return a copy of this format that writes with the given options."""
        return replace(self, options=options)

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the book; characters that XML forbids are removed and counted.

        Raises:
            UsageError: SOURCE_DATE_EPOCH is not a valid time.
        """
        clean = Cleaner()
        tags = language_tags(bitext, self.options.language_codes)
        chapters = list(chapters_of(bitext))
        names = [f"text{number}.xhtml" for number in range(1, len(chapters) + 1)]
        titles = [_title(bitext, chapter, number, clean) for number, chapter in enumerate(chapters, start=1)]
        title = escape(clean(_book_title(bitext)))
        members = [
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", _CONTAINER),
            ("book/package.opf", _package(bitext, title, tags, names)),
            ("book/nav.xhtml", _navigation(title, tags[0], names, titles)),
            ("book/style.css", _STYLE),
        ]
        for name, chapter, heading in zip(names, chapters, titles, strict=True):
            body = "".join(_pairs(bitext, chapter, tags, clean))
            members.append((f"book/{name}", _PAGE.format(tag=tags[0], title=heading, body=body)))
        write_zip(stream, ((name, content.encode()) for name, content in members), stored=("mimetype",))
        return clean.remarks()


def chapters_of(bitext: Bitext) -> Iterator[list[Bead]]:
    """Yield the beads of each chapter; there is at least one chapter.

    A new chapter begins before a heading or, if the chapter becomes long, before a paragraph.
    """
    chapter: list[Bead] = []
    for bead in bitext.beads:
        begins = _begins(bitext.source, bead.source)
        is_heading = begins and _kind(bitext.source, bead.source) == "heading"
        if len(chapter) >= (_MIN_CHAPTER_PAIRS if is_heading else _MAX_CHAPTER_PAIRS) and begins:
            yield chapter
            chapter = []
        chapter.append(bead)
    yield chapter


def _begins(document: Document, ids: Sequence[int]) -> bool:
    """Whether a block of the document begins with the first of these segments.

    Args:
        document: the document that contains the segments.
        ids: 0-based numbers of the segments; the result is false if there are none.
    """
    return bool(ids) and (not ids[0] or document.segments[ids[0] - 1].block != document.segments[ids[0]].block)


def _kind(document: Document, ids: Sequence[int]) -> str:
    return document.blocks[document.segments[ids[0]].block].kind if ids else ""


def _pairs(bitext: Bitext, chapter: Sequence[Bead], tags: tuple[str, str], clean: Cleaner) -> Iterator[str]:
    """Yield the pairs of a chapter as HTML.

    Headings stay headings, and a vertical space separates the paragraphs of the source.
    """
    if not chapter:
        yield "<p></p>\n"
    for number, bead in enumerate(chapter):
        texts = [bitext.source_text(bead), bitext.target_text(bead)]
        heading = _kind(bitext.source, bead.source) == "heading"
        element = ("h1" if not number else "h2") if heading else "p"
        inner = "span" if heading else "p"
        parts = [
            f'<{inner} class="{side}" lang="{tag}" xml:lang="{tag}">{_with_breaks(clean(text))}</{inner}>'
            for side, tag, text in zip(("source", "target"), tags, texts, strict=True)
            if text.strip()
        ]
        begins = " begins" if _begins(bitext.source, bead.source) else ""
        outer = f"<{element}>{'{}'}</{element}>" if heading else f'<div class="pair{begins}">{"{}"}</div>'
        if parts:
            yield outer.format(("<br/>" if heading else "").join(parts)) + "\n"


def _with_breaks(text: str) -> str:
    return "<br/>".join(map(escape, text.splitlines()))


def _book_title(bitext: Bitext) -> str:
    """Return the first heading of the source, else its file name without folder, language and extension."""
    for bead in bitext.beads[:_MIN_CHAPTER_PAIRS]:
        if _kind(bitext.source, bead.source) == "heading":
            return bitext.source_text(bead)
    stem = Path(bitext.source.name).stem
    start, _, end = stem.rpartition(".")
    return start if start and language_of_tag(end) else stem or "Bilingual text"


def _title(bitext: Bitext, chapter: Sequence[Bead], number: int, clean: Cleaner) -> str:
    """Return a chapter's entry in the table of contents: its heading, else its number and its first words."""
    first = next((bead for bead in chapter if bitext.source_text(bead).strip()), None)
    if first is None:
        return str(number)
    text = " ".join(clean(bitext.source_text(first)).split())
    if _kind(bitext.source, first.source) == "heading":
        return escape(text)
    return escape(f"{number}. {text if len(text) <= 40 else text[:40].rstrip() + '…'}")


def _package(bitext: Bitext, title: str, tags: tuple[str, str], names: list[str]) -> str:
    texts = tuple(("", segment.text) for document in (bitext.source, bitext.target) for segment in document.segments)
    identifier = UUID(hex=unit_id("first", texts) + unit_id("second", texts), version=4)
    items = "".join(
        f'<item id="text{number}" href="{name}" media-type="application/xhtml+xml"/>\n'
        for number, name in enumerate(names, start=1)
    )
    spine = "".join(f'<itemref idref="text{number}"/>' for number in range(1, len(names) + 1))
    languages = "".join(f"<dc:language>{escape(tag)}</dc:language>\n" for tag in dict.fromkeys(tags))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
{languages}<meta property="dcterms:modified">{creation_time().strftime("%Y-%m-%dT%H:%M:%SZ")}</meta>
<meta name="generator" content="aligner {__version__}"/>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
{items}</manifest>
<spine>{spine}</spine>
</package>
"""


def _navigation(title: str, tag: str, names: list[str], titles: list[str]) -> str:
    entries = "".join(f'<li><a href="{name}">{heading}</a></li>\n' for name, heading in zip(names, titles, strict=True))
    body = f'<nav epub:type="toc" id="toc"><h1>{title}</h1><ol>\n{entries}</ol></nav>\n'
    return _PAGE.format(tag=tag, title=title, body=body)


EPUB = Epub()
