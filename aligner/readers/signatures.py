"""Identify file formats by the first bytes of a file.

The readers use it to detect wrong extensions, and to tell the user the solution.
"""

from __future__ import annotations

import os
import re

from aligner.interface import N_, _

PDF = N_("a PDF file")
DOCX = N_("a Word document (.docx)")
EPUB = N_("an e-book (.epub)")
XLSX = N_("an Excel workbook (.xlsx)")
XLSB = N_("a binary Excel workbook (.xlsb)")
PPTX = N_("a PowerPoint presentation (.pptx)")
ODT = N_("an OpenDocument text (.odt)")
ODS = N_("an OpenDocument spreadsheet (.ods)")
ODP = N_("an OpenDocument presentation (.odp)")
RTF = N_("an RTF document (.rtf)")
DOC = N_("an old Word document (.doc)")
XLS = N_("an old Excel workbook (.xls)")
PPT = N_("an old PowerPoint presentation (.ppt)")
WORKS = N_("a Microsoft Works document (.wps)")
IWORK = N_("an Apple iWork document (.pages)")
LEGACY_OFFICE = N_("an old Microsoft Office document (.doc, .xls or .ppt)")
ENCRYPTED_OFFICE = N_("an encrypted Office document")

_ZIP = N_("a ZIP archive")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"{\\rtf", RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", LEGACY_OFFICE),
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", N_("an empty ZIP archive")),
    (b"\x1f\x8b", N_("a gzip archive")),
    (b"BZh", N_("a bzip2 archive")),
    (b"\xfd7zXZ\x00", N_("an xz archive")),
    (b"\x28\xb5\x2f\xfd", N_("a Zstandard archive")),
    (b"7z\xbc\xaf\x27\x1c", N_("a 7z archive")),
    (b"Rar!\x1a\x07", N_("a RAR archive")),
    (b"\x89PNG\r\n\x1a\n", N_("a PNG image")),
    (b"\xff\xd8\xff", N_("a JPEG image")),
    (b"GIF87a", N_("a GIF image")),
    (b"GIF89a", N_("a GIF image")),
    (b"II*\x00", N_("a TIFF image")),
    (b"MM\x00*", N_("a TIFF image")),
    (b"\x7fELF", N_("a program")),
    (b"SQLite format 3\x00", N_("an SQLite database")),
)
_ZIP_MEMBERS: tuple[tuple[bytes, str], ...] = (
    # the declared type counts before the names of members
    (b"mimetypeapplication/epub+zip", EPUB),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ODT),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ODS),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", ODP),
    (b"word/", DOCX),
    (b"ppt/", PPTX),
    (b"xl/workbook.bin", XLSB),
    (b"xl/", XLSX),
    (b"META-INF/container.xml", EPUB),
    (b"Index/Document.iwa", IWORK),
)
_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("PowerPoint Document", PPT), ("MatOST", WORKS), ("Book", XLS))
"""Names in the directory of a compound file ([MS-CFB]), and the kind of file that they show."""
_FLAT = re.compile(rb"<office:document\b[^>]*\boffice:mimetype=\"application/vnd.oasis.opendocument.(\w+)")
"""The root element of a flat OpenDocument file."""
_FLAT_KINDS = {b"text": ODT, b"spreadsheet": ODS, b"presentation": ODP}
_FLAT_HEAD_BYTES = 16_384
"""Bytes at the start of a file that are searched for the root element of a flat OpenDocument file."""
_ZIP_END_BYTES = 65_536
"""Bytes at both ends of an archive that are searched for names of members."""
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

BINARY_READERS = {
    "pdf": (PDF,),
    "docx": (DOCX,),
    "epub": (EPUB,),
    "xlsx": (XLSX,),
    "pptx": (PPTX,),
    "odt": (ODT,),
    "ods": (ODS,),
    "odp": (ODP,),
    "libreoffice": (RTF, DOC, XLS, PPT, WORKS, IWORK, XLSB),
}
"""For each reader of a binary format, the kinds of files that it reads."""
_SEVERAL_KINDS = N_("an RTF, old Office, Works or iWork document")
_ADVICE = {
    LEGACY_OFFICE: N_("save it as .docx first"),
    ENCRYPTED_OFFICE: N_("save it without a password"),
}
_EXTENSION = re.compile(r"\((\.\w+)\)$")
_WEB_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MARKDOWN_LINE = re.compile(
    rb"^(?:(?P<fence>[ ]{0,3}(?:```|~~~)[^`\n]*)|(?P<heading>#{1,6}[ ]+\S.*)|(?P<reference>\[[^\]\n]+\]:[ ]+\S.*)"
    rb"|(?P<inline>.*\]\((?:https?://|[./#])[^)\s]*\).*)|(?P<front>---))\r?$",
    re.MULTILINE,
)
_HEAD_BYTES = 1 << 16
"""Bytes at the start of a file from which web pages and Markdown are recognised."""


