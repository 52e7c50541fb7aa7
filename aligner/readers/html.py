"""HTML -> Document: the text of the page, without navigation, banners and footers."""

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
_HEAD = 4096
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "iso8859-1": "cp1252", "ascii": "cp1252"}
"""Encodings that pages name, and those that browsers read them with."""
_FAMILIES = ("utf-8", "gb", "hz", "big5", "cp", "iso8859", "koi8", "mac")
"""What a page may name: Python knows more, but no page that can say so in ASCII is in UTF-16."""
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")


def read_html(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a web page.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: as Python names it; as the page declares it, or found out from the bytes, when ``None``.

    Returns:
        The document; lines are those of the file. What was left out of the page is in ``removed``.

    Raises:
        InputError: the bytes are no text, or there is no text on the page.
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
        raise InputError(_("is a page without text (a program may fill it in): save it from a browser"), path=name)
    return Document(name=name, blocks=tuple(blocks), removed=removals(found, first_line), encoding=used)


def _decoded(content: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    declared = _DECLARED.search(content[:_HEAD])
    if encoding is None and declared is not None:
        # pages are often wrong about themselves: what reads as UTF-8 is UTF-8
        for label in ("utf-8-sig", declared.group(1).decode("ascii")):
            with suppress(LookupError, UnicodeDecodeError):
                used = codecs.lookup(label).name
                used = _SUPERSETS.get(used, used)
                if used.startswith(_FAMILIES):
                    return content.decode(used), used.removesuffix("-sig")
    return decode(content, name, encoding)
