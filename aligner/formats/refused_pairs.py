"""Refuse files of pairs where documents are expected."""

from __future__ import annotations

from pathlib import Path

from aligner.errors import UsageError
from aligner.formats import FORMATS, import_of
from aligner.formats.base import Readable
from aligner.formats.recognition import format_by_content
from aligner.interface import N_, _

_DOCUMENT_FORMATS = frozenset({"docx", "epub", "html", "xlsx"})
"""Formats of pairs that are formats of documents too."""
_TABLES = frozenset({"csv", "tsv"})
"""Formats of pairs that can contain a document in one language too."""

_ALIGNED_ALREADY = N_("contains pairs that are aligned already: convert them with aligner convert {path} out.xlsx")


def own_format_of(path: str | Path) -> str | None:
    """Return the format of a file if this program itself defines it, else ``None``.

    The formats of plugins are not searched, to save time.
    """
    return format_by_content(FORMATS.own_name_for_path(str(path)), path)


def refuse_pairs(source: str | Path, target: str | Path | None) -> None:
    """Raise an error that names the right command if a file of pairs is given as a document.

    Args:
        source: the path of the source document.
        target: the path of the target document; ``None`` if ``source`` contains both languages.

    Raises:
        UsageError: one of the files contains aligned pairs.
    """
    for path in (source, target):
        if path is not None and import_of(path) is not None:
            raise UsageError(_(_ALIGNED_ALREADY, path=path), path=str(path))
        name = None if path is None else own_format_of(path)
        if name is None or name in _DOCUMENT_FORMATS or not Path(str(path)).is_file():
            continue
        if name in _TABLES:
            if target is None:
                raise UsageError(
                    _("is a table; if its rows are pairs: aligner convert {path} out.tmx", path=path), path=str(path)
                )
        elif isinstance(FORMATS.load(name), Readable):
            raise UsageError(_(_ALIGNED_ALREADY, path=path), path=str(path))
