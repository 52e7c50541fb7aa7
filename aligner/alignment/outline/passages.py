"""The passages of two documents: which blocks of the one answer to which of the other.

A translated document keeps the outline of its source, so a paragraph, a heading, a list item or a table cell answers to
one of its own kind, or to none. Anchors say where to look; a dynamic program over the blocks decides,
because a missing list item must come out as missing and not be joined to its neighbour.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.anchors import find_pairs
from aligner.alignment.chains import heaviest_chain
from aligner.alignment.corridor import Corridor, corridor_around
from aligner.alignment.outline.blocks import Blocks, BlockScores
from aligner.alignment.outline.moved_blocks import moved_pairs
from aligner.bitext import Document, Passage
from aligner.protocols import Embedder

MARGIN = 12
"""Source blocks by which the corridor looks back and ahead for anchors."""
REACH = 12
"""Target blocks that it is wider than the anchors around it ask for."""
FEW = 3
"""Anchors that are taken as they are."""
NULL = -0.55
"""What a block without counterpart costs."""
OMITTED, ADDED = (1, 0), (0, 1)
SHAPES = (OMITTED, ADDED, (1, 1), (1, 2), (2, 1))
"""How many blocks of the source answer to how many of the target; of equal ones the first is chosen."""
TINY = 1e-9
"""Difference of totals that is but rounding."""
ROWS = 48
"""Rows of the lattice that are scored at a time: one by one, starting each sum takes longer than the sums."""
Totals = NDArray[numpy.float64]


def find_passages(source: Document, target: Document, embedder: Embedder) -> list[Passage]:
    """Return the passages in source order, each block in one.

    Args:
        source: segmented; blocks without segments are left out.
        target: segmented; blocks without segments are left out.
        embedder: additive, so that the vector of two blocks is the sum of theirs.
    """
    first, second = Blocks.of(source, embedder), Blocks.of(target, embedder)
    pairs, margins = find_pairs(first.units(), second.units())
    told = first.stands_once()[pairs[:, 0]] & second.stands_once()[pairs[:, 1]]
    pairs, margins = pairs[told], margins[told]
    anchors = supported(pairs[heaviest_chain(pairs, margins)])
    corridor = corridor_around(anchors, len(first.blocks), len(second.blocks), MARGIN, REACH)
    return with_moves(best_path(first, second, corridor), first, second)


def supported(anchors: NDArray[numpy.int64]) -> NDArray[numpy.int64]:
    """Return the anchors that have a neighbour which tells about the same place.

    In a table of numbers few cells tell a place, so that a single wrong anchor would shut the right path out. Where
    many blocks are missing, those behind them support each other.
    """
    if len(anchors) < FEW:
        return anchors
    jumps = numpy.abs(numpy.diff(anchors[:, 1] - anchors[:, 0])) > REACH
    lonely = numpy.append(jumps, True) & numpy.insert(jumps, 0, True)
    return anchors[~lonely]


def best_path(first: Blocks, second: Blocks, corridor: Corridor) -> list[Passage]:
    """Return the passages on the best path through the lattice of blocks (Viterbi), row by row."""
    scores = BlockScores(first, second)
    lows, highs = corridor.low.tolist(), corridor.high.tolist()
    totals: deque[Totals] = deque(maxlen=max(height for height, _ in SHAPES))
    choices: list[NDArray[numpy.int8]] = []
    for row, (low, high) in enumerate(zip(lows, highs, strict=True)):
        best, choice = numpy.full(high - low + 1, -numpy.inf), numpy.zeros(high - low + 1, numpy.int8)
        if row == 0:
            best[0] = 0.0
        if row % ROWS == 0:
            rows = range(row, min(row + ROWS, len(lows)))
            windows = scored_windows(scores, rows, lows, highs)
        for number, (height, width) in enumerate(SHAPES):
            if not 0 < height <= row:
                continue
            reached = stretch(totals[-height], lows[row - height], low - width, high - width)
            if width:
                top, left, window = windows[height, width]
                reached += stretch(window[row - top], left, low, high)
            else:
                reached += NULL
            better = reached > best
            best[better], choice[better] = reached[better], number
        # Blocks of the target without counterpart: each cell may be reached from any to its left. As good a path that
        # ends with one is preferred to a pair: of a paragraph pasted twice the second one is too much.
        cost = NULL * numpy.arange(high - low + 1)
        from_left = numpy.maximum.accumulate(best - cost)[:-1] + cost[1:]
        added = from_left > best[1:] + numpy.where(choice[1:] == SHAPES.index(OMITTED), TINY, -TINY)
        choice[1:][added] = SHAPES.index(ADDED)
        best[1:] = numpy.maximum(best[1:], from_left)
        totals.append(best)
        choices.append(choice)
    ends = []
    row, column = len(first.blocks), len(second.blocks)
    while row or column:
        height, width = SHAPES[choices[row][column - lows[row]]]
        ends.append((row, column, height, width))
        row, column = row - height, column - width
    return passages_between(ends[::-1], scores)


def scored_windows(
    scores: BlockScores, rows: range, lows: Sequence[int], highs: Sequence[int]
) -> dict[tuple[int, int], tuple[int, int, Totals]]:
    """Return the scores of some rows' cells: for each shape with two sides its first row and column, and the scores."""
    windows = {}
    for height, width in SHAPES:
        if height and width:
            tall = range(max(rows.start, height), max(rows.stop, height))
            wide = range(max(lows[rows.start], width), max(highs[rows.stop - 1] + 1, width))
            windows[height, width] = tall.start, wide.start, scores.in_window(tall, wide, (height, width))[0]
    return windows


