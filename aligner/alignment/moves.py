"""Moved blocks: unaligned segments of both sides are matched with each other.

The path is monotone. If a chapter is at another place in the translation, the path leaves it
unaligned on both sides, as two long runs of null beads with a few wrong beads among them. Only such
runs are compared, so ordinary documents need no additional time. Mutual best matches between the
runs are chained, as in the first pass. The two stretches along a dense chain are aligned with each
other with the same bead score. The result is kept if it is coherent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy
from numpy.typing import NDArray

from aligner.alignment.chains import heaviest_chain, mutual_best
from aligner.alignment.crossing import MOVED, SIDES, cross, hull, mark_moved
from aligner.alignment.packed_rows import Rows
from aligner.bitext import Bead

MIN_RUN_SEGMENTS = 5
"""Minimum number of segments of a run, and of pairs of a chain."""
MIN_BLOCK_PAIRS = 8
"""Minimum number of beads with two sides in a block: fewer may be chance."""
MAX_STRAYS, MAX_STRAY_SHARE = 3, 0.25
"""Maximum number of segments in wrong beads between two parts of one run: this number, plus this share of the shorter
part, but at most half of the shorter part."""
SKIP_COST = 0.1
"""Cost of a skipped segment in a chain, where a pair scores 1: with less than one pair in ten there is no block."""
BACKGROUND_SCORE, NULL_COST = 0.2, 0.05
"""Usual score of a bead of unrelated segments, and cost of an unaligned segment; translations score 0.3 to 0.6."""
MIN_MEAN_COSINE = 0.3
"""Minimum mean cosine of the beads of a block: translations reach 0.45 to 0.8, unrelated segments 0.2."""
MIN_ALIGNED_SHARE = 0.5
"""Minimum share of a block's segments in beads with two sides, on both sides."""
EXTENSION_SEGMENTS = 10
"""Maximum number of segments by which a stretch is extended beyond a chain on one side if the other side ends there."""
MIN_CONFIDENCE = 0.2
"""Minimum confidence of a bead that counts as aligned; the path also pairs unrelated segments."""

Pairs = NDArray[numpy.int64]
AlignRun = Callable[[range, range], Sequence[Bead]]
"""Aligns two stretches of segments with each other; the beads bear the documents' segment numbers."""


def rejoin_moved(
    beads: Sequence[Bead], source_units: Rows, target_units: Rows, align_run: AlignRun
) -> tuple[Bead, ...]:
    """Return the beads with moved blocks aligned, in source order; the same beads if nothing was moved.

    Args:
        beads: a monotone alignment, null beads included.
        source_units: unit vectors of the source segments, shape (n, dimension).
        target_units: unit vectors of the target segments, shape (m, dimension).
        align_run: function that aligns a range of source segments with a range of target segments.
    """
    runs = [null_runs(beads, side) for side in ("source", "target")]
    if not all(runs):
        return tuple(beads)
    blocks: list[tuple[Bead, ...]] = []
    pairs, weights = pairs_between(runs[0], runs[1], source_units, target_units)
    while True:
        match = best_chain(pairs, weights, runs)
        if match is None:
            break
        chain, limits = match
        stretches = widened(chain, limits)
        block = best_stretch(align_run(*stretches))
        if is_coherent(block):
            blocks.append(block)
        taken = [hull(block, side) if is_coherent(block) else s for side, s in zip(SIDES, stretches, strict=True)]
        runs = [
            [part for run in side for part in remaining_parts(run, cut)] for side, cut in zip(runs, taken, strict=True)
        ]
    blocks = crossing_blocks(blocks, beads)
    return with_blocks(beads, blocks) if blocks else tuple(beads)


def null_runs(beads: Sequence[Bead], side: str) -> list[range]:
    """Return the runs of segments of one side that are in null beads or in beads of low confidence.

    A run has at least `MIN_RUN_SEGMENTS` segments. It may contain a few other segments (see
    `MAX_STRAYS`), but no segment of a bead with a status (``locked``, ``moved`` or ``code``).
    """
    free = [bead for bead in beads if not bead.status]
    alone = [n for bead in free if bead.is_null or bead.confidence < MIN_CONFIDENCE for n in getattr(bead, side)]
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
        stray = between <= min(MAX_STRAYS + MAX_STRAY_SHARE * shorter, shorter / 2)
        if runs and stray and held.isdisjoint(range(runs[-1].stop, run.start)):
            runs[-1] = range(runs[-1].start, run.stop)
        else:
            runs.append(run)
    return [run for run in runs if len(run) >= MIN_RUN_SEGMENTS]


def pairs_between(
    source_runs: Sequence[range], target_runs: Sequence[range], source_units: Rows, target_units: Rows
) -> tuple[Pairs, NDArray[numpy.float64]]:
    """Return the mutual best matches between the segments of all source runs and of all target runs.

    The matches have the shape (k, 2). Their margins, shape (k,), are also returned.
    """
    rows, columns = (numpy.concatenate([numpy.array(run) for run in runs]) for runs in (source_runs, target_runs))
    pairs, weights = mutual_best(source_units[rows], target_units[columns])
    return numpy.stack([rows[pairs[:, 0]], columns[pairs[:, 1]]], axis=1), weights


