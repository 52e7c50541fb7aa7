"""The anchor chain is the heaviest rising chain; the corridor contains it with its margin."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment.anchors import find_anchors
from aligner.alignment.chains import heaviest_chain
from aligner.alignment.corridor import corridor_around, full_corridor

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 20)), max_size=9)


@settings(deadline=None)
@given(pairs)
def test_heaviest_chain_equals_brute_force(targets_and_weights: list[tuple[int, int]]) -> None:
    count = len(targets_and_weights)
    points = numpy.array([(n, target) for n, (target, _) in enumerate(targets_and_weights)], numpy.int64).reshape(-1, 2)
    weights = numpy.array([weight for _, weight in targets_and_weights], float)
    chosen = heaviest_chain(points, weights)
    targets = points[chosen, 1]
    assert (numpy.diff(targets) > 0).all()
    best = max(
        (
            weights[list(subset)].sum()
            for size in range(1, count + 1)
            for subset in combinations(range(count), size)
            if all(points[a, 1] < points[b, 1] for a, b in pairwise(subset))
        ),
        default=0.0,
    )
    assert weights[chosen].sum() == best


def test_anchors_survive_a_shift_and_noise() -> None:
    random = numpy.random.default_rng(5)
    source = random.standard_normal((300, 32)).astype(numpy.float32)
    target = numpy.vstack([random.standard_normal((100, 32)), source + 0.3 * random.standard_normal((300, 32))])
    units = [side / numpy.linalg.norm(side, axis=1, keepdims=True) for side in (source, target)]
    anchors = find_anchors(*(side.astype(numpy.float32) for side in units))
    assert len(anchors) > 250
    assert (anchors[:, 1] - anchors[:, 0] == 100).all()


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 9), st.data())
def test_law_corridor_bounds(source_count: int, target_count: int, margin: int, data: st.DataObject) -> None:
    size = min(source_count, target_count, data.draw(st.integers(0, 6)))
    rows = sorted(data.draw(st.sets(st.integers(0, max(source_count - 1, 0)), min_size=size, max_size=size)))
    columns = sorted(data.draw(st.sets(st.integers(0, max(target_count - 1, 0)), min_size=size, max_size=size)))
    anchors = numpy.array(list(zip(rows, columns, strict=True)), numpy.int64).reshape(-1, 2)
    corridor = corridor_around(anchors, source_count, target_count, margin, 8)
    assert len(corridor.low) == len(corridor.high) == source_count + 1
    assert corridor.low[0] == 0
    assert corridor.high[-1] == target_count
    assert (corridor.low <= corridor.high).all()
    assert (numpy.diff(corridor.low) >= 0).all()
    assert (numpy.diff(corridor.high) >= 0).all()
    for row, column in anchors.tolist():
        assert corridor.low[row] <= column <= corridor.high[row]
        assert corridor.low[row + 1] <= column + 1 <= corridor.high[row + 1]
    # Neighbouring rows overlap, so a path exists.
    assert (corridor.high[:-1] >= corridor.low[1:] - 1).all()


def test_corridor_is_much_smaller_than_the_matrix() -> None:
    diagonal = numpy.stack([numpy.arange(0, 5000, 3)] * 2, axis=1)
    assert corridor_around(diagonal, 5000, 5000, 20, 8).cells < full_corridor(5000, 5000).cells / 50
