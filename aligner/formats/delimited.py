"""CSV and TSV: one row a bead, for spreadsheets, pandas and scripts.

Both are quoted as Python's ``csv`` module does for ``excel`` and ``excel-tab``: a cell that holds the
delimiter, a quote or a line end stands in double quotes, and quotes in it are doubled; so tabs and line
ends in the text survive. CSV (RFC 4180) has CRLF line ends and a byte-order mark, without which Excel
takes UTF-8 for the local code page; TSV has neither, for the sake of programs.

A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection";
the full-width forms count in East Asian settings). To be reversible, a cell that already begins with
apostrophes and then such a character gets one more, and reading takes exactly one away.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError
from aligner.formats.base import counted
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.rows import COLUMNS, Row, rows

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CELL_LIMIT = 32_767
"""Characters that one cell of Excel or LibreOffice holds."""
_FIELD_LIMIT = 2**31 - 1
"""The largest limit for a field that the csv module accepts on every system."""

_Value = TypeVar("_Value")


@dataclass
class _Tally:
    """Counts what had to be altered, for the remarks."""

    formulas: int = 0
    unstorable: int = 0
    too_long: int = 0

    def clean(self, text: str) -> str:
        """Return the text as a cell may hold it."""
        storable, number = _UNSTORABLE.subn("\N{REPLACEMENT CHARACTER}", text)
        self.unstorable += number
        self.too_long += len(text) > _CELL_LIMIT
        if _FORMULA.match(storable):
            self.formulas += 1
            return f"'{storable}"
        return storable

    def remarks(self, *, for_spreadsheets: bool) -> tuple[str, ...]:
        """Return one line for each kind of alteration that took place."""
        found = []
        if self.formulas:
            verb = "was" if self.formulas == 1 else "were"
            found.append(
                f"{counted(self.formulas, 'cell')} that a spreadsheet would run as a formula {verb} prefixed with '"
            )
        if self.unstorable:
            found.append(
                f"{counted(self.unstorable, 'character')} that a table cannot hold (NUL, lone surrogates) became U+FFFD"
            )
        if self.too_long and for_spreadsheets:
            found.append(
                f"{counted(self.too_long, 'cell')} longer than the {_CELL_LIMIT:,} characters that a spreadsheet shows"
            )
        return tuple(found)


@dataclass(frozen=True)
class Delimited:
    """A table in text form.

    Attributes:
        delimiter: between the cells.
        line_end: behind each row.
        byte_order_mark: whether the file begins with one.
    """

    delimiter: str
    line_end: str
    byte_order_mark: bool

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write a header and one row a bead; says how many cells had to be altered."""
        tally = _Tally()
        stream.write(b"\xef\xbb\xbf" if self.byte_order_mark else b"")
        stream.write(self._line(COLUMNS))
        for row in rows(bitext):
            stream.write(self._line(_cells(row, tally)))
        return tally.remarks(for_spreadsheets=self.byte_order_mark)

    def _line(self, cells: tuple[str, ...]) -> bytes:
        return (self.delimiter.join(map(self._quoted, cells)) + self.line_end).encode()

    def _quoted(self, cell: str) -> str:
        # Python before 3.13 leaves a bare CR unquoted when line ends are LF, so the quoting is done here.
        if self.delimiter in cell or '"' in cell or "\n" in cell or "\r" in cell:
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a table with at least the columns ``source`` and ``target``; a cell becomes one segment."""
        with closing(self._records(stream, name, ("source", "target"))) as records:
            pairs = (
                Pair(
                    _restored(record["source"]),
                    _restored(record["target"]),
                    _parsed(record, "score", float, 0.0, name, line),
                    _parsed(record, "confidence", float, 0.0, name, line),
                    _parsed(record, "source_line", int, None, name, line),
                    _parsed(record, "target_line", int, None, name, line),
                )
                for line, record in records
            )
            return bitext_from_pairs(pairs, names=(name, name))

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read the segment numbers of a table with the columns ``source_ids`` and ``target_ids``."""
        with closing(self._records(stream, name, ("source_ids", "target_ids"))) as records:
            return [
                Bead(
                    _parsed(record, "source_ids", _ids, (), name, line),
                    _parsed(record, "target_ids", _ids, (), name, line),
                    _parsed(record, "score", float, 0.0, name, line),
                    _parsed(record, "confidence", float, 0.0, name, line),
                )
                for line, record in records
            ]

    def _records(
        self, stream: BinaryIO, name: str, required: tuple[str, ...]
    ) -> Generator[tuple[int, Mapping[str, str]], None, None]:
        """Yield the rows below the header, each with the file's line on which it ends."""
        text = io.TextIOWrapper(stream, encoding=_encoding(stream), newline="")
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        try:
            with _long_fields():
                header = next(reader, [])
                missing = [column for column in required if column not in header]
                if missing:
                    problem = f"the first row names no column {' and no column '.join(missing)}"
                    raise InputError(f"{problem}: is it the right file and delimiter?", path=name, line=1)
                for cells in reader:
                    if not cells:
                        continue
                    if len(cells) != len(header):
                        problem = f"{counted(len(cells), 'cell')} in the row, but the header has {len(header)}"
                        raise InputError(problem, path=name, line=reader.line_num)
                    yield reader.line_num, dict(zip(header, cells, strict=True))
        except UnicodeError as error:
            # Decoding runs ahead of parsing by a buffer, so the line is not known.
            raise InputError('not UTF-8: save the table again as "CSV UTF-8"', path=name) from error
        except csv.Error as error:
            raise InputError(f"damaged table: {error}", path=name, line=reader.line_num) from error
        finally:
            text.detach()


def _cells(row: Row, tally: _Tally) -> tuple[str, ...]:
    return (
        str(row.id),
        row.shape,
        tally.clean(row.source),
        tally.clean(row.target),
        _number(row.score),
        _number(row.confidence),
        row.source_ids,
        row.target_ids,
        "" if row.source_line is None else str(row.source_line),
        "" if row.target_line is None else str(row.target_line),
    )


def _number(value: float) -> str:
    """Return four decimals and no minus zero."""
    return f"{round(value, 4) + 0.0:.4f}"


def _restored(cell: str) -> str:
    return cell[1:] if _DEFUSED.match(cell) else cell


def _ids(cell: str) -> tuple[int, ...]:
    ids = tuple(sorted(map(int, cell.split())))
    if (ids and ids[0] < 0) or len(set(ids)) != len(ids):
        raise ValueError(cell)
    return ids


def _parsed(
    record: Mapping[str, str],
    column: str,
    parse: Callable[[str], _Value],
    default: _Value,
    name: str,
    line: int,
) -> _Value:
    """Parse one cell; a missing column or an empty cell gives the default."""
    cell = record.get(column, "")
    if not cell.strip():
        return default
    try:
        return parse(cell)
    except ValueError:
        raise InputError(f"{cell[:40]!r} makes no sense in the column {column}", path=name, line=line) from None


def _encoding(stream: BinaryIO) -> str:
    """Return UTF-16 where its mark stands (Excel's "Unicode text"), else UTF-8 with or without a mark."""
    # Every stream that reaches a reader is buffered; peeking leaves the bytes where they are.
    start = stream.peek(2)[:2] if isinstance(stream, io.BufferedReader) else b""
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lift the csv module's limit of 131,072 characters a field: a paragraph may be longer."""
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


CSV = Delimited(",", "\r\n", byte_order_mark=True)
TSV = Delimited("\t", "\n", byte_order_mark=False)
