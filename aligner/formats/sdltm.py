"""SDLTM: a translation memory of Trados Studio, an SQLite file with segments in XML.

The reader uses the tables ``translation_memories`` (for the languages) and ``translation_units``. A
segment has ``Text`` and ``Tag`` elements; tags become inline codes. The schema is not published, so
this module follows the reader of disfr (github.com/AlissaSabre/disfr). The file is opened
read-only, and no code in its schema is executed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.bitext import Bitext, Inline
from aligner.errors import InputError, missing_file
from aligner.formats.inline_codes import Code, CodedText
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.interface import _, _n
from aligner.languages.tags import language_of_tag
from aligner.safe_xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_SIGNATURE = b"SQLite format 3\0"
_ROWS = """
SELECT unit.id, unit.source_segment, unit.target_segment, memory.source_language, memory.target_language
FROM translation_units AS unit JOIN translation_memories AS memory ON memory.id = unit.translation_memory_id
ORDER BY unit.id
"""
_ROLES = {"Start": "open", "End": "close", "UnmatchedStart": "begin", "UnmatchedEnd": "end"}
"""Roles of inline codes by type of tag; all other tags are ``alone``."""


def read_sdltm(path: str) -> Bitext:
    """Read the translation units as pairs, in the order of their numbers, which become the line numbers.

    Units whose languages differ from those of the first unit are left out and counted in the warnings.

    Raises:
        InputError: the file is missing, damaged or not a memory of Trados Studio.
    """
    file = Path(path)
    if not file.is_file():
        raise missing_file(path)
    with file.open("rb") as stream:
        if stream.read(len(_SIGNATURE)) != _SIGNATURE:
            raise InputError(
                _("is not a memory of Trados Studio, despite its name: export the memory as TMX"), path=path
            )
    try:
        rows = list(_rows(file))
    except (sqlite3.Error, UnicodeError) as error:
        problem = _("is damaged, or not a memory of Trados Studio ({error}): export the memory as TMX", error=error)
        raise InputError(problem, path=path) from error
    tags = rows[0][3:] if rows else ("", "")
    rows_in_languages = [row for row in rows if row[3:] == tags]
    others = len(rows) - len(rows_in_languages)
    left_out = _n(
        "{count:,} translation unit without both {first} and {second} left out",
        "{count:,} translation units without both {first} and {second} left out",
        others,
        first=tags[0],
        second=tags[1],
    )
    return bitext_from_pairs(
        (_pair(number, source, target, path) for number, source, target, *_ in rows_in_languages),
        names=(path, path),
        languages=(language_of_tag(str(tags[0])), language_of_tag(str(tags[1]))),
        warnings=(left_out,) if others else (),
    )


def _pair(number: int, source: str | bytes | None, target: str | bytes | None, path: str) -> Pair:
    (first, codes), (second, other_codes) = (_text(content, path, number) for content in (source, target))
    return Pair(first, second, source_line=number, target_line=number, source_inlines=codes, target_inlines=other_codes)


def _rows(file: Path) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        # only tables: a view of this name could compute without end
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if not {("translation_units",), ("translation_memories",)} <= set(tables):
            raise sqlite3.DatabaseError(_("it has no table of units"))
        yield from database.execute(_ROWS)


def _text(content: str | bytes | None, path: str, number: int) -> tuple[str, tuple[Inline, ...]]:
    """Return the text of a segment of the memory, and its inline codes."""
    if not content:
        return "", ()
    root = parse_xml(
        content if isinstance(content, bytes) else str(content).encode(), path, _("unit {number}", number=number)
    )
    read = CodedText()
    for element in root.iterfind("{*}Elements/*"):
        if str(element.tag).endswith("Text"):
            read.add(_child(element, "Value"))
        else:
            kind = _child(element, "Type")
            number_of_tag = _child(element, "Anchor") or _child(element, "TagID")
            read.mark(Code(_ROLES.get(kind, "alone"), number_of_tag, content=_child(element, "TextEquivalent")))
    return read.text, tuple(read.inlines)


def _child(element: _Element, name: str) -> str:
    return element.findtext(f"{{*}}{name}") or ""
