"""CSV and TSV: one row for each bead, for spreadsheets, pandas and scripts.

Cells are quoted as Python's ``csv`` module does for ``excel`` and ``excel-tab``: a cell with the
delimiter, a quote or a line end is put in double quotes, and quotes in it are doubled. This keeps
tabs and line ends in the text. CSV (RFC 4180) has CRLF line ends and a byte-order mark, because
without the mark Excel reads UTF-8 as the local code page. TSV has neither, because it is for
programs. If the quotes in a TSV file of another program belong to the text, the file is read
without quoting.

In CSV, a cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV
Injection"; in East Asian settings, full-width characters start formulas too). A cell that already
begins with apostrophes and such a character gets one more. Reading removes exactly one, so the text
is restored. TSV contains the texts unchanged.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError
from aligner.formats.columns import beads_from_table, bitext_from_table
from aligner.formats.rows import COLUMNS, Row, rows
from aligner.formats.table_text import delimiter_in, open_table
from aligner.interface import _, _n

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARKED_FORMULA = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MAX_CELL_CHARACTERS = 32_767
"""Largest number of characters in a cell of Excel or LibreOffice."""
_MAX_FIELD_CHARACTERS = 2**31 - 1
"""Largest field size that the csv module accepts on every system."""


@dataclass
class Tally:
    """Prepares texts for the cells of a table, and counts the texts that it alters or that are too long."""

    for_spreadsheets: bool
    formulas: int = 0
    unstorable: int = 0
    too_long: int = 0

    def clean(self, text: str) -> str:
        """Return a text as it is written to a cell, and count its alterations."""
        storable, number = _UNSTORABLE.subn("\N{REPLACEMENT CHARACTER}", text)
        self.unstorable += number
        self.too_long += len(text) > _MAX_CELL_CHARACTERS
        if self.for_spreadsheets and _FORMULA.match(storable):
            self.formulas += 1
            return f"'{storable}"
        return storable

    def remarks(self) -> tuple[str, ...]:
        """Return one line for each kind of alteration of the texts, with the number of alterations."""
        remarks = []
        if self.formulas:
            remarks.append(
                _n(
                    "{count:,} cell that a spreadsheet would run as a formula was prefixed with '",
                    "{count:,} cells that a spreadsheet would run as a formula were prefixed with '",
                    self.formulas,
                )
            )
        if self.unstorable:
            remarks.append(
                _n(
                    "{count:,} character that a table cannot hold (NUL, lone surrogates) became U+FFFD",
                    "{count:,} characters that a table cannot hold (NUL, lone surrogates) became U+FFFD",
                    self.unstorable,
                )
            )
        if self.too_long and self.for_spreadsheets:
            remarks.append(
                _n(
                    "{count:,} cell over {limit:,} characters, the limit of spreadsheets",
                    "{count:,} cells over {limit:,} characters, the limit of spreadsheets",
                    self.too_long,
                    limit=_MAX_CELL_CHARACTERS,
                )
            )
        return tuple(remarks)


@dataclass(frozen=True)
class Delimited:
    """The format of a table in a text file: CSV or TSV.

    Attributes:
        delimiter: the character between the cells.
        line_end: the characters at the end of each row.
        for_spreadsheets: whether the file begins with a byte-order mark, and formulas get an apostrophe
            in front.
    """

    delimiter: str
    line_end: str
    for_spreadsheets: bool

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write a header and one row for each bead; return remarks that count the altered cells."""
        tally = Tally(self.for_spreadsheets)
        stream.write(self.beginning)
        stream.write(self.line(COLUMNS))
        for row in rows(bitext):
            stream.write(self.line(_cells(row, tally)))
        return tally.remarks()

    @property
    def beginning(self) -> bytes:
        """The bytes of the file before the first row: a byte-order mark, or none."""
        return b"\xef\xbb\xbf" if self.for_spreadsheets else b""

    def line(self, cells: Sequence[str]) -> bytes:
        """Return a row of the table, with its line end, as bytes in UTF-8."""
        return (self.delimiter.join(map(self._quoted, cells)) + self.line_end).encode()

    def _quoted(self, cell: str) -> str:
        # Python before 3.13 does not quote a bare CR if line ends are LF, so the csv module cannot be used here.
        if self.delimiter in cell or '"' in cell or "\n" in cell or "\r" in cell:
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a table of pairs, written by any program or spreadsheet; see `bitext_from_table`."""
        with closing(self._rows(stream, name)) as rows:
            return bitext_from_table(rows, name, _without_apostrophe if self.for_spreadsheets else str)

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read the segment numbers of a table with the columns ``source_ids`` and ``target_ids``."""
        with closing(self._rows(stream, name)) as rows:
            return beads_from_table(rows, name)

    def _rows(self, stream: BinaryIO, name: str) -> Generator[tuple[int, Sequence[str]], None, None]:
        """Yield the rows, each with the 1-based line of the file on which it ends."""
        content = stream.read()
        text = open_table(content, name)
        try:
            with _long_fields():
                delimiter = delimiter_in(text, self.delimiter)
                plain = delimiter == "\t" and b'"' in content and not _well_quoted(text, delimiter)
                reader = csv.reader(
                    text, delimiter=delimiter, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL, strict=True
                )
                for cells in reader:
                    if cells:
                        yield reader.line_num, cells
        except UnicodeError as error:
            raise InputError(_('is damaged: save the table again as "CSV UTF-8"'), path=name) from error
        except csv.Error as error:
            raise InputError(_("is a damaged table: {error}", error=error), path=name, line=reader.line_num) from error


def _well_quoted(text: io.TextIOWrapper, delimiter: str) -> bool:
    """Whether quotes in a table enclose its cells; in tab-separated corpora they often belong to the text."""
    try:
        widths = {len(cells) for cells in csv.reader(text, delimiter=delimiter, strict=True) if cells}
    except csv.Error:
        return False
    finally:
        text.seek(0)
    return len(widths) < 2


def _cells(row: Row, tally: Tally) -> tuple[str, ...]:
    return (
        str(row.id),
        row.shape,
        tally.clean(row.source),
        tally.clean(row.target),
        _number(row.score) if row.is_measured else "",
        _number(row.confidence) if row.is_measured else "",
        row.source_ids,
        row.target_ids,
        "" if row.source_line is None else str(row.source_line),
        "" if row.target_line is None else str(row.target_line),
        tally.clean(row.status),
        tally.clean(row.review),
    )


def _number(value: float) -> str:
    """Return a number as text with four decimals; zero has no minus sign."""
    return f"{round(value, 4) + 0.0:.4f}"


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if _MARKED_FORMULA.match(cell) else cell


@contextmanager
def _long_fields() -> Iterator[None]:
    """Raise the csv module's limit of 131,072 characters for a field, because a paragraph may be longer."""
    before = csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    try:
        yield
    finally:
        csv.field_size_limit(before)


CSV = Delimited(",", "\r\n", for_spreadsheets=True)
TSV = Delimited("\t", "\n", for_spreadsheets=False)
