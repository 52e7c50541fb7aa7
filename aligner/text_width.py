"""Display width of text in columns; a Chinese character takes two."""

from __future__ import annotations

import unicodedata


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
