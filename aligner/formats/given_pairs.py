"""Files of pairs that a user gives where documents are wanted."""

from __future__ import annotations

from pathlib import Path

from aligner.errors import UsageError
from aligner.formats import FORMATS, format_of
from aligner.formats.base import Readable

_DOCUMENTS_TOO = frozenset({"html", "xlsx"})
"""Formats of pairs in which documents are written as well."""
_TABLES = frozenset({"csv", "tsv"})
"""Formats of pairs of which two files can be two documents, a language each."""


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
