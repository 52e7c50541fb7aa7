"""How much of a text's meaning another text has, by the vectors of their tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy

from aligner.check.comparison import Comparison, Text
from aligner.embedders.static import StaticEmbedder

TINY = 1e-9
TOGETHER = 64
"""Texts whose tokens are held at a time."""
NEIGHBOURS = 3
"""Blocks before and behind a place in which a text that is not there may stand."""
HELD, MARGIN = 0.45, 0.05
"""Share of a text's meaning from which on another text may be its translation, and by how much less that may be than of
the text with which the other one is paired."""
WORD = re.compile("[a-z]{2,}")


def meaning_shares(embedder: StaticEmbedder, clauses: Sequence[str], target: str) -> list[tuple[float, float]]:
    """Return the share of each clause's meaning that a text has, and the clause's weight.

    The share is the cosine of each token with the nearest token of the text, weighted by the tokens' lengths, as in
    late interaction (Khattab and Zaharia, 2020).
    """
    return next(shares_of_many(embedder, [(clauses, target)]))


def shares_of_many(
    embedder: StaticEmbedder, questions: Sequence[tuple[Sequence[str], str]]
) -> Iterator[list[tuple[float, float]]]:
    """Yield `meaning_shares` of clauses and their text, for many: cutting many texts into tokens at once is faster."""
    for start in range(0, len(questions), TOGETHER):
        together = questions[start : start + TOGETHER]
        vectors, lengths, sizes = embedder.token_rows(
            [text for clauses, target in together for text in (*clauses, target)]
        )
        vectors /= numpy.maximum(lengths, TINY)[:, None]
        ends = [0, *numpy.cumsum(sizes).tolist()]
        place = 0
        for clauses, _ in together:
            borders = ends[place : place + len(clauses) + 2]
            place += len(clauses) + 1
            first, last, end = borders[0], borders[-2], borders[-1]
            nearest = (
                (vectors[first:last] @ vectors[last:end].T).max(axis=1) if last < end else numpy.zeros(last - first)
            )
            found = []
            for begin, stop in pairwise(borders[:-1]):
                weight = float(lengths[begin:stop].sum())
                share = float(nearest[begin - first : stop - first] @ lengths[begin:stop]) / weight if weight else 0.0
                found.append((share, weight))
            yield found


def is_held_nearby(found: Comparison, text: Text, line: int) -> bool:
    """Whether the translation near a line has a text of the source, though the alignment pairs it otherwise.

    It may stand in a text without a counterpart, or in one of several blocks that are paired with fewer; or as it is.
    """
    if not found.of_documents:
        return False  # the neighbours of a pair have nothing to do with it
    blocks = found.target.blocks
    here = max((number for number, block in enumerate(blocks) if block.line <= line), default=0)
    near = range(max(here - NEIGHBOURS, 0), min(here + NEIGHBOURS + 1, len(blocks)))
    words = set(WORD.findall(text.prose.lower()))
    if len(words) > 1 and any(words <= set(WORD.findall(blocks[number].text.lower())) for number in near):
        return True
    if not isinstance(found.embedder, StaticEmbedder) or not text.prose.strip():
        return False
    alone = [each.text for each in found.alone if each.side == "target" and each.text.pieces[0].block in near]
    if any(meaning_shares(found.embedder, [text.prose], each.prose)[0][0] >= HELD for each in alone):
        return True
    for match in found.prose_matches():
        ours, theirs = ({piece.block for piece in side.pieces} for side in (match.whole_source, match.whole_target))
        if theirs.isdisjoint(near) or text.pieces[0].block in ours:
            continue
        headings = {block.kind == "heading" for block in (*match.whole_source.blocks, *match.whole_target.blocks)}
        loose = len(theirs) > len(ours) or len(headings) > 1
        for number in theirs:
            (share, _), (partner, _) = meaning_shares(
                found.embedder, [text.prose, match.whole_source.prose], blocks[number].text
            )
            if share >= (HELD if loose else max(HELD, partner - MARGIN)):
                return True
    return False
