"""Read Word documents (.docx); tracked changes are treated as accepted.

The module reads the XML directly (ECMA-376, WordprocessingML). It opens only the parts that
contain text. For safety, the archive limits the sizes, and the XML parser rejects entities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document, Removal
from aligner.errors import InputError
from aligner.interface import N_, _
from aligner.readers.docx_styles import Styles, attribute, child, name_of
from aligner.readers.docx_text import read_paragraph
from aligner.readers.grid import Grid
from aligner.readers.opc import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_TRANSPARENT = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})


def read_docx(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a Word document.

    Styles and outline levels identify headings; numbering identifies list items. Table cells are in
    reading order. Footnotes and text boxes follow the paragraph that refers to them; endnotes are at
    the end. Deleted text, hidden text, comments and field codes are omitted; insertions are kept.
    Page headers, page footers and the table of contents are in ``removed``. ``line`` is the number of
    the paragraph in the document.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Raises:
        InputError: the file is damaged, encrypted or not a Word document, or has no text.
    """
    package = _Parts(content, name)
    walk = _Walk(package)
    blocks = tuple(walk.blocks())
    if not blocks:
        raise InputError(_("contains no text: give a document that is not empty"), path=name)
    return Document(name=name, blocks=blocks, removed=tuple(walk.removed) + package.margins())


class _Parts(Package):
    """The parts of a Word file that contain text, located by their relationships."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content, name, N_("Word document"))
        self._related = self.relations(self.main)
        self.document = self.root(self.main)
        self.styles = Styles(self._part("styles"), self._part("numbering"))

    def links(self) -> Mapping[str, str]:
        """Return a mapping from relationship ids to the addresses of links."""
        return {number: target for number, (kind, target) in self._related.items() if kind == "hyperlink"}

    def notes(self, kind: str) -> dict[str, _Element]:
        """Return a mapping from note numbers to footnotes or endnotes.

        The separators that Word stores together with the notes are omitted.
        """
        root = self._part(kind)
        if root is None:
            return {}
        return {
            attribute(note, "id"): note for note in root if attribute(note, "type") in ("", "normal") and name_of(note)
        }

    def margins(self) -> tuple[Removal, ...]:
        """Return the texts of page headers and footers."""
        found: dict[str, Removal] = {}
        for kind, part in self._related.values():
            if kind in ("header", "footer") and part in self.archive:
                for element in self.root(part).iter("{*}p"):
                    block = read_paragraph(element, {}, 1).builder.block("paragraph")
                    if block is not None:
                        found.setdefault(block.text, Removal(block.text, 1, f"page {kind}"))
        return tuple(found.values())

    def _part(self, kind: str) -> _Element | None:
        part = self.related(self.main, kind)
        return self.root(part) if part else None


class _Walk:
    """A traversal of the document body, which numbers the paragraphs.

    Notes follow the paragraph that refers to them.
    """

    def __init__(self, package: _Parts) -> None:
        self.removed: list[Removal] = []
        self._package = package
        self._styles = package.styles
        self._links = package.links()
        self._footnotes = package.notes("footnotes")
        self._endnotes = package.notes("endnotes")
        self._named_endnotes: list[str] = []
        self._number = 0

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the document body in reading order."""
        body = child(self._package.document, "body")
        if body is not None:
            yield from self._contents(body, "")
        for number in self._named_endnotes:
            if number in self._endnotes:
                yield from self._contents(self._endnotes.pop(number), "note")

    def _contents(self, element: _Element, kind: str) -> Iterator[Block]:
        for inner in element:
            name = name_of(inner)
            if name == "p":
                yield from self._paragraph(inner, kind)
            elif name == "tbl":
                yield from self._table(inner, kind)
            elif name in _TRANSPARENT:
                yield from self._contents(inner, kind)
            elif name == "AlternateContent":
                yield from self._contents(inner[0], kind) if len(inner) else ()

    def _table(self, table: _Element, kind: str) -> Iterator[Block]:
        grid = Grid()
        grid.begin_table()
        for row in table.iter("{*}tr"):
            if next(row.iterancestors("{*}tbl")) is table and not _is_deleted(row):
                grid.begin_row()
                for cell in row.iter("{*}tc"):
                    if next(cell.iterancestors("{*}tr")) is row:
                        grid.begin_cell(_spanned(cell))
                        yield from map(grid.placed, self._contents(cell, kind or "cell"))

    def _paragraph(self, element: _Element, kind: str) -> Iterator[Block]:
        self._number += 1
        paragraph = read_paragraph(element, self._links, self._number)
        place = self._styles.place(element)
        own = kind or place.kind
        if paragraph.title is not None:
            yield replace(paragraph.title, kind=own)
        block = paragraph.builder.block(own, place.level if own in ("heading", "item") else 0)
        if block is not None and place.is_contents:
            self.removed.append(Removal(block.text, self._number, N_("table of contents")))
        elif block is not None:
            yield block
        for box in paragraph.boxes:
            yield from self._contents(box, kind)
        for number in paragraph.footnotes:
            if number in self._footnotes:
                yield from self._contents(self._footnotes.pop(number), "note")
        self._named_endnotes += paragraph.endnotes


def _spanned(cell: _Element) -> str:
    """Return the number of columns that a cell spans, as a string from the file.

    The string is empty for a cell that spans one column.
    """
    return attribute(child(child(cell, "tcPr"), "gridSpan"), "val")


def _is_deleted(row: _Element) -> bool:
    properties = child(row, "trPr")
    return properties is not None and child(properties, "del") is not None
