"""Ends of paragraphs, headings, cells and list items as evidence of untranslated segments.

Translators usually keep paragraphs. If one side of a bead crosses the end of a block and the other
side does not, the bead probably contains an untranslated segment: a running title, a caption, or
the last sentence of the previous page. The strength of this evidence differs between documents. It
is therefore measured on each document, as the number of boundaries between beads where a block ends
on one side but not on the other. If paragraphs correspond, there are hardly any such boundaries,
and a break is strong evidence. If one text has a block for each line, a break is no evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.alignment.membership import Questions
from aligner.alignment.spans import Shape

BlockNumbers = tuple[NDArray[numpy.int64], NDArray[numpy.int64]]
"""Number of the block that holds each segment of the first and of the second text, shapes (n,), (m,)."""
PRIOR_BOUNDARIES = 4.0
"""Weight of the prior (breaks are no evidence), in boundaries: a short document is weak evidence."""
MIN_BREAK_RATE = 0.01
"""Lower bound of the rate of breaks: even careful translators join paragraphs sometimes."""


@dataclass(frozen=True)
class BlockBreaks:
    """The breaks between the blocks of two texts, as evidence of untranslated segments.

    A block is a paragraph, a heading, a cell or a list item. A break is the boundary between two
    neighbouring segments of different blocks.

    Attributes:
        blocks: number of the block of each segment, for both texts.
        evidence: log odds that a segment is untranslated, shape (2, 2). The first index is the side
            of the segment. The second index is 1 if a break lies between the segment and the other
            segments of its bead on the same side, otherwise 0.
    """

    blocks: BlockNumbers
    evidence: NDArray[numpy.float64]

    @classmethod
    def of(cls, path: Sequence[Shape], blocks: BlockNumbers) -> BlockBreaks:
        """Return the block breaks of two texts.

        The strength of their evidence is measured at the boundaries between the beads of a path.

        Args:
            path: bead shapes in order.
            blocks: number of the block of each segment, for both texts.
        """
        steps = numpy.array(path, numpy.int64).reshape(-1, 2)
        both = steps.min(axis=1) > 0
        between = numpy.cumsum(steps, axis=0)[:-1][both[:-1] & both[1:]]
        ends = [side[between[:, place]] != side[between[:, place] - 1] for place, side in enumerate(blocks)]
        evidence = numpy.zeros((2, 2))
        for side in (0, 1):
            inner = ends[side][~ends[1 - side]]
            usual = max(float(numpy.mean(ends[side])) if len(between) else 0.0, MIN_BREAK_RATE)
            rate = max(
                (float(inner.sum()) + PRIOR_BOUNDARIES * usual) / (len(inner) + PRIOR_BOUNDARIES), MIN_BREAK_RATE
            )
            if usual < 1 and rate < 1:
                evidence[side] = numpy.log((1 - usual) / (1 - rate)), numpy.log(usual / rate)
        return cls(blocks, evidence)

    def log_odds(self, questions: Questions) -> NDArray[numpy.float64]:
        """Return the log odds, from block breaks alone, that each segment in question is untranslated.

        Each question is about one outer segment of a bead. The log odds have the shape
        (questions,). They are 0 if there is also a break inside the other side of the bead.
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
