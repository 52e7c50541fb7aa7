"""Read HTML: the text of the page without navigation, banners and footers."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from aligner.bitext import Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.encodings import decode
from aligner.readers.html_blocks import blocks_of, parse_html
from aligner.readers.html_furniture import find_furniture, removals

_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z][\w.:-]{0,40})", re.I)
_HEAD_BYTES = 4096
"""Bytes that are searched for the declared encoding."""
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "iso8859-1": "cp1252", "ascii": "cp1252"}
"""Declared encodings, and the encodings that browsers use for them."""
_FAMILIES = ("utf-8", "gb", "hz", "big5", "cp", "iso8859", "koi8", "mac")
"""Accepted encodings. Python knows others, but a page with a readable ASCII declaration is not in UTF-16."""
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")


def read_html(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a web page.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: Python name of the encoding. If ``None``, the declaration in the page decides; without
            a declaration, the encoding is detected from the bytes.

    Returns:
        The document with the line numbers of the file. ``removed`` holds the omitted text.

    Raises:
        InputError: the bytes are not text, or the page has no text.
        UsageError: the encoding is unknown.
    """
    text, used = _decoded(content, name, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    declaration = _DECLARATION.match(text)
    if declaration is not None:
        text = "\n" * declaration.group().count("\n") + text[declaration.end() :]
    first_line = len(text) - len(text.lstrip("\n")) + 1
    root = parse_html(text.lstrip("\n"))
    found = find_furniture(root)
    blocks = blocks_of(root, first_line=first_line, leave_out=found)
    if not any(block.kind != "code" for block in blocks):
        raise InputError(_("is a page without text (a script may load it): save the page from a browser"), path=name)
    return Document(name=name, blocks=tuple(blocks), removed=removals(found, first_line), encoding=used)


def _decoded(content: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    declared = _DECLARED.search(content[:_HEAD_BYTES])
    if encoding is None and declared is not None:
        # declarations are often wrong: what decodes as UTF-8 is UTF-8
        for label in ("utf-8-sig", declared.group(1).decode("ascii")):
            with suppress(LookupError, UnicodeDecodeError):
                used = codecs.lookup(label).name
                used = _SUPERSETS.get(used, used)
                if used.startswith(_FAMILIES):
                    return content.decode(used), used.removesuffix("-sig")
    return decode(content, name, encoding)
