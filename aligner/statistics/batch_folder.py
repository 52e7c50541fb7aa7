"""Read all segments of a batch result: the pairs, and the segments without a counterpart.

The files of the corpus have only pairs. The segments without a counterpart are in the list of
dropped pairs. All these files are in the order of the list of documents, so they are read in
parallel, without loading the corpus into memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from aligner.errors import AlignerError
from aligner.formats.statistics import Observation
from aligner.regular_files import refusal_reason
from aligner.statistics.reading import json_records, observations_from_records, read_observations

STATE, DOCUMENTS, DROPPED, ERRORS = "batch.json", "documents.jsonl", "dropped.jsonl", "errors.jsonl"
PARTS = {"parquet": "parquet/split={}", "pairs": "jsonl/{}.jsonl"}
"""Path of a part of the corpus in a batch folder, by the format that is read."""


@dataclass(frozen=True)
class BatchFolder:
    """The folder of a finished batch.

    Attributes:
        path: the path of the folder.
        format: the format of the files from which the pairs are read.
        counts: the numbers of documents, errors and pairs of the batch, and of its dropped pairs by
            reason.
    """

    path: Path
    format: str
    counts: Mapping[str, int]

    @property
    def dropped(self) -> dict[str, int]:
        """The number of pairs that the filters dropped, by reason.

        Segments without a counterpart are not included.
        """
        prefix, one_sided = "dropped: ", "dropped: one side is empty"
        return {
            name.removeprefix(prefix): count
            for name, count in sorted(self.counts.items())
            if name.startswith(prefix) and name != one_sided
        }

    def documents(self, failures: list[tuple[str, str]]) -> Iterator[Iterator[Observation]]:
        """Yield, for each document, an iterator over its observations.

        An observation is a pair, or a segment without a counterpart. The caller must exhaust the
        iterator before it requests the next document.

        Args:
            failures: a list to which the path and the reason are added for each file that cannot be
                read.
        """
        parts: dict[str, Iterator[Observation]] = {}
        dropped = json_records(self.path / DROPPED)
        try:
            for record in json_records(self.path / DOCUMENTS):
                name = record["split"]
                part = parts.setdefault(name, self._part(name, failures))
                dropped_records = islice(dropped, sum(record["dropped"].values()))
                yield chain(
                    islice(part, record["pairs"]),
                    observations_from_records(filter(is_null, dropped_records), str(self.path)),
                )
        except AlignerError as error:
            failures.append((str(error.path), error.message))

    def _part(self, name: str, failures: list[tuple[str, str]]) -> Iterator[Observation]:
        place = self.path / PARTS[self.format].format(name)
        inside = [self.path.resolve()]
        for path in sorted(place.iterdir()) if place.is_dir() else [place]:
            if refusal_reason(path, inside):
                continue  # reported by `aligner.statistics.corpus`
            try:
                yield from read_observations(path, self.format)
            except AlignerError as error:
                failures.append((str(path), error.message))


def batch_folder(path: Path, format_name: str) -> BatchFolder | None:
    """Return the batch folder at a path.

    The result is ``None`` if the folder is not the result of a batch, or if the format does not store
    document names.

    Args:
        path: the path of the folder.
        format_name: the format of the files to read.
    """
    try:
        counts = json.loads((path / STATE).read_text(encoding="utf-8"))["counts"]
    except (OSError, RecursionError, ValueError, LookupError, TypeError):
        return None
    is_complete = all((path / name).is_file() for name in (DOCUMENTS, DROPPED))
    return BatchFolder(path, format_name, counts) if is_complete and format_name in PARTS and dict(counts) else None


def is_null(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has text on one side only."""
    return not (record.get("source") and record.get("target"))
