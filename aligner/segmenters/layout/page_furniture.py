"""Find page furniture among lines with known positions: text that several pages repeat at the same height.

A line is furniture if its text, apart from digits, stands at the same height on at least three
pages (two in a document of up to three pages). In addition, the text must be the same on all of
them, or its digits must be the page numbers. A line is not furniture only because it is short,
stands at an edge, or looks like a page number.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from aligner.interface import N_
from aligner.segmenters.layout.lines import Line
from aligner.segmenters.layout.page_labels import readings

_MAX_EDGE_ROWS = 4
"""Maximum number of rows of furniture at the top and at the bottom of a page."""
_MAX_ROW_DIFFERENCE = 0.6
_MAX_HEIGHT_DIFFERENCE = 4.0
"""Maximum difference in height, in points, between two occurrences of a running title."""
_MAX_SIZE_DIFFERENCE = 0.6
_MAX_HEIGHTS = 50
"""Maximum number of heights that are tried for one running title: a malicious file may have it at any height."""
_MIN_PAGES = 3
_MAX_FEW_PAGES = 3
"""Maximum number of pages of a short document, where two pages with the line are enough."""
_MIN_DENSITY = 0.3
"""Minimum share of pages with a running title, among the pages from its first to its last occurrence."""
_MIN_COUNTING_SHARE = 0.8
_MIN_CELL_SHARE = 0.6
_MIN_TITLED_SHARE = 0.5
_MAX_WIDTH = 120
_MIN_SPACE_IN_SIZES = 2.0
_MIN_SPACE_IN_PITCHES = 1.2
_MIN_ROWS = 8
"""Minimum number of rows on a page for their usual distance to be known; else the size of characters is the scale."""
_MIN_NUMBERED_LINES = 8
_RAISED = re.compile(r"[¹²³⁰⁴-⁹]+")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"[.!?。！？][”’」』)）]*$")
_NUMBER = re.compile(r"\d{1,4}")
_MASKED = re.compile(r"\d+")
_LEFT_NUMBER = re.compile(r"^[|·\-–—\[(<]?\s*(\d{1,4})(?=[\s|·\])>]|$)")
_RIGHT_NUMBER = re.compile(r"(?:^|[\s|·\[(<])(\d{1,4})\s*[|·\-–—\])>]?$")
_ROMAN = re.compile(r"(?=[ivxl])(xl|l?x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_REPEATED = "repeated at the same height of {} pages"
_LINE_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class _EdgeLine:
    """A line in one of the outermost rows of its page.

    The attribute ``row`` is the number of rows between the line and the edge of the page.
    """

    index: int
    page: int
    base: float
    size: float
    at_top: bool
    row: int
    text: str
    is_cell: bool
    is_apart: bool


def furniture_by_place(lines: Sequence[Line]) -> dict[int, str]:
    """Return the indices of the lines that are page furniture, such as page numbers, each with the reason in words."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.place is not None and line.page is not None:
            pages[line.page].append(index)
    edge = [found for page, indices in pages.items() for found in _edge_lines(page, indices, lines)]
    reasons = _repeated(edge, len(pages))
    reasons |= _page_numbers_at_one_height(edge, reasons, len(pages))
    reasons |= _own_page_numbers(edge, reasons, lines)
    reasons = _outermost(edge, reasons)
    reasons = _outermost(edge, reasons | _titles_at_one_height(edge, reasons, lines, len(pages)))
    return reasons | _line_numbers(pages, lines)


def _edge_lines(page: int, indices: Sequence[int], lines: Sequence[Line]) -> list[_EdgeLine]:
    """Return the lines in the outermost rows of a page."""
    placed = sorted(((lines[index].place, index) for index in indices), key=lambda one: -one[0].base if one[0] else 0)
    rows: list[list[int]] = []
    bases: list[float] = []
    for place, index in placed:
        if place is None:
            continue
        if rows and bases[-1] - place.base <= _MAX_ROW_DIFFERENCE * place.size:
            rows[-1].append(index)
        else:
            rows.append([index])
            bases.append(place.base)
    found = []
    pitch = median(upper - lower for upper, lower in pairwise(bases)) if len(bases) > 1 else 0.0
    for number, row in enumerate(rows):
        top, bottom = number < _MAX_EDGE_ROWS, len(rows) - number <= _MAX_EDGE_ROWS
        if not top and not bottom:
            continue
        at_top = top and (not bottom or number < len(rows) / 2)
        outside = number if at_top else len(rows) - 1 - number
        inner = number + 1 if at_top else number - 1
        distance = abs(bases[number] - bases[inner]) if 0 <= inner < len(rows) else 0.0
        for index in row:
            line, place = lines[index], lines[index].place
            if place is None or line.width - line.indent > _MAX_WIDTH:
                continue
            apart = distance > min(
                _MIN_SPACE_IN_PITCHES * pitch if len(rows) >= _MIN_ROWS else inf, _MIN_SPACE_IN_SIZES * place.size
            )
            text = unicodedata.normalize("NFKC", _RAISED.sub("", " ".join(line.text.split())))
            found.append(_EdgeLine(index, page, place.base, place.size, at_top, outside, text, place.row > 0, apart))
    return found


