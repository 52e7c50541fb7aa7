"""Lists in another order: their items are assigned to each other; running text does not change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner import align
from aligner.alignment import align_segments
from aligner.alignment.assignment import assign
from aligner.alignment.crossing import MOVED, MovedBlock, moved_blocks
from aligner.alignment.list_items import shared_numbers, shared_terms
from aligner.alignment.reordering import between_runs
from aligner.bitext import Bead, Block, Document, Segment
from aligner.formats import read_beads
from aligner.settings import AlignSettings
from tests.alignment.made import WordVectors, document

WORDS = WordVectors()
LISTS = Path(__file__).with_name("lists")


def sentence(number: int) -> str:
    chance = random.Random(number)
    return " ".join(f"w{chance.randrange(3000)}" for _ in range(9))


def whole(source: Sequence[str], target: Sequence[str]) -> tuple[Bead, ...]:
    return align_segments(document(source), document(target), WORDS, AlignSettings())


def in_another_order(count: int, seed: int) -> tuple[list[str], list[str], dict[int, int]]:
    """Return a text with a list in its middle, the text with the list shuffled, and where each segment went."""
    texts = [sentence(1000 * seed + number) for number in range(count + 20)]
    places = list(range(10, 10 + count))
    random.Random(seed).shuffle(places)
    order = [*range(10), *places, *range(10 + count, count + 20)]
    return texts, [texts[number] for number in order], {number: place for place, number in enumerate(order)}


@pytest.mark.parametrize(("count", "seed"), [(8, 1), (14, 2), (40, 3), (120, 4)])
def test_the_items_of_a_shuffled_list_find_each_other(count: int, seed: int) -> None:
    source, target, place = in_another_order(count, seed)
    beads = whole(source, target)
    assert {(bead.source, bead.target) for bead in beads} == {((n,), (t,)) for n, t in place.items()}
    assert {bead.source[0] for bead in beads if bead.status == MOVED} <= set(range(10, 10 + count))
    assert [bead.source for bead in beads] == sorted(bead.source for bead in beads)


def test_a_list_is_one_block_of_the_summary() -> None:
    source, target, _ = in_another_order(40, 3)
    (block,) = moved_blocks(whole(source, target))
    assert block.reordered
    assert len(block.source) > 36


def test_items_without_a_counterpart_stay_alone() -> None:
    source, target, place = in_another_order(30, 5)
    lost = {place[number] for number in (12, 20, 31)}
    beads = whole(source, [text for number, text in enumerate(target) if number not in lost])
    assert {bead.source for bead in beads if bead.is_null} == {(12,), (20,), (31,)}
    assert sum(bead.status == MOVED for bead in beads) >= 25


def test_swapped_sides_give_mirrored_beads() -> None:
    source, target, _ = in_another_order(20, 6)
    there = align_segments(document(source, "zh"), document(target, "en"), WORDS, AlignSettings())
    back = align_segments(document(target, "en"), document(source, "zh"), WORDS, AlignSettings())
    assert {bead.mirrored() for bead in there} == set(back)


def test_an_item_of_several_sentences_is_aligned_within() -> None:
    def of(items: Sequence[int]) -> Document:
        texts = [f"{sentence(2 * item)} {sentence(2 * item + 1)}" for item in items]
        halves = [[sentence(2 * item), sentence(2 * item + 1)] for item in items]
        segments = [
            Segment(text, block, start, start + len(text), block + 1)
            for block, both in enumerate(halves)
            for text, start in zip(both, (0, len(both[0]) + 1), strict=True)
        ]
        return Document("made", tuple(map(Block, texts)), "en", tuple(segments))

    order = [*range(5), *random.Random(7).sample(range(5, 25), 20), *range(25, 30)]
    beads = align_segments(of(range(30)), of(order), WORDS, AlignSettings())
    place = {number: position for position, number in enumerate(order)}
    expected = {((2 * n + half,), (2 * place[n] + half,)) for n in range(30) for half in (0, 1)}
    assert {(bead.source, bead.target) for bead in beads} == expected


def test_a_list_in_the_same_order_and_swapped_chapters_are_no_lists_in_another_order() -> None:
    texts = [sentence(number) for number in range(60)]
    assert all(not bead.status for bead in whole(texts, texts))
    assert not any(block.reordered for block in moved_blocks(whole(texts, [*texts[25:], *texts[:25]])))


@pytest.mark.parametrize("name", sorted(path.name.split(".")[0] for path in LISTS.glob("*.align")))
def test_generated_documents_are_aligned_correctly(name: str) -> None:
    gold = {(bead.source, bead.target) for bead in read_beads(LISTS / f"{name}.align")}
    bitext = align(LISTS / f"{name}.en.txt", LISTS / f"{name}.zh.txt")
    pairs = [bead for bead in bitext.beads if not bead.is_null]
    right = [bead for bead in pairs if (bead.source, bead.target) in gold]
    assert len(right) >= 0.95 * max(len(pairs), len(gold))
    assert sum(bead.confidence for bead in pairs) / len(pairs) == pytest.approx(len(right) / len(pairs), abs=0.1)
    held = sorted(number for bead in bitext.beads for number in bead.source)
    assert held == list(range(len(bitext.source.segments)))


def test_terms_of_the_other_language_are_evidence() -> None:
    chinese = ["乘客 (passenger) 指船上並非船員的人", "船長（captain）指指揮船隻的人"]
    english = ["captain (船長) means the person in command", "passenger (乘客) is no captain of the ship"]
    found = shared_terms(chinese, english)
    assert found[0].tolist() == [0, 1]
    assert found[1, 0] == 1
    assert found[1, 1] < 0.5


def test_rare_numbers_are_evidence() -> None:
    found = shared_numbers(["王 17, 205", "李 17"], ["Lee 17", "Wong 17, 205", "Chan"])
    assert found[0].argmax() == 1
    assert found[1].argmax() == 0
    assert found[:, 2].tolist() == [0, 0]


def test_running_text_bounds_the_stretches() -> None:
    run = [[n, n] for n in range(6)]
    mixed = [[6, 9], [7, 6], [8, 8], [9, 7]]
    behind = [[n, n] for n in range(10, 16)]
    found = list(between_runs(numpy.array([*run, *mixed, *behind]), (16, 16)))
    assert found == [(range(0), range(0)), (range(6, 10), range(6, 10)), (range(16, 16), range(16, 16))]


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 10**6))
def test_law_the_assignment_has_the_greatest_sum(rows: int, columns: int, seed: int) -> None:
    values = numpy.random.default_rng(seed).standard_normal((rows, columns))
    pairs = assign(values)
    assert len(pairs) == min(rows, columns) == len(set(pairs[:, 0])) == len(set(pairs[:, 1]))
    tall = values if rows <= columns else values.T
    best = max(sum(tall[n, c] for n, c in enumerate(some)) for some in permutations(range(tall.shape[1]), len(tall)))
    assert values[pairs[:, 0], pairs[:, 1]].sum() == pytest.approx(best)


def test_moved_single_segments_far_apart_are_no_list() -> None:
    beads = [Bead((n,), (n,), 0.8, 0.9) for n in range(40)]
    for here, there in [(3, 30), (12, 35), (20, 5)]:
        beads[here] = Bead((here,), (there,), 0.8, 0.9, MOVED)
    blocks = moved_blocks(beads)
    assert MovedBlock(range(3, 4), range(30, 31)) in blocks
    assert not any(block.reordered for block in blocks)
