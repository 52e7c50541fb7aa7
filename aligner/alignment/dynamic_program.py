"""The second pass: the best path of beads through the corridor, and the posterior of each bead.

The module extends the dynamic program of Gale and Church (1993) to spans of any size. A cell
``(i, j)`` means that i source and j target segments are consumed. Posteriors come from
forward-backward sums over the same lattice. The probability of a path is proportional to
``exp(total score / T)``, where ``T`` is the temperature. The posterior of a bead is the total
probability of the paths through it.

Cells that every path must pass divide the lattice into pieces. Pieces of similar size are computed
together, row by row. One numpy expression covers all their columns and all bead shapes, so a row of
many pieces takes only a few calls. Only one batch of pieces is in memory at a time.

Opening a run of null beads costs more than continuing it (affine gaps; Gotoh, 1982), because
missing segments are usually neighbours. Each cell therefore has two totals: one of all paths, and
one of the paths inside a run. Inside a run, the next null bead does not pay for the opening again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from aligner.alignment.corridor import Corridor
from aligner.alignment.passes import Rows, SumPass, Totals, ViterbiPass
from aligner.alignment.pieces import Piece, batches, cut
from aligner.alignment.scoring import Scorer
from aligner.alignment.spans import Shape
from aligner.cores import one_blas_thread

MAX_BLOCK_SCORES = 4_000_000
"""Maximum number of scores in memory."""
MAX_JOINT_CELLS = 1_000
"""Maximum number of cells of one call of the scorer for several small pieces; below it, one call is faster than
many."""
MAX_STORED_SCORES = 16_000_000
"""Maximum number of scores that the forward sweep stores for the backward sweep, 64 MB."""
Window = tuple[slice, slice]
"""Rows and columns of the lattice."""
MAX_BLOCK_ROWS = 64
"""Maximum number of rows that are scored at a time."""


@dataclass(frozen=True)
class Lattice:
    """The search space of the dynamic program: its cells and their scores.

    Attributes:
        scorer: gives the scores of beads and cells.
        corridor: the visited cells.
        gates: cells of the corridor that every path passes, rising on both sides.
    """

    scorer: Scorer
    corridor: Corridor
    gates: tuple[tuple[int, int], ...] = ()


def best_path(lattice: Lattice) -> list[Shape]:
    """Return the bead shapes of the best path, in order (Viterbi)."""
    return solve(lattice)[0]


def solve(
    lattice: Lattice, temperature: float = 1.0, report: Callable[[float], None] = lambda _share: None
) -> tuple[list[Shape], NDArray[numpy.float64]]:
    """Return the bead shapes of the best path, in order, and the posterior of each bead.

    Args:
        lattice: the lattice to search.
        temperature: divisor of the scores, greater than 0.
        report: called with the completed share of the rows, 0 to 1.
    """
    pieces = cut(lattice.corridor, lattice.gates)
    paths, logs = solve_pieces(lattice.scorer, pieces, temperature, report)
    path = [shape for piece in paths for shape in piece]
    total = numpy.concatenate(logs) + lattice.scorer.path_scores(path) / temperature
    return path, numpy.exp(numpy.minimum(total, 0.0))


def solve_pieces(
    scorer: Scorer,
    pieces: Sequence[Piece],
    temperature: float,
    report: Callable[[float], None] = lambda _share: None,
) -> tuple[list[list[Shape]], list[NDArray[numpy.float64]]]:
    """Return the best path through each piece of a lattice, and the log probabilities of its beads.

    A piece is a part of the lattice between two cells that every path passes. The log probability of a
    bead does not contain the score of the bead itself. The caller adds this score, divided by the
    temperature.

    Args:
        scorer: scorer of the whole lattice.
        pieces: pieces of the lattice, in any order.
        temperature: divisor of the scores, greater than 0.
        report: called with the completed share of the rows, 0 to 1.
    """
    paths: list[list[Shape]] = [[] for _ in pieces]
    logs: list[NDArray[numpy.float64]] = [numpy.zeros(0) for _ in pieces]
    rows, all_rows = 0, sum(len(piece.low) for piece in pieces)
    with one_blas_thread():
        for batch in batches(pieces):
            solved = solve_batch(scorer, [pieces[number] for number in batch], temperature)
            for number, result in zip(batch, solved, strict=True):
                paths[number], logs[number] = result
            rows += sum(len(pieces[number].low) for number in batch)
            report(rows / all_rows)
    return paths, logs


def solve_batch(
    scorer: Scorer, pieces: Sequence[Piece], temperature: float
) -> list[tuple[list[Shape], NDArray[numpy.float64]]]:
    """Return the best path through each piece of a lattice, and the log probabilities of its beads.

    All pieces are computed together; see `solve_pieces`.

    Args:
        scorer: scorer of the whole lattice.
        pieces: pieces sorted by their number of rows, longest first; all are in memory.
        temperature: divisor of the scores, greater than 0.
    """
    blocks = Blocks.of(scorer, pieces, 1 / temperature)
    best, sums, sums_back = ViterbiPass(scorer.shapes), SumPass(), SumPass(backwards=True)
    sweep(blocks, (best, sums))
    sweep(blocks, (sums_back,), backwards=True)
    solved = []
    for place, piece in enumerate(pieces):
        path = best.path(place, piece)
        nodes = numpy.cumsum([(0, 0), *path], axis=0)
        before, after = (each.at(place, piece, nodes) for each in (sums, sums_back))
        both = before[:, :-1] + after[:, 1:] - before[0, -1]
        alone = numpy.diff(nodes, axis=0).min(axis=1) == 0
        # A run of null beads is opened once, but the sums before and after one of its beads both include it.
        solved.append((path, numpy.where(alone, both[1] - scorer.null_opening / temperature, both[0])))
    return solved


@dataclass(frozen=True)
class Blocks:
    """The bead scores in a batch of pieces of the lattice, divided into blocks of rows.

    A piece is a part of the lattice between two cells that every path passes. The pieces of a batch
    are computed together.

    The forward sweep and the backward sweep use the same scores. The scores of a block are stored
    if there is enough space; otherwise, each sweep computes them again.

    Attributes:
        scorer: scorer of the whole lattice.
        pieces: pieces sorted by their number of rows, longest first.
        scale: factor of all scores (inverse of the temperature).
        ranges: first row and last row (exclusive) of each block, in order.
        stored: number of a block -> its scores.
    """

    scorer: Scorer
    pieces: Sequence[Piece]
    scale: float
    ranges: Sequence[tuple[int, int]]
    stored: dict[int, NDArray[numpy.float32]] = field(default_factory=dict)

    @classmethod
    def of(cls, scorer: Scorer, pieces: Sequence[Piece], scale: float) -> Blocks:
        """Divide the rows of some pieces of the lattice into blocks; no scores are computed yet."""
        return cls(scorer, pieces, scale, list(row_blocks(pieces, len(scorer.shapes))))

    @cached_property
    def lowest(self) -> NDArray[numpy.int64]:
        """First column of each row in each piece of the lattice, shape (rows, pieces); 0 after a piece's last row."""
        return self._in_rows([piece.low for piece in self.pieces], 0)

    @cached_property
    def highest(self) -> NDArray[numpy.int64]:
        """Last column of each row in each piece of the lattice, shape (rows, pieces); -1 after a piece's last row."""
        return self._in_rows([piece.high for piece in self.pieces], -1)

    def _in_rows(self, bounds: Sequence[NDArray[numpy.int64]], missing: int) -> NDArray[numpy.int64]:
        """Return the bounds of all pieces as one array, with ``missing`` after a piece's last row."""
        table = numpy.full((len(bounds[0]), len(bounds)), missing, numpy.int64)
        for place, bound in enumerate(bounds):
            table[: len(bound), place] = bound
        return table

    @property
    def width(self) -> int:
        """Number of columns in the widest row of all pieces."""
        return int((self.highest - self.lowest).max()) + 1

    def scores(self, number: int) -> NDArray[numpy.float32]:
        """Return the scores of the beads that end in a block of rows, divided by the temperature.

        `block_scores` describes the shape of the array.
        """
        if number in self.stored:
            return self.stored[number]
        scores = block_scores(self.scorer, self.pieces, *self.ranges[number])
        scores *= numpy.float32(self.scale)
        if sum(block.size for block in self.stored.values()) + scores.size <= MAX_STORED_SCORES:
            self.stored[number] = scores
        return scores


