"""How wide text is where a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata


def cell_width(text: str) -> int:
    """Return how many terminal columns ``text`` takes: 2 for a wide character, 0 for a combining one."""
    return sum(map(_character_width, text))


def cut_to_width(line: str, width: int) -> str:
    """Return ``line`` cut to ``width`` columns; a cut shows as an ellipsis, which takes the last one."""
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
