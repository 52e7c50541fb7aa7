"""Recognise formats of pairs by content: XML by its root element, Word documents by their tables."""

from __future__ import annotations

import re
from pathlib import Path

_ROOTS = {"tmx": "tmx", "xliff": "xliff", "linkGrp": "intertext", "TEI": "tei"}
"""Formats by root element; files of these formats are often called ``.xml``."""
_ROOT = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)[\s>]")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT_SEARCH_BYTES = 4096
"""Bytes at the start of an XML file that are searched for the root element."""


def format_by_content(name: str | None, path: str | Path) -> str | None:
    """Return the format of a file of pairs; ``None`` if the file is a document or its format is unknown.

    Args:
        name: the format by the file's extension; ``None`` if the extension is unknown.
        path: the path of the file; if the file does not exist, the result is ``name``.
    """
    if name == "docx" and Path(path).is_file():
        from aligner.formats.docx_table import holds_table_of_pairs

        if not holds_table_of_pairs(path):
            return None
    return name or format_of_xml(path)


def format_of_xml(path: str | Path) -> str | None:
    """Return the format of an XML file by its root element, as a name in `aligner.formats.FORMATS`.

    The result is ``None`` if there is no such format, or if the file cannot be read; opening the file
    later raises the error. A pipe is not read, because it can be read only once.
    """
    try:
        if not Path(path).is_file():
            return None
        with Path(path).open("rb") as stream:
            return format_of_content(stream.read(_ROOT_SEARCH_BYTES))
    except (OSError, ValueError):
        return None


def format_of_content(content: bytes) -> str | None:
    """Return the format of an XML file, given its content or only its first bytes; see `format_of_xml`."""
    beginning = content[:_ROOT_SEARCH_BYTES]
    if not beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    root = _ROOT.search(_COMMENT.sub(b"", beginning))
    return _ROOTS.get(root[1].decode()) if root else None
