"""Compute statistics over files and folders of pairs; files that cannot be read are reported and skipped."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from aligner.errors import AlignerError, InputError, UsageError
from aligner.formats import FORMATS
from aligner.formats.statistics import Observation, Statistics, Tally
from aligner.interface import _
from aligner.regular_files import refusal_reason
from aligner.statistics.batch_folder import DOCUMENTS, DROPPED, ERRORS, BatchFolder, batch_folder
from aligner.statistics.ranking import DocumentQuality, Ranking, dropped_examples
from aligner.statistics.reading import json_records, read_observations

FORMATS_BY_PREFERENCE = ("parquet", "jsonl", "pairs", "tmx", "xliff2", "xliff", "tsv", "csv", "xlsx", "po", "tei")
"""Formats with texts, those with the most data on a pair first.

Only one format of a folder is read, because the files in other formats have the same pairs.
"""
BATCH_REPORTS = frozenset({"documents.jsonl", "dropped.jsonl", "errors.jsonl"})
"""Files in which a batch lists its documents, dropped pairs and errors."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The statistics of a corpus.

    Attributes:
        statistics: statistics over all files.
        files: number of files read.
        format: format of the files in folders; empty if only files were given.
        other_files: number of files of other formats in the folders.
        failures: ``(path, reason)`` of the files that could not be read.
        dropped: number of pairs that the filters of a batch dropped, by reason.
        failed: number of documents that a batch could not align.
        look_first: documents with the lowest expected share of text in correct pairs, the lowest first.
        examples: source and target of some dropped pairs, by reason.
    """

    statistics: Statistics
    files: int
    format: str
    other_files: int
    failures: tuple[tuple[str, str], ...]
    dropped: Mapping[str, int] = field(default_factory=dict)
    failed: int = 0
    look_first: tuple[DocumentQuality, ...] = ()
    examples: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def corpus_statistics(
    paths: Sequence[str | Path], format_name: str | None = None, progress: Progress | None = None
) -> Corpus:
    """Return the statistics of files and folders; the order of the files does not matter.

    Folders are read with their subfolders. If they contain files of several formats, only the format
    with the most data on a pair is read, because the files of the other formats contain the same pairs.
    For the result of a batch, segments without a counterpart are included.

    Args:
        paths: the paths of files and folders.
        format_name: a name in `aligner.formats.FORMATS`. It overrides the extensions of files, and in
            folders only files of this format are read.
        progress: a function that is called with the current step and the completed share of it, 0 to 1.

    Raises:
        InputError: a path does not exist, or a folder has no file of pairs.
        UsageError: the format is unknown or has no texts, or the extension of a file is unknown.
    """
    if format_name is not None and format_name not in FORMATS_BY_PREFERENCE:
        raise UsageError(
            _(
                "unknown format {format_name!r}: choose one of {formats_by_preference}",
                format_name=format_name,
                formats_by_preference=", ".join(FORMATS_BY_PREFERENCE),
            )
        )
    failures: list[tuple[str, str]] = []
    files, folder_format, other_files = _files([Path(path) for path in paths], format_name, failures)
    unread = len(failures)
    tally, ranking = Tally(), Ranking()
    batches = [batch for path in dict.fromkeys(map(Path, paths)) if (batch := batch_folder(path, folder_format))]
    single = [file for file in files if not any(file[0].is_relative_to(batch.path) for batch in batches)]
    for _unused, beads in groupby(_read_files(single, failures, progress), key=itemgetter(0)):
        tally.add_document(ranking.watch(bead for _, bead in beads))
    dropped: Counter[str] = Counter()
    for batch in batches:
        dropped.update(batch.dropped)
        known = _known_of(batch)
        for number, observations in enumerate(batch.documents(failures)):
            if progress:
                progress(_("reading"), number / batch.counts["documents"])
            tally.add_document(ranking.watch(observations, next(known, None)))
        for record in _records(batch.path / ERRORS):
            ranking.add(DocumentQuality(str(record.get("document")), remark=str(record.get("reason"))))
    return Corpus(
        tally.statistics(),
        files=len(files) - (len(failures) - unread),
        format=folder_format,
        other_files=other_files,
        failures=tuple(failures),
        dropped=dropped,
        failed=sum(batch.counts.get("errors", 0) for batch in batches),
        look_first=ranking.lowest(),
        examples=dropped_examples(
            record for batch in batches for record in _records(batch.path / DROPPED) if record.get("reason") in dropped
        ),
    )


def _known_of(batch: BatchFolder) -> Iterator[DocumentQuality]:
    """Yield the data on the quality of each document that a batch has stored.

    They are the name, the number of dropped pairs and the warnings.
    """
    for record in _records(batch.path / DOCUMENTS):
        dropped = sum(count for reason, count in record["dropped"].items() if reason in batch.dropped)
        yield DocumentQuality(record["document"], dropped=dropped, remark=" ".join(record.get("warnings", ())))


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the records of a JSON lines file of a batch, such as the list of documents.

    If the file is damaged, stop at the damage. `BatchFolder.documents` reports the error.
    """
    with suppress(AlignerError):
        yield from json_records(path)


