"""What the other side of a bead loses when the words of one of its segments no longer count.

Each word of the other side looks for the most similar word of the bead (late interaction,
`aligner.alignment.word_matches`); the loss is what it finds less without the segment: all in all, and in a run from the
edge of the bead where the segment stands, since what it says must stand there. A segment that nothing translates takes
hardly anything with it. Words are compared twice: in their context, which tells what is said, and bare, which tells a
name or a rare word that its neighbours would blur.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.alignment.clause_cuts import cut_gains
from aligner.alignment.membership import Questions
from aligner.alignment.spans import Matrix
from aligner.alignment.word_matches import FROM, TO, in_context
from aligner.products import product
from aligner.protocols import TokenEmbedder, TokenVectors, Vectors

LEAST_LEAD = 0.05
"""By how much a word must be found more in the segment than in the rest of the bead, or it does not lengthen a run."""
BARE_RANGE = (0.1, 0.5)
"""The same as `FROM` and `TO` of words in their context, for bare words, whose cosines lie lower."""
SHARE_OFFSET = 0.05
"""Added to shares of words before their logarithm is taken."""
UNKNOWN = 0.5
"""What is taken for the share of words that are lost where there are no words."""
TOGETHER = 2_000
"""Questions whose words are held at a time, some 100 MB at the most."""
OF_WORDS = ("lost", "run", "run_length", "bare_lost", "bare_run", "cut")
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True)
class Words:
    """The words of some segments of a text.

    Attributes:
        bare: of all these segments, in their order.
        context: the same words together with those around them, unit vectors, shape (words, dimension).
        places: where the words of each begin and end, by the segment's number.
    """

    bare: TokenVectors
    context: Vectors
    places: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, embedder: TokenEmbedder, texts: Sequence[str], segments: Sequence[int]) -> Words:
        """Cut some segments of a text, numbered in rising order."""
        tokens = embedder.tokens([texts[segment] for segment in segments])
        ends = numpy.cumsum(tokens.sizes)
        places = zip((ends - tokens.sizes).tolist(), ends.tolist(), strict=True)
        return cls(tokens, in_context(tokens).units, dict(zip(segments, places, strict=True)))

    def span(self, last: int, size: int) -> slice:
        """Return where the words of ``size`` segments up to ``last`` stand; all of them were cut."""
        return slice(self.places[last + 1 - size][0], self.places[last][1])


def word_evidence(
    questions: Questions, texts: tuple[Sequence[str], Sequence[str]], embedder: TokenEmbedder, length: Numbers
) -> dict[str, Numbers]:
    """Return the features `OF_WORDS`: the loss of the other side without the segment, and the gains of a cut.

    Losses are counted in all and in a run from the edge, in typical words for each typical word of the segment;
    where one of the two has no words at all, `UNKNOWN`.

    Args:
        questions: about a path.
        texts: the segments of the Chinese and of the English side.
        embedder: gives the words.
        length: the feature of that name, shape (questions,).
    """
    found = numpy.full((4, len(questions)), UNKNOWN)
    for start in range(0, len(questions), TOGETHER):
        here = range(start, min(start + TOGETHER, len(questions)))
        sides = []
        for side in (0, 1):
            bounds = zip(questions.ends[here, side].tolist(), questions.sizes[here, side].tolist(), strict=True)
            asked = {segment for last, size in bounds for segment in range(last + 1 - size, last + 1)}
            sides.append(Words.of(embedder, texts[side], sorted(asked)))
        known: tuple[list[list[int]], Matrix, Matrix] = [], *numpy.zeros((2, 0, 0), numpy.float32)
        for number in here:
            bead = [questions.ends[number].tolist(), questions.sizes[number].tolist()]
            spans = [words.span(last, size) for words, last, size in zip(sides, *bead, strict=True)]
            if bead != known[0]:
                known = bead, *shares_of_words(sides, spans)
            side = int(questions.sides[number])
            own = sides[side].places[int(questions.segments[number])]
            inside = slice(own[0] - spans[side].start, own[1] - spans[side].start)
            weight = float(sides[side].bare.weights[own[0] : own[1]].sum())
            opposite = sides[1 - side].bare.weights[spans[1 - side]]
            if weight > 0 and len(opposite) and inside.stop - inside.start < spans[side].stop - spans[side].start:
                each = [shares if side == 0 else shares.T for shares in known[1:]]
                lost = [losses(some, inside, opposite, from_start=bool(questions.first[number])) for some in each]
                found[:, number] = [value / weight for pair in lost for value in pair]
    logs = numpy.log(found + SHARE_OFFSET)
    named = dict(zip(("lost", "run", "bare_lost", "bare_run"), logs, strict=True))
    return named | {"run_length": logs[1] * length, "cut": cut_gains(questions, texts, embedder)}


def shares_of_words(sides: Sequence[Words], spans: Sequence[slice]) -> tuple[Matrix, Matrix]:
    """Return how much each pair of a bead's words is alike in their context, and bare: 0 to 1, shape (words, words)."""
    context, bare = (
        product(units[0][spans[0]], units[1][spans[1]].T)
        for units in ([words.context for words in sides], [words.bare.units for words in sides])
    )
    return tuple(
        numpy.clip((cosines - numpy.float32(low)) / numpy.float32(high - low), 0, 1)
        for cosines, (low, high) in ((context, (FROM, TO)), (bare, BARE_RANGE))
    )


def losses(shares: Matrix, inside: slice, weights: Matrix, *, from_start: bool) -> tuple[float, float]:
    """Return what is lost of the other side's words without some of a bead's words, in all and at an edge.

    Args:
        shares: how much each pair of words is alike, 0 to 1, shape (words, other side's words).
        inside: the words in question, at the beginning or at the end.
        weights: of the other side's words.
        from_start: at which edge they stand.
    """
    rest = shares[inside.stop :] if inside.start == 0 else shares[: inside.start]
    without, alone = rest.max(axis=0), shares[inside].max(axis=0)
    leads = (alone - without) * weights
    steps = leads - numpy.float32(LEAST_LEAD) * weights
    run = numpy.cumsum(steps if from_start else steps[::-1]).max()
    return float(numpy.maximum(leads, 0).sum()), max(float(run), 0.0)
