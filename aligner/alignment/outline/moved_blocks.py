"""Blocks that are at another place in the other document, found among the unpaired blocks of the path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.outline.blocks import CODE, UNRELATED_SIMILARITY, Blocks
from aligner.bitext import Block
from aligner.languages.scripts import is_han

MIN_MOVED_SIMILARITY = 0.4
"""Minimum similarity of two blocks that are paired as moved."""
MIN_GAIN = 0.3
"""Minimum gain of similarity by another order."""
MIN_GAIN_UNPAIRED = 0.2
"""The same minimum if neither of the two blocks was paired."""
SEPARATION_COST = 0.2
"""Cost of a move that leaves two paired blocks unpaired."""
EXCLUSIVE_KINDS = {"cell", "code", "heading"}
MIN_MOVED_LETTERS = 8
"""Minimum number of letters of a block that can be recognised at another place; a Han character counts as two."""


def moved_pairs(
    pairs: Mapping[int, int], alone: Sequence[int], others: Sequence[int], first: Blocks, second: Blocks
) -> dict[int, int]:
    """Return the target block of each moved source block.

    Blocks count as moved if another order is much better than that of the best path. Unpaired
    blocks are paired with each other. Two pairs, or a pair and an unpaired block, exchange their
    partners if that increases the similarity. Two unpaired blocks are also moved if they are next
    to the two blocks of a moved pair.

    Args:
        pairs: 1-1 pairs of the best path: source block -> target block.
        alone: unpaired source blocks.
        others: unpaired target blocks.
        first: blocks of the source.
        second: blocks of the target.
    """
    rows = [*pairs, *alone]
    columns = [*pairs.values(), *others]
    count = len(pairs)
    similarity = first.units()[rows] @ second.units()[columns].T
    for place, row in enumerate(rows):
        if not is_recognisable(first.blocks[row]):
            similarity[place] = UNRELATED_SIMILARITY
    for place, column in enumerate(columns):
        if not is_recognisable(second.blocks[column]):
            similarity[:, place] = UNRELATED_SIMILARITY
    moved: dict[int, int] = {}
    current = numpy.full(len(rows), UNRELATED_SIMILARITY)
    current[:count] = similarity.diagonal()[:count]
    held = numpy.full(len(columns), UNRELATED_SIMILARITY)
    held[:count] = current[:count]
    # An exchange gives row r the column c, and the row of c the column of r, or none if one of them is unpaired.
    back = numpy.full(similarity.shape, UNRELATED_SIMILARITY)
    back[:count, :count] = similarity[:count, :count].T
    gain = similarity + back - current[:, None] - held[None, :]
    gain[:count, :count] -= SEPARATION_COST * (back[:count, :count] < MIN_MOVED_SIMILARITY)
    gain[
        (similarity < MIN_MOVED_SIMILARITY)
        | unlike_kinds([first.blocks[row] for row in rows], [second.blocks[column] for column in columns])
    ] = 0
    gain[count:, count:] += MIN_GAIN - MIN_GAIN_UNPAIRED
    while gain.size and float(gain.max()) > MIN_GAIN:
        row, column = (int(number) for number in numpy.unravel_index(int(gain.argmax()), gain.shape))
        moved[rows[row]] = columns[column]
        partners = {row, column} & set(range(count))
        if row < count and column < count and back[row, column] >= MIN_MOVED_SIMILARITY:
            moved[rows[column]] = columns[row]
        for number in (row, *partners):
            gain[number, :] = 0
        for number in (column, *partners):
            gain[:, number] = 0
    gone = set(moved.values())
    free = ({*alone} | {row for row, column in pairs.items() if column in gone}) - moved.keys()
    vacant = ({*others} | {column for row, column in pairs.items() if row in moved}) - gone
    for step in (-1, 1):
        for start, end in list(moved.items()):
            row, column = start + step, end + step
            while row in free and column in vacant and are_of_one_kind(first, second, row, column):
                moved[row] = column
                free.discard(row)
                vacant.discard(column)
                row, column = row + step, column + step
    return moved


def unlike_kinds(ours: Sequence[Block], theirs: Sequence[Block]) -> NDArray[numpy.bool_]:
    """Return for each pair of blocks whether their kinds are incompatible.

    Blocks of a kind in `EXCLUSIVE_KINDS` (headings, cells and code) match only blocks of the same kind.
    """
    kinds = [numpy.array([block.kind for block in side]) for side in (ours, theirs)]
    apart = [numpy.isin(side, sorted(EXCLUSIVE_KINDS)) for side in kinds]
    unlike: NDArray[numpy.bool_] = (kinds[0][:, None] != kinds[1]) & (apart[0][:, None] | apart[1])
    return unlike


def are_of_one_kind(first: Blocks, second: Blocks, row: int, column: int) -> bool:
    """Tell whether two blocks have the same kind."""
    ours, theirs = first.blocks[row], second.blocks[column]
    return ours.kind == theirs.kind


def is_recognisable(block: Block) -> bool:
    """Tell whether a block has enough text to be recognised at another place."""
    if block.kind == CODE:
        return False
    weight = 0
    for character in block.text:  # stops when there is enough, in most blocks after one or two words
        weight += 2 if is_han(character) else character.isalpha()
        if weight >= MIN_MOVED_LETTERS:
            return True
    return False
