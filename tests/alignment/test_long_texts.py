"""Long texts: gates only where the path is certain, robust anchors, the same bytes each time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import WordVectors, document

from aligner.alignment import align_segments, anchors, packed_rows
from aligner.alignment.align import choose_scorer, span_scorer
from aligner.alignment.anchors import find_anchors
from aligner.alignment.corridor import Corridor, full_corridor
from aligner.alignment.dynamic_program import Lattice, solve
from aligner.alignment.packed_rows import PackedRows, encode_rows
from aligner.alignment.pieces import GATE_ANCHORS, MIN_GATE_DISTANCE, anchor_gates, batches, cut
from aligner.bitext import Bead
from aligner.settings import AlignSettings

WORDS = WordVectors()
COUNT = 5000
SYLLABLES = ("ba", "do", "fe", "gu", "ki", "lo", "ma", "ne", "pu", "ri", "sa", "to", "ve", "zu")


def sentences(count: int, seed: int) -> list[str]:
    """Return made-up sentences of words that recur, as those of a language do: the first ones most."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(2000)]
    return [
        " ".join(words[int(len(words) * chance.random() ** 2)] for _ in range(chance.randint(4, 14)))
        for _ in range(count)
    ]


Known = tuple[list[str], list[str], list[tuple[tuple[int, ...], tuple[int, ...]]]]


def damaged(texts: Sequence[str], seed: int, omitted: float) -> Known:
    """Return two sides with joins, and runs of 1 to 10 segments left out of the second, with their beads."""
    chance = random.Random(seed)
    first: list[str] = []
    second: list[str] = []
    beads = []
    place = 0
    while place < len(texts):
        if chance.random() < omitted / 5.5:
            for text in texts[place : place + chance.randint(1, 10)]:
                first.append(text)
                place += 1
            continue
        size = 2 if chance.random() < 0.1 and place + 1 < len(texts) else 1
        beads.append((tuple(range(len(first), len(first) + size)), (len(second),)))
        first += texts[place : place + size]
        second.append(" ".join(texts[place : place + size]))
        place += size
    return first, second, beads


def recall(known: Known, shift: int, beads: Sequence[Bead]) -> float:
    """Return the share of the known beads that were found, the second side moved by some segments."""
    found = {(bead.source, bead.target) for bead in beads}
    return sum((a, tuple(n + shift for n in b)) in found for a, b in known[2]) / len(known[2])


