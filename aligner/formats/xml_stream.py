"""Read a large XML file element by element, without entities, DTD or network access.

The text is decoded by this module and given to the parser as UTF-8. `aligner.safe_xml` reads
documents that fit into memory, with the same restrictions.
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
CHUNK_BYTES = 1 << 16
"""Bytes that are read at a time."""
_MAX_PROLOG_CHARACTERS = 1 << 20
"""Characters before the root element that are searched for entities."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,400}?\bencoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,400}\?>")
_MAX_KNOWN_LINE = 65_535
"""Largest line number that libxml2 stores for an element."""
_PLACE = re.compile(r", line \d+, column \d+$")
_ROOT = re.compile(r"<[A-Za-z_]")


DAMAGED = N_("damaged XML: {reason}")
"""The message of a `DamagedXmlError`."""


class DamagedXmlError(InputError):
    """XML that is not well-formed."""


class EntityError(InputError):
    """XML that declares entities, which can expand without limit or refer to other files."""


class Encoding(NamedTuple):
    """The encoding of a file, and the encoding that the file declares.

    Attributes:
        name: the encoding for decoding the file, by its Python name.
        declared: the encoding in the XML declaration, in lower case; empty if there is none.
        mark: whether the file begins with a byte-order mark.
    """

    name: str
    declared: str
    mark: bool


def encoding_of(head: bytes) -> Encoding:
    """Return the encoding of a file by its first bytes.

    The byte-order mark decides, else the bytes of the first ``<``, else the XML declaration.
    """
    mark, name = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", ""))
    narrow = head[:1000].replace(b"\0", b"").lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE)
    match = _DECLARED.match(narrow)
    declared = match.group(1).decode("ascii").lower() if match else ""
    if not name:
        # The text is in single bytes, so a declared two-byte encoding is wrong: the file was converted later.
        name = "utf-8" if declared.startswith(("utf-16", "ucs-2", "utf16", "unicode")) else declared or "utf-8"
    return Encoding(name, declared, mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def text_chunks(stream: BinaryIO, name: str) -> Iterator[str]:
    """Yield the text of an XML file in pieces, without the XML declaration.

    The line ends of the declaration stay, so that line numbers do not change.

    Raises:
        InputError: the bytes are not valid in the encoding.
        EntityError: an entity is declared.
    """
    head = stream.read(CHUNK_BYTES)
    encoding = encoding_of(head)
    try:
        decoder = codecs.getincrementaldecoder(encoding.name)()
    except LookupError:
        raise InputError(_("declares an unknown encoding, {name!r}", name=encoding.name), path=name, line=1) from None
    line = 1
    prolog = True
    pending = ""
    while head:
        try:
            text = decoder.decode(head)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            problem = _("is not in {encoding}: save it as UTF-8", encoding=encoding.name)
            if encoding.declared:
                problem = _("is not in {encoding}, which it declares: save it as UTF-8", encoding=encoding.name)
            raise InputError(problem, path=name, line=line) from error
        line += text.count("\n")
        if prolog:
            pending += text.removeprefix("\ufeff") if not pending else text
            prolog = _ROOT.search(pending) is None and len(pending) < _MAX_PROLOG_CHARACTERS
            text, pending = ("", pending) if prolog else (_prolog_checked(pending, name), "")
        if text:
            yield text
        head = stream.read(CHUNK_BYTES)
    if pending:
        yield _prolog_checked(pending, name)
    if decoder.getstate()[0]:
        raise InputError(_("is cut off in the middle of a character"), path=name, line=line)


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
    """Yield ``(local name, element)`` at the end of each element, and free its memory afterwards.

    Args:
        texts: the text of the file in pieces, from `text_chunks`.
        tags: local names of the elements to yield, in any namespace. No such element may contain
            another, except the root, which is not freed.
        name: the file's name, for messages.

    Raises:
        DamagedXmlError: the XML is not well-formed; the message names the line.
        EntityError: an entity is declared that `text_chunks` did not find.
    """
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{tag}" for tag in tags],
        **SAFE_PARSER_OPTIONS,
    )
    checked = False
    try:
        for text in texts:
            parser.feed(text.encode("utf-8", "surrogatepass"))
            for _unused, event in parser.read_events():
                element = cast("_Element", event)
                if not checked:
                    _refuse_entities(element, name)
                    checked = True
                yield local_name(element), element
                _free(element)
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
    """Return the name of an element without its namespace; empty for an entity or a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(element: _Element) -> int:
    """Return the 1-based line on which an element begins."""
    line = int(cast(int, element.sourceline) or 1)
    parent = element.getparent()
    # Beyond this line, libxml2 knows only the lines of texts, so an element without text gets the line of its parent.
    if line == _MAX_KNOWN_LINE and parent is not None and parent.getparent() is not None:
        return max(line, line_of(parent))
    return line


def _free(element: _Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    element.clear()
    while element.getprevious() is not None:
        del parent[0]
