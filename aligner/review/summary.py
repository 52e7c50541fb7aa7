"""What rows count as, and how many errors are to be expected in them: one number a row, in arrays.

A key that changes one row of 100,000 costs a copy of these arrays, some 50 microseconds, and no look at the other rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.formats.review_state import CHANGED, REJECTED, is_doubtful
from aligner.review.rows import Row

KINDS = ("unsure", "unpaired", "other", "confirmed", "changed", "rejected", "moved", "open", "bookmark")
"""What a row can count as: the names of the page's filters. The order is that of the bits of `Summary.kinds`."""
BITS = {name: 1 << number for number, name in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Summary:
    """Some rows at a glance.

    Attributes:
        kinds: the bits of `BITS` that hold for each row, shape (rows,).
        errors: chance that each row is wrong, 0 for those of a person, shape (rows,).
    """

    kinds: NDArray[numpy.uint16]
    errors: NDArray[numpy.float32]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Summary:
        """Look at some rows."""
        return cls(
            numpy.array([_bits(row) for row in rows], numpy.uint16),
            numpy.array([row.expected_errors for row in rows], numpy.float32),
        )

    def spliced(self, start: int, end: int, new: Summary) -> Summary:
        """Return the summary with others in the place of some rows."""
        return Summary(
            numpy.concatenate([self.kinds[:start], new.kinds, self.kinds[end:]]),
            numpy.concatenate([self.errors[:start], new.errors, self.errors[end:]]),
        )

    def part(self, start: int, end: int) -> Summary:
        """Return a copy of the summary of some rows."""
        return Summary(self.kinds[start:end].copy(), self.errors[start:end].copy())

    def numbers(self, kind: str) -> NDArray[numpy.int64]:
        """Return the numbers of the rows of a kind, in order."""
        numbers: NDArray[numpy.int64] = numpy.flatnonzero(self.kinds & BITS[kind])
        return numbers

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each kind."""
        return {kind: int(numpy.count_nonzero(self.kinds & bit)) for kind, bit in BITS.items()}

    def kinds_of(self, row: int) -> list[str]:
        """Return what a row counts as."""
        held = int(self.kinds[row])
        return [kind for kind, bit in BITS.items() if held & bit]


def _bits(row: Row) -> int:
    approved, rejected = row.is_approved, row.status == REJECTED
    sizes = len(row.source), len(row.target)
    is_open = not approved and not rejected
    return (
        (1 if is_open and is_doubtful(row) else 0)
        | (2 if 0 in sizes else 0)
        | (4 if sizes != (1, 1) else 0)
        | (8 if approved else 0)
        | (16 if row.status == CHANGED else 0)
        | (32 if rejected else 0)
        | (64 if row.status == "moved" else 0)
        | (128 if is_open else 0)
        | (256 if row.bookmark else 0)
    )
