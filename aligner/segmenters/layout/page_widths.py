"""Determine the right edge of the lines in each column of a page, or in a narrower part of a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from aligner.bitext import Place
from aligner.segmenters.layout.continuation import continues_sentence
from aligner.segmenters.layout.lines import Line

_SPACE_WIDTH = 0.22
"""Width of a space, as a multiple of the size of the characters."""
_MAX_ROOM = 0.3
"""Maximum room at the end of a full line, as a multiple of the size of the characters, since edges are estimates."""
_SLACK_QUANTILE = 0.98
_MIN_SLACK_LINES = 20
_MAX_SLACK = 4.0
_MAX_EDGE_DIFFERENCE = 2.0
"""Maximum difference, in points, between the left edges of lines in one part."""
_MIN_EARLY_LINES = 2
_MAX_SIZE_DEVIATION = 0.06


def with_reached_limits(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the right edge that full lines of their column really reach.

    Some programs count characters, and therefore break the lines of a proportional font before the
    right edge. The edge is moved to the left if many lines end early although their sentence continues,
    and if the gap is shorter than a long word.
    """
    missing: dict[int, list[float]] = defaultdict(list)
    for line, following in pairwise(lines):
        before, after = line.place, following.place
        if before is None or after is None or before.region != after.region or not same_size(before, after):
            continue
        if not line.is_han and continues_sentence(line, following) and before.base - after.base < 2 * before.size:
            needed = before.right + _SPACE_WIDTH * before.size + after.first_width
            missing[round(before.limit)].append((before.limit - needed) / before.size)
    slack = {}
    for edge, values in missing.items():
        least = sorted(values)[int(_SLACK_QUANTILE * (len(values) - 1))]
        if len(values) >= _MIN_SLACK_LINES and _MAX_ROOM < least <= _MAX_SLACK:
            slack[edge] = least
    return [
        replace(line, place=replace(place, limit=place.limit - slack[round(place.limit)] * place.size))
        if (place := line.place) is not None and round(place.limit) in slack
        else line
        for line in lines
    ]


def with_local_limits(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, with the right edge moved to the left in narrower parts of a column, such as quotations.

    Lines with the same left edge form such a part if several of them are not full for the column
    although their sentence continues on the next line.
    """
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.place is not None:
            groups[round(line.place.left / _MAX_EDGE_DIFFERENCE), round(line.place.limit)].append(index)
    adjusted = list(lines)
    for group in groups.values():
        early = [index for index in group if index + 1 < len(lines) and _ends_early(lines[index], lines[index + 1])]
        if len(early) < _MIN_EARLY_LINES:
            continue
        limit = max(place.right for index in group if (place := lines[index].place) is not None)
        for index in group:
            place = lines[index].place
            if place is not None:
                adjusted[index] = replace(lines[index], place=replace(place, limit=min(place.limit, limit)))
    return adjusted


def _ends_early(line: Line, following: Line) -> bool:
    """Tell whether a sentence continues on the next line although the first line still has room for a word."""
    before, after = line.place, following.place
    if before is None or after is None or before.region != after.region or not same_size(before, after):
        return False
    aligned = (
        abs(before.text_left - after.left) <= _MAX_EDGE_DIFFERENCE
        or abs(before.left - after.left) <= _MAX_EDGE_DIFFERENCE
    )
    return aligned and continues_sentence(line, following) and not is_full(before, after, line)


def is_full(place: Place, following: Place, line: Line) -> bool:
    """Tell whether the line has no room for the first word of the following line."""
    space = 0.0 if line.is_han else _SPACE_WIDTH * place.size
    return place.right + space + following.first_width > place.limit - _MAX_ROOM * place.size


def same_size(before: Place, after: Place) -> bool:
    """Tell whether the characters of two lines have the same size."""
    return abs(before.size - after.size) <= max(0.3, _MAX_SIZE_DEVIATION * max(before.size, after.size))
