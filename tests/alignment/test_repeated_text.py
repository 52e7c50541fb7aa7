"""Repetitive texts: copies are paired in order, so that there are anchors."""

from __future__ import annotations

import numpy
import pytest

from aligner.alignment.anchors import find_pairs
from aligner.alignment.chains import heaviest_chain
from aligner.alignment.repeated_text import is_repetitive, pairs_of_copies

KINDS = 12


def units(kinds: list[int]) -> numpy.ndarray:
    return numpy.eye(KINDS, dtype=numpy.float32)[kinds]


def copies(kinds: list[int]) -> tuple[list[str], list[str]]:
    return [f"句{kind}" for kind in kinds], [f"sentence {kind}" for kind in kinds]


def test_copies_are_paired_in_order() -> None:
    kinds = list(range(KINDS)) * 10
    pairs, margins = pairs_of_copies(units(kinds), units(kinds), copies(kinds))
    assert pairs.tolist() == [[number, number] for number in range(len(kinds))]
    assert len(heaviest_chain(pairs, margins)) == len(kinds)
    assert not len(find_pairs(units(kinds), units(kinds))[0])  # no copy has a margin over the others


def test_texts_with_different_numbers_of_copies_are_not_paired() -> None:
    kinds = list(range(KINDS)) * 3
    pairs, _ = pairs_of_copies(units(kinds), units(kinds[1:]), (copies(kinds)[0], copies(kinds[1:])[1]))
    assert {kinds[row] for row, _ in pairs.tolist()} == set(range(1, KINDS))


@pytest.mark.parametrize(("kinds", "expected"), [([0, 1, 0, 1], True), ([0, 1, 2, 0], False), ([], True)])
def test_most_segments_of_a_repetitive_text_are_copies(kinds: list[int], expected: bool) -> None:
    assert is_repetitive(copies(kinds)[0]) is expected
