"""Write the corpus as Parquet files of a million pairs each.

The files are partitioned by split (``split=train/``), as Hive and ``datasets`` expect.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.batch.writers import Record, column_types

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP_PAIRS = 20_000
"""Number of pairs in a row group, about ten megabytes; one group is held in memory."""
FILE_ROW_GROUPS = 50
"""Number of row groups in a file."""


def write(records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
    """Write the pairs into Parquet files; see `aligner.batch.writers.Writer`."""
    import pyarrow
    import pyarrow.parquet

    place = folder / f"split={name}"
    place.mkdir()
    schema = schema_with(metadata)
    waiting = iter(records)
    groups = iter(lambda: list(islice(waiting, ROW_GROUP_PAIRS)), [])
    for number in range(10**5):
        first = next(groups, [])
        if not first and number:  # an empty part has one file, with the schema
            return
        with pyarrow.parquet.ParquetWriter(place / f"part-{number:05}.parquet", schema, compression="zstd") as writer:
            for group in chain([first], islice(groups, FILE_ROW_GROUPS - 1)):
                writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))


def schema_with(metadata: Sequence[str]) -> pyarrow.Schema:
    """Return the Arrow schema of the corpus: the columns of a pair, then the metadata columns as strings."""
    import pyarrow

    types = {"string": pyarrow.string(), "int64": pyarrow.int64(), "float64": pyarrow.float64()}
    return pyarrow.schema([(name, types[kind]) for name, kind in column_types(metadata).items()])
