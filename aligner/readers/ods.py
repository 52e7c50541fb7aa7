"""Read OpenDocument spreadsheets (.ods): the text of the cells, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aligner.bitext import Document
from aligner.interface import N_
from aligner.readers.block_builder import words
from aligner.readers.docx_styles import attribute, child, name_of
from aligner.readers.odf import content_of
from aligner.readers.sheets import MAX_CELLS, Cell, Sheets, too_large, with_numbers_joined
from aligner.safe_xml import stream_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAGS = ("{*}style", "{*}table-column", "{*}table-row", "{*}table")
_NOT_READ = words("annotation ruby-text frame custom-shape g rect shapes")
_CHARACTERS = {"s": " ", "tab": " ", "line-break": "\n"}
_NOT_SHOWN = frozenset({"collapse", "filter"})
_MAX_COLUMNS = 16_384


def read_ods(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read an OpenDocument spreadsheet, as LibreOffice Calc saves it.

    Each line of a cell with text becomes a block, in the order of sheets and rows. ``line`` is the row
    number, and ``page`` is the sheet number. Merged cells count as one cell. Numbers and the content of
    hidden sheets, rows and columns are in ``removed``. Comments are omitted.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Raises:
        InputError: the file is damaged, encrypted or not a spreadsheet, or has no text.
    """
    xml, part = content_of(content, name)
    sheets = Sheets(name)
    hidden_styles: set[str] = set()
    sheet = _Sheet()
    number = 0
    for element in stream_xml(xml, name, part, _TAGS):
        kind = name_of(element)
        if kind == "style":
            if attribute(child(element, "table-properties"), "display") == "false":
                hidden_styles.add(attribute(element, "name"))
        elif kind == "table-column":
            sheet.add_column(element)
        elif kind == "table-row":
            sheet.add_row(element)
            if len(sheet.cells) > MAX_CELLS:
                raise too_large(name)
        else:
            number += 1
            hidden = N_("hidden sheet") if attribute(element, "style-name") in hidden_styles else ""
            sheets.add(
                number, sheet.cells, hidden=hidden, hidden_rows=sheet.hidden_rows, hidden_columns=sheet.hidden_columns
            )
            sheet = _Sheet()
    return sheets.document()


@dataclass(slots=True)
class _Sheet:
    """The cells of one sheet, and its hidden rows and columns."""

    cells: list[Cell] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    _row: int = 1
    _column: int = 1

    def add_column(self, element: _Element) -> None:
        repeated = _repeated(element, "number-columns-repeated")
        if attribute(element, "visibility") in _NOT_SHOWN:
            self.hidden_columns.update(range(self._column, min(self._column + repeated, _MAX_COLUMNS + 1)))
        self._column += repeated

    def add_row(self, element: _Element) -> None:
        repeated = _repeated(element, "number-rows-repeated")
        cells = list(with_numbers_joined(self._cells_of(element)))
        is_hidden = attribute(element, "visibility") in _NOT_SHOWN
        # an empty row at the end of the content is repeated to the end of the sheet
        for row in range(self._row, self._row + (repeated if cells else 0)):
            self.cells += [cell._replace(row=row) for cell in cells]
            if is_hidden:
                self.hidden_rows.add(row)
            if len(self.cells) > MAX_CELLS:
                return
        self._row += repeated

    def _cells_of(self, row: _Element) -> Iterator[Cell]:
        column = 1
        for element in row:
            repeated = _repeated(element, "number-columns-repeated")
            if name_of(element) == "table-cell":  # other elements are cells covered by merged ones
                text = "\n".join(_text(inner) for inner in element if name_of(inner) == "p")
                if text.strip():
                    is_text = attribute(element, "value-type") in ("string", "")
                    last = min(column + (repeated if is_text else 1), _MAX_COLUMNS + 1)
                    yield from (Cell(self._row, number, text, is_text) for number in range(column, last))
            column += repeated


def _repeated(element: _Element, name: str) -> int:
    value = attribute(element, name)
    return int(value) if value.isdecimal() and len(value) < 8 and int(value) else 1


def _text(element: _Element) -> str:
    """Return the visible text of a paragraph of a cell."""
    pieces = [element.text or ""]
    for inner in element:
        name = name_of(inner)
        if name not in _NOT_READ:
            pieces.append(_CHARACTERS.get(name) or _text(inner))
        pieces.append(inner.tail or "")
    return "".join(pieces)
