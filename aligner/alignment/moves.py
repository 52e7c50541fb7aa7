"""Moved blocks: what the monotone pass left alone on both sides, matched to each other.

The path never crosses itself. Where a chapter stands elsewhere in the translation, it leaves the chapter alone on
both sides: two long runs of null beads, with at most a few wrong beads strewn in. Only such runs are looked at, so
ordinary documents cost nothing. Segments of the runs that are each other's best match are chained (as the anchors of
the first pass are), the two stretches that a dense chain marks are aligned with each other by the same bead score, and
what comes back is kept if it holds together by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.chains import heaviest_chain, mutual_best
from aligner.alignment.crossing import MOVED, SIDES, cross, hull, traded
from aligner.alignment.packed_rows import Rows
from aligner.bitext import Bead

LEAST = 5
"""Segments of a run and pairs of a chain, at least."""
LEAST_BEADS = 8
"""Beads with two sides of a block, at least: fewer can come about by chance."""
STRAYS, STRAY_SHARE = 3, 0.25
"""Segments in wrong beads that may stand between two stretches of one run, and a share of the shorter stretch more; at
most half of it."""
SKIPPED = 0.1
"""What a segment without a pair costs a chain that a pair earns 1: below one pair in ten there is no block."""
STRANGERS, ALONE = 0.2, 0.05
"""What a bead of strangers is worth, and a segment left alone costs; translations are worth 0.3 to 0.6."""
LEAST_COSINE = 0.3
"""Mean cosine of a block's beads: translations reach 0.45 to 0.8, strangers that were paired all the same 0.2."""
LEAST_ALIGNED = 0.5
"""Share of a block's segments, on either side, that stand in beads with two sides."""
SLACK = 10
"""Segments by which a run may go on beyond a chain on one side where it ends on the other."""
DOUBTFUL = 0.2
"""Confidence of a bead below which it counts as left alone: so are beads of strangers that the path put together."""

Pairs = NDArray[numpy.int64]
AlignRun = Callable[[range, range], Sequence[Bead]]
"""Aligns two stretches of segments with each other; the beads bear the documents' segment numbers."""


def rejoin_moved(
    beads: Sequence[Bead], source_units: Rows, target_units: Rows, align_run: AlignRun
) -> tuple[Bead, ...]:
    """Return the beads with moved blocks joined again, in source order; the same beads where nothing was moved.

    Args:
        beads: a monotone alignment, null beads included.
        source_units: unit vectors of the source segments, shape (n, dimension).
        target_units: unit vectors of the target segments, shape (m, dimension).
        align_run: see `AlignRun`.
    """
    runs = [null_runs(beads, side) for side in ("source", "target")]
    if not all(runs):
        return tuple(beads)
    blocks: list[tuple[Bead, ...]] = []
    pairs, weights = pairs_between(runs[0], runs[1], source_units, target_units)
    while True:
        found = best_chain(pairs, weights, runs)
        if found is None:
            break
        chain, limits = found
        stretches = widened(chain, limits)
        block = trimmed(align_run(*stretches))
        if holds_together(block):
            blocks.append(block)
        taken = [hull(block, side) if holds_together(block) else s for side, s in zip(SIDES, stretches, strict=True)]
        runs = [[part for run in side for part in without(run, cut)] for side, cut in zip(runs, taken, strict=True)]
    blocks = that_cross(blocks, beads)
    return with_blocks(beads, blocks) if blocks else tuple(beads)


def null_runs(beads: Sequence[Bead], side: str) -> list[range]:
    """Return stretches of at least `LEAST` segments of one side that the path left alone or as good as that.

    Some others may stand between two longer stretches, see `STRAYS`, but no segment whose bead has a status.
    """
    free = [bead for bead in beads if not bead.status]
    alone = [n for bead in free if bead.is_null or bead.confidence < DOUBTFUL for n in getattr(bead, side)]
    held = {number for bead in beads if bead.status for number in getattr(bead, side)}
    plain: list[range] = []
    for number in alone:
        if plain and plain[-1].stop == number:
            plain[-1] = range(plain[-1].start, number + 1)
        else:
            plain.append(range(number, number + 1))
    runs: list[range] = []
    for run in plain:
        between = run.start - runs[-1].stop if runs else 0
        shorter = min(len(run), len(runs[-1])) if runs else 0
        stray = between <= min(STRAYS + STRAY_SHARE * shorter, shorter / 2)
        if runs and stray and held.isdisjoint(range(runs[-1].stop, run.start)):
            runs[-1] = range(runs[-1].start, run.stop)
        else:
            runs.append(run)
    return [run for run in runs if len(run) >= LEAST]


def pairs_between(
    source_runs: Sequence[range], target_runs: Sequence[range], source_units: Rows, target_units: Rows
) -> tuple[Pairs, NDArray[numpy.float64]]:
    """Return the mutual best matches among the segments of all runs, shape (k, 2), and their margins."""
    rows, columns = (numpy.concatenate([numpy.array(run) for run in runs]) for runs in (source_runs, target_runs))
    pairs, weights = mutual_best(source_units[rows], target_units[columns])
    return numpy.stack([rows[pairs[:, 0]], columns[pairs[:, 1]]], axis=1), weights


