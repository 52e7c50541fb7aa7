"""Display width of text in columns; a Chinese character takes two."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_OPENING, _CLOSING = "（《〈「『【“‘([", "，。、；：？！）》〉」』】”’…,.;:?!)]"


def cell_width(text: str) -> int:
    """Return the number of terminal columns of ``text``: 2 for a wide character, 0 for a combining one."""
    return sum(map(_character_width, text))


def cut_to_width(line: str, width: int) -> str:
    """Return ``line`` cut to ``width`` columns; if it was cut, an ellipsis takes the last column."""
    kept, used = 0, 0
    for position, character in enumerate(line):
        used += _character_width(character)
        if used <= width - 1:
            kept = position + 1
        if used > width:
            return line[:kept].rstrip() + "…"
    return line


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@cache
def _pieces() -> re.Pattern[str]:
    """Return a regular expression for a unit of text that must not be divided at a line break.

    A unit is one wide character or one word, with the punctuation that belongs to it. A no-break space
    belongs to its word.
    """
    from aligner.languages.scripts import WIDE

    opening, closing = re.escape(_OPENING), re.escape(_CLOSING)
    return re.compile(rf"[{opening}]*(?:[{WIDE}]|[^ \t\n{WIDE}{opening}]+)?[{closing}]*[ \t\n]*")


def wrapped_to_width(text: str, width: int) -> list[str]:
    """Return the lines of a paragraph that is wrapped to ``width`` columns.

    A line is wider only if it cannot be broken. Lines are broken at spaces and between Chinese
    characters. No line begins with closing punctuation or ends with opening punctuation (GB/T 15834).
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces().findall(text):
        if line and cell_width(line) + cell_width(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines
