"""Open a corpus for search requests: update its index, and select the files to search."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from aligner.concordance.files import default_index_path, find_pair_files
from aligner.concordance.index import MAX_FILE_PAIRS, FileRow, Index, is_damage
from aligner.concordance.metadata import Metadata
from aligner.concordance.refresh import refresh
from aligner.errors import InputError, OutputError, UsageError
from aligner.interface import _

Progress = Callable[[str, float], None]
Answer = TypeVar("Answer")
_DAMAGE_ERRORS = (sqlite3.DatabaseError, AttributeError, LookupError, TypeError, ValueError)
"""Exceptions caused by a damaged index, for example by missing rows or invalid texts."""


@dataclass(frozen=True)
class Corpus:
    """An open corpus, on which searches can be made.

    Attributes:
        index: the open index; its searches are restricted to ``files``.
        files: the files to search.
        skipped: one line for each file that could not be read.
        notes: one-line remarks on the index.
        metadata: metadata of the documents; ``None`` without metadata.
    """

    index: Index
    files: tuple[FileRow, ...]
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    metadata: Metadata | None = None

    @property
    def pairs(self) -> int:
        """The number of pairs in the files to search."""
        return sum(file.pairs for file in self.files)

    def file_of(self, pair: int) -> FileRow:
        """Return the file that contains the pair with the id ``pair``."""
        number = pair // MAX_FILE_PAIRS
        return self._files_by_id[number]

    @cached_property
    def _files_by_id(self) -> dict[int, FileRow]:
        return {file.id: file for file in self.files}


@dataclass(frozen=True, slots=True)
class CorpusSource:
    """The paths from which `ask` opens a corpus: files of pairs, the index and the metadata.

    Attributes:
        paths: files, and folders with their subfolders; if empty, all files in the index.
        index: path of the index; ``None`` for an index in the user's cache folder.
        metadata: metadata of the documents.
        is_refreshed: whether new and changed files are read before the search.
    """

    paths: tuple[str, ...]
    index: str | None = None
    metadata: Metadata | None = None
    is_refreshed: bool = True


def ask(
    source: CorpusSource, question: Callable[[Corpus], Answer], progress: Progress = lambda stage, share: None
) -> Answer:
    """Open a corpus, call the function ``question`` with it, close the corpus, and return the result.

    A damaged index in the cache folder is rebuilt once.

    Args:
        source: the paths of the corpus and its index.
        question: the function that is called with the open corpus.
        progress: a function that is called with the current step and its completed share, 0 to 1.

    Raises:
        InputError: a path does not exist, there is no file of pairs, or the only file cannot be read.
        OutputError: the index cannot be written, or the index that the source names is damaged.
        UsageError: the source names neither paths nor an index.
    """
    if not source.paths and (source.index is None or not Path(source.index).is_file()):
        raise UsageError(_("name the files or folders to search, or an --index that was made before"))
    index, notes = _open_index(source)
    try:
        return _ask(index, notes, source, question, progress)
    except _DAMAGE_ERRORS as error:
        if isinstance(error, sqlite3.DatabaseError) and not is_damage(error):
            raise OutputError(
                _("the index cannot be read now ({error}): try again", error=error), path=index.path
            ) from error
        if source.index is not None:
            raise OutputError(_("is a damaged index ({error}): remove it", error=error), path=source.index) from error
        index.discard()  # the index is rebuilt; if the cause is a fault of the program, it is raised again
    index, notes = _open_index(source)
    return _ask(index, notes, source, question, progress)


def _ask(
    index: Index, notes: tuple[str, ...], source: CorpusSource, question: Callable[[Corpus], Answer], progress: Progress
) -> Answer:
    unsafe_files: list[str] = []
    with closing(index):
        if source.paths and source.is_refreshed:
            found = find_pair_files(source.paths, unsafe_files)
            files = refresh(index, found, [os.path.realpath(path) for path in source.paths], progress)
        else:
            files = [file for file in index.files().values() if not source.paths or _is_below(file.path, source.paths)]
        skipped = [file for file in files if file.problem]
        for file in skipped:
            if file.shown in source.paths or len(skipped) == len(files):
                raise InputError(file.problem)
        readable = tuple(file for file in files if not file.problem)
        index.select_files(readable)
        problems = (*unsafe_files, *(file.problem for file in skipped))
        return question(Corpus(index, readable, problems, notes, source.metadata))


def _is_below(path: str, places: tuple[str, ...]) -> bool:
    roots = [os.path.realpath(place) for place in places]
    return any(path == root or path.startswith(os.path.join(root, "")) for root in roots)


def _open_index(source: CorpusSource) -> tuple[Index, tuple[str, ...]]:
    """Open the index of a corpus; return it with remarks for the user.

    If the cache folder cannot be written, the index is kept in memory.
    """
    if source.index is not None:
        return Index(source.index), ()
    path = default_index_path(source.paths)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Index(path, may_replace=True), ()
    except (OSError, OutputError) as error:
        note = _(
            "no index is kept, since {parent} cannot be written ({error}): name a place with --index",
            parent=path.parent,
            error=error,
        )
        return Index(":memory:"), (note,)
