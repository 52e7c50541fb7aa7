"""Read files as documents: one module for each input format.

A reader is a function that takes the bytes of a file and returns a document. This module opens the
file and rejects files that are not documents. It does so for all readers.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Protocol

from aligner.bitext import Document
from aligner.errors import InputError, missing_file
from aligner.interface import _
from aligner.readers.signatures import mismatch, reader_for
from aligner.registry import Entry, Registry
from aligner.regular_files import MEGABYTE, check_size, too_large

STANDARD_INPUT = "-"
"""The path that means standard input."""


class Reader(Protocol):
    """The interface of a reader: a function from the bytes of a file to a document."""

    def __call__(self, content: bytes, name: str, *, encoding: str | None = None) -> Document:
        """Return the document that ``content`` encodes.

        Args:
            content: the bytes of the file.
            name: the path of the file, for messages and as the document's name.
            encoding: Python name of the encoding; detected from the bytes if ``None``.

        Raises:
            InputError: the content cannot be read, or has no text.
            UsageError: the encoding is unknown.
        """


READERS = Registry(
    "reader",
    {
        "text": Entry("aligner.readers.text:read_text", "plain text, any line ends", (".txt", ".text")),
        "markdown": Entry(
            "aligner.readers.markdown:read_markdown", "Markdown, code kept apart", (".markdown", ".mdx", ".mkd", ".md")
        ),
        "html": Entry("aligner.readers.html:read_html", "web pages, without navigation", (".xhtml", ".html", ".htm")),
        "rst": Entry("aligner.readers.rst:read_rst", "reStructuredText, also Sphinx's", (".rst", ".rest")),
        "asciidoc": Entry("aligner.readers.asciidoc:read_asciidoc", "AsciiDoc", (".asciidoc", ".adoc", ".asc")),
        "docx": Entry("aligner.readers.docx:read_docx", "Word documents", (".docx", ".docm", ".dotx")),
        "odt": Entry("aligner.readers.odt:read_odt", "OpenDocument texts", (".fodt", ".odt", ".ott")),
        "xlsx": Entry("aligner.readers.xlsx:read_xlsx", "Excel workbooks", (".xlsx", ".xlsm", ".xltx")),
        "ods": Entry("aligner.readers.ods:read_ods", "OpenDocument spreadsheets", (".fods", ".ods", ".ots")),
        "pptx": Entry(
            "aligner.readers.pptx:read_pptx", "PowerPoint presentations", (".pptx", ".pptm", ".ppsx", ".potx")
        ),
        "odp": Entry("aligner.readers.odp:read_odp", "OpenDocument presentations", (".fodp", ".odp", ".otp")),
        "epub": Entry("aligner.readers.epub:read_epub", "e-books", (".epub",)),
        "subtitles": Entry(
            "aligner.readers.subtitles:read_subtitles", "subtitles, SubRip and WebVTT", (".srt", ".vtt")
        ),
        "pdf": Entry("aligner.readers.pdf:read_pdf", "PDF with a text layer", (".pdf",)),
        "libreoffice": Entry(
            "aligner.readers.libreoffice:read_by_libreoffice",
            "RTF and old office documents, by LibreOffice",
            (".numbers", ".pages", ".xlsb", ".rtf", ".doc", ".xls", ".xlt", ".ppt", ".pps", ".wps", ".dps", ".et"),
        ),
        "pandoc": Entry(
            "aligner.readers.pandoc:read_by_pandoc",
            "LaTeX, Org, DocBook and other mark-up, by pandoc",
            (
                ".mediawiki",
                ".dokuwiki",
                ".docbook",
                ".textile",
                ".ipynb",
                ".latex",
                ".jats",
                ".dbk",
                ".fb2",
                ".org",
                ".tex",
            ),
        ),
    },
    group="bitext_aligner.readers",
)
"""Input formats by name; if a file's extension is unknown, its first bytes decide."""
_LINEWISE = frozenset({"text", "markdown", "html", "rst", "asciidoc"})
"""Readers of formats whose lines can be read as plain text."""


CONVERTED = frozenset({"libreoffice", "pandoc"})
"""Readers that run another program; they are used for files that a user names, not for all files of a folder."""


def reader_in_folders(name: str) -> str | None:
    """Return the name of the reader for a file that was found in a folder.

    The extension of the file selects the reader. The result is ``None`` if the file does not count as
    a document.
    """
    reader = READERS.name_for_path(name)
    return None if reader in CONVERTED else reader


def read(
    path: str | Path, *, encoding: str | None = None, lines: bool = False, ocr: bool = False, max_size: float = 0.0
) -> Document:
    """Read a file into a document.

    Args:
        path: the file; ``-`` for standard input.
        encoding: Python name of the encoding; detected from the bytes if ``None``.
        lines: whether Markdown and HTML files are read as plain text, line by line.
        ocr: whether scanned pages of a PDF are read with Tesseract.
        max_size: maximum size of the file in megabytes; 0 for no limit.

    Returns:
        The document, without language and segments.

    Raises:
        InputError: the file is missing, may not be read, is too large, has the wrong extension, is
            empty or is damaged.
        UsageError: the encoding is unknown.
    """
    name = str(path)
    content = _content(name, max_size)
    reader = READERS.name_for_path(name) or reader_for(content)
    if reader in READERS.entries and (problem := mismatch(reader, content, name)) is not None:
        raise InputError(problem, path=name)
    read_content: Reader = READERS.load("text" if lines and reader in _LINEWISE else reader)
    try:
        if ocr and reader == "pdf":
            from aligner.readers.ocr import read_scanned

            return read_scanned(content, name, read_content, encoding)
        return read_content(content, name, encoding=encoding)
    except RecursionError as error:
        raise InputError(_("is nested too deeply for a document: not read, for safety"), path=name) from error


def _content(name: str, most: float) -> bytes:
    """Return all bytes of the file, or of standard input if ``name`` is ``-``.

    Raises:
        InputError: the file cannot be read, or is larger than ``most`` megabytes.
    """
    limit = int(most * MEGABYTE) if most else -1
    check_size(name, most)
    try:
        with nullcontext(sys.stdin.buffer) if name == STANDARD_INPUT else Path(name).open("rb") as stream:
            content = stream.read(limit + 1 if most else -1)  # a stream has no known size, and a file may grow
        if most and len(content) > limit:
            raise too_large(name, len(content), most)
        return content
    except FileNotFoundError as error:
        raise missing_file(name) from error
    except IsADirectoryError as error:
        raise InputError(_("is a folder: name a file in it"), path=name) from error
    except PermissionError as error:
        # Windows raises this for a folder
        if Path(name).is_dir():
            raise InputError(_("is a folder: name a file in it"), path=name) from error
        raise InputError(_("may not be read: ask for permission, or copy the file"), path=name) from error
    except (OSError, ValueError, AttributeError) as error:
        # ValueError: a NUL character in the path; AttributeError: the process has no standard input
        reason = getattr(error, "strerror", None) or error
        raise InputError(_("cannot be read ({reason}): check the path", reason=reason), path=name) from error
