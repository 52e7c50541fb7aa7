"""Two documents laid side by side: what the rules of the check look at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

from aligner.bitext import Bead, Block, Document, Inline, Passage, Segment
from aligner.check.catalogue import RULES
from aligner.check.findings import Finding, Place
from aligner.check.settings import CheckSettings
from aligner.languages import joint_of
from aligner.protocols import Embedder

Side = Literal["source", "target"]
ALIKE = 0.6
"""Similarity of two texts below which they may not translate each other at all: one of them was rewritten, say."""
DOUBTFUL = 0.7
"""The most that is certain of a difference between two such texts."""
UNTRANSLATED_PARTS = ("code", "placeholder", "tag")
"""Inline parts that are no words of a language."""
PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\$\{[^{}\n]{1,60}\}|%\{\w+\}|\{[A-Za-z_][\w.\[\]]*(?:![rsa])?(?::[^{}\s]{0,20})?\}|\{\d*\}"
    r"|%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"
    r"|%(?:\d+\$)?[#0+-]*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?[diouxXfgcsp@](?![A-Za-z])|%[A-Z_]{3,}%"
)
"""What a program fills in: of Python, C, JavaScript, shells, templates and message catalogues."""

ADDRESS = re.compile(
    r"(?:https?|ftp)://[!-~]*[A-Za-z0-9/=#&_~-]|\bwww\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+[!-~]*[A-Za-z0-9/]"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,9}(?:com|org|net|io|dev|cn|edu|gov|info|example|test)(?::\d+)?/[!-~]*[A-Za-z0-9/=#&_~-]"
    r"(?![A-Za-z0-9@-]|\.[A-Za-z0-9])"
    r"|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
"""An address of the web or of mail that is written out."""
PLACEHOLDER_MARKS, ADDRESS_MARKS = re.compile("[{%]"), re.compile(r"[/@]|www\.")
"""Without one of these there is no placeholder and no address: most texts are spared the slower patterns."""
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of a block: a whole one, or one or more of its sentences.

    Attributes:
        block: number of the block in its document.
        start: 0-based offset of its first character in the block's text.
        end: offset behind its last.
    """

    block: int
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """Slices of blocks of one document, read as one text.

    Attributes:
        document: where they stand.
        pieces: in order.
    """

    document: Document
    pieces: tuple[Piece, ...]

    @cached_property
    def string(self) -> str:
        """The text, pieces joined as the language is written."""
        return self._joint.join(self.document.blocks[each.block].text[each.start : each.end] for each in self.pieces)

    @cached_property
    def letters(self) -> str:
        """The letters and digits of the text."""
        return "".join(character for character in self.string if character.isalnum())

    @cached_property
    def prose(self) -> str:
        """The text with code, placeholders, tags and addresses blotted out, character for character."""
        text = self.without_code
        spans = [match.span() for match in PLACEHOLDER.finditer(text)] if PLACEHOLDER_MARKS.search(text) else []
        if ADDRESS_MARKS.search(text):
            spans += [match.span() for match in ADDRESS.finditer(text)]
        return blotted(text, spans)

    @cached_property
    def without_code(self) -> str:
        """The text with code, tags and addresses blotted out, but not placeholders that are not marked as such."""
        return blotted(
            self.string,
            [
                (start, end)
                for start, end, kind, value in self.inlines
                if kind in UNTRANSLATED_PARTS or (kind == "link" and self.string[start:end] == value)
            ],
        )

    @cached_property
    def inlines(self) -> tuple[Inline, ...]:
        """The inline parts within the pieces, with offsets in `string`."""
        found = []
        for piece, offset in zip(self.pieces, self._offsets, strict=True):
            for start, end, kind, value in self.document.blocks[piece.block].inlines:
                if piece.start <= start and end <= piece.end:
                    found.append((start - piece.start + offset, end - piece.start + offset, kind, value))
        return tuple(found)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks, each once."""
        return tuple(self.document.blocks[number] for number in dict.fromkeys(piece.block for piece in self.pieces))

    @cached_property
    def is_code(self) -> bool:
        """Whether it is of code blocks only."""
        return all(block.kind == "code" for block in self.blocks)

    @property
    def line(self) -> int:
        """1-based line of the file on which the text begins."""
        return self.line_at(0)

    def line_at(self, offset: int) -> int:
        """Return the 1-based line of the file that holds ``string[offset]``."""
        if not self.pieces:
            return 1
        number = max(bisect_right(self._offsets, offset) - 1, 0)
        piece = self.pieces[number]
        return self.document.blocks[piece.block].line_at(piece.start + offset - self._offsets[number])

    def place(self, offset: int = 0) -> Place:
        """Return where ``string[offset]`` stands, with the whole text."""
        return Place(self.document.name, self.line_at(offset), self._shown, self._focus(offset) if offset > 0 else 0)

    @cached_property
    def _shown(self) -> str:
        """The text with single spaces; kept, for a long text has many places."""
        return " ".join(self.string.split())

    def _focus(self, offset: int) -> int:
        """Return where in `_shown` the first character from ``string[offset]`` on stands that is no space."""
        starts, ends, shown = self._words
        number = bisect_right(ends, offset)
        if number == len(ends):
            return len(self._shown)
        return shown[number] + max(offset - starts[number], 0)

    @cached_property
    def _words(self) -> tuple[list[int], list[int], list[int]]:
        """Where each word begins and ends in `string`, and where it begins in `_shown`."""
        spans = [match.span() for match in WORD.finditer(self.string)]
        sizes = accumulate((end - start + 1 for start, end in spans), initial=0)
        return [start for start, _ in spans], [end for _, end in spans], list(sizes)

    @property
    def _joint(self) -> str:
        return joint_of(self.document.language)

    @cached_property
    def _offsets(self) -> list[int]:
        sizes = [piece.end - piece.start + len(self._joint) for piece in self.pieces]
        return [0, *accumulate(sizes)][: len(sizes)]


@dataclass(frozen=True, slots=True)
class Match:
    """Two texts that translate each other.

    Attributes:
        source: without what was left out of the translation.
        target: without what was added.
        whole_source: with it.
        whole_target: likewise.
        similarity: -1 to 1.
        confidence: that they belong together, 0 to 1.
        moved: whether they stand in another order than the rest.
        sentences: the sentences of the two, as beads.
    """

    source: Text
    target: Text
    whole_source: Text
    whole_target: Text
    similarity: float
    confidence: float
    moved: bool
    sentences: tuple[Bead, ...]

    @property
    def is_code(self) -> bool:
        """Whether they are code blocks."""
        return self.source.is_code and self.target.is_code


@dataclass(frozen=True, slots=True)
class Alone:
    """A text without counterpart.

    Attributes:
        side: where it stands.
        text: one block or one or more of its sentences.
        whole: whether it is a whole block.
        confidence: that nothing answers to it, 0 to 1.
        other_line: 1-based line of the other file where its counterpart would stand.
    """

    side: Side
    text: Text
    whole: bool
    confidence: float
    other_line: int


@dataclass(frozen=True)
class Comparison:
    """What the two sides of a bitext have in common and what not.

    Attributes:
        source: segmented.
        target: segmented.
        passages: of their blocks, in source order; empty for pairs without their documents.
        matches: texts that translate each other, in source order.
        alone: texts without counterpart.
        settings: of the check.
        embedder: the one that compared them.
        texts: of the two documents.
    """

    source: Document
    target: Document
    passages: tuple[Passage, ...]
    matches: tuple[Match, ...]
    alone: tuple[Alone, ...]
    settings: CheckSettings
    embedder: Embedder
    texts: Mapping[Side, Texts]

    @property
    def of_documents(self) -> bool:
        """Whether these are two documents with their outlines, not pairs as a translation memory holds them."""
        return bool(self.passages)

    @property
    def languages_known(self) -> bool:
        """Whether it is known of both sides in which language they are, and they are in two."""
        return None not in (self.source.language, self.target.language) and self.source.language != self.target.language

    def finding(
        self, rule: str, message: str, source: Place | None, target: Place | None, confidence: float
    ) -> Finding:
        """Return a finding with the rule's severity as the catalogue has it."""
        return Finding(rule, RULES[rule].severity, message, source, target, round(min(max(confidence, 0.0), 1.0), 2))

    def certainty(self, match: Match, certainty: float) -> float:
        """Return how sure a difference between two texts is, given what it is if they do translate each other.

        Where a page was rewritten on one side, with parts that have no counterpart, unlike texts are neighbours by
        chance.
        """
        doubtful = match.moved or (match.similarity < ALIKE and any(each.whole for each in self.alone))
        return min(certainty, DOUBTFUL) if doubtful else certainty

    def sentence(self, side: Side, numbers: Sequence[int]) -> Text:
        """Return some of a document's segments as a text."""
        return self.texts[side].of(numbers)

    def segments_of(self, side: Side, block: int) -> list[tuple[int, Segment]]:
        """Return the segments of a block, with their numbers."""
        return self._segments.get((side, block), [])

    @cached_property
    def _segments(self) -> dict[tuple[Side, int], list[tuple[int, Segment]]]:
        found: dict[tuple[Side, int], list[tuple[int, Segment]]] = {}
        sides: tuple[tuple[Side, Document], ...] = (("source", self.source), ("target", self.target))
        for side, document in sides:
            for number, segment in enumerate(document.segments or ()):
                found.setdefault((side, segment.block), []).append((number, segment))
        return found

    def has_as_often(self, placeholder: str) -> bool:
        """Whether a placeholder, without white space, is a directive that both documents have as often on the whole.

        Directives (``{{< note >}}``) surround texts; what is filled in belongs into one of them.
        """
        counts = self._placeholders
        return placeholder.startswith(("{{<", "{{%", "{%")) and counts[0][placeholder] == counts[1][placeholder]

    @cached_property
    def _placeholders(self) -> tuple[Counter[str], Counter[str]]:
        source, target = (
            Counter("".join(match[0].split()) for block in side.blocks for match in PLACEHOLDER.finditer(block.text))
            for side in (self.source, self.target)
        )
        return source, target

    def prose_matches(self) -> Iterator[Match]:
        """Yield the matches that are no code."""
        return iter(self._prose_matches)

    @cached_property
    def _prose_matches(self) -> tuple[Match, ...]:
        return tuple(match for match in self.matches if not match.is_code)


