"""Omissions: questions about segments at the edges of beads, and the changes that the answers cause."""

from __future__ import annotations

from unittest import mock

import numpy
import pytest

from aligner import align_texts
from aligner.alignment.constraints import Constraints
from aligner.alignment.evidence import Regression, TextMarks
from aligner.alignment.membership import Questions, questions_about
from aligner.alignment.omissions import (
    PRIOR_SHARES,
    RevisedBead,
    apply_changes,
    log_odds,
    record_suspects,
    share_posteriors,
    split_and_join,
    untranslated_probabilities,
)
from aligner.alignment.scoring import BeadScorer, bead_shapes
from aligner.alignment.spans import AdditiveSpans, Shape
from aligner.alignment.weights import fitted_weights
from aligner.alignment.word_evidence import coverage_losses
from aligner.bitext import Bead
from aligner.embedders import load_embedder

SHAPES = bead_shapes(8)

CHINESE = [
    "老周在河边修船已经三十年了。",
    "他的工棚里堆满了木板和绳子。",
    "那年春天，河水涨得比往年都高。",
    "村里的人把牛羊赶上了山坡。",
    "只有老周不肯离开他的船。",
    "第三天夜里，水漫进了工棚。",
    "他点起一盏灯，坐在船头等天亮。",
    "早晨，孩子们在柳树下找到了他。",
    "船还在，灯也还亮着。",
    "后来大家都说，是那条船救了他。",
]
ENGLISH = [
    "Old Zhou had been mending boats by the river for thirty years.",
    "His shed was piled high with planks and rope.",
    "That spring the river rose higher than in any other year.",
    "The villagers drove their cattle and sheep up the hillside.",
    "Only Old Zhou refused to leave his boat.",
    "On the third night the water flooded into the shed.",
    "He lit a lamp and sat in the bow to wait for dawn.",
    "In the morning the children found him under the willow.",
    "The boat was still there, and the lamp was still burning.",
    "Later everyone said that it was the boat that had saved him.",
]


def asked(questions: Questions) -> list[tuple[int, int, bool, bool]]:
    """Return side, segment, whether first and whether joined of each question."""
    columns = (questions.sides, questions.segments, questions.first, questions.joined)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_the_outer_segments_of_beads_and_the_null_beads_beside_them_are_asked_about() -> None:
    questions = questions_about([(1, 1), (3, 1), (0, 1), (1, 1)], SHAPES, Constraints())
    assert asked(questions) == [
        (0, 1, True, True),
        (0, 3, False, True),
        (1, 2, False, False),
        (1, 2, True, False),
    ]
    assert questions.sizes.tolist() == [[3, 1], [3, 1], [3, 2], [1, 2]]
    assert questions.without()[1].tolist() == [[2, 1], [2, 1], [3, 1], [1, 1]]
    assert questions.without()[0].tolist() == [[3, 1], [2, 1], [3, 1], [4, 3]]
    assert questions.alone()[0].tolist() == [[1, 1], [3, 1], [3, 2], [4, 2]]


def test_nothing_reaches_across_a_gate_and_barred_segments_are_not_asked_about() -> None:
    path = [(1, 1), (1, 0), (1, 1)]
    assert len(questions_about(path, SHAPES, Constraints())) == 2
    assert len(questions_about(path, SHAPES, Constraints(gates=((1, 1),)))) == 1
    assert len(questions_about(path, SHAPES, Constraints(barred_source=frozenset([1])))) == 0


def test_a_path_without_beads_asks_nothing() -> None:
    assert len(questions_about([], SHAPES, Constraints())) == 0
    assert len(questions_about([(1, 0), (0, 1)], SHAPES, Constraints())) == 0


def test_a_likely_untranslated_segment_leaves_its_bead() -> None:
    steps = [RevisedBead((1, 1), 1.0), RevisedBead((3, 1), 0.9)]
    questions = questions_about([step.shape for step in steps], SHAPES, Constraints())
    record_suspects(steps, questions, numpy.array([0.3, 0.9]))
    found = apply_changes(steps, questions, numpy.array([0.3, 0.9]))
    assert [step.shape for step in found] == [(1, 1), (2, 1), (1, 0)]
    assert [step.fresh for step in found] == [False, True, True]
    assert steps[1].suspects == ({1, 3}, set())
    assert steps[1].certainty == pytest.approx(0.09)


@pytest.mark.parametrize(("words", "chance", "path"), [
    (True, 0.45, [(1, 1), (1, 0)]),
    (False, 0.45, [(2, 1)]),
    (False, 0.55, [(1, 1), (1, 0)]),
])  # fmt: skip
def test_without_words_a_segment_leaves_its_bead_only_where_it_is_more_likely_than_not(
    words: bool, chance: float, path: list[Shape]
) -> None:
    """Models without vectors of words ask with spans alone, which are less sure."""
    bead = ["他点起一盏灯，坐在船头等天亮。", "船还在。"], ["He lit a lamp and sat in the bow to wait for dawn."]
    embedder = load_embedder()
    units = [embedder.encode(side) for side in bead]
    scorer = BeadScorer.build(AdditiveSpans.build(*units, 8), bead, 8, fitted_weights())

    def answer(odds: numpy.ndarray, questions: Questions, likely: numpy.ndarray) -> numpy.ndarray:
        del odds, likely
        return numpy.where(questions.first, 0.0, chance)

    with mock.patch("aligner.alignment.omissions.untranslated_probabilities", answer):
        answered = split_and_join(
            [(2, 1)],
            numpy.array([0.9]),
            scorer,
            bead,
            embedder=embedder if words else None,
            constraints=Constraints(),
        )
    assert answered.path == path


