"""Read PowerPoint presentations (.pptx): slides in order, each with its notes (ECMA-376, PresentationML)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aligner.bitext import Block, Document, Removal
from aligner.interface import N_
from aligner.readers.block_builder import BlockBuilder
from aligner.readers.docx_styles import child, name_of
from aligner.readers.grid import Grid
from aligner.readers.opc import Package, Relation, relation_of
from aligner.readers.reading_order import by_place
from aligner.readers.slides import Slides

if TYPE_CHECKING:
    from lxml.etree import _Element

_NUMBER = re.compile(r"-?[0-9]{1,12}")
_UNITS_PER_CENTIMETRE = 360_000
"""English Metric Units per centimetre."""
_TITLES = frozenset({"title", "ctrTitle"})
_MARGINS = frozenset({"sldNum", "dt", "ftr", "hdr"})
_LISTED = frozenset({"", "body", "obj"})
"""Types of placeholders whose paragraphs are list items by default."""
_DEPTHS = frozenset("012345678")
_BREAKS = {"br": "\n", "tab": "\t"}
_BULLETS = frozenset({"buChar", "buAutoNum", "buBlip"})


def read_pptx(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a PowerPoint presentation.

    For each slide, the title is first. Text boxes, tables and diagrams follow, ordered by position, and
    then the speaker's notes. ``line`` and ``page`` are the slide number. Hidden slides, slide numbers,
    dates and footers are in ``removed``. Comments, charts and the texts of pictures are omitted.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Raises:
        InputError: the file is damaged, encrypted or not a presentation, or has no text.
    """
    package = Package(content, name, N_("PowerPoint presentation"))
    relations = package.relations(package.main)
    layouts = _Layouts(package)
    slides = Slides(name)
    for number, element in enumerate(package.root(package.main).iter("{*}sldId"), start=1):
        relation = relations.get(relation_of(element))
        if relation is None or relation.target not in package.archive:
            continue
        slide = _Slide(package, relation.target, number, layouts.places(relation.target))
        blocks = list(slide.blocks())
        slides.removed += slide.removed
        slides.add(number, blocks, hidden=slide.root.get("show") in ("0", "false"))
    return slides.document()


_Place = tuple[float, float]
"""Top and left edge in centimetres."""


class _Role(NamedTuple):
    """The role of a placeholder: its type and its number in the layout.

    The type is empty for a placeholder of general content.
    """

    type: str
    number: str


_NO_ROLE = _Role("", "")


def _role(shape: _Element) -> _Role | None:
    """Return the role of a placeholder; ``None`` for a shape that is not a placeholder."""
    for properties in shape:
        if name_of(properties) in ("nvSpPr", "nvGraphicFramePr"):
            place = child(child(properties, "nvPr"), "ph")
            return None if place is None else _Role(place.get("type") or "", place.get("idx") or "")
    return None


def _place(shape: _Element) -> _Place | None:
    """Return the top and left edges of a shape in centimetres.

    The result is ``None`` if the shape inherits its position from the layout.
    """
    for element in (shape, *shape):
        frame = child(element, "xfrm")
        offset = child(frame, "off")
        if offset is not None:
            left, top = (_NUMBER.fullmatch(offset.get(axis) or "") for axis in ("x", "y"))
            if left and top:
                return int(top[0]) / _UNITS_PER_CENTIMETRE, int(left[0]) / _UNITS_PER_CENTIMETRE
    return None


