"""Long beads, which have more than eight segments on one side.

In speeches and lists, one sentence may be translated by ten or more sentences. Each additional bead
shape costs time in every cell, so beads of the lattice have at most `ORDINARY_MAX_SPAN` segments on
a side. If a large bead of the path and the unaligned segments next to it together have more
segments, the stretch around them is searched again with longer beads. Ordinary texts have no such
place, so they need no additional time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

import numpy

from aligner.alignment.constraints import Constraints
from aligner.alignment.dynamic_program import solve_pieces
from aligner.alignment.rescoring import MAX_CELLS, Posteriors, UncertainStretch, piece_of, replace_stretches
from aligner.alignment.scoring import BeadScorer, bead_shapes, content_roots
from aligner.alignment.spans import AdditiveSpans, Shape

ORDINARY_MAX_SPAN = 8
"""Maximum number of segments on one side of an ordinary bead."""
MIN_LARGE_SPAN = 5
"""Minimum number of segments on one side of a bead that may be part of a longer bead."""
FURTHER_SEGMENT_SCORE = -0.3
"""Score of each segment beyond the eighth in the shape of a bead. The eighth costs 1.1, but a translator who divided a
sentence into eight parts often divides it further (benchmarks/LOG.md, long beads)."""
CONTEXT_PAIRS = 2
"""Number of beads with two sides, before and after a candidate, that are searched again together with it."""
MAX_CONTEXT_NULLS = 16
"""Maximum number of null beads before and after a candidate: they hold the segments that did not fit into the bead."""


def search_long_beads(
    path: Sequence[Shape],
    posteriors: Posteriors,
    scorer: BeadScorer,
    *,
    max_span: int,
    temperature: float,
    constraints: Constraints,
) -> tuple[list[Shape], Posteriors, BeadScorer]:
    """Return the path, the posteriors and the scorer after a search for longer beads.

    All three are unchanged if no longer bead is possible.

    Args:
        path: bead shapes in order.
        posteriors: posterior of each bead, shape (len(path),).
        scorer: scorer of the path.
        max_span: maximum number of segments on one side of a bead.
        temperature: divisor of the scores, greater than 0.
        constraints: constraints on the path.
    """
    unchanged = list(path), posteriors, scorer
    if max_span <= ORDINARY_MAX_SPAN or not isinstance(scorer.spans, AdditiveSpans) or not long_bead_candidates(path):
        return unchanged
    longer = with_long_shapes(scorer, max_span)
    stretches = list(candidate_stretches(path, frozenset(constraints.all_gates())))
    parts, logs = solve_pieces(constraints.restrict(longer), [piece_of(each) for each in stretches], temperature)
    return *replace_stretches(path, posteriors, stretches, parts, logs, scorer=longer, temperature=temperature), longer


def long_bead_candidates(path: Sequence[Shape]) -> list[int]:
    """Return the indices of the beads of a path that may be parts of longer beads."""
    places = []
    for place, shape in enumerate(path):
        if min(shape) == 0 or max(shape) < MIN_LARGE_SPAN:
            continue
        single = (0, 1) if shape[1] > 1 else (1, 0)
        before = run_length(path[max(place - MAX_CONTEXT_NULLS, 0) : place][::-1], single)
        behind = run_length(path[place + 1 : place + 1 + MAX_CONTEXT_NULLS], single)
        if max(shape) + before + behind > ORDINARY_MAX_SPAN:
            places.append(place)
    return places


def run_length(steps: Sequence[Shape], shape: Shape) -> int:
    """Return the number of beads at the beginning of ``steps`` that have the given shape."""
    return sum(1 for _ in takewhile(lambda step: step == shape, steps))


def with_long_shapes(scorer: BeadScorer, max_span: int) -> BeadScorer:
    """Return the scorer with the additional bead shapes 1-n and n-1, for n up to ``max_span``.

    Args:
        scorer: scorer with additive spans.
        max_span: maximum number of segments on one side of a bead.
    """
    assert isinstance(scorer.spans, AdditiveSpans)
    spans = AdditiveSpans.build(scorer.spans.source, scorer.spans.target, max_span)
    shapes = dict(scorer.weights.shapes)
    for size in range(ORDINARY_MAX_SPAN + 1, max_span + 1):
        shapes[1, size] = shapes[1, size - 1] + FURTHER_SEGMENT_SCORE
        shapes[size, 1] = shapes[size - 1, 1] + FURTHER_SEGMENT_SCORE
    weights = replace(scorer.weights, shapes=shapes)
    roots = content_roots(spans, max_span)
    return replace(scorer, spans=spans, roots=roots, shapes=bead_shapes(max_span), weights=weights)


def candidate_stretches(path: Sequence[Shape], gates: frozenset[tuple[int, int]]) -> Iterator[UncertainStretch]:
    """Yield the stretches around the candidates for longer beads, in order; adjacent stretches are joined."""
    ends = numpy.cumsum([(0, 0), *path], axis=0).tolist()
    ranges: list[range] = []
    for place in long_bead_candidates(path):
        start = place - context_length(path[:place][::-1], ends[place::-1], gates)
        stop = place + 1 + context_length(path[place + 1 :], ends[place + 1 :], gates)
        if ranges and start <= ranges[-1].stop and tuple(ends[start]) not in gates:
            start = ranges.pop().start
        ranges.append(range(start, stop))
    for beads in ranges:
        rows, columns = (range(ends[beads.start][side], ends[beads.stop][side]) for side in (0, 1))
        stretch = UncertainStretch(beads, rows, columns)
        if stretch.cells <= MAX_CELLS:
            yield stretch


def context_length(path: Sequence[Shape], ends: Sequence[Sequence[int]], gates: frozenset[tuple[int, int]]) -> int:
    """Return the number of beads after (or before) a candidate that are searched again together with it.

    Args:
        path: beads after (or before) the candidate, the nearest bead first.
        ends: for each of these beads, the cell between it and the bead nearer to the candidate.
        gates: cells that every path passes.
    """
    pairs = nulls = 0
    for number, (shape, cell) in enumerate(zip(path, ends, strict=False)):
        pairs += min(shape) > 0
        nulls += min(shape) == 0
        if tuple(cell) in gates or pairs > CONTEXT_PAIRS or nulls > MAX_CONTEXT_NULLS:
            return number
    return len(path)
