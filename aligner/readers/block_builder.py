"""Build a block from pieces of text.

The builder collapses white space, and records line numbers and inline parts.
"""

from __future__ import annotations

import re

from aligner.bitext import Block, Inline
from aligner.languages.scripts import UNSPACED, WIDE_MARK

_OTHER_SPACE = re.compile(r"[ \t\n\r\f\v]{2,}|[\t\n\r\f\v]")
"""White space that mark-up languages collapse, other than a single space.

No-break spaces and ideographic spaces belong to the text.
"""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_WIDE_MARK = re.compile(f"[{WIDE_MARK}]")
_KEPT_WHEN_EMPTY = frozenset({"tag", "image"})


def words(text: str) -> frozenset[str]:
    """Return the set of the words that spaces separate in a text.

    Constants with many names, such as names of HTML elements, are written as one text in the code.
    """
    return frozenset(text.split())


class BlockBuilder:
    """A builder that collects the text of one block piece by piece, and is reset after each block.

    White space within a line becomes one space. A line break also becomes a space, with two
    exceptions: it is deleted between two Chinese characters, and beside a Chinese punctuation mark.
    """

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        self._pending = ""
        self._first_line = 0
        self._last_line = 0
        self._joins: list[tuple[int, int]] = []
        self._inlines: list[Inline] = []
        self._open: list[tuple[int | None, str, str]] = []

    def __bool__(self) -> bool:
        """Whether visible text was added since the last block."""
        return self._length > 0

    @property
    def last(self) -> str:
        """The last visible character of the current block; empty if there is none."""
        return self._last

    def add(self, text: str, line: int) -> None:
        """Add text to the block; ``line`` is the 1-based line number of its first character in the file."""
        position = 0
        for match in _OTHER_SPACE.finditer(text):
            self._add_words(text[position : match.start()], line)
            position = match.end()
            line += match.group().count("\n")
            self._pending = "\n" if "\n" in match.group() or self._pending == "\n" else " "
        self._add_words(text[position:], line)

    def _add_words(self, text: str, line: int) -> None:
        """Add words with one space between them; the text may also begin and end with a space."""
        words = text.strip(" ")
        if text.startswith(" "):
            self._pending = self._pending or " "
        self._add_visible(words, line)
        if words and text.endswith(" "):
            self._pending = " "

    def _add_visible(self, text: str, line: int) -> None:
        if not text:
            return
        if self._length:
            self._push(_between(self._last, text[0]) if self._pending == "\n" else self._pending)
        self._pending = ""
        if not self._first_line:
            self._first_line = self._last_line = line
        elif line != self._last_line:
            self._joins.append((self._length, line))
            self._last_line = line
        self._open = [(self._length if start is None else start, kind, value) for start, kind, value in self._open]
        self._push(text)
        self._last = text[-1]

    def _push(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def open(self, kind: str, value: str = "") -> None:
        """Start an inline part, such as a link or code, at the next visible character of the block."""
        self._open.append((None, kind, value))

    def close(self) -> None:
        """End the inline part that was started last; a link or code without text is dropped."""
        if not self._open:
            return
        start, kind, value = self._open.pop()
        if start is not None:
            self._inlines.append((start, self._length, kind, value))
        elif kind in _KEPT_WHEN_EMPTY:
            self._inlines.append((self._length, self._length, kind, value))

    def mark(self, kind: str, value: str) -> None:
        """Add an inline part without text, such as a tag, at the end of the text so far."""
        self._inlines.append((self._length, self._length, kind, value))

    def block(self, kind: str, level: int = 0) -> Block | None:
        """Return the collected text as a block, and start a new block.

        The result is ``None`` if there is no visible text. Inline parts, such as links, that have not ended
        continue in the next block.
        """
        still_open = [(kind_, value) for _, kind_, value in self._open]
        for _ in still_open:
            self.close()
        text = "".join(self._pieces)
        block = None
        if text.strip():
            inlines = tuple(sorted(self._inlines, key=lambda inline: (inline[0], -inline[1])))
            block = Block(text, self._first_line, kind, None, tuple(self._joins), level, inlines)
        self._reset()
        for kind_, value in still_open:
            self.open(kind_, value)
        return block


def code_block(text: str, line: int) -> Block:
    """Return the unchanged text as a block of the kind ``code``; ``line`` is its first line, 1-based."""
    joins = tuple((match.end(), number) for number, match in enumerate(re.finditer("\n", text), start=line + 1))
    return Block(text, line, "code", joins=joins)


def _between(before: str, after: str) -> str:
    wide = bool(_UNSPACED.match(before)) + bool(_UNSPACED.match(after))
    if wide == 2 or _WIDE_MARK.match(before) or _WIDE_MARK.match(after):
        return ""
    return " "