def test_a_translated_segment_is_joined_to_its_neighbour() -> None:
    steps = [RevisedBead((1, 1), 1.0), RevisedBead((0, 1), 0.9), RevisedBead((1, 1), 1.0)]
    questions = questions_about([step.shape for step in steps], SHAPES, Constraints())
    found = apply_changes(steps, questions, numpy.array([0.9, 0.01]))
    assert [step.shape for step in found] == [(1, 1), (1, 2)]


def test_a_segment_of_a_run_is_joined_only_where_it_is_almost_surely_translated() -> None:
    def after(path: list[Shape], untranslated: float) -> list[Shape]:
        steps = [RevisedBead(shape, 1.0) for shape in path]
        questions = questions_about(path, SHAPES, Constraints())
        return [step.shape for step in apply_changes(steps, questions, numpy.full(len(questions), untranslated))]

    assert after([(1, 1), (0, 1)], 0.1) == [(1, 2)]
    assert after([(1, 1), (0, 1), (1, 0)], 0.1) == [(1, 2), (1, 0)]
    assert after([(1, 1), (0, 1), (0, 1)], 0.1) == [(1, 1), (0, 1), (0, 1)]
    assert after([(1, 1), (0, 1), (0, 1)], 0.01) == [(1, 2), (0, 1)]


def test_the_share_of_a_document_follows_its_answers() -> None:
    sides = numpy.zeros(400, int)
    odds = numpy.where(numpy.arange(400) < 120, 7.0, -3.0)
    likely = share_posteriors(odds, sides)
    assert likely.sum(axis=1) == pytest.approx([1, 1])
    assert likely[0] @ PRIOR_SHARES == pytest.approx(0.3, abs=0.05)
    nothing = share_posteriors(numpy.full(400, -4.0), sides)
    assert nothing[0] @ PRIOR_SHARES < 0.004
    assert 0.01 < nothing[1] @ PRIOR_SHARES < 0.1  # nothing was asked about the other side


def test_one_segment_that_looks_untranslated_is_no_proof_in_a_document_that_looks_complete() -> None:
    questions = questions_about([(2, 1)] * 30, SHAPES, Constraints())
    odds = numpy.where(numpy.arange(60) < 1, 6.0, -4.0)
    alone = untranslated_probabilities(odds, questions, share_posteriors(odds, questions.sides))
    odds = numpy.where(numpy.arange(60) < 6, 6.0, -4.0)
    together = untranslated_probabilities(odds, questions, share_posteriors(odds, questions.sides))
    assert alone[0] < 0.9 < together[0]
    assert alone[-1] < 0.01


def test_a_segment_that_the_path_leaves_alone_is_not_joined_because_the_document_looks_complete() -> None:
    questions = questions_about([(1, 1), (1, 0), (1, 1), (2, 1)], SHAPES, Constraints())
    likely = numpy.where(numpy.arange(len(PRIOR_SHARES)) < 1, 1.0, 0.0) * numpy.ones((2, 1))
    chances = untranslated_probabilities(numpy.full(4, 2.0), questions, likely)
    assert questions.joined.tolist() == [False, False, True, True]
    assert chances[:2].min() > 0.1 > chances[2:].max()


def test_words_matched_only_by_the_segment_are_the_loss() -> None:
    shares = numpy.array([[0.9, 0.1, 0.0], [0.1, 0.8, 0.7]], numpy.float32)
    lost, run = coverage_losses(shares, slice(0, 1), numpy.ones(3, numpy.float32), from_start=True)
    assert lost == pytest.approx(0.8)
    assert run == pytest.approx(0.75)
    lost, run = coverage_losses(shares, slice(0, 1), numpy.ones(3, numpy.float32), from_start=False)
    assert lost == pytest.approx(0.8)
    assert run == 0.0  # what it says stands at the wrong end


def test_numbers_and_latin_words_are_compared_as_strings() -> None:
    texts = (["他在2024年买了iPhone。", "很好。"], ["He bought an iPhone in 2024."])
    questions = questions_about([(2, 1)], SHAPES, Constraints())
    clauses, missing, found = TextMarks(texts).about(questions)
    assert clauses.tolist() == [1, 1]
    assert missing.tolist() == [0, 0]
    assert found.tolist() == [1, 0]
    texts = (["他在2025年买了。", "很好。"], ["He bought it in 2024."])
    assert TextMarks(texts).about(questions)[1].tolist() == [1, 0]


def test_log_odds_add_up() -> None:
    weights = Regression({"loss": 2.0}, -1.0)
    assert weights.log_odds({"loss": numpy.array([0.5, 1.0])}).tolist() == [0.0, 1.0]
    assert float(log_odds(0.5)) == 0.0


@pytest.mark.parametrize("gone", range(1, 9))
@pytest.mark.parametrize("side", [0, 1])
def test_one_missing_sentence_is_found(gone: int, side: int) -> None:
    texts = [list(CHINESE), list(ENGLISH)]
    del texts[side][gone]
    bitext = align_texts(texts[0], texts[1])
    alone = [(bead.source, bead.target) for bead in bitext.beads if bead.is_null]
    assert alone == [((gone,), ()) if side else ((), (gone,))]
    mirrored = align_texts(texts[1], texts[0])
    assert {(bead.target, bead.source) for bead in mirrored.beads} == {
        (bead.source, bead.target) for bead in bitext.beads
    }


def test_swapped_sides_swap_the_suspects() -> None:
    bead = Bead((0, 1), (0,), untranslated=((1,), ()))
    assert bead.mirrored().untranslated == ((), (1,))
