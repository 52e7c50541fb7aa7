"""Brings an index up to date with the files: only what changed is read again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from aligner.bitext import Bitext
from aligner.concordance.files import FoundFile, digest_of
from aligner.concordance.index import FileContent, FileRow, Index
from aligner.errors import InputError, UsageError

BATCH = 5000
"""Pairs that are written together."""
RACE = 2_000_000_000
"""Nanoseconds: a file that changed so shortly before it was looked at may have changed once more unseen."""

Progress = Callable[[str, float], None]
_Read = tuple[FoundFile, int, str, FileContent | None]
"""A file, when it was looked at, its digest and its content; no content where the index has it already."""


def refresh(index: Index, files: Sequence[FoundFile], roots: Sequence[str], progress: Progress) -> list[FileRow]:
    """Read what is new or was changed, forget what is gone, and return what the index holds of the files.

    Args:
        index: open.
        files: those that are there.
        roots: absolute paths; what the index knows below them and is not among the files is gone.
        progress: told what is being read and the share done.

    Raises:
        OutputError: the index cannot be written.
    """
    known = index.files()
    _forget(index, known, {file.path for file in files}, roots)
    stale = [file for file in files if not _is_current(file, known.get(file.path))]
    waiting: list[_Read] = []
    size = 0
    for number, file in enumerate(stale):
        progress(f"indexing {file.shown}", number / len(stale))
        checked = time.time_ns()
        digest, content = _read(file, known.get(file.path))
        waiting.append((file, checked, digest, content))
        size += len(content.pairs) if content else 0
        if size >= BATCH:
            _write(index, waiting)
            waiting, size = [], 0
    _write(index, waiting)
    known = index.files() if stale else known
    return [known[file.path]._replace(shown=file.shown) for file in files if file.path in known]


def _is_current(file: FoundFile, row: FileRow | None) -> bool:
    return (
        row is not None and (row.size, row.modified) == (file.size, file.modified) and row.modified + RACE < row.checked
    )


def _read(file: FoundFile, row: FileRow | None) -> tuple[str, FileContent | None]:
    """Return the digest and the content; no content where the index has it already."""
    try:
        digest = digest_of(file.shown)
    except OSError as error:
        return "", FileContent(problem=f"{file.shown}: cannot be read: {error.strerror or error}")
    if row is not None and row.digest == digest:
        return digest, None
    return digest, content_of(file)


def content_of(file: FoundFile) -> FileContent:
    """Return the pairs of a file, or why there are none."""
    from aligner.formats import load

    try:
        bitext = load(file.shown)
    except (InputError, UsageError) as error:
        return FileContent(problem=str(error))
    return FileContent(tuple(_pairs(bitext)), (bitext.source.name, bitext.target.name))


def _pairs(bitext: Bitext) -> list[tuple[str, str, int | None, int | None]]:
    sides = bitext.source.segments, bitext.target.segments
    return [
        (
            _storable(bitext.source_text(bead)),
            _storable(bitext.target_text(bead)),
            sides[0][bead.source[0]].line if bead.source else None,
            sides[1][bead.target[0]].line if bead.target else None,
        )
        for bead in bitext.beads
    ]


def _storable(text: str) -> str:
    """Return the text without lone surrogates, which SQLite cannot hold, and of the same length."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _write(index: Index, waiting: Sequence[_Read]) -> None:
    if waiting:
        with index.writing():
            for file, checked, digest, content in waiting:
                index.replace(file, checked, digest, content)


def _forget(index: Index, known: dict[str, FileRow], present: set[str], roots: Sequence[str]) -> None:
    gone = [
        row
        for path, row in known.items()
        if path not in present and any(path == root or path.startswith(os.path.join(root, "")) for root in roots)
    ]
    if gone:
        with index.writing():
            for row in gone:
                index.remove(row.id)