def sweep(blocks: Blocks, passes: Sequence[ViterbiPass | SumPass], *, backwards: bool = False) -> None:
    """Visit the rows of several pieces of the lattice together, and compute the totals of each row.

    The total of a cell is the highest score of the paths to the cell, or the log sum over these
    paths; the passes decide which. A backward sweep visits the rows, and the cells of each row, in
    reversed order. Its totals belong to the paths from a cell to the end.

    Args:
        blocks: scores of the pieces.
        passes: passes that combine, for each cell, the totals of the paths with different last
            beads.
        backwards: whether the sweep goes from the ends of the pieces to their beginnings.
    """
    pieces = blocks.pieces
    turn = slice(None, None, -1 if backwards else 1)
    opening = blocks.scorer.null_opening * blocks.scale
    shapes, one_row = numpy.array(blocks.scorer.shapes), numpy.array([(1, 0)])
    # Beads reach to the left of a piece, and so do the cells outside of it in a backward sweep.
    pad = int(shapes[:, 1].max()) + blocks.width
    ends = numpy.array([int(piece.high[-1]) for piece in pieces])
    stride = pad + int(ends.max()) + 1
    origins = numpy.arange(len(pieces)) * stride + pad
    slot = len(pieces) * stride + blocks.width
    rings = [tuple(Ring.of(steps, slot, backwards) for steps in (shapes, one_row)) for _ in passes]
    for number in range(len(blocks.ranges))[turn]:
        first, end = blocks.ranges[number]
        cells = BlockCells.of(blocks, number, backwards)
        scores_of_beads = blocks.scores(number)
        for row in range(first, end)[turn]:
            place = row - first
            active, width = cells.active[place], cells.widths[place]
            lowest = blocks.lowest[row, :active]
            starts = origins[:active] + (ends[:active] + 1 - lowest - width if backwards else lowest)
            here = (place, slice(active), slice(width - 1, None, -1) if backwards else slice(width))
            scores, reach = cells.scores[here], cells.reach[here]
            outside = cells.outside[here] if active > 1 else None  # a single piece fills its row
            beads = scores_of_beads[place, :, here[1], here[2]]
            for (ring, runs), each in zip(rings, passes, strict=True):
                candidates = ring.candidates(row, starts, width)
                omitted = runs.candidates(row, starts, width)[0]
                omitted += cells.omissions[here]
                if not backwards:
                    candidates += beads
                if cells.entries[place]:
                    candidates[0][cells.entered[here]] = 0.0
                matched = each.reduce(candidates)
                matched += scores
                if outside is not None and backwards:  # a run of null beads must not come from there
                    matched[outside] = omitted[outside] = -numpy.inf
                opened = matched + opening
                running = each.either(opened, omitted)
                running -= reach
                running = each.either.accumulate(running, axis=1)
                running += reach
                added = numpy.full((active, width), -numpy.inf)
                numpy.add(running[:, :-1], cells.additions[here][:, 1:], out=added[:, 1:])
                totals = each.join(row, Totals(matched, omitted, added, running, opened))
                if outside is not None and not backwards:  # nor must it leave the piece
                    totals[outside] = running[outside] = -numpy.inf
                ring.keep(row, starts, totals + beads if backwards else totals)
                runs.keep(row, starts, running)


