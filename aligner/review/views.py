"""The data that the review page shows: filtered rows, the next row of a kind, and an overview of all rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy
import regex
from numpy.typing import NDArray

from aligner.bitext import Segment
from aligner.errors import UsageError
from aligner.interface import _
from aligner.review.history import Review
from aligner.review.rows import SIDES, Row, Segments, Side, is_edited, place_of
from aligner.review.splices import Splice
from aligner.review.summary import BITS, KINDS

MAX_WINDOW_ROWS = 500
"""Maximum number of rows in one response."""
MAX_TEXT_CHARS = 20_000
"""Number of characters of a sentence that the page gets; the journal keeps the rest."""
PATTERN_TIMEOUT_S = 2.0
"""Time limit for a user's pattern on one text."""
MAX_MAP_PARTS = 400
"""Maximum number of parts of the overview."""
MAX_CACHED_TERM_ROWS = 5_000
"""Number of rows whose terms are cached."""
TermFinder = Callable[[str, str], list[tuple[str, str]]]
"""Returns the terms of the glossary that a source and a target text share, as they are written in each."""
Matcher = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition that selects the rows to show.

    Attributes:
        kind: kind of the rows, such as ``unsure`` (one of `KINDS`); empty for rows of all kinds.
        query: text that the source or the target must contain; empty for no condition.
        is_pattern: whether the query is a regular expression.
    """

    kind: str = ""
    query: str = ""
    is_pattern: bool = False

    @property
    def shows_all(self) -> bool:
        """Whether the filter selects all rows."""
        return not self.kind and not self.query


class Views:
    """Computes the data that the page of a review shows.

    It caches which rows match the last query. After an operation, only the changed rows are tested
    again.
    """

    def __init__(self, review: Review, terms: TermFinder | None = None) -> None:
        """Create the views of a review; ``terms`` finds the terms of a glossary in two texts."""
        self._review = review
        self._terms = terms
        self._found_terms: dict[tuple[Segments, Segments], list[tuple[str, str]]] = {}
        self._places = [[place_of(each) for each in document.segments] for document in review.documents]
        self._last_query: tuple[Filter, NDArray[numpy.bool_]] | None = None

    def shown(self, chosen: Filter) -> Sequence[int] | NDArray[numpy.int64]:
        """Return the numbers of the rows that a filter selects, in ascending order.

        Raises:
            UsageError: there is no such kind, or the pattern is invalid or takes too long.
        """
        review = self._review
        if chosen.shows_all:
            return range(len(review.rows))
        if chosen.kind:
            _check_kind(chosen.kind)
        if not chosen.query:
            return review.summary.numbers(chosen.kind)
        matching = self._matching_rows(replace(chosen, kind=""))
        if chosen.kind:
            matching = matching & (review.summary.kinds & BITS[chosen.kind] > 0)
        numbers: NDArray[numpy.int64] = numpy.flatnonzero(matching)
        return numbers

    def _matching_rows(self, query: Filter) -> NDArray[numpy.bool_]:
        """Return for each row whether a side contains the text or pattern of a query, as an array of shape (rows,)."""
        if self._last_query is None or self._last_query[0] != query:
            self._last_query = query, self._match(query, self._review.rows)
        return self._last_query[1]

    def _match(self, query: Filter, rows: Sequence[Row]) -> NDArray[numpy.bool_]:
        matches = matcher(query.query, is_pattern=query.is_pattern)
        return numpy.array([_row_matches(row, matches) for row in rows], bool)

    def update(self, splice: Splice) -> None:
        """Update the cached matches of the last query after a splice, which replaces some rows by others."""
        if self._last_query is not None:
            query, matching = self._last_query
            end = splice.start + len(splice.before)
            try:
                new = self._match(query, splice.after)
            except UsageError:  # the pattern takes too long on the new text; the operation must not fail because of it
                self._last_query = None
                return
            self._last_query = query, numpy.concatenate([matching[: splice.start], new, matching[end:]])

    def window(self, start: int, count: int, chosen: Filter) -> dict[str, Any]:
        """Return up to ``count`` rows of those that a filter selects, as JSON.

        They are consecutive among the selected rows, and begin at position ``start``.
        """
        numbers = self.shown(chosen)
        start = max(0, min(start, len(numbers)))
        in_window = numbers[start : start + min(count, MAX_WINDOW_ROWS)]
        return {"start": start, "shown": len(numbers), "rows": [self.row(int(number)) for number in in_window]}

    def position(self, row: int, chosen: Filter) -> int:
        """Return the position of a row among the rows that a filter selects.

        If the filter does not select the row, the result is the position of the next selected row.
        """
        return row if chosen.shows_all else int(numpy.searchsorted(self.shown(chosen), row))

    def row(self, number: int) -> dict[str, Any]:
        """Return a row as JSON: its number, kinds, sentences, shape, confidence and status."""
        row = self._review.rows[number]
        kinds = self._review.summary.kinds_of(number)
        return {"row": number, "kinds": kinds, **self.content(row), "breaks": self._breaks(number)}

    def content(self, row: Row) -> dict[str, Any]:
        """Return the sentences, glossary terms, shape, confidence and status of a row as JSON."""
        content: dict[str, Any] = {
            side: [self._chip(place, segment, row) for segment in row.sides[place]] for place, side in enumerate(SIDES)
        }
        if self._terms is not None:
            content["terms"] = self._terms_of(row, self._terms)
        return content | {"shape": row.shape, "confidence": round(row.confidence, 4), "status": row.status}

    def _terms_of(self, row: Row, finder: TermFinder) -> list[tuple[str, str]]:
        """Return the glossary terms that both sides of a row contain, as pairs of a source and a target term.

        The terms are spelt as in the row. The pairs are cached.
        """
        if row.sides not in self._found_terms:
            if len(self._found_terms) >= MAX_CACHED_TERM_ROWS:
                self._found_terms.clear()
            texts = ["\n".join(segment.text for segment in side)[:MAX_TEXT_CHARS] for side in row.sides]
            self._found_terms[row.sides] = finder(texts[0], texts[1])
        return self._found_terms[row.sides]

    def _chip(self, place: int, segment: Segment, row: Row) -> dict[str, Any]:
        chip: dict[str, Any] = {
            "number": bisect_right(self._places[place], (*place_of(segment)[:2], 1 << 60)),
            "text": segment.text[:MAX_TEXT_CHARS],
        }
        if len(segment.text) > MAX_TEXT_CHARS:
            chip["cut"] = len(segment.text)
        if is_edited(segment, self._review.documents[place]):
            chip["edited"] = True
        if segment in row.untranslated[place]:
            chip["untranslated"] = True
        return chip

    def _breaks(self, number: int) -> bool:
        """Return whether a new paragraph begins with a row, on the source or on the target side.

        Only sides that have text both in this row and in the previous row are compared.
        """
        if number == 0:
            return False
        rows = self._review.rows
        return any(
            current and previous and current[0].block != previous[-1].block
            for current, previous in zip(rows[number].sides, rows[number - 1].sides, strict=True)
        )

    def next_of(self, kind: str, row: int, step: int) -> dict[str, int] | None:
        """Return the next row of a kind (such as ``unsure``); ``None`` if no row is of this kind.

        The result has the row's number, its position among the rows of this kind (from 1), and how many
        rows are of this kind.

        Args:
            kind: one of `KINDS`.
            row: number of the row at which the search begins; this row itself is not a result.
            step: 1 to search downwards, -1 to search upwards. At the end of the rows, the search
                continues from the other end.
        """
        _check_kind(kind)
        numbers = self._review.summary.numbers(kind)
        if not len(numbers):
            return None
        place = int(numpy.searchsorted(numbers, row, "right" if step > 0 else "left")) - (step < 0)
        place %= len(numbers)
        return {"row": int(numbers[place]), "number": place + 1, "of": len(numbers)}

    def map(self) -> list[dict[str, float]]:
        """Return an overview of the problems in all rows, for a map of the whole review.

        The rows are divided into at most `MAX_MAP_PARTS` equal parts. For each part, the overview has
        four values from 0 to 1: ``doubt``, the highest error probability of a row; ``gap``, 1 if a row
        is unpaired and neither confirmed nor rejected; ``moved``, 1 if a row is moved text; ``done``,
        the share of rows that a person has confirmed or rejected.
        """
        summary, rows = self._review.summary, len(self._review.rows)
        parts = min(MAX_MAP_PARTS, rows)
        if not parts:
            return []
        starts = numpy.arange(parts) * rows // parts
        sizes = numpy.diff(starts, append=rows)
        problems = [
            summary.errors,
            (summary.kinds & BITS["unpaired"] > 0) & (summary.kinds & BITS["open"] > 0),
            summary.kinds & BITS["moved"] > 0,
        ]
        doubt, gap, moved = (numpy.maximum.reduceat(each.astype(float), starts) for each in problems)
        done = numpy.add.reduceat((summary.kinds & BITS["open"] == 0).astype(float), starts) / sizes
        columns = [numpy.round(each, 3).tolist() for each in (doubt, gap, moved, done)]
        return [dict(zip(("doubt", "gap", "moved", "done"), part, strict=True)) for part in zip(*columns, strict=True)]

    def totals(self) -> dict[str, Any]:
        """Return the number of rows, the expected number of wrong rows, and the number of rows of each kind."""
        summary = self._review.summary
        errors = round(float(summary.errors.sum(dtype=float)), 2)
        return {"rows": len(self._review.rows), "errors": errors, **summary.counts()}


def _check_kind(kind: str) -> None:
    if kind not in BITS:
        raise UsageError(
            _("there is no kind of rows {kind!r}: choose one of {kinds}", kind=kind, kinds=", ".join(KINDS))
        )


def matcher(query: str, *, is_pattern: bool, ignore_case: bool = True) -> Matcher:
    """Return a function that tests whether a text contains a query, a plain text or a regular expression.

    Raises:
        UsageError: the regular expression is invalid.
    """
    if not is_pattern and ignore_case:
        folded_query = query.casefold()
        return lambda text: folded_query in text.casefold()
    pattern = compile_query(query, is_pattern=is_pattern, ignore_case=ignore_case)
    return lambda text: within_time(lambda: pattern.search(text, timeout=PATTERN_TIMEOUT_S) is not None)


def compile_query(query: str, *, is_pattern: bool, ignore_case: bool) -> Any:  # noqa: ANN401 - the package has no types
    """Return a query as a compiled regular expression.

    Raises:
        UsageError: the pattern is invalid.
    """
    try:
        return regex.compile(query if is_pattern else regex.escape(query), regex.IGNORECASE if ignore_case else 0)
    except (regex.error, OverflowError, RecursionError) as error:
        raise UsageError(_("this is no regular expression: {error}", error=error)) from error


def within_time(call: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the call returns
    """Call a function that applies a user's regular expression, and return its result.

    Args:
        call: the function; it raises `TimeoutError` when its time limit is reached.

    Raises:
        UsageError: the call took too long, or the replacement refers to a group that the pattern does
            not have.
    """
    try:
        return call()
    except TimeoutError:
        raise UsageError(_("the pattern takes too long: make it simpler")) from None
    except (regex.error, IndexError) as error:
        raise UsageError(_("the replacement does not fit the pattern: {error}", error=error)) from error


def replacements(
    review: Review, side: str, query: str, replacement: str, *, is_pattern: bool, ignore_case: bool
) -> list[tuple[int, Side, int, str]]:
    r"""Return the changes that find and replace would make, as the argument ``texts`` of `edit` needs them.

    Args:
        review: the review with the rows.
        side: ``source``, ``target`` or empty for both.
        query: text or pattern, not empty.
        replacement: the new text; it may contain ``\1`` for a group if the query is a pattern.
        is_pattern: whether the query is a regular expression.
        ignore_case: whether the search ignores upper and lower case.

    Raises:
        UsageError: the query is empty, or the pattern or the replacement is invalid.
    """
    if not query:
        raise UsageError(_("say what to find"))
    pattern = compile_query(query, is_pattern=is_pattern, ignore_case=ignore_case)
    new: Any = replacement if is_pattern else (lambda _match: replacement)
    texts: list[tuple[int, Side, int, str]] = []
    for number, row in enumerate(review.rows):
        for name, segments in zip(SIDES, row.sides, strict=True):
            for at, segment in enumerate(segments) if side in ("", name) else ():
                changed = within_time(partial(pattern.sub, new, segment.text, timeout=PATTERN_TIMEOUT_S))
                if changed != segment.text and changed:
                    texts.append((number, name, at, changed))
    return texts


def _row_matches(row: Row, matches: Matcher) -> bool:
    return any(matches(segment.text) for side in row.sides for segment in side)
