"""The texts that the rules of the check inspect: slices of document blocks, with their inline parts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from aligner.bitext import Block, Document, Inline
from aligner.check.findings import Place
from aligner.languages import joint_of

UNTRANSLATED_KINDS = ("code", "placeholder", "tag")
"""Kinds of inline parts that are not translated."""
PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\$\{[^{}\n]{1,60}\}|%\{\w+\}|\{[A-Za-z_][\w.\[\]]*(?:![rsa])?(?::[^{}\s]{0,20})?\}|\{\d*\}"
    r"|%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"
    r"|%(?:\d+\$)?[#0+-]*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?[diouxXfgcsp@](?![A-Za-z])|%[A-Z_]{3,}%"
)
"""Placeholders of Python, C, JavaScript, shells, templates and message catalogues."""

ADDRESS = re.compile(
    r"(?:https?|ftp)://[!-~]*[A-Za-z0-9/=#&_~-]|\bwww\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+[!-~]*[A-Za-z0-9/]"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,9}(?:com|org|net|io|dev|cn|edu|gov|info|example|test)(?::\d+)?/[!-~]*[A-Za-z0-9/=#&_~-]"
    r"(?![A-Za-z0-9@-]|\.[A-Za-z0-9])"
    r"|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
"""A web or e-mail address in the text."""
PLACEHOLDER_MARKS, ADDRESS_MARKS = re.compile("[{%]"), re.compile(r"[/@]|www\.")
"""A text without one of these has no placeholder or no address, so most texts need not be searched with the slower
patterns."""
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of a block: the whole block, or consecutive sentences of the block.

    Attributes:
        block: number of the block in its document, from 0.
        start: offset of the first character in the block's text, from 0.
        end: offset of the end (exclusive).
    """

    block: int
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """One or more slices of the blocks of a document, treated as one text.

    Attributes:
        document: the document.
        pieces: the slices, in the order of the document.
    """

    document: Document
    pieces: tuple[Piece, ...]

    @cached_property
    def string(self) -> str:
        """The text as a string; pieces are joined with a space, or without one in Chinese."""
        texts = [self.document.blocks[each.block].text[each.start : each.end] for each in self.pieces]
        return texts[0] if len(texts) == 1 else self._joint.join(texts)

    @cached_property
    def letters(self) -> str:
        """The letters and digits of the text."""
        return "".join(character for character in self.string if character.isalnum())

    @cached_property
    def letter_counts(self) -> Counter[str]:
        """The number of each of these letters and digits."""
        return Counter(self.letters)

    @cached_property
    def prose(self) -> str:
        """The text with each character of code, placeholders, tags and addresses replaced by a space."""
        text = self.without_code if self.inlines else self.string
        spans = [match.span() for match in PLACEHOLDER.finditer(text)] if PLACEHOLDER_MARKS.search(text) else []
        if ADDRESS_MARKS.search(text):
            spans += [match.span() for match in ADDRESS.finditer(text)]
        return with_blanks(text, spans)

    @cached_property
    def without_code(self) -> str:
        """The text with spaces for code, tags, addresses and those placeholders that a reader has marked.

        Other placeholders are kept.
        """
        if not self.inlines:
            return self.string
        return with_blanks(
            self.string,
            [
                (start, end)
                for start, end, kind, value in self.inlines
                if kind in UNTRANSLATED_KINDS or (kind == "link" and self.string[start:end] == value)
            ],
        )

    @cached_property
    def inlines(self) -> tuple[Inline, ...]:
        """The inline parts (code, tags, links) within the text, with their offsets in `string`."""
        blocks = self.document.blocks
        if not any(blocks[each.block].inlines for each in self.pieces):
            return ()
        inlines = []
        for piece, offset in zip(self.pieces, self._offsets, strict=True):
            for start, end, kind, value in self.document.blocks[piece.block].inlines:
                if piece.start <= start and end <= piece.end:
                    inlines.append((start - piece.start + offset, end - piece.start + offset, kind, value))
        return tuple(inlines)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks from which the text is taken, each block once."""
        return tuple(self.document.blocks[number] for number in dict.fromkeys(piece.block for piece in self.pieces))

    @cached_property
    def is_code(self) -> bool:
        """Whether all blocks of the text are code blocks."""
        return all(block.kind == "code" for block in self.blocks)

    @property
    def line(self) -> int:
        """Line of the file on which the text begins, from 1."""
        return self.line_at(0)

    def line_at(self, offset: int) -> int:
        """Return the line of the file that contains ``string[offset]``, from 1."""
        if not self.pieces:
            return 1
        number = max(bisect_right(self._offsets, offset) - 1, 0)
        piece = self.pieces[number]
        return self.document.blocks[piece.block].line_at(piece.start + offset - self._offsets[number])

    def place(self, offset: int = 0) -> Place:
        """Return the place of the character at ``offset``, with the whole text as its context."""
        return Place(self.document.name, self.line_at(offset), self._one_line, self._focus(offset) if offset > 0 else 0)

    @cached_property
    def _one_line(self) -> str:
        """The text with single spaces; cached, since many findings may quote a long text."""
        return " ".join(self.string.split())

    def _focus(self, offset: int) -> int:
        """Return the offset in `_one_line` that corresponds to ``string[offset]``.

        If that character is white space, return the offset of the next other character.
        """
        starts, ends, line_starts = self._words
        number = bisect_right(ends, offset)
        if number == len(ends):
            return len(self._one_line)
        return line_starts[number] + max(offset - starts[number], 0)

    @cached_property
    def _words(self) -> tuple[list[int], list[int], list[int]]:
        """The start and the end of each word in `string`, and the start of each word in `_one_line`."""
        spans = [match.span() for match in WORD.finditer(self.string)]
        sizes = accumulate((end - start + 1 for start, end in spans), initial=0)
        return [start for start, _ in spans], [end for _, end in spans], list(sizes)

    @property
    def _joint(self) -> str:
        return joint_of(self.document.language)

    @cached_property
    def _offsets(self) -> list[int]:
        if len(self.pieces) == 1:
            return [0]
        sizes = [piece.end - piece.start + len(self._joint) for piece in self.pieces]
        return [0, *accumulate(sizes)][: len(sizes)]


class Texts:
    """The texts of one document. Many rules use the same texts, so each text is created once and cached."""

    def __init__(self, document: Document) -> None:
        """Prepare the texts of a document; `of` creates a text when it is first used."""
        self.document = document
        self._by_numbers: dict[tuple[int, ...], Text] = {}

    def of(self, numbers: Sequence[int]) -> Text:
        """Return the segments with the given numbers as one text, in order; see `text_of`."""
        key = tuple(numbers)
        text = self._by_numbers.get(key)
        if text is None:
            text = self._by_numbers[key] = text_of(self.document, key)
        return text


def with_blanks(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text with each character of the spans replaced by a space."""
    if not spans:
        return text
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def text_of(document: Document, numbers: Sequence[int]) -> Text:
    """Return the segments with the given numbers as one text, in order.

    Consecutive segments of a block become one piece, with the white space between them.
    """
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
