"""How much of the English side of a bead the Chinese side says, word by word.

Sums of vectors dilute: in a long sentence the one clause that belongs to the neighbour hardly turns the sum. So each
English token is compared with each Chinese token of the span, the most similar one counts (the "MaxSim" of Khattab and
Zaharia, 2020, "ColBERT"), and what has a counterpart, beyond what strangers have, is added up. All pairs of tokens are
far more to compare than segments are, which is why only stretches of a text are measured.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Matrix, Shape
from aligner.protocols import TokenEmbedder, TokenVectors

FROM, TO = 0.2, 0.6
"""Cosines of two tokens between which a counterpart counts in part: strangers stay below, translations lie above."""
RUNS_AT_ONCE = 64
"""Stretches whose tokens are held at a time, some 20 MB a side."""
CHANCE = 0.4
"""What a word has among strangers, taken off: else any English segment would rather be told by some than left alone."""


@dataclass(frozen=True)
class Stretch:
    """A rectangle of segment pairs that was measured.

    Attributes:
        rows: its Chinese segments.
        columns: its English segments.
        matched: what of the beads of each shape has a counterpart beyond what strangers have, in typical tokens, by the
            last segments of their spans, shape (rows, shapes, columns).
    """

    rows: range
    columns: range
    matched: Matrix

    def along(self, path: Sequence[Shape], shapes: Sequence[Shape]) -> NDArray[numpy.float64]:
        """Return what of each bead of a path through the stretch has a counterpart, shape (len(path),).

        Args:
            path: shapes of the beads that fill the stretch, null beads included.
            shapes: that were measured.
        """
        numbers = {shape: number for number, shape in enumerate(shapes)}
        found = numpy.zeros(len(path))
        row = column = -1
        for place, (height, width) in enumerate(path):
            row, column = row + height, column + width
            if height and width:
                found[place] = self.matched[row, numbers[height, width], column]
        return found


@dataclass(frozen=True)
class WordMatches:
    """Stretches of two texts that were measured, in order; see the module's docstring.

    Attributes:
        shapes: of beads, in the scorer's order.
        stretches: none shares a row or a column with another.
    """

    shapes: tuple[Shape, ...]
    stretches: tuple[Stretch, ...]

    @classmethod
    def measure(
        cls,
        embedder: TokenEmbedder,
        texts: tuple[Sequence[str], Sequence[str]],
        windows: Sequence[tuple[range, range]],
        shapes: tuple[Shape, ...],
    ) -> WordMatches:
        """Compare the tokens within each window.

        Args:
            embedder: gives the tokens.
            texts: the segments of the Chinese and of the English side.
            windows: rows and columns of each stretch, in order.
            shapes: of beads.
        """
        first = tokens_of_runs(embedder, texts[0], [rows for rows, _ in windows])
        second = tokens_of_runs(embedder, texts[1], [columns for _, columns in windows])
        stretches = [
            Stretch(rows, columns, matched(chinese, english, shapes))
            for (rows, columns), chinese, english in zip(windows, first, second, strict=True)
        ]
        return cls(shapes, tuple(stretches))

    def add_to(self, scores: Matrix, rows: slice, columns: slice, weight: float) -> None:
        """Add what matches are worth to the scores of a rectangle of cells, shape (rows, shapes, columns)."""
        first = bisect_right(self.stretches, rows.start, key=lambda each: each.rows.stop)
        for stretch in islice(self.stretches, first, None):
            if stretch.rows.start >= rows.stop or stretch.columns.start >= columns.stop:
                break
            if stretch.columns.stop <= columns.start:
                continue
            (here, there), (across, over) = overlap(stretch.rows, rows), overlap(stretch.columns, columns)
            scores[here, :, across] += numpy.float32(weight) * stretch.matched[there, :, over]

    def reversed(self, row_count: int, column_count: int) -> WordMatches:
        """Return the matches of the two texts read from their ends."""
        turned = [
            Stretch(
                range(row_count - each.rows.stop, row_count - each.rows.start),
                range(column_count - each.columns.stop, column_count - each.columns.start),
                turned_around(each.matched, self.shapes),
            )
            for each in reversed(self.stretches)
        ]
        return replace(self, stretches=tuple(turned))


def tokens_of_runs(embedder: TokenEmbedder, texts: Sequence[str], runs: Sequence[range]) -> Iterator[TokenVectors]:
    """Yield the tokens of some runs of texts, many of which are cut at once."""
    for start in range(0, len(runs), RUNS_AT_ONCE):
        some = runs[start : start + RUNS_AT_ONCE]
        tokens = embedder.tokens([text for run in some for text in texts[run.start : run.stop]])
        ends = numpy.concatenate([[0], numpy.cumsum(tokens.sizes)])
        first = 0
        for run in some:
            here = slice(ends[first], ends[first + len(run)])
            yield TokenVectors(tokens.units[here], tokens.weights[here], tokens.sizes[first : first + len(run)])
            first += len(run)


def overlap(run: range, asked: slice) -> tuple[slice, slice]:
    """Return where a run and a slice meet, counted from the slice's and from the run's beginning."""
    first, end = max(run.start, asked.start), min(run.stop, asked.stop)
    return slice(first - asked.start, end - asked.start), slice(first - run.start, end - run.start)


def turned_around(matched: Matrix, shapes: Sequence[Shape]) -> Matrix:
    """Return matches by the first segments of the spans, from last to first: where the spans end, read backwards."""
    turned = numpy.zeros_like(matched)
    for number, (height, width) in enumerate(shapes):
        if height <= len(matched) and width <= matched.shape[2]:
            turned[height - 1 :, number, width - 1 :] = matched[height - 1 :, number, width - 1 :][::-1, ::-1]
    return turned


def matched(chinese: TokenVectors, english: TokenVectors, shapes: Sequence[Shape]) -> Matrix:
    """Return what of the English spans has a counterpart in the Chinese ones, shape (rows, shapes, columns).

    Spans that would begin before the first segment are worth 0.
    """
    heights, widths = len(chinese.sizes), len(english.sizes)
    result = numpy.zeros((heights, len(shapes), widths), numpy.float32)
    best = within = nearest(chinese, english)
    sums = numpy.zeros((heights, widths + 1), numpy.float32)
    for height in range(1, min(heights, max(tall for tall, _ in shapes)) + 1):
        if height > 1:
            within = numpy.maximum(within[1:], best[: heights - height + 1])
        share = numpy.clip((within - numpy.float32(FROM)) / numpy.float32(TO - FROM), 0, 1)
        told = (share - numpy.float32(CHANCE)) * english.weights
        numpy.cumsum(group_sums(told, english.sizes), axis=1, out=sums[height - 1 :, 1:])
        for number, (tall, width) in enumerate(shapes):
            if tall == height and width <= widths:
                ends = sums[height - 1 :]
                result[height - 1 :, number, width - 1 :] = ends[:, width:] - ends[:, : widths - width + 1]
    return result


def nearest(chinese: TokenVectors, english: TokenVectors) -> Matrix:
    """Return the cosine of each English token's nearest token in each Chinese segment, shape (segments, tokens)."""
    found = numpy.full((len(chinese.sizes), len(english.units)), -1, numpy.float32)
    filled = numpy.flatnonzero(chinese.sizes)
    if len(filled) and len(english.units):
        starts = numpy.cumsum(chinese.sizes)[filled] - chinese.sizes[filled]
        found[filled] = numpy.maximum.reduceat(chinese.units @ english.units.T, starts, axis=0)
    return found


def group_sums(values: Matrix, sizes: NDArray[numpy.int64]) -> Matrix:
    """Return the sums of consecutive groups of columns, shape (rows, groups); 0 for groups without any."""
    sums = numpy.zeros((len(values), len(sizes)), numpy.float32)
    filled = numpy.flatnonzero(sizes)
    if len(filled):
        sums[:, filled] = numpy.add.reduceat(values, numpy.cumsum(sizes)[filled] - sizes[filled], axis=1)
    return sums
