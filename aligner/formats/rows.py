"""Convert beads to rows of tables and pandas frames. Scripts of users depend on the columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aligner.bitext import Bitext, Document
from aligner.formats.review_state import review_of


class Row(NamedTuple):
    """One bead as a row of a table.

    Attributes:
        id: 0-based number of the bead.
        shape: the numbers of source and target segments, as ``m-n``.
        source: text of the source side; empty for an addition.
        target: text of the target side; empty for an omission.
        score: similarity of the two sides, about -1 to 1.
        confidence: probability that the bead is correct, 0 to 1.
        source_ids: 0-based numbers of the source segments, joined by spaces.
        target_ids: 0-based numbers of the target segments, joined by spaces.
        source_line: 1-based line of the source file on which the bead begins; ``None`` for an addition.
        target_line: 1-based line of the target file on which the bead begins; ``None`` for an omission.
        status: status of the bead, such as ``moved``.
        review: notes for the reviewer, see `aligner.formats.review_state.review_notes`; empty if there
            are none.
    """

    id: int
    shape: str
    source: str
    target: str
    score: float
    confidence: float
    source_ids: str
    target_ids: str
    source_line: int | None
    target_line: int | None
    status: str
    review: str

    @property
    def is_measured(self) -> bool:
        """Whether the pair has a score or a confidence; a pair that a person made has neither."""
        return bool(self.score or self.confidence)


COLUMNS = Row._fields
"""The column names in order."""


def rows(bitext: Bitext) -> Iterator[Row]:
    """Yield one row for each bead.

    Beads with an empty side are included, so that each text column contains the whole document.
    """
    for number, bead in enumerate(bitext.beads):
        yield Row(
            number,
            bead.shape,
            bitext.source_text(bead),
            bitext.target_text(bead),
            float(bead.score),
            float(bead.confidence),
            " ".join(map(str, bead.source)),
            " ".join(map(str, bead.target)),
            first_line(bitext.source, bead.source),
            first_line(bitext.target, bead.target),
            bead.status,
            review_of(bitext, bead),
        )


def first_line(document: Document, ids: tuple[int, ...]) -> int | None:
    """Return the 1-based line on which the first of the segments begins; ``None`` without segments."""
    return document.segments[ids[0]].line if ids else None


def file_of(document: Document, ids: tuple[int, ...]) -> str:
    """Return the file name of the first segment, or the document's name if the segment has no file name."""
    return (document.blocks[document.segments[ids[0]].block].file if ids else "") or document.name
