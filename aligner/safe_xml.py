"""XML from anywhere -> element tree: no entities of its own, no DTD, no network.

The bytes are decoded here and parsed as UTF-8, so that what was looked at is what the parser sees, whatever
encoding a hostile file declares.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from aligner.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_FAMILIES = ("utf-8", "utf-16", "ascii", "iso8859", "cp", "gb", "hz", "big5", "koi8", "mac")
"""Encodings that documents are written in; Python knows others, some of them slow or not of text."""
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,400}\?>")
_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,400}?\bencoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
SAFELY: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}
"""How every parser of lxml is set: no entities of the file's own, no DTD, no network."""


def parse_xml(content: bytes, path: str, part: str = "", *, html_names: bool = False) -> _Element:
    """Return the root element; comments and processing instructions are left out.

    Args:
        content: the bytes of an XML document.
        path: the file, for messages.
        part: which part of the file this is, for messages (a member of an archive).
        html_names: take ``&nbsp;`` and the other names of HTML for their characters, as e-books do.

    Raises:
        InputError: the XML is damaged, declares entities, or is in an encoding that cannot be told.
    """
    from lxml import etree

    parser = etree.XMLParser(**SAFELY)
    try:
        return etree.fromstring(_checked(content, path, part, html_names=html_names), parser)
    except etree.XMLSyntaxError as error:
        raise _damaged(error, path, part) from error


def stream_xml(content: bytes, path: str, part: str, tags: Sequence[str]) -> Iterator[_Element]:
    """Yield the elements of some names as they end, each emptied before the next: a sheet of a million cells fits.

    Args:
        content: the bytes of an XML document.
        path: the file, for messages.
        part: which part of the file this is, for messages.
        tags: names of elements as lxml takes them, such as ``{*}row``.

    Raises:
        InputError: as `parse_xml` says.
    """
    from lxml import etree

    text = io.BytesIO(_checked(content, path, part))
    events = etree.iterparse(text, tag=list(tags), **SAFELY)
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise _damaged(error, path, part) from error


def _checked(content: bytes, path: str, part: str, *, html_names: bool = False) -> bytes:
    """Return the document as UTF-8 without its declaration, if it declares no entities."""
    text = _decoded(content, path, part)
    if "<!ENTITY" in text and "<!DOCTYPE" in text:
        raise InputError(f"{_of(part)}declares XML entities: not read, for safety", path=path)
    if html_names:
        text = _NAMED.sub(_character, text)
    declaration = _DECLARATION.match(text)
    if declaration is not None:
        # its lines stay, so that messages and sourceline keep the lines of the file
        text = "\n" * declaration.group().count("\n") + text[declaration.end() :]
    return text.encode("utf-8", "surrogatepass")


def _damaged(error: SyntaxError, path: str, part: str) -> InputError:
    line = None if part else error.lineno
    return InputError(f"{_of(part)}holds damaged XML ({error.msg}): save it again", path=path, line=line)


def _decoded(content: bytes, path: str, part: str) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None:
        declared = _DECLARED.match(content[:500])
        encoding = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        if not codecs.lookup(encoding).name.startswith(_FAMILIES):
            raise LookupError(encoding)
        return content.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise InputError(f"{_of(part)}is XML that is not {encoding}: save it as UTF-8", path=path) from error


def _of(part: str) -> str:
    return f"{part} in it " if part else ""


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _XML_NAMES or name not in html5:
        return match.group()
    return escape(html5[name])  # some names stand for < and &