def _groups(edge: Iterable[_EdgeLine], keys: Mapping[int, object], pages: int) -> list[list[_EdgeLine]]:
    """Return groups of lines at page edges that have the same key and height on a sufficient number of pages.

    Args:
        edge: the lines in the outermost rows of the pages.
        keys: the value by which lines are compared, such as their text without digits, by the index of
            the line.
        pages: number of pages of the document.
    """
    groups: dict[object, list[_EdgeLine]] = defaultdict(list)
    for line in edge:
        groups[line.at_top, keys[line.index]].append(line)
    found = []
    waiting = [(group, 0) for group in groups.values()]
    for group, heights in waiting:
        if group and heights < _MAX_HEIGHTS:
            height, size = median(line.base for line in group), median(line.size for line in group)
            level = [line for line in group if _is_near(line, height, size)]
            if not level:  # the median lies between two heights
                height = group[0].base
                level = [line for line in group if _is_near(line, height, group[0].size)]
            taken = {line.index for line in level}
            rest = [line for line in group if line.index not in taken]
            on = {line.page for line in level}
            least = 2 if pages <= _MAX_FEW_PAGES else _MIN_PAGES
            if len(on) >= least and len(on) >= _MIN_DENSITY * (max(on) - min(on) + 1):
                found.append(level)
            waiting.append((rest, heights + 1))
    return found


def _is_near(line: _EdgeLine, height: float, size: float) -> bool:
    return abs(line.base - height) <= _MAX_HEIGHT_DIFFERENCE and abs(line.size - size) <= _MAX_SIZE_DIFFERENCE


def _repeated(edge: Sequence[_EdgeLine], pages: int) -> dict[int, str]:
    """Return the indices of lines that are the same on several pages, each with the reason to remove it.

    The lines may differ in their page numbers.
    """
    reasons: dict[int, str] = {}
    for group in _groups(edge, {line.index: _mask(line.text) for line in edge}, pages):
        on = len({line.page for line in group})
        if _counts_pages(group):
            reasons |= {line.index: N_("page number") for line in group}
            continue
        texts: dict[str, list[_EdgeLine]] = defaultdict(list)
        for line in group:
            texts[line.text].append(line)
        for same in texts.values():
            on = len({line.page for line in same})
            if on < (2 if pages <= _MAX_FEW_PAGES else _MIN_PAGES):
                continue
            if any(line.is_cell for line in same):
                if on < _MIN_CELL_SHARE * pages:
                    continue
                # a table repeats its header row on its next page; its first row is not furniture
                first = 0 if all(line.is_apart for line in same) else 1
                reasons |= dict.fromkeys((line.index for line in same[first:]), _REPEATED.format(on))
                continue
            reasons |= dict.fromkeys((line.index for line in same), _REPEATED.format(on))
    return reasons


def _outermost(edge: Sequence[_EdgeLine], reasons: Mapping[int, str]) -> dict[int, str]:
    """Return the possible page furniture that has no text between it and the edge of the page.

    A line that is only repeated, without a page number, must also be separated from the text by space,
    so that refrains and forms are kept.

    Args:
        edge: the lines in the outermost rows of the pages.
        reasons: the reasons to remove the possible page furniture, by the index of the line. The result
            is a part of this mapping.
    """
    rows: dict[tuple[int, bool, int], list[_EdgeLine]] = defaultdict(list)
    for line in edge:
        rows[line.page, line.at_top, line.row].append(line)
    found: dict[int, str] = {}
    blocked: set[tuple[int, bool]] = set()
    waiting: dict[tuple[int, bool], list[int]] = defaultdict(
        list
    )  # repeated lines that no space has separated from the text so far
    for page, at_top, row in sorted(rows):
        side, lines = (page, at_top), rows[page, at_top, row]
        furniture = [line for line in lines if line.index in reasons]
        if side not in blocked:
            waiting[side] += [line.index for line in furniture]
            counts = any(not reasons[line.index].startswith(_REPEATED[:8]) for line in furniture)
            if counts or any(line.is_apart for line in furniture):
                found |= {index: reasons[index] for index in waiting.pop(side)}
        if len(furniture) < len(lines):
            blocked.add(side)
    return found


def _mask(text: str) -> str:
    if _ROMAN.fullmatch(text):
        return "roman"
    return _MASKED.sub("#", text.casefold())


