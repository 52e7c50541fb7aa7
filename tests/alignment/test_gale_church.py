"""The score by lengths alone is that of the paper and finds known beads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import pytest
from made import document

from aligner.alignment import align_segments
from aligner.alignment.corridor import diagonal_corridor
from aligner.alignment.gale_church import log_tail_probability
from aligner.bitext import Bead
from aligner.protocols import Vectors
from aligner.settings import AlignSettings


@dataclass(frozen=True)
class Lengths:
    """An embedder of one dimension."""

    name: str = "lengths"
    signature: str = "lengths"
    dimension: int = 1
    additive: bool = True

    def encode(self, texts: Sequence[str]) -> Vectors:
        return numpy.array([len(text) for text in texts], numpy.float32).reshape(-1, 1)


def beads_of(source: Sequence[int], target: Sequence[int]) -> tuple[Bead, ...]:
    sides = (document(["x" * size for size in sizes]) for sizes in (source, target))
    return align_segments(*sides, Lengths(), AlignSettings())


@pytest.mark.parametrize("deviations", [0.0, 0.5, 1.0, 1.96, 3.0, 5.0, 8.0])
def test_the_two_sided_normal_probability(deviations: float) -> None:
    found = float(log_tail_probability(numpy.array([deviations], numpy.float32))[0])
    assert found == pytest.approx(math.log(math.erfc(deviations / math.sqrt(2))), abs=2e-2)


def test_large_deviations_do_not_underflow() -> None:
    assert numpy.isfinite(log_tail_probability(numpy.array([50.0, 500.0], numpy.float32))).all()


def test_lengths_alone_find_known_beads() -> None:
    sizes = numpy.random.default_rng(3).integers(20, 300, size=400).tolist()
    source, target, expected = [], [], []
    for number, size in enumerate(sizes):
        split = number % 9 == 4 and size > 80
        parts = [size // 3, size - size // 3] if split else [size]
        expected.append(((len(source),), tuple(range(len(target), len(target) + len(parts)))))
        source.append(size)
        target.extend(parts)
    found = {(bead.source, bead.target) for bead in beads_of(source, target)}
    assert len(found & set(expected)) > 0.95 * len(expected)


def test_without_anchors_the_corridor_follows_equal_shares_and_stays_narrow() -> None:
    source = numpy.arange(20_001.0)
    target = numpy.arange(10_001.0) * 2
    corridor = diagonal_corridor(source, target)
    assert corridor.low[0] == 0
    assert corridor.high[-1] == 10_000
    assert (numpy.diff(corridor.low) >= 0).all()
    assert (numpy.diff(corridor.high) >= 0).all()
    assert corridor.low[10_000] < 5_000 < corridor.high[10_000]
    assert corridor.cells < 0.12 * len(source) * len(target)
