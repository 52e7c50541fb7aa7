"""Remove the leader dots and the page numbers from tables of contents."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from aligner.bitext import Removal
from aligner.interface import N_
from aligner.segmenters.layout.lines import Line, columns

_LEADER = re.compile(r"[ \t]*(?:[.．·・‧…_][ \t]?){4,}[ \t]*(?:\d{1,4}|[ivxlcIVXLC]{1,6})$|[ \t]*…{2,}[ \t]*\d{1,4}$")
_MAX_LEADER_CHARACTERS = 500
"""Maximum number of characters at the end of a line in which a leader is searched."""
_MIN_LINES = 3
"""Minimum number of lines with leader dots in a table of contents: a single one may be a form to fill in."""
REASON = N_("dots and number of a page in a table of contents")


def without_leaders(lines: Sequence[Line], furniture: Container[int]) -> tuple[list[Line], list[Removal]]:
    """Return the lines without the leader dots and page numbers of a table of contents, and the removed texts.

    The titles are kept.

    Args:
        lines: the visible lines.
        furniture: indices of page furniture, which does not change.
    """
    found = {
        index: match.start()
        for index, line in enumerate(lines)
        if index not in furniture and (match := leader_of(line.text)) and match.start()
    }
    if len(found) < _MIN_LINES:
        return list(lines), []
    cleaned = list(lines)
    removals = []
    for index, end in found.items():
        line, place = lines[index], lines[index].place
        text = line.text[:end]
        if place is not None:
            width = (place.right - place.left) * end / len(line.text)
            place = replace(place, right=min(place.right, place.left + width))
        removals.append(Removal(line.text[end:].strip(), line.number, REASON))
        cleaned[index] = replace(line, text=text, width=line.indent + columns(text), place=place)
    return cleaned, removals


def leader_of(text: str) -> re.Match[str] | None:
    """Return the match of the leader dots and the page number at the end of a line, else ``None``."""
    return _LEADER.search(text, max(0, len(text) - _MAX_LEADER_CHARACTERS))
