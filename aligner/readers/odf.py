"""Open an OpenDocument file (ODF 1.3, part 2), and read its content and its styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.docx_styles import attribute, child
from aligner.safe_xml import parse_xml
from aligner.safe_zip import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTENT, STYLES = "content.xml", "styles.xml"
_ZIP = b"PK"
_MANIFEST = "META-INF/manifest.xml"
_TITLE = re.compile(r"Title$|标题$|標題$")
_HEADING = re.compile(r"(?:[Hh]eading|标题|標題)(?: |_20_)([1-9])$")
_CODE = re.compile(r"(?:Preformatted(?: |_20_)Text|Source(?: |_20_)(?:Code|Text))$")
"""Names of styles; ODF writes a space in a name as ``_20_``."""
_MAX_STYLE_CHAIN = 20
"""Styles that are followed from one to the style it is based on; it ends loops in damaged files."""


def open_archive(content: bytes, name: str) -> Archive:
    """Return the ZIP archive of an OpenDocument file.

    Raises:
        InputError: the file is damaged, encrypted, or not an OpenDocument file.
    """
    archive = Archive(content, name)
    if CONTENT not in archive:
        raise InputError(_("is not an OpenDocument file: it has no content; save it again from its program"), path=name)
    # not parsed, because old manifests define a namespace in their DTD
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise InputError(_("is encrypted: save it without a password"), path=name)
    return archive


def roots_of(content: bytes, name: str) -> list[_Element]:
    """Return the root elements of the XML files with the content and with the common styles.

    If the file has no common styles, only the first is returned. A flat file (``.fodt``) is one XML
    document with both; its root element is returned twice.

    Raises:
        InputError: the file is damaged, encrypted, or not an OpenDocument file.
    """
    if not content.startswith(_ZIP):
        return [parse_xml(content, name)] * 2
    archive = open_archive(content, name)
    return [parse_xml(archive.read(part), name, part) for part in (CONTENT, STYLES) if part in archive]


def content_of(content: bytes, name: str) -> tuple[bytes, str]:
    """Return the XML with the text, and the name of this XML file in the archive.

    A flat file is itself this XML.

    Raises:
        InputError: the file is damaged, encrypted, or not an OpenDocument file.
    """
    return (open_archive(content, name).read(CONTENT), CONTENT) if content.startswith(_ZIP) else (content, "")


class _Style(NamedTuple):
    parent: str
    shown_name: str
    is_hidden: bool


class Styles:
    """The styles of one document.

    Args:
        roots: root elements that contain styles; the root of the content is first.
    """

    def __init__(self, *roots: _Element) -> None:
        self._styles: dict[str, _Style] = {}
        for root in roots:
            for style in root.iter("{*}style"):
                hidden = is_hidden(child(style, "text-properties"))
                entry = _Style(attribute(style, "parent-style-name"), attribute(style, "display-name"), hidden)
                self._styles.setdefault(attribute(style, "name"), entry)

    def heading_level(self, name: str) -> int:
        """Return the heading level of a paragraph style; 0 if it is not a style for headings or titles.

        A style that is based on a heading style has the level of that style.
        """
        names = self._names(name)
        levels = (int(match[1]) for each in names if (match := _HEADING.match(each)))
        return next(levels, int(any(map(_TITLE.match, names))))

    def is_code(self, name: str) -> bool:
        """Whether a paragraph style is a style for preformatted text, or is based on one."""
        return any(map(_CODE.match, self._names(name)))

    def is_hidden(self, name: str) -> bool:
        """Whether text in this style is hidden."""
        return any(style.is_hidden for _, style in self._chain(name))

    def _names(self, name: str) -> list[str]:
        """Return all names of a style and of its parent styles."""
        return [name, *(each for own, style in self._chain(name) for each in (own, style.shown_name, style.parent))]

    def _chain(self, name: str) -> list[tuple[str, _Style]]:
        """Return a style and its parent styles, each with its name."""
        chain: list[tuple[str, _Style]] = []
        while name in self._styles and len(chain) < _MAX_STYLE_CHAIN:
            chain.append((name, self._styles[name]))
            name = self._styles[name].parent
        return chain


def is_hidden(element: _Element | None) -> bool:
    """Whether the attributes of an element (style properties or a section) say that it is not displayed."""
    return attribute(element, "display") == "none"
