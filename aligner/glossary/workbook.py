"""Read and write a glossary as an Excel workbook.

The user chooses the mark of an entry from a list; each mark has a colour.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from aligner.errors import InputError
from aligner.formats.xlsx_reader import open_workbook
from aligner.formats.xml_characters import FORBIDDEN
from aligner.glossary.columns import COLUMNS, entries_from_rows, row_of
from aligner.glossary.values import STATUSES, Glossary
from aligner.interface import _
from aligner.interface.headings import TERM_HEADINGS, column_names, headings

_WIDTHS = {"term": 32, "counterpart": 26, "others": 26, "note": 24, "definition": 40, "files": 20} | dict.fromkeys(
    ("example_1", "example_2", "example_3"), 60
)
_ROW_HEIGHT = 45
"""Row height in points: three lines, so that long examples do not stretch the table."""
_CELL_LIMIT = 32_767
_MARK_COLOURS = {"accepted": "#E2F0D9", "rejected": "#D9D9D9"}


@dataclass(frozen=True, slots=True)
class Workbook:
    """The format of a glossary in an Excel workbook."""

    def write(self, glossary: Glossary, stream: BinaryIO) -> tuple[str, ...]:
        """Write a sheet with a header and one row for each glossary entry."""
        import xlsxwriter

        from aligner.formats.tmx_units import creation_time

        with tempfile.TemporaryFile() as file:
            with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
                workbook.set_properties({"created": creation_time().replace(tzinfo=None), "comments": "aligner"})
                _fill(workbook, glossary)
            file.seek(0)
            stream.write(file.read())
        return ()

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Read the first sheet of a workbook, which may come from another program.

        Raises:
            InputError: the file is not a workbook, is damaged, is too large when decompressed, or holds no
                terms.
        """
        with open_workbook(stream.read(), name) as workbook:
            if not workbook.worksheets:
                raise InputError(_("is a workbook without a sheet: save it again"), path=name)
            return entries_from_rows(_rows(workbook.worksheets[0]), name)


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - the stubs know no read-only sheet
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=40, values_only=True), start=1):
        texts = ["" if cell is None else str(cell) for cell in cells]
        yield number, list(column_names(texts, TERM_HEADINGS, ("term", "counterpart"))) if number == 1 else texts


def _fill(workbook: Any, glossary: Glossary) -> None:  # noqa: ANN401 - xlsxwriter is untyped
    sheet = workbook.add_worksheet("glossary")
    sheet.freeze_panes(1, 3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    bold = workbook.add_format({"bold": True})
    cell_style = workbook.add_format({"text_wrap": True, "valign": "top"})
    for number, (name, title) in enumerate(zip(COLUMNS, headings(COLUMNS, TERM_HEADINGS), strict=True)):
        sheet.set_column(number, number, _WIDTHS.get(name, 11))
        sheet.write_string(0, number, title, bold)
    for line, entry in enumerate(glossary, start=1):
        sheet.set_row(line, _ROW_HEIGHT)
        for column, value in enumerate(row_of(entry)):
            if isinstance(value, str):
                sheet.write_string(line, column, FORBIDDEN.sub("", value)[: _CELL_LIMIT // 2], cell_style)
            else:
                sheet.write_number(line, column, value, cell_style)
    last = max(len(glossary), 1)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.data_validation(1, 0, last, 0, {"validate": "list", "source": list(_MARK_COLOURS)})
    for column in map(COLUMNS.index, ("term_status", "status")):
        sheet.data_validation(1, column, last, column, {"validate": "list", "source": list(STATUSES[1:])})
    for mark, colour in _MARK_COLOURS.items():
        rule = {"type": "formula", "criteria": f'=$A2="{mark}"', "format": workbook.add_format({"bg_color": colour})}
        sheet.conditional_format(1, 0, last, len(COLUMNS) - 1, rule)


XLSX = Workbook()
