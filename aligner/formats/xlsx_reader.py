"""Read a workbook with a sheet of pairs as a bitext.

The workbook may come from this program, and may have been edited, or from another program.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError
from aligner.formats.columns import CONTINUED, beads_from_table, bitext_from_table
from aligner.formats.xlsx_cells import SpecialCells, continued_cells
from aligner.formats.xlsx_content import CONTENT, Content
from aligner.interface import _
from aligner.interface.headings import PAIR_HEADINGS, column_names
from aligner.safe_zip import Archive

if TYPE_CHECKING:
    from openpyxl import Workbook

_MAX_UNPACKED_BYTES = 128 << 20
"""Bytes of all members of a workbook, unpacked: about 300,000 pairs."""
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError, TypeError, AttributeError),
    *(SyntaxError, ArithmeticError, AssertionError, NotImplementedError, RecursionError),
)
"""Exceptions that openpyxl raises for damaged workbooks."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENTITY = re.compile(b"<!ENTITY|" + re.escape("<!ENTITY".encode("utf-16-le")) + b"|" + "<!ENTITY".encode("utf-16-be"))
_FAR_ROW = re.compile(rb'<(?:\w{1,20}:)?row\b[^<>]{0,300}?\br="\d{8}')
"""A row beyond the 1,048,576 of a sheet: openpyxl would create all the rows before it, one by one."""
_ESCAPED = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
"""Escape for a character that XML forbids, or that looks like such an escape (ISO 29500, ST_Xstring)."""
_MAX_COLUMNS = 40
"""Columns that are read."""


def read(stream: BinaryIO, name: str) -> Bitext:
    """Read the first sheet with pairs, and the later sheets with the same header.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.

    Raises:
        InputError: the file is not a workbook, is encrypted or damaged, or no sheet has pairs.
    """
    content = stream.read()
    with open_workbook(content, name) as workbook:
        return _bitext(workbook, Archive(content, name, largest=_MAX_UNPACKED_BYTES), name)


@contextmanager
def open_workbook(content: bytes, name: str) -> Iterator[Any]:
    """Yield a workbook of openpyxl; errors of openpyxl become `InputError`.

    Args:
        content: all bytes of the file.
        name: the file's name, for messages.

    Raises:
        InputError: the file is not a workbook, is encrypted, or is damaged. Some damage is found only
            while the sheets are read.
    """
    from openpyxl import load_workbook

    check_workbook(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about styles and properties that do not matter here
            yield load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except _DAMAGE as error:
        raise InputError(_("is a damaged workbook ({error}): save it again", error=error), path=name) from error


def read_beads(stream: BinaryIO, name: str) -> list[Bead]:
    """Read the segment numbers of the first sheet and of later sheets with the same header.

    Raises:
        InputError: for the reasons given in `read`, or the sheet has no columns ``source_ids`` and
            ``target_ids``.
    """
    with open_workbook(stream.read(), name) as workbook:
        first, *others = [_rows(sheet) for sheet in workbook.worksheets]
        header = next(first, (1, [""]))
        further = (row for other in others for row in _continuation(other, header[1]))
        return beads_from_table(chain([header], first, further), name)


def is_as_written(content: bytes, name: str) -> bool:
    """Whether a workbook was written by this program and has not been edited since."""
    try:
        with open_workbook(content, name) as workbook:
            properties = {each.name: each.value for each in workbook.custom_doc_props.props}
            content_hash = Content()
            for sheet in workbook.worksheets:
                sheet.reset_dimensions()
                for cells in sheet.iter_rows(values_only=True):
                    content_hash.add([_text(cell) if isinstance(cell, str) else cell for cell in cells])
    except InputError:
        return False
    return properties.get(CONTENT) == content_hash.digest()


def check_workbook(content: bytes, name: str) -> None:
    """Refuse files that are not workbooks or would need too much memory; openpyxl does not check this.

    Args:
        content: all bytes of the file.
        name: the file's name, for messages.

    Raises:
        InputError: the file is not a workbook, or it is too large, encrypted or damaged.
    """
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise InputError(_("is encrypted: save it without a password"), path=name)
        raise InputError(_("is an old Excel workbook (.xls): save it as .xlsx"), path=name)
    if not content.startswith(b"PK"):
        raise InputError(_("is not an Excel workbook, despite its name: save it as .xlsx"), path=name)
    archive = Archive(content, name, largest=_MAX_UNPACKED_BYTES)
    if "[Content_Types].xml" not in archive or not any(member.startswith("xl/") for member in archive.names):
        raise InputError(_("is an archive, but not an Excel workbook: save it as .xlsx"), path=name)
    for member in archive.names:
        xml = archive.read(member) if member.endswith((".xml", ".rels")) else b""
        if _ENTITY.search(xml):
            raise InputError(_("{member} in it declares XML entities: not read, for safety", member=member), path=name)
        if _FAR_ROW.search(xml):
            raise InputError(
                _("{member} in it numbers a row beyond the last one of the format: save it again", member=member),
                path=name,
            )


def _bitext(workbook: Workbook, archive: Archive, name: str) -> Bitext:
    problem = InputError(_("the workbook has no sheet with cells"), path=name)
    sheets: list[Any] = list(workbook.worksheets)
    for number, sheet in enumerate(sheets):
        special = SpecialCells()
        rows = _rows(sheet, archive, special)
        first = next(rows, None)
        if first is None:
            continue
        others = (_rows(other, archive, special) for other in sheets[number + 1 :])
        further = (row for other in others for row in _continuation(other, first[1]))
        try:
            bitext = bitext_from_table(chain([first], rows, further), name)
            return replace(bitext, warnings=(*bitext.warnings, *special.warnings()))
        except InputError as error:
            if error.line != first[0]:
                raise
            problem = error
    raise problem


def _rows(
    sheet: Any,  # noqa: ANN401 - the stubs know no read-only sheet
    archive: Archive | None = None,
    special: SpecialCells | None = None,
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the numbered rows of a sheet; all rows are padded to the same width.

    Padding is necessary because the file does not store empty cells at the ends of rows.

    Args:
        sheet: a sheet of openpyxl.
        archive: the file; it is needed to mark cells that are merged with the cell above them
            (`CONTINUED`).
        special: collects the cells with formulas and dates.
    """
    sheet.reset_dimensions()  # the stored size may be wrong
    part = str(sheet._worksheet_path)  # in read-only mode, openpyxl does not read merged ranges
    xml = archive.read(part) if archive is not None and part in archive else b""
    continued = continued_cells(xml)
    if special is not None:
        special.add_formulas(xml)
    for number, cells in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True), start=1):
        texts = [_text(cell) for cell in cells]
        if special is not None:
            special.add_dates(number, cells)
        texts += [""] * (_MAX_COLUMNS - len(texts))
        if number == 1:
            texts = list(column_names(texts, PAIR_HEADINGS, ("source", "target")))
        if continued:
            texts = [CONTINUED if (number, place) in continued else text for place, text in enumerate(texts)]
        yield number, texts


def _continuation(
    rows: Iterator[tuple[int, Sequence[str]]], header: Sequence[str]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of a sheet without its first row if this row equals ``header``, else no rows."""
    first = next(rows, None)
    if first is not None and list(first[1]) == list(header):
        yield from rows


def _text(value: object) -> str:
    """Return the value of a cell as text; whole numbers have no decimal point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value)
