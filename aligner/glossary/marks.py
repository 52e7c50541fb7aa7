"""What a person said of a glossary survives: marks, notes, corrected counterparts, entries of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aligner.glossary.matching import chinese_key, english_key
from aligner.glossary.values import Counterpart, Entry, Glossary


def with_marks(found: Glossary, earlier: Glossary) -> Glossary:
    """Return what was found, with the marks, notes and accepted counterparts of an earlier glossary.

    Marked entries that were not found again are kept at the end.
    """
    known = {english_key(entry.term): entry for entry in earlier if entry.mark or entry.note}
    entries = [_marked(entry, known.pop(english_key(entry.term), None)) for entry in found]
    return replace(found, entries=(*entries, *(entry for entry in known.values() if entry.mark)))


def seeds_of(earlier: Glossary | None, seeds: Glossary | None) -> Glossary:
    """Return what holds from the start, so that it is counted as it is: what was accepted earlier, and the seeds."""
    accepted = [entry for entry in earlier or () if entry.mark == "accepted"]
    return Glossary((*accepted, *(seeds or ())))


def _marked(entry: Entry, known: Entry | None) -> Entry:
    if known is None:
        return entry
    marked = replace(entry, mark=known.mark, note=known.note or entry.note)
    if known.mark != "accepted":
        return marked
    return replace(marked, term=known.term, counterparts=merged(known.counterparts, entry.counterparts))


def merged(first: Iterable[Counterpart], second: Iterable[Counterpart]) -> tuple[Counterpart, ...]:
    """Return the counterparts of a person, with the counts of those found, and nothing else."""
    counted = {chinese_key(counterpart.text): counterpart for counterpart in second}
    return tuple(
        replace(counted.get(chinese_key(counterpart.text), counterpart), text=counterpart.text) for counterpart in first
    )
