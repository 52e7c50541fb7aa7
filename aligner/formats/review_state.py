"""Decide which beads need a review, and which status a bead gets when an edited file is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from aligner.bitext import Bead, Bitext

LOW_CONFIDENCE = 0.75
"""Confidence below which a bead needs a review. Confidence is calibrated (``python -m benchmarks.calibration``), so
about one in four pairs at this confidence is wrong."""
APPROVED = frozenset({"approved", "locked"})
"""Statuses of a bead that a person confirmed."""
CHANGED = "changed"
"""Status of a bead that a person made and has not confirmed."""
REJECTED = "rejected"
"""Status of a bead that a person rejected."""
BY_PERSON = APPROVED | {CHANGED, REJECTED}
"""Statuses that only a person sets."""
NEEDS_REVIEW = "needs-review"
"""Status of a bead that its file marks for review."""
UNSURE = "unsure"
"""Review note on a bead with low confidence."""


class Reviewable(Protocol):
    """An object with the attributes that decide whether it needs a review: a bead, or a row of the editor."""

    @property
    def score(self) -> float:
        """Similarity of the two sides, as in `Bead`."""
        ...

    @property
    def confidence(self) -> float:
        """Probability that the pair is right, 0 to 1, as in `Bead`."""
        ...

    @property
    def status(self) -> str:
        """What is special about the pair, such as ``moved``; empty if nothing is, as in `Bead`."""
        ...

    @property
    def untranslated(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """Segments that may be untranslated, as in `Bead`."""
        ...


def is_approved(bead: Reviewable) -> bool:
    """Whether a person confirmed the bead."""
    return bead.status in APPROVED


def is_doubtful(bead: Reviewable) -> bool:
    """Whether a bead needs a review by a person.

    This includes beads with a segment that may be untranslated. A bead with neither score nor
    confidence comes from a file without such values; it does not need a review.
    """
    if bead.status == NEEDS_REVIEW:
        return True
    if bead.status in BY_PERSON:
        return False
    return any(bead.untranslated) or (bead.confidence < LOW_CONFIDENCE and bool(bead.score or bead.confidence))


def review_notes(bitext: Bitext, bead: Bead) -> Iterator[str]:
    """Yield notes for the reviewer of a bead: that it is doubtful, and which segments may be untranslated.

    A bead that needs no review has no notes. The texts of segments in the notes are unaltered.
    """
    if not is_doubtful(bead):
        return
    if bead.confidence < LOW_CONFIDENCE or not any(bead.untranslated):
        yield UNSURE
    for document, numbers in zip((bitext.source, bitext.target), bead.untranslated, strict=True):
        for number in numbers:
            yield f"may be untranslated: {document.segments[number].text}"


def review_of(bitext: Bitext, bead: Bead) -> str:
    """Return the notes for the reviewer of a bead as one line; empty if there are none (see `review_notes`)."""
    return " ".join("; ".join(review_notes(bitext, bead)).split())


def status_after(written: Bead | None, *, approved: bool = False, flagged: bool = False) -> str:
    """Return the status of a bead from a file that may have been edited after this program wrote it.

    If the user removed the review flag, the bead is approved. If the user added the flag, the bead
    needs a review.

    Args:
        written: the bead as this program wrote it; ``None`` for a file of another program.
        approved: whether the file marks the bead as confirmed.
        flagged: whether the file marks the bead for review.
    """
    before = written.status if written is not None else ""
    if approved:
        return before if before in APPROVED else "approved"
    was_flagged = written is not None and is_doubtful(written)
    if flagged:
        return before if was_flagged else NEEDS_REVIEW
    return "approved" if was_flagged else before