class BlockCells(NamedTuple):
    """The cells in a block of rows, for several pieces of the lattice together, and their scores.

    A piece is a part of the lattice between two cells that every path passes.

    The columns of a row are counted from its first cell. All scores are divided by the temperature.
    The scores of cells outside of a piece have no meaning. Most arrays have the shape (rows,
    pieces, columns).

    Attributes:
        active: number of pieces that have cells in each row.
        widths: number of columns of each row.
        outside: whether a cell is outside of its piece.
        entries: whether each row contains a cell at which the paths of a piece begin.
        entered: whether the paths of the piece begin at a cell.
        scores: score of each cell itself.
        omissions: score of a cell, plus that of the 1-0 bead between it and the row visited before.
        additions: score of a cell, plus that of the 0-1 bead between it and the cell visited
            before.
        reach: cumulative sums of the additions along each row, in the order of the sweep.
    """

    active: list[int]
    widths: list[int]
    outside: NDArray[numpy.bool_]
    entries: list[bool]
    entered: NDArray[numpy.bool_]
    scores: Rows
    omissions: Rows
    additions: Rows
    reach: Rows

    @classmethod
    def of(cls, blocks: Blocks, number: int, backwards: bool) -> BlockCells:
        """Return the cells in one block of lattice rows; ``number`` is the index of the block in ``blocks.ranges``."""
        scorer = blocks.scorer
        first, end = blocks.ranges[number]
        pieces = [piece for piece in blocks.pieces if len(piece.low) > first]
        tops, lefts, heights = numpy.array([(piece.row, piece.column, len(piece.low)) for piece in pieces]).T
        lowest = blocks.lowest[first:end, : len(pieces)]
        spans = blocks.highest[first:end, : len(pieces)] - lowest
        widths = spans.max(axis=1) + 1
        numbers = numpy.arange(int(widths.max()))
        rows = numpy.arange(first, end)[:, None]
        places = numpy.minimum(tops + rows, len(scorer.first_null))[..., None]
        columns = numpy.minimum((lefts + lowest)[..., None] + numbers, len(scorer.second_null))
        outside = numbers > spans[..., None]
        scores = scorer.nodes(places, columns).astype(numpy.float64) * blocks.scale
        additions = scores_beside(scorer.second_null, columns, backwards) * blocks.scale + scores
        if backwards:
            entered = (heights == rows + 1)[..., None] & (numbers == spans[..., None])
            reach = additions[..., ::-1].cumsum(axis=2)[..., ::-1]
        else:
            entered = (rows == 0)[..., None] & (numbers == 0) & ~outside
            reach = additions.cumsum(axis=2)
        return cls(
            active=(heights > rows).sum(axis=1).tolist(),
            widths=widths.tolist(),
            outside=outside,
            entries=entered.any(axis=(1, 2)).tolist(),
            entered=entered,
            scores=scores,
            omissions=scores_beside(scorer.first_null, places, backwards) * blocks.scale + scores,
            additions=additions,
            reach=reach,
        )


