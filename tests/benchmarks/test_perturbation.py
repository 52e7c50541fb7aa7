"""The damage is what it says it is, its right beads are right, and the scores count what they say."""

from __future__ import annotations

import itertools
import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment.crossing import MovedBlock
from aligner.bitext import Bead
from benchmarks.bead_score.documents import KnownDocument
from benchmarks.perturbation.__main__ import RESULTS, table, with_set
from benchmarks.perturbation.damage import (
    LONGEST_RUN,
    SIDES,
    Damaged,
    Side,
    joined,
    texts,
    undamaged,
    with_deletions,
    with_insertion,
    with_single_deletions,
    with_swap,
)
from benchmarks.perturbation.scores import Tally, extent_error, pieces, tally

SHAPES = st.lists(
    st.sampled_from([(1, 1), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (1, 0), (0, 1)]), min_size=8, max_size=60
)


def made(shapes: list[tuple[int, int]], name: str = "") -> KnownDocument:
    """Return a document whose segments name the bead that they belong to."""
    chinese: list[str] = []
    english: list[str] = []
    beads = []
    for number, (m, n) in enumerate(shapes):
        sides = tuple(range(len(chinese), len(chinese) + m)), tuple(range(len(english), len(english) + n))
        beads.append(sides)
        chinese += [f"{name}{number}"] * m
        english += [f"{name}{number}"] * n
    return KnownDocument(tuple(chinese), tuple(english), tuple(beads))


def found(document: KnownDocument) -> list[Bead]:
    return [Bead(first, second) for first, second in document.beads]


def belongs_together(document: KnownDocument) -> bool:
    """Tell whether every segment stands in one bead, and the segments of a bead name the same one."""
    for side in (0, 1):
        numbers = [number for bead in document.beads for number in bead[side]]
        if sorted(numbers) != list(range(len(texts(document, SIDES[side])))):
            return False
    return all(
        len({*(document.chinese[n] for n in bead[0]), *(document.english[n] for n in bead[1])}) == 1
        for bead in document.beads
    )


@settings(deadline=None)
@given(SHAPES, st.sampled_from(SIDES), st.sampled_from([0.05, 0.2, 0.4]), st.integers(0, 99))
def test_law_deletions_keep_what_belongs_together(
    shapes: list[tuple[int, int]], side: Side, share: float, seed: int
) -> None:
    document = made(shapes)
    damaged = with_deletions(document, side, share, random.Random(seed))
    count = len(texts(document, side))
    assert len(texts(damaged.document, side)) == count - round(count * share)
    assert belongs_together(damaged.document)
    assert damaged == with_deletions(document, side, share, random.Random(seed))
    assert set(damaged.planted) | set(damaged.reduced) <= set(damaged.document.beads)
    assert all(not (bead[0] and bead[1]) for bead in damaged.planted)
    assert all(bead[0] and bead[1] for bead in damaged.reduced)


def test_deletions_come_in_runs_that_stay_apart() -> None:
    document = KnownDocument(*(tuple(map(str, range(500))),) * 2, tuple(((n,), (n,)) for n in range(500)))
    damaged = with_deletions(document, "english", 0.2, random.Random(0))
    gone = sorted(set(document.english) - set(damaged.document.english), key=int)
    runs = "".join("x" if text in gone else " " for text in document.english).split()
    assert len(gone) == 100
    assert max(map(len, runs)) <= LONGEST_RUN
    assert len(set(map(len, runs))) > 4
    assert [document.chinese[first[0]] for first, _ in damaged.planted] == gone


@settings(deadline=None)
@given(SHAPES, st.sampled_from(SIDES), st.floats(0, 1), st.integers(1, 30))
def test_law_an_insertion_stands_in_one_piece(
    shapes: list[tuple[int, int]], side: Side, where: float, count: int
) -> None:
    document = made(shapes)
    foreign = [f"foreign {number}" for number in range(count)]
    damaged = with_insertion(document, side, where, foreign)
    place = SIDES.index(side)
    assert belongs_together(damaged.document)
    planted = [bead[place][0] for bead in damaged.planted]
    assert [texts(damaged.document, side)[number] for number in planted] == foreign
    assert planted == list(range(planted[0], planted[0] + count))
    assert tally(damaged, found(damaged.document)).null_f1 == 1
    if all(m and n for m, n in shapes):
        assert pieces(damaged, found(damaged.document)) == 1


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("swapped", [(0, 1), (0, 2), (1, 2)])
def test_swapped_chapters_are_where_the_blocks_say(side: Side, swapped: tuple[int, int]) -> None:
    parts = [made([(1, 2), (2, 1), (1, 1)] * size, name) for size, name in ((2, "a"), (3, "b"), (4, "c"))]
    damaged = with_swap(parts, side, swapped)
    assert belongs_together(damaged.document)
    for (first, second), number in zip(damaged.blocks, swapped, strict=True):
        assert [damaged.document.chinese[n] for n in first] == list(parts[number].chinese)
        assert [damaged.document.english[n] for n in second] == list(parts[number].english)
    other = SIDES[1 - SIDES.index(side)]
    assert texts(damaged.document, other) == texts(joined(parts), other)
    assert texts(damaged.document, side) != texts(joined(parts), side)


