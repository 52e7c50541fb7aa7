"""Parquet in files of a million pairs, in a folder a split as Hive and ``datasets`` find it (``split=train/``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.batch.writers import Record

if TYPE_CHECKING:
    import pyarrow

GROUP = 20_000
"""Pairs of a row group: some ten megabytes, and what is held at a time."""
GROUPS = 50
"""Row groups of a file."""


def write(records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
    """Write the pairs; see `aligner.batch.writers.Writer`."""
    import pyarrow
    import pyarrow.parquet

    place = folder / f"split={name}"
    place.mkdir()
    schema = schema_with(metadata)
    waiting = iter(records)
    groups = iter(lambda: list(islice(waiting, GROUP)), [])
    for number in range(10**5):
        first = next(groups, [])
        if not first and number:  # a part without pairs has one file, which says what the columns are
            return
        with pyarrow.parquet.ParquetWriter(place / f"part-{number:05}.parquet", schema, compression="zstd") as writer:
            for group in chain([first], islice(groups, GROUPS - 1)):
                writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))


def schema_with(metadata: Sequence[str]) -> pyarrow.Schema:
    """Return the columns: those of a pair, then those of the manifest, which are texts."""
    import pyarrow

    text, whole = pyarrow.string(), pyarrow.int64()
    types = {
        "document": text, "id": whole, "shape": text, "source": text, "target": text, "source_lang": text,
        "target_lang": text, "score": pyarrow.float64(), "confidence": pyarrow.float64(), "source_ids": text,
        "target_ids": text, "source_line": whole, "target_line": whole, "status": text, "source_file": text,
        "target_file": text,
    }  # fmt: skip
    return pyarrow.schema([*types.items(), *((column, text) for column in metadata)])