class _Layouts:
    """Positions of placeholders in the layouts and masters of a presentation."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._places: dict[str, dict[str, _Place]] = {}

    def places(self, slide: str) -> dict[str, _Place]:
        """Return the positions of placeholders in the layout of a slide.

        The keys of the mapping are the numbers and the types of the placeholders.
        """
        layout = self._package.related(slide, "slideLayout")
        if layout not in self._places:
            self._places[layout] = places = {}
            for part in (self._package.related(layout, "slideMaster"), layout) if layout else ():
                for shape in _tree(self._package.root(part)) if part else ():
                    role, place = _role(shape), _place(shape)
                    if role is not None and place is not None:
                        places[role.type] = place
                        if part == layout and role.number:
                            places[role.number] = place
        return self._places[layout]


def _inherited_place(role: _Role | None, places: dict[str, _Place]) -> _Place | None:
    if role is None:
        return None
    return places.get(role.number) or places.get(role.type) or places.get("title" if role.type in _TITLES else "body")


def _tree(root: _Element) -> Sequence[_Element]:
    """Return the shapes of a slide, a layout or a page of notes."""
    tree = child(child(root, "cSld"), "spTree")
    return () if tree is None else list(tree)


class _Slide:
    """One slide with its notes."""

    def __init__(self, package: Package, part: str, number: int, places: dict[str, _Place]) -> None:
        self.removed: list[Removal] = []
        self.root = package.root(part)
        self._package = package
        self._part = part
        self._number = number
        self._places = places
        self._relations = package.relations(part)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the slide and of its notes."""
        shapes = self._ordered(_tree(self.root))
        for shape in sorted(shapes, key=lambda each: (_role(each) or _NO_ROLE).type not in _TITLES):
            yield from self._shape(shape)
        notes = self._package.related(self._part, "notesSlide")
        for shape in _tree(self._package.root(notes)) if notes else ():
            if (_role(shape) or _NO_ROLE).type == "body":
                yield from self._paragraphs(shape, "note", self._package.relations(notes))

    def _ordered(self, shapes: Iterable[_Element]) -> Iterator[_Element]:
        """Yield the shapes of a slide in reading order; the shapes of a group stay together."""
        shown = [_first(shape) if name_of(shape) == "AlternateContent" else shape for shape in shapes]
        for shape in by_place((_place(each) or _inherited_place(_role(each), self._places), each) for each in shown):
            if name_of(shape) == "grpSp":
                yield from self._ordered(shape)
            else:
                yield shape

    def _shape(self, shape: _Element) -> Iterator[Block]:
        role = _role(shape)
        kind = "heading" if role and role.type in _TITLES else "item" if role and role.type in _LISTED else "paragraph"
        if name_of(shape) == "graphicFrame":
            yield from self._graphic(shape)
        elif role is not None and role.type in _MARGINS:
            for block in self._paragraphs(shape, kind, {}):
                self.removed.append(Removal(block.text, self._number, N_("slide number, date or footer")))
        else:
            yield from self._paragraphs(shape, kind, self._relations)

    def _graphic(self, frame: _Element) -> Iterator[Block]:
        """Yield the cells of a table, or the texts of a diagram (SmartArt)."""
        grid = Grid()
        grid.begin_table()
        for row in frame.iter("{*}tr"):
            grid.begin_row()
            for cell in row.iterchildren("{*}tc"):
                grid.begin_cell()
                if "1" not in (cell.get("hMerge"), cell.get("vMerge")):
                    yield from map(grid.placed, self._paragraphs(cell, "cell", self._relations))
        for diagram in frame.iter("{*}relIds"):
            relation = self._relations.get(relation_of(diagram, "dm"))
            if relation is not None and relation.target in self._package.archive:
                for point in self._package.root(relation.target).iter("{*}pt"):
                    yield from self._paragraphs(point, "paragraph", {})

    def _paragraphs(self, shape: _Element, kind: str, relations: dict[str, Relation]) -> Iterator[Block]:
        for paragraph in shape.iter("{*}p"):
            builder = BlockBuilder()
            self._read(paragraph, builder, relations)
            own, level = kind, 1 if kind == "heading" else 0
            if kind in ("item", "paragraph"):
                properties = child(paragraph, "pPr")
                marks = {name_of(inner) for inner in (() if properties is None else properties)}
                if marks & _BULLETS or (kind == "item" and "buNone" not in marks):
                    depth = "" if properties is None else properties.get("lvl") or ""
                    own, level = "item", int(depth) + 1 if depth in _DEPTHS else 1
                else:
                    own = "paragraph"
            block = builder.block(own, level)
            if block is not None:
                yield replace(block, page=self._number)

    def _read(self, paragraph: _Element, builder: BlockBuilder, relations: dict[str, Relation]) -> None:
        for run in paragraph:
            name = name_of(run)
            if name in _BREAKS:
                builder.add(_BREAKS[name], self._number)
            elif name in ("r", "fld"):
                relation = relations.get(relation_of(link)) if (link := _link(run)) is not None else None
                if relation is not None:
                    builder.open("link", relation.target)
                builder.add("".join(text.text or "" for text in run.iterchildren("{*}t")), self._number)
                if relation is not None:
                    builder.close()


def _link(run: _Element) -> _Element | None:
    return child(child(run, "rPr"), "hlinkClick")


def _first(alternatives: _Element) -> _Element:
    """Return the first version of a shape that the file stores in several versions; it uses the newest format."""
    choice = next(iter(alternatives), None)
    return alternatives if choice is None or not len(choice) else choice[0]
