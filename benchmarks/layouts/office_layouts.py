"""Word documents, web pages and e-books; and one Word document whose table holds both languages."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from aligner.bitext import Language
from benchmarks.layouts.text_layouts import TITLES, Furniture, joined

_NAVIGATION = {"en": ("Home", "News", "Contact"), "zh": ("首页", "新闻", "联系我们")}
_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_PACKAGE = (
    '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>book</dc:title></metadata><manifest>'
    '<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="text"/></spine></package>'
)


def docx(paragraphs: Sequence[Sequence[str]], language: Language, path: Path) -> Furniture:
    """Write a Word document with a page header."""
    import docx as word

    document = word.Document()
    document.sections[0].header.paragraphs[0].text = TITLES[language]
    for each in paragraphs:
        document.add_paragraph(joined(each, language))
    document.save(str(path))
    return [TITLES[language]]


def html(paragraphs: Sequence[Sequence[str]], language: Language, path: Path) -> Furniture:
    """Write a web page with navigation and a footer."""
    links = "".join(f'<li><a href="/{number}">{text}</a></li>' for number, text in enumerate(_NAVIGATION[language]))
    body = _body(paragraphs, language)
    foot = f"© {TITLES[language]}"
    path.write_text(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><nav><ul>{links}</ul></nav><main>{body}</main>'
        f"<footer>{foot}</footer></body></html>",
        encoding="utf-8",
    )
    return [*_NAVIGATION[language], foot]


def epub(paragraphs: Sequence[Sequence[str]], language: Language, path: Path) -> Furniture:
    """Write an e-book of one chapter."""
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{_body(paragraphs, language)}</body></html>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", _CONTAINER)
        book.writestr("book.opf", _PACKAGE)
        book.writestr("text.xhtml", page)
    return []


def bilingual_table(rows: Sequence[tuple[str, str]], path: Path) -> Furniture:
    """Write a Word document with a table of three columns: number, Chinese, English."""
    import docx as word

    document = word.Document()
    table = document.add_table(rows=0, cols=3)
    for cells in [("No.", "中文", "English"), *((str(n), *row) for n, row in enumerate(rows, start=1))]:
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(str(path))
    return []


def _body(paragraphs: Sequence[Sequence[str]], language: Language) -> str:
    return "".join(f"<p>{escape(joined(each, language))}</p>\n" for each in paragraphs)
