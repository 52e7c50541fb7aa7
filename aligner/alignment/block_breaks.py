"""Where paragraphs, headings, cells and list items end: evidence on what belongs to a bead.

Translators mostly keep paragraphs. So a bead that reaches across the end of a block, while its other side stays within
one, holds more than its translation: a running title, a caption, the last sentence of the page before. How much this
says differs between documents. It is therefore measured on each: of the boundaries between beads where one side's
block goes on, at how many does a block of the other side end? Where paragraphs correspond hardly any do, and a break
is strong evidence; where one text has a block for each line it says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.alignment.membership import Questions
from aligner.alignment.spans import Shape

BlockNumbers = tuple[NDArray[numpy.int64], NDArray[numpy.int64]]
"""Of the segments of the first and of the second text: the block that each stands in, shapes (n,), (m,)."""
WEIGHT = 4.0
"""Boundaries that the expectation that breaks say nothing counts for: short documents prove little."""
LEAST_RATE = 0.01
"""Rate of breaks below which a document is not believed: even careful translators join paragraphs now and then."""


@dataclass(frozen=True)
class BlockBreaks:
    """What breaks between blocks say in one document.

    Attributes:
        blocks: of each segment.
        evidence: ``[side][break]``: log odds that a segment of that side is untranslated which stands behind no break
            (0) or behind one (1), counted from the rest of its bead, shape (2, 2).
    """

    blocks: BlockNumbers
    evidence: NDArray[numpy.float64]

    @classmethod
    def of(cls, path: Sequence[Shape], blocks: BlockNumbers) -> BlockBreaks:
        """Measure a document by a path through it.

        Args:
            path: bead shapes in order.
            blocks: of each segment.
        """
        steps = numpy.array(path, numpy.int64).reshape(-1, 2)
        both = steps.min(axis=1) > 0
        between = numpy.cumsum(steps, axis=0)[:-1][both[:-1] & both[1:]]
        ends = [side[between[:, place]] != side[between[:, place] - 1] for place, side in enumerate(blocks)]
        evidence = numpy.zeros((2, 2))
        for side in (0, 1):
            inner = ends[side][~ends[1 - side]]
            usual = max(float(numpy.mean(ends[side])) if len(between) else 0.0, LEAST_RATE)
            rate = max((float(inner.sum()) + WEIGHT * usual) / (len(inner) + WEIGHT), LEAST_RATE)
            if usual < 1 and rate < 1:
                evidence[side] = numpy.log((1 - usual) / (1 - rate)), numpy.log(usual / rate)
        return cls(blocks, evidence)

    def log_odds(self, questions: Questions) -> NDArray[numpy.float64]:
        """Return what breaks add to the log odds that each segment is untranslated, shape (questions,).

        Nothing is added where the other side of the bead has a break of its own.
        """
        rows = numpy.arange(len(questions))
        sides, segments = questions.sides, questions.segments
        neighbours = segments + numpy.where(questions.first, 1, -1)
        opposite_last = questions.ends[rows, 1 - sides]
        opposite_first = opposite_last + 1 - questions.sizes[rows, 1 - sides]
        odds = numpy.zeros(len(questions))
        for side in (0, 1):
            here = sides == side
            own, other = self.blocks[side], self.blocks[1 - side]
            apart = (own[segments[here]] != own[neighbours[here]]).astype(numpy.int64)
            whole = other[opposite_first[here]] == other[opposite_last[here]]
            odds[here] = numpy.where(whole, self.evidence[side][apart], 0.0)
        return odds
