"""What is in doubt is searched again with words compared; what is sure stays, and so do the user's constraints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy
import pytest

from aligner.alignment import align_segments, closer_look
from aligner.alignment.align import choose_scorer, span_scorer
from aligner.alignment.closer_look import (
    FAIRLY_SURE,
    LARGE,
    MOST_CELLS,
    SURE,
    TOGETHER,
    Doubtful,
    doubtful_stretches,
    grouped,
    look_closer,
    sureness,
)
from aligner.alignment.constraints import Constraints
from aligner.alignment.scoring import BeadScorer
from aligner.alignment.spans import Shape
from aligner.alignment.weights import ScoreWeights, fitted_weights
from aligner.bitext import Bead
from aligner.embedders import load_embedder
from aligner.settings import AlignSettings
from tests.alignment.made import Words, WordVectors, document

DOUBT = SURE - 0.1


def stretches(path: list[Shape], posteriors: list[float], gates: tuple[tuple[int, int], ...] = ()) -> list[Doubtful]:
    return list(doubtful_stretches(path, sureness(path, numpy.array(posteriors)), frozenset(gates)))


def test_stretches_lie_between_sure_beads() -> None:
    path = [(1, 1), (1, 2), (2, 1), (1, 1), (1, 1)]
    found = stretches(path, [SURE, DOUBT, DOUBT, SURE, DOUBT])
    assert found == [
        Doubtful(range(1, 3), range(1, 4), range(1, 4)),
        Doubtful(range(4, 5), range(5, 6), range(5, 6)),
    ]


def test_null_beads_are_never_sure_but_alone_no_reason_to_look() -> None:
    path = [(1, 1), (1, 0), (1, 1), (0, 1), (1, 1)]
    assert stretches(path, [1, 1, DOUBT, 1, 1]) == [Doubtful(range(1, 4), range(1, 3), range(1, 3))]
    assert stretches(path, [1, 0.5, 1, 0.5, 1]) == []


def test_gates_end_a_stretch() -> None:
    path = [(1, 1), (1, 1), (1, 1)]
    whole, parts = stretches(path, [DOUBT] * 3), stretches(path, [DOUBT] * 3, ((1, 1), (3, 3)))
    assert [each.beads for each in whole] == [range(3)]
    assert [each.beads for each in parts] == [range(1), range(1, 3)]


def test_a_stretch_that_is_too_large_keeps_its_first_look() -> None:
    side, low = math.isqrt(MOST_CELLS) + 1, FAIRLY_SURE - 0.1
    assert stretches([(1, 1)] * side, [low] * side) == []
    assert len(stretches([(1, 1)] * (side - 1), [low] * (side - 1))) == 1


def test_a_large_stretch_is_divided_at_its_surest_beads() -> None:
    side = math.isqrt(LARGE) + 1
    path, low = [(1, 1)] * side, FAIRLY_SURE - 0.1
    middling = [low] * side
    middling[5], middling[9] = FAIRLY_SURE + 0.01, FAIRLY_SURE + 0.02
    assert [each.beads for each in stretches(path, middling)] == [range(9), range(10, side)]
    assert [each.beads for each in stretches(path[:-1], middling[:-1])] == [range(side - 1)]  # small enough as a whole
    path[9] = (0, 1)  # null beads divide nothing
    assert [each.beads for each in stretches(path, middling)] == [range(5), range(6, side)]


def test_dividing_covers_everything_but_the_dividing_beads() -> None:
    count = 40 * math.isqrt(LARGE)
    chances = numpy.random.default_rng(0).uniform(FAIRLY_SURE, SURE - 0.01, count)
    found = stretches([(1, 2)] * count, chances.tolist())
    assert all(0 < each.cells <= LARGE for each in found)
    kept = set(range(count)) - {bead for each in found for bead in each.beads}
    for each in found:
        assert each.rows == each.beads
        assert each.columns == range(2 * each.beads.start, 2 * each.beads.stop)
        assert each.beads.start - 1 in kept | {-1}
        assert each.beads.stop in kept | {count}
    assert min(chances[list(kept)]) > numpy.median(chances)


def test_nothing_to_doubt_in_an_empty_path() -> None:
    assert stretches([], []) == []


def test_groups_hold_all_stretches_in_order() -> None:
    side = math.isqrt(MOST_CELLS)
    count = 2 * TOGETHER // side**2 + 3
    many = [Doubtful(range(n, n + 1), range(n * side, (n + 1) * side), range(side)) for n in range(count)]
    groups = [list(group) for group in grouped(many)]
    assert [each for group in groups for each in group] == many
    assert len(groups) == 3
    assert all(sum(each.cells for each in group) <= TOGETHER for group in groups)


# The second sentence on either side is long; the third, short, belongs to the long one of the other side.
FILLER = [f"filler{number}" for number in range(40)]
CHINESE = ["start here", " ".join([*FILLER, "lantern", "window"]), "gate door", "end there"]
ENGLISH = ["start here", " ".join(FILLER), "lantern window", "gate door", "end there"]


def closer(
    first: Sequence[str],
    second: Sequence[str],
    posteriors: Sequence[float],
    path: Sequence[Shape],
    constraints: Constraints | None = None,
    weights: ScoreWeights | None = None,
) -> tuple[list[Shape], list[float]]:
    words = Words()
    spans = span_scorer(words, (first, second), ("zh", "en"), 8)
    scorer = choose_scorer(words, spans, (first, second), AlignSettings(), weights=weights)
    assert isinstance(scorer, BeadScorer)
    look = look_closer(
        path,
        numpy.array(posteriors),
        scorer,
        (first, second),
        words,
        temperature=1.0,
        constraints=constraints or Constraints(),
    )
    return look.path, look.posteriors.tolist()


def test_a_doubtful_stretch_is_mended_and_the_rest_left_alone() -> None:
    wrong: list[Shape] = [(1, 1), (1, 1), (1, 2), (1, 1)]
    path, posteriors = closer(CHINESE, ENGLISH, [0.95, DOUBT, DOUBT, 0.97], wrong)
    assert path == [(1, 1), (1, 2), (1, 1), (1, 1)]
    assert (posteriors[0], posteriors[-1]) == (0.95, 0.97)
    assert all(0 < each <= 1 for each in posteriors[1:3])


def test_a_clause_across_a_boundary_joins_two_beads() -> None:
    sizes = {"clause": 8, "first": 14, "second": 14}
    clause, first, second = (" ".join(f"{name}{n}" for n in range(size)) for name, size in sizes.items())
    chinese, english = (
        ["start", *pair, "end"] for pair in ([f"{first} {clause}", second], [first, f"{clause} {second}"])
    )
    apart: list[Shape] = [(1, 1)] * 4
    doubts = [1.0, DOUBT, DOUBT, 1.0]
    assert closer(chinese, english, doubts, apart)[0] == [(1, 1), (2, 2), (1, 1)]
    blind = replace(fitted_weights(), straddling=0.0)
    assert closer(chinese, english, doubts, apart, weights=blind)[0] == apart


def test_sure_beads_are_not_questioned() -> None:
    wrong: list[Shape] = [(1, 1), (1, 1), (1, 2), (1, 1)]
    assert closer(CHINESE, ENGLISH, [1.0] * 4, wrong) == (wrong, [1.0] * 4)


def test_the_closer_look_keeps_to_the_constraints() -> None:
    doubtful: list[Shape] = [(1, 1), (1, 1), (1, 2), (1, 1)]
    gated, _ = closer(CHINESE, ENGLISH, [DOUBT] * 4, doubtful, Constraints(gates=((2, 2),)))
    assert (2, 2) in {tuple(cell) for cell in numpy.cumsum(gated, axis=0).tolist()}
    barred, _ = closer(CHINESE, ENGLISH, [DOUBT] * 4, doubtful, Constraints(barred_target=frozenset({2})))
    assert (0, 1) in barred


def test_many_stretches_measured_in_groups_come_out_as_from_one(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese, english = (
        [" ".join(f"{word}{copy}" for word in text.split()) for copy in range(6) for text in texts]
        for texts in (CHINESE, ENGLISH)
    )
    path: list[Shape] = [(1, 1), (1, 1), (1, 2), (1, 1)] * 6
    posteriors = [1.0, DOUBT, DOUBT, 1.0] * 6
    together = closer(chinese, english, posteriors, path)
    monkeypatch.setattr(closer_look, "TOGETHER", 1)
    apart = closer(chinese, english, posteriors, path)
    assert together[0] == apart[0] == [(1, 1), (1, 2), (1, 1), (1, 1)] * 6
    assert together[1] == pytest.approx(apart[1], abs=1e-3)


def test_models_without_words_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("looked closer without words")

    monkeypatch.setattr("aligner.alignment.align.look_closer", never)
    beads = align_segments(document(CHINESE, "zh"), document(ENGLISH, "en"), WordVectors(), AlignSettings())
    assert sum(len(bead.source) for bead in beads) == len(CHINESE)


def test_either_order_of_the_languages_gives_the_same_pairs() -> None:
    there = align_segments(document(CHINESE, "zh"), document(ENGLISH, "en"), Words(), AlignSettings())
    back = align_segments(document(ENGLISH, "en"), document(CHINESE, "zh"), Words(), AlignSettings())
    assert [(bead.source, bead.target) for bead in there] == [(bead.target, bead.source) for bead in back]
    assert Bead((1,), (1, 2)).shape in {bead.shape for bead in there}


def test_a_clause_moved_across_a_full_stop_joins_two_sentences() -> None:
    chinese = [
        "墙角堆着十几只木箱，上面落满了灰。",
        "快到镇上的时候，他们看见了那只丢失的箱子，它端端正正地摆在路中间，盖子开着。",
        "里面什么也没有。",
        "小林摇摇头，说自己一整天都在码头卸货，天黑才回来。",
    ]
    english = [
        "A dozen wooden crates were piled in the corner under a coat of dust.",
        "Just short of the town they saw it.",
        "The missing crate stood squarely in the middle of the road with its lid open, and there was nothing inside.",
        "Lin shook his head and said he had been unloading at the pier all day, and hadn't got back till dark.",
    ]
    beads = align_segments(document(chinese, "zh"), document(english, "en"), load_embedder(), AlignSettings())
    assert [bead.shape for bead in beads] == ["1-1", "2-2", "1-1"]
