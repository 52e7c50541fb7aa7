"""What stands at the boundary between two segments, and how well two boundaries fit each other.

A boundary is described by the mark its segment ends with, whether a closing quote follows the mark,
whether a quotation is open behind it and whether the next segment opens one. Bags of words know none
of this, yet in stories it decides to which speech a short sentence belongs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Matrix
from aligner.alignment.weights import BoundaryWeights
from aligner.languages import is_known, pack_of
from aligner.languages.protocol import Quotes
from aligner.languages.scripts import HAN

Classes = NDArray[numpy.int64]

STRAIGHT = "\"'"
BRACKETS = "）)"
MARKS = (".。．", "?？", "!！", "…⋯", ":：", ",，;；、")
INTRODUCTION = re.compile(rf"[\s“‘「『]*[{HAN}]{{0,4}}[曰云][。.]\s*")
"""A segment that only says who speaks (子曰。, 对曰。) and belongs to the one behind it, whatever mark it has."""
OTHER = len(MARKS)
MARK_COUNT = OTHER + 1
INTRODUCES = MARK_COUNT
"""In the place of a mark: the segment is an `INTRODUCTION`."""
INTRODUCTION_PRICE = -8.0
"""Score of a boundary behind an introduction: set by hand, more than a wrong bead gains by it."""
LEAST_SHARE = 0.3
"""Quotes count when the side that has fewer has at least this share of the other's."""


@dataclass(frozen=True, slots=True)
class QuoteMarks:
    """A language's quotation marks, made ready.

    Attributes:
        openers: marks that may stand before a quotation.
        closers: marks that may stand behind the mark at the end of a segment.
        pattern: finds quotation marks, in the group ``open`` or ``close``.
    """

    openers: str
    closers: str
    pattern: re.Pattern[str]


def quotes_of(language: str | None) -> QuoteMarks:
    """Return the quotation marks of a language; the usual ones where it is not known."""
    return _made_ready(pack_of(language).quotes if language is not None and is_known(language) else Quotes())


@lru_cache
def _made_ready(quotes: Quotes) -> QuoteMarks:
    pattern = re.compile(
        # A straight quote opens behind white space, a bracket or a dash; '98 is a year.
        rf"(?P<open>[{quotes.opening}]|(?<![^\s(（—–-])(?:\"(?=[\w.…—–-])|'(?=[^\W\d]|[.…—–-])))"
        # A double one closes behind anything, a single one behind a mark: elsewhere it is an apostrophe.
        rf"|(?P<close>[{quotes.closing}]|(?<=\S)\"(?!\w)|(?<=[.,?!…—–])['{quotes.apostrophes}](?!\w))"
    )
    closers = quotes.closing + quotes.apostrophes + STRAIGHT + BRACKETS + quotes.brackets
    return QuoteMarks(quotes.opening + STRAIGHT, closers, pattern)


def boundary_classes(texts: Sequence[str], quotes: QuoteMarks | None = None) -> Classes:
    """Return a class number for each boundary, shape (len(texts) + 1,); see `pack` for what it holds.

    Args:
        texts: segments.
        quotes: the marks of their language; the usual ones when left out.
    """
    quotes = quotes or quotes_of(None)
    classes = numpy.zeros(len(texts) + 1, numpy.int64)
    inside = 0
    for number, text in enumerate(texts):
        for quote in quotes.pattern.finditer(text):
            inside = 1 if quote.lastgroup == "open" else 0
        classes[number + 1] = pack(*end_of(text, quotes), inside, 0)
    opens = [int(text.lstrip()[:1] in quotes.openers and bool(text.strip())) for text in texts]
    classes[: len(texts)] += numpy.array(opens, numpy.int64)
    return classes


def end_of(text: str, quotes: QuoteMarks | None = None) -> tuple[int, int]:
    """Return the number of a segment's last mark (0 to `OTHER`, or `INTRODUCES`) and whether a closer follows it."""
    quotes = quotes or quotes_of(None)
    stripped = text.rstrip()
    bare = stripped.rstrip(quotes.closers + " ")
    last = bare[-1:]
    mark = next((number for number, marks in enumerate(MARKS) if last and last in marks), OTHER)
    if bare.endswith("..."):
        mark = 3
    if INTRODUCTION.fullmatch(text):
        mark = INTRODUCES
    return mark, int(len(bare) < len(stripped))


def pack(mark: int, closed: int, inside: int, opens: int) -> int:
    """Return the class of a boundary, 0 to ``8 * INTRODUCES + 7``."""
    return ((mark * 2 + closed) * 2 + inside) * 2 + opens


def speaker_changes(classes: Classes) -> NDArray[numpy.bool_]:
    """Return at which boundaries one quotation ends and another begins, shape (boundaries,)."""
    changes: NDArray[numpy.bool_] = (classes // 4 % 2 == 1) & (classes % 2 == 1)
    return changes


def quote_share(texts: Sequence[str], quotes: QuoteMarks | None = None) -> float:
    """Return the share of segments that hold a quote."""
    quotes = quotes or quotes_of(None)
    return sum(bool(quotes.pattern.search(text)) for text in texts) / max(len(texts), 1)


def fit_table(
    first: Sequence[str],
    second: Sequence[str],
    weights: BoundaryWeights,
    quotes: tuple[QuoteMarks, QuoteMarks] | None = None,
) -> Matrix:
    """Return the score of each class of boundary against each, shape (classes, classes), for two texts.

    Quotes are left out of account where only one of the texts marks speech with them.

    Args:
        first: its segments.
        second: its segments.
        weights: of agreement and difference.
        quotes: the marks of the two languages; the usual ones when left out.
    """
    marks = quotes or (quotes_of(None), quotes_of(None))
    shares = sorted((quote_share(first, marks[0]), quote_share(second, marks[1])))
    quoted = shares[0] > 0 and shares[0] >= LEAST_SHARE * shares[1]
    numbers = numpy.arange(8 * (INTRODUCES + 1))
    opens, inside, closed, mark = numbers % 2, numbers // 2 % 2, numbers // 4 % 2, numbers // 8
    marks_fit = numpy.full((INTRODUCES + 1, INTRODUCES + 1), INTRODUCTION_PRICE)
    marks_fit[:MARK_COUNT, :MARK_COUNT] = weights.marks
    table = marks_fit[mark[:, None], mark]
    if quoted:
        table = table + weights.inside * (inside[:, None] != inside)
        table = table + weights.closed * (closed[:, None] != closed)
        table = table + weights.opens * (opens[:, None] != opens)
    fit: Matrix = table.astype(numpy.float32)
    return fit
