"""Word matches: how much of each side of a bead is matched on the other side, word by word.

A sum of vectors hides details: in a long sentence, a clause that belongs to the neighbour hardly
changes the sum. Therefore, each token is compared with each token of the other side's span, and the
most similar token counts ("MaxSim"; Khattab and Zaharia, 2020, "ColBERT"). The score of a span is
the sum over its tokens of the best match, minus the best match expected by chance. A token is
compared with its context, which is the sum of the neighbouring vectors in the segment: every clause
matches "he" and "said", but only one clause matches "he said of the boat". The match by chance is
measured for each token on the background, which is a sample of segments from the whole document.
There are many more pairs of tokens than of segments, so tokens are compared only in uncertain
stretches of a text.

This score is a sum over a whole bead. The words at the end of a bead show whether its last clause
belongs to the next bead. `aligner.alignment.clause_shifts` measures this.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from aligner.alignment.clause_shifts import clause_shifts, mean_at_ends
from aligner.alignment.spans import Matrix, Shape
from aligner.alignment.weights import ScoreWeights
from aligner.products import product, rounded_units, unit_product
from aligner.protocols import TokenEmbedder, TokenVectors

MIN_MATCH_COSINE, FULL_MATCH_COSINE = 0.2, 0.6
"""Cosines that count as no match and as a full match: unrelated tokens are below, translations above this range."""
CONTEXT_TOKENS = 3
"""Number of tokens before and after a token in its context."""
MAX_GROUP_RUNS = 64
"""Maximum number of stretches whose tokens are in memory, about 20 MB for each side."""
BLOCK_TOKENS = 512
"""Number of tokens summed, or compared with the background, at a time: about 1 MB, which stays in the cache."""
BACKGROUND_SEGMENTS = 12
"""Number of segments of each side in the background, spread over the text."""
MIN_BACKGROUND_RUNS = 3
"""Minimum number of runs of background tokens for an estimate of the best match in a run."""
MIN_SEGMENTS = 8
"""Minimum number of segments of a text with a background; in a shorter text, the match by chance is `CHANCE_MATCH`."""
CHANCE_MATCH = 0.4
"""Typical match by chance. It is subtracted because otherwise any match would be better than a null bead."""
NEIGHBOUR_MATCH = 0.15
"""Additional match by chance of neighbouring segments, because they have the same subject."""

Background = tuple[TokenVectors | None, TokenVectors | None]
"""Tokens in context of sample segments of the Chinese and of the English text; ``None`` for short texts."""


@dataclass(frozen=True)
class Stretch:
    """A rectangle of pairs of segments in which tokens were compared.

    Numbers of matches and shifts are in tokens of typical weight.

    Attributes:
        rows: its Chinese segments.
        columns: its English segments.
        matched: number of matched words on both sides of each bead, minus the number expected by
            chance, shape (rows, shapes, columns). Row and column are the last segments of the bead.
        shifted: clause shift at the ends of each bead (`aligner.alignment.clause_shifts`), shape
            (rows, shapes, columns).
    """

    rows: range
    columns: range
    matched: Matrix
    shifted: Matrix

    def scores(self, weights: ScoreWeights) -> Matrix:
        """Return the score that word matches and clause shifts add to each bead, shape (rows, shapes, columns)."""
        scores: Matrix = numpy.float32(weights.matched) * self.matched
        scores += numpy.float32(weights.clause_shift) * self.shifted
        scores += numpy.float32(weights.paired)
        return scores

    def path_scores(
        self, path: Sequence[Shape], shapes: Sequence[Shape], weights: ScoreWeights
    ) -> NDArray[numpy.float64]:
        """Return the score that word matches and clause shifts add to each bead of a path, shape (len(path),).

        Args:
            path: shapes of the beads that fill the stretch, including null beads.
            shapes: shapes of beads, in the order of the stretch's arrays.
            weights: weights of the features.
        """
        scores = self.scores(weights)
        numbers = {shape: number for number, shape in enumerate(shapes)}
        result = numpy.zeros(len(path))
        row = column = -1
        for place, (height, width) in enumerate(path):
            row, column = row + height, column + width
            if height and width:
                result[place] = scores[row, numbers[height, width], column]
        return result


@dataclass(frozen=True)
class WordMatches:
    """The word matches of two texts; see the module's docstring.

    Attributes:
        shapes: shapes of beads, in the order of the scorer.
        stretches: stretches in which tokens were compared, in order, without common rows or columns.
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
        """Return the word matches in some windows of two texts.

        Args:
            embedder: embedder with token vectors.
            texts: segments of the Chinese and of the English side.
            windows: rows and columns of each stretch, in order.
            shapes: shapes of beads.
            background: sample of the tokens of each text, which shows how well words match by
                chance; from `background_of`.
        """
        stretches: list[Stretch] = []
        for start in range(0, len(windows), MAX_GROUP_RUNS):
            group = windows[start : start + MAX_GROUP_RUNS]
            stretches += compare_windows(embedder, texts, group, shapes, background)
        return cls(shapes, tuple(stretches))

    def add_to(self, scores: Matrix, rows: slice, columns: slice, weights: ScoreWeights) -> None:
        """Add the scores of the matches to the scores of beads in a rectangle of cells, in place.

        ``scores`` has the shape (rows, shapes, columns).
        """
        first = bisect_right(self.stretches, rows.start, key=lambda each: each.rows.stop)
        for stretch in islice(self.stretches, first, None):
            if stretch.rows.start >= rows.stop or stretch.columns.start >= columns.stop:
                break
            if stretch.columns.stop <= columns.start:
                continue
            (here, there), (across, over) = overlap(stretch.rows, rows), overlap(stretch.columns, columns)
            scores[here, :, across] += stretch.scores(weights)[there, :, over]


