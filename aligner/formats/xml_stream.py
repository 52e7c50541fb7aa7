"""A large XML file element by element: decoded here, parsed as UTF-8, no entities, no DTD, no network.

`aligner.safe_xml` does the same for documents that fit into memory.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from aligner.errors import InputError
from aligner.interface import N_, _
from aligner.safe_xml import SAFE_PARSER_OPTIONS

if TYPE_CHECKING:
    from lxml.etree import _Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is outside the production Char of XML 1.0."""
CHUNK = 1 << 16
_PROLOG_LIMIT = 1 << 20
"""Bytes within which the root element must begin."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,400}?\bencoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,400}\?>")
_LAST_LINE = 65_535
_PLACE = re.compile(r", line \d+, column \d+$")
_ROOT = re.compile(r"<[A-Za-z_]")


DAMAGED = N_("damaged XML: {reason}")
"""The message of a `DamagedXmlError`."""


class DamagedXmlError(InputError):
    """XML that is not well-formed."""


class EntityError(InputError):
    """XML that declares entities, which may grow without bounds or name other files."""


class Encoding(NamedTuple):
    """How a file is encoded, and what it says about it.

    Attributes:
        name: the encoding to decode with, as Python names it.
        declared: the encoding that the XML declaration names, lower case; empty when there is none.
        mark: whether the file begins with a byte-order mark.
    """

    name: str
    declared: str
    mark: bool


def encoding_of(head: bytes) -> Encoding:
    """Tell the encoding from the first bytes of a file: the mark, else the bytes of ``<``, else the declaration."""
    mark, name = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", ""))
    narrow = head[:1000].replace(b"\0", b"").lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE)
    match = _DECLARED.match(narrow)
    declared = match.group(1).decode("ascii").lower() if match else ""
    if not name:
        # Single bytes cannot be the two-byte encoding that a file may still name after it was saved anew.
        name = "utf-8" if declared.startswith(("utf-16", "ucs-2", "utf16", "unicode")) else declared or "utf-8"
    return Encoding(name, declared, mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def text_chunks(stream: BinaryIO, name: str) -> Iterator[str]:
    """Yield the text of an XML file in pieces, without its declaration but with the declaration's lines.

    Raises:
        InputError: the bytes are not in the encoding.
        EntityError: an entity is declared.
    """
    head = stream.read(CHUNK)
    encoding = encoding_of(head)
    try:
        decoder = codecs.getincrementaldecoder(encoding.name)()
    except LookupError:
        raise InputError(
            _("the file names an unknown encoding, {name!r}", name=encoding.name), path=name, line=1
        ) from None
    line = 1
    prolog = True
    pending = ""
    while head:
        try:
            text = decoder.decode(head)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            problem = _("the file is not in {encoding}: save it as UTF-8", encoding=encoding.name)
            if encoding.declared:
                problem = _("the file is not in {encoding}, as it says it is: save it as UTF-8", encoding=encoding.name)
            raise InputError(problem, path=name, line=line) from error
        line += text.count("\n")
        if prolog:
            pending += text.removeprefix("\ufeff") if not pending else text
            prolog = _ROOT.search(pending) is None and len(pending) < _PROLOG_LIMIT
            text, pending = ("", pending) if prolog else (_prolog_checked(pending, name), "")
        if text:
            yield text
        head = stream.read(CHUNK)
    if pending:
        yield _prolog_checked(pending, name)
    if decoder.getstate()[0]:
        raise InputError(_("the file ends in the middle of a character"), path=name, line=line)


def _prolog_checked(text: str, name: str) -> str:
    root = _ROOT.search(text)
    prolog = text if root is None else text[: root.start()]
    place = prolog.find("<!ENTITY")
    if place >= 0:
        line = prolog.count("\n", 0, place) + 1
        raise EntityError(_("declares XML entities: not read, for safety"), path=name, line=line)
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return text
    return "\n" * declaration.group().count("\n") + text[declaration.end() :]


def elements(texts: Iterable[str], tags: Sequence[str], name: str) -> Iterator[tuple[str, _Element]]:
    """Yield ``(local name, element)`` when the end of an element is reached, and free it afterwards.

    Args:
        texts: the file's text in pieces, as `text_chunks` yields it.
        tags: local names of the elements to yield; any namespace fits. None of them may hold another, but for
            the root, which is not freed.
        name: the file's name, for messages.

    Raises:
        DamagedXmlError: the XML is not well-formed; says on which line.
        EntityError: an entity is declared where the look at the text has not found it.
    """
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{tag}" for tag in tags],
        **SAFE_PARSER_OPTIONS,
    )
    looked_at = False
    try:
        for text in texts:
            parser.feed(text.encode("utf-8", "surrogatepass"))
            for _unused, event in parser.read_events():
                element = cast("_Element", event)
                if not looked_at:
                    _refuse_entities(element, name)
                    looked_at = True
                yield local_name(element), element
                _forget(element)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise DamagedXmlError(
            _(DAMAGED, reason=_PLACE.sub("", error.msg)), path=name, line=error.lineno or 1
        ) from error


def _refuse_entities(element: _Element, name: str) -> None:
    declarations: Any = element.getroottree().docinfo.internalDTD  # the stubs do not know what is in it
    if declarations is not None and any(True for _ in declarations.iterentities()):
        raise EntityError(_("declares XML entities: not read, for safety"), path=name, line=1)


def local_name(element: _Element) -> str:
    """Return an element's name without its namespace; empty for an entity or a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(element: _Element) -> int:
    """Return the 1-based line on which an element begins."""
    line = int(cast(int, element.sourceline) or 1)
    parent = element.getparent()
    # Behind this line libxml2 knows the place of text only, so an element without any is placed by what it stands in.
    if line == _LAST_LINE and parent is not None and parent.getparent() is not None:
        return max(line, line_of(parent))
    return line


def _forget(element: _Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    element.clear()
    while element.getprevious() is not None:
        del parent[0]
