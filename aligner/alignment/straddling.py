"""Clauses that stand before a boundary in one text and behind it in the other.

A translator who ends a sentence elsewhere leaves a clause on the wrong side of the full stop: "We slept. When day broke
the boat was gone" for a text that puts daybreak into the first of its two sentences. Each of the two pairs is mostly a
translation, so that what is found in all does not tell, but a run of words at the boundary does: one after the other
they are found in the segment across. At every boundary of both texts this is how much such runs hold, on either side
of it, where the words of both languages say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Matrix, Shape
from aligner.protocols import TokenVectors

LEAST = 0.05
"""What a word has to be found more across the boundary than on its own side, or it does not lengthen a run."""
MOST = 2.0
"""Typical words of a run from which on more of them say no more."""


def straddling(shares: tuple[Matrix, Matrix], texts: tuple[TokenVectors, TokenVectors]) -> Matrix:
    """Return what stands on different sides of each boundary, in typical tokens, shape (n + 1, m + 1).

    Args:
        shares: how much each token of the second text is found in each segment of the first, 0 to 1, shape (n, tokens);
            and each token of the first in each segment of the second, shape (m, tokens).
        texts: the tokens of both.

    Returns:
        ``[i, j]`` for the boundaries behind i and j segments, at most `MOST`; 0 before the first and behind the last.
    """
    first, second = texts
    cells = numpy.zeros((len(first.sizes) + 1, len(second.sizes) + 1), numpy.float32)
    if min(cells.shape) > 2:
        second_beginnings, second_ends = outer_runs(shares[0], second)
        first_beginnings, first_ends = (runs.T for runs in outer_runs(shares[1], first))
        # What begins the second text's segment belongs to the end of the first text's, or the other way round.
        down = second_beginnings[:, 1:] * first_ends[:-1]
        up = second_ends[:, :-1] * first_beginnings[1:]
        cells[1:-1, 1:-1] = numpy.minimum(numpy.sqrt(down) + numpy.sqrt(up), MOST)
    return cells


def outer_runs(shares: Matrix, words: TokenVectors) -> tuple[Matrix, Matrix]:
    """Return how much the beginnings of segments are found before boundaries of the other text, and ends behind them.

    Args:
        shares: how much each word is found in each of the other text's segments, shape (segments, words).
        words: with the sizes of their own segments.

    Returns:
        sums over the run of words from the segment's beginning, or up to its end, that holds most; in typical words,
        shapes (segments - 1, words' segments); 0 where no such run holds anything.
    """
    before = shares[:-1] - shares[1:]
    beginnings, ends = (numpy.zeros((len(before), len(words.sizes)), numpy.float32) for _ in range(2))
    filled = numpy.flatnonzero(words.sizes)
    if len(filled):
        stops = numpy.cumsum(words.sizes)[filled]
        starts = stops - words.sizes[filled]
        sums = running_sums(before, words.weights)
        longest = numpy.maximum.reduceat(sums[:, 1:], starts, axis=1)
        beginnings[:, filled] = numpy.maximum(longest - sums[:, starts], 0)
        sums = running_sums(-before, words.weights)
        longest = numpy.minimum.reduceat(sums[:, :-1], starts, axis=1)
        ends[:, filled] = numpy.maximum(sums[:, stops] - longest, 0)
    return beginnings, ends


def running_sums(leanings: Matrix, weights: Matrix) -> NDArray[numpy.float64]:
    """Return the running sums of what words lean more than they must, with a 0 in front, shape (rows, words + 1)."""
    sums = numpy.zeros((len(leanings), len(weights) + 1))
    numpy.cumsum((leanings - numpy.float32(LEAST)) * weights, axis=1, out=sums[:, 1:])
    return sums


def at_ends(cells: Matrix, shapes: Sequence[Shape]) -> Matrix:
    """Return the mean of what straddles the two ends of each bead, shape (n, shapes, m), by its last segments.

    A boundary between two beads with two sides so counts once, one beside a null bead half, and within a run of null
    beads there is none to straddle.

    Args:
        cells: shape (n + 1, m + 1).
        shapes: of beads.
    """
    rows, columns = cells.shape[0] - 1, cells.shape[1] - 1
    means = numpy.zeros((rows, len(shapes), columns), numpy.float32)
    for number, (height, width) in enumerate(shapes):
        if height <= rows and width <= columns:
            both = cells[height:, width:] + cells[: rows + 1 - height, : columns + 1 - width]
            means[height - 1 :, number, width - 1 :] = both / 2
    return means