class RunTokens(NamedTuple):
    """The tokens of a run of segments.

    Attributes:
        tokens: the tokens with their context.
        levels: match share (how well a token matches, 0 to 1) that each token reaches by chance, from
            `chance_levels`; ``None`` if the other text is too short to measure it.
    """

    tokens: TokenVectors
    levels: Matrix | None


def compare_windows(
    embedder: TokenEmbedder,
    texts: tuple[Sequence[str], Sequence[str]],
    windows: Sequence[tuple[range, range]],
    shapes: tuple[Shape, ...],
    background: Background,
) -> list[Stretch]:
    """Return a stretch for each window, with the results of comparing its tokens.

    The tokens of all windows are in memory together. `WordMatches.measure` describes the arguments.
    """
    first = tokens_of_runs(embedder, texts[0], [rows for rows, _ in windows], background[1])
    second = tokens_of_runs(embedder, texts[1], [columns for _, columns in windows], background[0])
    return [
        Stretch(rows, columns, *compare_tokens(chinese, english, shapes))
        for (rows, columns), chinese, english in zip(windows, first, second, strict=True)
    ]


def tokens_of_runs(
    embedder: TokenEmbedder, texts: Sequence[str], runs: Sequence[range], background: TokenVectors | None
) -> list[RunTokens]:
    """Return the tokens of each run of segments, with their context and their matches by chance.

    All runs are processed in one step, because many small calls are slow.

    Args:
        embedder: embedder with token vectors.
        texts: segments of one text.
        runs: segment numbers of each run.
        background: sample of the other text's tokens; ``None`` if that text is short.
    """
    tokens = in_context(embedder.tokens([text for run in runs for text in texts[run.start : run.stop]]))
    levels = None if background is None else chance_levels(background, tokens)
    ends = numpy.concatenate([[0], numpy.cumsum(tokens.sizes)])
    result: list[RunTokens] = []
    first = 0
    for run in runs:
        here = slice(ends[first], ends[first + len(run)])
        sizes = tokens.sizes[first : first + len(run)]
        part = TokenVectors(tokens.units[here], tokens.weights[here], sizes)
        result.append(RunTokens(part, None if levels is None else levels[:, here]))
        first += len(run)
    return result


def background_of(embedder: TokenEmbedder, texts: tuple[Sequence[str], Sequence[str]]) -> Background:
    """Return a sample of the tokens of each text, with which matches by chance are measured."""
    return background_tokens(embedder, texts[0]), background_tokens(embedder, texts[1])


