"""The classes of a search result: a hit, a rendering (translation of the match), and the whole concordance."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Side = Literal["source", "target"]
Place = tuple[int, int]
"""Offsets of the start and of the end (exclusive), in characters."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A pair that matches the query.

    Attributes:
        file: the file of pairs, as the user named it.
        number: number of the pair in that file, from 1.
        source: text of the source side; empty for an addition.
        target: text of the target side; empty for an omission.
        side: the side with the match; the source if both sides match.
        matches: offsets of the matches in the text of that side.
        counterparts: offsets of the likely counterpart in the text of the other side; empty if none is
            found.
        likelihood: score of the counterpart, about 0 to 1.5: cosine plus weighted Dice coefficient.
        source_file: name of the source document.
        target_file: name of the target document.
        source_line: line on which the source text begins, from 1; ``None`` if the text is empty.
        target_line: line on which the target text begins, from 1; ``None`` if the text is empty.
        before: the requested number of preceding pairs as ``(source, target)``, nearest last.
        after: the requested number of following pairs as ``(source, target)``, nearest first.
    """

    file: str
    number: int
    source: str
    target: str
    side: Side
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
    def id(self) -> str:
        """The permanent id of the hit: a hash of the document names and of both texts, 12 hexadecimal digits.

        The id does not depend on the query, the order of the pairs or the folder. Equal pairs of a
        document have the same id.
        """
        parts = "\0".join((self.source_file, self.target_file, self.source, self.target))
        return hashlib.blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

    @property
    def text(self) -> str:
        """The text of the side with the match."""
        return self.source if self.side == "source" else self.target

    @property
    def other_text(self) -> str:
        """The text of the side opposite to the match, in which the counterpart is sought."""
        return self.target if self.side == "source" else self.source

    @property
    def match(self) -> str:
        """The text of the first match."""
        start, end = self.matches[0]
        return self.text[start:end]

    @property
    def counterpart(self) -> str:
        """The text of the likely counterpart; empty if none is found."""
        return "" if not self.counterparts else self.other_text[slice(*self.counterparts[0])]


@dataclass(frozen=True, slots=True)
class Rendering:
    """One translation of the match, and how often it occurs in the inspected pairs.

    Attributes:
        text: the translation, in its most frequent spelling.
        count: number of inspected pairs with this translation.
        share: ``count`` as a share of all inspected pairs, including those without a known translation.
        low: lower bound of the share with a confidence of 95 % (Wilson's interval).
        high: upper bound of the share.
        examples: ids of hits with this translation.
        example: source and target text of the first of these hits.
    """

    text: str
    count: int
    share: float = 0.0
    low: float = 0.0
    high: float = 1.0
    examples: tuple[str, ...] = ()
    example: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Concordance:
    """The result of a search: the matching pairs, and the translations of the match.

    Attributes:
        query: the query as the user wrote it.
        hits: the matching pairs in the requested order, up to the limit.
        total: number of matching pairs.
        is_exact: whether all pairs that may match were checked; if not, ``total`` is an estimate.
        renderings: the translations of the match in the inspected pairs, most frequent first.
        files: number of files searched.
        pairs: number of pairs searched.
        skipped: one line for each file that could not be read.
        notes: one-line remarks on the index.
        matches: number of matches; 0 if they were not counted.
        inspected: number of pairs in which translations of the match were sought: all matching pairs or
            a sample.
        request: the permanent query string.
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
    matches: int = 0
    inspected: int = 0
    request: str = ""
