"""Recognise formats of pairs by content: XML by its root element, Word documents by their tables."""

from __future__ import annotations

import re
from pathlib import Path

from aligner.formats.docx_table import holds_table_of_pairs

_ROOTS = {"tmx": "tmx", "xliff": "xliff", "linkGrp": "intertext", "TEI": "tei"}
"""Formats by root element; files of these formats are often called ``.xml``."""
_ROOT = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)[\s>]")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT_SEARCH_BYTES = 4096
"""Bytes at the start of an XML file that are searched for the root element."""


def format_by_content(name: str | None, path: str | Path) -> str | None:
    """Return the format of pairs of a file; ``None`` if it is a document or unknown.

    Args:
        name: the format by the file's extension; ``None`` if the extension is unknown.
        path: the file; if it does not exist, the result is ``name``.
    """
    if name == "docx" and Path(path).is_file() and not holds_table_of_pairs(path):
        return None
    return name or format_of_xml(path)


def format_of_xml(path: str | Path) -> str | None:
    """Return the name in `aligner.formats.FORMATS` for the root element of a file; ``None`` if there is none.

    A file that cannot be read gives ``None``: opening it later raises the error. A pipe is not read, since that works
    only once.
    """
    try:
        if not Path(path).is_file():
            return None
        with Path(path).open("rb") as stream:
            return format_of_content(stream.read(_ROOT_SEARCH_BYTES))
    except (OSError, ValueError):
        return None


def format_of_content(content: bytes) -> str | None:
    """Return the format for the bytes of a file, of which the first ones are enough; see `format_of_xml`."""
    beginning = content[:_ROOT_SEARCH_BYTES]
    if not beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    root = _ROOT.search(_COMMENT.sub(b"", beginning))
    return _ROOTS.get(root[1].decode()) if root else None
