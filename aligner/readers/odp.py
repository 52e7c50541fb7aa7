"""Read OpenDocument presentations (.odp): slides in order, each with its notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document, Removal
from aligner.interface import N_
from aligner.readers.docx_styles import attribute, name_of
from aligner.readers.odf import Styles, roots_of
from aligner.readers.odf_text import Walk
from aligner.readers.reading_order import by_place
from aligner.readers.slides import Slides

if TYPE_CHECKING:
    from lxml.etree import _Element

_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(cm|mm|in|pt)")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}
_MOVED = re.compile(rf"translate ?\({_LENGTH.pattern} {_LENGTH.pattern}\)")
"""The position of a rotated shape."""
_MARGINS = frozenset({"header", "footer", "date-time", "page-number"})


def read_odp(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read an OpenDocument presentation, as LibreOffice Impress saves it.

    For each slide, the title is first. Text boxes and tables follow, ordered by position, and then the
    speaker's notes. ``line`` and ``page`` are the slide number. Hidden slides and text that is on every
    slide are in ``removed``. Comments, charts and pictures are omitted.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Raises:
        InputError: the file is damaged, encrypted or not a presentation, or has no text.
    """
    roots = roots_of(content, name)
    root = roots[0]
    hidden = {
        attribute(style, "name")
        for style in root.iter("{*}style")
        if any(attribute(inner, "visibility") == "hidden" for inner in style.iter("{*}drawing-page-properties"))
    }
    walk = Walk(Styles(*roots))
    slides = Slides(name)
    presentation = next(root.iter("{*}presentation"), root)
    for number, page in enumerate((inner for inner in presentation if name_of(inner) == "page"), start=1):
        blocks = _slide(page, walk.at_page(number), slides.removed, number)
        slides.add(number, blocks, hidden=attribute(page, "style-name") in hidden)
    return slides.document()


def _slide(page: _Element, walk: Walk, removed: list[Removal], number: int) -> Iterator[Block]:
    notes = [inner for inner in page if name_of(inner) == "notes"]
    shapes = [inner for inner in page if name_of(inner) != "notes"]
    for shape in sorted(_ordered(shapes), key=lambda each: attribute(each, "class") != "title"):
        role = attribute(shape, "class")
        blocks = walk.blocks(shape, "heading" if role == "title" else "")
        if role in _MARGINS:
            removed += [Removal(block.text, number, N_("on every slide")) for block in blocks]
        else:
            yield from blocks
    for note in notes:
        for shape in note:
            if attribute(shape, "class") == "notes":
                yield from walk.blocks(shape, "note")


def _ordered(shapes: Iterable[_Element]) -> Iterator[_Element]:
    """Yield the shapes of a slide in reading order; the shapes of a group stay together."""
    for shape in by_place((_place(shape), shape) for shape in shapes):
        if name_of(shape) == "g":
            yield from _ordered(shape)
        else:
            yield shape


def _place(shape: _Element) -> tuple[float, float] | None:
    """Return the top and left edges of a shape in centimetres.

    For a group, they are the edges of its topmost member. The result is ``None`` if the shape has no
    position.
    """
    if name_of(shape) == "g":
        return min((place for inner in shape if (place := _place(inner)) is not None), default=None)
    left, top = (_LENGTH.fullmatch(attribute(shape, axis)) for axis in ("x", "y"))
    if left and top:
        return float(top[1]) * _CENTIMETRES[top[2]], float(left[1]) * _CENTIMETRES[left[2]]
    if moved := _MOVED.search(attribute(shape, "transform")):
        return float(moved[3]) * _CENTIMETRES[moved[4]], float(moved[1]) * _CENTIMETRES[moved[2]]
    return None
