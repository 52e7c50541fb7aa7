"""Read tables of pairs from Word documents as rows of texts.

Tracked changes are treated as accepted. Codes of translation tools are counted and left out; they
are runs in a special style that these tools use for tags. Specification: ECMA-376, part 1,
WordprocessingML.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aligner.errors import InputError
from aligner.formats.columns import named_columns
from aligner.interface import _
from aligner.safe_xml import parse_xml
from aligner.safe_zip import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "word/document.xml"
_LEFT_OUT = frozenset({"del", "moveFrom", "pPr", "rPr", "tcPr", "instrText", "delText", "Fallback", "rt", "tbl"})
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_CODES = frozenset({"tag", "mqinternal", "trados_tag", "tw4wininternal"})
"""Styles of runs that contain codes: of Trados Studio, memoQ and Trados Workbench."""
_MAX_HEADER_ROW = 10
"""Rows that are searched for the names of the columns."""


class Table(NamedTuple):
    """A table of pairs.

    Attributes:
        rows: the row of column names and the rows after it, each with its 1-based number in the table.
        codes: the number of codes of translation tools that were left out.
    """

    rows: list[tuple[int, list[str]]]
    codes: int


def table_of_pairs(content: bytes, name: str) -> Table | None:
    """Return the first table of pairs, with the rows of later tables that have the same column names.

    Args:
        content: all bytes of a Word document.
        name: the file's name, for messages.

    Returns:
        The table; ``None`` if no table has a row with the names of the columns of pairs.

    Raises:
        InputError: the file is damaged or not a Word document.
    """
    if not content.startswith(b"PK"):
        raise InputError(_("is not a Word document, despite its name: save it as .docx"), path=name)
    archive = Archive(content, name)
    if _MAIN not in archive:
        raise InputError(_("is an archive, but not a Word document: save it as .docx"), path=name)
    pair_rows: list[tuple[int, list[str]]] = []
    counter = _Counter()
    for table in parse_xml(archive.read(_MAIN), name, _MAIN).iter("{*}tbl"):
        before = counter.codes
        rows = list(enumerate(_rows(table, counter), start=1))
        if pair_rows:
            rows = rows[1:] if rows and rows[0][1] == pair_rows[0][1] else []
        else:
            header = next((number for number, (_, cells) in _first_rows(rows) if named_columns(cells)), None)
            rows = [] if header is None else rows[header:]
        if not rows:
            counter.codes = before
        pair_rows += rows
    return Table(pair_rows, counter.codes) if pair_rows else None


def holds_table_of_pairs(path: str | Path) -> bool:
    """Whether a file is a Word document with a table of pairs; false for a file that cannot be read."""
    try:
        return table_of_pairs(Path(path).read_bytes(), str(path)) is not None
    except (OSError, ValueError, InputError):
        return False


def _first_rows(rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, tuple[int, list[str]]]]:
    return islice(enumerate(rows), _MAX_HEADER_ROW)


class _Counter:
    """Counts the codes of translation tools that were left out."""

    def __init__(self) -> None:
        self.codes = 0


def _rows(table: _Element, counter: _Counter) -> Iterator[list[str]]:
    """Yield the rows of a table without its nested tables.

    A cell that covers several columns is followed by empty cells for the other columns.
    """
    for row in table.iterchildren("{*}tr"):
        cells: list[str] = []
        for cell in row.iterchildren("{*}tc", "{*}sdt"):
            paragraphs = (paragraph for paragraph in cell.iter("{*}p") if _cell_of(paragraph) in (cell, None))
            cells.append("\n".join(_text(paragraph, counter) for paragraph in paragraphs))
            cells += [""] * (_span(cell) - 1)
        yield cells


def _cell_of(paragraph: _Element) -> _Element | None:
    """Return the table cell that contains a paragraph.

    The result is ``None`` for a paragraph outside tables, or if the cell itself is within a content
    control.
    """
    ancestor = next(paragraph.iterancestors("{*}tc"), None)
    parent = None if ancestor is None else ancestor.getparent()
    return None if parent is not None and str(parent.tag).endswith("}sdtContent") else ancestor


def _span(cell: _Element) -> int:
    span = next(cell.iter("{*}gridSpan"), None)
    value = "1" if span is None else _attribute(span, "val")
    return min(int(value), 100) if value.isascii() and value.isdigit() else 1


def _text(element: _Element, counter: _Counter) -> str:
    parts: list[str] = []
    for inner in element:
        tag = str(inner.tag).rpartition("}")[2]
        if tag == "t":
            parts.append(inner.text or "")
        elif tag in _CHARACTERS:
            parts.append(_CHARACTERS[tag])
        elif tag == "r" and _is_code(inner):
            counter.codes += 1
        elif tag not in _LEFT_OUT:
            parts.append(_text(inner, counter))
    return "".join(parts)


def _is_code(run: _Element) -> bool:
    properties = next(run.iterchildren("{*}rPr"), None)
    style = None if properties is None else next(properties.iterchildren("{*}rStyle"), None)
    return style is not None and _attribute(style, "val").lower() in _CODES


def _attribute(element: _Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")
