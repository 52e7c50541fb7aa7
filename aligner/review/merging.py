"""Merge two reviews of the same alignment.

A change that only one person made is accepted. If both persons changed the same rows differently,
the user can choose between the two versions. The rows are divided into stretches where all three
versions (the original, mine and theirs) have a boundary between rows. Each stretch is compared as a
whole. For example, the merge of two rows is one decision, not two.
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
    """The result of a comparison of two reviews of the same alignment.

    A stretch is a run of consecutive rows.

    Attributes:
        taken: stretches that only the other person changed, with the rows to accept from that person.
        disputed: stretches that the two persons changed differently, with the other person's rows.
        agreed: number of rows that both persons confirmed or rejected in the same way.
    """

    taken: list[Hunk]
    disputed: list[Hunk]
    agreed: int


def merge_reviews(mine: Review, theirs: Review) -> Merge:
    """Compare two reviews of the same alignment: find where only one person or both made changes.

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
    """Return the parts of a row that the comparison uses: its segments and status, but not its bookmark."""
    return (*row.sides, row.status)


def _stretches(documents: Documents, *versions: Sequence[Row]) -> Iterator[tuple[range, range, range]]:
    """Divide three versions of the rows (original, mine, theirs) into the shortest stretches of equal text.

    Yields:
        The row numbers of each stretch in the three versions, in the order of the text.
    """
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
    """Yield two hashes for the end of each row: of all source text so far, and of all target text so far.

    Equal hashes mean that the rows so far cover the same characters. A hash is the sum of the hashes of
    single characters, so it does not depend on the order of rows, or on the places where sentences are
    cut or joined.
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
