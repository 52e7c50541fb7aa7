"""What is reviewed: rows of segments. A row is a bead that holds its segments by value rather than by number.

Segment numbers change with every cut and join, values do not, so an operation touches only the rows it is about. Laws
(tests/review): the segments of all rows are those of the bitext; `bitext_of(rows_of(bitext))` has the same beads.
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
APPROVED = "approved"
SETTLED = APPROVED_STATUSES | {REJECTED}
"""Statuses of rows that a person has confirmed or rejected."""


@dataclass(frozen=True, slots=True)
class Row(TwoSided):
    """A pair of runs of segments, with what is known of it.

    Attributes:
        source: segments in the order of the document; empty for an addition.
        target: segments in the order of the document; empty for an omission. A row never has two empty sides.
        score: similarity as the aligner measured it; 0 where a person made the row.
        confidence: of the aligner, 0 to 1; 0 where a person made the row.
        status: as of a bead: empty (the machine's), ``approved``, ``changed``, ``rejected``, or a format's own.
        untranslated: segments of both sides that the other side may not translate.
        bookmark: whether a person wants to come back to it; files other than the journal do not keep it.
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
        """Source and target."""
        return self.source, self.target

    @property
    def is_settled(self) -> bool:
        """Whether a person has confirmed or rejected it."""
        return self.status in SETTLED

    @property
    def is_approved(self) -> bool:
        """Whether a person stands behind it."""
        return is_approved(self)

    @property
    def is_unsure(self) -> bool:
        """Whether a person should look at it."""
        return not self.is_settled and is_doubtful(self)

    @property
    def expected_errors(self) -> float:
        """Chance that it is wrong, as far as the aligner knows; 0 where a person made or settled it."""
        unknown = self.is_settled or self.status == CHANGED or not (self.score or self.confidence)
        return 0.0 if unknown else 1.0 - self.confidence

    def with_side(self, side: Side, segments: Segments) -> Row:
        """Return the row that a person made of this one by giving it other segments on one side."""
        return made(segments, self.target) if side == "source" else made(self.source, segments)


def made(source: Iterable[Segment], target: Iterable[Segment], status: str = CHANGED) -> Row:
    """Return a row that a person made: nothing is measured about it; its segments stand in the order of the text."""
    return Row(_in_order(source), _in_order(target), status=status)


def _in_order(segments: Iterable[Segment]) -> Segments:
    held = tuple(segments)
    return held if len(held) < 2 else tuple(sorted(held, key=place_of))


def rows_of(bitext: Bitext) -> list[Row]:
    """Return the beads of a bitext as rows; segments in no bead become rows of their own.

    Raises:
        InputError: a segment stands in two beads, or the segments of a document do not follow each other.
    """
    for document in (bitext.source, bitext.target):
        places = [place_of(segment) for segment in document.segments]
        if places != sorted(places):
            raise InputError(_("its segments do not stand in the order of the text"), path=document.name)
    seen: tuple[set[int], set[int]] = (set(), set())
    rows = []
    for bead in bitext.beads:
        for known, numbers, document in zip(
            seen, (bead.source, bead.target), (bitext.source, bitext.target), strict=True
        ):
            if not known.isdisjoint(numbers):
                raise InputError(
                    _("a segment stands in two pairs: align the documents again, or correct the file"),
                    path=document.name,
                    line=document.segments[next(number for number in numbers if number in known)].line,
                )
            known.update(numbers)
        if bead.source or bead.target:
            rows.append(_row(bitext, bead))
    for place, (side, known) in enumerate(zip(SIDES, seen, strict=True)):
        document = getattr(bitext, side)
        for number, segment in enumerate(document.segments):
            if number not in known:
                alone = ((segment,), ()) if place == 0 else ((), (segment,))
                rows.insert(_behind(rows, place, segment), Row(*alone))
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


def _behind(rows: Sequence[Row], side: int, segment: Segment) -> int:
    """Return the place of the row behind the last one that stands before a segment."""
    place = place_of(segment)
    for number in range(len(rows) - 1, -1, -1):
        held = rows[number].sides[side]
        if held and place_of(held[-1]) < place:
            return number + 1
    return 0


def bitext_of(rows: Sequence[Row], like: Bitext) -> Bitext:
    """Return rows as a bitext.

    Args:
        rows: all of them.
        like: gives the documents, the level, the signature and the warnings.
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
            tuple(known[segment] for segment in side) for known, side in zip(numbers, row.sides, strict=True)
        )
        marks = [
            tuple(known[segment] for segment in side if segment in known)
            for known, side in zip(numbers, row.untranslated, strict=True)
        ]
        beads.append(Bead(source, target, row.score, row.confidence, row.status, (marks[0], marks[1])))
    return replace(like, source=documents[0], target=documents[1], beads=tuple(beads))


def place_of(segment: Segment) -> tuple[int, int, int]:
    """Return where a segment stands in its document, for comparisons."""
    return segment.block, segment.start, segment.end


def is_edited(segment: Segment, document: Document) -> bool:
    """Whether a person changed the text of a segment: it is no longer the slice of its block."""
    return document.blocks[segment.block].text[segment.start : segment.end] != segment.text