@pytest.fixture
def _everything_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let texts of some thousand segments go the way of the longest."""
    monkeypatch.setattr(anchors, "MAX_COMPARED_PAIRS", 1_000_000)
    monkeypatch.setattr(packed_rows, "MAX_UNPACKED_ROWS", 1000)


@pytest.mark.usefixtures("_everything_is_long")
def test_five_thousand_segments_are_found_again_and_mirrored_and_give_the_same_bytes() -> None:
    known = damaged(sentences(COUNT, 1), 1, 0.05)
    chinese, english = document(known[0], "zh"), document(known[1], "en")
    forth = align_segments(chinese, english, WORDS, AlignSettings())
    assert recall(known, 0, forth) > 0.98
    assert repr(forth) == repr(align_segments(chinese, english, WORDS, AlignSettings()))
    back = align_segments(english, chinese, WORDS, AlignSettings())
    assert repr(forth) == repr(tuple(bead.mirrored() for bead in back))


@pytest.mark.usefixtures("_everything_is_long")
def test_an_added_preface_and_many_deletions_do_no_harm() -> None:
    known = damaged(sentences(3000, 2), 2, 0.4)
    foreign = sentences(600, 3)
    beads = align_segments(document(known[0], "zh"), document([*foreign, *known[1]], "en"), WORDS, AlignSettings())
    assert recall(known, 600, beads) > 0.95


@pytest.mark.usefixtures("_everything_is_long")
def test_anchors_of_long_texts_are_right_around_any_insertion() -> None:
    texts = sentences(4000, 4)
    foreign = sentences(1500, 5)
    source, target = [*texts[:2000], *texts[2500:]], [*texts[:1000], *foreign, *texts[1000:]]
    rows, columns = (encode_rows(WORDS.encode, side) for side in (source, target))
    units = [side.units(numpy.linalg.norm(side[:], axis=1)) for side in (rows, columns) if isinstance(side, PackedRows)]
    found = find_anchors(*units)
    expected = found[:, 0] + numpy.where(found[:, 0] < 1000, 0, 1500) + numpy.where(found[:, 0] < 2000, 0, 500)
    assert len(found) > 3300
    assert (found[:, 1] == expected).mean() > 0.999


def test_packed_rows_are_nearly_the_rows() -> None:
    vectors = numpy.random.default_rng(1).standard_normal((300, 64)).astype(numpy.float32)
    packed = encode_rows(lambda texts: vectors[: len(texts)], [""] * 300)
    assert isinstance(packed, numpy.ndarray)
    levels = PackedRows(numpy.rint(vectors / 0.05).astype(numpy.int8), numpy.full((300, 1), 0.05, numpy.float32))
    assert numpy.abs(levels[:] - vectors).max() <= 0.026
    units = levels.units(numpy.linalg.norm(levels[:], axis=1))
    assert numpy.linalg.norm(units[10:20], axis=1) == pytest.approx(numpy.ones(10), abs=1e-5)


def test_a_gate_on_the_path_changes_nothing() -> None:
    texts = sentences(120, 6)
    target = [*texts[:40], *texts[43:]]
    spans = span_scorer(WORDS, [texts, target], ("en", "en"), 8)
    scorer = choose_scorer(WORDS, spans, [texts, target], AlignSettings())
    corridor = full_corridor(len(texts), len(target))
    gates = ((5, 5), (20, 20), (21, 21), (60, 57), (100, 97))
    free, probabilities = solve(Lattice(scorer, corridor))
    path, with_gates = solve(Lattice(scorer, corridor, gates))
    assert path == free
    assert with_gates == pytest.approx(probabilities, abs=5e-3)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=40).map(numpy.array), st.booleans())
@settings(deadline=None)
def test_gates_stand_in_the_middle_of_runs(steps: numpy.ndarray, dense: bool) -> None:
    steps = numpy.concatenate([numpy.ones((30, 2), int), steps.reshape(-1, 2)] * 20)
    chain = numpy.cumsum(numpy.ones_like(steps) if dense else steps, axis=0)
    count = int(chain[-1].max()) + 1
    gates = anchor_gates(chain, 4_000_000, count)
    assert anchor_gates(chain, 100, 100) == ()
    anchors_there = {tuple(pair) for pair in chain.tolist()}
    for row, column in gates:
        assert all((row + k, column + k) in anchors_there for k in range(-GATE_ANCHORS, GATE_ANCHORS))
    assert all(second[0] - first[0] >= MIN_GATE_DISTANCE for first, second in pairwise(gates))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30))
@settings(deadline=None)
def test_pieces_meet_at_the_gates_and_each_is_in_one_batch(sizes: list[tuple[int, int]]) -> None:
    ends = numpy.cumsum(sizes, axis=0)
    rows, columns = (int(end) for end in ends[-1])
    corridor = Corridor(numpy.zeros(rows + 1, numpy.int64), numpy.full(rows + 1, columns))
    pieces = cut(corridor, [(int(row), int(column)) for row, column in ends[:-1]])
    assert [(len(piece.low) - 1, int(piece.high[-1])) for piece in pieces] == sizes
    assert all(piece.low[0] == 0 and (piece.low <= piece.high).all() for piece in pieces)
    groups = batches(pieces)
    assert sorted(number for group in groups for number in group) == list(range(len(pieces)))
    for group in groups:
        heights = [len(pieces[number].low) for number in group]
        assert heights == sorted(heights, reverse=True)
