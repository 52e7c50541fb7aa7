"""Lists of the documents in a folder, and of the files that are skipped."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from aligner.errors import InputError
from aligner.interface import _
from aligner.pairing.name_keys import split_extension
from aligner.readers import reader_in_folders
from aligner.regular_files import refusal_reason


def documents_in(folder: str | Path) -> tuple[Path, ...]:
    """Return the documents in a folder and its subfolders, sorted.

    If the path is that of a file, the result is only this file. A document is a file whose extension
    has a reader, whose name ends with a language (``01.en``), or whose name has no extension. Hidden
    files and folders are skipped, as are files that are unsafe to read: see `unsafe_documents`.

    Raises:
        InputError: the folder does not exist, or cannot be listed.
    """
    top = Path(folder)
    if top.is_file():
        return (top,)
    if not top.is_dir():
        raise InputError(_("no such folder: check the path"), path=str(folder))
    inside = [top.resolve()]
    return tuple(sorted(path for path in _files(top) if is_document(path) and not refusal_reason(path, inside)))


def unsafe_documents(folder: str | Path) -> list[str]:
    """Return one line, with the reason, for each document of a folder that is unsafe to read."""
    top = Path(folder)
    if not top.is_dir():
        return []
    inside = [top.resolve()]
    documents = sorted(path for path in _files(top) if is_document(path))
    return [f"{path}: {reason}" for path in documents if (reason := refusal_reason(path, inside))]


def other_files(folder: str | Path) -> Counter[str]:
    """Return the number of files in a folder that are not documents, by extension; see `documents_in`."""
    files = () if Path(folder).is_file() else _files(Path(folder))
    return Counter(path.suffix.lower() for path in files if not is_document(path))


def is_document(path: Path) -> bool:
    """Tell whether a file may be a document, judged by its name."""
    extension = split_extension(path.name)[1]
    return not extension or reader_in_folders(path.name) is not None


def _files(top: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise InputError(
            _("cannot be listed: {reason}", reason=error.strerror or error), path=str(error.filename)
        ) from error

    for place, folders, names in os.walk(top, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if not name.startswith("."))
