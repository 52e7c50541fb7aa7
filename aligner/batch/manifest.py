"""Read the manifest, the list of document pairs: a table or JSON lines.

The rows are read one at a time, so that a list can have any length.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from aligner.errors import InputError, UsageError
from aligner.formats import open_input
from aligner.interface import _

DELIMITERS = {".csv": ",", ".tsv": "\t"}
EXTENSIONS = (*DELIMITERS, ".jsonl")
_MAX_CELL_CHARACTERS = 1_000_000


class Row(NamedTuple):
    """One row of the manifest: a pair of documents to align.

    Attributes:
        line: line of the manifest, from 1.
        document: name of the pair; if the manifest does not name it, the path of the source.
        source: path of the source document as written in the manifest.
        target: path of the target document as written in the manifest.
        metadata: the cells of the other columns as texts, by name of the column.
    """

    line: int
    document: str
    source: str
    target: str
    metadata: Mapping[str, str] = {}


def rows(path: str | Path) -> Iterator[Row]:
    """Yield the rows of a manifest, a list of document pairs: ``.csv`` or ``.tsv`` with a header, or ``.jsonl``.

    A ``.jsonl`` file has one object on each line. The columns ``source`` and ``target`` are required,
    ``document`` is the name of the pair, and all other columns are metadata.

    Raises:
        InputError: the file cannot be read, or a row has no path; the error has the line.
        UsageError: the extension of the file is none of these.
    """
    name = str(path)
    suffix = Path(name).suffix.lower()
    if suffix not in EXTENSIONS:
        raise UsageError(
            _("the extension names no list of pairs: use {extensions}", extensions=", ".join(EXTENSIONS)), path=name
        )
    with open_input(path) as stream:
        lines = _lines(stream, name)
        records = _json_records(lines, name) if suffix == ".jsonl" else _table(lines, DELIMITERS[suffix], name)
        has_rows = False
        for line, record in records:
            has_rows = True
            yield _row(line, record, name)
        if not has_rows:
            raise InputError(_("lists no pairs: the header and a line for each pair are expected"), path=name)


def count_rows(path: str | Path) -> tuple[int, tuple[str, ...]]:
    """Check every row of a manifest; return the number of rows and the names of the metadata columns.

    The errors are those of `rows`.
    """
    columns: dict[str, None] = {}
    number = 0
    for row in rows(path):
        number += 1
        columns.update(dict.fromkeys(row.metadata))
    return number, tuple(columns)


def resolve_path(path: str, manifest: Path) -> str:
    """Return the absolute path of a document that the manifest names.

    A relative path starts at the current folder or, if no such file exists there, at the folder of the
    manifest.
    """
    here = Path(path).absolute()
    beside = manifest.absolute().parent / path
    return str(beside if not here.exists() and beside.exists() else here)


def _lines(stream: Any, name: str) -> Iterator[str]:  # noqa: ANN401 - a binary stream
    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise InputError(_("is not UTF-8: save the list as UTF-8"), path=name, line=number) from None


def _table(lines: Iterator[str], delimiter: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not {"source", "target"} <= set(header):
            raise InputError(
                _("has no columns called source and target: name them in the first line"), path=name, line=1
            )
        if len(set(header)) != len(header):
            raise InputError(_("has two columns of one name: rename one"), path=name, line=1)
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise InputError(
                    _(
                        "{cells} cells, {header} columns: put quotes around a cell that holds the delimiter",
                        cells=len(cells),
                        header=len(header),
                    ),
                    path=name,
                    line=reader.line_num,
                )
            yield reader.line_num, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise InputError(_("is no readable table ({error})", error=error), path=name, line=reader.line_num) from None


def _json_records(lines: Iterator[str], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise InputError(_("no JSON object on this line: one object a pair is expected"), path=name, line=number)
        yield number, {key: _text(value) for key, value in record.items() if value is not None}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row(line: int, record: dict[str, str], name: str) -> Row:
    source, target = record.pop("source", ""), record.pop("target", "")
    for side, path in (("source", source), ("target", target)):
        if not path.strip() or "\0" in path:
            raise InputError(_("names no {side}: give a path in every row", side=side), path=name, line=line)
    return Row(line, record.pop("document", "") or source, source, target, record)
