"""Files and folders of pairs -> one set of figures; what cannot be read is told and does not stop the rest."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from aligner.errors import AlignerError, InputError, UsageError
from aligner.formats import FORMATS
from aligner.formats.statistics import Observation, Statistics, Tally
from aligner.regular_files import refusal_reason
from aligner.statistics.batch_folder import batch_folder
from aligner.statistics.reading import observed

PREFERRED = ("parquet", "jsonl", "pairs", "tmx", "xliff2", "xliff", "tsv", "csv", "xlsx", "po", "tei")
"""Formats that hold text, those that say most of a pair first: of a folder only one is read, since the others hold the
same pairs again."""
SET_ASIDE = frozenset({"documents.jsonl", "dropped.jsonl", "errors.jsonl"})
"""What a batch tells of its corpus, and what it left out of it."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read, and what it amounts to.

    Attributes:
        statistics: of all files together.
        files: how many were read.
        format: of the files of a folder; empty where only files were named.
        passed_over: files of the folders in other formats.
        failures: ``(path, reason)`` of the files that could not be read.
        dropped: pairs that the filters of a batch dropped, by reason.
        failed: documents that a batch could not align.
    """

    statistics: Statistics
    files: int
    format: str
    passed_over: int
    failures: tuple[tuple[str, str], ...]
    dropped: Mapping[str, int] = field(default_factory=dict)
    failed: int = 0


def corpus_statistics(
    paths: Sequence[str | Path], format_name: str | None = None, progress: Progress | None = None
) -> Corpus:
    """Return what files and folders amount to; the order of the files changes nothing.

    A folder is read with its subfolders. Where it holds several formats, those files are read that say most of their
    pairs, and the others, which hold the same pairs again, are passed over. Of the result of a batch, what it has put
    aside as having no counterpart is counted with the documents.

    Args:
        paths: files and folders.
        format_name: a name in `aligner.formats.FORMATS`; overrides the extensions, and chooses among a folder's files.
        progress: told how far the work is.

    Raises:
        InputError: a path does not exist, or a folder holds no file of pairs.
        UsageError: the format is unknown, holds no text, or a file's extension names none.
    """
    if format_name is not None and format_name not in PREFERRED:
        raise UsageError(f"unknown format {format_name!r}: choose one of {', '.join(PREFERRED)}")
    failures: list[tuple[str, str]] = []
    files, chosen, passed_over = _files([Path(path) for path in paths], format_name, failures)
    unread = len(failures)
    tally = Tally()
    batches = [batch for path in dict.fromkeys(map(Path, paths)) if (batch := batch_folder(path, chosen))]
    single = [file for file in files if not any(file[0].is_relative_to(batch.path) for batch in batches)]
    for _, beads in groupby(_observed(single, failures, progress), key=itemgetter(0)):
        tally.add_document(bead for _, bead in beads)
    dropped: Counter[str] = Counter()
    for batch in batches:
        dropped.update(batch.dropped)
        for number, observations in enumerate(batch.documents(failures)):
            if progress:
                progress("reading", number / batch.counts["documents"])
            tally.add_document(observations)
    failed = sum(batch.counts.get("errors", 0) for batch in batches)
    read = len(files) - (len(failures) - unread)
    return Corpus(tally.statistics(), read, chosen, passed_over, tuple(failures), dropped, failed)


def _observed(
    files: Sequence[tuple[Path, str]], failures: list[tuple[str, str]], progress: Progress | None
) -> Iterator[tuple[tuple[str, Path], Observation]]:
    """Yield the pairs of all files, each with what tells its document from others; of a damaged file, the sound part.

    A document may begin in one Parquet file and end in the next.

    Args:
        files: with their formats.
        failures: takes path and reason of each file that cannot be read.
        progress: told how far the work is.
    """
    for number, (path, name) in enumerate(files):
        if progress:
            progress("reading", number / len(files))
        place = path.parent if name == "parquet" else path
        try:
            yield from (((bead.document, place), bead) for bead in observed(path, name))
        except AlignerError as error:
            failures.append((str(path), error.message))


def _files(
    paths: Iterable[Path], wanted: str | None, failures: list[tuple[str, str]]
) -> tuple[list[tuple[Path, str]], str, int]:
    """Return the files with their formats, the format of those in folders, and how many others these hold."""
    files: dict[Path, str] = {}
    listed: dict[str, list[Path]] = {}
    for path in paths:
        if path.is_dir():
            found = [each for each in _below(path, failures) if wanted in (None, _format_of(each))]
            if not found and not failures:
                what = f"{wanted} files" if wanted else "files of pairs"
                raise InputError(f"holds no {what}: name another folder, or the files", path=str(path))
            for each in found:
                listed.setdefault(str(_format_of(each)), []).append(each)
        elif not path.exists():
            raise InputError("no such file or folder: check the path", path=str(path))
        else:
            name = wanted or _format_of(path)
            if name is None:
                raise UsageError(
                    f"the extension names no format that holds text: use {', '.join(PREFERRED)}", path=str(path)
                )
            files[path] = name
    chosen = min(listed, key=PREFERRED.index, default="")
    files |= dict.fromkeys(listed.get(chosen, ()), chosen)
    others = {each for name, group in listed.items() if name != chosen for each in group}
    return sorted(files.items()), chosen, len(others)


def _format_of(path: Path) -> str | None:
    """Return the format that a file's name selects, if it holds text that can be read back."""
    name = FORMATS.name_for_path(path.name)
    return name if name in PREFERRED else None


def _below(folder: Path, failures: list[tuple[str, str]]) -> list[Path]:
    """Return the files below a folder, without hidden ones, what was set aside, and what is not read for safety.

    Args:
        folder: where to look.
        failures: takes path and reason of each of the last.
    """
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if not name.startswith(".") and name not in SET_ASIDE]
    inside = [folder.resolve()]
    reasons = {path: refusal_reason(path, inside) for path in sorted(found) if _format_of(path)}
    failures += [(str(path), reason) for path, reason in reasons.items() if reason]
    return [path for path, reason in reasons.items() if not reason]