def _read_files(
    files: Sequence[tuple[Path, str]], failures: list[tuple[str, str]], progress: Progress | None
) -> Iterator[tuple[tuple[str, Path], Observation]]:
    """Yield the pairs of all files, each with a key of its document.

    For a damaged file, yield the pairs before the damage. The key is the document name with the path of
    the file. For Parquet it has the path of the folder instead, because a document may begin in one
    Parquet file and end in the next.

    Args:
        files: the paths of the files with their formats.
        failures: a list to which the path and the reason are added for each file that cannot be read.
        progress: a function that is called with the current step and the completed share of it, 0 to 1.
    """
    for number, (path, name) in enumerate(files):
        if progress:
            progress(_("reading"), number / len(files))
        place = path.parent if name == "parquet" else path
        try:
            yield from (((bead.document, place), bead) for bead in read_observations(path, name))
        except AlignerError as error:
            failures.append((str(path), error.message))


def _files(
    paths: Iterable[Path], format_name: str | None, failures: list[tuple[str, str]]
) -> tuple[list[tuple[Path, str]], str, int]:
    """Return the files to read with their formats, the format chosen for folders, and the number of other files.

    The other files are those in the folders that have other formats.
    """
    files: dict[Path, str] = {}
    listed: dict[str, list[Path]] = {}
    for path in paths:
        if path.is_dir():
            in_folder = [each for each in _files_below(path, failures) if format_name in (None, _format_of(each))]
            if not in_folder and not failures:
                message = _("holds no files of pairs: name another folder, or the files")
                if format_name:
                    message = _("holds no {format} files: name another folder, or the files", format=format_name)
                raise InputError(message, path=str(path))
            for each in in_folder:
                listed.setdefault(str(_format_of(each)), []).append(each)
        elif not path.exists():
            raise InputError(_("no such file or folder: check the path"), path=str(path))
        else:
            file_format = format_name or _format_of(path)
            if file_format is None:
                raise UsageError(
                    _(
                        "the extension names no format that holds text: use {formats_by_preference}",
                        formats_by_preference=", ".join(FORMATS_BY_PREFERENCE),
                    ),
                    path=str(path),
                )
            files[path] = file_format
    folder_format = min(listed, key=FORMATS_BY_PREFERENCE.index, default="")
    files |= dict.fromkeys(listed.get(folder_format, ()), folder_format)
    others = {each for file_format, group in listed.items() if file_format != folder_format for each in group}
    return sorted(files.items()), folder_format, len(others)


def _format_of(path: Path) -> str | None:
    """Return the format of a file by its name; ``None`` if the format is unknown or has no texts."""
    name = FORMATS.name_for_path(path.name)
    return name if name in FORMATS_BY_PREFERENCE else None


def _files_below(folder: Path, failures: list[tuple[str, str]]) -> list[Path]:
    """Return the files of pairs in a folder and its subfolders.

    Hidden files, reports of a batch, and files that are unsafe to read are left out.

    Args:
        folder: the folder.
        failures: a list to which the path and the reason are added for each unsafe file.
    """
    paths = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [Path(place, name) for name in names if not name.startswith(".") and name not in BATCH_REPORTS]
    inside = [folder.resolve()]
    reasons = {path: refusal_reason(path, inside) for path in sorted(paths) if _format_of(path)}
    failures += [(str(path), reason) for path, reason in reasons.items() if reason]
    return [path for path, reason in reasons.items() if not reason]
