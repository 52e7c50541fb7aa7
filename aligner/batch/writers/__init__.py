"""Kept pairs -> files of one format, streamed; one module per format, one face."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from aligner.registry import Entry, Registry

Record = Mapping[str, Any]
"""A kept pair: what `aligner.batch.corpus.record_of` makes of it."""


class Writer(Protocol):
    """What every writer is."""

    def __call__(self, records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
        """Write the pairs of one part of the corpus.

        Args:
            records: in manifest order, read once.
            folder: of the format, which exists.
            name: of the part: ``corpus``, ``train``, ``dev`` or ``test``.
            metadata: the keys of the records that come from the manifest.

        Raises:
            OSError: the disk is full, or the like.
        """


WRITERS = Registry(
    "corpus format",
    {
        "jsonl": Entry("aligner.batch.writers.jsonl:write", "one JSON object a pair"),
        "parquet": Entry("aligner.batch.writers.parquet:write", "partitioned by split", (), "pyarrow", "parquet"),
        "tmx": Entry("aligner.batch.writers.tmx:write_one", "one translation memory a split"),
        "tmx each": Entry("aligner.batch.writers.tmx:write_each", "one translation memory a document"),
        "moses": Entry("aligner.batch.writers.moses:write", "plain text, line by line, with the document of each line"),
    },
)