@settings(deadline=None)
@given(SHAPES, st.sampled_from(SIDES), st.integers(0, 99))
def test_law_the_right_beads_get_full_marks(shapes: list[tuple[int, int]], side: Side, seed: int) -> None:
    damaged = with_deletions(made(shapes), side, 0.2, random.Random(seed))
    marks = tally(damaged, found(damaged.document))
    assert marks.surviving_f1 == (1 if marks.intact else 0)
    assert marks.reduced_f1 == (1 if marks.gold else 0)
    assert marks.null_f1 == (1 if marks.gold_nulls else 0)
    assert marks.planted_found == marks.planted
    assert marks + Tally() == marks


def test_what_is_wrong_costs_where_it_belongs() -> None:
    # Bead 2 lost its English side, bead 1 half of its Chinese one.
    document = KnownDocument(
        ("0", "1", "2", "3"), ("0", "1", "3"), (((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), (2,)))
    )
    damaged = Damaged(document, planted=(((2,), ()),), reduced=(((1,), (1,)),))
    merged = [Bead((0,), (0,)), Bead((1,), (1,)), Bead((2, 3), (2,))]
    marks = tally(damaged, merged)
    assert marks.surviving_f1 == 0.5  # bead 0 right, bead 3 merged with what should stay alone
    assert marks.reduced_f1 == pytest.approx(2 * 2 / (3 + 3))
    assert marks.null_f1 == marks.planted_recall == 0
    part_missed = [Bead((0,), (0,)), Bead((1,), ()), Bead((), (1,)), Bead((2,), ()), Bead((3,), (2,))]
    marks = tally(damaged, part_missed)
    assert marks.surviving_f1 == 1
    assert marks.reduced_f1 == pytest.approx(2 * 2 / (2 + 3))
    assert marks.planted_recall == 1
    assert marks.null_f1 == pytest.approx(2 * 1 / (1 + 3))


def test_an_insertion_that_is_torn_counts_as_two() -> None:
    damaged = with_insertion(made([(1, 1)] * 4), "english", 0.5, ["foreign"] * 5)
    beads = found(damaged.document)
    torn = [Bead((1,), (4,)) if bead.target == (4,) else bead for bead in beads]
    assert (pieces(damaged, beads), pieces(damaged, torn)) == (1, 2)
    assert tally(undamaged(made([(1, 1)] * 4)), found(made([(1, 1)] * 4))).surviving_f1 == 1


def test_extents_are_compared_at_their_worst_end() -> None:
    block = range(10, 50), range(100, 150)
    blocks = [MovedBlock(range(12, 50), range(100, 145)), MovedBlock(range(60, 70), range(100, 150))]
    assert extent_error(block, blocks) == 5
    assert extent_error(block, blocks[1:]) is None


@given(SHAPES, st.sampled_from(SIDES), st.sampled_from([0.0, 0.05, 0.3]), st.integers(0, 99))
@settings(deadline=None)
def test_single_deletions_take_no_neighbours_and_only_from_1_1_beads(
    shapes: list[tuple[int, int]], side: Side, share: float, seed: int
) -> None:
    document = made(shapes)
    damaged = with_single_deletions(document, side, share, random.Random(seed))
    assert belongs_together(damaged.document)
    before, after = texts(document, side), texts(damaged.document, side)
    assert len(before) - len(after) == len(damaged.planted) <= round(share * len(before))
    lost = [number for number, bead in enumerate(shapes) if bead == (1, 1) and str(number) not in after]
    assert len(lost) == len(damaged.planted)
    place = SIDES.index(side)
    owners = [bead[place] for bead in document.beads]
    gone = sorted(owners[number][0] for number in lost)
    assert all(second - first > 1 for first, second in itertools.pairwise(gone))


def test_a_set_measured_anew_takes_its_place_beside_those_that_can_be_compared() -> None:
    stored = {"model": "a", "seeds": 2, "versions": {}, "sets": {"one": {"date": "old"}, "two": {"date": "old"}}}
    fresh = {"model": "a", "seeds": 2, "versions": {"numpy": "2"}, "sets": {"two": {"date": "new"}}}
    assert with_set(stored, fresh) == {**fresh, "sets": {"one": {"date": "old"}, "two": {"date": "new"}}}
    for other in ({"model": "b"}, {"seeds": 3}):
        assert with_set(stored, {**fresh, **other})["sets"] == {"two": {"date": "new"}}


def test_the_stored_results_hold_all_sets_and_nothing_private() -> None:
    text = RESULTS.read_text(encoding="utf-8")
    results = json.loads(text)
    assert results["sets"].keys() == {"mac-dev", "academic", "pairs", "sample"}
    for each in results["sets"].values():
        assert len(each["deletions"]) == len(each["single_deletions"]) == len(each["insertions"]) == 6
        assert bool(each["swaps"]) == (each["documents"] > 1)
    assert not re.search(r"/(home|work|Users|root|tmp|private|var)/|hostname", text)
    lines = table(results).splitlines()
    assert sum(line.startswith("mac-dev") for line in lines) == 2 + 6 + 6 + 6 + 30
