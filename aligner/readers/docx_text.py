"""Read a paragraph of a Word document: its text with links, and its notes and text boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aligner.bitext import Block
from aligner.readers.block_builder import BlockBuilder, words
from aligner.readers.docx_styles import attribute, child, is_on, name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEFT_OUT = words("del moveFrom pPr rPr sdtPr delText instrText delInstrText Fallback rt")
"""Deleted text, properties, field codes, the fallback copy of a drawing, the reading above ruby text."""
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


@dataclass(slots=True)
class Paragraph:
    """The content of one paragraph.

    Attributes:
        builder: collects the visible text. A line break becomes a space; between Chinese characters,
            it is deleted.
        boxes: contents of the text boxes that are anchored in the paragraph.
        footnotes: numbers of the footnotes that the paragraph refers to.
        endnotes: numbers of the endnotes that the paragraph refers to.
        title: a line of bold text that is followed by a line break and other text.
        is_bold: whether all text so far is bold.
        broken: whether a line break follows bold text.
    """

    builder: BlockBuilder = field(default_factory=BlockBuilder)
    boxes: list[_Element] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    endnotes: list[str] = field(default_factory=list)
    title: Block | None = None
    is_bold: bool = True
    broken: bool = False

    def add(self, text: str, number: int, *, bold: bool) -> None:
        """Add the text of a run of characters in one format.

        If this text is not bold and follows a line of bold text, the bold line becomes the title of the
        paragraph.
        """
        if text.strip():
            if self.broken and self.is_bold and not bold and self.title is None:
                self.title = self.builder.block("paragraph")
            self.is_bold, self.broken = self.is_bold and bold, False
        self.builder.add(text, number)


def read_paragraph(element: _Element, links: Mapping[str, str], number: int) -> Paragraph:
    """Read a paragraph of a Word document, the element ``w:p``.

    Args:
        element: the paragraph.
        links: addresses of links by relationship id.
        number: number of the paragraph in the document, which becomes its line number.
    """
    paragraph = Paragraph()
    _read(element, paragraph, links, number)
    return paragraph


def _read(element: _Element, paragraph: Paragraph, links: Mapping[str, str], number: int) -> None:
    for inner in element:
        name = name_of(inner)
        if name in _LEFT_OUT or (name == "r" and is_on(child(inner, "rPr"), "vanish")):
            continue
        if name == "t":
            paragraph.add(inner.text or "", number, bold=is_on(child(element, "rPr"), "b"))
        elif name in _CHARACTERS:
            paragraph.broken = paragraph.broken or (name == "br" and bool(paragraph.builder))
            paragraph.builder.add(_CHARACTERS[name], number)
        elif name in _NOTES:
            getattr(paragraph, _NOTES[name]).append(attribute(inner, "id"))
        elif name == "txbxContent":
            paragraph.boxes.append(inner)
        elif name == "hyperlink":
            address = links.get(attribute(inner, "id")) or f"#{attribute(inner, 'anchor')}"
            paragraph.builder.open("link", address)
            _read(inner, paragraph, links, number)
            paragraph.builder.close()
        else:
            _read(inner, paragraph, links, number)
