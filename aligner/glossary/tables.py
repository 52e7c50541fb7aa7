"""Read and write glossaries as text tables: CSV with all columns, and the formats of OmegaT and memoQ.

The format of OmegaT is UTF-8 with one pair on each line and tabs between term, counterpart and
comment; lines with ``#`` are comments (OmegaT manual, "Glossaries"). The first line names the
encoding, as in OmegaT's own files: without it, OmegaT reads files other than .utf8 in the encoding
of the system. A rejected entry is written as a comment, so that its mark is kept. A term that must
not be used is also written as a comment, so that OmegaT does not offer it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from aligner.errors import InputError
from aligner.formats.table_text import delimiter_in, open_table
from aligner.glossary.columns import COLUMNS, entries_from_rows, row_of
from aligner.glossary.values import DISALLOWED, MARKS, STATUSES, Counterpart, Entry, Glossary
from aligner.interface import _, _n

DISALLOWED_LABEL = "not to be used"
"""Begins a comment that holds a pair which must not be used."""
TERM_PREFIX = "term "
"""Stands before the status of the English term in a comment."""
_FORMULA = re.compile(r"[=+\-@＝＋－＠]")


def one_line(text: str) -> str:
    """Return a text with each run of white space replaced by one space.

    Thus a cell contains no tabs and no line ends.
    """
    return " ".join(text.replace("\0", " ").split())


def escape_formula(cell: str) -> str:
    """Return a cell with an apostrophe before it if a spreadsheet would run it as a formula.

    The rule follows OWASP, "CSV Injection".
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Return a cell without the apostrophe that `escape_formula` added."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell


def encoded(text: str) -> bytes:
    """Return a text as UTF-8, with lone surrogates replaced."""
    return text.encode("utf-8", "replace")