def _counts_pages(group: Sequence[_EdgeLine]) -> bool:
    """Tell whether the lines contain a number that rises with the page number."""
    if all(_ROMAN.fullmatch(line.text) for line in group):
        return _is_constant([_roman(line.text) - line.page for line in group])
    if len({line.text for line in group}) == 1 or any(_is_sentence(line.text) for line in group):
        return False
    numbers = [[int(number) for number in _NUMBER.findall(line.text)] for line in group]
    slots = min(map(len, numbers))
    return any(
        _is_constant([found[slot] - line.page for found, line in zip(numbers, group, strict=True)])
        for slot in range(slots)
    )


def _is_sentence(text: str) -> bool:
    end = _SENTENCE_END.search(text)
    return end is not None and _LETTER.search(text, 0, end.start()) is not None


def _is_constant(offsets: Sequence[int]) -> bool:
    usual = max(set(offsets), key=offsets.count)
    return offsets.count(usual) >= max(2, _MIN_COUNTING_SHARE * len(offsets))


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text.lower()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _page_numbers_at_one_height(edge: Sequence[_EdgeLine], known: Mapping[int, str], pages: int) -> dict[int, str]:
    """Return lines at one height that begin or end with the page number, including any title beside it."""
    found: dict[int, list[int]] = {}
    for line in edge:
        matches = [match for pattern in (_LEFT_NUMBER, _RIGHT_NUMBER) if (match := pattern.search(line.text))]
        is_sentence = _is_sentence(line.text)  # a note, an item
        found[line.index] = [] if is_sentence else [int(match[1]) - line.page for match in matches]
    common = Counter(offset for offsets in found.values() for offset in set(offsets))
    usual = {index: max(offsets, key=lambda one: common[one]) for index, offsets in found.items() if offsets}
    reasons: dict[int, str] = {}
    for group in _groups((line for line in edge if line.index in usual), usual, pages):
        if not all(line.is_cell and not line.is_apart for line in group):
            reasons |= {line.index: N_("page number") for line in group if line.index not in known}
    return reasons


def _own_page_numbers(edge: Sequence[_EdgeLine], known: Mapping[int, str], lines: Sequence[Line]) -> dict[int, str]:
    """Return the lines that only state the number of their page: Page 2 of 2, 第 2 页, or 2."""
    reasons: dict[int, str] = {}
    for line in edge:
        if line.index in known or not line.is_apart:
            continue
        for label in readings(line.index, lines[line.index]):
            alone = label.form == "explicit" or (label.form in {"total", "framed", "bare"} and line.page > 1)
            if alone and not label.beside and label.number == line.page:
                reasons[line.index] = N_("page number")
    return reasons


def _titles_at_one_height(
    edge: Sequence[_EdgeLine], known: Mapping[int, str], lines: Sequence[Line], pages: int
) -> dict[int, str]:
    """Return chapter titles that stand at the height at which other pages have page furniture.

    Such a line is a running title if the same title also occurs elsewhere in the document. The result
    has the index of each line, with the reason to remove it.
    """
    heights: dict[tuple[bool, int], list[_EdgeLine]] = defaultdict(list)
    for line in edge:
        if line.index in known:
            heights[line.at_top, round(line.base / _MAX_HEIGHT_DIFFERENCE)].append(line)
    levels = [
        (at_top, median(line.base for line in found))
        for (at_top, _), found in heights.items()
        if len({line.page for line in found}) >= max(_MIN_PAGES, _MIN_TITLED_SHARE * pages)
    ]
    texts: dict[str, int] = defaultdict(int)
    for one in lines:
        texts[" ".join(one.text.split()).casefold()] += 1
    reasons: dict[int, str] = {}
    for line in edge:
        if line.index in known or line.is_cell or not line.is_apart or texts[line.text.casefold()] < 2:
            continue
        if any(
            at_top == line.at_top and abs(height - line.base) <= _MAX_HEIGHT_DIFFERENCE for at_top, height in levels
        ):
            reasons[line.index] = N_("a title of the text where other pages have their running title")
    return reasons


def _line_numbers(pages: Mapping[int, Sequence[int]], lines: Sequence[Line]) -> dict[int, str]:
    """Return the indices of line numbers that are printed beside a legal text, each with the reason to remove it.

    They stand at one edge of the page and rise by the same step down the page.
    """
    reasons: dict[int, str] = {}
    for indices in pages.values():
        columns: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
        for index in indices:
            line, place = lines[index], lines[index].place
            if place is not None and _LINE_NUMBER.fullmatch(line.text):
                columns[place.region].append((-place.base, int(line.text), index))
        for column in columns.values():
            column.sort()
            steps = {after[1] - before[1] for before, after in pairwise(column)}
            if len(column) >= _MIN_NUMBERED_LINES and len(steps) == 1 and steps.pop() in {1, 2, 5, 10}:
                reasons |= {index: N_("number of a line") for _, _, index in column}
    return reasons
