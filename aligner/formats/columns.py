"""Find the columns of a table that contain the pairs: by their names, else by the languages of their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from aligner.bitext import Bead, Bitext, Language
from aligner.errors import InputError
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.rows import COLUMNS
from aligner.formats.xlsx_content import status_of_words
from aligner.interface import _, counted
from aligner.languages import LANGUAGES, packs
from aligner.languages.detection import detect_part, languages_of_columns
from aligner.languages.tags import language_of_tag

Rows = Iterator[tuple[int, Sequence[str]]]
"""The rows of a table, each with its 1-based line or row number in the file."""

_SOURCE = frozenset({"source", "src", "source text", "source segment", "原文", "源文", "源语", "源文本"})
_TARGET = frozenset({"target", "tgt", "trg", "target text", "target segment", "translation", "译文", "目标文本"})
_OWN_COLUMNS = frozenset({"segment id", *(column.replace("_", " ") for column in COLUMNS)})
"""Columns that this program writes: their values are read, or follow from other columns."""
CONTINUED = "\x00merged"
"""Marks a cell that is merged with the cell above it: its row continues the pair of the row above."""
_SAMPLE_ROWS = 200
"""Rows from which the languages of columns without names are detected."""
_MAX_NAME_CHARACTERS = 40
_MAX_HEADER_ROW = 10
"""Rows that are searched for the names of the columns; titles may be above them."""
_MAX_STRAY_SHARE = 0.02
"""Share of the rows that may be in another language than their column. With more, a first row in another language
is no evidence of a row of names."""

_Value = TypeVar("_Value")


class _Columns(NamedTuple):
    """The columns of a table that contain pairs of texts.

    Attributes:
        source: 0-based number of the source column.
        target: 0-based number of the target column.
        languages: the languages of the source and target columns, if the column names contain them.
        names: the names of all columns, in lower case; empty if the table has no row of column names.
    """

    source: int
    target: int
    languages: tuple[Language | None, Language | None] = (None, None)
    names: tuple[str, ...] = ()


def bitext_from_table(rows: Rows, name: str, restore: Callable[[str], str] = str) -> Bitext:
    """Return the bitext of a table; each cell becomes one segment.

    The columns of the pairs have the names ``source`` and ``target``, or the names or codes of the two
    languages. In a table without column names, they are the column with the most Chinese text and the
    column with the most English text. The columns for score, confidence, lines and status are found by
    their names. Other columns are ignored.

    Args:
        rows: all rows of the file, with or without a row of column names.
        name: the file's name, for messages.
        restore: converts the content of a cell to the original text.

    Raises:
        InputError: no two columns contain pairs, or a row is damaged; the message names the row.
    """
    sample = list(islice(rows, _SAMPLE_ROWS))
    if not sample:
        raise InputError(_("the table is empty: it has no column source and no column target"), path=name, line=1)
    columns, above = _header(sample)
    warnings: tuple[str, ...] = ()
    width = max(len(cells) for _, cells in sample[: above + 1])
    if columns is not None:
        warnings = _remarks_on_titles(sample[:above])
        del sample[: above + 1]
    else:
        columns = _columns_by_language(sample, name)
        if _is_row_of_names(sample, columns):
            shown = ", ".join(repr(cell.strip()) for cell in sample[0][1] if cell.strip())
            warnings = (_("the first row ({shown}) was taken for the names of the columns", shown=shown),)
            del sample[0]
    checked = _checked(chain(sample, rows), columns, width, name)
    unread = {number: 0 for number in range(len(columns.names)) if _is_unread(number, columns)}

    def pairs() -> Iterator[Pair]:
        pending: Pair | None = None
        for line, cells in checked:
            is_continued = CONTINUED in (cells[columns.source], cells[columns.target])
            texts = [cell.replace(CONTINUED, "") for cell in cells]
            for number in unread:
                unread[number] += number < len(texts) and bool(texts[number].strip())
            pair = _pair(texts, columns, restore, name, line)
            if is_continued and pending is not None:
                pending = pending._replace(
                    source=_stacked(pending.source, pair.source), target=_stacked(pending.target, pair.target)
                )
                continue
            if pending is not None:
                yield pending
            pending = pair
        if pending is not None:
            yield pending

    made = bitext_from_pairs(pairs(), names=(name, name), languages=columns.languages, warnings=warnings)
    return replace(made, warnings=(*made.warnings, *_remarks_on_columns(unread, columns)))


def _stacked(upper: str, lower: str) -> str:
    """Return the texts of two cells, joined by a line end; an empty text is left out."""
    return "\n".join(filter(None, (upper, lower)))


def _is_unread(number: int, columns: _Columns) -> bool:
    """Whether a table column is ignored: it has no texts of pairs, and this program does not know its name."""
    return number not in (columns.source, columns.target) and columns.names[number] not in _OWN_COLUMNS


def _remarks_on_columns(unread: Mapping[int, int], columns: _Columns) -> tuple[str, ...]:
    """Return a remark on ignored columns with content, such as comments or other languages."""
    shown = ", ".join(
        f"{columns.names[number] or number + 1} ({counted(cells, 'cell')})" for number, cells in unread.items() if cells
    )
    return (_("columns not read: {shown}", shown=shown),) if shown else ()


def _header(sample: Sequence[tuple[int, Sequence[str]]]) -> tuple[_Columns | None, int]:
    """Return the columns found in the row of column names, and the number of rows above this row.

    Rows above it are titles, which fill at most one cell. Without a row of column names, return
    ``(None, 0)``.
    """
    for number, (_unused, cells) in enumerate(sample[:_MAX_HEADER_ROW]):
        columns = named_columns(cells)
        if columns is not None:
            return columns, number
        if sum(1 for cell in cells if cell.strip()) > 1:
            break
    return None, 0


def _remarks_on_titles(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[str, ...]:
    shown = ", ".join(repr(cell.strip()) for _, cells in rows for cell in cells if cell.strip())
    return (_("the rows above the names of the columns ({shown}) were left out", shown=shown),) if shown else ()


def named_columns(cells: Sequence[str]) -> _Columns | None:
    """Return the columns of the pairs if the cells are the names of such columns, else ``None``."""
    names = tuple(" ".join(cell.lower().replace("_", " ").split()) for cell in cells)
    source = next((number for number, name in enumerate(names) if name in _SOURCE), None)
    target = next((number for number, name in enumerate(names) if name in _TARGET), None)
    if source is not None and target is not None:
        return _Columns(source, target, names=names)
    headers = {header.replace("_", " "): pack.code for pack in packs() for header in pack.headers}
    languages = [headers.get(name) or language_of_tag(name.replace(" ", "-")) for name in names]
    places = sorted(languages.index(code) for code in LANGUAGES if code in languages)
    if len(places) < 2 and all(len(name) <= _MAX_NAME_CHARACTERS for name in names):
        languages = [_language_in(name) for name in names]
        places = sorted(languages.index(code) for code in LANGUAGES if languages.count(code) == 1)
    if len(places) == 2:
        return _Columns(places[0], places[1], (languages[places[0]], languages[places[1]]), names)
    return None


def _language_in(name: str) -> Language | None:
    """Return the language that a column name contains, ``None`` if there are none or several.

    Examples of such column names are ``CN_Name``, ``中文名称`` and ``English text``.
    """
    words = re.split(r"[\s/()\[\]（）【】:：.-]+", name)
    found = {
        pack.code
        for pack in packs()
        if (markers := pack.markers) is not None
        and (any(re.fullmatch(markers.word, word) for word in words) or (markers.han and re.search(markers.han, name)))
    }
    return found.pop() if len(found) == 1 else None


def _columns_by_language(sample: Sequence[tuple[int, Sequence[str]]], name: str) -> _Columns:
    """Return the numbers of the column with the most Chinese text and of the column with the most English text."""
    best: dict[Language, tuple[int, int]] = {}
    width = max(len(cells) for _, cells in sample)
    columns = [[row[number] for _, row in sample if number < len(row)] for number in range(width)]
    for number, language in enumerate(languages_of_columns(columns)):
        length = sum(map(len, columns[number]))
        if language is not None and length > best.get(language, (0, 0))[0]:
            best[language] = length, number
    if len(best) < 2:
        problem = _(
            "the first row does not name the columns source and target, and no two columns are Chinese and English"
        )
        raise InputError(
            _("{problem}: is it the right file and delimiter?", problem=problem), path=name, line=sample[0][0]
        )
    (source, first), (target, second) = sorted((best[language][1], language) for language in best)
    return _Columns(source, target, (first, second))


def _is_row_of_names(sample: Sequence[tuple[int, Sequence[str]]], columns: _Columns) -> bool:
    """Whether the first row has column names.

    The cells of such a row are short, and not in the languages of their columns.
    """
    strays = [_is_stray(cells, columns) for _, cells in sample]
    short = all(len(cell) <= _MAX_NAME_CHARACTERS for cell in sample[0][1])
    return short and strays[0] and sum(strays[1:]) <= _MAX_STRAY_SHARE * (len(strays) - 1)


def _is_stray(cells: Sequence[str], columns: _Columns) -> bool:
    places = zip((columns.source, columns.target), columns.languages, strict=True)
    found = [(detect_part(cells[place]), language) for place, language in places if place < len(cells)]
    return any(language is not None and language != expected for language, expected in found)


def _checked(rows: Iterable[tuple[int, Sequence[str]]], columns: _Columns, width: int, name: str) -> Rows:
    """Yield the rows that are not empty; raise `InputError` if a row has too few or too many cells."""
    for line, cells in rows:
        if not any(cells):
            continue
        if len(cells) <= max(columns.source, columns.target) or any(cells[width:]):
            problem = _(
                "{cells} in the row, but the first row has {width}: is a quote missing?",
                cells=counted(len(cells), "cell"),
                width=width,
            )
            raise InputError(problem, path=name, line=line)
        yield line, cells


def _pair(cells: Sequence[str], columns: _Columns, restore: Callable[[str], str], name: str, line: int) -> Pair:
    record = dict(zip(columns.names, cells, strict=False))
    return Pair(
        restore(cells[columns.source]),
        restore(cells[columns.target]),
        parse_cell(record, "score", float, 0.0, name=name, line=line),
        parse_cell(record, "confidence", float, 0.0, name=name, line=line),
        parse_cell(record, "source line", int, line, name=name, line=line),
        parse_cell(record, "target line", int, line, name=name, line=line),
        status_of_words(restore(record.get("status", ""))),
    )


def parse_cell(
    record: Mapping[str, str], column: str, parse: Callable[[str], _Value], default: _Value, *, name: str, line: int
) -> _Value:
    """Parse one cell; return the default for a missing column or an empty cell.

    Raises:
        InputError: the cell cannot be parsed; the message names the line.
    """
    cell = record.get(column, "")
    if not cell.strip():
        return default
    try:
        return parse(cell)
    except ValueError:
        raise InputError(
            _("{cell!r} is not a valid value of the column {column}", cell=cell[:40], column=column),
            path=name,
            line=line,
        ) from None


def beads_from_table(rows: Rows, name: str) -> list[Bead]:
    """Return the beads of a table of this program with the columns ``source_ids`` and ``target_ids``.

    Raises:
        InputError: a column is missing, or a cell has no segment numbers; the message names the line.
    """
    header = next(rows, (1, []))[1]
    missing = [column for column in ("source_ids", "target_ids") if column not in header]
    if missing:
        problem = _("the first row does not name the column {missing}", missing=" and the column ".join(missing))
        raise InputError(_("{problem}: is it the right file and delimiter?", problem=problem), path=name, line=1)
    records = ((line, dict(zip(header, cells, strict=False))) for line, cells in rows)
    return [
        Bead(
            parse_cell(record, "source_ids", _ids, (), name=name, line=line),
            parse_cell(record, "target_ids", _ids, (), name=name, line=line),
            parse_cell(record, "score", float, 0.0, name=name, line=line),
            parse_cell(record, "confidence", float, 0.0, name=name, line=line),
        )
        for line, record in records
        if any(record.values())
    ]


def _ids(cell: str) -> tuple[int, ...]:
    ids = tuple(sorted(map(int, cell.split())))
    if (ids and ids[0] < 0) or len(set(ids)) != len(ids):
        raise ValueError(cell)
    return ids
