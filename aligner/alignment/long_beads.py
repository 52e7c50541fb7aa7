"""Beads of more than eight segments a side, which are looked for only where there may be some.

Speeches and lists have sentences that the other language cuts into ten or more. Each further shape of a bead costs time
everywhere, so the lattice knows beads of up to `ORDINARY` segments a side. Where its path has a large bead and so many
unaligned segments beside it that both together are more than that, the stretch around them is searched again with
longer beads. Ordinary texts have no such place and pay nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

import numpy

from aligner.alignment.closer_look import MOST_CELLS, Doubtful, Posteriors, piece_of, rescored
from aligner.alignment.constraints import Constraints
from aligner.alignment.dynamic_program import solve_pieces
from aligner.alignment.scoring import BeadScorer, bead_shapes, content_roots
from aligner.alignment.spans import AdditiveSpans, Shape

ORDINARY = 8
"""Segments on one side of a bead, at most, where nothing calls for longer ones."""
LARGE = 5
"""Segments on one side of a bead from which on it may be part of a longer one."""
FURTHER = -0.3
"""What each further segment adds to the score of a bead's shape. The eighth costs 1.1, but who has cut a sentence into
eight is likely to go on (benchmarks/LOG.md, long beads)."""
AROUND = 2
"""Beads with two sides on either side of such a place that are searched again with it."""
MOST_NULLS = 16
"""Null beads on either side, at most: what the long bead could not hold stands there."""


def searched_longer(
    path: Sequence[Shape],
    posteriors: Posteriors,
    scorer: BeadScorer,
    *,
    max_span: int,
    temperature: float,
    constraints: Constraints,
) -> tuple[list[Shape], Posteriors, BeadScorer]:
    """Return path, posteriors and scorer after longer beads were looked for; as they were where none can be.

    Args:
        path: bead shapes in order.
        posteriors: of each bead, shape (len(path),).
        scorer: that the path was found with.
        max_span: the most segments on one side of a bead.
        temperature: divides the scores, greater than 0.
        constraints: what the path must keep to.
    """
    unchanged = list(path), posteriors, scorer
    if max_span <= ORDINARY or not isinstance(scorer.spans, AdditiveSpans) or not longer_places(path):
        return unchanged
    longer = lengthened(scorer, max_span)
    stretches = list(surroundings(path, frozenset(constraints.all_gates())))
    parts, logs = solve_pieces(constraints.hold(longer), [piece_of(each) for each in stretches], temperature)
    return *rescored(path, posteriors, stretches, parts, logs, scorer=longer, temperature=temperature), longer


def longer_places(path: Sequence[Shape]) -> list[int]:
    """Return the numbers of the beads that may be parts of longer ones."""
    places = []
    for place, shape in enumerate(path):
        if min(shape) == 0 or max(shape) < LARGE:
            continue
        single = (0, 1) if shape[1] > 1 else (1, 0)
        before = run_length(path[max(place - MOST_NULLS, 0) : place][::-1], single)
        behind = run_length(path[place + 1 : place + 1 + MOST_NULLS], single)
        if max(shape) + before + behind > ORDINARY:
            places.append(place)
    return places


def run_length(steps: Sequence[Shape], shape: Shape) -> int:
    """Return how many of the steps, from the first on, have the shape."""
    return sum(1 for _ in takewhile(lambda step: step == shape, steps))


def lengthened(scorer: BeadScorer, max_span: int) -> BeadScorer:
    """Return a scorer that knows longer beads.

    Args:
        scorer: with additive spans.
        max_span: the most segments on one side of a bead.
    """
    assert isinstance(scorer.spans, AdditiveSpans)
    spans = AdditiveSpans.build(scorer.spans.source, scorer.spans.target, max_span)
    shapes = dict(scorer.weights.shapes)
    for size in range(ORDINARY + 1, max_span + 1):
        shapes[1, size] = shapes[1, size - 1] + FURTHER
        shapes[size, 1] = shapes[size - 1, 1] + FURTHER
    weights = replace(scorer.weights, shapes=shapes)
    roots = content_roots(spans, max_span)
    return replace(scorer, spans=spans, roots=roots, shapes=bead_shapes(max_span), weights=weights)


def surroundings(path: Sequence[Shape], gates: frozenset[tuple[int, int]]) -> Iterator[Doubtful]:
    """Yield the stretches around beads that may be longer, in order; those that meet are one."""
    ends = numpy.cumsum([(0, 0), *path], axis=0).tolist()
    found: list[range] = []
    for place in longer_places(path):
        start = place - reach(path[:place][::-1], ends[place::-1], gates)
        stop = place + 1 + reach(path[place + 1 :], ends[place + 1 :], gates)
        if found and start <= found[-1].stop and tuple(ends[start]) not in gates:
            start = found.pop().start
        found.append(range(start, stop))
    for beads in found:
        rows, columns = (range(ends[beads.start][side], ends[beads.stop][side]) for side in (0, 1))
        stretch = Doubtful(beads, rows, columns)
        if stretch.cells <= MOST_CELLS:
            yield stretch


def reach(path: Sequence[Shape], ends: Sequence[Sequence[int]], gates: frozenset[tuple[int, int]]) -> int:
    """Return how many of the beads that follow such a bead, or come before it, are searched again with it.

    Args:
        path: these beads, the nearest first.
        ends: the cells before each of them, as seen from that bead.
        gates: cells that every path passes.
    """
    pairs = nulls = 0
    for number, (shape, cell) in enumerate(zip(path, ends, strict=False)):
        pairs += min(shape) > 0
        nulls += min(shape) == 0
        if tuple(cell) in gates or pairs > AROUND or nulls > MOST_NULLS:
            return number
    return len(path)
