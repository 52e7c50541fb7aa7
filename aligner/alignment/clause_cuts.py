"""Whether the other side of a bead can be divided at the end of a clause, so that each part answers to its segments.

A translator who makes two sentences into one mostly keeps them as clauses: of "A, b" = "A." "B." the first clause
answers to the first segment and the rest to the second. Where no end of a clause divides the other side better than
leaving the segment out, the segment is more likely to be untranslated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.alignment.membership import Questions
from aligner.products import product
from aligner.protocols import Embedder, Vectors

CLAUSE_MARKS = "[,;:.!?，；：。！？、—–]"
CLAUSE_END = re.compile(f"(?<={CLAUSE_MARKS})(?=.)")
NO_CUT = -0.3
"""What counts as the gain of a side that is one clause: as much as the worst of cuts (benchmarks/LOG.md, omissions)."""
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True)
class Clauses:
    """The clauses of some segments of a text.

    Attributes:
        vectors: of all clauses, shape (clauses, dimension).
        places: where those of each segment begin and end, by the segment's number.
    """

    vectors: Vectors
    places: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, embedder: Embedder, texts: Sequence[str], segments: Sequence[int]) -> Clauses:
        """Cut some segments of a text, numbered in rising order; what holds no letter or digit is no clause."""
        parts = [
            [part for part in CLAUSE_END.split(texts[segment]) if any(map(str.isalnum, part))] or [texts[segment]]
            for segment in segments
        ]
        ends = numpy.cumsum([len(each) for each in parts])
        places = zip((ends - [len(each) for each in parts]).tolist(), ends.tolist(), strict=True)
        return cls(embedder.encode([part for each in parts for part in each]), dict(zip(segments, places, strict=True)))

    def span(self, last: int, size: int) -> Vectors:
        """Return the clauses of ``size`` segments up to ``last``; all of them were cut."""
        return self.vectors[self.places[last + 1 - size][0] : self.places[last][1]]


def cut_gains(questions: Questions, texts: tuple[Sequence[str], Sequence[str]], embedder: Embedder) -> Numbers:
    """Return what the best cut gains: the mean cosine of both parts less that of the rest with the undivided side.

    Args:
        questions: about a path.
        texts: the segments of the Chinese and of the English side.
        embedder: gives vectors that add up.

    Returns:
        shape (questions,); `NO_CUT` where the other side is one clause.
    """
    gains = numpy.full(len(questions), NO_CUT)
    if not len(questions):
        return gains
    sides = []
    for side in (0, 1):
        bounds = zip(questions.ends[:, side].tolist(), questions.sizes[:, side].tolist(), strict=True)
        asked = {segment for last, size in bounds for segment in range(last + 1 - size, last + 1)}
        sides.append(Clauses.of(embedder, texts[side], sorted(asked)))
    rows = zip(
        questions.sides.tolist(), questions.segments.tolist(), questions.first.tolist(), questions.ends.tolist(),
        questions.sizes.tolist(), strict=True,
    )  # fmt: skip
    for number, (side, segment, first, ends, sizes) in enumerate(rows):
        opposite = sides[1 - side].span(ends[1 - side], sizes[1 - side])
        if len(opposite) > 1:
            alone = sides[side].span(segment, 1).sum(axis=0)
            rest = sides[side].span(ends[side], sizes[side]).sum(axis=0) - alone
            heads = numpy.cumsum(opposite if first else opposite[::-1], axis=0)
            parts = cosines(heads[:-1], alone) + cosines(heads[-1] - heads[:-1], rest)
            gains[number] = parts.max() / 2 - cosines(heads[-1:], rest)[0]
    return gains


def cosines(vectors: Vectors, other: Vectors) -> Vectors:
    """Return the cosines of some vectors with another one, 0 for those without a direction, shape (len(vectors),)."""
    lengths = numpy.linalg.norm(vectors, axis=1) * numpy.sqrt(product(other, other))
    found: Vectors = product(vectors, other) / numpy.maximum(lengths, numpy.float32(1e-9))
    return found
