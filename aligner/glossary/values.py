"""The classes of a glossary's data: Example, Counterpart, Entry, Glossary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aligner.registry import Entry as Use
from aligner.registry import Registry

_USES = Registry("use of a glossary", {"save": Use("aligner.glossary.files:save_glossary", "a file")})
"""The function behind `Glossary.save`, named here and imported on use: the value types import no formats."""

Mark = Literal["", "accepted", "rejected"]
"""A person's decision on an entry; empty: none."""
MARKS: tuple[Mark, ...] = ("", "accepted", "rejected")
Status = Literal["", "preferred", "admitted", "deprecated", "forbidden"]
"""Whether a term may be used: the administrative status of ISO 30042 (TBX-Basic); empty: not stated.

TBX-Basic knows no ``forbidden``: it calls each term that must not be used deprecated.
"""
STATUSES: tuple[Status, ...] = ("", "preferred", "admitted", "deprecated", "forbidden")
DISALLOWED: frozenset[Status] = frozenset({"deprecated", "forbidden"})
"""Statuses of terms that a translation must not use."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair that contains a term and its counterpart.

    Attributes:
        english: the English text.
        chinese: the Chinese text.
        english_place: ``file:line`` of the English text.
        chinese_place: ``file:line`` of the Chinese text.
    """

    english: str
    chinese: str
    english_place: str = ""
    chinese_place: str = ""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One Chinese rendering of a term.

    Attributes:
        text: the rendering as written in the texts.
        count: number of pairs with the rendering, with or without the term.
        together: number of pairs with both the rendering and the term.
        share: ``together`` as a share of its sum over all counterparts of the term, 0 to 1.
        status: the usage status of the rendering, such as preferred or forbidden.
    """

    text: str
    count: int = 0
    together: int = 0
    share: float = 1.0
    status: Status = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and its counterparts.

    Attributes:
        term: the English term, in its most frequent form.
        counterparts: Chinese renderings, the most frequent first; at least one.
        count: number of pairs with the term.
        consistency: share of these pairs that have one of the counterparts, 0 to 1.
        reverse_consistency: share of the pairs with the first counterpart that have the term, 0 to 1.
        score: probability that the entry is a term with a correct counterpart, 0 to 1.
        files: names of the files with the term and a counterpart, the most frequent first.
        examples: pairs with the term and a counterpart.
        mark: a person's decision on the entry: accepted, rejected or none.
        note: a person's remark, or the expansion of an abbreviation.
        definition: definition of the concept, in either language.
        domain: subject field of the concept.
        status: the usage status of the English term, such as preferred or forbidden.
        keyness: log-likelihood of the term's frequency against a reference corpus (Dunning, 1993);
            negative if the term is less frequent in the texts; ``None`` without a reference corpus.
        log_ratio: binary logarithm of the ratio of both relative frequencies (Hardie, 2014), the effect
            size; ``None`` without a reference corpus.
    """

    term: str
    counterparts: tuple[Counterpart, ...]
    count: int = 0
    consistency: float = 0.0
    reverse_consistency: float = 0.0
    score: float = 0.0
    files: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    mark: Mark = ""
    note: str = ""
    definition: str = ""
    domain: str = ""
    status: Status = ""
    keyness: float | None = None
    log_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Glossary:
    """A list of terms with their counterparts.

    Attributes:
        entries: the terms with their counterparts, best first.
        pairs: number of pairs of texts from which the glossary was extracted.
    """

    entries: tuple[Entry, ...]
    pairs: int = 0

    def __iter__(self) -> Iterator[Entry]:
        """Iterate over the entries."""
        return iter(self.entries)

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self.entries)

    def save(self, path: str | Path, to: str | None = None) -> None:
        """Write the glossary to a file.

        The format is ``to`` if given, else the format of the path's extension.

        Raises:
            OutputError: the file cannot be written.
            UsageError: the format is unknown.
        """
        _USES.load("save")(self, path, to)
