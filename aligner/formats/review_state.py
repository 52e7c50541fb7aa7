"""Who should look at a bead, and what it means when the file comes back from the tool of a translator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from aligner.bitext import Bead, Bitext

LOW_CONFIDENCE = 0.75
"""Confidence below which a person should look at a bead: where one pair in four is wrong, since confidence is
calibrated (``python -m benchmarks.calibration``)."""
APPROVED = frozenset({"approved", "locked"})
"""What a bead's status is when a person stands behind it."""
CHANGED = "changed"
"""What a bead's status is when a person made it and has not confirmed it."""
REJECTED = "rejected"
"""What a bead's status is when a person says that it is no pair."""
BY_PERSON = APPROVED | {CHANGED, REJECTED}
"""Statuses that only a person gives."""
NEEDS_REVIEW = "needs-review"
"""What a bead's status is when the file it comes from says that somebody should look at it."""
UNSURE = "unsure"
"""What is said of a bead that is not to be relied on."""


class Judged(Protocol):
    """What a verdict is based on: a bead has it, and so has a row of the editor."""

    @property
    def score(self) -> float:
        """See `Bead`."""
        ...

    @property
    def confidence(self) -> float:
        """See `Bead`."""
        ...

    @property
    def status(self) -> str:
        """See `Bead`."""
        ...

    @property
    def untranslated(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """See `Bead`."""
        ...


def is_approved(bead: Judged) -> bool:
    """Whether a person stands behind the bead."""
    return bead.status in APPROVED


def is_doubtful(bead: Judged) -> bool:
    """Whether a person should look at the bead.

    This includes beads with a segment that may be untranslated. A bead with neither score nor confidence comes from a
    file that states none, which says nothing against it.
    """
    if bead.status == NEEDS_REVIEW:
        return True
    if bead.status in BY_PERSON:
        return False
    return any(bead.untranslated) or (bead.confidence < LOW_CONFIDENCE and bool(bead.score or bead.confidence))


def review_notes(bitext: Bitext, bead: Bead) -> Iterator[str]:
    """Yield what a person should know who looks at a bead: that it is unsure, which segments may be untranslated.

    Nothing is said of a bead that needs no look. The texts are those of the segments, unaltered.
    """
    if not is_doubtful(bead):
        return
    if bead.confidence < LOW_CONFIDENCE or not any(bead.untranslated):
        yield UNSURE
    for document, numbers in zip((bitext.source, bitext.target), bead.untranslated, strict=True):
        for number in numbers:
            yield f"may be untranslated: {document.segments[number].text}"


def review_of(bitext: Bitext, bead: Bead) -> str:
    """Return the notes of `review_notes` as one line of text; empty without any."""
    return " ".join("; ".join(review_notes(bitext, bead)).split())


def status_after(written: Bead | None, *, approved: bool = False, flagged: bool = False) -> str:
    """Return the status of a bead whose file may have been edited since we wrote it.

    A flag that a person took away is an approval, one that was set is a request.

    Args:
        written: the bead as we wrote it; ``None`` for a file of another program.
        approved: whether the file says that a person stands behind it.
        flagged: whether it says that somebody should look at it.
    """
    before = written.status if written is not None else ""
    if approved:
        return before if before in APPROVED else "approved"
    was_flagged = written is not None and is_doubtful(written)
    if flagged:
        return before if was_flagged else NEEDS_REVIEW
    return "approved" if was_flagged else before
