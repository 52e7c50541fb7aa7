"""Measure how much of the meaning of a text another text contains, from the vectors of their tokens."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy

from aligner.check.comparison import Comparison
from aligner.check.texts import Text
from aligner.embedders.static import StaticEmbedder

EPSILON = 1e-9
BATCH_TEXTS = 64
"""Number of groups of texts whose token vectors are in memory at a time."""
NEARBY_BLOCKS = 3
"""Number of blocks before and after the expected place that are searched for a text."""
TRANSLATED_MIN_SHARE, PARTNER_MARGIN = 0.45, 0.05
"""A text may be the translation of another if it contains at least this share of its meaning, and at most the second
value less than of the text with which it is paired."""
WORD = re.compile("[a-z]{2,}")


def meaning_shares(embedder: StaticEmbedder, clauses: Sequence[str], target: str) -> list[tuple[float, float]]:
    """Return two values for each clause: the share of its meaning in a text, and its weight.

    The share is about 0 to 1. Each token of the clause is compared with its most similar token of the
    text. The share is the mean of these cosines, weighted by the norms of the tokens, as in late
    interaction (Khattab and Zaharia, 2020). The weight is the sum of these norms.
    """
    return next(shares_of_many(embedder, [(clauses, target)]))


def shares_of_many(
    embedder: StaticEmbedder, questions: Sequence[tuple[Sequence[str], str]]
) -> Iterator[list[tuple[float, float]]]:
    """Yield the shares and weights of `meaning_shares` for many pairs of a list of clauses and a text.

    All texts are tokenised in one call, which is faster.
    """
    for start in range(0, len(questions), BATCH_TEXTS):
        together = questions[start : start + BATCH_TEXTS]
        vectors, lengths, sizes = embedder.token_rows(
            [text for clauses, target in together for text in (*clauses, target)]
        )
        vectors /= numpy.maximum(lengths, EPSILON)[:, None]
        ends = [0, *numpy.cumsum(sizes).tolist()]
        place = 0
        for clauses, _ in together:
            borders = ends[place : place + len(clauses) + 2]
            place += len(clauses) + 1
            first, last, end = borders[0], borders[-2], borders[-1]
            nearest = (
                numpy.maximum.reduce(vectors[first:last] @ vectors[last:end].T, axis=1)
                if last < end
                else numpy.zeros(last - first)
            )
            results = []
            for begin, stop in pairwise(borders[:-1]):
                weight = float(numpy.add.reduce(lengths[begin:stop]))
                share = float(nearest[begin - first : stop - first] @ lengths[begin:stop]) / weight if weight else 0.0
                results.append((share, weight))
            yield results


def is_translated_nearby(comparison: Comparison, text: Text, line: int) -> bool:
    """Return whether an unpaired source text is probably translated near a line of the translation.

    The translation may be in an unpaired text, or in a block that is paired with other source text. An
    untranslated copy of the source text also counts.

    Args:
        comparison: the comparison.
        text: the unpaired source text.
        line: line of the translation where its counterpart is expected, from 1.
    """
    if not comparison.of_documents:
        return False  # the neighbours of a pair in a memory are unrelated
    blocks = comparison.target.blocks
    expected = max((number for number, block in enumerate(blocks) if block.line <= line), default=0)
    near = range(max(expected - NEARBY_BLOCKS, 0), min(expected + NEARBY_BLOCKS + 1, len(blocks)))
    words = set(WORD.findall(text.prose.lower()))
    if len(words) > 1 and any(words <= set(WORD.findall(blocks[number].text.lower())) for number in near):
        return True
    if not isinstance(comparison.embedder, StaticEmbedder) or not text.prose.strip():
        return False
    targets = [each.text for each in comparison.unpaired if each.side == "target"]
    unpaired = [each for each in targets if each.pieces[0].block in near]
    alone = shares_of_many(comparison.embedder, [([text.prose], each.prose) for each in unpaired])
    if any(share >= TRANSLATED_MIN_SHARE for ((share, _),) in alone):
        return True
    questions, margins = [], []
    for match in comparison.prose_matches():
        ours, theirs = ({piece.block for piece in side.pieces} for side in (match.whole_source, match.whole_target))
        if theirs.isdisjoint(near) or text.pieces[0].block in ours:
            continue
        headings = {block.kind == "heading" for block in (*match.whole_source.blocks, *match.whole_target.blocks)}
        loose = len(theirs) > len(ours) or len(headings) > 1
        for number in theirs:
            questions.append(([text.prose, match.whole_source.prose], blocks[number].text))
            margins.append(math.inf if loose else PARTNER_MARGIN)
    return any(
        share >= max(TRANSLATED_MIN_SHARE, partner - margin)
        for margin, ((share, _), (partner, _)) in zip(
            margins, shares_of_many(comparison.embedder, questions), strict=True
        )
    )
