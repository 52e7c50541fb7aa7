"""Lines of a table of contents: dots that lead to the number of a page."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from aligner.bitext import Removal
from aligner.segmenters.layout.lines import Line, columns

_LEADER = re.compile(r"[ \t]*(?:[.．·・‧…_][ \t]?){4,}[ \t]*(?:\d{1,4}|[ivxlcIVXLC]{1,6})$|[ \t]*…{2,}[ \t]*\d{1,4}$")
_LONGEST_LEADER = 500
"""Characters at the end of a line in which a leader is looked for."""
_LEAST_LINES = 3
"""Lines with leaders that a document has at least: one alone may be a form to fill in."""
REASON = "dots and number of a page in a table of contents"


def without_leaders(lines: Sequence[Line], furniture: Container[int]) -> tuple[list[Line], list[Removal]]:
    """Take the dots and the page numbers off the lines of a table of contents; the titles stay.

    Args:
        lines: the visible lines.
        furniture: indices of page furniture, which is left alone.
    """
    found = {
        index: match.start()
        for index, line in enumerate(lines)
        if index not in furniture and (match := leader_of(line.text)) and match.start()
    }
    if len(found) < _LEAST_LINES:
        return list(lines), []
    mended = list(lines)
    removals = []
    for index, end in found.items():
        line, place = lines[index], lines[index].place
        text = line.text[:end]
        if place is not None:
            width = (place.right - place.left) * end / len(line.text)
            place = replace(place, right=min(place.right, place.left + width))
        removals.append(Removal(line.text[end:].strip(), line.number, REASON))
        mended[index] = replace(line, text=text, width=line.indent + columns(text), place=place)
    return mended, removals


def leader_of(text: str) -> re.Match[str] | None:
    """Return the dots and the number at the end of a line."""
    return _LEADER.search(text, max(0, len(text) - _LONGEST_LEADER))
