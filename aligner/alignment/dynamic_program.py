"""The second pass: the best path of beads through the corridor, and how sure each bead is.

Gale and Church (1993) with spans of any size: a cell ``(i, j)`` means that i source and j target
segments are consumed. Posteriors come from the forward-backward sums over the same lattice: with ``T``
the temperature, a bead's probability is the share of ``exp(total score / T)`` of the paths that use it.

Cells that every path must pass cut the lattice into pieces. Pieces of like size are computed side by side, row by
row: all their columns and all bead shapes are one numpy expression, so a row of many pieces costs a few calls, and
what is held at a time are the pieces of one batch.

A run of null beads costs something to open and less to go on with (the affine gaps of Gotoh, 1982): what is missing
is missing in pieces. Each cell therefore has two totals: of all paths, and of those inside a run, which the next null
bead need not pay for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from aligner.alignment.corridor import Corridor
from aligner.alignment.passes import Best, Rows, Sums, Totals
from aligner.alignment.pieces import Piece, batches, cut
from aligner.alignment.scoring import Scorer
from aligner.alignment.spans import Shape

BLOCK_SCORES = 4_000_000
"""Scores held at a time."""
CELLS_A_CALL = 1_000
"""Cells up to which one call of the scorer for several small pieces costs less than a call for each."""
Window = tuple[slice, slice]
"""Rows and columns of the lattice."""
BLOCK_ROWS = 64


@dataclass(frozen=True)
class Lattice:
    """What a pass over the cells needs.

    Attributes:
        scorer: scores beads and cells.
        corridor: the cells to visit.
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
    """Return the bead shapes of the best path, in order, and the probability of each.

    Args:
        lattice: what to search.
        temperature: divides the scores, greater than 0.
        report: told the share of the rows that is done.
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
    """Return the best path through each piece, and the log probability of each of its beads without its own score.

    Args:
        scorer: of the two texts.
        pieces: of their lattice, in any order.
        temperature: divides the scores, greater than 0.
        report: told the share of the rows that is done.
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
            best, sums = Best(scorer.shapes), Sums()
            sweep(scorer, chosen, 1 / temperature, (best, sums))
            nodes = []
            for place, number in enumerate(batch):
                paths[number] = best.path(place, pieces[number])
                nodes.append(numpy.cumsum([(0, 0), *paths[number]], axis=0))
            forward = [sums.at(place, piece, nodes[place]) for place, piece in enumerate(chosen)]
            turned = [piece.reversed(*ends) for piece in chosen]
            sums = Sums()
            sweep(backwards, turned, 1 / temperature, (sums,))
            for place, number in enumerate(batch):
                backward = sums.at(place, turned[place], (nodes[place][-1] - nodes[place])[::-1])[:, ::-1]
                both = forward[place][:, :-1] + backward[:, 1:] - forward[place][0, -1]
                alone = numpy.diff(nodes[place], axis=0).min(axis=1) == 0
                # A run of null beads is opened once, but both the sums before and behind one of its beads have paid.
                logs[number] = numpy.where(alone, both[1] - scorer.null_opening / temperature, both[0])
                rows += len(pieces[number].low) - 1
            report(rows / max(all_rows, 1))
    return paths, logs


