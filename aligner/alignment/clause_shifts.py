"""Clause shifts: clauses that are before a sentence boundary in one text and after it in the other.

If a translator ends a sentence at another place, a clause is on the wrong side of the full stop.
For example, the translation "We slept. When day broke the boat was gone" may belong to a text that
has daybreak in the first of its two sentences. Both pairs of sentences are mostly translations, so
the total of matched words is no evidence. A run of words next to the boundary is evidence, if every
word of the run matches the segment on the other side of the boundary. This module measures such
runs on both sides of the boundary, for each pair of boundaries of the two texts. A clause shift
counts only if runs are found in both texts.
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
    """Return the clause shift at each pair of boundaries of two texts, shape (n + 1, m + 1).

    A clause shift is the number of words, in tokens of typical weight, that are on one side of the
    boundary in one text and on the other side of it in the other text.

    Args:
        shares: two arrays of match shares, which tell how well a token is matched, 0 to 1. The
            first is of each token of the second text in each segment of the first text, shape (n,
            tokens). The second is of each token of the first text in each segment of the second
            text, shape (m, tokens).
        texts: tokens of both texts.

    Returns:
        ``[i, j]`` is the clause shift at the boundaries after i and j segments, 0 to
        `MAX_RUN_WORDS`. It is 0 before the first segment and after the last one.
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
    """Return how many words at the edges of segments match only one side of a boundary of the other text.

    The match share of a word tells how well a segment of the other text matches it, 0 to 1. At a
    boundary of the other text, the lead of a word is the difference of its match shares in the two
    segments next to the boundary.

    Args:
        shares: match share of each word in each segment of the other text, shape (segments, words).
        words: words of one text, with the sizes of their segments.

    Returns:
        Two arrays with one row for each boundary of the other text and one column for each segment
        of the words. The values are the highest sums of leads over a run of words, in words of
        typical weight, 0 if there is no run. In the first array, the run starts at the beginning of
        the segment, and its words match the segment before the boundary. In the second array, the
        run stops at the end of the segment, and its words match the segment after the boundary.
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
    """Return the cumulative sums of the weighted leads of words, shape (boundaries, words + 1).

    The lead of a word at a boundary is the difference of its match shares in the two segments next
    to the boundary. `MIN_LEAD` is subtracted from each lead before it is weighted. The first sum is
    0.
    """
    sums = numpy.zeros((len(leanings), len(weights) + 1))
    numpy.cumsum((leanings - numpy.float32(MIN_LEAD)) * weights, axis=1, out=sums[:, 1:])
    return sums


def mean_at_ends(cells: Matrix, shapes: Sequence[Shape]) -> Matrix:
    """Return the mean of the clause shifts at the two ends of each possible bead, shape (n, shapes, m).

    A bead is identified by its last segments and its shape. On a path, a boundary between two beads
    with two sides therefore counts once, because it is an end of both. A boundary next to a null
    bead counts half, and a boundary inside a run of null beads does not count.

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
