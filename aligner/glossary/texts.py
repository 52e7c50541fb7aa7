"""Write a glossary as a Markdown table; read and write it as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from aligner.errors import InputError, UsageError
from aligner.glossary.columns import mark_of
from aligner.glossary.tables import concepts_left_out, encoded, left_out, one_line
from aligner.glossary.values import DISALLOWED, STATUSES, Counterpart, Entry, Example, Glossary
from aligner.interface import _


@dataclass(frozen=True, slots=True)
class Markdown:
    """The Markdown format of a glossary: a table that can only be written, not read."""

    def write(self, glossary: Glossary, stream: BinaryIO) -> tuple[str, ...]:
        """Write a table with one row for each glossary entry; entries that a person has rejected are left out."""
        kept = [entry for entry in glossary if entry.mark != "rejected"]
        lines = ["| term | counterparts | count | consistency | example |", "|---|---|---:|---:|---|"]
        for entry in kept:
            texts = ", ".join(
                f"{counterpart.text} ({counterpart.status})" if counterpart.status in DISALLOWED else counterpart.text
                for counterpart in entry.counterparts
            )
            places = entry.examples[0] if entry.examples else Example("", "")
            place = ", ".join(place for place in (places.english_place, places.chinese_place) if place)
            cells = (entry.term, texts, str(entry.count), f"{entry.consistency:.0%}", place)
            lines.append(f"| {' | '.join(map(_escaped, cells))} |")
        stream.write(encoded("\n".join(lines) + "\n"))
        return (*left_out(len(glossary) - len(kept)), *concepts_left_out(glossary))

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Raise an error, because the table lacks most fields of an entry.

        Raises:
            UsageError: always.
        """
        raise UsageError(
            _("a Markdown table is for reading: keep the glossary as .xlsx, .csv, .tbx or .jsonl"), path=name
        )


def _escaped(cell: str) -> str:
    text = one_line(cell).replace("\\", "\\\\")
    for character in "|<*_`[":
        text = text.replace(character, f"\\{character}")
    return text


@dataclass(frozen=True, slots=True)
class JsonLines:
    """The JSON lines format of a glossary: one object with all fields for each entry."""

    def write(self, glossary: Glossary, stream: BinaryIO) -> tuple[str, ...]:
        """Write one line of JSON for each glossary entry."""
        for entry in glossary:
            stream.write(encoded(json.dumps(asdict(entry), ensure_ascii=False) + "\n"))
        return ()

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Read the lines; ``term`` and ``counterparts`` are required, and all other fields optional.

        Raises:
            InputError: a line is not an entry.
        """
        entries = []
        for number, line in enumerate(stream, start=1):
            if line.strip():
                try:
                    entries.append(_entry(json.loads(line)))
                except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
                    raise InputError(
                        _('is not an entry: write {"term": ..., "counterparts": [{"text": ...}]}'),
                        path=name,
                        line=number,
                    ) from None
        return Glossary(tuple(entries))


def _entry(record: Mapping[str, Any]) -> Entry:
    counterparts = tuple(
        Counterpart(**{"text": item} if isinstance(item, str) else item) for item in record["counterparts"]
    )
    statuses = [record.get("status", ""), *(counterpart.status for counterpart in counterparts)]
    if (
        not set(statuses) <= set(STATUSES)
        or not isinstance(record["term"], str)
        or not counterparts
        or not all(isinstance(c.text, str) for c in counterparts)
    ):
        raise ValueError
    numbers = {name: float(record.get(name, 0)) for name in ("consistency", "reverse_consistency", "score")}
    return Entry(
        term=record["term"],
        counterparts=counterparts,
        count=int(record.get("count", 0)),
        **numbers,
        files=tuple(map(str, record.get("files", ()))),
        examples=tuple(Example(**item) for item in record.get("examples", ())),
        mark=mark_of(str(record.get("mark", ""))),
        note=str(record.get("note", "")),
        definition=str(record.get("definition", "")),
        domain=str(record.get("domain", "")),
        status=record.get("status", ""),
        keyness=_number(record, "keyness"),
        log_ratio=_number(record, "log_ratio"),
    )


def _number(record: Mapping[str, Any], name: str) -> float | None:
    return None if record.get(name) is None else float(record[name])


MARKDOWN, JSONL = Markdown(), JsonLines()
