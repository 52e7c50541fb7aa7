"""Measure the layout of a text: whether it is wrapped, double-spaced or indented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from aligner.segmenters.layout.continuation import continues_sentence
from aligner.segmenters.layout.lines import Line, first_token_width

_MIN_WIDTH = 30
_MAX_WIDTH = 130
_MIN_CONTINUED = 2
_MIN_CONTINUED_DOUBLE_SPACED = 4
"""Minimum number of line ends inside a sentence, in double-spaced text: page breaks look the same."""
_MIN_CONTINUED_SHARE = 0.12
"""Minimum share of line ends inside a sentence: about 0.5 in wrapped prose, 0.02 in one paragraph on each line."""
_MIN_FULL_SHARE = 0.8
"""Minimum share of full lines among these: verse and subtitles break sentences too, but at any width."""
_SENTENCE_WITHIN_LINE = re.compile(r"[a-z\d][.!?][\"'”’)]*\s+\S|[。！？](?![”’」』）]*$)")
_MAX_NUMBER_WIDTH = 6
_MIN_VERSE_WIDTH_SHARE = 0.6
_MIN_VERSE_SHARE = 0.7
_MAX_LONG_SHARE = 0.1
_FULL_RANGE = (0.8, 1.0)
_MIN_NEARLY_FULL_SHARE = 0.75
_MIN_LONG_LINE_WIDTH = 60
_MAX_UNFINISHED_SHARE = 0.2
_MAX_LOWER_SHARE = 0.25

Pair = tuple[Line, Line]


@dataclass(frozen=True, slots=True)
class Style:
    """The layout of a document.

    Attributes:
        width: columns at which the lines are wrapped; 0 if each line is a paragraph.
        full: minimum share of the width that a full line takes, together with the first word of the
            next line.
        gap: number of blank lines between two lines of one paragraph.
        indented: whether only the first line of a paragraph is indented.
        indent: columns of white space before the lines that are not first lines.
        separated: whether the space between paragraphs is larger than that between their lines.
        punctuated: whether paragraphs end with punctuation, so that one without it is incomplete.
    """

    width: int
    full: float
    gap: int
    indented: bool
    indent: int
    separated: bool
    punctuated: bool

    def is_full(self, line: Line, following: Line, width: int = 0) -> bool:
        """Tell whether the line has no room for the first word of the following line."""
        return _needed_columns(line, following) >= self.full * (width or self.width)

    def begins_paragraph(self, line: Line) -> bool:
        """Tell whether the line is indented like the first line of a paragraph."""
        return self.indented and is_indented(line, self.indent)

    def is_nearly_full(self, line: Line, following: Line) -> bool:
        """Tell whether the line has no room left for a long word.

        This is enough to join lines if space separates the paragraphs.
        """
        return _needed_columns(line, following) >= _MIN_NEARLY_FULL_SHARE * self.width


def measure(lines: Sequence[Line], apart: Container[int] = ()) -> Style:
    """Return the layout of a text.

    Args:
        lines: the visible lines.
        apart: indices of page furniture (such as page numbers), which is not part of the running text.
    """
    pairs = [
        (lines[index - 1], lines[index])
        for index in range(1, len(lines))
        if index not in apart and index - 1 not in apart and lines[index].page == lines[index - 1].page
    ]
    lines = [line for index, line in enumerate(lines) if index not in apart]
    running = [pair for pair in pairs if pair[1].blanks <= 1 and continues_sentence(*pair)]
    gap = 1 if 2 * sum(following.blanks == 1 for _, following in running) > len(running) else 0
    running = [pair for pair in running if pair[1].blanks <= gap]
    width, full = _wrap(lines, pairs, running, gap)
    indent = Counter(following.indent for _, following in running).most_common(1)[0][0] if width else 0
    return Style(
        width=width,
        full=full,
        gap=gap if width else 0,
        indented=bool(width) and _is_indented(pairs, indent),
        indent=indent,
        separated=_is_separated(pairs, width, gap),
        punctuated=_is_punctuated(lines),
    )


def _needed_columns(line: Line, following: Line) -> int:
    """Return the width of the line together with the first word of the following line, in columns."""
    space = 0 if line.is_han and following.is_han else 1
    return line.width + space + first_token_width(following)


def _wrap(lines: Sequence[Line], pairs: Sequence[Pair], running: Sequence[Pair], gap: int) -> tuple[int, float]:
    """Return the width of wrapped text, and the minimum share of it that a full line takes.

    Both are 0 if the lines are not wrapped.
    """
    close = sum(following.blanks <= gap for _, following in pairs)
    if (
        len(running) < (_MIN_CONTINUED_DOUBLE_SPACED if gap else _MIN_CONTINUED)
        or len(running) < _MIN_CONTINUED_SHARE * close
    ):
        return 0, 0.0
    widths = sorted(line.width for line, _ in running)
    width = widths[int(0.95 * (len(widths) - 1))] if len(widths) > 20 else widths[-1]
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return 0, 0.0
    if sum(line.width > 1.25 * width for line in lines) > _MAX_LONG_SHARE * len(lines):
        return 0, 0.0
    needs = sorted(_needed_columns(*pair) / width for pair in running)
    least, most = _FULL_RANGE
    if sum(need >= least for need in needs) < _MIN_FULL_SHARE * len(needs) or _is_verse(lines, pairs, width):
        return 0, 0.0
    # text in a proportional font varies in columns: accept the slack of its broken lines
    return width, min(max(needs[int(0.02 * len(needs))] - 0.02, least), most)


def _is_verse(lines: Sequence[Line], pairs: Sequence[Pair], width: int) -> bool:
    """Tell whether the lines are verse with lines of even length.

    Both in wrapped prose and in such verse, full lines end in the middle of sentences. But prose also
    has sentences that end inside a line, and last lines of any length. Verse has neither.
    """
    if any(_SENTENCE_WITHIN_LINE.search(line.text) for line in lines):
        return False
    last = [
        line for line, following in pairs if not continues_sentence(line, following) and line.width > _MAX_NUMBER_WIDTH
    ]
    return sum(line.width >= _MIN_VERSE_WIDTH_SHARE * width for line in last) > _MIN_VERSE_SHARE * len(last)


def is_indented(line: Line, indent: int) -> bool:
    """Tell whether the line is indented.

    In Chinese, an indent of one column does not count: it is only the space at which the previous line
    was broken.
    """
    return line.indent > indent + (1 if line.is_han else 0)


def _is_indented(pairs: Sequence[Pair], indent: int) -> bool:
    """Tell whether the first lines of paragraphs are indented.

    This is so if hardly any indented line continues the sentence of the line before it.

    Args:
        pairs: each line with the line after it.
        indent: usual indent of the lines, in columns.
    """
    deeper = [(line, following) for line, following in pairs if is_indented(following, indent)]
    running = sum(continues_sentence(*pair) and not pair[0].is_han for pair in deeper)
    closed = sum(not line.is_open for line, _ in deeper)
    return len(deeper) >= 2 and running <= 0.1 * len(deeper) and closed >= 0.6 * len(deeper)


def _is_separated(pairs: Sequence[Pair], width: int, gap: int) -> bool:
    """Tell whether extra space separates paragraphs.

    The evidence is space after lines that end a sentence and are not full.
    """
    early = [
        following for line, following in pairs if line.ends_sentence and _needed_columns(line, following) < 0.7 * width
    ]
    return len(early) >= 3 and sum(following.blanks > gap for following in early) >= 0.9 * len(early)


def _is_punctuated(lines: Sequence[Line]) -> bool:
    long = [line for line in lines if line.width >= _MIN_LONG_LINE_WIDTH]
    unfinished = sum(line.is_open for line in long)
    lower = sum(line.starts_lower for line in lines)
    return (
        len(long) >= 3
        and unfinished <= max(1, _MAX_UNFINISHED_SHARE * len(long))
        and lower <= max(1, _MAX_LOWER_SHARE * len(lines))
    )
