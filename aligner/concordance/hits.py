"""What a search finds, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = tuple[int, int]
"""Start offset and the offset behind the end, in characters."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A pair that holds what is looked for.

    Attributes:
        file: the file of pairs, as the user named it.
        number: 1-based number of the pair in that file.
        source: text of the source side; empty for an addition.
        target: text of the target side; empty for an omission.
        side: the side on which the match is; the source where both sides match.
        matches: where, in that side's text.
        counterparts: where its likely counterpart stands in the other side's text; none where none is likely.
        likelihood: how likely the counterpart is, about 0 to 1.5: cosine, and a share of the Dice coefficient.
        source_file: name of the source document.
        target_file: likewise.
        source_line: 1-based line on which the source text begins; ``None`` where it is empty.
        target_line: likewise.
        before: the pairs before it, as (source, target), nearest last; as many as were asked for.
        after: the pairs behind it.
    """

    file: str
    number: int
    source: str
    target: str
    side: Literal["source", "target"]
    matches: tuple[Place, ...]
    counterparts: tuple[Place, ...] = ()
    likelihood: float = 0.0
    source_file: str = ""
    target_file: str = ""
    source_line: int | None = None
    target_line: int | None = None
    before: tuple[tuple[str, str], ...] = ()
    after: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The text that holds the match."""
        return self.source if self.side == "source" else self.target

    @property
    def other_text(self) -> str:
        """The text on the other side."""
        return self.target if self.side == "source" else self.source

    @property
    def match(self) -> str:
        """The first match."""
        start, end = self.matches[0]
        return self.text[start:end]

    @property
    def counterpart(self) -> str:
        """The likely counterpart; empty where none is likely."""
        return "" if not self.counterparts else self.other_text[slice(*self.counterparts[0])]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A counterpart and in how many of the pairs looked at it is the likely one."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Concordance:
    """The answer to a search.

    Attributes:
        query: as the user wrote it.
        hits: in the order of the index, up to the limit.
        total: pairs that match.
        is_exact: whether all of them were looked at; else ``total`` is an estimate.
        renderings: the counterparts in the pairs that were looked at, most frequent first.
        files: files searched.
        pairs: pairs searched.
        skipped: one line for each file that could not be read.
        notes: one-line remarks on the index.
    """

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_exact: bool = True
    renderings: tuple[Rendering, ...] = ()
    files: int = 0
    pairs: int = 0
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
