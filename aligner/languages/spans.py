"""Helpers of the sentence splitters: spans between cuts, spans that must not be cut, and addresses.

A cut is an offset at which a text is split.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable

Span = tuple[int, int]
"""``(start, end)`` offsets into a text; the end is the offset after the last character."""

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
"""An empty line always ends a sentence."""

_TOP_LEVEL = "com|org|net|edu|gov|int|info|io|ai|dev|cn|uk|tw|hk|us|eu|fr|de|jp|me|tv|co"

ADDRESS = re.compile(
    r"(?:https?|ftp|file)://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
    r"|(?<![A-Za-z0-9])www\.[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    rf"|(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]{{1,63}}\.)+(?:{_TOP_LEVEL})(?![A-Za-z0-9-])(?:/[A-Za-z0-9\-._~/?#=&%+]*)?"
)
"""Web and mail addresses, ASCII only: in Chinese text only the change of script ends them."""

_ADDRESS_MARKS = ("://", "www.", "@")
_DOMAIN = re.compile(rf"\.(?:{_TOP_LEVEL})(?![A-Za-z0-9-])")
"""Every text with an address has one of these, and a dot; most texts need not be searched with the slow pattern."""
_ADDRESS_TAIL = re.compile(r"(?<![.,;:!?'\])])[.,;:!?'\])]+$")


def addresses(text: str) -> list[Span]:
    """Return the spans of web and mail addresses.

    Punctuation after an address belongs to the sentence, not to the address.
    """
    if "." not in text or not (any(mark in text for mark in _ADDRESS_MARKS) or _DOMAIN.search(text)):
        return []
    found = []
    for match in ADDRESS.finditer(text):
        tail = _ADDRESS_TAIL.search(match.group())
        end = match.start() + tail.start() if tail else match.end()
        found.append((match.start(), end))
    return found


class Guards:
    """Spans in which the text must not be cut."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Store the guarded ``spans``; overlapping ones are merged, so that `cover` needs one binary search."""
        merged: list[Span] = []
        for start, end in sorted(spans):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def cover(self, cut: int) -> bool:
        """Tell whether the offset ``cut`` is inside a guarded span; the two edges of a span are outside."""
        number = bisect_left(self._starts, cut) - 1
        return number >= 0 and cut < self._ends[number]


def spans_between(text: str, cuts: Iterable[int]) -> list[Span]:
    """Return the spans between the ascending offsets ``cuts``, without white space at their edges.

    Blank pieces are left out.
    """
    spans: list[Span] = []
    start = 0
    for cut in (*cuts, len(text)):
        piece = text[start:cut]
        left = len(piece) - len(piece.lstrip())
        length = len(piece.strip())
        if length:
            spans.append((start + left, start + left + length))
        start = cut
    return spans


def blank_line_cuts(text: str) -> deque[int]:
    """Return the offsets after each empty line, ascending."""
    return deque(match.end() for match in BLANK_LINE.finditer(text)) if "\n" in text else deque()