class Texts:
    """The texts of one document, each made once: many rules ask for the same ones, and a text keeps what they ask."""

    def __init__(self, document: Document) -> None:
        """Make nothing yet."""
        self.document = document
        self._by_numbers: dict[tuple[int, ...], Text] = {}
        self._by_pieces: dict[tuple[Piece, ...], Text] = {}

    def of(self, numbers: Sequence[int]) -> Text:
        """Return some segments, in order, as a text; neighbours of one block with what stands between them."""
        key = tuple(numbers)
        text = self._by_numbers.get(key)
        if text is None:
            text = text_of(self.document, key)
            text = self._by_numbers[key] = self._by_pieces.setdefault(text.pieces, text)
        return text


def blotted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text with some spans replaced by spaces."""
    if not spans:
        return text
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def text_of(document: Document, numbers: Sequence[int]) -> Text:
    """Return some segments, in order, as a text; neighbours of one block with what stands between them."""
    pieces: list[Piece] = []
    last = -2
    for number in numbers:
        segment = document.segments[number]
        if pieces and last == number - 1 and pieces[-1].block == segment.block:
            pieces[-1] = Piece(segment.block, pieces[-1].start, segment.end)
        else:
            pieces.append(Piece(segment.block, segment.start, segment.end))
        last = number
    return Text(document, tuple(pieces))
