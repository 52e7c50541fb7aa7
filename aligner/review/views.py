"""What the page shows of a review: rows, filtered or all, the next row of a kind, and the whole at a glance."""

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
from aligner.review.operations import Splice
from aligner.review.rows import SIDES, Row, Segments, Side, is_edited, place_of
from aligner.review.summary import BITS, KINDS

LONGEST_WINDOW = 500
"""Rows that are handed out at a time."""
LONGEST_TEXT = 20_000
"""Characters of a sentence that are handed out; the rest stays where it is."""
SECONDS = 2.0
"""Time that a user's pattern may take."""
BUCKETS = 400
MOST_KNOWN = 5_000
"""Rows whose terms are remembered."""
TermFinder = Callable[[str, str], list[tuple[str, str]]]
"""Gives the terms that a source and a target text share, as they are written in either."""
Matcher = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are shown.

    Attributes:
        kind: one of `KINDS`, or empty.
        query: text that either side must hold, or empty.
        is_pattern: whether the query is a regular expression.
    """

    kind: str = ""
    query: str = ""
    is_pattern: bool = False

    @property
    def shows_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.kind and not self.query


class Views:
    """Answers about a review; which rows hold a text is kept, and looked up anew only for rows that change."""

    def __init__(self, review: Review, terms: TermFinder | None = None) -> None:
        """Look at a review; ``terms`` finds the terms of a glossary in two texts."""
        self._review = review
        self._terms = terms
        self._found_terms: dict[tuple[Segments, Segments], list[tuple[str, str]]] = {}
        self._places = [[place_of(each) for each in document.segments] for document in review.documents]
        self._holding: tuple[Filter, NDArray[numpy.bool_]] | None = None

    def shown(self, chosen: Filter) -> Sequence[int] | NDArray[numpy.int64]:
        """Return the numbers of the rows that a filter shows.

        Raises:
            UsageError: no such kind, or a pattern that is wrong or takes too long.
        """
        review = self._review
        if chosen.shows_all:
            return range(len(review.rows))
        if chosen.kind:
            _check_kind(chosen.kind)
        if not chosen.query:
            return review.summary.numbers(chosen.kind)
        holding = self._rows_with(replace(chosen, kind=""))
        if chosen.kind:
            holding = holding & (review.summary.kinds & BITS[chosen.kind] > 0)
        numbers: NDArray[numpy.int64] = numpy.flatnonzero(holding)
        return numbers

    def _rows_with(self, wanted: Filter) -> NDArray[numpy.bool_]:
        """Return which rows hold a text."""
        if self._holding is None or self._holding[0] != wanted:
            self._holding = wanted, self._tested(wanted, self._review.rows)
        return self._holding[1]

    def _tested(self, wanted: Filter, rows: Sequence[Row]) -> NDArray[numpy.bool_]:
        holds = matcher(wanted.query, is_pattern=wanted.is_pattern)
        return numpy.array([_in_row(row, holds) for row in rows], bool)

    def spliced(self, splice: Splice) -> None:
        """Take notice of rows that gave way to others."""
        if self._holding is not None:
            wanted, known = self._holding
            end = splice.start + len(splice.before)
            try:
                new = self._tested(wanted, splice.after)
            except UsageError:  # the pattern takes too long on the new text, which is no fault of the operation
                self._holding = None
                return
            self._holding = wanted, numpy.concatenate([known[: splice.start], new, known[end:]])

    def window(self, start: int, count: int, chosen: Filter) -> dict[str, Any]:
        """Return some of the rows that a filter shows, as JSON."""
        numbers = self.shown(chosen)
        start = max(0, min(start, len(numbers)))
        wanted = numbers[start : start + min(count, LONGEST_WINDOW)]
        return {"start": start, "shown": len(numbers), "rows": [self.row(int(number)) for number in wanted]}

    def position(self, row: int, chosen: Filter) -> int:
        """Return where a row, or the next one that is shown, stands among those that a filter shows."""
        return row if chosen.shows_all else int(numpy.searchsorted(self.shown(chosen), row))

    def row(self, number: int) -> dict[str, Any]:
        """Return a row as JSON."""
        row = self._review.rows[number]
        kinds = self._review.summary.kinds_of(number)
        return {"row": number, "kinds": kinds, **self.content(row), "breaks": self._breaks(number)}

    def content(self, row: Row) -> dict[str, Any]:
        """Return what a row holds as JSON, wherever it stands."""
        known: dict[str, Any] = {
            side: [self._chip(place, segment, row) for segment in row.sides[place]] for place, side in enumerate(SIDES)
        }
        if self._terms is not None:
            known["terms"] = self._terms_of(row, self._terms)
        return known | {"shape": row.shape, "confidence": round(row.confidence, 4), "status": row.status}

    def _terms_of(self, row: Row, finder: TermFinder) -> list[tuple[str, str]]:
        """Return the terms of the glossary that both sides of a row have, as they are written there."""
        if row.sides not in self._found_terms:
            if len(self._found_terms) >= MOST_KNOWN:
                self._found_terms.clear()
            texts = ["\n".join(segment.text for segment in side)[:LONGEST_TEXT] for side in row.sides]
            self._found_terms[row.sides] = finder(texts[0], texts[1])
        return self._found_terms[row.sides]

    def _chip(self, place: int, segment: Segment, row: Row) -> dict[str, Any]:
        chip: dict[str, Any] = {
            "number": bisect_right(self._places[place], (*place_of(segment)[:2], 1 << 60)),
            "text": segment.text[:LONGEST_TEXT],
        }
        if len(segment.text) > LONGEST_TEXT:
            chip["cut"] = len(segment.text)
        if is_edited(segment, self._review.documents[place]):
            chip["edited"] = True
        if segment in row.untranslated[place]:
            chip["untranslated"] = True
        return chip

    def _breaks(self, number: int) -> bool:
        """Whether a paragraph begins with the row, on a side that has text in it."""
        if number == 0:
            return False
        rows = self._review.rows
        return any(
            here and there and here[0].block != there[-1].block
            for here, there in zip(rows[number].sides, rows[number - 1].sides, strict=True)
        )

    def next_of(self, kind: str, row: int, step: int) -> dict[str, int] | None:
        """Return the next row of a kind, the count of those before it and of all; ``None`` where there is no more.

        Args:
            kind: one of `KINDS`.
            row: where the search begins; this row itself does not count.
            step: 1 downwards, -1 upwards; at the end the search goes on from the other end.
        """
        _check_kind(kind)
        numbers = self._review.summary.numbers(kind)
        if not len(numbers):
            return None
        place = int(numpy.searchsorted(numbers, row, "right" if step > 0 else "left")) - (step < 0)
        place %= len(numbers)
        return {"row": int(numbers[place]), "number": place + 1, "of": len(numbers)}

    def map(self) -> list[dict[str, float]]:
        """Return the whole at a glance: of each of up to 400 equal parts, the worst of what it holds."""
        summary, rows = self._review.summary, len(self._review.rows)
        parts = min(BUCKETS, rows)
        if not parts:
            return []
        starts = numpy.arange(parts) * rows // parts
        sizes = numpy.diff(starts, append=rows)
        held = [
            summary.errors,
            (summary.kinds & BITS["unpaired"] > 0) & (summary.kinds & BITS["open"] > 0),
            summary.kinds & BITS["moved"] > 0,
        ]
        doubt, gap, moved = (numpy.maximum.reduceat(each.astype(float), starts) for each in held)
        done = numpy.add.reduceat((summary.kinds & BITS["open"] == 0).astype(float), starts) / sizes
        columns = [numpy.round(each, 3).tolist() for each in (doubt, gap, moved, done)]
        return [dict(zip(("doubt", "gap", "moved", "done"), part, strict=True)) for part in zip(*columns, strict=True)]

    def totals(self) -> dict[str, Any]:
        """Return what the rows amount to, as JSON."""
        summary = self._review.summary
        errors = round(float(summary.errors.sum(dtype=float)), 2)
        return {"rows": len(self._review.rows), "errors": errors, **summary.counts()}


def _check_kind(kind: str) -> None:
    if kind not in BITS:
        raise UsageError(
            _("there is no kind of rows {kind!r}: choose one of {kinds}", kind=kind, kinds=", ".join(KINDS))
        )


def matcher(query: str, *, is_pattern: bool, ignore_case: bool = True) -> Matcher:
    """Return what tells whether a text holds a query.

    Raises:
        UsageError: the pattern is wrong.
    """
    if not is_pattern and ignore_case:
        wanted = query.casefold()
        return lambda text: wanted in text.casefold()
    pattern = compiled(query, is_pattern=is_pattern, ignore_case=ignore_case)
    return lambda text: within_time(lambda: pattern.search(text, timeout=SECONDS) is not None)


def compiled(query: str, *, is_pattern: bool, ignore_case: bool) -> Any:  # noqa: ANN401 - the package has no types
    """Return a query as a pattern.

    Raises:
        UsageError: it is none.
    """
    try:
        return regex.compile(query if is_pattern else regex.escape(query), regex.IGNORECASE if ignore_case else 0)
    except (regex.error, OverflowError, RecursionError) as error:
        raise UsageError(_("this is no regular expression: {error}", error=error)) from error


def within_time(call: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the call returns
    """Return what a call with a time limit returns.

    Raises:
        UsageError: it took too long, or the replacement names a group that the pattern lacks.
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
    r"""Return what find and replace would change, as the texts of the operation ``edit``.

    Args:
        review: the rows.
        side: ``source``, ``target`` or empty for both.
        query: text or pattern, not empty.
        replacement: with ``\1`` for groups where the query is a pattern.
        is_pattern: whether it is one.
        ignore_case: whether capitals are small letters.

    Raises:
        UsageError: the pattern or the replacement is wrong.
    """
    if not query:
        raise UsageError(_("say what to find"))
    pattern = compiled(query, is_pattern=is_pattern, ignore_case=ignore_case)
    new: Any = replacement if is_pattern else (lambda _match: replacement)
    texts: list[tuple[int, Side, int, str]] = []
    for number, row in enumerate(review.rows):
        for name, segments in zip(SIDES, row.sides, strict=True):
            for at, segment in enumerate(segments) if side in ("", name) else ():
                changed = within_time(partial(pattern.sub, new, segment.text, timeout=SECONDS))
                if changed != segment.text and changed:
                    texts.append((number, name, at, changed))
    return texts


def _in_row(row: Row, holds: Matcher) -> bool:
    return any(holds(segment.text) for side in row.sides for segment in side)
