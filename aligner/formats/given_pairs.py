"""Files of pairs that a user gives where documents are wanted."""

from __future__ import annotations

from pathlib import Path

from aligner.errors import UsageError
from aligner.formats import FORMATS, import_of
from aligner.formats.base import Readable
from aligner.formats.recognition import format_by_content
from aligner.interface import N_, _

_DOCUMENTS_TOO = frozenset({"docx", "epub", "html", "xlsx"})
"""Formats of pairs in which documents are written as well."""
_TABLES = frozenset({"csv", "tsv"})
"""Formats of pairs of which two files can be two documents, a language each."""

_ALIGNED = N_("holds pairs that are aligned already: convert them with aligner convert {path} out.xlsx")


def own_format_of(path: str | Path) -> str | None:
    """Return the format of pairs that a file is in, among the program's own; documents cost no look at packages."""
    return format_by_content(FORMATS.own_name_for_path(str(path)), path)


def refuse_pairs(source: str | Path, target: str | Path | None) -> None:
    """Raise an error that names the right command where a file of pairs is given as a document.

    Args:
        source: what is to be aligned.
        target: the other document; ``None`` where the first one holds both languages.

    Raises:
        UsageError: one of them holds pairs that are aligned already.
    """
    for path in (source, target):
        if path is not None and import_of(path) is not None:
            raise UsageError(_(_ALIGNED, path=path), path=str(path))
        name = None if path is None else own_format_of(path)
        if name is None or name in _DOCUMENTS_TOO or not Path(str(path)).is_file():
            continue
        if name in _TABLES:
            if target is None:
                raise UsageError(
                    _("a table; if its rows are pairs: aligner convert {path} out.tmx", path=path), path=str(path)
                )
        elif isinstance(FORMATS.load(name), Readable):
            raise UsageError(_(_ALIGNED, path=path), path=str(path))