def best_chain(
    pairs: Pairs, weights: NDArray[numpy.float64], runs: Sequence[Sequence[range]]
) -> tuple[Pairs, tuple[range, range]] | None:
    """Return the longest dense chain of pairs within one run of either side, and these runs; none where all are short.

    Args:
        pairs: in source order, shape (k, 2).
        weights: positive, shape (k,).
        runs: of the source and of the target, in order.
    """
    places = [place_in(pairs[:, side], runs[side]) for side in (0, 1)]
    best: tuple[Pairs, tuple[range, range]] | None = None
    inside = (places[0] >= 0) & (places[1] >= 0)
    for first, second in sorted(set(zip(places[0][inside].tolist(), places[1][inside].tolist(), strict=True))):
        here = (places[0] == first) & (places[1] == second)
        if here.sum() < LEAST:
            continue
        chain = dense_part(pairs[here][heaviest_chain(pairs[here], weights[here])])
        if len(chain) >= LEAST and (best is None or len(chain) > len(best[0])):
            best = chain, (runs[0][first], runs[1][second])
    return best


def place_in(numbers: NDArray[numpy.int64], runs: Sequence[range]) -> NDArray[numpy.int64]:
    """Return which run holds each number, -1 for none."""
    if not runs:
        return numpy.full(len(numbers), -1)
    starts, stops = (numpy.array([getattr(run, end) for run in runs]) for end in ("start", "stop"))
    places = numpy.searchsorted(starts, numbers, side="right") - 1
    held: NDArray[numpy.int64] = numpy.where((places >= 0) & (numbers < stops[places]), places, -1)
    return held


def dense_part(chain: Pairs) -> Pairs:
    """Return the part of a chain with the greatest worth: 1 a pair, less `SKIPPED` a segment between two."""
    start = best_start = best_stop = 0
    worth = best = 0.0
    for place in range(len(chain)):
        if place:
            worth -= SKIPPED * (int((chain[place] - chain[place - 1]).max()) - 1)
        if worth <= 0:
            start, worth = place, 0.0
        worth += 1
        if worth > best:
            best, best_start, best_stop = worth, start, place + 1
    return chain[best_start:best_stop]


def widened(chain: Pairs, limits: tuple[range, range]) -> tuple[range, range]:
    """Return the stretches that a chain marks, with what the runs hold before and behind it on both sides."""
    before = [int(chain[0, side]) - limits[side].start for side in (0, 1)]
    behind = [limits[side].stop - 1 - int(chain[-1, side]) for side in (0, 1)]
    first, second = (
        range(
            int(chain[0, side]) - min(before[side], 3 * before[1 - side] + SLACK),
            int(chain[-1, side]) + 1 + min(behind[side], 3 * behind[1 - side] + SLACK),
        )
        for side in (0, 1)
    )
    return first, second


def trimmed(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return the stretch of beads with the greatest worth, called moved.

    A bead is worth its score times its confidence, less `STRANGERS`; a segment left alone costs `ALONE`: a few beads
    of strangers, or a few that are far from the rest, do not belong to a block.
    """
    start = best_start = best_stop = 0
    worth = best = 0.0
    for place, bead in enumerate(beads):
        if worth <= 0:
            start, worth = place, 0.0
        worth += -ALONE if bead.is_null else bead.score * bead.confidence - STRANGERS
        if worth > best:
            best, best_start, best_stop = worth, start, place + 1
    return tuple(replace(bead, status=MOVED) for bead in beads[best_start:best_stop])


def holds_together(block: Sequence[Bead]) -> bool:
    """Tell whether the beads of a block are evidence by themselves: enough, alike, and little left alone."""
    matched = [bead for bead in block if not bead.is_null]
    if len(matched) < LEAST_BEADS or sum(bead.score for bead in matched) / len(matched) < LEAST_COSINE:
        return False
    return all(
        sum(len(getattr(bead, side)) for bead in matched) >= LEAST_ALIGNED * len(hull(block, side)) for side in SIDES
    )


def without(run: range, cut: range) -> Iterator[range]:
    """Yield what is left of a run, in parts of at least `LEAST` segments."""
    for part in (range(run.start, min(run.stop, cut.start)), range(max(run.start, cut.stop), run.stop)):
        if len(part) >= LEAST:
            yield part


def that_cross(blocks: Sequence[tuple[Bead, ...]], beads: Sequence[Bead]) -> list[tuple[Bead, ...]]:
    """Return the blocks that stand in another order than at least `LEAST` of the beads around them: the moved ones."""
    held = held_by(blocks)
    around = [b for b in beads if not b.is_null and held[0].isdisjoint(b.source) and held[1].isdisjoint(b.target)]
    around += [bead for block in blocks for bead in block if not bead.is_null]
    return [block for block in blocks if sum(cross(block[0], bead) for bead in around) >= LEAST]


def held_by(blocks: Sequence[Sequence[Bead]]) -> tuple[set[int], set[int]]:
    """Return the segments of either side that blocks hold."""
    first, second = ({n for block in blocks for bead in block for n in getattr(bead, side)} for side in SIDES)
    return first, second


def with_blocks(beads: Sequence[Bead], blocks: Sequence[tuple[Bead, ...]]) -> tuple[Bead, ...]:
    """Return the beads with blocks put in where their source segments stand.

    A wrong bead within a block is dissolved; of what it held, segments outside all blocks become null beads.
    """
    starts = {block[0].source[0]: block for block in blocks}
    held = held_by(blocks)
    result: list[Bead] = []
    for bead in beads:
        if held[0].isdisjoint(bead.source) and held[1].isdisjoint(bead.target):
            result.append(bead)
            continue
        for number in bead.source:
            result += starts.get(number, ())
            if number not in held[0]:
                result.append(Bead((number,), ()))
        result += [Bead((), (number,)) for number in bead.target if number not in held[1]]
    return traded(result)
