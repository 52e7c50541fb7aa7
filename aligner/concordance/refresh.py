"""Update a search index from the files: add new files, replace changed ones, remove missing ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from aligner.bitext import Bitext, Document
from aligner.concordance.files import PairFile, digest_of
from aligner.concordance.index import FileContent, FileRow, Index
from aligner.concordance.lexicon import StoredPair
from aligner.errors import InputError, UsageError
from aligner.interface import _

TRANSACTION_PAIRS = 5000
"""Number of pairs written in one transaction."""
MIN_AGE_NS = 2_000_000_000
"""A file changed less than this time (2 s) before its check is read again: a later change may have the same time."""

Progress = Callable[[str, float], None]
_Read = tuple[PairFile, int, str, FileContent | None]
"""A file, the time of its check, its digest and its content; ``None`` if the index already has the content."""


def refresh(index: Index, files: Sequence[PairFile], roots: Sequence[str], progress: Progress) -> list[FileRow]:
    """Update a search index, and return its rows for the given files.

    New and changed files are read, and missing files are removed from the index.

    Args:
        index: the open index.
        files: the existing files.
        roots: absolute paths of files and folders; files below them that are in the index but not in
            ``files`` are removed from the index.
        progress: a function that is called with the current step and its completed share, 0 to 1.

    Raises:
        OutputError: the index cannot be written.
    """
    known = index.files()
    _remove_missing(index, known, {file.path for file in files}, roots)
    stale = [file for file in files if not _is_current(file, known.get(file.path))]
    pending: list[_Read] = []
    size = 0
    for number, file in enumerate(stale):
        progress(_("indexing {shown}", shown=file.shown), number / len(stale))
        checked = time.time_ns()
        digest, content = _read(file, known.get(file.path))
        pending.append((file, checked, digest, content))
        size += len(content.pairs) if content else 0
        if size >= TRANSACTION_PAIRS:
            _write(index, pending)
            pending, size = [], 0
    _write(index, pending)
    known = index.files() if stale else known
    return [known[file.path]._replace(shown=file.shown) for file in files if file.path in known]


def _is_current(file: PairFile, row: FileRow | None) -> bool:
    return (
        row is not None
        and (row.size, row.modified) == (file.size, file.modified)
        and row.modified + MIN_AGE_NS < row.checked
    )


def _read(file: PairFile, row: FileRow | None) -> tuple[str, FileContent | None]:
    """Return the hash of a file and its pairs.

    The pairs are ``None`` if the index already has a file with this hash under the same path.
    """
    try:
        digest = digest_of(file.shown)
    except OSError as error:
        return "", FileContent(
            problem=_("{shown}: cannot be read: {reason}", shown=file.shown, reason=error.strerror or error)
        )
    if row is not None and row.digest == digest:
        return digest, None
    return digest, content_of(file)


def content_of(file: PairFile) -> FileContent:
    """Read the pairs of a file for the index; if it cannot be read, return the reason in ``problem``."""
    from aligner.formats import load

    try:
        bitext = load(file.shown)
    except (InputError, UsageError) as error:
        return FileContent(problem=str(error))
    return FileContent(tuple(_pairs(bitext)), (bitext.source.name, bitext.target.name))


def _pairs(bitext: Bitext) -> list[StoredPair]:
    sides = bitext.source, bitext.target
    return [
        (
            _storable(bitext.source_text(bead)),
            _storable(bitext.target_text(bead)),
            sides[0].segments[bead.source[0]].line if bead.source else None,
            sides[1].segments[bead.target[0]].line if bead.target else None,
            _storable(_document_name(sides[0], bead.source)),
            _storable(_document_name(sides[1], bead.target)),
        )
        for bead in bitext.beads
    ]


def _document_name(side: Document, segments: Sequence[int]) -> str:
    """Return the name of the document to which segments of one side belong.

    If a file of pairs has several documents, it names the document of each segment. Otherwise the name
    of the side is returned.
    """
    file = side.blocks[side.segments[segments[0]].block].file if segments else ""
    return file or side.name


def _storable(text: str) -> str:
    """Return a text in which each lone surrogate is replaced, because SQLite cannot store lone surrogates.

    The text keeps its length.
    """
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _write(index: Index, pending: Sequence[_Read]) -> None:
    if pending:
        with index.writing():
            for file, checked, digest, content in pending:
                index.replace(file, checked, digest, content)


def _remove_missing(index: Index, known: dict[str, FileRow], present: set[str], roots: Sequence[str]) -> None:
    missing = [
        row
        for path, row in known.items()
        if path not in present and any(path == root or path.startswith(os.path.join(root, "")) for root in roots)
    ]
    if missing:
        with index.writing():
            for row in missing:
                index.remove(row.id)
