"""The result of a batch -> its documents whole: the pairs of the corpus, and what stood in no pair.

The corpus holds pairs only. What has no counterpart is in the list of what was dropped, in the order of the manifest as
everything else is; so the lists are read side by side, and a corpus of any size passes through.
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
from aligner.statistics.reading import json_records, observed, observed_records

STATE, DOCUMENTS, DROPPED = "batch.json", "documents.jsonl", "dropped.jsonl"
PARTS = {"parquet": "parquet/split={}", "pairs": "jsonl/{}.jsonl"}
"""Where a batch puts a part of the corpus, by the format that is read."""


@dataclass(frozen=True)
class BatchFolder:
    """A folder that a batch has finished.

    Attributes:
        path: of the folder.
        format: in which its pairs are read.
        counts: documents, errors, pairs, and pairs dropped by reason, as the batch counted them.
    """

    path: Path
    format: str
    counts: Mapping[str, int]

    @property
    def dropped(self) -> dict[str, int]:
        """Pairs that its filters dropped, by reason; not what has no counterpart."""
        prefix, no_pair = "dropped: ", "dropped: one side is empty"
        return {
            name.removeprefix(prefix): count
            for name, count in sorted(self.counts.items())
            if name.startswith(prefix) and name != no_pair
        }

    def documents(self, failures: list[tuple[str, str]]) -> Iterator[Iterator[Observation]]:
        """Yield what each document amounts to, each to be read before the next.

        Args:
            failures: takes path and reason of each file that cannot be read.
        """
        parts: dict[str, Iterator[Observation]] = {}
        dropped = json_records(self.path / DROPPED)
        try:
            for record in json_records(self.path / DOCUMENTS):
                name = record["split"]
                part = parts.setdefault(name, self._part(name, failures))
                left = islice(dropped, sum(record["dropped"].values()))
                yield chain(islice(part, record["pairs"]), observed_records(filter(is_null, left), str(self.path)))
        except AlignerError as error:
            failures.append((str(error.path), error.message))

    def _part(self, name: str, failures: list[tuple[str, str]]) -> Iterator[Observation]:
        place = self.path / PARTS[self.format].format(name)
        inside = [self.path.resolve()]
        for path in sorted(place.iterdir()) if place.is_dir() else [place]:
            if refusal_reason(path, inside):
                continue  # `aligner.statistics.corpus` has said so
            try:
                yield from observed(path, self.format)
            except AlignerError as error:
                failures.append((str(path), error.message))


def batch_folder(path: Path, format_name: str) -> BatchFolder | None:
    """Return the batch that has made a folder; ``None`` for any other, and where the format does not tell documents.

    Args:
        path: of the folder.
        format_name: of the files that are read.
    """
    try:
        counts = json.loads((path / STATE).read_text(encoding="utf-8"))["counts"]
    except (OSError, RecursionError, ValueError, LookupError, TypeError):
        return None
    listed = all((path / name).is_file() for name in (DOCUMENTS, DROPPED))
    return BatchFolder(path, format_name, counts) if listed and format_name in PARTS and dict(counts) else None


def is_null(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has text on one side only."""
    return not (record.get("source") and record.get("target"))
