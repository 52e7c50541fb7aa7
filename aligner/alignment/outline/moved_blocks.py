"""Blocks that stand in another order than the rest: found among those that the best path leaves without counterpart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.outline.blocks import CODE, NEUTRAL, Blocks
from aligner.bitext import Block
from aligner.languages.scripts import is_han

LEAST_MOVED = 0.4
"""Similarity of two blocks without counterpart from which on the one is taken for the other, moved."""
LEAST_GAIN = 0.3
"""Similarity that another order must gain."""
LEAST_GAIN_ALONE = 0.2
"""The same where neither of the two had a counterpart."""
TORN = 0.2
"""What it costs that a move leaves two blocks without counterpart that had each one."""
KINDS_APART = {"cell", "code", "heading"}
MOVED_LENGTH = 8
"""Fewest English letters of a block that can be recognised elsewhere."""


def moved_pairs(
    pairs: Mapping[int, int], alone: Sequence[int], others: Sequence[int], first: Blocks, second: Blocks
) -> dict[int, int]:
    """Return source block to target block for those that another order fits much better than the best path.

    Blocks without counterpart are matched to each other, and two pairs exchange their partners, one of which may be
    nothing, where that gains. What stands beside a moved block on both sides, and has no counterpart, moved along.

    Args:
        pairs: of the best path, one block to one.
        alone: source blocks without counterpart.
        others: target blocks without counterpart.
        first: the source's blocks.
        second: the target's.
    """
    rows = [*pairs, *alone]
    columns = [*pairs.values(), *others]
    count = len(pairs)
    similarity = first.units()[rows] @ second.units()[columns].T
    for place, row in enumerate(rows):
        if not recognisable(first.blocks[row]):
            similarity[place] = NEUTRAL
    for place, column in enumerate(columns):
        if not recognisable(second.blocks[column]):
            similarity[:, place] = NEUTRAL
    moved: dict[int, int] = {}
    current = numpy.full(len(rows), NEUTRAL)
    current[:count] = similarity.diagonal()[:count]
    held = numpy.full(len(columns), NEUTRAL)
    held[:count] = current[:count]
    # An exchange gives row r the column c, and the row of c the column of r, or nothing where one of them has none.
    back = numpy.full(similarity.shape, NEUTRAL)
    back[:count, :count] = similarity[:count, :count].T
    gain = similarity + back - current[:, None] - held[None, :]
    gain[:count, :count] -= TORN * (back[:count, :count] < LEAST_MOVED)
    gain[
        (similarity < LEAST_MOVED)
        | unlike_kinds([first.blocks[row] for row in rows], [second.blocks[column] for column in columns])
    ] = 0
    gain[count:, count:] += LEAST_GAIN - LEAST_GAIN_ALONE
    while gain.size and float(gain.max()) > LEAST_GAIN:
        row, column = (int(number) for number in numpy.unravel_index(int(gain.argmax()), gain.shape))
        moved[rows[row]] = columns[column]
        partners = {row, column} & set(range(count))
        if row < count and column < count and back[row, column] >= LEAST_MOVED:
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
            while row in free and column in vacant and kin(first, second, row, column):
                moved[row] = column
                free.discard(row)
                vacant.discard(column)
                row, column = row + step, column + step
    return moved


def unlike_kinds(ours: Sequence[Block], theirs: Sequence[Block]) -> NDArray[numpy.bool_]:
    """Return which blocks cannot be one another's translation: a heading is nothing else, nor is a cell or code."""
    kinds = [numpy.array([block.kind for block in side]) for side in (ours, theirs)]
    apart = [numpy.isin(side, sorted(KINDS_APART)) for side in kinds]
    unlike: NDArray[numpy.bool_] = (kinds[0][:, None] != kinds[1]) & (apart[0][:, None] | apart[1])
    return unlike


def kin(first: Blocks, second: Blocks, row: int, column: int) -> bool:
    """Whether two blocks are of one kind."""
    ours, theirs = first.blocks[row], second.blocks[column]
    return ours.kind == theirs.kind


def recognisable(block: Block) -> bool:
    """Whether a block says enough to be recognised in another place."""
    if block.kind == CODE:
        return False
    weight = 0
    for character in block.text:  # stops as soon as there is enough, as in most blocks after a word or two
        weight += 2 if is_han(character) else character.isalpha()
        if weight >= MOVED_LENGTH:
            return True
    return False
