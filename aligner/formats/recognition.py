"""Which format of pairs a file is in whose name does not tell: XML by its root element, Word by its tables."""

from __future__ import annotations

import re
from pathlib import Path

from aligner.formats.docx_table import holds_table_of_pairs

_ROOTS = {"tmx": "tmx", "xliff": "xliff", "linkGrp": "intertext", "TEI": "tei"}
"""Root elements and the formats that they tell; files of these formats are often called ``.xml``."""
_ROOT = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)[\s>]")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_BEGINNING = 4096
"""Bytes in which the root element of an XML file begins."""


def format_by_content(name: str | None, path: str | Path) -> str | None:
    """Return a format that the name of a file tells, unless its content says that it is a document, not pairs.

    Args:
        name: what the extension tells, ``None`` where it tells nothing.
        path: the file; one that is not there stays what its name tells.
    """
    if name == "docx" and Path(path).is_file() and not holds_table_of_pairs(path):
        return None
    return name or format_of_xml(path)


def format_of_xml(path: str | Path) -> str | None:
    """Return the name in `aligner.formats.FORMATS` that the root element of a file tells; ``None`` where none does.

    A file that cannot be read tells nothing: who opens it says why. A pipe is left alone, since it can be read once.
    """
    try:
        if not Path(path).is_file():
            return None
        with Path(path).open("rb") as stream:
            return format_of_content(stream.read(_BEGINNING))
    except (OSError, ValueError):
        return None


def format_of_content(content: bytes) -> str | None:
    """Return the same for the bytes of a file; its beginning is enough."""
    beginning = content[:_BEGINNING]
    if not beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    root = _ROOT.search(_COMMENT.sub(b"", beginning))
    return _ROOTS.get(root[1].decode()) if root else None
