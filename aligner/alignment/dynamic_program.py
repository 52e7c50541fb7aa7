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

import numpy
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from aligner.alignment.corridor import Corridor
from aligner.alignment.passes import ForwardPass, Rows, Totals, ViterbiPass
from aligner.alignment.pieces import Piece, batches, cut
from aligner.alignment.scoring import Scorer
from aligner.alignment.spans import Shape

MAX_BLOCK_SCORES = 4_000_000
"""Maximum number of scores in memory."""
MAX_JOINT_CELLS = 1_000
"""Maximum number of cells of one call of the scorer for several small pieces; below it, one call is faster than
many."""
Window = tuple[slice, slice]
"""Rows and columns of the lattice."""
MAX_BLOCK_ROWS = 64
"""Maximum number of rows that are scored at a time."""


@dataclass(frozen=True)
class Lattice:
    """The cells and their scores.

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
    """Return the best path through each piece, and the log probabilities of its beads.

    The log probability of a bead excludes the score of the bead itself.

    Args:
        scorer: scorer of the whole lattice.
        pieces: pieces of the lattice, in any order.
        temperature: divisor of the scores, greater than 0.
        report: called with the completed share of the rows, 0 to 1.
    """
    from threadpoolctl import threadpool_limits

    backwards = scorer.reversed()
    paths: list[list[Shape]] = [[] for _ in pieces]
    logs: list[NDArray[numpy.float64]] = [numpy.zeros(0) for _ in pieces]
    ends = len(scorer.first_null), len(scorer.second_null)
    all_rows = sum(len(piece.low) - 1 for piece in pieces)
    # Products of a few dozen rows are slower on several threads than on one, on a busy machine five times slower.
    with threadpool_limits(1, user_api="blas"):
        rows = 0
        for batch in batches(pieces):
            chosen = [pieces[number] for number in batch]
            best, sums = ViterbiPass(scorer.shapes), ForwardPass()
            sweep(scorer, chosen, 1 / temperature, (best, sums))
            nodes = []
            for place, number in enumerate(batch):
                paths[number] = best.path(place, pieces[number])
                nodes.append(numpy.cumsum([(0, 0), *paths[number]], axis=0))
            forward = [sums.at(place, piece, nodes[place]) for place, piece in enumerate(chosen)]
            turned = [piece.reversed(*ends) for piece in chosen]
            sums = ForwardPass()
            sweep(backwards, turned, 1 / temperature, (sums,))
            for place, number in enumerate(batch):
                backward = sums.at(place, turned[place], (nodes[place][-1] - nodes[place])[::-1])[:, ::-1]
                both = forward[place][:, :-1] + backward[:, 1:] - forward[place][0, -1]
                alone = numpy.diff(nodes[place], axis=0).min(axis=1) == 0
                # A run of null beads is opened once, but the sums before and after one of its beads both include it.
                logs[number] = numpy.where(alone, both[1] - scorer.null_opening / temperature, both[0])
                rows += len(pieces[number].low) - 1
            report(rows / max(all_rows, 1))
    return paths, logs


def sweep(scorer: Scorer, pieces: Sequence[Piece], scale: float, passes: Sequence[ViterbiPass | ForwardPass]) -> None:
    """Visit the rows of several pieces together, and pass the candidate totals of each row to the passes.

    Args:
        scorer: scorer of the whole lattice.
        pieces: pieces sorted by their number of rows, longest first.
        scale: factor of all scores (inverse of the temperature).
        passes: passes that combine the candidates of each cell.
    """
    heights = numpy.array([len(piece.low) for piece in pieces])
    opening = scorer.null_opening * scale
    first_null, second_null = scorer.first_null * scale, numpy.append(scorer.second_null, 0.0) * scale
    tops, lefts = (numpy.array([getattr(piece, side) for piece in pieces]) for side in ("row", "column"))
    steps = numpy.array(scorer.shapes), numpy.array([(1, 0)])
    pad = int(steps[0][:, 1].max())
    stride = pad + max(int(piece.high[-1]) + int((piece.high - piece.low).max()) for piece in pieces) + 2
    origins = numpy.arange(len(pieces)) * stride + pad
    rings = [tuple(Ring.of(each, len(pieces) * stride) for each in steps) for _ in passes]
    for first, end in row_blocks(pieces, len(scorer.shapes)):
        scores = block_scores(scorer, pieces, first, end) * numpy.float32(scale)
        for row in range(first, end):
            active = int((heights > row).sum())
            lowest = numpy.array([piece.low[row] for piece in pieces[:active]])
            spans = numpy.array([piece.high[row] for piece in pieces[:active]]) - lowest
            width = int(spans.max()) + 1
            columns = numpy.arange(width)
            outside = columns > spans[:, None] if active > 1 else None  # a single piece fills its row
            cells = numpy.zeros((active, width))
            for place, piece in enumerate(pieces[:active]):
                left, count = piece.column + int(lowest[place]), int(spans[place]) + 1
                cells[place, :count] = scorer.nodes(piece.row + row, slice(left, left + count))
            cells *= scale
            places = (lefts[:active] + lowest)[:, None] + columns[:-1]
            additions = second_null[numpy.minimum(places, len(second_null) - 1)] + cells[:, 1:]
            reach = numpy.zeros((active, width))
            additions.cumsum(axis=1, out=reach[:, 1:])
            starts = origins[:active] + lowest
            for (ring, runs), each in zip(rings, passes, strict=True):
                candidates = ring.candidates(row, starts, width)
                omitted = runs.candidates(row, starts, width)[0]
                if row:
                    candidates += scores[row - first, :, :active, :width]
                    omitted += first_null[tops[:active] + row - 1][:, None] + cells
                else:
                    candidates[0, :, 0] = 0.0
                matched = each.reduce(candidates) + cells
                opened = matched + opening
                running = each.either.accumulate(each.either(opened, omitted) - reach, axis=1) + reach
                added = numpy.full((active, width), -numpy.inf)
                added[:, 1:] = running[:, :-1] + additions
                totals = each.join(Totals(matched, omitted, added, running, opened))
                for kept, values in ((ring, totals), (runs, running)):
                    if outside is not None:
                        values[outside] = -numpy.inf
                    kept.keep(row, starts, values)


@dataclass
class Ring:
    """A ring buffer for the totals of the latest rows of each piece.

    It has as many rows as the longest bead needs, and one row of minus infinity. The slot of a row
    contains the pieces one after another. The space before each piece is as wide as the longest bead.

    Attributes:
        steps: sizes of the beads, shape (choices, 2).
        depth: number of rows in memory.
        slot: number of totals in the slot of one row.
        totals: the slots one after another, shape ((depth + 1) * slot,).
        written: for each row in memory, the windows of ``totals`` that it fills, and their width.
        views: width -> view of ``totals`` as windows of this width.
    """

    steps: NDArray[numpy.int64]
    depth: int
    slot: int
    totals: NDArray[numpy.float64]
    written: list[tuple[NDArray[numpy.int64], int]] = field(default_factory=list)
    views: dict[int, NDArray[numpy.float64]] = field(default_factory=dict)

    @classmethod
    def of(cls, steps: NDArray[numpy.int64], slot: int) -> Ring:
        """Return an empty buffer for beads of the sizes ``steps``, with ``slot`` totals for each row."""
        depth = int(steps[:, 0].max()) + 1
        return cls(steps, depth, slot, numpy.full((depth + 1) * slot, -numpy.inf))

    def candidates(self, row: int, starts: NDArray[numpy.int64], width: int) -> Rows:
        """Return the totals at the starts of the beads that end in a row, shape (choices, pieces, columns).

        Args:
            row: number of the row.
            starts: place of the row's first cell in a slot, for each piece.
            width: number of columns.
        """
        slots = (row - self.steps[:, 0]) % self.depth
        if row < self.depth:
            slots[self.steps[:, 0] > row] = self.depth
        candidates: Rows = self._windows(width)[(slots * self.slot - self.steps[:, 1])[:, None] + starts]
        return candidates

    def keep(self, row: int, starts: NDArray[numpy.int64], totals: Rows) -> None:
        """Store the totals of a row, and overwrite the oldest row.

        Args:
            row: number of the row.
            starts: place of the row's first cell in a slot, for each piece.
            totals: totals of the row, shape (pieces, columns).
        """
        number = row % self.depth
        if row >= self.depth:
            old, width = self.written[number]
            self._windows(width)[old] = -numpy.inf
        here, width = starts + number * self.slot, totals.shape[1]
        self._windows(width)[here] = totals
        self.written[number : number + 1] = [(here, width)]

    def _windows(self, width: int) -> NDArray[numpy.float64]:
        """Return a view of ``totals`` as all its windows of a width, shape (windows, width).

        Views are cached, because it is slow to create them.
        """
        if width not in self.views:
            size = self.totals.itemsize
            self.views[width] = as_strided(self.totals, (len(self.totals) - width + 1, width), (size, size))
        return self.views[width]


def row_blocks(pieces: Sequence[Piece], shapes: int) -> Iterator[tuple[int, int]]:
    """Yield the first row and the last row (exclusive) of each block of rows that is scored in one step."""
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

    Columns are counted from the first cell of each row of each piece. Scores outside of the cells of a
    row are minus infinity.
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
    """Yield the number of each window of the lattice, and the scores of the window.

    Small neighbouring windows share one call of the scorer.

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
