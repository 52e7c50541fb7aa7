"""What stands at the boundary between two segments, and how well two boundaries fit each other.

A boundary is described by the mark its segment ends with, whether a closing quote follows the mark,
whether a quotation is open behind it and whether the next segment opens one. Bags of words know none
of this, yet in stories it decides to which speech a short sentence belongs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Matrix
from aligner.alignment.weights import BoundaryWeights

Classes = NDArray[numpy.int64]

CLOSERS = "”’」』\"'）)»"
OPENERS = "“「『‘\"'"
MARKS = (".。．", "?？", "!！", "…⋯", ":：", ",，;；、")
OTHER = len(MARKS)
MARK_COUNT = OTHER + 1
QUOTE = re.compile(
    # A straight quote opens behind white space, a bracket or a dash; '98 is a year.
    r"(?P<open>[“「『‘]|(?<![^\s(（—–-])(?:\"(?=[\w.…—–-])|'(?=[^\W\d]|[.…—–-])))"
    # A double one closes behind anything, a single one behind a mark: elsewhere it is an apostrophe.
    r"|(?P<close>[”」』]|(?<=\S)\"(?!\w)|(?<=[.,?!…—–])['’](?!\w))"
)
LEAST_SHARE = 0.3
"""Quotes count when the side that has fewer has at least this share of the other's."""


def boundary_classes(texts: Sequence[str]) -> Classes:
    """Return a class number for each boundary, shape (len(texts) + 1,); see `pack` for what it holds."""
    classes = numpy.zeros(len(texts) + 1, numpy.int64)
    inside = 0
    for number, text in enumerate(texts):
        for quote in QUOTE.finditer(text):
            inside = 1 if quote.lastgroup == "open" else 0
        classes[number + 1] = pack(*end_of(text), inside, 0)
    opens = [int(text.lstrip()[:1] in OPENERS and bool(text.strip())) for text in texts]
    classes[: len(texts)] += numpy.array(opens, numpy.int64)
    return classes


def end_of(text: str) -> tuple[int, int]:
    """Return the number of the mark a segment ends with (0 to `OTHER`) and whether a closer follows it."""
    stripped = text.rstrip()
    bare = stripped.rstrip(CLOSERS + " ")
    last = bare[-1:]
    mark = next((number for number, marks in enumerate(MARKS) if last and last in marks), OTHER)
    if bare.endswith("..."):
        mark = 3
    return mark, int(len(bare) < len(stripped))


def pack(mark: int, closed: int, inside: int, opens: int) -> int:
    """Return the class of a boundary, 0 to ``8 * MARK_COUNT - 1``."""
    return ((mark * 2 + closed) * 2 + inside) * 2 + opens


def quote_share(texts: Sequence[str]) -> float:
    """Return the share of segments that hold a quote."""
    return sum(bool(QUOTE.search(text)) for text in texts) / max(len(texts), 1)


def fit_table(first: Sequence[str], second: Sequence[str], weights: BoundaryWeights) -> Matrix:
    """Return the score of each class of boundary against each, shape (classes, classes), for two texts.

    Quotes are left out of account where only one of the texts marks speech with them.
    """
    shares = sorted((quote_share(first), quote_share(second)))
    quoted = shares[0] > 0 and shares[0] >= LEAST_SHARE * shares[1]
    numbers = numpy.arange(8 * MARK_COUNT)
    opens, inside, closed, mark = numbers % 2, numbers // 2 % 2, numbers // 4 % 2, numbers // 8
    table = numpy.array(weights.marks)[mark[:, None], mark]
    if quoted:
        table = table + weights.inside * (inside[:, None] != inside)
        table = table + weights.closed * (closed[:, None] != closed)
        table = table + weights.opens * (opens[:, None] != opens)
    fit: Matrix = table.astype(numpy.float32)
    return fit
