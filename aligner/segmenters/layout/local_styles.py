"""Measure the layout of each part of a document.

A part may be wrapped, unwrapped, or narrower than other parts.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from aligner.segmenters.layout.continuation import continues_sentence
from aligner.segmenters.layout.lines import Line
from aligner.segmenters.layout.style import Style, measure

_MAX_WRAPPED_WIDTH = 130
"""Maximum columns of a line of a wrapped paragraph."""
_MIN_UNWRAPPED_RATIO = 1.25
"""Multiple of the width from which a line was not wrapped at that width."""
_MIN_GROUPS = 2
"""Minimum number of paragraphs with several lines in a wrapped part, if the document is otherwise not wrapped."""
_MAX_SINGLE_LINES = 2
"""Maximum number of single-line paragraphs between two of several lines in one wrapped part."""
_MIN_EARLY_LINES = 2

Group = tuple[int, int]
"""Index of the first line, and index after the last line, of a run without blank lines."""


def styles_of(lines: Sequence[Line], apart: Container[int] = ()) -> list[Style]:
    """Return, for each line, the layout of the part of the document that contains it.

    Args:
        lines: the visible lines.
        apart: indices of page furniture (such as page numbers), which is not part of the running text.
    """
    whole = measure(lines, apart)
    styles = [whole] * len(lines)
    groups = list(_groups(lines, whole.gap))
    if whole.width:
        unwrapped = replace(whole, width=0, gap=0, indented=False)
        for index, line in enumerate(lines):
            if line.width > _MIN_UNWRAPPED_RATIO * whole.width:
                styles[index] = unwrapped
        for start, end in groups:
            width = _narrow_width(lines[start:end], whole)
            if width:
                styles[start:end] = [replace(whole, width=width)] * (end - start)
        return styles
    for start, end in _wrapped_parts(lines, groups):
        own = measure(lines[start:end], _Shifted(apart, start))
        if own.width:
            styles[start:end] = [own] * (end - start)
    return styles


class _Shifted:
    """A set of line indices of the whole document, seen from a part of it: index 0 is the first line of the part."""

    def __init__(self, indices: Container[int], start: int) -> None:
        self._indices = indices
        self._start = start

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and index + self._start in self._indices


def _groups(lines: Sequence[Line], gap: int) -> Iterator[Group]:
    """Yield the start and end index of each group of lines between blank lines or page breaks.

    A line that is too long to be wrapped is a group of its own.
    """
    start = 0
    for index in range(1, len(lines) + 1):
        apart = index == len(lines) or lines[index].blanks > gap or lines[index].page != lines[index - 1].page
        if apart or max(lines[index].width, lines[index - 1].width) > _MAX_WRAPPED_WIDTH:
            yield start, index
            start = index


def _wrapped_parts(lines: Sequence[Line], groups: Sequence[Group]) -> Iterator[Group]:
    """Yield the start and end index of each part of the document that may be wrapped.

    Such a part has several paragraphs with several lines each.
    """
    members: list[Group] = []
    single = 0
    for group in [*groups, None]:
        is_several = group is not None and group[1] - group[0] > 1
        is_short = group is not None and lines[group[0]].width <= _MAX_WRAPPED_WIDTH
        single = 0 if is_several else single + 1
        if group is not None and (is_several or (members and is_short and single <= _MAX_SINGLE_LINES)):
            members.append(group)
            continue
        while members and members[-1][1] - members[-1][0] == 1:
            members.pop()
        if sum(end - start > 1 for start, end in members) >= _MIN_GROUPS:
            yield members[0][0], members[-1][1]
        members = []


def _narrow_width(lines: Sequence[Line], style: Style) -> int:
    """Return the width of a paragraph if it is narrower than the others, such as a quotation, else 0."""
    early = [
        line
        for line, following in pairwise(lines)
        if continues_sentence(line, following) and not style.is_full(line, following) and not following.marker
    ]
    return max(line.width for line in lines) if len(early) >= _MIN_EARLY_LINES else 0
