"""Write several translations of one source as a table: one column for the source, one for each translation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from aligner.bitext import Bitext
from aligner.formats.delimited import CSV, TSV, Delimited, Tally
from aligner.formats.review_state import LOW_CONFIDENCE
from aligner.formats.translation_groups import Group, groups, names_of
from aligner.formats.xml_characters import Cleaner
from aligner.interface import _n

_TABLES: dict[str, Delimited] = {"csv": CSV, "tsv": TSV}
_UNSURE_COLOUR = "#FFEB9C"
_MAX_CELL_CHARACTERS = 32_767 // 2
"""Characters that fit into a cell of 32,767 UTF-16 code units, even if each of them needs two."""


def write_table(bitexts: Sequence[Bitext], stream: BinaryIO, to: str, min_confidence: float) -> tuple[str, ...]:
    """Write one row for each unit; return remarks that count altered texts.

    Args:
        bitexts: at least one bitext; all have the same source segments.
        stream: the output stream.
        to: ``csv``, ``tsv`` or ``xlsx``.
        min_confidence: minimum confidence of a translation, 0 to 1; the cell of a translation with a
            lower one is empty, unless a person made or confirmed it.
    """
    if to == "xlsx":
        return _write_workbook(bitexts, stream, min_confidence)
    table = _TABLES[to]
    tally = Tally(table.for_spreadsheets)
    stream.write(table.beginning + table.line([tally.clean(name) for name in header(bitexts)]))
    for number, group in enumerate(groups(bitexts, min_confidence)):
        stream.write(table.line([tally.clean(cell) for cell in _cells(number, group)]))
    return tally.remarks()


def header(bitexts: Sequence[Bitext]) -> list[str]:
    """Return the names of the columns; the column of a translation has the name of its file."""
    names = names_of(bitexts)
    lines = [f"line: {name}" for name in names]
    return ["id", "source", *names, *(f"confidence: {name}" for name in names), "source_line", *lines]


def _cells(number: int, group: Group) -> Iterator[str]:
    yield from (str(number), group.source)
    yield from (variant.text for variant in group.variants)
    yield from ("" if variant.is_empty else f"{variant.confidence:.4f}" for variant in group.variants)
    yield str(group.line or "")
    yield from (str(variant.line or "") for variant in group.variants)


def _write_workbook(bitexts: Sequence[Bitext], stream: BinaryIO, min_confidence: float) -> tuple[str, ...]:
    import io

    from xlsxwriter import Workbook

    from aligner.formats.tmx_units import creation_time

    clean = Cleaner()
    cut = 0
    texts = 1 + len(bitexts)
    content = io.BytesIO()
    with Workbook(content, {"constant_memory": True, "strings_to_formulas": False}) as workbook:
        workbook.set_properties({"created": creation_time().replace(tzinfo=None), "comments": "aligner"})
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, texts, 50)
        styles = [
            workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True} | more)
            for more in ({}, {"bg_color": _UNSURE_COLOUR}, {"bold": True})
        ]
        for column, name in enumerate(header(bitexts)):
            sheet.write_string(0, column, clean(name), styles[2])
        for number, group in enumerate(groups(bitexts, min_confidence)):
            unsure = any(not each.is_empty and each.confidence < LOW_CONFIDENCE for each in group.variants)
            for column, cell in enumerate(_cells(number, group)):
                cut += len(cell) > _MAX_CELL_CHARACTERS
                if cell and not 0 < column <= texts:
                    sheet.write_number(number + 1, column, float(cell), styles[unsure])
                else:
                    sheet.write_string(number + 1, column, clean(cell[:_MAX_CELL_CHARACTERS]), styles[unsure])
    stream.write(content.getvalue())
    remarks = clean.remarks()
    if not cut:
        return remarks
    cells = _n(
        "{count:,} cell cut to {limit:,} characters",
        "{count:,} cells cut to {limit:,} characters",
        cut,
        limit=_MAX_CELL_CHARACTERS,
    )
    return (*remarks, cells)