def scores_beside(null: NDArray[numpy.float64], cells: NDArray[numpy.int64], backwards: bool) -> Rows:
    """Return the score of the null bead between each cell and the neighbour that was visited before it.

    Args:
        null: score of each segment of a text as a null bead.
        cells: numbers of segments consumed, of any shape.
        backwards: whether the bead begins in the cell; otherwise it ends there. Where the text has no
            such segment, the score means nothing.
    """
    if not len(null):
        return numpy.zeros(cells.shape)
    beside: Rows = null[numpy.clip(cells if backwards else cells - 1, 0, len(null) - 1)]
    return beside


@dataclass
class Ring:
    """A ring buffer for the totals of the latest rows of each piece of the lattice.

    A slot of the buffer contains one row: the cells of the first piece, then those of the second,
    and so on. There are as many slots as the longest bead needs. The empty space before each piece
    is as wide as the longest bead. Rows that were not visited contain minus infinity.

    A forward sweep stores one total of each cell for all beads that begin there. A backward sweep
    stores a total for each bead that ends there, which includes the score of the bead. A slot
    therefore has one line of cells in a forward sweep, and one line for each bead shape in a
    backward sweep.

    Attributes:
        depth: number of slots.
        totals: the slots one after another, each with its lines.
        sources: for each slot and bead shape, the offset in ``totals`` of the bead's other end,
            relative to the place of a cell in its line, shape (depth, choices, 1).
        lines: for each slot, the offsets of its lines in ``totals``, shape (depth, lines, 1).
        written: number of a slot -> the windows of ``totals`` that it fills, and their width.
        views: width -> view of ``totals`` as windows of this width.
    """

    depth: int
    totals: NDArray[numpy.float64]
    sources: NDArray[numpy.int64]
    lines: NDArray[numpy.int64]
    written: dict[int, tuple[NDArray[numpy.int64], int]] = field(default_factory=dict)
    views: dict[int, NDArray[numpy.float64]] = field(default_factory=dict)

    @classmethod
    def of(cls, steps: NDArray[numpy.int64], slot: int, backwards: bool) -> Ring:
        """Return an empty ring buffer for the totals of the latest rows.

        Args:
            steps: number of source and of target segments of each bead shape, shape (choices, 2).
            slot: number of cells that one row of all pieces takes, including the space before each piece.
            backwards: whether the rows are visited in reversed order.
        """
        depth, kinds = int(steps[:, 0].max()) + 1, len(steps) if backwards else 1
        lines = (numpy.arange(depth)[:, None] * kinds + numpy.arange(kinds)) * slot
        others = (numpy.arange(depth)[:, None] + (steps[:, 0] if backwards else -steps[:, 0])) % depth
        sources = lines[others, numpy.arange(len(steps)) % kinds] - steps[:, 1]
        return cls(depth, numpy.full(depth * kinds * slot, -numpy.inf), sources[..., None], lines[..., None])

    def candidates(self, row: int, starts: NDArray[numpy.int64], width: int) -> Rows:
        """Return the totals at the other ends of the beads of a row, shape (choices, pieces, columns).

        There is one choice for each bead shape. In a forward sweep, the beads end in the row; in a
        backward sweep, they begin in it.

        Args:
            row: number of the row.
            starts: for each piece, the offset of the row's first cell among the stored cells of all pieces.
            width: number of columns.
        """
        candidates: Rows = self._windows(width)[self.sources[row % self.depth] + starts]
        return candidates

    def keep(self, row: int, starts: NDArray[numpy.int64], totals: Rows) -> None:
        """Store the totals of a row, and overwrite the oldest row.

        Args:
            row: number of the row.
            starts: for each piece, the offset of the row's first cell among the stored cells of all pieces.
            totals: totals of the row, shape (pieces, columns); in a backward sweep, one total for
                each bead shape, shape (shapes, pieces, columns).
        """
        number = row % self.depth
        if number in self.written:
            old, width = self.written[number]
            self._windows(width)[old] = -numpy.inf
        here, width = starts + self.lines[number], totals.shape[-1]
        self._windows(width)[here] = totals
        self.written[number] = (here, width)

    def _windows(self, width: int) -> NDArray[numpy.float64]:
        """Return a view of ``totals`` (the stored rows) with a window at each offset, shape (windows, width).

        Views are cached, because it is slow to create them.
        """
        if width not in self.views:
            size = self.totals.itemsize
            self.views[width] = as_strided(self.totals, (len(self.totals) - width + 1, width), (size, size))
        return self.views[width]