def foreign_format(content: bytes) -> str | None:
    """Return the format of a file that is not plain text, such as ``a PDF file``.

    The result is ``None`` if the bytes may be text.
    """
    description = next((words for start, words in _SIGNATURES if content.startswith(start)), None)
    if description == _ZIP:
        # the names of members are at both ends of the archive
        names = content[:_ZIP_END_BYTES] + content[-_ZIP_END_BYTES:]
        return next((words for member, words in _ZIP_MEMBERS if member in names), description)
    if description == LEGACY_OFFICE:
        if _ENCRYPTED_PACKAGE in content:
            return ENCRYPTED_OFFICE
        return next((words for stream, words in _STREAMS if f"{stream}\0".encode("utf-16-le") in content), description)
    if description is None and (flat := _FLAT.search(content[:_FLAT_HEAD_BYTES])):
        return _FLAT_KINDS.get(flat[1])
    return description


def mismatch(reader: str, content: bytes, name: str = "") -> str | None:
    """Return a message if a reader cannot read these bytes; ``None`` if the format is the expected one.

    The message states the problem and the solution.

    Args:
        reader: name of the reader that the file's extension selects.
        content: the first bytes of the file, or all of them.
        name: the path, whose extension names the expected format.
    """
    expected = BINARY_READERS.get(reader, ())
    found = foreign_format(content)
    if (found is None and not expected) or found in expected or (PDF in expected and b"%PDF-" in content[:1024]):
        return None
    if found is None:
        own_extension = os.path.splitext(name)[1].lower() or "?"
        own = next((each for each in expected if f"({own_extension})" in each), _SEVERAL_KINDS)
        kind = expected[0] if len(expected) == 1 else own
        return _("is not {kind}, despite its name: correct its extension, or get it again", kind=_(kind))
    if advice := _ADVICE.get(found):
        return _("looks like {found}, which cannot be read: {advice}", found=_(found), advice=_(advice))
    if _reader_of(found):
        extension = _EXTENSION.search(found)
        return _(
            "looks like {found}, despite its name: rename it to {extension}",
            found=_(found),
            extension=extension[1] if extension else ".pdf",
        )
    if len(expected) == 1:
        advice = _("give {expected}", expected=_(expected[0]))
    elif found.endswith("archive"):
        advice = _("unpack it and name a file from it")
    elif found.endswith("image"):
        advice = _("run text recognition (OCR) first")
    else:
        advice = _("save it as plain text first")
    return _("looks like {found}, which cannot be read: {advice}", found=_(found), advice=_(advice))


def _reader_of(found: str) -> str | None:
    """Return the name of the reader for a file format that `foreign_format` returned."""
    return next((name for name, expected in BINARY_READERS.items() if found in expected), None)


def reader_for(content: bytes) -> str:
    """Return the name of the reader for a file with an unknown extension.

    The content decides: ``pdf``, ``html``, ``markdown``, ...; ``text`` if no other format matches.
    """
    found = foreign_format(content)
    if found is not None:
        return _reader_of(found) or "text"
    head = content[:_HEAD_BYTES]
    if _WEB_PAGE.match(head):
        return "html"
    return "markdown" if _is_markdown(head) else "text"


def _is_markdown(head: bytes) -> bool:
    """Whether the text has two kinds of Markdown mark-up, or much of one kind."""
    counts = dict.fromkeys(("fence", "heading", "reference", "inline"), 0)
    for match in _MARKDOWN_LINE.finditer(head):
        if match.lastgroup in counts:
            counts[match.lastgroup] += 1
    counts["fence"] //= 2
    return sum(map(bool, counts.values())) >= 2 or counts["fence"] >= 2 or counts["heading"] >= 3
