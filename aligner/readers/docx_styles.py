"""Determine the kind of a paragraph in a Word document: heading, list item, table of contents.

The styles and the numbering of the paragraph decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING = re.compile(r"(?:heading|标题|標題)\s?([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题|標題)$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|目录|目錄)\s?[1-9]$", re.IGNORECASE)
_CODE = re.compile(r"(?:source ?code|code|html preformatted|preformatted text|代码|程式碼)$", re.IGNORECASE)
_LEVEL = re.compile("[0-9]{1,2}")
_BODY_LEVEL = 9
"""Outline level of body text (ECMA-376, 17.3.1.20); headings have 0 to 8."""
_MAX_STYLE_CHAIN = 20
"""Styles that are followed from one to the style it is based on; it ends loops in damaged files."""


@dataclass(frozen=True, slots=True)
class Place:
    """The kind of a paragraph in a Word document.

    Attributes:
        kind: ``paragraph``, ``heading``, ``item`` or ``code``.
        level: depth of a heading or item, from 1; 0 for other kinds.
        is_contents: whether the paragraph is a line of a table of contents.
    """

    kind: str = "paragraph"
    level: int = 0
    is_contents: bool = False


def name_of(element: _Element) -> str:
    """Return the name of an element without its namespace; empty for a comment.

    The namespace is ignored, because Word documents use two sets of namespaces.
    """
    tag: Any = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element | None, name: str) -> str:
    """Return the value of an attribute, in any namespace; empty if the attribute is missing."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def child(element: _Element | None, name: str) -> _Element | None:
    """Return the first child element with the given name; ``None`` if there is none."""
    return None if element is None else next((inner for inner in element if name_of(inner) == name), None)


def is_on(properties: _Element | None, name: str) -> bool:
    """Whether a property that is on or off, such as ``<w:vanish/>``, is on."""
    switch = child(properties, name)
    return switch is not None and attribute(switch, "val").lower() not in ("0", "false", "off", "none")


class Styles:
    """The paragraph styles of one document."""

    def __init__(self, styles: _Element | None, numbering: _Element | None) -> None:
        every = [] if styles is None else [style for style in styles if name_of(style) == "style"]
        self._styles = {attribute(style, "styleId"): style for style in every}
        self._default = next(
            (
                attribute(style, "styleId")
                for style in every
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on")
            ),
            "",
        )
        self._numbered = {
            attribute(number, "numId")
            for number in ([] if numbering is None else numbering)
            if name_of(number) == "num"
        }

    def place(self, paragraph: _Element) -> Place:
        """Return the kind of a paragraph.

        The properties of the paragraph, its style and the parent styles of that style decide.
        """
        own = child(paragraph, "pPr")
        chain = self._chain(attribute(child(own, "pStyle"), "val") or self._default)
        names = [attribute(child(style, "name"), "val") for style in chain]
        if any(_CONTENTS.match(name) for name in names):
            return Place(is_contents=True)
        properties = [own, *(child(style, "pPr") for style in chain)]
        outline = next(filter(None, (attribute(child(each, "outlineLvl"), "val") for each in properties)), "")
        if _LEVEL.fullmatch(outline) and int(outline) < _BODY_LEVEL:
            return Place("heading", int(outline) + 1)
        for name in names:
            if match := _HEADING.match(name):
                return Place("heading", int(match[1]))
            if _TITLE.match(name):
                return Place("heading", 1)
        numbering = next((found for each in properties if (found := child(each, "numPr")) is not None), None)
        if attribute(child(numbering, "numId"), "val") in self._numbered:
            level = attribute(child(numbering, "ilvl"), "val")
            return Place("item", int(level) + 1 if _LEVEL.fullmatch(level) else 1)
        return Place("code" if any(_CODE.match(name) for name in names) else "paragraph")

    def _chain(self, style: str) -> list[_Element]:
        """Return a style and the styles that it is based on."""
        chain: list[_Element] = []
        while style in self._styles and len(chain) < _MAX_STYLE_CHAIN:
            chain.append(self._styles[style])
            style = attribute(child(chain[-1], "basedOn"), "val")
        return chain
