"""The package of an OpenDocument file (ODF 1.3, part 2): its content, and what its styles say of a paragraph."""

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
"""Names of styles, which ODF writes with ``_20_`` for a space."""
_LONGEST_CHAIN = 20


def open_archive(content: bytes, name: str) -> Archive:
    """Return the members of an OpenDocument file.

    Raises:
        InputError: the file is damaged, encrypted, or no OpenDocument file.
    """
    archive = Archive(content, name)
    if CONTENT not in archive:
        raise InputError(_("is no OpenDocument file: it has no content; save it again from its program"), path=name)
    # not parsed: old ones leave a namespace to their DTD
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise InputError(_("is encrypted: save it without a password"), path=name)
    return archive


def roots_of(content: bytes, name: str) -> list[_Element]:
    """Return the root elements of the content and, where the file has them, of the styles that all its pages share.

    A flat file (``.fodt``) is one XML document that holds both, and is returned twice.

    Raises:
        InputError: the file is damaged, encrypted, or no OpenDocument file.
    """
    if not content.startswith(_ZIP):
        return [parse_xml(content, name)] * 2
    archive = open_archive(content, name)
    return [parse_xml(archive.read(part), name, part) for part in (CONTENT, STYLES) if part in archive]


def content_of(content: bytes, name: str) -> tuple[bytes, str]:
    """Return the XML that holds the text, and its name in the file; a flat file is that XML itself.

    Raises:
        InputError: the file is damaged, encrypted, or no OpenDocument file.
    """
    return (open_archive(content, name).read(CONTENT), CONTENT) if content.startswith(_ZIP) else (content, "")


class _Style(NamedTuple):
    parent: str
    shown_name: str
    is_hidden: bool


class Styles:
    """The styles of one document.

    Args:
        roots: elements that hold styles, those of the content first.
    """

    def __init__(self, *roots: _Element) -> None:
        self._styles: dict[str, _Style] = {}
        for root in roots:
            for style in root.iter("{*}style"):
                hidden = is_hidden(child(style, "text-properties"))
                entry = _Style(attribute(style, "parent-style-name"), attribute(style, "display-name"), hidden)
                self._styles.setdefault(attribute(style, "name"), entry)

    def heading_level(self, name: str) -> int:
        """Return the level of a paragraph style that is that of a heading or title, or based on it; 0 for others."""
        names = self._names(name)
        levels = (int(match[1]) for each in names if (match := _HEADING.match(each)))
        return next(levels, int(any(map(_TITLE.match, names))))

    def is_code(self, name: str) -> bool:
        """Whether a paragraph style is that of preformatted text, or based on it."""
        return any(map(_CODE.match, self._names(name)))

    def is_hidden(self, name: str) -> bool:
        """Whether text in that style is not shown."""
        return any(style.is_hidden for _, style in self._chain(name))

    def _names(self, name: str) -> list[str]:
        """Return all names of a style and of those it is based on."""
        return [name, *(each for own, style in self._chain(name) for each in (own, style.shown_name, style.parent))]

    def _chain(self, name: str) -> list[tuple[str, _Style]]:
        """Return a style and those it is based on, with their names."""
        chain: list[tuple[str, _Style]] = []
        while name in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append((name, self._styles[name]))
            name = self._styles[name].parent
        return chain


def is_hidden(element: _Element | None) -> bool:
    """Whether an element says that it is not displayed: properties of a style, a section."""
    return attribute(element, "display") == "none"
