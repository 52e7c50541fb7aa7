"""Clause shifts: clauses that are before a sentence boundary in one text and after it in the other.

If a translator ends a sentence at another place, a clause is on the wrong side of the full stop: "We slept. When day
broke the boat was gone" for a text with daybreak in the first of its two sentences. Both pairs are mostly translations,
so the total of matched words is no evidence. A run of words at the boundary is evidence: word after word is matched in
the segment on the other side of the boundary. For each pair of boundaries of the two texts, this module measures such
runs on both sides of the boundary, if the words of both languages agree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Matrix, Shape
from aligner.protocols import TokenVectors

MIN_LEAD = 0.05
"""Minimum lead of a word that extends a run: its match share across the boundary minus that on its own side."""
MAX_RUN_WORDS = 2.0
"""Maximum length of a run, in typical words; longer runs are not stronger evidence."""


def clause_shifts(shares: tuple[Matrix, Matrix], texts: tuple[TokenVectors, TokenVectors]) -> Matrix:
    """Return the clause shift at each pair of boundaries, in typical tokens, shape (n + 1, m + 1).

    Args:
        shares: match share of each token of the second text in each segment of the first text, 0 to 1, shape (n,
            tokens); and of each token of the first text in each segment of the second text, shape (m, tokens).
        texts: tokens of both texts.

    Returns:
        ``[i, j]`` for the boundaries after i and j segments, 0 to `MAX_RUN_WORDS`; 0 before the first segment and after
        the last one.
    """
    first, second = texts
    cells = numpy.zeros((len(first.sizes) + 1, len(second.sizes) + 1), numpy.float32)
    if min(cells.shape) > 2:
        second_beginnings, second_ends = edge_runs(shares[0], second)
        first_beginnings, first_ends = (runs.T for runs in edge_runs(shares[1], first))
        # Either the beginning of the second text's segment belongs to the end of the first text's, or the reverse.
        down = second_beginnings[:, 1:] * first_ends[:-1]
        up = second_ends[:, :-1] * first_beginnings[1:]
        cells[1:-1, 1:-1] = numpy.minimum(numpy.sqrt(down) + numpy.sqrt(up), MAX_RUN_WORDS)
    return cells


def edge_runs(shares: Matrix, words: TokenVectors) -> tuple[Matrix, Matrix]:
    """Return the best runs at the beginnings and at the ends of segments.

    Args:
        shares: match share of each word in each segment of the other text, shape (segments, words).
        words: words of one text, with the sizes of their segments.

    Returns:
        Two arrays of shape (segments - 1, words' segments), in typical words, 0 if there is no run. The first has the
        highest sum of leads over a run from the beginning of a segment, which is matched before a boundary of the other
        text; the second over a run up to the end of a segment, which is matched after the boundary.
    """
    before = shares[:-1] - shares[1:]
    beginnings, ends = (numpy.zeros((len(before), len(words.sizes)), numpy.float32) for _ in range(2))
    filled = numpy.flatnonzero(words.sizes)
    if len(filled):
        stops = numpy.cumsum(words.sizes)[filled]
        starts = stops - words.sizes[filled]
        sums = running_leads(before, words.weights)
        longest = numpy.maximum.reduceat(sums[:, 1:], starts, axis=1)
        beginnings[:, filled] = numpy.maximum(longest - sums[:, starts], 0)
        sums = running_leads(-before, words.weights)
        longest = numpy.minimum.reduceat(sums[:, :-1], starts, axis=1)
        ends[:, filled] = numpy.maximum(sums[:, stops] - longest, 0)
    return beginnings, ends


def running_leads(leanings: Matrix, weights: Matrix) -> NDArray[numpy.float64]:
    """Return the running sums of the leads of words above `MIN_LEAD`, after a leading 0, shape (rows, words + 1)."""
    sums = numpy.zeros((len(leanings), len(weights) + 1))
    numpy.cumsum((leanings - numpy.float32(MIN_LEAD)) * weights, axis=1, out=sums[:, 1:])
    return sums


def mean_at_ends(cells: Matrix, shapes: Sequence[Shape]) -> Matrix:
    """Return the mean clause shift at the two ends of each bead, by its last segments, shape (n, shapes, m).

    So a boundary between two beads with two sides counts once, a boundary next to a null bead counts half, and a
    boundary inside a run of null beads does not count.

    Args:
        cells: clause shift at each pair of boundaries, shape (n + 1, m + 1).
        shapes: shapes of beads.
    """
    rows, columns = cells.shape[0] - 1, cells.shape[1] - 1
    means = numpy.zeros((rows, len(shapes), columns), numpy.float32)
    for number, (height, width) in enumerate(shapes):
        if height <= rows and width <= columns:
            both = cells[height:, width:] + cells[: rows + 1 - height, : columns + 1 - width]
            means[height - 1 :, number, width - 1 :] = both / 2
    return means
