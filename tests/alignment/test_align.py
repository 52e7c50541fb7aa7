"""Documents with known beads come out with those beads, whatever the embedder and the order of the sides."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import WordVectors, document

from aligner.alignment import align_segments
from aligner.alignment.dynamic_program import MAX_BLOCK_SCORES, row_blocks
from aligner.alignment.pieces import Piece
from aligner.alignment.scoring import bead_shapes
from aligner.alignment.spans import AdditiveSpans
from aligner.bitext import Bead
from aligner.settings import AlignSettings

WORDS = WordVectors()
WINDOWS = WordVectors(additive=False)


def beads_of(source: list[str], target: list[str], embedder: WordVectors = WORDS) -> tuple[Bead, ...]:
    return align_segments(document(source), document(target), embedder, AlignSettings())


def ids(beads: tuple[Bead, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.source, bead.target) for bead in beads]


def sentence(number: int, words: int = 6) -> str:
    return " ".join(f"w{number}x{word}" for word in range(words))


@pytest.mark.parametrize("embedder", [WORDS, WINDOWS], ids=["additive", "windows"])
def test_known_beads_of_every_kind(embedder: WordVectors) -> None:
    sentences = [sentence(number) for number in range(20)]
    source = [*sentences[:5], f"{sentences[5]} {sentences[6]}", *sentences[7:15], *sentences[16:20]]
    target = [*sentences[:9], f"{sentences[9]} {sentences[10]}", *sentences[11:20]]
    expected = [((n,), (n,)) for n in range(5)] + [((5,), (5, 6)), ((6,), (7,)), ((7,), (8,)), ((8, 9), (9,))]
    expected += [((n,), (n,)) for n in range(10, 14)] + [((), (14,))]
    expected += [((n,), (n + 1,)) for n in range(14, 18)]
    assert ids(beads_of(source, target, embedder)) == expected


def test_one_source_segment_that_covers_eight() -> None:
    parts = [sentence(number) for number in range(100, 108)]
    around = [sentence(number) for number in range(6)]
    source = [*around[:3], " ".join(parts), *around[3:]]
    target = [*around[:3], *parts, *around[3:]]
    assert ((3,), tuple(range(3, 11))) in ids(beads_of(source, target))


def test_a_long_insertion_is_left_unaligned_and_the_rest_is_right() -> None:
    shared = [sentence(number) for number in range(400)]
    foreign = [sentence(number) for number in range(1000, 1300)]
    beads = beads_of(shared, [*shared[:200], *foreign, *shared[200:]])
    expected = [((n,), (n if n < 200 else n + 300,)) for n in range(400)]
    assert [bead for bead in ids(beads) if bead[0] and bead[1]] == expected
    assert sum(bead.shape == "0-1" for bead in beads) == 300


def test_confidence_is_high_where_the_texts_agree_and_low_where_they_do_not() -> None:
    shared = [sentence(number) for number in range(30)]
    beads = beads_of(shared, [*shared[:14], sentence(500), *shared[15:]])
    doubtful = [bead for bead in beads if 14 in bead.source or 14 in bead.target]
    sure = [bead for bead in beads if bead not in doubtful]
    assert all(0 <= bead.confidence <= 1 for bead in beads)
    assert min(bead.confidence for bead in sure) > 0.9
    assert min(bead.confidence for bead in doubtful) < min(bead.confidence for bead in sure)


def test_confidences_of_a_tiny_lattice_equal_those_of_all_its_paths() -> None:
    """Enumerates every path of a 3 x 3 lattice and compares probabilities."""
    source = [sentence(1), sentence(2), sentence(3)]
    target = [sentence(1), f"{sentence(2)} {sentence(8)}", sentence(9)]
    from aligner.alignment.align import choose_scorer, span_scorer

    weights = AlignSettings()
    spans = span_scorer(WORDS, [source, target], ("en", "en"), 8)
    scorer = choose_scorer(WORDS, spans, [source, target], weights)
    shapes = [*scorer.shapes, (1, 0), (0, 1)]

    def paths(row: int, column: int) -> list[list[tuple[int, int]]]:
        if (row, column) == (3, 3):
            return [[]]
        steps = [shape for shape in shapes if row + shape[0] <= 3 and column + shape[1] <= 3]
        return [[step, *rest] for step in steps for rest in paths(row + step[0], column + step[1])]

    def walk(path: list[tuple[int, int]]) -> set[tuple[tuple[int, int], tuple[int, int]]]:
        corners = [(0, 0)]
        for m, n in path:
            corners.append((corners[-1][0] + m, corners[-1][1] + n))
        return set(zip(corners, path, strict=False))

    def cells_passed(path: list[tuple[int, int]]) -> float:
        return sum(float(scorer.nodes(numpy.array([row]), numpy.array([column]))[0]) for (row, column), _ in walk(path))

    def openings(path: list[tuple[int, int]]) -> int:
        alone = [not (m and n) for m, n in path]
        return sum(here and not before for before, here in zip([False, *alone], alone, strict=False))

    everything = paths(0, 0)
    totals = numpy.array(
        [
            scorer.path_scores(path).sum() + cells_passed(path) + scorer.null_opening * openings(path)
            for path in everything
        ]
    )
    chances = numpy.exp((totals - totals.max()) / weights.temperature)
    chances /= chances.sum()
    beads = beads_of(source, target)
    best = everything[int(totals.argmax())]
    assert [bead.shape for bead in beads] == [f"{m}-{n}" for m, n in best]
    corner = (0, 0)
    for bead, step in zip(beads, best, strict=True):
        uses = [(corner, step) in walk(path) for path in everything]
        assert bead.confidence == pytest.approx(chances[uses].sum(), abs=1e-5)
        corner = (corner[0] + step[0], corner[1] + step[1])


@pytest.mark.parametrize(
    ("source", "target"), [([], []), (["a"], []), ([], ["a", "b"]), ([""], [""]), (["", "a"], ["a"])]
)
def test_empty_sides_and_empty_segments(source: list[str], target: list[str]) -> None:
    beads = beads_of(source, target)
    assert [number for bead in beads for number in bead.source] == list(range(len(source)))
    assert [number for bead in beads for number in bead.target] == list(range(len(target)))


texts = st.lists(st.lists(st.sampled_from([f"w{n}" for n in range(12)]), max_size=6).map(" ".join), max_size=14)


@settings(deadline=None, max_examples=60)
@given(texts, texts)
def test_law_every_segment_in_exactly_one_bead_and_beads_monotone(source: list[str], target: list[str]) -> None:
    beads = beads_of(source, target)
    assert [number for bead in beads for number in bead.source] == list(range(len(source)))
    assert sorted(number for bead in beads for number in bead.target) == list(range(len(target)))
    staying = [number for bead in beads if not bead.status for number in bead.target if bead.source]
    assert staying == sorted(staying)
    assert all(bead.source or bead.target for bead in beads)


@settings(deadline=None, max_examples=25)
@given(texts.filter(bool), texts.filter(bool), st.data())
def test_law_rectangle_sums_give_the_cosines_of_the_joined_texts(
    source: list[str], target: list[str], data: st.DataObject
) -> None:
    """Windows joined with a space have the vector of the sum, so both ways must agree, whatever the rectangle."""
    shapes = bead_shapes(8)
    rows = slice(data.draw(st.integers(0, len(source) - 1)), len(source))
    columns = slice(data.draw(st.integers(0, len(target) - 1)), len(target))
    spans = AdditiveSpans.build(WORDS.encode(source), WORDS.encode(target), 8)
    for number, cosines in spans.cosines(rows, columns, shapes):
        height, width = shapes[number]
        for row in range(max(rows.start, height - 1), rows.stop):
            for column in range(max(columns.start, width - 1), columns.stop):
                first = WORDS.encode([" ".join(source[row + 1 - height : row + 1])])[0]
                second = WORDS.encode([" ".join(target[column + 1 - width : column + 1])])[0]
                expected = first @ second / max(float(numpy.linalg.norm(first) * numpy.linalg.norm(second)), 1e-9)
                assert cosines[row - rows.start, column - columns.start] == pytest.approx(expected, abs=1e-4)


@settings(deadline=None, max_examples=40)
@given(texts, texts)
def test_law_swapping_the_sides_mirrors_the_beads(source: list[str], target: list[str]) -> None:
    chinese, english = document(source, "zh"), document(target, "en")
    forth = align_segments(chinese, english, WORDS, AlignSettings())
    back = tuple(bead.mirrored() for bead in align_segments(english, chinese, WORDS, AlignSettings()))
    if any(bead.status for bead in forth):  # a list in another order: beads stand in the order of their sources
        forth, back = ((*sorted(beads, key=lambda bead: (bead.source, bead.target)),) for beads in (forth, back))
    assert forth == back


def test_rows_whose_scores_are_many_are_held_one_at_a_time():
    wide = Piece(0, 0, numpy.zeros(5, numpy.int64), numpy.full(5, MAX_BLOCK_SCORES, numpy.int64))
    assert list(row_blocks([wide], 1)) == [(row, row + 1) for row in range(5)]
    narrow = Piece(0, 0, numpy.zeros(5, numpy.int64), numpy.zeros(5, numpy.int64))
    assert list(row_blocks([narrow], 1)) == [(0, 5)]