def passages_between(ends: Sequence[tuple[int, int, int, int]], scores: BlockScores) -> list[Passage]:
    """Return the passages of a path, given the row, the column and the shape at which each ends."""
    similarities = numpy.zeros(len(ends))
    table = numpy.array(ends, numpy.int64).reshape(-1, 4)
    for height, width in SHAPES:
        here = (table[:, 2] == height) & (table[:, 3] == width)
        if height and width and here.any():
            similarities[here] = scores.of_path(table[here, 0], table[here, 1], (height, width))
    return [
        Passage(tuple(range(row - height, row)), tuple(range(column - width, column)), similarity)
        for (row, column, height, width), similarity in zip(ends, similarities.tolist(), strict=True)
    ]


def stretch(totals: Totals, start: int, first: int, last: int) -> Totals:
    """Return the totals of some cells of a row, minus infinity where it has none.

    Args:
        totals: of the row.
        start: its first cell.
        first: first cell asked for.
        last: last cell asked for.
    """
    found = numpy.full(last - first + 1, -numpy.inf)
    begin, end = max(first, start), min(last + 1, start + len(totals))
    if begin < end:
        found[begin - first : end - first] = totals[begin - start : end - start]
    return found


def cosine(first: NDArray[numpy.float32], second: NDArray[numpy.float32]) -> float:
    """Return the cosine of two vectors; 0 where one is nothing."""
    norms = float(numpy.linalg.norm(first) * numpy.linalg.norm(second))
    return float(first @ second) / norms if norms else 0.0


def with_moves(steps: Sequence[Passage], first: Blocks, second: Blocks) -> list[Passage]:
    """Return the passages with the documents' own block numbers, after looking for what stands in another order."""
    pairs = {step.source[0]: step.target[0] for step in steps if len(step.source) == len(step.target) == 1}
    alone = [step.source[0] for step in steps if not step.target]
    others = [step.target[0] for step in steps if not step.source]
    moved = moved_pairs(pairs, alone, others, first, second)
    gone = {column: row for row, column in moved.items()}
    passages = []
    for step in steps:
        for row in step.source if set(step.source) & moved.keys() else ():
            similarity = cosine(first.vectors[row], second.vectors[moved[row]])
            passages.append(Passage((row,), (moved[row],), similarity, moved=True))
        left = step.source if not set(step.source) & moved.keys() else ()
        right = step.target if not set(step.target) & gone.keys() else ()
        if left or right:
            passages.append(Passage(left, right, step.similarity if left and right else 0.0))
    return [
        Passage(
            tuple(first.numbers[row] for row in passage.source),
            tuple(second.numbers[column] for column in passage.target),
            passage.similarity,
            passage.moved,
        )
        for passage in passages
    ]
