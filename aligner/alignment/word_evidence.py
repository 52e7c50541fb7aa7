"""Evidence of words: the loss of matches in a bead if the words of one segment are removed.

Each word of the other side is matched with the most similar word of the bead (late interaction,
`aligner.alignment.word_matches`). The loss is the decrease of these similarities if the segment is
removed. It is measured in total, and in a run of words from the edge where the segment is, because
its translation must be there. An untranslated segment causes almost no loss. Words are compared in
two ways: with their context, which shows their meaning, and without context (bare), which shows
names and rare words that the context would hide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.alignment.clause_cuts import cut_gains
from aligner.alignment.membership import Questions
from aligner.alignment.spans import Matrix
from aligner.alignment.word_matches import FULL_MATCH_COSINE, MIN_MATCH_COSINE, in_context
from aligner.products import rounded_units, unit_product
from aligner.protocols import TokenEmbedder, Vectors

MIN_LEAD = 0.05
"""Minimum lead of a word that extends a run: its match share in the segment minus that in the rest of the bead."""
BARE_MATCH_COSINE_RANGE = (0.1, 0.5)
"""`MIN_MATCH_COSINE` and `FULL_MATCH_COSINE` for bare words, whose cosines are lower than those in context."""
SHARE_OFFSET = 0.05
"""Added to shares of words before the logarithm."""
UNKNOWN_LOSS = 0.5
"""Loss if one side has no words."""
MAX_GROUP_QUESTIONS = 400
"""Maximum number of questions whose words are in memory, about 100 MB."""
WORD_FEATURES = ("lost", "run", "run_length", "bare_lost", "bare_run", "cut")
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True)
class SegmentWords:
    """The words of some segments of a text.

    The vectors are scaled and rounded to integers; see `rounded_units`.

    Attributes:
        weights: weights of the words of all these segments, in order, shape (words,).
        bare: vectors of these words without context, shape (words, dimension).
        context: vectors of these words with their context, shape (words, dimension).
        places: segment number -> first word and last word (exclusive) of the segment.
    """

    weights: Matrix
    bare: Vectors
    context: Vectors
    places: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, embedder: TokenEmbedder, texts: Sequence[str], segments: Sequence[int]) -> SegmentWords:
        """Return the words of some segments of a text; ``segments`` are their numbers in rising order."""
        tokens = embedder.tokens([texts[segment] for segment in segments])
        ends = numpy.cumsum(tokens.sizes)
        places = zip((ends - tokens.sizes).tolist(), ends.tolist(), strict=True)
        bare, context = rounded_units(tokens.units), in_context(tokens).units
        return cls(tokens.weights, bare, context, dict(zip(segments, places, strict=True)))

    def span(self, last: int, size: int) -> slice:
        """Return the range of the words of ``size`` segments, of which ``last`` is the last one."""
        return slice(self.places[last + 1 - size][0], self.places[last][1])


def word_evidence(
    questions: Questions, texts: tuple[Sequence[str], Sequence[str]], embedder: TokenEmbedder, length: Numbers
) -> dict[str, Numbers]:
    """Return the values of each feature in `WORD_FEATURES`, by its name, shape (questions,) each.

    A question asks whether an outer segment of a bead is untranslated. Most features are logarithms
    of losses, and one is the gain of a cut (see `cut_gains`). A loss shows how much less of the
    opposite side is matched if the segment is removed. It is the number of matched words that are
    lost, divided by the number of words of the segment, both in words of typical weight. It is
    measured over the whole opposite side and over a run of words from its edge. It is
    `UNKNOWN_LOSS` if one side has no words.

    Args:
        questions: questions about a path.
        texts: segments of the Chinese and of the English side.
        embedder: embedder with word vectors.
        length: values of the feature ``length``, shape (questions,).
    """
    values = numpy.full((4, len(questions)), UNKNOWN_LOSS)
    for start in range(0, len(questions), MAX_GROUP_QUESTIONS):
        here = range(start, min(start + MAX_GROUP_QUESTIONS, len(questions)))
        sides = []
        for side in (0, 1):
            bounds = zip(questions.ends[here, side].tolist(), questions.sizes[here, side].tolist(), strict=True)
            asked = {segment for last, size in bounds for segment in range(last + 1 - size, last + 1)}
            sides.append(SegmentWords.of(embedder, texts[side], sorted(asked)))
        known: tuple[list[list[int]], Matrix, Matrix] = [], *numpy.zeros((2, 0, 0), numpy.float32)
        for number in here:
            bead = [questions.ends[number].tolist(), questions.sizes[number].tolist()]
            spans = [words.span(last, size) for words, last, size in zip(sides, *bead, strict=True)]
            if bead != known[0]:
                known = bead, *match_shares_in_bead(sides, spans)
            side = int(questions.sides[number])
            own = sides[side].places[int(questions.segments[number])]
            inside = slice(own[0] - spans[side].start, own[1] - spans[side].start)
            weight = float(sides[side].weights[own[0] : own[1]].sum())
            opposite = sides[1 - side].weights[spans[1 - side]]
            if weight > 0 and len(opposite) and inside.stop - inside.start < spans[side].stop - spans[side].start:
                each = [shares if side == 0 else shares.T for shares in known[1:]]
                from_start = bool(questions.first[number])
                lost = [coverage_losses(shares, inside, opposite, from_start=from_start) for shares in each]
                values[:, number] = [value / weight for pair in lost for value in pair]
    logs = numpy.log(values + SHARE_OFFSET)
    named = dict(zip(("lost", "run", "bare_lost", "bare_run"), logs, strict=True))
    return named | {"run_length": logs[1] * length, "cut": cut_gains(questions, texts, embedder)}


def match_shares_in_bead(sides: Sequence[SegmentWords], spans: Sequence[slice]) -> tuple[Matrix, Matrix]:
    """Return the match share of each pair of words of a bead, once with and once without their context.

    The match share tells how well two words match, 0 to 1. Both arrays have the shape (words of the
    first side, words of the second side).
    """
    context, bare = (
        unit_product(units[0][spans[0]], units[1][spans[1]])
        for units in ([words.context for words in sides], [words.bare for words in sides])
    )
    return tuple(
        numpy.clip((cosines - numpy.float32(low)) / numpy.float32(high - low), 0, 1)
        for cosines, (low, high) in ((context, (MIN_MATCH_COSINE, FULL_MATCH_COSINE)), (bare, BARE_MATCH_COSINE_RANGE))
    )


def coverage_losses(shares: Matrix, inside: slice, weights: Matrix, *, from_start: bool) -> tuple[float, float]:
    """Return how much less of the other side is matched if some words of a bead are removed.

    Args:
        shares: match share of each pair of words, 0 to 1, shape (words, other side's words).
        inside: range of the removed words, at the beginning or at the end.
        weights: weights of the other side's words.
        from_start: true if the run begins at the start of the other side, false if it begins at the
            end.

    Returns:
        The loss over all words of the other side, and the greatest loss over a run of words from
        one of its ends, both in words of typical weight.
    """
    rest = shares[inside.stop :] if inside.start == 0 else shares[: inside.start]
    without, alone = rest.max(axis=0), shares[inside].max(axis=0)
    leads = (alone - without) * weights
    steps = leads - numpy.float32(MIN_LEAD) * weights
    run = numpy.cumsum(steps if from_start else steps[::-1]).max()
    return float(numpy.maximum(leads, 0).sum()), max(float(run), 0.0)
