"""Classes of boundaries between segments, and the score of a pair of boundaries on a path.

The class of a boundary has four parts: the punctuation mark at the end of the segment before it,
whether a closing quote follows the mark, whether a quotation is open after the segment, and whether
the next segment opens a quotation. Sums of word vectors do not contain this information. In stories
it decides to which speech a short sentence belongs.
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
NUMBERS = {mark: number for number, marks in enumerate(MARKS) for mark in marks}
INTRODUCTION = rf"[\s“‘「『]*[{HAN}]{{0,4}}[曰云][。.]\s*"
"""A segment that only names the speaker (子曰。, 对曰。) and belongs to the next segment, whatever its mark is."""
INTRODUCTION_ENDS = ("曰。", "曰.", "云。", "云.")
"""Ends of an `INTRODUCTION`; the pattern is compiled only for texts that have them."""
NO_MARK = len(MARKS)
MARK_COUNT = NO_MARK + 1
INTRODUCTION_CLASS = MARK_COUNT
"""Used instead of the number of a mark: the segment is an `INTRODUCTION`."""
INTRODUCTION_SCORE = -8.0
"""Score of a boundary after an introduction. Set by hand: it is larger than the gain of any wrong bead."""
MIN_QUOTE_RATIO = 0.3
"""Minimum ratio of the shares of quoted segments of the two texts; below it, quotes are ignored."""


@dataclass(frozen=True, slots=True)
class QuoteMarks:
    """The quotation marks of a language, with their compiled pattern.

    Attributes:
        openers: characters that may begin a quotation.
        closers: characters that may follow the last punctuation mark of a segment.
        candidates: regular expression for all characters that may be a quotation mark. It takes a tenth of the time of
            ``pattern``, and most segments have none.
        pattern: regular expression for quotation marks, with the groups ``open`` and ``close``.
    """

    openers: str
    closers: str
    candidates: re.Pattern[str]
    pattern: re.Pattern[str]


def quotes_of(language: str | None) -> QuoteMarks:
    """Return the quotation marks of a language; the usual marks for an unknown language."""
    return _compiled_quotes(pack_of(language).quotes if language is not None and is_known(language) else Quotes())


@lru_cache
def _compiled_quotes(quotes: Quotes) -> QuoteMarks:
    pattern = re.compile(
        # A straight quote opens after white space, a bracket or a dash; '98 is a year.
        rf"(?P<open>[{quotes.opening}]|(?<![^\s(（—–-])(?:\"(?=[\w.…—–-])|'(?=[^\W\d]|[.…—–-])))"
        # A double quote closes after anything, a single quote after a mark: elsewhere it is an apostrophe.
        rf"|(?P<close>[{quotes.closing}]|(?<=\S)\"(?!\w)|(?<=[.,?!…—–])['{quotes.apostrophes}](?!\w))"
    )
    closers = quotes.closing + quotes.apostrophes + STRAIGHT + BRACKETS + quotes.brackets
    candidates = re.compile(rf"[{quotes.opening}{quotes.closing}{quotes.apostrophes}{STRAIGHT}]")
    return QuoteMarks(quotes.opening + STRAIGHT, closers, candidates, pattern)


def boundary_classes(texts: Sequence[str], quotes: QuoteMarks | None = None) -> Classes:
    """Return the class number of the boundary before the first segment, and of the one after each segment.

    The result has the shape (len(texts) + 1,). `pack` defines the class numbers.

    Args:
        texts: segments.
        quotes: quotation marks of their language; the usual marks by default.
    """
    quotes = quotes or quotes_of(None)
    classes = numpy.zeros(len(texts) + 1, numpy.int64)
    inside = 0
    for number, text in enumerate(texts):
        if quotes.candidates.search(text):
            for quote in quotes.pattern.finditer(text):
                inside = 1 if quote.lastgroup == "open" else 0
        classes[number + 1] = pack(*end_of(text, quotes), inside, 0)
    opens = [int(text.lstrip()[:1] in quotes.openers and bool(text.strip())) for text in texts]
    classes[: len(texts)] += numpy.array(opens, numpy.int64)
    return classes


def end_of(text: str, quotes: QuoteMarks | None = None) -> tuple[int, int]:
    """Return the class of the last punctuation mark of a segment, and 1 if a closing mark follows it.

    The class is `NO_MARK` without a punctuation mark, `INTRODUCTION_CLASS` if the segment only
    names a speaker (子曰。), and otherwise the number of the mark, from 0. The second number is 1 if a
    closing quote or bracket follows the mark, otherwise 0.
    """
    quotes = quotes or quotes_of(None)
    stripped = text.rstrip()
    bare = stripped.rstrip(quotes.closers + " ")
    last = bare[-1:]
    mark = NUMBERS.get(last, NO_MARK)
    if bare.endswith("..."):
        mark = 3
    if stripped.endswith(INTRODUCTION_ENDS) and re.fullmatch(INTRODUCTION, text):
        mark = INTRODUCTION_CLASS
    return mark, int(len(bare) < len(stripped))


def pack(mark: int, closed: int, inside: int, opens: int) -> int:
    """Return the class number of a boundary between two segments, 0 to ``8 * INTRODUCTION_CLASS + 7``.

    Args:
        mark: class of the punctuation mark at the end of the segment before the boundary; see
            `end_of`.
        closed: 1 if a closing quote follows this mark, otherwise 0.
        inside: 1 if a quotation is open at the end of this segment, otherwise 0.
        opens: 1 if the segment after the boundary opens a quotation, otherwise 0.
    """
    return ((mark * 2 + closed) * 2 + inside) * 2 + opens


def speaker_changes(classes: Classes) -> NDArray[numpy.bool_]:
    """Tell for each boundary whether one quotation ends and another begins there, shape (boundaries,)."""
    changes: NDArray[numpy.bool_] = (classes // 4 % 2 == 1) & (classes % 2 == 1)
    return changes


def quote_share(texts: Sequence[str], quotes: QuoteMarks | None = None) -> float:
    """Return the share of segments that contain a quotation mark, 0 to 1."""
    quotes = quotes or quotes_of(None)
    quoted = sum(bool(quotes.candidates.search(text) and quotes.pattern.search(text)) for text in texts)
    return quoted / max(len(texts), 1)


def fit_table(
    first: Sequence[str],
    second: Sequence[str],
    weights: BoundaryWeights,
    quotes: tuple[QuoteMarks, QuoteMarks] | None = None,
) -> Matrix:
    """Return the score of each pair of boundary classes, one class from each text, shape (classes, classes).

    The score is high if the two boundaries agree, for example if both segments end with a full
    stop. Quotation marks are ignored if only one of the texts marks speech with them.

    Args:
        first: segments of the first text.
        second: segments of the second text.
        weights: weight of each pair of punctuation marks, and of each difference between quotation
            marks.
        quotes: quotation marks of the two languages; the usual marks by default.
    """
    marks = quotes or (quotes_of(None), quotes_of(None))
    shares = sorted((quote_share(first, marks[0]), quote_share(second, marks[1])))
    quoted = shares[0] > 0 and shares[0] >= MIN_QUOTE_RATIO * shares[1]
    numbers = numpy.arange(8 * (INTRODUCTION_CLASS + 1))
    opens, inside, closed, mark = numbers % 2, numbers // 2 % 2, numbers // 4 % 2, numbers // 8
    marks_fit = numpy.full((INTRODUCTION_CLASS + 1, INTRODUCTION_CLASS + 1), INTRODUCTION_SCORE)
    marks_fit[:MARK_COUNT, :MARK_COUNT] = weights.marks
    table = marks_fit[mark[:, None], mark]
    if quoted:
        table = table + weights.inside * (inside[:, None] != inside)
        table = table + weights.closed * (closed[:, None] != closed)
        table = table + weights.opens * (opens[:, None] != opens)
    fit: Matrix = table.astype(numpy.float32)
    return fit
