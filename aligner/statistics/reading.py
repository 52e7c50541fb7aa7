"""Read the pairs of a file as observations: the texts, shape, confidence and document of each pair.

If the format allows it, pairs are read one at a time, so a corpus can be larger than memory.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite, nan
from pathlib import Path
from typing import Any, BinaryIO

from aligner.errors import InputError
from aligner.formats import load, open_input
from aligner.formats.statistics import Observation, observations
from aligner.formats.tmx_reader import read_units
from aligner.formats.tmx_units import Header, Unit
from aligner.interface import _
from aligner.languages import is_known
from aligner.languages.tags import language_of_tag

BATCH_ROWS = 5_000
"""Number of rows of a Parquet file held in memory."""
MAX_CELL_CHARACTERS = 2**31 - 1
_COLUMNS = ("source", "target", "shape", "confidence", "document", "source_name", "target_name")


def read_observations(path: Path, format_name: str) -> Iterator[Observation]:
    """Yield the pairs of a file as observations (texts, shape, confidence), document by document.

    Tables with the columns ``source`` and ``target`` (Parquet, CSV, TSV, JSON lines) and TMX files
    are read as a stream. Files in other formats are loaded completely.

    Args:
        path: the path of a file with texts.
        format_name: a name in `aligner.formats.FORMATS`.

    Raises:
        InputError: the file is missing or damaged.
        UsageError: the format has no texts.
    """
    if format_name == "parquet":
        yield from observations_from_records(_parquet_records(path), str(path))
        return
    if format_name == "tmx":
        with open_input(path) as stream:
            yield from _from_units(stream, str(path))
        return
    if format_name in ("pairs", "csv", "tsv") and (records := _text_records(path, format_name)) is not None:
        yield from observations_from_records(records, str(path))
        return
    yield from observations(load(path, format_name), measured=format_name == "jsonl")


def observations_from_records(records: Iterable[Mapping[str, Any]], name: str) -> Iterator[Observation]:
    """Yield an observation (texts, shape, confidence and document of a pair) for each row of a table.

    Rows without text are left out.

    Args:
        records: the rows, with the keys ``source`` and ``target``.
        name: the name of the file, for messages; it is also the document name for rows without one.

    Raises:
        InputError: a confidence is not a number.
    """
    for number, record in enumerate(records, start=1):
        source, target = (_text(record.get(column)) for column in ("source", "target"))
        if not source and not target:
            continue
        names = [_text(record.get(column)) for column in ("source_name", "target_name")]
        yield Observation(
            _text(record.get("document")) or ("\n".join(names) if any(names) else name),
            source,
            target,
            _text(record.get("shape")) or shape_of(source, target),
            _confidence(record.get("confidence"), name, number),
        )


def shape_of(source: str, target: str) -> str:
    """Return the shape of a pair from a file without shapes: each non-empty text counts as one segment."""
    return f"{int(bool(source))}-{int(bool(target))}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _confidence(value: object, name: str, number: int) -> float | None:
    if value is None or value == "":
        return None
    try:
        confidence = float(str(value))
    except ValueError:
        confidence = nan
    if not isfinite(confidence):
        raise InputError(
            _(
                "{value!r} in pair {number} is no confidence: a number from 0 to 1 is expected",
                value=str(value)[:40],
                number=number,
            ),
            path=name,
        )
    return confidence


def _parquet_records(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError:
        raise InputError(
            _("needs the package 'pyarrow': pip install 'bitext-aligner[parquet]'"), path=str(path)
        ) from None
    with open_input(path) as stream:
        try:
            file = pyarrow.parquet.ParquetFile(stream)
            columns = [column for column in _COLUMNS if column in file.schema_arrow.names]
            if not {"source", "target"} <= set(columns):
                raise InputError(_("its table has no columns called source and target: rename them"), path=str(path))
            for batch in file.iter_batches(BATCH_ROWS, columns=columns):
                yield from batch.to_pylist()
        except (pyarrow.ArrowException, OSError, UnicodeError) as error:
            problem = _("no readable Parquet file: {error}", error=str(error).partition("\n")[0])
            raise InputError(problem, path=str(path)) from error


def _text_records(path: Path, format_name: str) -> Iterator[Mapping[str, Any]] | None:
    """Return the records of a table with the columns ``source`` and ``target``; ``None`` for any other file."""
    with open_input(path) as stream:
        head = stream.readline()
    try:
        first = head.decode("utf-8-sig")
        if format_name == "pairs":
            record = json.loads(first)
            has_columns = isinstance(record, dict) and {"source", "target"} <= set(record) and "format" not in record
        else:
            has_columns = {"source", "target"} <= set(next(csv.reader([first], delimiter=_delimiter(format_name)), ()))
    except (ValueError, RecursionError, csv.Error):
        return None
    if not has_columns:
        return None
    return json_records(path) if format_name == "pairs" else _table_records(path, format_name)


def json_records(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a file of JSON lines.

    Raises:
        InputError: the file cannot be read, or a line is not an object.
    """
    with open_input(path) as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict):
                raise InputError(
                    _("no JSON object on this line: one object a pair is expected"), path=str(path), line=number
                )
            yield record


def _delimiter(format_name: str) -> str:
    return "\t" if format_name == "tsv" else ","


def _table_records(path: Path, format_name: str) -> Iterator[Mapping[str, Any]]:
    limit = csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        with open_input(path) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            yield from csv.DictReader(text, delimiter=_delimiter(format_name))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(_("no readable table: {error}", error=error), path=str(path)) from error
    finally:
        csv.field_size_limit(limit)


def _from_units(stream: BinaryIO, name: str) -> Iterator[Observation]:
    units = read_units(stream, name)
    order: list[str] = []
    for unit in units:
        sides = _sides(unit, units.header, order)
        if sides is None:
            continue
        source, target = sides
        properties = unit.properties
        names = [properties.get(f"x-{side}-file", "") for side in ("source", "target")]
        yield Observation(
            "\n".join(names) if any(names) else name,
            source,
            target,
            properties.get("x-shape") or shape_of(source, target),
            _confidence(properties.get("x-confidence"), name, unit.line),
        )


def _sides(unit: Unit, header: Header, order: list[str]) -> tuple[str, str] | None:
    """Return the source and target texts of a translation unit of a TMX file.

    The result is ``None`` if the unit lacks one of the two languages.

    Args:
        unit: the translation unit.
        header: the header of the file.
        order: the languages of source and target. The first unit with two languages fills this
            list.
    """
    if len(unit.variants) == 1:
        shape, text = unit.properties.get("x-shape", ""), unit.variants[0][1]
        return ("", text) if shape.startswith("0-") else (text, "") if shape.endswith("-0") else None
    texts = {language_of_tag(tag) or tag: text for tag, text in reversed(unit.variants)}
    if not order and len(texts) > 1:
        order += _languages(list(reversed(texts)), header)
    if not order or not set(order) <= set(texts):
        return None
    return texts[order[0]], texts[order[1]]


def _languages(tags: Sequence[str], header: Header) -> list[str]:
    """Return the languages of source and target in a TMX file, from the language tags of a translation unit.

    They are the known languages among the tags if there are exactly two, else the languages of the
    first two tags. The language that the header names as the source is first.
    """
    known_tags = [language for language in tags if is_known(language)]
    pair = known_tags if len(known_tags) == 2 else list(tags[:2])
    source = language_of_tag(header.source_tag) or header.source_tag
    return sorted(pair, key=lambda language: language != source)
