"""Moved blocks are found with their extent, and only where something was moved."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import align_segments
from aligner.alignment.crossing import MOVED, MovedBlock, moved_blocks
from aligner.alignment.moves import AlignRun, best_stretch, null_runs, rejoin_moved
from aligner.alignment.spans import unit_rows
from aligner.bitext import Bead
from aligner.protocols import Vectors
from aligner.settings import AlignSettings
from tests.alignment.made import WordVectors, document

WORDS = WordVectors()
SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


def units(count: int, seed: int = 0) -> Vectors:
    vectors = numpy.random.default_rng(seed).standard_normal((count, 64)).astype(numpy.float32)
    return unit_rows(vectors)


def knowing(place: Sequence[int]) -> AlignRun:
    """Stands for the engine: pairs what belongs together within two stretches, and leaves the rest alone."""

    def align_run(source: range, target: range) -> list[Bead]:
        beads: list[Bead] = []
        column = target.start
        for number in source:
            if place[number] in target and place[number] >= column:
                beads += [Bead((), (n,)) for n in range(column, place[number])]
                beads.append(Bead((number,), (place[number],), 0.8, 0.95))
                column = place[number] + 1
            else:
                beads.append(Bead((number,), ()))
        return beads + [Bead((), (n,)) for n in range(column, target.stop)]

    return align_run


def path_of(count: int, kept: Sequence[tuple[int, int]]) -> tuple[Bead, ...]:
    """Return the monotone beads that pair ``kept`` and leave all else alone."""
    beads, row, column = [], 0, 0
    for source, target in [*kept, (count, count)]:
        beads += [Bead((n,), (), 0.0, 0.9) for n in range(row, source)]
        beads += [Bead((), (n,), 0.0, 0.9) for n in range(column, target)]
        if source < count:
            beads.append(Bead((source,), (target,), 0.8, 0.95))
        row, column = source + 1, target + 1
    return tuple(beads)


def swapped(sizes: Sequence[int], first: int, second: int) -> list[int]:
    """Return for each source segment its target segment, two of the blocks having changed places."""
    order = list(range(len(sizes)))
    order[first], order[second] = order[second], order[first]
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    place = [0] * sum(sizes)
    count = 0
    for number in order:
        for offset in range(sizes[number]):
            place[starts[number] + offset] = count
            count += 1
    return place


def rejoined(place: Sequence[int], kept: Sequence[int]) -> tuple[Bead, ...]:
    """Rejoin a path that kept some source segments and left all others alone."""
    target = units(len(place))
    source = target[list(place)]
    beads = path_of(len(place), [(number, place[number]) for number in kept])
    return rejoin_moved(beads, source, target, knowing(place))


@pytest.mark.parametrize("sizes", [(40, 30, 200, 30, 50), (40, 300, 50, 280, 50), (0, 40, 100, 60, 0)])
def test_two_distant_blocks_are_moved_and_the_text_between_is_not(sizes: tuple[int, ...]) -> None:
    place = swapped(sizes, 1, 3)
    a, b, c, d, _ = sizes
    for kept in (range(a + b, a + b + c), range(a, a + b)):  # the path may have kept any one of the three
        beads = rejoined(place, [*range(a), *kept, *range(a + b + c + d, len(place))])
        assert moved_blocks(beads) == [
            MovedBlock(range(a, a + b), range(a + d + c, a + d + c + b)),
            MovedBlock(range(a + b + c, a + b + c + d), range(a, a + d)),
        ]
        assert {(bead.source, bead.target) for bead in beads} == {((n,), (t,)) for n, t in enumerate(place)}


def test_of_two_neighbours_both_are_called_moved_unless_one_is_much_longer() -> None:
    alike = rejoined(swapped((50, 30, 40, 50), 1, 2), [*range(50), *range(80, 170)])
    assert moved_blocks(alike) == [
        MovedBlock(range(50, 80), range(90, 120)),
        MovedBlock(range(80, 120), range(50, 90)),
    ]
    unlike = rejoined(swapped((50, 30, 300, 50), 1, 2), [*range(50), *range(80, 430)])
    assert moved_blocks(unlike) == [MovedBlock(range(50, 80), range(350, 380))]


def test_a_few_wrong_beads_in_a_run_are_dissolved() -> None:
    place = swapped((40, 60, 80, 60, 40), 1, 3)
    target = units(len(place))
    kept = [(n, place[n]) for n in [*range(40), *range(100, 180), *range(240, 280)]]
    wrong = [(60, 60), (61, 61), (200, 200)]
    beads = path_of(len(place), sorted([*kept, *wrong]))
    beads = tuple(replace(b, confidence=0.05) if (b.source, b.target) == ((200,), (200,)) else b for b in beads)
    found = rejoin_moved(beads, target[place], target, knowing(place))
    assert {(bead.source, bead.target) for bead in found} == {((n,), (t,)) for n, t in enumerate(place)}


def test_runs_of_unrelated_segments_stay_unaligned() -> None:
    source, target = units(300, 1), units(300, 2)
    beads = path_of(300, [(n, n) for n in [*range(100), *range(200, 300)]])

    def strangers(rows: range, columns: range) -> list[Bead]:
        return [replace(bead, score=0.2, confidence=0.6) for bead in knowing(range(300))(rows, columns)]

    assert rejoin_moved(beads, source, target, strangers) == beads


def test_blocks_in_order_are_not_moved() -> None:
    """A translation that the path left alone on both sides, in one place, crosses nothing."""
    target = units(120)
    beads = path_of(120, [(n, n) for n in [*range(40), *range(80, 120)]])
    assert rejoin_moved(beads, target, target, knowing(range(120))) == beads


def test_locked_beads_are_never_touched() -> None:
    place = swapped((40, 60, 80, 60, 40), 1, 3)
    target = units(len(place))
    kept = [(n, place[n]) for n in [*range(40), *range(100, 180), *range(240, 280)]]
    beads = path_of(len(place), sorted([*kept, (70, 70)]))
    beads = tuple(replace(bead, status="locked") if bead.source == (70,) else bead for bead in beads)
    found = rejoin_moved(beads, target[place], target, knowing(place))
    assert next(bead for bead in found if bead.source == (70,)) == Bead((70,), (70,), 0.8, 0.95, "locked")
    assert moved_blocks(found)


def test_without_unmatched_runs_on_both_sides_nothing_is_computed() -> None:
    beads = path_of(60, [(n, n) for n in range(0, 60, 2)])

    def never(_source: range, _target: range) -> list[Bead]:
        raise AssertionError

    nothing = numpy.zeros((0, 4), numpy.float32)
    assert rejoin_moved(beads, nothing, nothing, never) == beads
    assert rejoin_moved((), nothing, nothing, never) == ()


def test_runs_with_few_segments_between_them_are_joined() -> None:
    beads = path_of(60, [(n, n) for n in [*range(10), 20, 21, *range(40, 60)]])
    assert null_runs(beads, "source") == [range(10, 40)]


def test_unrelated_segments_at_the_ends_of_a_block_are_removed() -> None:
    far = [Bead((0,), (0,), 0.3, 0.5), *(Bead((n,), ()) for n in range(1, 30))]
    near = [Bead((n,), (n,), 0.6, 0.9) for n in range(30, 40)]
    assert [bead.source[0] for bead in best_stretch([*far, *near])] == list(range(30, 40))
    assert {bead.status for bead in best_stretch(near)} == {MOVED}
    assert best_stretch(far[1:]) == ()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(8, 60), min_size=2, max_size=6), st.data())
def test_law_every_segment_stays_in_one_bead_and_what_is_not_moved_does_not_cross(
    sizes: list[int], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(sizes))))
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    place = [0] * sum(sizes)
    targets = [starts[number] + offset for number in order for offset in range(sizes[number])]
    for target_number, number in enumerate(targets):
        place[number] = target_number
    kept = data.draw(st.sampled_from(range(len(sizes))))
    beads = rejoined(place, range(starts[kept], starts[kept] + sizes[kept]))
    assert sorted(n for bead in beads for n in bead.source) == list(range(len(place)))
    assert sorted(n for bead in beads for n in bead.target) == list(range(len(place)))
    firsts = [bead.source[0] for bead in beads if bead.source]
    assert firsts == sorted(firsts)
    staying = [bead.target for bead in beads if not bead.is_null and bead.status != MOVED]
    assert staying == sorted(staying)


def sentence(number: int) -> str:
    chance = random.Random(number)
    return " ".join(f"w{chance.randrange(3000)}" for _ in range(9))


def whole(source: Sequence[str], target: Sequence[str]) -> tuple[Bead, ...]:
    """Align as the program does, which rejoins what was moved."""
    return align_segments(document(source), document(target), WORDS, AlignSettings())


def test_two_chapters_of_a_made_book_are_found_with_their_extent() -> None:
    source = [sentence(number) for number in range(260)]
    target = [*source[:60], *source[190:220], *source[100:190], *source[60:100], *source[220:]]
    assert moved_blocks(whole(source, target)) == [
        MovedBlock(range(60, 100), range(180, 220)),
        MovedBlock(range(190, 220), range(60, 90)),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_made_books_with_omissions_on_both_sides_report_nothing(seed: int) -> None:
    chance = random.Random(seed)
    texts = [sentence(1000 * seed + number) for number in range(200)]
    gone = [set(range(start, start + 20)) for start in chance.sample(range(0, 180, 30), 4)]
    sides = [
        [text for number, text in enumerate(texts) if all(number not in run for run in runs)]
        for runs in (gone[:2], gone[2:])
    ]
    assert moved_blocks(whole(*sides)) == []


@pytest.mark.parametrize("genre", ["resolution", "story", "guide"])
def test_the_sample_reports_nothing(genre: str) -> None:
    from aligner.embedders import load_embedder

    embedder = load_embedder()
    source, target = (
        (SAMPLE / f"{genre}.{language}.sentences").read_text(encoding="utf-8").splitlines() for language in ("zh", "en")
    )
    sides = [unit_rows(embedder.encode(side)) for side in (source, target)]
    beads = align_segments(document(source, "zh"), document(target, "en"), embedder, AlignSettings())
    assert rejoin_moved(beads, sides[0], sides[1], knowing(range(len(source)))) == beads
    assert moved_blocks(beads) == []