def background_tokens(embedder: TokenEmbedder, texts: Sequence[str]) -> TokenVectors | None:
    """Return the tokens of a sample of a text's segments, with their context; ``None`` for a short text."""
    filled = [number for number, text in enumerate(texts) if text.strip()]
    if len(filled) < MIN_SEGMENTS:
        return None
    count = min(BACKGROUND_SEGMENTS, len(filled))
    chosen = [texts[filled[(2 * number + 1) * len(filled) // (2 * count)]] for number in range(count)]
    tokens = embedder.tokens(chosen)
    return in_context(tokens) if len(tokens.units) else None


def overlap(run: range, asked: slice) -> tuple[slice, slice]:
    """Return the overlap of a range and a slice, once relative to the slice and once to the range."""
    first, end = max(run.start, asked.start), min(run.stop, asked.stop)
    return slice(first - asked.start, end - asked.start), slice(first - run.start, end - run.start)


def compare_tokens(chinese: RunTokens, english: RunTokens, shapes: Sequence[Shape]) -> tuple[Matrix, Matrix]:
    """Return the matches and the clause shifts of the beads in a rectangle of segments; see `Stretch`.

    Args:
        chinese: tokens of the Chinese segments.
        english: tokens of the English segments.
        shapes: shapes of beads.
    """
    in_chinese, in_english = map(match_shares, nearest_cosines(chinese.tokens, english.tokens))
    matched = span_coverage(english, in_chinese, chinese.tokens.sizes, shapes)
    turned = [(width, height) for height, width in shapes]
    matched += span_coverage(chinese, in_english, english.tokens.sizes, turned).transpose(2, 1, 0)
    cells = clause_shifts((in_chinese, in_english), (chinese.tokens, english.tokens))
    return matched, mean_at_ends(cells, shapes)


def span_coverage(query: RunTokens, shares: Matrix, sizes: NDArray[numpy.int64], shapes: Sequence[Shape]) -> Matrix:
    """Return how much the spans of one text (queries) are matched in the spans of the other text (keys).

    Matches by chance are subtracted.

    Args:
        query: tokens of the query text.
        shares: match share of each of these tokens in each segment of the key text, 0 to 1, shape
            (key segments, tokens).
        sizes: number of tokens of each segment of the key text.
        shapes: shapes of beads, with the number of segments of the key text first.

    Returns:
        The matches in tokens of typical weight, by the last segments of the spans, shape (key
        segments, shapes, query segments); 0 for spans that would begin before the first segment.
    """
    words, levels = query
    heights, widths = len(sizes), len(words.sizes)
    result = numpy.zeros((heights, len(shapes), widths), numpy.float32)
    within = shares
    tokens = sizes
    sums = numpy.zeros((heights, widths + 1), numpy.float32)
    for height in range(1, min(heights, max(tall for tall, _ in shapes)) + 1):
        if height > 1:
            within = numpy.maximum(within[1:], shares[: heights - height + 1])
            tokens = tokens[1:] + sizes[: heights - height + 1]
        if levels is None:
            more = within - numpy.float32(CHANCE_MATCH)
        else:
            more = within - (product(level_shares(tokens, len(levels)), levels) + numpy.float32(NEIGHBOUR_MATCH))
        more *= words.weights
        numpy.cumsum(group_sums(more, words.sizes), axis=1, out=sums[height - 1 :, 1:])
        for number, (tall, width) in enumerate(shapes):
            if tall == height and width <= widths:
                ends = sums[height - 1 :]
                result[height - 1 :, number, width - 1 :] = ends[:, width:] - ends[:, : widths - width + 1]
    return result


def match_shares(cosines: Matrix) -> Matrix:
    """Return the match share of each cosine of two tokens: how well the tokens match, 0 to 1.

    It is 0 up to `MIN_MATCH_COSINE`, 1 from `FULL_MATCH_COSINE`, and linear between them.
    """
    shares: Matrix = cosines - numpy.float32(MIN_MATCH_COSINE)
    shares /= numpy.float32(FULL_MATCH_COSINE - MIN_MATCH_COSINE)
    return numpy.clip(shares, 0, 1, out=shares)


def chance_levels(background: TokenVectors, words: TokenVectors) -> Matrix:
    """Return the match share that each word reaches by chance, shape (levels, words).

    A match share tells how well two words match, 0 to 1. The share by chance is the highest one in a
    run of background tokens (a sample of the other text), averaged over all runs. It grows with the
    length of the runs, so there is a level for runs of 1, 2, 4, ... tokens. The runs of the last level
    are the longest of which there are at least `MIN_BACKGROUND_RUNS`.
    """
    count, run_count = 1, len(background.units)
    while run_count >= 2 * MIN_BACKGROUND_RUNS:
        count, run_count = count + 1, run_count // 2
    levels = numpy.empty((count, len(words.units)), numpy.float32)
    for start in range(0, len(words.units), BLOCK_TOKENS):
        block = slice(start, start + BLOCK_TOKENS)
        best = match_shares(unit_product(background.units, words.units[block]))
        for level in range(count):
            if level:
                best = numpy.maximum(best[0 : len(best) - 1 : 2], best[1::2])
            levels[level, block] = best.mean(axis=0)
    return levels


def level_shares(counts: NDArray[numpy.int64], levels: int) -> Matrix:
    """Return the weight of each level of `chance_levels` for spans of given lengths, shape (spans, levels).

    The match by chance grows with the logarithm of the number of tokens, so it is interpolated
    between the two nearest levels. ``counts`` are the numbers of tokens of the spans.
    """
    places = numpy.clip(numpy.log2(numpy.maximum(counts, 1)), 0, levels - 1)
    shares: Matrix = numpy.maximum(1 - numpy.abs(places[:, None] - numpy.arange(levels)), 0).astype(numpy.float32)
    return shares


def in_context(tokens: TokenVectors) -> TokenVectors:
    """Return the tokens with vectors that include their context.

    The context of a token is up to `CONTEXT_TOKENS` tokens before and after it in its segment. The
    vectors are scaled and rounded to integers; see `rounded_units`.
    """
    units = numpy.empty_like(tokens.units)
    ends = numpy.cumsum(tokens.sizes)
    first = 0
    while first < len(ends):
        begin = int(ends[first] - tokens.sizes[first])
        stop = max(int(numpy.searchsorted(ends, begin + BLOCK_TOKENS, side="right")), first + 1)
        here = slice(begin, int(ends[stop - 1]))
        units[here] = rounded_units(sums_with_context(tokens, here, tokens.sizes[first:stop]))
        first = stop
    return tokens._replace(units=units)


def sums_with_context(tokens: TokenVectors, here: slice, sizes: NDArray[numpy.int64]) -> Matrix:
    """Return the sum of each token's vector with the vectors of its context, shape (tokens, dimension).

    Args:
        tokens: tokens of all segments.
        here: range of the tokens of some segments.
        sizes: number of tokens of each of these segments.
    """
    # Rows of zeros between the segments keep their contexts apart.
    places = CONTEXT_TOKENS + numpy.arange(here.stop - here.start)
    places += numpy.repeat(numpy.arange(len(sizes)) * CONTEXT_TOKENS, sizes)
    vectors = numpy.zeros((len(places) + CONTEXT_TOKENS * (len(sizes) + 1), tokens.units.shape[1]), numpy.float32)
    vectors[places] = tokens.units[here] * tokens.weights[here, None]
    count = len(vectors) - 2 * CONTEXT_TOKENS
    sums = vectors[:count].copy()
    for step in range(1, 2 * CONTEXT_TOKENS + 1):
        sums += vectors[step : step + count]
    around: Matrix = sums[places - CONTEXT_TOKENS]
    return around


def nearest_cosines(first: TokenVectors, second: TokenVectors) -> tuple[Matrix, Matrix]:
    """Return the cosine of each token with the most similar token in each segment of the other text.

    Returns:
        The cosines of the second text's tokens, shape (first segments, second tokens), and of the
        first text's tokens, shape (second segments, first tokens); -1 for segments without tokens.
    """
    cosines = unit_product(first.units, second.units)
    return best_of_groups(cosines, first.sizes), best_of_groups(cosines.T, second.sizes)


def best_of_groups(cosines: Matrix, sizes: NDArray[numpy.int64]) -> Matrix:
    """Return the maximum of consecutive groups of rows, shape (groups, columns); -1 for empty groups."""
    best = numpy.full((len(sizes), cosines.shape[1]), -1, numpy.float32)
    filled = numpy.flatnonzero(sizes)
    if cosines.size:
        best[filled] = numpy.maximum.reduceat(cosines, numpy.cumsum(sizes)[filled] - sizes[filled], axis=0)
    return best


def group_sums(values: Matrix, sizes: NDArray[numpy.int64]) -> Matrix:
    """Return the sums of consecutive groups of columns, shape (rows, groups); 0 for empty groups."""
    sums = numpy.zeros((len(values), len(sizes)), numpy.float32)
    filled = numpy.flatnonzero(sizes)
    if len(filled):
        sums[:, filled] = numpy.add.reduceat(values, numpy.cumsum(sizes)[filled] - sizes[filled], axis=1)
    return sums
