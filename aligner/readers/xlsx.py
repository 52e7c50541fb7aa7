"""Read Excel workbooks (.xlsx) as documents: the text of the cells, sheet by sheet.

The module reads the XML row by row (ECMA-376, SpreadsheetML), so empty cells need no memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from aligner.bitext import Document
from aligner.interface import N_
from aligner.readers.opc import Package, relation_of
from aligner.readers.sheets import Cell, Sheets, with_numbers_joined
from aligner.safe_xml import stream_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_RANGE = re.compile(rf"{_REFERENCE.pattern}:{_REFERENCE.pattern}")
_ESCAPED = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
"""Escape for a character that XML forbids, or that looks like such an escape (ISO 29500, ST_Xstring)."""
_TEXT_TYPES = frozenset({"str", "inlineStr"})
_MAX_COVERED_CELLS = 1_000_000
"""Cells covered by merged cells that are skipped; Excel keeps no text there, but other programs do."""
_MAX_COLUMNS = 16_384


def read_xlsx(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read an Excel workbook as a document.

    Each line of a cell with text becomes a block, in the order of sheets and rows. ``line`` is the row
    number, and ``page`` is the sheet number. The text of a formula is its stored result. Merged cells
    count as one cell. Numbers and the content of hidden sheets, rows and columns are in ``removed``.
    Comments are omitted.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Raises:
        InputError: the file is damaged, encrypted or not a workbook, or has no text.
    """
    package = Package(content, name, N_("Excel workbook"))
    relations = package.relations(package.main)
    texts = _shared_texts(package)
    sheets = Sheets(name)
    for number, element in enumerate(package.root(package.main).iter("{*}sheet"), start=1):
        relation = relations.get(relation_of(element))
        if relation is not None and relation.kind == "worksheet":
            hidden = N_("hidden sheet") if element.get("state", "visible") != "visible" else ""
            sheet = _Sheet(texts)
            sheet.read(package, relation.target)
            sheets.add(
                number,
                (cell for cell in sheet.cells if (cell.row, cell.column) not in sheet.covered),
                hidden=hidden,
                hidden_rows=sheet.hidden_rows,
                hidden_columns=sheet.hidden_columns,
            )
    return sheets.document()


def _shared_texts(package: Package) -> list[str]:
    """Return the shared strings of the workbook; cells refer to them by index."""
    part = package.related(package.main, "sharedStrings")
    if not part:
        return []
    return [_text(item) for item in stream_xml(package.archive.read(part), package.name, part, ("{*}si",))]


def _text(element: _Element) -> str:
    """Return the text of a string element; runs with different formats are joined.

    Phonetic readings (``rPh``) are omitted.
    """
    pieces = [
        piece.text or ""
        for piece in element.iter("{*}t")
        if (parent := piece.getparent()) is None or not str(parent.tag).endswith("}rPh")
    ]
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(pieces))


@dataclass(slots=True)
class _Sheet:
    """The cells of one sheet, with its hidden rows and columns and its merged cells."""

    texts: list[str]
    cells: list[Cell] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    covered: set[tuple[int, int]] = field(default_factory=set)

    def read(self, package: Package, part: str) -> None:
        row = 0
        content = package.archive.read(part)
        for element in stream_xml(content, package.name, part, ("{*}row", "{*}col", "{*}mergeCell")):
            tag = str(element.tag)
            if tag.endswith("}row"):
                number = _NUMBER.fullmatch(element.get("r") or "")
                row = int(number[0]) if number else row + 1
                self.cells += with_numbers_joined(self._cells(element, row))
                if _is_on(element.get("hidden")):
                    self.hidden_rows.add(row)
            elif tag.endswith("}col") and _is_on(element.get("hidden")):
                first, last = (_NUMBER.fullmatch(element.get(end) or "") for end in ("min", "max"))
                if first and last:
                    self.hidden_columns.update(range(int(first[0]), min(int(last[0]), _MAX_COLUMNS) + 1))
            elif match := _RANGE.fullmatch(element.get("ref") or ""):
                self._cover(match)

    def _cells(self, row_element: _Element, row: int) -> Iterator[Cell]:
        column = 0
        for element in row_element.iterchildren("{*}c"):
            column += 1
            if not len(element):
                continue
            if place := _REFERENCE.fullmatch(element.get("r") or ""):
                column = _column(place[1])
            kind = element.get("t") or "n"
            if kind == "inlineStr":
                text = _text(element)
            else:
                value = next(element.iterchildren("{*}v"), None)
                text = "" if value is None else value.text or ""
                if kind == "s":
                    number = int(text) if text.isdecimal() and len(text) < 10 else len(self.texts)
                    text = self.texts[number] if number < len(self.texts) else ""
                elif kind == "str":
                    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
            if text.strip():
                yield Cell(row, column, text, kind == "s" or kind in _TEXT_TYPES)

    def _cover(self, match: re.Match[str]) -> None:
        first_row, last_row = sorted((int(match[2]), int(match[4])))
        first, last = sorted((_column(match[1]), _column(match[3])))
        size = (last_row - first_row + 1) * (last - first + 1)
        if len(self.covered) + size <= _MAX_COVERED_CELLS:
            self.covered.update(product(range(first_row, last_row + 1), range(first, last + 1)))
            self.covered.discard((first_row, first))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")