def row_blocks(pieces: Sequence[Piece], shapes: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last row (exclusive) of each block of lattice rows to score in one step."""
    height = len(pieces[0].low)
    widest = numpy.zeros(height, numpy.int64)
    for piece in pieces:
        widest[: len(piece.low)] = numpy.maximum(widest[: len(piece.low)], piece.high - piece.low + 1)
    first = 0
    while first < height:
        end = first + 1
        while end < min(height, first + MAX_BLOCK_ROWS):
            if (end + 1 - first) * int(widest[first : end + 1].max()) * len(pieces) * shapes > MAX_BLOCK_SCORES:
                break
            end += 1
        yield first, end
        first = end


def block_scores(scorer: Scorer, pieces: Sequence[Piece], first: int, end: int) -> NDArray[numpy.float32]:
    """Return the scores of the beads that end in a block of rows, shape (rows, shapes, pieces, columns).

    Several pieces of the lattice are scored together. Columns are counted from the first cell that a
    piece has in the row. Scores outside of the cells of a row are minus infinity.
    """
    active = [piece for piece in pieces if len(piece.low) > first]
    width = max(int((piece.high[first:end] - piece.low[first:end]).max()) + 1 for piece in active)
    scores = numpy.full((end - first, len(scorer.shapes), len(active), width), -numpy.inf, numpy.float32)
    asked: dict[int, Window] = {}
    for place, piece in enumerate(active):
        start, stop = max(first, 1), min(end, len(piece.low))
        if start < stop and piece.high[stop - 1]:
            left = max(int(piece.low[start]) - 1, 0)
            rows = slice(piece.row + start - 1, piece.row + stop - 1)
            asked[place] = rows, slice(piece.column + left, piece.column + int(piece.high[stop - 1]))
    for place, block in score_windows(scorer, asked):
        piece, start = active[place], max(first, 1)
        left = asked[place][1].start - piece.column
        stop = start + len(block)
        bounds = zip(piece.low[start:stop].tolist(), piece.high[start:stop].tolist(), strict=True)
        for number, (lowest, highest) in enumerate(bounds):
            skip = 1 if lowest == 0 else 0  # only 1-0 beads can end before the first target segment
            here = block[number, :, lowest + skip - 1 - left : highest - left]
            scores[start - first + number, :, place, skip : skip + here.shape[1]] = here
    return scores


def score_windows(scorer: Scorer, asked: Mapping[int, Window]) -> Iterator[tuple[int, NDArray[numpy.float32]]]:
    """Yield the number of each requested window of the lattice, and the scores of the beads in it.

    Small neighbouring windows are scored with one call of the scorer.

    Args:
        scorer: scorer of the whole lattice.
        asked: number of each window -> its rows and columns.
    """
    groups: list[tuple[Window, list[int]]] = []
    for number in sorted(asked, key=lambda each: asked[each][0].start):
        if groups:
            (rows, columns), members = groups[-1]
            both = enclosing(rows, asked[number][0]), enclosing(columns, asked[number][1])
            if (both[0].stop - both[0].start) * (both[1].stop - both[1].start) <= MAX_JOINT_CELLS:
                groups[-1] = both, [*members, number]
                continue
        groups.append((asked[number], [number]))
    for (rows, columns), members in groups:
        block = scorer.scores(rows, columns)
        for number in members:
            own = asked[number]
            tall = slice(own[0].start - rows.start, own[0].stop - rows.start)
            wide = slice(own[1].start - columns.start, own[1].stop - columns.start)
            yield number, block[tall, :, wide]


def enclosing(first: slice, second: slice) -> slice:
    """Return the smallest range that contains two ranges."""
    return slice(min(first.start, second.start), max(first.stop, second.stop))
