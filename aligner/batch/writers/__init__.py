"""Writers of the corpus formats: each takes an iterator of kept pairs and writes the files of one format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from aligner.registry import Entry, Registry

Record = Mapping[str, Any]
"""A kept pair as a mapping; see `aligner.batch.corpus.record_of`."""


class Writer(Protocol):
    """A function that writes one part of the corpus in one format."""

    def __call__(self, records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
        """Write the pairs of one part of the corpus.

        Args:
            records: the pairs in manifest order; iterated once.
            folder: the existing folder of the format.
            name: name of the part: ``corpus``, ``train``, ``dev`` or ``test``.
            metadata: the keys of the records that come from the manifest.

        Raises:
            OSError: the files cannot be written, for example on a full disk.
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
