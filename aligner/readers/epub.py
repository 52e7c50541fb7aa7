"""Read e-books (EPUB 2 and 3): the chapters in reading order."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from aligner.bitext import Block, Document, Removal
from aligner.errors import InputError
from aligner.interface import N_, _
from aligner.readers.encodings import decode
from aligner.readers.html_blocks import blocks_of, parse_html
from aligner.safe_xml import UnsafeXmlError, parse_xml
from aligner.safe_zip import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})


def read_epub(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read an e-book.

    The chapters are in the reading order of the book (its spine). The navigation page is in
    ``removed``. ``line`` is the number of the block in the book.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Raises:
        InputError: the file is damaged, is encrypted, is not an e-book, or has no text.
    """
    archive = Archive(content, name)
    package = _package(archive)
    blocks: list[Block] = []
    removed: list[Removal] = []
    locked = _locked(archive)
    for member, is_navigation in _spine(archive, package):
        if member in locked:
            raise InputError(
                _("is copy-protected ({member} is encrypted): give a copy without protection", member=member), path=name
            )
        found = blocks_of(_chapter(archive, member))
        if is_navigation:
            text = " ".join(block.text for block in found)
            removed += [Removal(text, len(blocks) + 1, N_("the book's navigation page"))] if text else []
        else:
            blocks += [_numbered(block, len(blocks) + number) for number, block in enumerate(found, start=1)]
    if not any(block.kind != "code" for block in blocks):
        raise InputError(_("contains no text: its chapters are empty or pictures"), path=name)
    return Document(name=name, blocks=tuple(blocks), removed=tuple(removed))


def _numbered(block: Block, number: int) -> Block:
    return replace(block, line=number, joins=())


def _package(archive: Archive) -> str:
    """Return the archive name of the package document, the XML file that describes the book."""
    if _CONTAINER in archive:
        container = parse_xml(archive.read(_CONTAINER), archive.path, _CONTAINER)
        for root in container.iter("{*}rootfile"):
            if (path := root.get("full-path") or "") in archive:
                return path
    raise InputError(_("is not a valid e-book: it does not name its text; get or save it again"), path=archive.path)


def _spine(archive: Archive, package: str) -> list[tuple[str, bool]]:
    """Return the chapters in reading order, as pairs ``(member, is_navigation)``.

    The second value is whether the chapter is the navigation page.
    """
    root = parse_xml(archive.read(package), archive.path, package)
    folder = posixpath.dirname(package)
    items = {item.get("id"): item for item in root.iter("{*}item")}
    chapters = []
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or (item.get("media-type") or "") not in _CHAPTERS:
            continue
        path = unquote(urlsplit(item.get("href") or "").path)
        member = posixpath.normpath(posixpath.join(folder, path))
        chapters.append((member, "nav" in (item.get("properties") or "").split()))
    return chapters


def _locked(archive: Archive) -> frozenset[str]:
    """Return the names of the encrypted members of the archive.

    Books whose only encrypted members are fonts can be read.
    """
    if _ENCRYPTION not in archive:
        return frozenset()
    root = parse_xml(archive.read(_ENCRYPTION), archive.path, _ENCRYPTION)
    return frozenset(unquote(reference.get("URI") or "") for reference in root.iter("{*}CipherReference"))


def _chapter(archive: Archive, member: str) -> _Element:
    """Parse a chapter as XML, and if it is not well-formed, as HTML."""
    content = archive.read(member)
    try:
        return parse_xml(content, archive.path, member, html_names=True)
    except InputError as error:
        if isinstance(error, UnsafeXmlError):
            raise
        return parse_html(decode(content, f"{archive.path}: {member}")[0])
