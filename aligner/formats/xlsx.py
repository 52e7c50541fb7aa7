"""XLSX: the columns of the CSV output as a workbook, for reviewers who use a spreadsheet.

The header row stays visible, cells wrap, and rows that need a review are coloured. Texts, shapes
and segment numbers are string cells, so ``1-1`` does not become a date and ``=1+1`` does not become
a formula, even after an edit. A cell can have 32,767 characters and a sheet 1,048,576 rows: longer
texts are cut with a remark, and further rows go to further sheets. A carriage return becomes a line
feed, which ends a line within a cell.
"""

from __future__ import annotations

import re
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO

from aligner.bitext import Bead, Bitext
from aligner.formats.review_state import is_doubtful
from aligner.formats.rows import COLUMNS, Row, rows
from aligner.formats.xlsx_content import CONTENT, Content, words_of_status
from aligner.formats.xml_characters import Cleaner
from aligner.interface import N_, _, counted
from aligner.interface.headings import PAIR_HEADINGS, headings

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_CELL_UNITS = 32_767
"""UTF-16 code units in a cell."""
MAX_SHEET_ROWS = 1_048_576
"""Rows on a sheet, the header included."""
_WIDTHS = {"source": 60, "target": 60, "shape": 7, "id": 7, "review": 40}
_NUMBERS = frozenset({"id", "score", "confidence", "source_line", "target_line"})
_FORMULA = re.compile(r"[=+\-@＝＋－＠]")
_UNSURE, _UNPAIRED = "#FFEB9C", "#F8CBAD"
_ALL_COLUMNS = (*COLUMNS, "comment")
"""The columns of every table, and one for the reviewer."""
_NOTES = {
    "source": N_(
        "To split a pair: insert a row below, and move the second half of both texts there.\nTo merge two pairs: put "
        "both texts into the upper row, and delete the lower one."
    ),
    "status": N_("ok: correct. edited: you changed it. delete: leave it out. Empty: not reviewed."),
    "comment": N_("For your notes; the program does not read it."),
}
"""Notes on cells of the first row of a sheet, shown when the mouse is over them."""
_CHUNK_BYTES = 1 << 14
"""Bytes of the workbook that are copied to the output at a time."""
_MAX_MEMORY_BYTES = 1 << 23
"""Bytes of a workbook that are kept in memory; a larger one is kept in a temporary file."""


class Xlsx:
    """The format XLSX: a workbook with one row for each bead."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write a header and one row for each bead; return remarks that count altered texts.

        Raises:
            UsageError: SOURCE_DATE_EPOCH is not a valid time.
        """
        from xlsxwriter import Workbook

        from aligner.formats.tmx_units import creation_time

        # the archive needs a seekable file
        with tempfile.SpooledTemporaryFile(max_size=_MAX_MEMORY_BYTES) as file:
            # constant_memory: rows go to the disk one by one, so memory does not grow with their number
            with Workbook(file, {"constant_memory": True}) as workbook:
                workbook.set_properties({"created": creation_time().replace(tzinfo=None), "comments": "aligner"})
                remarks = _Sheets(workbook).write(bitext)
            file.seek(0)
            while chunk := file.read(_CHUNK_BYTES):
                stream.write(chunk)
        return remarks

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a workbook of pairs, written by any program; see `aligner.formats.xlsx_reader.read`."""
        from aligner.formats.xlsx_reader import read

        return read(stream, name)

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read the segment numbers of a workbook of this program; see `aligner.formats.columns.beads_from_table`."""
        from aligner.formats.xlsx_reader import read_beads

        return read_beads(stream, name)


class _Sheets:
    """Writes rows to the sheets of a workbook, and begins a new sheet when a sheet is full."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._clean = Cleaner()
        self._cut = 0
        self._returns = 0
        self._content = Content()
        # by the colour of the row, and by whether the cell is marked as text
        self._styles = {
            (colour, quoted): workbook.add_format(
                {"text_wrap": True, "valign": "top"}
                | ({"bg_color": colour} if colour else {})
                | ({"quote_prefix": True} if quoted else {})
            )
            for colour in ("", _UNSURE, _UNPAIRED)
            for quoted in (False, True)
        }

    def write(self, bitext: Bitext) -> tuple[str, ...]:
        """Write the rows of all beads; return remarks on altered texts."""
        sheet, line = self._new_sheet(), 0
        for bead, row in zip(bitext.beads, rows(bitext), strict=True):
            line += 1
            if line == MAX_SHEET_ROWS:
                sheet.autofilter(0, 0, line - 1, len(_ALL_COLUMNS) - 1)
                sheet, line = self._new_sheet(), 1
            colour = _UNPAIRED if bead.is_null else _UNSURE if is_doubtful(bead) else ""
            self._write_row(sheet, line, row, bead.status, colour)
        sheet.autofilter(0, 0, max(line, 1), len(_ALL_COLUMNS) - 1)
        self._workbook.set_custom_property(CONTENT, self._content.digest())
        remarks = self._clean.remarks()
        if self._cut:
            remarks += (
                _(
                    "{cells} cut to the {max_cell_units:,} characters that a cell holds",
                    cells=counted(self._cut, "cell"),
                    max_cell_units=MAX_CELL_UNITS,
                ),
            )
        if self._returns:
            remarks += (
                _(
                    "{carriage_returns} became a line feed, which ends a line in a cell",
                    carriage_returns=counted(self._returns, "carriage return"),
                ),
            )
        return remarks

    def _new_sheet(self) -> Worksheet:
        sheet = self._workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        header = self._workbook.add_format({"bold": True, "valign": "top"})
        titles = headings(_ALL_COLUMNS, PAIR_HEADINGS)
        for number, (column, title) in enumerate(zip(_ALL_COLUMNS, titles, strict=True)):
            sheet.set_column(number, number, _WIDTHS.get(column, 11))
            sheet.write_string(0, number, title, header)
            if column in _NOTES:
                sheet.write_comment(0, number, _(_NOTES[column]), {"x_scale": 3, "y_scale": 1.5})
        self._content.add(titles)
        return sheet

    def _write_row(self, sheet: Worksheet, line: int, row: Row, status: str, colour: str) -> None:
        cells: dict[str, Any] = {**row._asdict(), "status": words_of_status(status), "comment": ""}
        if not row.is_measured:
            cells |= {"score": None, "confidence": None}
        written: list[object] = []
        for number, (column, value) in enumerate(cells.items()):
            if column in _NUMBERS and value is not None:
                written.append(round(value, 4))
                sheet.write_number(line, number, round(value, 4), self._styles[colour, False])
            elif value:
                text = self._shortened(self._clean(self._with_line_feeds(value)))
                written.append(text)
                # without the mark, an edited cell would become a formula or a date
                quoted = column not in ("source", "target") or _FORMULA.match(text) is not None
                sheet.write_string(line, number, text, self._styles[colour, quoted])
            else:
                written.append(None)
                sheet.write_blank(line, number, None, self._styles[colour, False])
        self._content.add(written)

    def _with_line_feeds(self, text: str) -> str:
        if "\r" not in text:
            return text
        self._returns += text.count("\r")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _shortened(self, text: str) -> str:
        if len(text) <= MAX_CELL_UNITS // 2:
            return text
        units = text.encode("utf-16-le")
        if len(units) <= 2 * MAX_CELL_UNITS:
            return text
        self._cut += 1
        return units[: 2 * MAX_CELL_UNITS].decode("utf-16-le", "ignore")


XLSX = Xlsx()
