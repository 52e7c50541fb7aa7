"""Find page labels: lines that may be page numbers, alone or next to a running title or document symbol."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aligner.segmenters.layout.lines import Line

_MAX_LABEL_WIDTH = 80
_NUMBER = r"(\d{1,4}|[零〇一二三四五六七八九十百]{1,6})"
_NUMBERED = re.compile(r"\d|第")
_EXPLICIT = re.compile(
    rf"(?P<page>page|pg\.?|p\.)\s*(\d{{1,4}})(?:\s*(?:of|/)\s*(\d{{1,4}}))?"
    rf"|第\s*{_NUMBER}\s*[页頁](?:[\s,/·|]*(?:共|总共|總共)\s*{_NUMBER}\s*[页頁])?"
    rf"|共\s*{_NUMBER}\s*[页頁][\s,/·|]*第\s*{_NUMBER}\s*[页頁]",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?<![\w/.])(\d{1,4})\s*(?:/|of)\s*(\d{1,4})(?![\w/.])")
_FRAMED = re.compile(r"[-–—―·•~*|\[<]+\s*(\d{1,4})\s*[-–—―·•~*|\]>]+")
_BARE = re.compile(r"\d{1,4}")
_LEFT_EDGE = re.compile(r"(\d{1,4})[\s|·]+(\S.*)")
_RIGHT_EDGE = re.compile(r"(.*\S)(?:\s*[|·]|\s+)(\d{1,4})")
_LETTER = re.compile(r"[^\W\d_]")
_FRAME = " \t|·•-–—―/[]()<>,"
_STRUCTURE = re.compile(
    r"(?:chapter|section|article|part|book|volume|lesson|unit|step|stage|figure|fig\.?|table|annex|appendix|slide|"
    r"scene|act|exercise|question|example|note|rule|item|no\.?|day|week|year|level|round|psalm|canto)",
    re.IGNORECASE,
)
_HAN_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_CHAIN_STEPS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Label:
    """One interpretation of a line as a page number.

    Attributes:
        index: index of the line.
        form: ``explicit`` (Page 3, 第 3 页), ``total`` (3/7), ``framed`` (- 3 -), ``bare`` (3) or
            ``edge`` (a number before or after a running title).
        number: number of the page.
        total: number of pages; 0 if the label does not give it.
        beside: other text on the line, in lower case.
        page: page of the line, if the file has pages.
    """

    index: int
    form: str
    number: int
    total: int
    beside: str
    page: int | None


def readings(index: int, line: Line) -> Iterator[Label]:
    """Yield the possible interpretations of a line as a page number; most lines have none."""
    if line.width - line.indent > _MAX_LABEL_WIDTH or not _NUMBERED.search(line.text):
        return
    text = unicodedata.normalize("NFKC", line.text)
    if match := _EXPLICIT.search(text):
        numbers = [_value(group) for group in match.groups()[1:]]
        page, total, han_page, han_total, total_first, page_second = numbers
        number = page or han_page or page_second
        beside = _text_beside(text, match)
        if beside is not None:
            form = "abbreviated" if (match["page"] or "").lower() == "p." else "explicit"
            yield Label(index, form, number, total or han_total or total_first, beside, line.page)
        return
    if match := _TOTAL.search(text):
        number, total = int(match[1]), int(match[2])
        beside = _text_beside(text, match)
        if beside is not None and 1 <= number <= total and total > 1:
            yield Label(index, "total", number, total, beside, line.page)
    elif match := _FRAMED.fullmatch(text):
        yield Label(index, "framed", int(match[1]), 0, "", line.page)
    elif _BARE.fullmatch(text):
        yield Label(index, "bare", int(text), 0, "", line.page)
    else:
        yield from _edge_readings(index, text, line.page)


def _edge_readings(index: int, text: str, page: int | None) -> Iterator[Label]:
    """Yield the interpretations of a line as a running title with a page number.

    The title itself may contain numbers.
    """
    left, right = _LEFT_EDGE.fullmatch(text), _RIGHT_EDGE.fullmatch(text)
    if left and _LETTER.search(left[2]):
        yield Label(index, "edge", int(left[1]), 0, _key(left[2]), page)
    if right and _LETTER.search(right[1]) and not _STRUCTURE.fullmatch(right[1].strip()):
        yield Label(index, "edge", int(right[2]), 0, _key(right[1]), page)


def chains(labels: Sequence[Label]) -> list[list[Label]]:
    """Return, for each form of page number, the longest chain of lines whose page numbers rise.

    Lines have the same form if they have the same notation, such as ``Page 3 of 7``, the same total
    number of pages, and the same text beside the number.
    """
    groups: dict[tuple[str, int, str], list[Label]] = defaultdict(list)
    for label in labels:
        groups[label.form, label.total, label.beside].append(label)
    return [_longest_chain(group) for group in groups.values()]


def _longest_chain(labels: Sequence[Label]) -> list[Label]:
    best: dict[int, tuple[int, Label, Label | None]] = {}  # page -> length of the chain, last label, label before it
    previous_of: dict[int, Label | None] = {}
    for label in labels:
        length, previous = 1, None
        for step in _CHAIN_STEPS:
            before = best.get(label.number - step)
            if before and before[0] >= length and _is_on_later_page(before[1], label):
                length, previous = before[0] + 1, before[1]
        if label.number not in best or length > best[label.number][0]:
            best[label.number] = (length, label, previous)
            previous_of[label.index] = previous
    last: Label | None = max(best.values(), key=lambda entry: entry[0])[1]
    chain = []
    while last is not None:
        chain.append(last)
        last = previous_of[last.index]
    return chain[::-1]


def _is_on_later_page(before: Label, label: Label) -> bool:
    if label.page is not None:
        return label.page != before.page
    return label.index - before.index > (3 if label.form in {"explicit", "total"} else 5)


def _text_beside(text: str, match: re.Match[str]) -> str | None:
    """Return the text beside a page number in a line; ``None`` if there is text on both sides of it.

    Args:
        text: the line.
        match: the match of the page number in the line.
    """
    before, after = _key(text[: match.start()]), _key(text[match.end() :])
    return None if before and after else before or after


def _key(text: str) -> str:
    return " ".join(text.casefold().split()).strip(_FRAME)


def _value(text: str | None) -> int:
    """Return the value of a number in Arabic or Chinese digits; 0 if there is no text."""
    if not text:
        return 0
    if text.isdigit():
        return int(text)
    value, digit = 0, 0
    for character in text:
        if character in "十百":
            value += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _HAN_DIGITS[character]
    return value + digit
