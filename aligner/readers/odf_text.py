"""Convert the content of OpenDocument texts and presentations to blocks.

The content consists of paragraphs, lists, tables and shapes (ODF 1.3, part 3, chapters 5, 6, 9 and
10). The file stores it with tracked changes accepted. Deleted text is in a separate element, which
is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aligner.bitext import Block, Removal
from aligner.interface import N_
from aligner.readers.block_builder import BlockBuilder, words
from aligner.readers.docx_styles import attribute, name_of
from aligner.readers.grid import Grid
from aligner.readers.odf import Styles, is_hidden

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = words("tracked-changes annotation forms object object-ole image title desc event-listeners notes")
"""Elements that are not text of the page: deleted text, comments, pictures and their descriptions."""
_NOT_READ = words("annotation ruby-text script")
"""Elements within a paragraph that are not part of its text."""
_CHARACTERS = {"s": " ", "tab": "\t", "line-break": "\n"}
_LISTS = words("list-item list-header")
_ROWS = words("table-rows table-header-rows table-row-group")
_INDEXES = words(
    "table-of-content illustration-index table-index object-index user-index alphabetical-index bibliography"
)
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:"


@dataclass(slots=True)
class _Paragraph:
    """The content of one paragraph: its text, and the notes and shapes anchored in it."""

    builder: BlockBuilder = field(default_factory=BlockBuilder)
    shapes: list[_Element] = field(default_factory=list)
    notes: list[_Element] = field(default_factory=list)


class Walk:
    """A traversal of the document content, which converts it to blocks.

    Notes and shapes follow their paragraph; endnotes follow the text.

    Args:
        styles: styles of the document.

    Attributes:
        removed: texts of indexes, such as the table of contents.
    """

    def __init__(self, styles: Styles) -> None:
        self.removed: list[Removal] = []
        self._styles = styles
        self._number = 0
        self._page: int | None = None
        self._endnotes: list[_Element] = []
        self._index = ""

    def at_page(self, page: int) -> Walk:
        """Set the page number of the blocks that follow, and return this object.

        From then on, the page number is also the line number of these blocks, instead of the number of the
        paragraph.
        """
        self._page = page
        return self

    def endnotes(self) -> Iterator[Block]:
        """Yield the endnotes that have been collected, and remove them from the collection."""
        while self._endnotes:
            yield from self.blocks(self._endnotes.pop(0), "note")

    def blocks(self, element: _Element, kind: str = "", level: int = 0) -> Iterator[Block]:
        """Yield the blocks under an element in reading order.

        Args:
            element: the element whose children are read.
            kind: kind of the blocks (``cell``, ``note``, ``heading``); empty if each paragraph decides.
            level: number of lists that enclose the element.
        """
        for inner in element:
            name = name_of(inner)
            if name in ("p", "h"):
                yield from self._paragraph(inner, kind, 0)
            elif name == "list":
                yield from self._list(inner, kind, level + 1)
            elif name == "table":
                yield from self._table(inner, kind)
            elif name in _INDEXES:
                outer, self._index = self._index, N_("table of contents") if name == "table-of-content" else "index"
                yield from self.blocks(inner, kind)
                self._index = outer
            elif name not in _SKIPPED and not (name == "section" and is_hidden(inner)):
                yield from self.blocks(inner, kind, level)

    def _list(self, element: _Element, kind: str, level: int) -> Iterator[Block]:
        for item in element:
            if name_of(item) not in _LISTS:
                continue
            # a second paragraph of an item has no bullet or number
            first = next((inner for inner in item if name_of(inner) in ("p", "h")), None)
            for inner in item:
                if inner is first:
                    yield from self._paragraph(inner, kind, level)
                elif name_of(inner) == "list":
                    yield from self._list(inner, kind, level + 1)
                elif name_of(inner) in ("p", "h"):
                    yield from self._paragraph(inner, kind, 0)

    def _table(self, element: _Element, kind: str, grid: Grid | None = None) -> Iterator[Block]:
        if grid is None:
            grid = Grid()
            grid.begin_table()
        for inner in element:
            name = name_of(inner)
            if name in _ROWS:
                yield from self._table(inner, kind, grid)
            elif name == "table-row":
                grid.begin_row()
                for cell in inner:
                    grid.begin_cell(attribute(cell, "number-columns-repeated"))
                    if name_of(cell) == "table-cell":  # the others are covered by merged ones
                        yield from map(grid.placed, self.blocks(cell, kind or "cell"))

    def _paragraph(self, element: _Element, kind: str, level: int) -> Iterator[Block]:
        self._number += 1
        line = self._page or self._number
        paragraph = _Paragraph()
        if not self._styles.is_hidden(attribute(element, "style-name")):
            self._read(element, paragraph, line)
        block = paragraph.builder.block(*self._place(element, kind, level))
        if block is not None and self._index:
            self.removed.append(Removal(block.text, line, self._index))
        elif block is not None:
            yield replace(block, page=self._page)
        for shape in paragraph.shapes:
            yield from self.blocks(shape, "" if kind == "heading" else kind)
        for note in paragraph.notes:
            if attribute(note, "note-class") == "endnote":
                self._endnotes.append(note)
            else:
                yield from self.blocks(note, "note")

    def _place(self, element: _Element, kind: str, level: int) -> tuple[str, int]:
        """Return the kind of the block that a paragraph becomes, and its level as a heading or list item, else 0.

        A given ``kind`` is not changed.
        """
        if kind == "heading":
            return kind, 1
        if kind:
            return kind, 0
        style = attribute(element, "style-name")
        if name_of(element) == "h":
            outline = attribute(element, "outline-level")
            return "heading", int(outline) if outline.isdecimal() and len(outline) < 3 and int(outline) else 1
        if heading := self._styles.heading_level(style):
            return "heading", heading
        if level:
            return "item", level
        return ("code" if self._styles.is_code(style) else "paragraph"), 0

    def _read(self, element: _Element, paragraph: _Paragraph, line: int) -> None:
        builder = paragraph.builder
        builder.add(element.text or "", line)
        for inner in element:
            name = name_of(inner)
            if name in _CHARACTERS:
                builder.add(_CHARACTERS[name], line)
            elif name == "note":
                paragraph.notes.append(inner)
            elif name == "a":
                builder.open("link", attribute(inner, "href"))
                self._read(inner, paragraph, line)
                builder.close()
            elif str(inner.tag).startswith(f"{{{_DRAWING}"):
                paragraph.shapes.append(inner)
            elif name not in _NOT_READ and not self._styles.is_hidden(attribute(inner, "style-name")):
                self._read(inner, paragraph, line)
            builder.add(inner.tail or "", line)
