"""Convert glossary entries to rows of cells, and rows of any bilingual table to entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice

from aligner.errors import InputError
from aligner.glossary.values import MARKS, Counterpart, Entry, Example, Glossary, Mark
from aligner.interface import _
from aligner.languages import pack_of
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.detection import decide_texts, languages_of_columns
from aligner.languages.english import CODE as ENGLISH

MAX_EXAMPLES = 3
"""Number of columns for examples."""
COLUMNS = (
    "mark",
    "term",
    "counterpart",
    "others",
    "count",
    "counterpart_count",
    "together",
    "consistency",
    "reverse_consistency",
    "score",
    "note",
    "files",
    *(f"example_{number}" for number in range(1, MAX_EXAMPLES + 1)),
)
ALIASES = {
    "term": ("term", *pack_of(ENGLISH).headers, "source", "source term"),
    "counterpart": ("counterpart", *pack_of(CHINESE).headers, "target", "target term"),
    "others": ("others", "synonyms"),
    "mark": ("mark", "status"),
    "note": ("note", "notes", "comment", "comments", "entry_note", "definition"),
}
"""Names of these columns in tables of other programs."""
_TEXT_AND_COUNT = re.compile(r"(.+?)(?:(?<!\s)\s*\((\d+)\))?")
_MAX_SAMPLED_ROWS = 200
REJECTED_SUFFIX = "\0rejected"
"""Suffix to the key of a rejected entry, which must stay apart from the accepted renderings of the same term."""


def row_of(entry: Entry) -> list[str | int | float]:
    """Return the cells of an entry, in the order of `COLUMNS`."""
    first = entry.counterparts[0]
    examples = [example_text(example) for example in entry.examples[:MAX_EXAMPLES]]
    return [
        entry.mark,
        entry.term,
        first.text,
        "; ".join(f"{other.text} ({other.together})" for other in entry.counterparts[1:]),
        entry.count,
        first.count,
        first.together,
        entry.consistency,
        entry.reverse_consistency,
        entry.score,
        entry.note,
        "; ".join(entry.files),
        *examples,
        *[""] * (MAX_EXAMPLES - len(examples)),
    ]


def example_text(example: Example) -> str:
    """Return an example as the text of one cell: for each side the place in square brackets, then the text."""
    return f"[{example.english_place}] {example.english} [{example.chinese_place}] {example.chinese}"


def entries_from_rows(rows: Iterable[tuple[int, Sequence[str]]], name: str) -> Glossary:
    """Return the entries of a table; rows with the same term become one entry.

    Args:
        rows: ``(line, cells)``; the first row may name the columns, else the languages of the cells identify them.
        name: the file's name, for messages.

    Raises:
        InputError: the table is empty, or has no column of English or no column of Chinese terms.
    """
    iterator = iter(rows)
    head = [(line, cells) for line, cells in islice(iterator, _MAX_SAMPLED_ROWS) if any(cell.strip() for cell in cells)]
    if not head:
        raise InputError(_("is empty: give a table with an English and a Chinese column"), path=name)
    places, named = _columns([cells for _, cells in head], name)
    entries: dict[str, Entry] = {}
    for _unused, cells in [*head[named:], *iterator]:
        entry = _entry({column: cells[place].strip() for column, place in places.items() if place < len(cells)})
        if entry is None:
            continue
        # a rejected rendering must not join the accepted renderings of the same term
        key = entry.term.lower() + (REJECTED_SUFFIX if entry.mark == "rejected" else "")
        known = entries.get(key)
        entries[key] = entry if known is None else _merged(known, entry)
    return Glossary(tuple(entries.values()))


def _columns(head: Sequence[Sequence[str]], name: str) -> tuple[dict[str, int], bool]:
    """Return the index of each column, and whether the first row names the columns."""
    titles = [cell.strip().lower().lstrip("\ufeff") for cell in head[0]]
    places = {
        column: next(titles.index(alias) for alias in aliases if alias in titles)
        for column, aliases in (*((column, (column,)) for column in COLUMNS), *ALIASES.items())
        if any(alias in titles for alias in aliases)
    }
    if "term" in places and "counterpart" in places:
        terms, counterparts = (_cells(head[1:], places[column]) for column in ("term", "counterpart"))
        if decide_texts(terms, counterparts) == (CHINESE, ENGLISH):
            places["term"], places["counterpart"] = places["counterpart"], places["term"]
        return places, True
    width = max(len(cells) for cells in head)
    languages = languages_of_columns([_cells(head, number) for number in range(width)])
    if ENGLISH not in languages or CHINESE not in languages:
        raise InputError(
            _("no two columns hold English and Chinese terms: name them term and counterpart"), path=name, line=1
        )
    return {"term": languages.index(ENGLISH), "counterpart": languages.index(CHINESE)}, False


def _cells(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [cells[place] for cells in rows if place < len(cells)]


def _entry(cells: dict[str, str]) -> Entry | None:
    term, text = cells.get("term", ""), cells.get("counterpart", "")
    if not term or not text:
        return None
    others = [
        _TEXT_AND_COUNT.fullmatch(part.strip()) for part in re.split("[;；]", cells.get("others", "")) if part.strip()
    ]
    counterparts = [Counterpart(text, _count(cells, "counterpart_count"), _count(cells, "together"))]
    counterparts += [Counterpart(match[1], 0, int(match[2] or 0)) for match in others if match and match[1] != text]
    return Entry(
        term,
        tuple(counterparts),
        _count(cells, "count"),
        _share_in(cells, "consistency"),
        _share_in(cells, "reverse_consistency"),
        _share_in(cells, "score"),
        tuple(part for part in cells.get("files", "").split("; ") if part),
        (),
        mark_of(cells.get("mark", "")),
        cells.get("note", ""),
    )


def mark_of(text: str) -> Mark:
    """Return the mark that a word in a table means; empty if it means none."""
    word = text.strip().lower()
    if word in ("y", "yes", "ok", "x", "+", "1", "true", "accept", "✓", "是", "接受", "preferred", "approved"):
        return "accepted"
    if word in ("n", "no", "-", "0", "false", "reject", "✗", "否", "拒绝", "forbidden", "deprecated"):
        return "rejected"
    return next((mark for mark in MARKS if mark == word), "")


def _merged(known: Entry, entry: Entry) -> Entry:
    from dataclasses import replace

    texts = {counterpart.text for counterpart in known.counterparts}
    further = tuple(counterpart for counterpart in entry.counterparts if counterpart.text not in texts)
    return replace(known, counterparts=known.counterparts + further, mark=known.mark or entry.mark)


def _count(cells: dict[str, str], column: str) -> int:
    with suppress(ValueError, OverflowError):
        return max(int(float(cells.get(column, ""))), 0)
    return 0


def _share_in(cells: dict[str, str], column: str) -> float:
    with suppress(ValueError):
        value = float(cells.get(column, ""))
        return value if 0 <= value <= 1 else 0.0
    return 0.0
