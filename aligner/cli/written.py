"""Records of the tables and pages that the program has written, to protect later manual edits.

A workbook contains a hash of its cells; a CSV, TSV or HTML file has no place for one. The hashes of
these files are in the user's state folder. A file without a stored hash counts as not edited: it
was written on another computer, or the folder could not be used.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from aligner.formats.manual_edits import manual_edits
from aligner.interface import _
from aligner.tasks.store import FolderStore, key_of, state_folder

FORMATS_WITHOUT_HASH = frozenset({"csv", "tsv", "html"})
MAX_FILE_BYTES = 256 << 20
"""Bytes of a file that is hashed; hashing takes a second for each 500 MB."""


def record_written(path: str, format_name: str) -> None:
    """Store the hash of an output file that was just written, to recognise manual edits later."""
    if format_name in FORMATS_WITHOUT_HASH and (digest := _digest(path)) and (store := _store()):
        store.put(_key(path), digest.encode())
        store.prune()


def manual_edits_in(path: str, format_name: str) -> str:
    """Return a short description of the manual edits in a file; empty if there are none or if unknown."""
    done = manual_edits(path)
    if done or format_name not in FORMATS_WITHOUT_HASH:
        return done
    store = _store()
    known = store.get(_key(path)) if store else None
    digest = _digest(path) if known else ""
    return _("has been edited since it was written") if known and digest and digest.encode() != known else ""


def _digest(path: str) -> str:
    try:
        if Path(path).is_file() and Path(path).stat().st_size <= MAX_FILE_BYTES:
            return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        pass
    return ""


def _key(path: str) -> str:
    return key_of([os.path.normcase(os.path.realpath(path)).encode("utf-8", "surrogateescape")])


def _store() -> FolderStore | None:
    try:
        return FolderStore(state_folder() / "written", ".sha256")
    except RuntimeError:  # a user without a home folder
        return None
