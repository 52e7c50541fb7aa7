"""A bead as a row: the columns that tables, frames and other people's scripts rely on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aligner.bitext import Bitext, Document
from aligner.formats.review_state import review_of


class Row(NamedTuple):
    """One bead.

    Attributes:
        id: 0-based number of the bead.
        shape: ``m-n``.
        source: text of the source side; empty for an addition.
        target: text of the target side; empty for an omission.
        score: similarity, about -1 to 1.
        confidence: 0 to 1.
        source_ids: 0-based numbers of the source segments, joined by spaces.
        target_ids: likewise for the target.
        source_line: 1-based line of the source file on which the bead begins; ``None`` for an addition.
        target_line: likewise for the target.
        status: of the bead, such as ``moved``.
        review: why a person should look at it: ``unsure``, which segment may be untranslated; empty without a reason.
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
        """Whether anything is known of how sure the pair is; not of one that a person wrote."""
        return bool(self.score or self.confidence)


COLUMNS = Row._fields
"""The column names, in their order."""


def rows(bitext: Bitext) -> Iterator[Row]:
    """Yield one row a bead, null beads included, so that each column rebuilds its document."""
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
    """Return the 1-based line on which the first of the segments begins; ``None`` when there is none."""
    return document.segments[ids[0]].line if ids else None


def file_of(document: Document, ids: tuple[int, ...]) -> str:
    """Return the file that the first of the segments comes from; that of the document when there is none."""
    return (document.blocks[document.segments[ids[0]].block].file if ids else "") or document.name
