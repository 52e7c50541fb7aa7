"""What the page shows of a review: rows, filtered or all, the next row of a kind, and the whole at a glance."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import regex

from aligner.bitext import Segment
from aligner.errors import UsageError
from aligner.review.history import TESTS, Review, kinds
from aligner.review.rows import SIDES, Row, Side, is_edited, place_of

LONGEST_WINDOW = 500
"""Rows that are handed out at a time."""
LONGEST_TEXT = 20_000
"""Characters of a sentence that are handed out; the rest stays where it is."""
SECONDS = 2.0
"""Time that a user's pattern may take."""
BUCKETS = 400
Matcher = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are shown.

    Attributes:
        kind: one of `TESTS`, or empty.
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
    """Answers about a review; what takes a look at every row is kept until the next operation."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._places = [[place_of(each) for each in document.segments] for document in review.documents]
        self._shown: dict[Filter, list[int]] = {}
        self._revision = -1

    def shown(self, chosen: Filter) -> Sequence[int]:
        """Return the numbers of the rows that a filter shows.

        Raises:
            UsageError: no such kind, or a pattern that is wrong or takes too long.
        """
        review = self._review
        if chosen.shows_all:
            return range(len(review.rows))
        if self._revision != review.revision:
            self._shown, self._revision = {}, review.revision
        if chosen not in self._shown:
            if chosen.kind and chosen.kind not in TESTS:
                raise UsageError(f"there is no kind of rows {chosen.kind!r}: choose one of {', '.join(TESTS)}")
            holds = matcher(chosen.query, is_pattern=chosen.is_pattern)
            numbers = [
                number
                for number, row in enumerate(review.rows)
                if (not chosen.kind or TESTS[chosen.kind](row)) and (not chosen.query or _in_row(row, holds))
            ]
            self._shown[chosen] = numbers
        return self._shown[chosen]

    def window(self, start: int, count: int, chosen: Filter) -> dict[str, Any]:
        """Return some of the rows that a filter shows, as JSON."""
        numbers = self.shown(chosen)
        start = max(0, min(start, len(numbers)))
        wanted = numbers[start : start + min(count, LONGEST_WINDOW)]
        return {"start": start, "shown": len(numbers), "rows": [self.row(number) for number in wanted]}

    def position(self, row: int, chosen: Filter) -> int:
        """Return where a row, or the next one that is shown, stands among those that a filter shows."""
        return row if chosen.shows_all else bisect_right(self.shown(chosen), row - 1)

    def row(self, number: int) -> dict[str, Any]:
        """Return a row as JSON."""
        row = self._review.rows[number]
        return {"row": number, "kinds": kinds(row), **self.content(row), "breaks": self._breaks(number)}

    def content(self, row: Row) -> dict[str, Any]:
        """Return what a row holds as JSON, wherever it stands."""
        known: dict[str, Any] = {
            side: [self._chip(place, segment, row) for segment in row.sides[place]] for place, side in enumerate(SIDES)
        }
        return known | {"shape": row.shape, "confidence": round(row.confidence, 4), "status": row.status}

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
            kind: one of `TESTS`.
            row: where the search begins; this row itself does not count.
            step: 1 downwards, -1 upwards; at the end the search goes on from the other end.
        """
        if kind not in TESTS:
            raise UsageError(f"there is no kind of rows {kind!r}: choose one of {', '.join(TESTS)}")
        numbers = self.shown(Filter(kind))
        if not numbers:
            return None
        place = bisect_right(numbers, row) if step > 0 else bisect_right(numbers, row - 1) - 1
        place %= len(numbers)
        return {"row": numbers[place], "number": place + 1, "of": len(numbers)}

    def map(self) -> list[dict[str, float]]:
        """Return the whole at a glance: of each of up to 400 equal parts, the worst of what it holds."""
        rows = self._review.rows
        parts = min(BUCKETS, len(rows))
        result = []
        for part in range(parts):
            some = rows[part * len(rows) // parts : (part + 1) * len(rows) // parts]
            result.append(
                {
                    "doubt": round(max(row.expected_errors for row in some), 3),
                    "gap": float(any(row.is_null and not row.is_settled for row in some)),
                    "moved": float(any(row.status == "moved" for row in some)),
                    "done": round(sum(row.is_settled for row in some) / len(some), 3),
                }
            )
        return result

    def totals(self) -> dict[str, Any]:
        """Return what the rows amount to, as JSON."""
        totals = self._review.totals
        counts = {kind: totals.counts[kind] for kind in TESTS}
        return {"rows": len(self._review.rows), "errors": round(max(0.0, totals.expected_errors), 2), **counts}


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
        raise UsageError(f"this is no regular expression: {error}") from error


def within_time(call: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the call returns
    """Return what a call with a time limit returns.

    Raises:
        UsageError: it took too long, or the replacement names a group that the pattern lacks.
    """
    try:
        return call()
    except TimeoutError:
        raise UsageError("the pattern takes too long: make it simpler") from None
    except (regex.error, IndexError) as error:
        raise UsageError(f"the replacement does not fit the pattern: {error}") from error


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
        raise UsageError("say what to find")
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
