"""The other side of a bead is divided at the ends of clauses, and the best cut counts."""

from __future__ import annotations

import numpy
import pytest

from aligner.alignment.boundaries import boundary_classes, quotes_of, speaker_changes
from aligner.alignment.clause_cuts import UNDIVIDED_GAIN, Clauses, cut_gains
from aligner.alignment.constraints import Constraints
from aligner.alignment.membership import questions_about
from aligner.alignment.scoring import bead_shapes
from aligner.embedders import load_embedder


@pytest.fixture(scope="module")
def embedder():
    return load_embedder()


def gains(embedder, chinese: list[str], english: list[str]) -> list[float]:
    questions = questions_about([(len(chinese), len(english))], bead_shapes(8), Constraints())
    return cut_gains(questions, (chinese, english), embedder).tolist()


def test_a_translated_segment_has_a_higher_cut_gain_than_an_untranslated_one(embedder) -> None:
    english = [
        "The villagers drove their cattle and sheep up the hillside.",
        "Only Old Zhou refused to leave his boat.",
    ]
    whole = gains(embedder, ["村里的人把牛羊赶上了山坡，只有老周不肯离开他的船。"], english)
    lacking = gains(embedder, ["村里的人把牛羊，也把鸡鸭，都赶上了山坡。"], english)
    assert whole[1] > lacking[1] + 0.1


def test_the_first_segment_is_compared_with_the_first_clauses(embedder) -> None:
    chinese = ["村里的人把牛羊赶上了山坡，只有老周不肯离开他的船。"]
    ordered = [
        "The villagers drove their cattle and sheep up the hillside.",
        "Only Old Zhou refused to leave his boat.",
    ]
    assert min(gains(embedder, chinese, ordered)) > max(gains(embedder, chinese, ordered[::-1]))


def test_a_side_of_one_clause_has_no_cut(embedder) -> None:
    assert gains(embedder, ["船还在。"], ["The boat.", "It was still there."]) == [UNDIVIDED_GAIN, UNDIVIDED_GAIN]
    assert gains(embedder, ["……，——"], ["The boat.", "It was still there."]) == [UNDIVIDED_GAIN, UNDIVIDED_GAIN]


def test_clauses_are_found_again_by_their_segment(embedder) -> None:
    clauses = Clauses.of(embedder, ["一，二", "……", "三；四。"], [0, 2])
    assert clauses.places == {0: (0, 2), 2: (2, 4)}
    assert numpy.allclose(clauses.span(2, 1), embedder.encode(["三；", "四。"]))


def test_an_empty_path_has_no_questions(embedder) -> None:
    assert cut_gains(questions_about([], bead_shapes(8), Constraints()), ([], []), embedder).tolist() == []


def test_one_quotation_ends_and_another_begins_where_the_speaker_changes() -> None:
    english = ["'Was he from here?'", "'He is called Misty.", "I do not know.'", "He left."]
    chinese = ["“他是哪里的？”", "“他叫小玄子。", "我不知道。”", "他走了。"]
    for texts, language in ((english, "en"), (chinese, "zh")):
        classes = boundary_classes(texts, quotes_of(language))
        assert speaker_changes(classes).tolist() == [False, True, False, False, False]
