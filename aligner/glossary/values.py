"""The words of a glossary as frozen values: Example, Counterpart, Entry, Glossary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aligner.registry import Entry as Use
from aligner.registry import Registry

_USES = Registry("use of a glossary", {"save": Use("aligner.glossary.files:save_glossary", "a file")})
"""What the method of a glossary calls: values name the formats and import none."""

Mark = Literal["", "accepted", "rejected"]
"""What a person said of an entry."""
MARKS: tuple[Mark, ...] = ("", "accepted", "rejected")


@dataclass(frozen=True, slots=True)
class Example:
    """A pair in which a term and its counterpart stand.

    Attributes:
        english: the English text.
        chinese: the Chinese text.
        english_place: ``file:line`` of the English text.
        chinese_place: likewise.
    """

    english: str
    chinese: str
    english_place: str = ""
    chinese_place: str = ""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One Chinese rendering of a term.

    Attributes:
        text: as it stands in the texts.
        count: pairs that hold it, with the term or without.
        together: pairs that hold it and the term.
        share: of the term's links, those that lead to it, 0 to 1.
    """

    text: str
    count: int = 0
    together: int = 0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and how it is rendered.

    Attributes:
        term: the English term, in its most frequent form.
        counterparts: Chinese renderings, the most frequent first; at least one.
        count: pairs that hold the term.
        consistency: share of these pairs that hold one of the counterparts, 0 to 1.
        reverse_consistency: share of the pairs with the first counterpart that hold the term, 0 to 1.
        score: how sure the program is that the entry is a term, rightly paired, 0 to 1.
        files: names of the files in which the pair stands, the most frequent first.
        examples: a few pairs.
        mark: what a person said of it.
        note: a person's remark, or what the program knows (an expansion).
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


@dataclass(frozen=True, slots=True)
class Glossary:
    """Entries, best first.

    Attributes:
        entries: the terms.
        pairs: how many pairs of texts were read.
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
        """Write the glossary; the format follows the extension unless ``to`` names it.

        Raises:
            OutputError: the file cannot be written.
            UsageError: the format is unknown.
        """
        _USES.load("save")(self, path, to)
