"""Clause cuts: divisions of one side of a bead at the end of a clause.

A translator who joins two sentences usually keeps them as clauses. In the bead "A, b" = "A." "B.",
the first clause translates the first segment and the rest translates the second. If no end of a
clause divides the other side into translations of the segments, an outer segment is more likely to
be untranslated.
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
UNDIVIDED_GAIN = -0.3
"""Gain of a side that is one clause: the same as the worst cut (benchmarks/LOG.md, omissions)."""
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True)
class Clauses:
    """The clauses of some segments of a text.

    Attributes:
        vectors: vectors of all clauses, shape (clauses, dimension).
        places: segment number -> first clause and last clause (exclusive) of the segment.
    """

    vectors: Vectors
    places: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, embedder: Embedder, texts: Sequence[str], segments: Sequence[int]) -> Clauses:
        """Return the clauses of some segments of a text; ``segments`` are their numbers in rising order.

        Parts without a letter or a digit are not clauses.
        """
        parts = [
            [part for part in CLAUSE_END.split(texts[segment]) if any(map(str.isalnum, part))] or [texts[segment]]
            for segment in segments
        ]
        ends = numpy.cumsum([len(each) for each in parts])
        places = zip((ends - [len(each) for each in parts]).tolist(), ends.tolist(), strict=True)
        return cls(embedder.encode([part for each in parts for part in each]), dict(zip(segments, places, strict=True)))

    def span(self, last: int, size: int) -> Vectors:
        """Return the vectors of the clauses of ``size`` segments, of which ``last`` is the last one."""
        return self.vectors[self.places[last + 1 - size][0] : self.places[last][1]]


def cut_gains(questions: Questions, texts: tuple[Sequence[str], Sequence[str]], embedder: Embedder) -> Numbers:
    """Return the gain of the best clause cut for each question, shape (questions,).

    A question asks whether an outer segment of a bead is untranslated. A cut divides the opposite
    side of the bead at the end of a clause. One part is paired with the segment in question, the
    other part with the other segments on the side of that segment. The gain is the mean cosine of
    these two pairs, minus the cosine of the other segments with the undivided opposite side. A high
    gain shows that the segment is translated.

    Args:
        questions: questions about a path.
        texts: segments of the Chinese and of the English side.
        embedder: an additive embedder.

    Returns:
        The gains; `UNDIVIDED_GAIN` where the opposite side has at most one clause.
    """
    gains = numpy.full(len(questions), UNDIVIDED_GAIN)
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
    """Return the cosine of each vector with another vector, 0 for zero vectors, shape (len(vectors),)."""
    lengths = numpy.linalg.norm(vectors, axis=1) * numpy.sqrt(product(other, other))
    values: Vectors = product(vectors, other) / numpy.maximum(lengths, numpy.float32(1e-9))
    return values
