"""Transfer a person's edits of an earlier glossary to a new extraction.

Edits are marks, notes, corrected counterparts and added entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aligner.glossary.matching import chinese_key, english_key
from aligner.glossary.values import Counterpart, Entry, Glossary


def with_marks(extracted: Glossary, earlier: Glossary) -> Glossary:
    """Return the extracted glossary with the changes that a person made to an earlier glossary.

    Marks, notes, definitions, domains, statuses and accepted counterparts are kept. Entries that were
    not extracted again are added at the end, unless a note is their only change.
    """
    known = {english_key(entry.term): entry for entry in earlier if _is_edited(entry)}
    entries = [_marked(entry, known.pop(english_key(entry.term), None)) for entry in extracted]
    kept = (entry for entry in known.values() if entry.mark or _has_facts(entry))
    return replace(extracted, entries=(*entries, *kept))


def with_facts(extracted: Glossary, seeds: Glossary) -> Glossary:
    """Return the extracted glossary with the definitions, domains and usage statuses of a person's glossary.

    Args:
        extracted: the extracted glossary.
        seeds: the person's glossary; only entries for extracted terms are used.
    """
    known = {english_key(entry.term): entry for entry in seeds if _has_facts(entry)}
    return replace(
        extracted,
        entries=tuple(
            _described(entry, known[key]) if (key := english_key(entry.term)) in known else entry for entry in extracted
        ),
    )


def seeds_of(earlier: Glossary | None, seeds: Glossary | None) -> Glossary:
    """Return the entries that the extraction takes as correct, as one glossary.

    They are the accepted entries of an earlier glossary, and all entries of ``seeds``. The extraction
    counts their counterparts exactly as they are written.
    """
    accepted = [entry for entry in earlier or () if entry.mark == "accepted"]
    return Glossary((*accepted, *(seeds or ())))


def _marked(entry: Entry, known: Entry | None) -> Entry:
    if known is None:
        return entry
    marked = replace(_described(entry, known), mark=known.mark, note=known.note or entry.note)
    if known.mark != "accepted":
        return marked
    return replace(marked, term=known.term, counterparts=with_counts(known.counterparts, entry.counterparts))


def _described(entry: Entry, known: Entry) -> Entry:
    """Return an extracted entry with the definition, domain and usage statuses of a person's entry."""
    return replace(
        entry,
        definition=known.definition,
        domain=known.domain,
        status=known.status,
        counterparts=_with_statuses(entry.counterparts, known.counterparts),
    )


def _has_facts(entry: Entry) -> bool:
    """Whether an entry has a definition, a domain or a status, which only a person can give."""
    statuses = (entry.status, *(counterpart.status for counterpart in entry.counterparts))
    return bool(entry.definition or entry.domain or any(statuses))


def _is_edited(entry: Entry) -> bool:
    return bool(entry.mark or entry.note) or _has_facts(entry)


def _with_statuses(extracted: Iterable[Counterpart], known: Iterable[Counterpart]) -> tuple[Counterpart, ...]:
    """Return the extracted counterparts with the usage statuses that a person gave to them.

    Args:
        extracted: the extracted counterparts of a term.
        known: the person's counterparts of the term. Those that have a status and were not extracted
            again are added, with counts of 0.
    """
    stated = {chinese_key(counterpart.text): counterpart for counterpart in known if counterpart.status}
    found = [
        replace(counterpart, status=match.status)
        if (match := stated.pop(chinese_key(counterpart.text), None))
        else counterpart
        for counterpart in extracted
    ]
    return (*found, *(replace(counterpart, count=0, together=0, share=0.0) for counterpart in stated.values()))


def with_counts(first: Iterable[Counterpart], second: Iterable[Counterpart]) -> tuple[Counterpart, ...]:
    """Return a person's counterparts with the counts of the same counterparts in the extraction.

    Args:
        first: the person's counterparts; their texts and statuses are kept.
        second: the extracted counterparts.
    """
    counted = {chinese_key(counterpart.text): counterpart for counterpart in second}
    return tuple(
        replace(
            counted.get(chinese_key(counterpart.text), counterpart), text=counterpart.text, status=counterpart.status
        )
        for counterpart in first
    )
