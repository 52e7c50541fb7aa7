"""Convert glossary entries to rows of a table, and rows of any bilingual table to entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice
from math import isfinite

from aligner.errors import InputError
from aligner.glossary.values import MARKS, STATUSES, Counterpart, Entry, Example, Glossary, Mark, Status
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
    "keyness",
    "log_ratio",
    "note",
    "definition",
    "domain",
    "term_status",
    "status",
    "files",
    *(f"example_{number}" for number in range(1, MAX_EXAMPLES + 1)),
)
ALIASES = {
    "term": ("term", *pack_of(ENGLISH).headers, "source", "source term"),
    "counterpart": ("counterpart", *pack_of(CHINESE).headers, "target", "target term"),
    "others": ("others", "synonyms"),
    "mark": ("mark",),
    "note": ("note", "notes", "comment", "comments", "entry_note"),
    "definition": ("definition", "definitions", "定义", "释义"),
    "domain": ("domain", "subject field", "subjectfield", "subject", "领域", "学科"),
    "term_status": ("term_status", "term status", "source status"),
    "status": ("status", "usage status", "target status", "状态"),
}
"""Names of these columns in tables of other programs."""
STATUS_WORDS: dict[str, Status] = {
    "preferred": "preferred",
    "recommended": "preferred",
    "首选": "preferred",
    "推荐": "preferred",
    "admitted": "admitted",
    "allowed": "admitted",
    "允许": "admitted",
    "deprecated": "deprecated",
    "superseded": "deprecated",
    "obsolete": "deprecated",
    "不推荐": "deprecated",
    "弃用": "deprecated",
    "forbidden": "forbidden",
    "prohibited": "forbidden",
    "do not use": "forbidden",
    "禁用": "forbidden",
    "禁止": "forbidden",
}
"""Words in tables, ours and those of other programs, for each status."""
_TEXT_AND_FACTS = re.compile(rf"(.+?)(?:(?<!\s)\s*\((?!\))(\d+)?(?:(?:, )?({'|'.join(STATUSES[1:])}))?\))?")
"""A further counterpart, with its number of pairs and its status in brackets."""
_MAX_SAMPLED_ROWS = 200
REJECTED_SUFFIX = "\0rejected"
"""Suffix to the key of a rejected entry, which must stay apart from the accepted renderings of the same term."""


def row_of(entry: Entry) -> list[str | int | float]:
    """Return the table cells of a glossary entry, in the order of `COLUMNS`."""
    first = entry.counterparts[0]
    examples = [example_text(example) for example in entry.examples[:MAX_EXAMPLES]]
    return [
        entry.mark,
        entry.term,
        first.text,
        "; ".join(map(_other, entry.counterparts[1:])),
        entry.count,
        first.count,
        first.together,
        entry.consistency,
        entry.reverse_consistency,
        entry.score,
        "" if entry.keyness is None else entry.keyness,
        "" if entry.log_ratio is None else entry.log_ratio,
        entry.note,
        entry.definition,
        entry.domain,
        entry.status,
        first.status,
        "; ".join(entry.files),
        *examples,
        *[""] * (MAX_EXAMPLES - len(examples)),
    ]


def _other(counterpart: Counterpart) -> str:
    """Return a counterpart as cell text: with its number of pairs with the term and its status, if it has one."""
    facts = f"{counterpart.together}, {counterpart.status}" if counterpart.status else str(counterpart.together)
    return f"{counterpart.text} ({facts})"


def example_text(example: Example) -> str:
    """Return an example as the text of one cell: for each side, the place in brackets, then the text."""
    return f"[{example.english_place}] {example.english} [{example.chinese_place}] {example.chinese}"


def entries_from_rows(rows: Iterable[tuple[int, Sequence[str]]], name: str) -> Glossary:
    """Return the entries of a table; rows with the same term become one entry.

    Args:
        rows: ``(line, cells)`` of each row. The first row may have the names of the columns; otherwise,
            the columns are identified by the languages of their cells.
        name: name of the file, for messages.

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
    """Return the index of each column by name, and whether the first row contains the column names.

    Args:
        head: the cells of the first rows.
        name: name of the file, for messages.

    Raises:
        InputError: the rows have no column of English or no column of Chinese terms.
    """
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
        _TEXT_AND_FACTS.fullmatch(part.strip()) for part in re.split("[;；]", cells.get("others", "")) if part.strip()
    ]
    first = Counterpart(
        text, _count(cells, "counterpart_count"), _count(cells, "together"), status=status_of(cells.get("status", ""))
    )
    further = (
        Counterpart(match[1], 0, int(match[2] or 0), status=status_of(match[3] or ""))
        for match in others
        if match and match[1] != text
    )
    # Tables without the column "mark" may have our marks in the column "status".
    decision = cells["mark"] if "mark" in cells else "" if first.status else cells.get("status", "")
    return Entry(
        term,
        (first, *further),
        _count(cells, "count"),
        _share_in(cells, "consistency"),
        _share_in(cells, "reverse_consistency"),
        _share_in(cells, "score"),
        tuple(part for part in cells.get("files", "").split("; ") if part),
        (),
        mark_of(decision),
        cells.get("note", ""),
        cells.get("definition", ""),
        cells.get("domain", ""),
        status_of(cells.get("term_status", "")),
        _number(cells, "keyness"),
        _number(cells, "log_ratio"),
    )


def status_of(text: str) -> Status:
    """Return the usage status that a cell such as "recommended" means; empty if the word is not known."""
    return STATUS_WORDS.get(text.strip().lower(), "")


def mark_of(text: str) -> Mark:
    """Return the mark (accepted or rejected) that a cell such as "yes" means; empty if the word is not known."""
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
    return replace(
        known,
        counterparts=known.counterparts + further,
        mark=known.mark or entry.mark,
        definition=known.definition or entry.definition,
        domain=known.domain or entry.domain,
        status=known.status or entry.status,
    )


def _count(cells: dict[str, str], column: str) -> int:
    with suppress(ValueError, OverflowError):
        return max(int(float(cells.get(column, ""))), 0)
    return 0


def _share_in(cells: dict[str, str], column: str) -> float:
    with suppress(ValueError):
        value = float(cells.get(column, ""))
        return value if 0 <= value <= 1 else 0.0
    return 0.0


def _number(cells: dict[str, str], column: str) -> float | None:
    with suppress(ValueError):
        value = float(cells.get(column, ""))
        return value if isfinite(value) else None
    return None
