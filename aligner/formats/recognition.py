"""Which format of pairs a file is in: by its extension, else by the root element of its XML."""

from __future__ import annotations

import re
from pathlib import Path

from aligner.errors import UsageError
from aligner.formats import FORMATS
from aligner.formats.base import Readable

_DOCUMENTS_TOO = frozenset({"html", "xlsx"})
"""Formats of pairs in which documents are written as well."""
_TABLES = frozenset({"csv", "tsv"})
"""Formats of pairs of which two files can be two documents, a language each."""
_ROOTS = {"tmx": "tmx", "xliff": "xliff", "linkGrp": "intertext", "TEI": "tei"}
"""Root elements and the formats that they tell; files of these formats are often called ``.xml``."""
_ROOT = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)[\s>]")
_BEGINNING = 4096
"""Bytes in which the root element of an XML file begins."""


def format_of(path: str | Path) -> str | None:
    """Return the name in `FORMATS` of a file's format; ``None`` where neither its name nor its content tells.

    A file that cannot be read tells nothing: who opens it says why.
    """
    name = FORMATS.name_for_path(str(path))
    if name is not None or str(path) == "-":
        return name
    try:
        with Path(path).open("rb") as stream:
            beginning = stream.read(_BEGINNING)
    except (OSError, ValueError):
        return None
    if not beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    root = _ROOT.search(beginning)
    return _ROOTS.get(root[1].decode()) if root else None


def refuse_pairs(source: str | Path, target: str | Path | None) -> None:
    """Raise an error that names the right command where a file of pairs is given as a document.

    Args:
        source: what is to be aligned.
        target: likewise; ``None`` where the first one holds both languages.

    Raises:
        UsageError: one of them holds pairs that are aligned already.
    """
    for path in (source, target):
        name = None if path is None else format_of(path)
        if name is None or name in _DOCUMENTS_TOO or not Path(str(path)).is_file():
            continue
        if name in _TABLES:
            if target is None:
                raise UsageError(f"a table; if its rows are pairs: aligner convert {path} out.tmx", path=str(path))
        elif isinstance(FORMATS.load(name), Readable):
            problem = f"holds pairs that are aligned already: convert them with aligner convert {path} out.xlsx"
            raise UsageError(problem, path=str(path))
