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
    """Return the clause shift at each pair of boundaries, in typical tokens, shape (n + 1, m + 1).

    Args:
        shares: two arrays of match shares, 0 to 1: of each token of the second text in each segment of
            the first text, shape (n, tokens), and of each token of the first text in each segment of
            the second text, shape (m, tokens).
        texts: tokens of both texts.

    Returns:
        ``[i, j]`` is the clause shift at the boundaries after i and j segments, 0 to `MAX_RUN_WORDS`.
        It is 0 before the first segment and after the last one.
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
    """Return the best runs of words at the beginnings and at the ends of segments.

    The lead of a word at a boundary of the other text is the difference of its match shares in the two
    segments next to the boundary.

    Args:
        shares: match share of each word in each segment of the other text, shape (segments, words).
        words: words of one text, with the sizes of their segments.

    Returns:
        Two arrays of shape (segments - 1, words' segments): the highest sum of leads over a run of
        words, in typical words, 0 if there is no run. In the first array, the run starts at the
        beginning of a segment, and its words match the segment before the boundary. In the second
        array, the run stops at the end of a segment, and its words match the segment after the
        boundary.
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
    """Return the running sums of the weighted leads of words, shape (rows, words + 1); the first is 0.

    `MIN_LEAD` is subtracted from each lead.
    """
    sums = numpy.zeros((len(leanings), len(weights) + 1))
    numpy.cumsum((leanings - numpy.float32(MIN_LEAD)) * weights, axis=1, out=sums[:, 1:])
    return sums


def mean_at_ends(cells: Matrix, shapes: Sequence[Shape]) -> Matrix:
    """Return the mean clause shift at the beginning and the end of each bead, shape (n, shapes, m).

    A bead is identified by its last segments and its shape. Because of the mean, a boundary between two
    beads with two sides counts once on a path, a boundary next to a null bead counts half, and a
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
