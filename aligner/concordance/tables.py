"""Convert the answer to a search (a concordance or a statistic) to JSON, to a table or to a bitext.

Tables are CSV, TSV or Excel files.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO

from aligner.bitext import Bitext
from aligner.concordance.answers import Cell, Statistics
from aligner.concordance.hits import Concordance, Hit
from aligner.formats.pairs import Pair, bitext_from_pairs

COLUMNS = (
    *("file", "pair", "left", "match", "right", "counterpart", "likelihood", "translation"),
    *("id", "side", "source_file", "target_file"),
)
"""Columns of the table of hits; those after ``translation`` were added later."""
TABLE_FORMATS = (".csv", ".tsv", ".json", ".xlsx")
"""Extensions of the files to which every answer can be written as a table."""
SHEET_ROWS = 1_048_575
"""Number of rows of a sheet below its header."""
_CELL_CHARACTERS = 16_000
"""Number of characters of a cell of a workbook: it holds 32,767 UTF-16 units."""
_SHARE_DIGITS = 6


def to_dict(concordance: Concordance) -> dict[str, Any]:
    """Return a concordance as JSON values; places of matches are given as character offsets."""
    return {
        "query": concordance.query,
        "request": concordance.request,
        "total": concordance.total,
        "total_is_exact": concordance.is_exact,
        "matches": concordance.matches or None,
        "files": concordance.files,
        "pairs": concordance.pairs,
        "inspected": concordance.inspected,
        "renderings": [asdict(rendering) for rendering in concordance.renderings],
        "skipped": list(concordance.skipped),
        "notes": list(concordance.notes),
        "hits": [_hit_to_dict(hit) for hit in concordance.hits],
    }


def _hit_to_dict(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "file": hit.file,
        "pair": hit.number,
        "side": hit.side,
        "match": hit.match,
        "counterpart": hit.counterpart,
        "likelihood": hit.likelihood,
        "source": hit.source,
        "target": hit.target,
        "matches": [list(place) for place in hit.matches],
        "counterparts": [list(place) for place in hit.counterparts],
        "source_file": hit.source_file,
        "source_line": hit.source_line,
        "target_file": hit.target_file,
        "target_line": hit.target_line,
        "before": [list(pair) for pair in hit.before],
        "after": [list(pair) for pair in hit.after],
    }


def statistics_to_dict(statistics: Statistics) -> dict[str, Any]:
    """Return a table of statistics as JSON values; each row of the table becomes one object."""
    return {
        "request": statistics.request,
        "matches": statistics.matches,
        "pairs": statistics.pairs,
        "files": statistics.files,
        "corpus_pairs": statistics.corpus_pairs,
        "skipped": list(statistics.skipped),
        "notes": list(statistics.notes),
        "rows": [dict(zip(statistics.columns, map(_rounded, row), strict=True)) for row in statistics.rows],
    }


def answer_to_dict(answer: Concordance | Statistics) -> dict[str, Any]:
    """Return the answer to a search (a concordance or a table of statistics) as JSON values."""
    return to_dict(answer) if isinstance(answer, Concordance) else statistics_to_dict(answer)


def _rounded(cell: Cell) -> Cell:
    return round(cell, _SHARE_DIGITS) if isinstance(cell, float) else cell


def write_answer(answer: Concordance | Statistics, stream: BinaryIO, extension: str) -> None:
    """Write the answer to a search as a JSON file, a CSV or TSV table in UTF-8, or an Excel workbook.

    Args:
        answer: the concordance or the table of statistics.
        stream: the output stream.
        extension: one of `TABLE_FORMATS`.
    """
    if extension == ".json":
        text = json.dumps(answer_to_dict(answer), ensure_ascii=False, indent=2)
        stream.write(f"{text}\n".encode("utf-8", "replace"))
        return
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    if isinstance(answer, Concordance):
        columns, rows = COLUMNS, map(_hit_row, answer.hits)
    else:
        columns, rows = answer.columns, (tuple(map(_rounded, row)) for row in answer.rows)
    writers: dict[str, Callable[[BinaryIO, Sequence[str], Iterable[Sequence[Cell]]], None]] = {
        ".csv": _write_csv,
        ".tsv": _write_tsv,
        ".xlsx": _write_workbook,
    }
    writers[extension](stream, columns, rows)


def _hit_row(hit: Hit) -> tuple[Cell, ...]:
    start, end = hit.matches[0]
    cells = (hit.text[:start], hit.match, hit.text[end:], hit.counterpart, hit.other_text)
    left, match, right, counterpart, other = (" ".join(cell.replace("\0", " ").split()) for cell in cells)
    likelihood = round(hit.likelihood, 2)
    documents = (hit.id, hit.side, hit.source_file, hit.target_file)
    return (hit.file, hit.number, left, match, right, counterpart, likelihood, other, *documents)


def _write_csv(stream: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a CSV table for spreadsheets, with a byte-order mark.

    Formulas are escaped, so that a spreadsheet does not run them.
    """
    from aligner.glossary.tables import escape_formula

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([escape_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    stream.write(text.getvalue().encode("utf-8-sig", "replace"))


def _write_tsv(stream: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a TSV table for programs; texts are not escaped against formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows([columns, *rows])
    stream.write(text.getvalue().encode("utf-8", "replace"))


def _write_workbook(stream: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write an Excel workbook; all texts are string cells, so that none becomes a formula or a date."""
    import xlsxwriter

    from aligner.formats.tmx_units import creation_time
    from aligner.formats.xml_characters import FORBIDDEN

    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
            workbook.set_properties({"created": creation_time().replace(tzinfo=None), "comments": "aligner"})
            bold = workbook.add_format({"bold": True})
            sheet = None
            for number, row in enumerate(rows):
                line = number % SHEET_ROWS + 1
                if sheet is None or line == 1:
                    sheet = _new_sheet(workbook, columns, bold)
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, FORBIDDEN.sub("", cell)[:_CELL_CHARACTERS])
                    elif cell is not None:
                        sheet.write_number(line, column, cell)
            if sheet is None:
                _new_sheet(workbook, columns, bold)
        file.seek(0)
        stream.write(file.read())


def _new_sheet(workbook: Any, columns: Sequence[str], style: Any) -> Any:  # noqa: ANN401 - xlsxwriter is untyped
    sheet = workbook.add_worksheet()
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column, style)
    return sheet


def to_bitext(concordance: Concordance) -> Bitext:
    """Return the matching pairs of a concordance as a bitext.

    A side keeps its document name if all pairs have the same document on that side.
    """
    sources = {hit.source_file for hit in concordance.hits}
    targets = {hit.target_file for hit in concordance.hits}
    return bitext_from_pairs(
        (Pair(hit.source, hit.target, 0.0, 0.0, hit.source_line, hit.target_line) for hit in concordance.hits),
        names=(
            "".join(sources) if len(sources) == 1 else "source",
            "".join(targets) if len(targets) == 1 else "target",
        ),
    )
