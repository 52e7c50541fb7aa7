"""Build splices, and check the arguments of the operations that return them.

A `Splice` replaces consecutive rows by other rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aligner.bitext import Document, Segment
from aligner.errors import UsageError
from aligner.formats.review_state import CHANGED
from aligner.interface import _
from aligner.review.rows import SETTLED, SIDES, Row, Segments, Side, manual_row


@dataclass(frozen=True, slots=True)
class Splice:
    """The replacement of consecutive rows by other rows.

    Attributes:
        start: number of the first row, from 0.
        before: the old rows.
        after: the new rows.
    """

    start: int
    before: tuple[Row, ...]
    after: tuple[Row, ...]

    def inverse(self) -> Splice:
        """Return the splice that undoes this one."""
        return Splice(self.start, self.after, self.before)


def next_settled(rows: Sequence[Row], start: int) -> int:
    """Return the number of the first row at or after ``start`` that a person has confirmed or rejected.

    If there is none, the result is the number of rows.
    """
    return next((number for number in range(start, len(rows)) if rows[number].status in SETTLED), len(rows))


def pair_runs(
    rows: Sequence[Row], start: int, end: int, place: int, sides: tuple[Sequence[Segments], Sequence[Segments]]
) -> Splice:
    """Return a splice that pairs the moved segments of one side with the unmoved segments of the other side.

    A run is the segments of one side of one row. New row *n* consists of run *n* of the source and run
    *n* of the target. Rows that do not change are reused.

    Args:
        rows: all rows.
        start: number of the first row to replace.
        end: number of the row after the last one to replace.
        place: the side that moved: 0 for the source, 1 for the target.
        sides: the runs of the side that moved, and the runs of the other side.
    """
    name = SIDES[place]
    old = [getattr(row, name) for row in rows[start:end]]
    moved, others = sides
    first, second = (moved, others) if place == 0 else (others, moved)
    # the first run may be a concatenation of two, so its segments must be sorted; the other runs are in order
    new = [
        manual_row(first[0], second[0]),
        *(Row(*pair, status=CHANGED) for pair in zip(first[1:], second[1:], strict=True)),
    ]
    for number, (before, now) in enumerate(zip(old, moved, strict=False)):
        if before == now:
            new[number] = rows[start + number]
    return replace_rows(rows, start, end, new)


def replace_rows(rows: Sequence[Row], start: int, end: int, new: Sequence[Row]) -> Splice:
    """Return a splice that replaces the rows from ``start`` up to ``end`` (exclusive) by ``new``.

    Rows without any segment are left out of ``new``.
    """
    return Splice(start, tuple(rows[start:end]), tuple(row for row in new if row.source or row.target))


def with_segments(row: Row, side: Side, segments: Segments) -> Row:
    """Return a copy of a row after segments of one side were cut, joined or edited.

    The row keeps its score, confidence and status, because both sides still have the same content.
    """
    new = replace(row, source=segments) if side == "source" else replace(row, target=segments)
    untranslated = [
        tuple(each for each in marked if each in segments_of_side)
        for marked, segments_of_side in zip(row.untranslated, new.sides, strict=True)
    ]
    return replace(new, untranslated=(untranslated[0], untranslated[1]))


def one_sided(place: int, segments: Segments) -> Row:
    """Return a row with segments on one side only: the source if ``place`` is 0, the target if it is 1."""
    return manual_row(segments, ()) if place == 0 else manual_row((), segments)


def row_at(rows: Sequence[Row], number: int) -> Row:
    """Return the row (pair) of the review with the given number, from 0.

    Raises:
        UsageError: there is no such row.
    """
    if not 0 <= number < len(rows):
        raise UsageError(_("there is no row {number}: there are {rows}", number=number, rows=len(rows)))
    return rows[number]


def side_index(side: str) -> int:
    """Return 0 for ``source`` and 1 for ``target``.

    Raises:
        UsageError: there is no such side.
    """
    if side not in SIDES:
        raise UsageError(_("there is no side {side!r}: say source or target", side=side))
    return SIDES.index(side)


def segment_at(row: Row, side: Side, at: int) -> Segment:
    """Return the segment at a position, from 0, on one side of a row.

    Raises:
        UsageError: there is no such segment.
    """
    segments = row.sides[side_index(side)]
    if not 0 <= at < len(segments):
        raise UsageError(_("there is no sentence {at} on this side of the row", at=at))
    return segments[at]


def covered_characters(document: Document, segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Return the places of all characters that segments of a document contain, except white space.

    Each place is a block number and the offset in the block. The list is sorted, so that two lists can
    be compared.
    """
    return sorted(
        (each.block, offset)
        for each in segments
        for offset in range(each.start, each.end)
        if not document.blocks[each.block].text[offset].isspace()
    )
