"""The rows of a review. A row is a bead that stores its segments themselves instead of their numbers.

If a sentence is cut or joined, the numbers of all later segments change, but the segments themselves do
not. Therefore an operation changes only its own rows. Laws (tests/review): the rows contain exactly the
segments of the bitext; `bitext_of(rows_of(bitext))` has the same beads as ``bitext``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aligner.bitext import Bead, Bitext, Document, Segment, TwoSided
from aligner.errors import InputError
from aligner.formats.review_state import APPROVED as APPROVED_STATUSES
from aligner.formats.review_state import CHANGED, REJECTED, is_approved, is_doubtful
from aligner.interface import _

Side = Literal["source", "target"]
SIDES: tuple[Side, Side] = ("source", "target")
Segments = tuple[Segment, ...]
Documents = tuple[Document, Document]
"""Source and target document."""
APPROVED = "approved"
SETTLED = APPROVED_STATUSES | {REJECTED}
"""Statuses of rows that a person has confirmed or rejected."""


@dataclass(frozen=True, slots=True)
class Row(TwoSided):
    """One pair of the review: consecutive source segments, their target segments, a score and a status.

    Attributes:
        source: source segments in the order of the document; empty for an addition.
        target: target segments in the order of the document; empty for an omission. At least one side
            of a row is not empty.
        score: similarity that the aligner measured; 0 for a row that a person made.
        confidence: confidence of the aligner, 0 to 1; 0 for a row that a person made.
        status: status of the bead: empty (made by the aligner), ``approved``, ``changed``,
            ``rejected``, or a status of another format.
        untranslated: segments of both sides that probably have no translation on the other side.
        bookmark: whether a person has set a bookmark; only the journal stores it.
    """

    source: Segments
    target: Segments
    score: float = 0.0
    confidence: float = 0.0
    status: str = ""
    untranslated: tuple[Segments, Segments] = ((), ())
    bookmark: bool = False

    @property
    def sides(self) -> tuple[Segments, Segments]:
        """The source segments and the target segments of the row."""
        return self.source, self.target

    @property
    def is_settled(self) -> bool:
        """Whether a person has confirmed or rejected the row."""
        return self.status in SETTLED

    @property
    def is_approved(self) -> bool:
        """Whether a person has confirmed the row."""
        return is_approved(self)

    @property
    def is_unsure(self) -> bool:
        """Whether the aligner's confidence is so low that a person should inspect the row.

        The value is false for a row that a person has confirmed or rejected.
        """
        return not self.is_settled and is_doubtful(self)

    @property
    def expected_errors(self) -> float:
        """Estimated probability that the row is wrong, 0 to 1; 0 if a person made, confirmed or rejected it."""
        not_estimated = self.is_settled or self.status == CHANGED or not (self.score or self.confidence)
        return 0.0 if not_estimated else 1.0 - self.confidence

    def with_side(self, side: Side, segments: Segments) -> Row:
        """Return a copy of the row with other segments on one side; the copy has the status ``changed``."""
        return manual_row(segments, self.target) if side == "source" else manual_row(self.source, segments)


def manual_row(source: Iterable[Segment], target: Iterable[Segment], status: str = CHANGED) -> Row:
    """Return a row that a person made: without score and confidence, its segments in the order of the text."""
    return Row(_in_order(source), _in_order(target), status=status)


def _in_order(segments: Iterable[Segment]) -> Segments:
    ordered = tuple(segments)
    return ordered if len(ordered) < 2 else tuple(sorted(ordered, key=place_of))


def rows_of(bitext: Bitext) -> list[Row]:
    """Return the beads of a bitext as rows; a segment in no bead becomes a separate row.

    Raises:
        InputError: a segment is in two beads, or the segments of a document are not in the order of the text.
    """
    for document in (bitext.source, bitext.target):
        places = [place_of(segment) for segment in document.segments]
        if places != sorted(places):
            raise InputError(_("its segments do not stand in the order of the text"), path=document.name)
    seen: tuple[set[int], set[int]] = (set(), set())
    rows = []
    for bead in bitext.beads:
        for used, numbers, document in zip(
            seen, (bead.source, bead.target), (bitext.source, bitext.target), strict=True
        ):
            if not used.isdisjoint(numbers):
                raise InputError(
                    _("a segment stands in two pairs: align the documents again, or correct the file"),
                    path=document.name,
                    line=document.segments[next(number for number in numbers if number in used)].line,
                )
            used.update(numbers)
        if bead.source or bead.target:
            rows.append(_row(bitext, bead))
    for place, (side, used) in enumerate(zip(SIDES, seen, strict=True)):
        document = getattr(bitext, side)
        for number, segment in enumerate(document.segments):
            if number not in used:
                sides = ((segment,), ()) if place == 0 else ((), (segment,))
                rows.insert(_insertion_place(rows, place, segment), Row(*sides))
    return rows


def _row(bitext: Bitext, bead: Bead) -> Row:
    sides = [
        tuple(document.segments[number] for number in numbers)
        for document, numbers in ((bitext.source, bead.source), (bitext.target, bead.target))
    ]
    marks = [
        tuple(document.segments[number] for number in numbers)
        for document, numbers in zip((bitext.source, bitext.target), bead.untranslated, strict=True)
    ]
    return Row(sides[0], sides[1], bead.score, bead.confidence, bead.status, (marks[0], marks[1]))


def _insertion_place(rows: Sequence[Row], side: int, segment: Segment) -> int:
    """Return the row number at which a row with one unpaired segment must be inserted.

    It follows the last row whose text on this side is before the segment.
    """
    place = place_of(segment)
    for number in range(len(rows) - 1, -1, -1):
        segments = rows[number].sides[side]
        if segments and place_of(segments[-1]) < place:
            return number + 1
    return 0


def bitext_of(rows: Sequence[Row], like: Bitext) -> Bitext:
    """Return the bitext whose beads are the given rows.

    Args:
        rows: all rows.
        like: the bitext from which the documents, level, signature and warnings are copied.
    """
    documents: list[Document] = []
    numbers: list[dict[Segment, int]] = []
    for place, document in enumerate((like.source, like.target)):
        segments = sorted((segment for row in rows for segment in row.sides[place]), key=place_of)
        documents.append(replace(document, segments=tuple(segments)))
        numbers.append({segment: number for number, segment in enumerate(segments)})
    beads = []
    for row in rows:
        source, target = (
            tuple(number_of[segment] for segment in side) for number_of, side in zip(numbers, row.sides, strict=True)
        )
        untranslated = [
            tuple(number_of[segment] for segment in side if segment in number_of)
            for number_of, side in zip(numbers, row.untranslated, strict=True)
        ]
        marked = (untranslated[0], untranslated[1])
        beads.append(Bead(source, target, row.score, row.confidence, row.status, marked))
    return replace(like, source=documents[0], target=documents[1], beads=tuple(beads))


def place_of(segment: Segment) -> tuple[int, int, int]:
    """Return block number, start and end of a segment, to sort segments by their place in the document."""
    return segment.block, segment.start, segment.end


def is_edited(segment: Segment, document: Document) -> bool:
    """Return whether a person has changed the text of a segment, so that it differs from the slice of its block."""
    return document.blocks[segment.block].text[segment.start : segment.end] != segment.text
