"""Parquet: one row for each bead with all its values, for pandas and ``datasets``.

The rows are written in row groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from aligner.bitext import Bitext, Language
from aligner.errors import InputError
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.rows import rows
from aligner.interface import _, _n
from aligner.languages import is_known

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP_ROWS = 20_000
"""Rows of a row group. One group, a few megabytes, is in memory at a time."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_DOCUMENT = ("source_name", "target_name", "source_lang", "target_lang", "level", "signature")


class Parquet:
    """The format Parquet: the columns of the CSV output, and columns for values of the whole bitext."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write one row for each bead, including beads with an empty side; lone surrogates become U+FFFD."""
        import pyarrow.parquet

        altered = [0]
        records = _records(bitext, altered)
        with pyarrow.parquet.ParquetWriter(pyarrow.PythonFile(stream, "w"), _schema(), compression="zstd") as writer:
            while batch := list(islice(records, ROW_GROUP_ROWS)):
                writer.write_table(pyarrow.Table.from_pylist(batch, schema=_schema()))
        if not altered[0]:
            return ()
        return (
            _n(
                "{count:,} text had lone surrogates, which became U+FFFD",
                "{count:,} texts had lone surrogates, which became U+FFFD",
                altered[0],
            ),
        )

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a table with the text columns ``source`` and ``target``.

        The other columns that the writer creates are optional.

        Raises:
            InputError: the file is damaged, or does not have these two columns.
        """
        import pyarrow.parquet

        try:
            table = pyarrow.parquet.read_table(pyarrow.BufferReader(stream.read()))
        except (pyarrow.ArrowException, OSError) as error:
            raise InputError(
                _("is not a readable Parquet file: {error}", error=str(error).partition("\n")[0]), path=name
            ) from error
        if not {"source", "target"} <= set(table.column_names):
            raise InputError(_("has no columns source and target: rename its columns"), path=name)
        records = [record for batch in table.to_batches(ROW_GROUP_ROWS) for record in batch.to_pylist()]
        first = records[0] if records else {}
        names = (_text(first, "source_name") or name, _text(first, "target_name") or name)
        return bitext_from_pairs(
            (_pair(record) for record in records),
            names=names,
            languages=(_language(first, "source_lang"), _language(first, "target_lang")),
            level=_text(first, "level") or "sentence",
            signature=_text(first, "signature"),
        )


def _schema() -> pyarrow.Schema:
    import pyarrow

    text, whole = pyarrow.string(), pyarrow.int64()
    types = {
        "id": whole, "shape": text, "source": text, "target": text, "score": pyarrow.float64(),
        "confidence": pyarrow.float64(), "source_ids": text, "target_ids": text, "source_line": whole,
        "target_line": whole, "status": text, "review": text,
    }  # fmt: skip
    return pyarrow.schema([*types.items(), *((column, text) for column in _DOCUMENT)])


def _records(bitext: Bitext, altered: list[int]) -> Iterator[dict[str, Any]]:
    def clean(text: str) -> str:
        if _SURROGATE.search(text) is None:
            return text
        altered[0] += 1
        return _SURROGATE.sub("\ufffd", text)

    documents = (bitext.source, bitext.target)
    whole = {
        "source_name": clean(documents[0].name),
        "target_name": clean(documents[1].name),
        "source_lang": documents[0].language,
        "target_lang": documents[1].language,
        "level": clean(bitext.level),
        "signature": clean(bitext.signature),
    }
    for row in rows(bitext):
        texts = {name: clean(getattr(row, name)) for name in ("source", "target", "status", "review")}
        yield row._asdict() | texts | whole


def _pair(record: dict[str, Any]) -> Pair:
    lines = [record.get(column) for column in ("source_line", "target_line")]
    score, confidence = (float(record.get(column) or 0.0) for column in ("score", "confidence"))
    source, target = _text(record, "source"), _text(record, "target")
    return Pair(source, target, score, confidence, lines[0], lines[1], _text(record, "status"))


def _text(record: dict[str, Any], column: str) -> str:
    value = record.get(column)
    return "" if value is None else str(value)


def _language(record: dict[str, Any], column: str) -> Language | None:
    value = _text(record, column)
    return value if is_known(value) else None


PARQUET = Parquet()
