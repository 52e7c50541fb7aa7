"""Carry a person's work over to a new extraction: marks, notes, corrected counterparts and added entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aligner.glossary.matching import chinese_key, english_key
from aligner.glossary.values import Counterpart, Entry, Glossary


def with_marks(extracted: Glossary, earlier: Glossary) -> Glossary:
    """Return the extracted glossary with the marks, notes and accepted counterparts of an earlier glossary.

    Marked entries that were not extracted again are added at the end.
    """
    known = {english_key(entry.term): entry for entry in earlier if entry.mark or entry.note}
    entries = [_marked(entry, known.pop(english_key(entry.term), None)) for entry in extracted]
    return replace(extracted, entries=(*entries, *(entry for entry in known.values() if entry.mark)))


def seeds_of(earlier: Glossary | None, seeds: Glossary | None) -> Glossary:
    """Return the accepted entries of an earlier glossary and the seeds: their counterparts are counted as written."""
    accepted = [entry for entry in earlier or () if entry.mark == "accepted"]
    return Glossary((*accepted, *(seeds or ())))


def _marked(entry: Entry, known: Entry | None) -> Entry:
    if known is None:
        return entry
    marked = replace(entry, mark=known.mark, note=known.note or entry.note)
    if known.mark != "accepted":
        return marked
    return replace(marked, term=known.term, counterparts=with_counts(known.counterparts, entry.counterparts))


def with_counts(first: Iterable[Counterpart], second: Iterable[Counterpart]) -> tuple[Counterpart, ...]:
    """Return the person's counterparts (``first``), with the counts of the extracted ones (``second``)."""
    counted = {chinese_key(counterpart.text): counterpart for counterpart in second}
    return tuple(
        replace(counted.get(chinese_key(counterpart.text), counterpart), text=counterpart.text) for counterpart in first
    )
