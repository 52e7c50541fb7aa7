"""Two reviews of one alignment as one: what one person changed is taken, what both changed differently is offered.

Both began with the same bitext. The texts are cut where all three (the beginning, mine, theirs) have a boundary between
rows, and each stretch is compared as a whole, so that a merge of rows is one decision and not two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aligner.bitext import Segment
from aligner.errors import UsageError
from aligner.interface import _
from aligner.review.history import Review
from aligner.review.operations import Documents
from aligner.review.paths import Hunk
from aligner.review.rows import Row

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """What comes of two reviews.

    Attributes:
        taken: stretches that only the other person changed.
        disputed: stretches that both changed, and not alike, with the other person's rows.
        agreed: rows that both have settled in the same way.
    """

    taken: list[Hunk]
    disputed: list[Hunk]
    agreed: int


def merged(mine: Review, theirs: Review) -> Merge:
    """Compare two reviews of one alignment.

    Raises:
        UsageError: they did not begin with the same alignment.
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
    """Return what two people must have in common to agree on a row; bookmarks are everybody's own."""
    return (*row.sides, row.status)


def _stretches(documents: Documents, *versions: Sequence[Row]) -> Iterator[tuple[range, range, range]]:
    """Yield the shortest runs of rows that hold the same text in all versions, in order."""
    weights: dict[tuple[int, Segment], int] = {}
    ends = [{cell: number for number, cell in enumerate(_boundaries(documents, rows, weights), 1)} for rows in versions]
    starts = (0, 0, 0)
    for cell, end in ends[0].items():
        if cell not in ends[1] or cell not in ends[2]:
            continue
        stops = (end, ends[1][cell], ends[2][cell])
        parts = [range(start, stop) for start, stop in zip(starts, stops, strict=True)]
        if all(parts):  # what is not in one order in all versions belongs to a longer stretch
            yield parts[0], parts[1], parts[2]
            starts = stops


def _boundaries(
    documents: Documents, rows: Sequence[Row], weights: dict[tuple[int, Segment], int]
) -> Iterator[tuple[int, int]]:
    """Yield what stands above the end of each row, as one number a side: equal numbers mean the same characters.

    The number is a sum of one hash a character, so neither the order of rows nor cuts and joins make a difference.
    """
    sums = [0, 0]
    for row in rows:
        for side, segments in enumerate(row.sides):
            for segment in segments:
                if (side, segment) not in weights:
                    text = documents[side].blocks[segment.block].text
                    filled = (offset for offset in range(segment.start, segment.end) if not text[offset].isspace())
                    weights[side, segment] = sum(hash((segment.block, offset)) for offset in filled)
                sums[side] += weights[side, segment]
        yield sums[0], sums[1]
