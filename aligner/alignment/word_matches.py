"""How much of each side of a bead the other side says, word by word.

Sums of vectors dilute: in a long sentence the one clause that belongs to the neighbour hardly turns the sum. So each
token is compared with each token of the other side's span, and the most similar one counts (the "MaxSim" of Khattab and
Zaharia, 2020, "ColBERT"). A token's best match, minus the best match expected by chance, is added up. Each token is
taken together with those around it in its segment: any clause matches "he" and "said", one matches "he said of the
boat". The match by chance is measured, token by token, on the background: segments from all over the document. All
pairs of tokens are far more to compare than segments are, which is why only stretches of a text are measured.

What is told adds up over a whole bead. That a clause of it belongs to the next one is told by the words at its end
alone, which is measured beside it (`aligner.alignment.straddling`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Matrix, Shape, unit_rows
from aligner.alignment.straddling import at_ends, straddling
from aligner.alignment.weights import ScoreWeights
from aligner.products import product
from aligner.protocols import TokenEmbedder, TokenVectors

FROM, TO = 0.2, 0.6
"""Cosines between which a counterpart counts in part: unrelated tokens stay below, translations lie above."""
AROUND = 3
"""Tokens on either side that a token is taken together with."""
RUNS_AT_ONCE = 64
"""Stretches whose tokens are held at a time, some 20 MB a side."""
BLOCK = 64
"""Tokens whose surroundings are summed at a time, as a product with a band of ones."""
BACKGROUND_SEGMENTS = 12
"""Segments of each side, spread over the text, on which the match of a word by chance is measured."""
LEAST_RUNS = 3
"""Runs of background tokens that are needed at least to estimate the best match in a run."""
FEWEST = 8
"""Segments below which a text has no background, only neighbours: the match by chance is `CHANCE`."""
CHANCE = 0.4
"""Usual match by chance. It is subtracted: otherwise any segment would rather be matched than left alone."""
NEIGHBOURS = 0.15
"""Match of neighbours beyond that of the background, since they have the same subject."""

Background = tuple[TokenVectors | None, TokenVectors | None]
"""Tokens of segments from all over the Chinese and the English text, in their context; ``None`` for short texts."""


@dataclass(frozen=True)
class Stretch:
    """A rectangle of segment pairs that was measured.

    Attributes:
        rows: its Chinese segments.
        columns: its English segments.
        matched: what of both sides of the beads of each shape has a counterpart beyond chance, in typical
            tokens, by the last segments of their spans, shape (rows, shapes, columns).
        straddling: what stands on different sides of their ends (`aligner.alignment.straddling`), likewise.
    """

    rows: range
    columns: range
    matched: Matrix
    straddling: Matrix

    def worth(self, weights: ScoreWeights) -> Matrix:
        """Return what all this adds to the scores of the beads, shape (rows, shapes, columns)."""
        worth: Matrix = numpy.float32(weights.matched) * self.matched
        worth += numpy.float32(weights.straddling) * self.straddling
        worth += numpy.float32(weights.paired)
        return worth

    def along(self, path: Sequence[Shape], shapes: Sequence[Shape], weights: ScoreWeights) -> NDArray[numpy.float64]:
        """Return what is added to the score of each bead of a path through the stretch, shape (len(path),).

        Args:
            path: shapes of the beads that fill the stretch, null beads included.
            shapes: that were measured.
            weights: of the features.
        """
        worth = self.worth(weights)
        numbers = {shape: number for number, shape in enumerate(shapes)}
        found = numpy.zeros(len(path))
        row = column = -1
        for place, (height, width) in enumerate(path):
            row, column = row + height, column + width
            if height and width:
                found[place] = worth[row, numbers[height, width], column]
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
        background: Background,
    ) -> WordMatches:
        """Compare the tokens within each window.

        Args:
            embedder: gives the tokens.
            texts: the segments of the Chinese and of the English side.
            windows: rows and columns of each stretch, in order.
            shapes: of beads.
            background: of these texts, from `background_of`.
        """
        first = tokens_of_runs(embedder, texts[0], [rows for rows, _ in windows])
        second = tokens_of_runs(embedder, texts[1], [columns for _, columns in windows])
        stretches = [
            Stretch(rows, columns, *compared(chinese, english, background, shapes))
            for (rows, columns), chinese, english in zip(windows, first, second, strict=True)
        ]
        return cls(shapes, tuple(stretches))

    def add_to(self, scores: Matrix, rows: slice, columns: slice, weights: ScoreWeights) -> None:
        """Add what was measured to the scores of a rectangle of cells, shape (rows, shapes, columns)."""
        first = bisect_right(self.stretches, rows.start, key=lambda each: each.rows.stop)
        for stretch in islice(self.stretches, first, None):
            if stretch.rows.start >= rows.stop or stretch.columns.start >= columns.stop:
                break
            if stretch.columns.stop <= columns.start:
                continue
            (here, there), (across, over) = overlap(stretch.rows, rows), overlap(stretch.columns, columns)
            scores[here, :, across] += stretch.worth(weights)[there, :, over]

    def reversed(self, row_count: int, column_count: int) -> WordMatches:
        """Return the matches of the two texts read from their ends."""
        turned = [
            Stretch(
                range(row_count - each.rows.stop, row_count - each.rows.start),
                range(column_count - each.columns.stop, column_count - each.columns.start),
                *(turned_around(part, self.shapes) for part in (each.matched, each.straddling)),
            )
            for each in reversed(self.stretches)
        ]
        return replace(self, stretches=tuple(turned))


def tokens_of_runs(embedder: TokenEmbedder, texts: Sequence[str], runs: Sequence[range]) -> Iterator[TokenVectors]:
    """Yield the tokens of some runs of texts in their context, many of which are cut at once."""
    for start in range(0, len(runs), RUNS_AT_ONCE):
        some = runs[start : start + RUNS_AT_ONCE]
        tokens = embedder.tokens([text for run in some for text in texts[run.start : run.stop]])
        ends = numpy.concatenate([[0], numpy.cumsum(tokens.sizes)])
        first = 0
        for run in some:
            here = slice(ends[first], ends[first + len(run)])
            sizes = tokens.sizes[first : first + len(run)]
            yield in_context(TokenVectors(tokens.units[here], tokens.weights[here], sizes))
            first += len(run)


def background_of(embedder: TokenEmbedder, texts: tuple[Sequence[str], Sequence[str]]) -> Background:
    """Return the background of both texts, on which matches by chance are measured."""
    return background_tokens(embedder, texts[0]), background_tokens(embedder, texts[1])


def background_tokens(embedder: TokenEmbedder, texts: Sequence[str]) -> TokenVectors | None:
    """Return the tokens of segments from all over a text in their context; ``None`` where there are hardly any."""
    filled = [number for number, text in enumerate(texts) if text.strip()]
    if len(filled) < FEWEST:
        return None
    count = min(BACKGROUND_SEGMENTS, len(filled))
    chosen = [texts[filled[(2 * number + 1) * len(filled) // (2 * count)]] for number in range(count)]
    tokens = embedder.tokens(chosen)
    return in_context(tokens) if len(tokens.units) else None


def overlap(run: range, asked: slice) -> tuple[slice, slice]:
    """Return where a run and a slice meet, counted from the slice's and from the run's beginning."""
    first, end = max(run.start, asked.start), min(run.stop, asked.stop)
    return slice(first - asked.start, end - asked.start), slice(first - run.start, end - run.start)


def turned_around(measured: Matrix, shapes: Sequence[Shape]) -> Matrix:
    """Return measures by the first segments of the spans, from last to first: where the spans end, read backwards."""
    turned = numpy.zeros_like(measured)
    for number, (height, width) in enumerate(shapes):
        if height <= len(measured) and width <= measured.shape[2]:
            turned[height - 1 :, number, width - 1 :] = measured[height - 1 :, number, width - 1 :][::-1, ::-1]
    return turned


def compared(
    chinese: TokenVectors, english: TokenVectors, background: Background, shapes: Sequence[Shape]
) -> tuple[Matrix, Matrix]:
    """Return what is matched and what straddles, see `Stretch`, in a rectangle of segments.

    Args:
        chinese: its Chinese tokens in their context.
        english: its English tokens.
        background: of both texts.
        shapes: of beads.
    """
    in_chinese, in_english = map(counted, nearest(chinese, english))
    matched = told(english, in_chinese, chinese.sizes, background[0], shapes)
    turned = [(width, height) for height, width in shapes]
    matched += told(chinese, in_english, english.sizes, background[1], turned).transpose(2, 1, 0)
    cells = straddling((in_chinese, in_english), (chinese, english))
    return matched, at_ends(cells, shapes)


def told(
    words: TokenVectors,
    shares: Matrix,
    sizes: NDArray[numpy.int64],
    background: TokenVectors | None,
    shapes: Sequence[Shape],
) -> Matrix:
    """Return what of the spans of one side has a counterpart in those of the other, beyond chance.

    Args:
        words: the tokens of the side that is told, in their context.
        shares: how much each is found in each of the tellers' segments, 0 to 1, shape (tellers' segments, words).
        sizes: tokens of the tellers' segments.
        background: of the tellers' text, if it is long enough.
        shapes: of beads, segments of the tellers' side first.

    Returns:
        in typical tokens, by the last segments of the spans, shape (tellers' segments, shapes, words' segments); 0 for
        spans that would begin before the first segment.
    """
    heights, widths = len(sizes), len(words.sizes)
    result = numpy.zeros((heights, len(shapes), widths), numpy.float32)
    within = shares
    levels = by_chance(background, words) if background is not None else None
    tokens = sizes
    sums = numpy.zeros((heights, widths + 1), numpy.float32)
    for height in range(1, min(heights, max(tall for tall, _ in shapes)) + 1):
        if height > 1:
            within = numpy.maximum(within[1:], shares[: heights - height + 1])
            tokens = tokens[1:] + sizes[: heights - height + 1]
        if levels is None:
            more = within - numpy.float32(CHANCE)
        else:
            more = within - (product(level_shares(tokens, len(levels)), levels) + numpy.float32(NEIGHBOURS))
        more *= words.weights
        numpy.cumsum(group_sums(more, words.sizes), axis=1, out=sums[height - 1 :, 1:])
        for number, (tall, width) in enumerate(shapes):
            if tall == height and width <= widths:
                ends = sums[height - 1 :]
                result[height - 1 :, number, width - 1 :] = ends[:, width:] - ends[:, : widths - width + 1]
    return result


def counted(cosines: Matrix) -> Matrix:
    """Return how much counterparts of these cosines count, 0 to 1."""
    shares: Matrix = cosines - numpy.float32(FROM)
    shares /= numpy.float32(TO - FROM)
    return numpy.clip(shares, 0, 1, out=shares)


def by_chance(background: TokenVectors, words: TokenVectors) -> Matrix:
    """Return what each word finds on average among 1, 2, 4, ... consecutive background tokens, shape (levels, words).

    There are levels as long as three such runs are to be had.
    """
    found = counted(product(background.units, words.units.T))
    levels = [found.mean(axis=0)]
    while len(found) >= 2 * LEAST_RUNS:
        found = numpy.maximum(found[0 : len(found) - 1 : 2], found[1::2])
        levels.append(found.mean(axis=0))
    return numpy.array(levels)


def level_shares(counts: NDArray[numpy.int64], levels: int) -> Matrix:
    """Return how much of each level's chance spans of so many tokens have, shape (spans, levels).

    Chance grows with the logarithm of the tokens to choose from.
    """
    places = numpy.clip(numpy.log2(numpy.maximum(counts, 1)), 0, levels - 1)
    shares: Matrix = numpy.maximum(1 - numpy.abs(places[:, None] - numpy.arange(levels)), 0).astype(numpy.float32)
    return shares


def in_context(tokens: TokenVectors) -> TokenVectors:
    """Return the tokens with the directions of what stands around them in their texts, `AROUND` on either side."""
    count = len(tokens.units)
    owners = numpy.repeat(numpy.arange(len(tokens.sizes)), tokens.sizes)
    vectors = tokens.units * tokens.weights[:, None]
    sums = numpy.empty_like(vectors)
    places = numpy.arange(count)
    for start in range(0, count, BLOCK):
        here = slice(start, min(start + BLOCK, count))
        near = slice(max(start - AROUND, 0), min(here.stop + AROUND, count))
        together = numpy.abs(places[here, None] - places[near]) <= AROUND
        together &= owners[here, None] == owners[near]
        sums[here] = product(together.astype(numpy.float32), vectors[near])
    return tokens._replace(units=unit_rows(sums))


def nearest(first: TokenVectors, second: TokenVectors) -> tuple[Matrix, Matrix]:
    """Return the cosine of each token's nearest one in each segment of the other side.

    Returns:
        those of the second side's tokens, shape (first segments, second tokens), and of the first side's, shape (second
        segments, first tokens); -1 for segments without tokens.
    """
    cosines = product(first.units, second.units.T)
    return best_of_groups(cosines, first.sizes), best_of_groups(cosines.T, second.sizes)


def best_of_groups(cosines: Matrix, sizes: NDArray[numpy.int64]) -> Matrix:
    """Return the greatest of consecutive groups of rows, shape (groups, columns); -1 for groups without any."""
    found = numpy.full((len(sizes), cosines.shape[1]), -1, numpy.float32)
    filled = numpy.flatnonzero(sizes)
    if cosines.size:
        found[filled] = numpy.maximum.reduceat(cosines, numpy.cumsum(sizes)[filled] - sizes[filled], axis=0)
    return found


def group_sums(values: Matrix, sizes: NDArray[numpy.int64]) -> Matrix:
    """Return the sums of consecutive groups of columns, shape (rows, groups); 0 for groups without any."""
    sums = numpy.zeros((len(values), len(sizes)), numpy.float32)
    filled = numpy.flatnonzero(sizes)
    if len(filled):
        sums[:, filled] = numpy.add.reduceat(values, numpy.cumsum(sizes)[filled] - sizes[filled], axis=1)
    return sums
