"""The passages of two documents: groups of blocks that translate each other, and unpaired blocks.

A translated document keeps the outline of its source. A paragraph, a heading, a list item or a
table cell therefore translates a block of its own kind, or no block. Anchors limit the search. A
dynamic program over the blocks finds the passages, so that a missing list item is reported as
missing and not joined to its neighbour.
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

CORRIDOR_MARGIN = 12
"""Distance to the anchors that bound the corridor, in source blocks."""
CORRIDOR_REACH = 12
"""Additional width of the corridor on both sides, in target blocks."""
MIN_CHECKED_ANCHORS = 3
"""Minimum number of anchors that are checked; fewer are all used."""
NULL_SCORE = -0.55
"""Score of an unpaired block."""
OMITTED, ADDED = (1, 0), (0, 1)
SHAPES = (OMITTED, ADDED, (1, 1), (1, 2), (2, 1))
"""Numbers of source and target blocks of a passage; of shapes with equal totals, the first is chosen."""
MAX_ROUNDING_ERROR = 1e-9
"""Maximum difference of totals that counts as a rounding error."""
BLOCK_ROWS = 48
"""Number of rows of the lattice that are scored at a time; for single rows, the calls would take most of the time."""
Totals = NDArray[numpy.float64]


def find_passages(source: Document, target: Document, embedder: Embedder) -> list[Passage]:
    """Return the passages of two documents in source order; each block is in exactly one passage.

    Args:
        source: segmented document; blocks without segments are left out.
        target: segmented document; blocks without segments are left out.
        embedder: additive embedder, so that the vector of two blocks is the sum of their vectors.
    """
    first, second = Blocks.of(source, embedder), Blocks.of(target, embedder)
    pairs, margins = find_pairs(first.units(), second.units())
    unique = first.unique()[pairs[:, 0]] & second.unique()[pairs[:, 1]]
    pairs, margins = pairs[unique], margins[unique]
    anchors = supported_anchors(pairs[heaviest_chain(pairs, margins)])
    corridor = corridor_around(anchors, len(first.blocks), len(second.blocks), CORRIDOR_MARGIN, CORRIDOR_REACH)
    return with_moves(best_path(first, second, corridor), first, second)


def supported_anchors(anchors: NDArray[numpy.int64]) -> NDArray[numpy.int64]:
    """Return the anchors that agree with the anchor before or after them.

    Two anchors agree if the differences between their target and source block numbers are similar.
    A table of numbers has few anchors, so a single wrong anchor would exclude the correct path. If many
    blocks are missing, the anchors after the gap agree with each other.
    """
    if len(anchors) < MIN_CHECKED_ANCHORS:
        return anchors
    jumps = numpy.abs(numpy.diff(anchors[:, 1] - anchors[:, 0])) > CORRIDOR_REACH
    lonely = numpy.append(jumps, True) & numpy.insert(jumps, 0, True)
    return anchors[~lonely]


def best_path(first: Blocks, second: Blocks, corridor: Corridor) -> list[Passage]:
    """Return the passages on the best path through the lattice of blocks (Viterbi), row by row."""
    scores = BlockScores(first, second)
    lows, highs = corridor.low.tolist(), corridor.high.tolist()
    totals: deque[Totals] = deque(maxlen=max(height for height, _ in SHAPES))
    choices: list[NDArray[numpy.int8]] = []
    costs = NULL_SCORE * numpy.arange(int((corridor.high - corridor.low).max()) + 1)
    for row, (low, high) in enumerate(zip(lows, highs, strict=True)):
        best, choice = numpy.full(high - low + 1, -numpy.inf), numpy.zeros(high - low + 1, numpy.int8)
        if row == 0:
            best[0] = 0.0
        if row % BLOCK_ROWS == 0:
            rows = range(row, min(row + BLOCK_ROWS, len(lows)))
            windows = scored_windows(scores, rows, lows, highs)
        for number, (height, width) in enumerate(SHAPES):
            if not 0 < height <= row:
                continue
            reached = cells_of_row(totals[-height], lows[row - height], low - width, high - width)
            if width:
                top, left, window = windows[height, width]
                reached = reached + cells_of_row(window[row - top], left, low, high)
            else:
                reached = reached + NULL_SCORE
            better = reached > best
            numpy.copyto(best, reached, where=better)
            numpy.copyto(choice, numpy.int8(number), where=better)
        # Unpaired target blocks: each cell may be reached from any cell to its left. If totals are equal, a path that
        # ends with an unpaired block is preferred: of a paragraph that was pasted twice, the second is unpaired.
        cost = costs[: high - low + 1]
        from_left = numpy.maximum.accumulate(best - cost)[:-1] + cost[1:]
        added = from_left > best[1:] + numpy.where(
            choice[1:] == SHAPES.index(OMITTED), MAX_ROUNDING_ERROR, -MAX_ROUNDING_ERROR
        )
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
    """Return the scores of the passages that end in some rows, for each shape with two sides.

    Rows are source blocks, columns are target blocks.

    Args:
        scores: computes the scores of passages.
        rows: numbers of the rows.
        lows: first column to search in each row of the lattice.
        highs: last column to search in each row of the lattice.

    Returns:
        Shape -> first row, first column, and scores of a window of the lattice.
    """
    windows = {}
    for height, width in SHAPES:
        if height and width:
            tall = range(max(rows.start, height), max(rows.stop, height))
            wide = range(max(lows[rows.start], width), max(highs[rows.stop - 1] + 1, width))
            windows[height, width] = tall.start, wide.start, scores.in_window(tall, wide, (height, width))[0]
    return windows


def passages_between(ends: Sequence[tuple[int, int, int, int]], scores: BlockScores) -> list[Passage]:
    """Return the passages of a path, with the similarity of their two sides.

    Args:
        ends: for each passage, the number of source blocks and of target blocks up to its end, and the
            number of source blocks and of target blocks in it.
        scores: computes the similarities.
    """
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


def cells_of_row(totals: Totals, start: int, first: int, last: int) -> Totals:
    """Return the totals of a range of cells in a row of the lattice; minus infinity outside of the row.

    The total of a cell is the score of the best path to the cell.

    Args:
        totals: totals of the row.
        start: number of the first cell of the row.
        first: number of the first cell of the range.
        last: number of the last cell of the range.

    Returns:
        New totals, or a part of ``totals`` itself.
    """
    if start <= first and last < start + len(totals):
        return totals[first - start : last + 1 - start]
    cells = numpy.full(last - first + 1, -numpy.inf)
    begin, end = max(first, start), min(last + 1, start + len(totals))
    if begin < end:
        cells[begin - first : end - first] = totals[begin - start : end - start]
    return cells


def cosine(first: NDArray[numpy.float32], second: NDArray[numpy.float32]) -> float:
    """Return the cosine of two vectors; 0 if one is zero."""
    norms = float(numpy.linalg.norm(first) * numpy.linalg.norm(second))
    return float(first @ second) / norms if norms else 0.0


def with_moves(steps: Sequence[Passage], first: Blocks, second: Blocks) -> list[Passage]:
    """Return the passages of two documents after moved blocks have been paired.

    The block numbers in ``steps``, the passages before this change, count only blocks that have
    segments. Those in the returned passages count all blocks of the documents.
    """
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
