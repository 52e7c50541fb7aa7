"""Merge two reviews of the same alignment.

Changes of one person only are taken over. If both persons changed a stretch differently, both versions are offered.
The texts are divided where all three versions (base, mine, theirs) have a boundary between rows. Each stretch is
compared as a whole, so that two merge_reviews rows are one decision, not two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aligner.bitext import Segment
from aligner.errors import UsageError
from aligner.interface import _
from aligner.review.history import Review
from aligner.review.paths import Hunk
from aligner.review.rows import Documents, Row

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """The result of a comparison of two reviews.

    Attributes:
        taken: stretches that only the other person changed, with that person's rows.
        disputed: stretches that both persons changed differently, with the other person's rows.
        agreed: number of rows that both persons settled in the same way.
    """

    taken: list[Hunk]
    disputed: list[Hunk]
    agreed: int


def merge_reviews(mine: Review, theirs: Review) -> Merge:
    """Compare two reviews of the same alignment.

    Raises:
        UsageError: the two reviews are of different alignments.
    """
    if (mine.base.source.blocks, mine.base.target.blocks) != (theirs.base.source.blocks, theirs.base.target.blocks):
        raise UsageError(_("the two reviews are not of the same documents"))
    base = Review(mine.base).rows
    if [row.sides for row in base] != [row.sides for row in Review(theirs.base).rows]:
        raise UsageError(_("the two reviews did not begin with the same alignment"))
    taken: list[Hunk] = []
    disputed: list[Hunk] = []
    agreed = 0
    for before, own, other in _stretches(mine.documents, base, mine.rows, theirs.rows):
        old, first, second = (
            [_key(rows[number]) for number in part]
            for rows, part in ((base, before), (mine.rows, own), (theirs.rows, other))
        )
        if first == second:
            agreed += sum(mine.rows[number].is_settled for number in own)
            continue
        if second == old:
            continue
        hunk = (own.start, len(own), [theirs.rows[number] for number in other])
        (taken if first == old else disputed).append(hunk)
    return Merge(taken, disputed, agreed)


def _key(row: Row) -> Key:
    """Return the part of a row on which two persons must agree: text and status, but not the bookmark."""
    return (*row.sides, row.status)


def _stretches(documents: Documents, *versions: Sequence[Row]) -> Iterator[tuple[range, range, range]]:
    """Yield the shortest runs of rows that have the same text in all versions, in order."""
    weights: dict[tuple[int, Segment], int] = {}
    ends = [{cell: number for number, cell in enumerate(_boundaries(documents, rows, weights), 1)} for rows in versions]
    starts = (0, 0, 0)
    for cell, end in ends[0].items():
        if cell not in ends[1] or cell not in ends[2]:
            continue
        stops = (end, ends[1][cell], ends[2][cell])
        parts = [range(start, stop) for start, stop in zip(starts, stops, strict=True)]
        if all(parts):  # if the versions order the rows differently, the stretch is extended
            yield parts[0], parts[1], parts[2]
            starts = stops


def _boundaries(
    documents: Documents, rows: Sequence[Row], weights: dict[tuple[int, Segment], int]
) -> Iterator[tuple[int, int]]:
    """Yield a hash of the text above the end of each row for each side: equal hashes mean the same characters.

    The hash is the sum of a hash of each character. So the order of rows, cuts and joins do not change it.
    """
    sums = [0, 0]
    for row in rows:
        for side, segments in enumerate(row.sides):
            for segment in segments:
                if (side, segment) not in weights:
                    text = documents[side].blocks[segment.block].text
                    offsets = (offset for offset in range(segment.start, segment.end) if not text[offset].isspace())
                    weights[side, segment] = sum(hash((segment.block, offset)) for offset in offsets)
                sums[side] += weights[side, segment]
        yield sums[0], sums[1]
