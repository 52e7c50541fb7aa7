"""Read metadata of documents: a table with a row for each document.

The table can be ``documents.jsonl`` from a batch, or a CSV or TSV file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from aligner.errors import InputError, UsageError
from aligner.interface import _

NAME_COLUMNS = ("document", "file", "source_file", "target_file", "source", "target", "name")
"""Columns whose values name a document; if a table has none of them, its first column does."""
MAX_METADATA_BYTES = 64 << 20
"""Size of the largest table that is read."""
NOTHING = "(none)"
"""The value of documents that the table does not name, or without a value."""


@dataclass(frozen=True)
class Metadata:
    """The metadata of the documents in a corpus, such as year or genre.

    Attributes:
        columns: names of the columns, in the order of the table.
        rows: for each document name, the values of the document by column.
    """

    columns: tuple[str, ...]
    rows: Mapping[str, Mapping[str, str]]

    def value(self, column: str, names: tuple[str, ...]) -> str:
        """Return the value in a column of the metadata for a document, or `NOTHING` if there is none.

        Args:
            column: name of the column.
            names: possible names or paths of the document; the first one with metadata is used.
        """
        for name in names:
            for form in _forms(name):
                row = self.rows.get(form)
                if row is not None:
                    return row.get(column) or NOTHING
        return NOTHING


def read_metadata(path: str) -> Metadata:
    """Read the metadata of documents from a table: CSV, TSV, or JSON lines.

    Raises:
        InputError: the file cannot be read, or is not a table.
        UsageError: the extension of the file is none of these.
    """
    suffix = PurePath(path).suffix.lower()
    if suffix not in (".csv", ".tsv", ".jsonl"):
        raise UsageError(_("metadata is a table of documents in .csv, .tsv or .jsonl"), path=path)
    try:
        if not Path(path).is_file():
            raise InputError(_("there is no such file"), path=path)
        if Path(path).stat().st_size > MAX_METADATA_BYTES:
            raise InputError(
                _("is larger than {megabytes} MB, the bound for metadata", megabytes=MAX_METADATA_BYTES >> 20),
                path=path,
            )
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=path) from error
    except UnicodeDecodeError as error:
        raise InputError(_("is not UTF-8: save it in that encoding"), path=path) from error
    delimiter = "\t" if suffix == ".tsv" else ","
    try:
        rows = list(_json_rows(text, path) if suffix == ".jsonl" else _table_rows(text, delimiter))
    except csv.Error as error:
        raise InputError(_("is a damaged table ({error})", error=error), path=path) from None
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    if not rows or len(columns) < 2:
        raise InputError(_("holds no metadata: name documents in the first column, and values in others"), path=path)
    names = [column for column in NAME_COLUMNS if column in columns] or [columns[0]]
    found: dict[str, Mapping[str, str]] = {}
    for row in rows:
        for column in names:
            if row.get(column):
                found.setdefault(_forms(row[column])[0], row)
    return Metadata(columns, found)


def _forms(name: str) -> tuple[str, ...]:
    """Return the forms in which metadata may give a document name: path, file name, name without extension."""
    path = PurePath(name)
    return name, path.name, path.name.partition(".")[0]


def _json_rows(text: str, path: str) -> Iterator[dict[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(_("is not JSON: {error}", error=error), path=path, line=number) from None
        if not isinstance(row, dict):
            raise InputError(_("is not an object"), path=path, line=number)
        yield {str(key): _cell(value) for key, value in row.items()}


def _cell(value: Any) -> str:  # noqa: ANN401 - any JSON
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _table_rows(text: str, delimiter: str) -> Iterator[dict[str, str]]:
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield {key: value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}
