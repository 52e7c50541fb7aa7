"""The passages of two documents: which blocks of the one answer to which of the other.

A translated document keeps the outline of its source, so a paragraph, a heading, a list item or a table cell answers to
one of its own kind, or to none. The aligner's own path says where to look; a dynamic program over the blocks decides,
because a missing list item must come out as missing and not be joined to its neighbour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.bitext import Bead, Document
from aligner.check.blocks import Blocks, BlockScores
from aligner.check.moved_blocks import moved_pairs
from aligner.protocols import Embedder

REACH = 12
"""Blocks on either side of where the sentences lead that are tried."""
NULL = -0.55
"""What a block without counterpart costs."""
SHAPES = ((1, 1), (1, 2), (2, 1))


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks that answer to each other.

    Attributes:
        source: numbers of the source's blocks, ascending; empty for an addition.
        target: numbers of the target's blocks; empty for an omission.
        similarity: of the two sides, -1 to 1; 0 where one is empty.
        moved: whether they stand in another order than the rest.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    similarity: float = 0.0
    moved: bool = False


def find_passages(source: Document, target: Document, beads: Sequence[Bead], embedder: Embedder) -> list[Passage]:
    """Return the passages in source order, each block in one.

    Args:
        source: segmented.
        target: likewise.
        beads: of their segments; they say near which of the target's blocks a source block is looked for.
        embedder: additive, so that the vector of two blocks is the sum of theirs.
    """
    first, second = Blocks.of(source, embedder), Blocks.of(target, embedder)
    windows = search_windows(source, target, first, second, beads)
    steps = best_path(first, second, windows)
    return with_moves(steps, first, second)


def search_windows(
    source: Document, target: Document, first: Blocks, second: Blocks, beads: Sequence[Bead]
) -> list[tuple[int, int]]:
    """Return for each row of the lattice the first and the last column that are tried, both rising."""
    row_of = {number: row for row, number in enumerate(first.numbers)}
    column_of = {number: column for column, number in enumerate(second.numbers)}
    reached: dict[int, list[int]] = {}
    for bead in beads:
        if bead.is_null or bead.status == "moved":
            continue
        for number in bead.source:
            here = reached.setdefault(row_of[source.segments[number].block], [])
            here.extend(column_of[target.segments[other].block] for other in bead.target)
    rows, columns = len(first.blocks), len(second.blocks)
    low: list[int] = []
    high: list[int] = []
    last = 0
    for row in range(rows + 1):
        near = reached.get(row, [last])
        low.append(min(near) - REACH)
        high.append(max(near) + 1 + REACH)
        last = max(near)
    # A path must exist: lower ends never rise above later ones, upper ends never fall, corners belong to it.
    for row in range(rows - 1, -1, -1):
        low[row] = min(low[row], low[row + 1])
    for row in range(1, rows + 1):
        high[row] = max(high[row], high[row - 1])
    low[0], high[rows] = 0, columns
    return [(max(0, min(lower, columns)), max(0, min(columns, upper))) for lower, upper in zip(low, high, strict=True)]


def best_path(first: Blocks, second: Blocks, windows: Sequence[tuple[int, int]]) -> list[Passage]:
    """Return the passages on the best path through the lattice of blocks."""
    rows, columns = len(first.blocks), len(second.blocks)
    scores = BlockScores(first, second)
    best = [dict[int, float]() for _ in range(rows + 1)]
    back = [dict[int, tuple[int, int, float]]() for _ in range(rows + 1)]
    best[0][0] = 0.0
    for row in range(rows + 1):
        low, high = windows[row]
        choices = [
            (height, width, best[row - height], *scores.ending_at(row, low, high, (height, width)))
            for height, width in SHAPES
            if row >= height
        ]
        for column in range(low, high + 1):
            found = best[row].get(column, -math.inf)
            step = back[row].get(column, (0, 0, 0.0))
            if row and column in best[row - 1] and best[row - 1][column] + NULL > found:
                found, step = best[row - 1][column] + NULL, (1, 0, 0.0)
            if column and column - 1 in best[row] and best[row][column - 1] + NULL > found:
                found, step = best[row][column - 1] + NULL, (0, 1, 0.0)
            for height, width, before, values, similarities in choices:
                if column - width in before and before[column - width] + values[column - low] > found:
                    found = before[column - width] + values[column - low]
                    step = height, width, similarities[column - low]
            if found > -math.inf:
                best[row][column], back[row][column] = found, step
    passages = []
    row, column = rows, columns
    while row or column:
        height, width, similarity = back[row][column]
        passages.append(Passage(tuple(range(row - height, row)), tuple(range(column - width, column)), similarity))
        row, column = row - height, column - width
    return passages[::-1]


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