def rows_in(stream: BinaryIO, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(line, cells)`` for each row of a text table.

    Raises:
        InputError: the table is damaged or not text.
    """
    text = open_table(stream.read(), name)
    try:
        found = delimiter_in(text, delimiter)
        if found == "\t":  # OmegaT's format has no quotes
            for line, row in enumerate(text, start=1):
                yield line, [unescape_formula(cell) for cell in row.rstrip("\r\n").split("\t")]
            return
        reader = csv.reader(text, delimiter=found, strict=True)
        for cells in reader:
            yield reader.line_num, [unescape_formula(cell) for cell in cells]
    except UnicodeError as error:
        raise InputError(_('is damaged: save the table again as "CSV UTF-8"'), path=name) from error
    except csv.Error as error:
        raise InputError(_("damaged table: {error}", error=error), path=name, line=reader.line_num) from error


@dataclass(frozen=True, slots=True)
class CommaSeparated:
    """The CSV format of a glossary, with all columns, for spreadsheets."""

    def write(self, glossary: Glossary, stream: BinaryIO) -> tuple[str, ...]:
        """Write a header and one row for each entry, with a byte-order mark for Excel."""
        _write_csv(
            stream, [COLUMNS, *([escape_formula(one_line(str(cell))) for cell in row_of(entry)] for entry in glossary)]
        )
        return ()

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Read a table with one column for each language; see `aligner.glossary.columns.entries_from_rows`."""
        return entries_from_rows(rows_in(stream, name, ","), name)


@dataclass(frozen=True, slots=True)
class Memoq:
    """The term base import format of memoQ: one column for each language, one row for each rendering."""

    def write(self, glossary: Glossary, stream: BinaryIO) -> tuple[str, ...]:
        """Write one row for each term and counterpart.

        Rejected entries, and terms and counterparts that must not be used, are left out.
        """
        kept = [entry for entry in glossary if entry.mark != "rejected"]
        pairs = [(entry, counterpart) for entry in kept for counterpart in entry.counterparts]
        allowed = [(entry, counterpart) for entry, counterpart in pairs if not is_disallowed(entry, counterpart)]
        rows = [
            [escape_formula(one_line(cell)) for cell in (entry.term, counterpart.text, comment_of(entry, counterpart))]
            for entry, counterpart in allowed
        ]
        _write_csv(stream, [("English", "Chinese_PRC", "Entry_Note"), *rows])
        number = len(pairs) - len(allowed)
        left = _n(
            "{count:,} deprecated or forbidden pair left out",
            "{count:,} deprecated or forbidden pairs left out",
            number,
        )
        disallowed = (left,) if number else ()
        return (*left_out(len(glossary) - len(kept)), *disallowed, *concepts_left_out(glossary))

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Read a table with one column for each language."""
        return entries_from_rows(rows_in(stream, name, ","), name)


@dataclass(frozen=True, slots=True)
class OmegaT:
    """The tab-separated glossary format of OmegaT.

    Attributes:
        chinese_first: whether Chinese is the first column, for translation from Chinese; OmegaT
            searches the first column.
    """

    chinese_first: bool = False

    def write(self, glossary: Glossary, stream: BinaryIO) -> tuple[str, ...]:
        """Write one line for each term and counterpart.

        Rejected pairs, and pairs that must not be used, become comments.
        """
        turn = slice(None, None, -1 if self.chinese_first else 1)
        lines = ["# " + "\t".join((*("term", "counterpart")[turn], "comment", "-*- coding: utf-8 -*-"))]
        for entry in glossary:
            for counterpart in entry.counterparts:
                reason = entry.mark if entry.mark == "rejected" else DISALLOWED_LABEL
                mark = f"# {reason}\t" if entry.mark == "rejected" or is_disallowed(entry, counterpart) else ""
                texts = (entry.term, counterpart.text)[turn]
                cells = [one_line(cell) for cell in (*texts, comment_of(entry, counterpart))]
                line = mark + "\t".join(cells)
                lines.append(line if mark or not line.startswith("#") else f" {line}")
        stream.write(encoded("\n".join(lines) + "\n"))
        return concepts_left_out(glossary)

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Read a tab-separated table.

        Comments that begin with ``rejected`` or `DISALLOWED_LABEL` are read as entries.
        """
        return entries_from_rows(_with_marks(rows_in(stream, name, "\t")), name)


def _with_marks(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield 0, ["mark", "term", "counterpart", "note", "status", "term_status"]
    for line, cells in rows:
        label = cells[0].removeprefix("#").strip() if cells and cells[0].startswith("#") else ""
        if label and label not in (*MARKS[1:], DISALLOWED_LABEL):
            continue
        texts = cells[1:] if label else cells
        if len(texts) > 1:
            facts = _person_note(texts[2] if len(texts) > 2 else "")
            yield line, [label if label in MARKS[1:] else facts.mark, *texts[:2], *facts[1:]]


def is_disallowed(entry: Entry, counterpart: Counterpart) -> bool:
    """Whether the usage status of the term or of the counterpart says that it must not be used."""
    return not DISALLOWED.isdisjoint((entry.status, counterpart.status))


def comment_of(entry: Entry, counterpart: Counterpart) -> str:
    """Return a one-line comment on a term and its counterpart: mark, statuses, count, consistency and note."""
    term_status = f"{TERM_PREFIX}{entry.status}" if entry.status else ""
    count = f"{entry.count}x, {entry.consistency:.0%} consistent" if entry.count else ""
    return "; ".join(part for part in (entry.mark, counterpart.status, term_status, count, entry.note) if part)


class _Facts(NamedTuple):
    mark: str
    note: str
    status: str
    term_status: str


def _person_note(comment: str) -> _Facts:
    """Return the mark, the statuses and the note of a comment that `comment_of` has written.

    Any other comment is returned as a note.
    """
    parts = comment.split("; ")

    def taken(known: Container[str]) -> str:
        return parts.pop(0) if parts and parts[0] in known else ""

    mark, status = taken(MARKS[1:]), taken(STATUSES[1:])
    term_status = taken([TERM_PREFIX + each for each in STATUSES[1:]]).removeprefix(TERM_PREFIX)
    if parts and re.fullmatch(r"\d+x, \d+% consistent", parts[0]):
        parts.pop(0)
    return _Facts(mark, "; ".join(parts), status, term_status)


def concepts_left_out(glossary: Glossary) -> tuple[str, ...]:
    """Return a remark on how many definitions and domains of entries a file format leaves out.

    The result is empty if the entries have none.
    """
    number = sum(bool(entry.definition or entry.domain) for entry in glossary)
    remark = _n(
        "definition and domain of {count:,} entry left out",
        "definition and domain of {count:,} entries left out",
        number,
    )
    return (remark,) if number else ()


def left_out(number: int) -> tuple[str, ...]:
    """Return a remark on the number of rejected entries that are left out; empty if it is 0."""
    if not number:
        return ()
    return (_n("{count:,} rejected entry left out", "{count:,} rejected entries left out", number),)


def _write_csv(stream: BinaryIO, rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    stream.write(b"\xef\xbb\xbf" + encoded(text.getvalue()))


CSV, TSV, TSV_ZH, MEMOQ = CommaSeparated(), OmegaT(), OmegaT(chinese_first=True), Memoq()