def best_chain(
    pairs: Pairs, weights: NDArray[numpy.float64], runs: Sequence[Sequence[range]]
) -> tuple[Pairs, tuple[range, range]] | None:
    """Return the longest dense chain of pairs between a source run and a target run, and these two runs.

    Args:
        pairs: pairs of segments in source order, shape (k, 2).
        weights: positive weights of the pairs, shape (k,).
        runs: runs of the source and of the target, in order.

    Returns:
        The chain and its runs; ``None`` if all chains are too short.
    """
    places = [run_numbers(pairs[:, side], runs[side]) for side in (0, 1)]
    best: tuple[Pairs, tuple[range, range]] | None = None
    inside = (places[0] >= 0) & (places[1] >= 0)
    for first, second in sorted(set(zip(places[0][inside].tolist(), places[1][inside].tolist(), strict=True))):
        here = (places[0] == first) & (places[1] == second)
        if here.sum() < MIN_RUN_SEGMENTS:
            continue
        chain = dense_part(pairs[here][heaviest_chain(pairs[here], weights[here])])
        if len(chain) >= MIN_RUN_SEGMENTS and (best is None or len(chain) > len(best[0])):
            best = chain, (runs[0][first], runs[1][second])
    return best


def run_numbers(numbers: NDArray[numpy.int64], runs: Sequence[range]) -> NDArray[numpy.int64]:
    """Return for each segment the number of the run that contains it, -1 for none."""
    if not runs:
        return numpy.full(len(numbers), -1)
    starts, stops = (numpy.array([getattr(run, end) for run in runs]) for end in ("start", "stop"))
    places = numpy.searchsorted(starts, numbers, side="right") - 1
    held: NDArray[numpy.int64] = numpy.where((places >= 0) & (numbers < stops[places]), places, -1)
    return held


def dense_part(chain: Pairs) -> Pairs:
    """Return the consecutive pairs of a chain with the highest score.

    Each pair adds 1 to the score, and each skipped segment subtracts `SKIP_COST`.
    """
    start = best_start = best_stop = 0
    total = best = 0.0
    for place in range(len(chain)):
        if place:
            total -= SKIP_COST * (int((chain[place] - chain[place - 1]).max()) - 1)
        if total <= 0:
            start, total = place, 0.0
        total += 1
        if total > best:
            best, best_start, best_stop = total, start, place + 1
    return chain[best_start:best_stop]


def widened(chain: Pairs, limits: tuple[range, range]) -> tuple[range, range]:
    """Return a source stretch and a target stretch around a chain of pairs.

    They extend beyond the ends of the chain, but not beyond the two runs ``limits`` that contain
    it.
    """
    before = [int(chain[0, side]) - limits[side].start for side in (0, 1)]
    behind = [limits[side].stop - 1 - int(chain[-1, side]) for side in (0, 1)]
    first, second = (
        range(
            int(chain[0, side]) - min(before[side], 3 * before[1 - side] + EXTENSION_SEGMENTS),
            int(chain[-1, side]) + 1 + min(behind[side], 3 * behind[1 - side] + EXTENSION_SEGMENTS),
        )
        for side in (0, 1)
    )
    return first, second


def best_stretch(beads: Sequence[Bead]) -> tuple[Bead, ...]:
    """Return the consecutive beads with the highest total, with the status ``moved``.

    A bead with two sides adds its score times its confidence, minus `BACKGROUND_SCORE`. A null bead
    subtracts `NULL_COST`. This excludes beads of unrelated segments, and beads far from the rest of the
    block.
    """
    start = best_start = best_stop = 0
    total = best = 0.0
    for place, bead in enumerate(beads):
        if total <= 0:
            start, total = place, 0.0
        total += -NULL_COST if bead.is_null else bead.score * bead.confidence - BACKGROUND_SCORE
        if total > best:
            best, best_start, best_stop = total, start, place + 1
    return tuple(replace(bead, status=MOVED) for bead in beads[best_start:best_stop])


def is_coherent(block: Sequence[Bead]) -> bool:
    """Tell whether a block has enough beads, a high mean cosine, and few unaligned segments."""
    matched = [bead for bead in block if not bead.is_null]
    if len(matched) < MIN_BLOCK_PAIRS or sum(bead.score for bead in matched) / len(matched) < MIN_MEAN_COSINE:
        return False
    return all(
        sum(len(getattr(bead, side)) for bead in matched) >= MIN_ALIGNED_SHARE * len(hull(block, side))
        for side in SIDES
    )


def remaining_parts(run: range, cut: range) -> Iterator[range]:
    """Yield the parts of ``run`` before and after ``cut`` that have at least `MIN_RUN_SEGMENTS` segments.

    Both arguments are ranges of segment numbers of one text.
    """
    for part in (range(run.start, min(run.stop, cut.start)), range(max(run.start, cut.stop), run.stop)):
        if len(part) >= MIN_RUN_SEGMENTS:
            yield part


def crossing_blocks(blocks: Sequence[tuple[Bead, ...]], beads: Sequence[Bead]) -> list[tuple[Bead, ...]]:
    """Return the blocks that were moved: those that cross at least `MIN_RUN_SEGMENTS` other beads.

    The other beads are those of the path and of all blocks.
    """
    held = segments_of(blocks)
    around = [b for b in beads if not b.is_null and held[0].isdisjoint(b.source) and held[1].isdisjoint(b.target)]
    around += [bead for block in blocks for bead in block if not bead.is_null]
    return [block for block in blocks if sum(cross(block[0], bead) for bead in around) >= MIN_RUN_SEGMENTS]


def segments_of(blocks: Sequence[Sequence[Bead]]) -> tuple[set[int], set[int]]:
    """Return the source segments and the target segments of all blocks."""
    first, second = ({n for block in blocks for bead in block for n in getattr(bead, side)} for side in SIDES)
    return first, second


def with_blocks(beads: Sequence[Bead], blocks: Sequence[tuple[Bead, ...]]) -> tuple[Bead, ...]:
    """Return the beads, with the moved blocks inserted at the places of their source segments.

    Beads that share a segment with a block are removed; their segments outside of all blocks become
    null beads.
    """
    starts = {block[0].source[0]: block for block in blocks}
    held = segments_of(blocks)
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
    return mark_moved(result)