def sweep(scorer: Scorer, pieces: Sequence[Piece], scale: float, passes: Sequence[Best | Sums]) -> None:
    """Visit the rows of some pieces side by side, handing each row's candidate totals to the passes.

    Args:
        scorer: of the whole lattice.
        pieces: in order of their numbers of rows, longest first.
        scale: factor on all scores (one over the temperature).
        passes: what joins the candidates of each cell.
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
    """The last rows of the totals of each piece, as many as a bead can reach back to, and one that stays impossible.

    Within a row's slot the pieces stand one behind the other, with room for the longest bead before each.

    Attributes:
        steps: sizes of the beads that reach back, shape (choices, 2).
        depth: rows kept.
        slot: numbers a row takes.
        totals: the slots one behind the other, shape ((depth + 1) * slot,).
        written: where rows stand that are to be overwritten: ``(windows, width)`` of each.
        views: the stretches of each width that was asked for.
    """

    steps: NDArray[numpy.int64]
    depth: int
    slot: int
    totals: NDArray[numpy.float64]
    written: list[tuple[NDArray[numpy.int64], int]] = field(default_factory=list)
    views: dict[int, NDArray[numpy.float64]] = field(default_factory=dict)

    @classmethod
    def of(cls, steps: NDArray[numpy.int64], slot: int) -> Ring:
        """Make room for the rows that some steps reach back to."""
        depth = int(steps[:, 0].max()) + 1
        return cls(steps, depth, slot, numpy.full((depth + 1) * slot, -numpy.inf))

    def candidates(self, row: int, starts: NDArray[numpy.int64], width: int) -> Rows:
        """Return the totals that beads ending in a row come from, shape (choices, pieces, columns).

        Args:
            row: its number.
            starts: where the row's first cell of each piece stands within a slot.
            width: columns.
        """
        slots = (row - self.steps[:, 0]) % self.depth
        if row < self.depth:
            slots[self.steps[:, 0] > row] = self.depth
        candidates: Rows = self._windows(width)[(slots * self.slot - self.steps[:, 1])[:, None] + starts]
        return candidates

    def keep(self, row: int, starts: NDArray[numpy.int64], totals: Rows) -> None:
        """Keep the totals of a row in place of the oldest."""
        number = row % self.depth
        if row >= self.depth:
            old, width = self.written[number]
            self._windows(width)[old] = -numpy.inf
        here, width = starts + number * self.slot, totals.shape[1]
        self._windows(width)[here] = totals
        self.written[number : number + 1] = [(here, width)]

    def _windows(self, width: int) -> NDArray[numpy.float64]:
        """Return all stretches of a width, shape (stretches, width); made once a width, since making one is slow."""
        if width not in self.views:
            size = self.totals.itemsize
            self.views[width] = as_strided(self.totals, (len(self.totals) - width + 1, width), (size, size))
        return self.views[width]


def row_blocks(pieces: Sequence[Piece], shapes: int) -> Iterator[tuple[int, int]]:
    """Yield the first row and the end of stretches of rows whose scores are held at a time."""
    height = len(pieces[0].low)
    widest = numpy.zeros(height, numpy.int64)
    for piece in pieces:
        widest[: len(piece.low)] = numpy.maximum(widest[: len(piece.low)], piece.high - piece.low + 1)
    first = 0
    while first < height:
        end = first + 1
        while end < min(height, first + BLOCK_ROWS):
            if (end + 1 - first) * int(widest[first : end + 1].max()) * len(pieces) * shapes > BLOCK_SCORES:
                break
            end += 1
        yield first, end
        first = end


def block_scores(scorer: Scorer, pieces: Sequence[Piece], first: int, end: int) -> NDArray[numpy.float32]:
    """Return the scores of the beads that end in some rows, shape (rows, shapes, pieces, columns).

    Columns are counted from the first cell of each row and piece; there are none outside of a row's cells.
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
    for place, block in windows_scored(scorer, asked):
        piece, start = active[place], max(first, 1)
        left = asked[place][1].start - piece.column
        stop = start + len(block)
        bounds = zip(piece.low[start:stop].tolist(), piece.high[start:stop].tolist(), strict=True)
        for number, (lowest, highest) in enumerate(bounds):
            skip = 1 if lowest == 0 else 0  # nothing but 1-0 beads can end before the first target segment
            here = block[number, :, lowest + skip - 1 - left : highest - left]
            scores[start - first + number, :, place, skip : skip + here.shape[1]] = here
    return scores


def windows_scored(scorer: Scorer, asked: Mapping[int, Window]) -> Iterator[tuple[int, NDArray[numpy.float32]]]:
    """Yield the scores of windows of the lattice, those of small neighbours from one call: it costs what many cells do.

    Args:
        scorer: of the whole lattice.
        asked: the windows, by the caller's numbers.
    """
    groups: list[tuple[Window, list[int]]] = []
    for number in sorted(asked, key=lambda each: asked[each][0].start):
        if groups:
            (rows, columns), members = groups[-1]
            both = around(rows, asked[number][0]), around(columns, asked[number][1])
            if (both[0].stop - both[0].start) * (both[1].stop - both[1].start) <= CELLS_A_CALL:
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


def around(first: slice, second: slice) -> slice:
    """Return the range that holds two ranges."""
    return slice(min(first.start, second.start), max(first.stop, second.stop))
