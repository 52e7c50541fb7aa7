"""Parse untrusted XML to an element tree, without entity declarations, DTDs and network access.

This module decodes the bytes and passes them to the parser as UTF-8. The parser therefore reads the
same text that was checked, whatever encoding a malicious file declares.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import TYPE_CHECKING, Any

from aligner.errors import InputError
from aligner.interface import _
from aligner.xml_escapes import escape

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_ENCODING_PREFIXES = ("utf-8", "utf-16", "ascii", "iso8859", "cp", "gb", "hz", "big5", "koi8", "mac")
"""Prefixes of encodings that documents use; Python knows others, some of them slow or not for text."""
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,400}\?>")
_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,400}?\bencoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
SAFE_PARSER_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}
"""Options of every lxml parser: no entities of the file, no DTD, no network."""


def parse_xml(content: bytes, path: str, part: str = "", *, html_names: bool = False) -> _Element:
    """Return the root element; comments and processing instructions are removed.

    Args:
        content: the bytes of an XML document.
        path: the file, for messages.
        part: the part of the file (a member of an archive), for messages.
        html_names: whether to replace HTML entities such as ``&nbsp;``, which occur in e-books, by
            their characters.

    Raises:
        InputError: the XML is damaged, declares entities, or has an unknown encoding.
    """
    from lxml import etree

    parser = etree.XMLParser(**SAFE_PARSER_OPTIONS)
    try:
        return etree.fromstring(_checked(content, path, part, html_names=html_names), parser)
    except etree.XMLSyntaxError as error:
        raise _damaged(error, path, part) from error


def stream_xml(content: bytes, path: str, part: str, tags: Sequence[str]) -> Iterator[_Element]:
    """Yield each element with one of the given names when its end has been parsed.

    Each element is freed before the next one is yielded, so that large sheets fit into memory.

    Args:
        content: the bytes of an XML document.
        path: the file, for messages.
        part: the part of the file, for messages.
        tags: names of elements in lxml's notation, such as ``{*}row``.

    Raises:
        InputError: as for `parse_xml`.
    """
    from lxml import etree

    text = io.BytesIO(_checked(content, path, part))
    events = etree.iterparse(text, tag=list(tags), **SAFE_PARSER_OPTIONS)
    try:
        for _unused, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise _damaged(error, path, part) from error


class UnsafeXmlError(InputError):
    """An XML document that the program refuses to read, because it may be unsafe."""


def _checked(content: bytes, path: str, part: str, *, html_names: bool = False) -> bytes:
    """Return the XML document as UTF-8, without its XML declaration.

    Raises:
        UnsafeXmlError: the document declares entities.
    """
    text = _decoded(content, path, part)
    if "<!ENTITY" in text and "<!DOCTYPE" in text:
        raise UnsafeXmlError(_of(part, _("declares XML entities: not read, for safety")), path=path)
    if html_names:
        text = _NAMED.sub(_character, text)
    declaration = _DECLARATION.match(text)
    if declaration is not None:
        # its line ends stay, so that messages and sourceline give the lines of the file
        text = "\n" * declaration.group().count("\n") + text[declaration.end() :]
    return text.encode("utf-8", "surrogatepass")


def _damaged(error: SyntaxError, path: str, part: str) -> InputError:
    line = None if part else error.lineno
    return InputError(
        _of(part, _("holds damaged XML ({reason}): save it again", reason=error.msg)), path=path, line=line
    )


def _decoded(content: bytes, path: str, part: str) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None:
        declared = _DECLARED.match(content[:500])
        encoding = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        if not codecs.lookup(encoding).name.startswith(_ENCODING_PREFIXES):
            raise LookupError(encoding)
        return content.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise InputError(
            _of(part, _("is XML that is not {encoding}: save it as UTF-8", encoding=encoding)), path=path
        ) from error


def _of(part: str, problem: str) -> str:
    """Return the message about a problem; it names ``part``, the member of the archive, unless that is empty."""
    return _("{part} in it {problem}", part=part, problem=problem) if part else problem


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _XML_NAMES or name not in html5:
        return match.group()
    return escape(html5[name])  # some names stand for < and &
