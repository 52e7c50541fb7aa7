"""Rescoring: uncertain stretches are searched again with words; certain beads and constraints stay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy
import pytest

from aligner.alignment import align_segments, rescoring
from aligner.alignment.align import choose_scorer, span_scorer
from aligner.alignment.constraints import Constraints
from aligner.alignment.rescoring import (
    CERTAIN_POSTERIOR,
    DIVIDING_POSTERIOR,
    MAX_CELLS,
    MAX_GROUP_CELLS,
    MAX_UNDIVIDED_CELLS,
    UncertainStretch,
    groups_of,
    pair_posteriors,
    rescore,
    uncertain_stretches,
)
from aligner.alignment.scoring import BeadScorer
from aligner.alignment.spans import Shape
from aligner.alignment.weights import ScoreWeights, fitted_weights
from aligner.bitext import Bead
from aligner.embedders import load_embedder
from aligner.settings import AlignSettings
from tests.alignment.made import Words, WordVectors, document

DOUBT = CERTAIN_POSTERIOR - 0.1


def stretches(
    path: list[Shape], posteriors: list[float], gates: tuple[tuple[int, int], ...] = ()
) -> list[UncertainStretch]:
    return list(uncertain_stretches(path, pair_posteriors(path, numpy.array(posteriors)), frozenset(gates)))


def test_stretches_are_between_certain_beads() -> None:
    path = [(1, 1), (1, 2), (2, 1), (1, 1), (1, 1)]
    found = stretches(path, [CERTAIN_POSTERIOR, DOUBT, DOUBT, CERTAIN_POSTERIOR, DOUBT])
    assert found == [
        UncertainStretch(range(1, 3), range(1, 4), range(1, 4)),
        UncertainStretch(range(4, 5), range(5, 6), range(5, 6)),
    ]


def test_null_beads_are_never_certain_but_alone_are_not_searched_again() -> None:
    path = [(1, 1), (1, 0), (1, 1), (0, 1), (1, 1)]
    assert stretches(path, [1, 1, DOUBT, 1, 1]) == [UncertainStretch(range(1, 4), range(1, 3), range(1, 3))]
    assert stretches(path, [1, 0.5, 1, 0.5, 1]) == []


def test_gates_end_a_stretch() -> None:
    path = [(1, 1), (1, 1), (1, 1)]
    whole, parts = stretches(path, [DOUBT] * 3), stretches(path, [DOUBT] * 3, ((1, 1), (3, 3)))
    assert [each.beads for each in whole] == [range(3)]
    assert [each.beads for each in parts] == [range(1), range(1, 3)]


def test_a_too_large_stretch_is_not_searched_again() -> None:
    side, low = math.isqrt(MAX_CELLS) + 1, DIVIDING_POSTERIOR - 0.1
    assert stretches([(1, 1)] * side, [low] * side) == []
    assert len(stretches([(1, 1)] * (side - 1), [low] * (side - 1))) == 1


def test_a_large_stretch_is_divided_at_its_most_certain_beads() -> None:
    side = math.isqrt(MAX_UNDIVIDED_CELLS) + 1
    path, low = [(1, 1)] * side, DIVIDING_POSTERIOR - 0.1
    middling = [low] * side
    middling[5], middling[9] = DIVIDING_POSTERIOR + 0.01, DIVIDING_POSTERIOR + 0.02
    assert [each.beads for each in stretches(path, middling)] == [range(9), range(10, side)]
    assert [each.beads for each in stretches(path[:-1], middling[:-1])] == [range(side - 1)]  # small enough as a whole
    path[9] = (0, 1)  # null beads divide nothing
    assert [each.beads for each in stretches(path, middling)] == [range(5), range(6, side)]


def test_dividing_covers_everything_but_the_dividing_beads() -> None:
    count = 40 * math.isqrt(MAX_UNDIVIDED_CELLS)
    chances = numpy.random.default_rng(0).uniform(DIVIDING_POSTERIOR, CERTAIN_POSTERIOR - 0.01, count)
    found = stretches([(1, 2)] * count, chances.tolist())
    assert all(0 < each.cells <= MAX_UNDIVIDED_CELLS for each in found)
    kept = set(range(count)) - {bead for each in found for bead in each.beads}
    for each in found:
        assert each.rows == each.beads
        assert each.columns == range(2 * each.beads.start, 2 * each.beads.stop)
        assert each.beads.start - 1 in kept | {-1}
        assert each.beads.stop in kept | {count}
    assert min(chances[list(kept)]) > numpy.median(chances)


def test_an_empty_path_has_no_uncertain_stretch() -> None:
    assert stretches([], []) == []


def test_groups_hold_all_stretches_in_order() -> None:
    side = math.isqrt(MAX_CELLS)
    count = 2 * MAX_GROUP_CELLS // side**2 + 3
    many = [UncertainStretch(range(n, n + 1), range(n * side, (n + 1) * side), range(side)) for n in range(count)]
    groups = [list(group) for group in groups_of(many)]
    assert [each for group in groups for each in group] == many
    assert len(groups) == 3
    assert all(sum(each.cells for each in group) <= MAX_GROUP_CELLS for group in groups)


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
    look = rescore(
        path,
        numpy.array(posteriors),
        scorer,
        (first, second),
        words,
        temperature=1.0,
        constraints=constraints or Constraints(),
    )
    return look.path, look.posteriors.tolist()


def test_only_an_uncertain_stretch_changes() -> None:
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
    blind = replace(fitted_weights(), clause_shift=0.0)
    assert closer(chinese, english, doubts, apart, weights=blind)[0] == apart


def test_certain_beads_are_not_searched_again() -> None:
    wrong: list[Shape] = [(1, 1), (1, 1), (1, 2), (1, 1)]
    assert closer(CHINESE, ENGLISH, [1.0] * 4, wrong) == (wrong, [1.0] * 4)


def test_rescoring_satisfies_the_constraints() -> None:
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
    monkeypatch.setattr(rescoring, "MAX_GROUP_CELLS", 1)
    apart = closer(chinese, english, posteriors, path)
    assert together[0] == apart[0] == [(1, 1), (1, 2), (1, 1), (1, 1)] * 6
    assert together[1] == pytest.approx(apart[1], abs=1e-3)


def test_models_without_words_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("looked closer without words")

    monkeypatch.setattr("aligner.alignment.align.rescore", never)
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
