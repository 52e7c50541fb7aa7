"""What stands between two segments is told by marks and quotes of either script."""

from __future__ import annotations

import numpy
import pytest

from aligner.alignment.boundaries import MARK_COUNT, MARKS, OTHER, boundary_classes, end_of, fit_table, quote_share
from aligner.alignment.weights import BoundaryWeights, fitted_weights

STOP, QUESTION, SHOUT, DOTS, COLON, COMMA = range(len(MARKS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left.", (STOP, 0)),
        ("他走了。", (STOP, 0)),
        ("“Who?”", (QUESTION, 1)),
        ("“谁？」 ", (QUESTION, 1)),
        ("'Stop!'", (SHOUT, 1)),
        ("I wonder...", (DOTS, 0)),
        ("我……", (DOTS, 0)),
        ("他说：", (COLON, 0)),
        ("(see below.)", (STOP, 1)),
        ("subject to article 5;", (COMMA, 0)),
        ("Chapter One", (OTHER, 0)),
        ("", (OTHER, 0)),
    ],
)
def test_end_of(text: str, expected: tuple[int, int]) -> None:
    assert end_of(text) == expected


def inside(texts: list[str]) -> list[int]:
    return (boundary_classes(texts) // 2 % 2).tolist()


def opens(texts: list[str]) -> list[int]:
    return (boundary_classes(texts) % 2).tolist()


@pytest.mark.parametrize(
    "texts",
    [
        ["“Come in!", "It is cold outside.”", "He came in."],
        ["“进来！", "外面冷。”", "他进来了。"],
        ["「進來！", "外面冷。」", "他進來了。"],
        ["'Come in!", "It's cold outside, isn't it?'", "He didn't answer."],
        ['"Come in!', "It's cold outside.\"", "He came in."],
    ],
)
def test_a_speech_of_two_sentences_is_open_between_them(texts: list[str]) -> None:
    assert inside(texts) == [0, 1, 0, 0]
    assert opens(texts) == [1, 0, 0, 0]


def test_apostrophes_open_nothing() -> None:
    assert inside(["It's the readers' room.", "They don't know."]) == [0, 0, 0]
    assert quote_share(["It's the readers' room of '98.", "They don't know."]) == 0


BLANK = ((0.0,) * MARK_COUNT,) * MARK_COUNT


def test_quotes_count_only_where_both_texts_have_them() -> None:
    chinese, english = ["“好。”", "他说。"], ["“Fine.”", "He said."]
    weights = BoundaryWeights(BLANK, inside=-1, closed=-1, opens=-1)
    assert numpy.any(fit_table(chinese, english, weights))
    assert not numpy.any(fit_table(chinese, ["Fine.", "He said."], weights))


def test_marks_are_looked_up_chinese_first() -> None:
    chinese, english = ["他走了，", "我没有走。"], ["He left.", "I did not."]
    marks = numpy.zeros((MARK_COUNT, MARK_COUNT))
    marks[COMMA, STOP] = 2.5
    table = fit_table(chinese, english, BoundaryWeights(tuple(map(tuple, marks.tolist())), 0, 0, 0))
    classes = boundary_classes(chinese), boundary_classes(english)
    assert table[classes[0][1], classes[1][1]] == 2.5
    assert table[classes[0][2], classes[1][1]] == 0
    assert table[classes[1][1], classes[0][1]] == 0


def test_a_question_fits_a_question_best() -> None:
    marks = numpy.array(fitted_weights().boundary.marks)
    assert marks[QUESTION].argmax() == marks[:, QUESTION].argmax() == QUESTION
