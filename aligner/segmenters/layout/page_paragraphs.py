"""Test whether a line continues a paragraph, for lines with known positions on the page.

Positions are better evidence than columns of characters. A line is full if there was no room for
the first word of the next line before the edge of the column or cell. A paragraph ends where the
line distance grows or the font changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from aligner.bitext import Place
from aligner.segmenters.layout.continuation import continues_sentence
from aligner.segmenters.layout.lines import Line
from aligner.segmenters.layout.page_widths import is_full, same_size
from aligner.segmenters.layout.titles import begins_new_paragraph

_MIN_GAP = 1.3
"""Multiple of the usual line distance from which a paragraph has ended."""
_MAX_GAP_IN_SENTENCE = 2.3
_MAX_SIZE_DEVIATION = 0.06
_MIN_INSET, _MAX_INSET = 0.2, 1.5
_MIN_INDENT = 0.9
"""Minimum indent of the first line of a paragraph, as a multiple of the size of the characters."""
_MIN_HEADING_SIZE = 1.15
"""Minimum size of a heading, as a multiple of the size of the body text."""
_MIN_RAGGED_SHARE = 0.6
_USUAL_DISTANCE = 1.45
_MIN_JUSTIFIED_LINES = 5
_MIN_JUSTIFIED_SHARE = 0.9
_MAX_FLUSH_ROOM = 0.25
_MAX_JUSTIFIED_ROOM = 1.1
"""Maximum room at the end of a line of justified text, as a multiple of the size of the characters: Chinese marks
leave some."""
_BULLETS = "-*+•·●○◦▪■□◆◻❖►➢✓‣–—"
_MAX_INSERTED_PARAGRAPHS = 120


@dataclass(frozen=True, slots=True)
class PageStyle:
    """The layout of the pages of a document.

    Attributes:
        distances: usual distance in points between two lines of one paragraph, by character size.
        body: size in points of the characters of most lines.
        justified: right edges, in whole points, of justified text: all lines reach them except the
            last lines of paragraphs.
        margins: left edge, in points, of lines that continue a sentence, by the right edge of their
            column.
    """

    distances: Mapping[int, float]
    body: float
    justified: frozenset[int] = frozenset()
    margins: Mapping[int, float] = field(default_factory=dict)

    def distance(self, place: Place) -> float:
        """Return the usual line distance, in points, of characters of this size."""
        return self.distances.get(_size_key(place), _USUAL_DISTANCE * place.size)

    def is_large(self, place: Place) -> bool:
        """Tell whether the characters are so large that the line must be a heading."""
        return place.size >= _MIN_HEADING_SIZE * self.body


def measure_pages(lines: Sequence[Line]) -> PageStyle | None:
    """Return the layout of the pages; ``None`` if the positions of the lines are not known."""
    places = [line.place for line in lines if line.place is not None]
    if not places:
        return None
    distances: dict[int, list[float]] = defaultdict(list)
    room: dict[int, list[float]] = defaultdict(list)
    lefts: dict[int, list[float]] = defaultdict(list)
    for line, following in pairwise(lines):
        before, after = line.place, following.place
        if before is None or after is None or before.region != after.region or not same_size(before, after):
            continue
        drop = before.base - after.base
        sure = (line.is_open or line.ends_with_comma) and (following.starts_lower or following.is_han)
        if sure and 0.8 * before.size < drop < 3 * before.size and is_full(before, after, line):
            distances[_size_key(before)].append(drop)
            room[round(before.limit)].append((before.limit - before.right) / before.size)
            lefts[round(before.limit)].append(after.left)
    usual = {key: median(values) for key, values in distances.items() if len(values) >= 2}
    weights: dict[float, int] = defaultdict(int)
    for line in lines:
        if line.place is not None:
            weights[round(line.place.size, 1)] += len(line.text)
    margins = {edge: median(values) for edge, values in lefts.items() if len(values) >= _MIN_JUSTIFIED_LINES}
    justified = (
        edge
        for edge, rooms in room.items()
        if len(rooms) >= _MIN_JUSTIFIED_LINES
        and sum(left < _MAX_FLUSH_ROOM for left in rooms) >= _MIN_JUSTIFIED_SHARE * len(rooms)
    )
    return PageStyle(usual, max(weights, key=lambda size: weights[size]), frozenset(justified), margins)


def _leaves_room(place: Place, style: PageStyle) -> bool:
    """Tell whether a line of justified text ends before the right edge that full lines reach."""
    return round(place.limit) in style.justified and place.limit - place.right > _MAX_JUSTIFIED_ROOM * place.size


def continues_paragraph_on_page(paragraph: Sequence[Line], line: Line, style: PageStyle, *, crossing: bool) -> bool:
    """Tell whether ``line`` belongs to the paragraph.

    Args:
        paragraph: the lines of the paragraph so far.
        line: the next line of the text.
        style: layout of the pages.
        crossing: whether the paragraph and the line are separated by a page break or by notes.
    """
    last = paragraph[-1]
    before, after = last.place, line.place
    if before is None or after is None or line.is_verbatim or last.is_verbatim or not same_size(before, after):
        return False
    if begins_new_paragraph(paragraph, line):
        return False
    if has_leader(last) or (bool(line.marker) and not _may_be_number(paragraph, line)):
        return False
    if crossing or before.region != after.region:
        return _is_cut(last, line, style)
    return _follows(paragraph, line, style)


def _follows(paragraph: Sequence[Line], line: Line, style: PageStyle) -> bool:
    """Tell whether the second of two neighbouring lines in one column or cell continues the first."""
    last, before, after = paragraph[-1], paragraph[-1].place, line.place
    if before is None or after is None:
        return False
    drop, usual = before.base - after.base, style.distance(before)
    full = is_full(before, after, last) and not _leaves_room(before, style)
    full = full or _is_full_in_box(last, line, style)
    unfinished = last.is_open or last.ends_with_comma
    if drop > _MIN_GAP * usual:
        return drop < _MAX_GAP_IN_SENTENCE * usual and full and continues_sentence(last, line)
    edge = before.left if len(paragraph) > 1 else before.text_left
    if after.left > edge + _MIN_INDENT * after.size:
        if style.is_large(before):
            return _is_centred(before, after)
        # a hanging indent, or the first line of the next paragraph
        return len(paragraph) == 1 and full and unfinished
    if len(paragraph) > 1 and after.left < edge - _MIN_INDENT * after.size:
        return full and unfinished and not last.is_han and line.starts_lower
    first_lines = len(paragraph) == 1 and last.ends_sentence and _are_first_lines(before, after, style)
    return not first_lines and (full or _is_ragged(last, line, style))


def _is_full_in_box(last: Line, line: Line, style: PageStyle) -> bool:
    """Tell whether a line with an unfinished sentence is full within a text box that is narrower than its column.

    The inset on the left shows the box. The inset on the right is assumed to be the same.
    """
    before, after = last.place, line.place
    if before is None or after is None or not last.is_open or abs(before.left - after.left) > 1:
        return False
    if not line.starts_lower and not (last.is_han and line.is_han):
        return False
    inset = before.left - style.margins.get(round(before.limit), before.left)
    if not _MIN_INSET * before.size < inset < _MAX_INSET * before.size:
        return False
    return is_full(replace(before, limit=before.limit - inset), after, last)


def _are_first_lines(before: Place, after: Place, style: PageStyle) -> bool:
    """Tell whether both lines are indented like first lines of paragraphs.

    Lines that continue a sentence have no such indent.
    """
    margin = style.margins.get(round(before.limit), after.left)
    return abs(before.left - after.left) < 1 and after.left > margin + _MIN_INDENT * after.size


def _is_ragged(last: Line, line: Line, style: PageStyle) -> bool:
    """Tell whether a line continues the previous line, although the previous line is not full.

    This is so in a centred heading, or if the sentence clearly continues.
    """
    before, after = last.place, line.place
    if before is None or after is None:
        return False
    if style.is_large(before) and _is_centred(before, after) and abs(before.left - after.left) > 1:
        return True
    if last.ends_sentence or last.ends_clause or last.is_han:
        return False
    wide = before.right - before.left >= _MIN_RAGGED_SHARE * (before.limit - before.left)
    return (wide and line.starts_lower) or last.ends_with_function_word


def _is_cut(last: Line, line: Line, style: PageStyle) -> bool:
    """Tell whether a sentence continues from one column or page to the next."""
    before, after = last.place, line.place
    if before is None or after is None or before.row or after.row or style.is_large(before):
        return False
    if not (last.is_open or last.ends_with_comma) or not is_full(before, after, last):
        return False
    if last.is_han or line.is_han:
        return last.is_han and (line.starts_han or line.is_han or not line.starts_lower)
    return line.starts_lower or last.ends_with_function_word or last.is_open or last.ends_with_comma


def _may_be_number(paragraph: Sequence[Line], line: Line) -> bool:
    """Tell whether a line continues a sentence although it looks like a list item.

    An example is a line that begins with "3." after a line that ends with "in section".
    """
    first, last = paragraph[0], paragraph[-1]
    if line.marker[0] in _BULLETS or first.place is None or line.place is None or last.place is None:
        return False
    if first.marker and abs(first.place.left - line.place.left) < 0.5 * line.place.size:
        return False
    return last.is_open and is_full(last.place, line.place, last)


def _is_centred(before: Place, after: Place) -> bool:
    return abs(before.left + before.right - after.left - after.right) < before.size


def _size_key(place: Place) -> int:
    return round(place.size)


def has_leader(line: Line) -> bool:
    """Tell whether the line ends with leader dots and a page number, as in a table of contents."""
    text = line.text.rstrip("0123456789ivxlcIVXLC ")
    return text != line.text and text.endswith(("....", ". . . .", "……", "·····", "・・・", "___", "— — —"))


def is_inserted(paragraph: Sequence[Line], body: Sequence[Line], style: PageStyle) -> bool:
    """Tell whether a paragraph may interrupt another one: a cell, a caption, or text smaller than the main text."""
    place, around = paragraph[0].place, body[-1].place
    if place is None or around is None:
        return False
    smaller = place.size < (1 - _MAX_SIZE_DEVIATION) * around.size
    return place.row > 0 or smaller or (not style.is_large(place) and _is_caption(paragraph))


def _is_caption(paragraph: Sequence[Line]) -> bool:
    text = paragraph[0].text.casefold()
    return text.startswith(("figure", "fig.", "table", "box", "图", "圖", "表", "专栏", "專欄")) and len(text) > 3


def rejoin_paragraphs(paragraphs: list[list[Line]], style: PageStyle) -> list[list[Line]]:
    """Return the paragraphs, with those joined that a table, a caption or a box has cut in two.

    The paragraphs between the two parts are moved after the joined paragraph.
    """
    found: list[list[Line]] = []
    index = 0
    while index < len(paragraphs):
        paragraph = paragraphs[index]
        end = index + 1
        while (
            end < len(paragraphs)
            and end - index < _MAX_INSERTED_PARAGRAPHS
            and is_inserted(paragraphs[end], paragraph, style)
        ):
            end += 1
        if end > index + 1 and end < len(paragraphs) and _is_continued(paragraph, paragraphs[end], style):
            paragraphs[end] = paragraph + paragraphs[end]
            paragraphs[index + 1 : end + 1] = [paragraphs[end], *paragraphs[index + 1 : end]]
            index += 1
            continue
        found.append(paragraph)
        index += 1
    return found


def _is_continued(paragraph: Sequence[Line], following: Sequence[Line], style: PageStyle) -> bool:
    last, line = paragraph[-1], following[0]
    if line.marker or (paragraph[0].place is not None and paragraph[0].place.row):
        return False
    before, after = last.place, line.place
    if before is None or after is None or not same_size(before, after):
        return False
    if line.page is not None and last.page is not None and line.page > last.page + 1:
        return False
    if last.is_han:
        return _is_cut(last, line, style)
    return line.starts_lower and _is_cut(last, line, style)
