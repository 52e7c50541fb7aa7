"""Boundaries between segments are described by marks and quotes of both scripts."""

from __future__ import annotations

import numpy
import pytest

from aligner import align_texts
from aligner.alignment.boundaries import (
    INTRODUCTION_CLASS,
    MARK_COUNT,
    MARKS,
    NO_MARK,
    boundary_classes,
    end_of,
    fit_table,
    quote_share,
)
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
        ("Chapter One", (NO_MARK, 0)),
        ("子曰。", (INTRODUCTION_CLASS, 0)),
        ("对曰。 ", (INTRODUCTION_CLASS, 0)),
        ("他没有见过白云。", (STOP, 0)),
        ("", (NO_MARK, 0)),
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
def test_a_quotation_of_two_sentences_is_open_between_them(texts: list[str]) -> None:
    assert inside(texts) == [0, 1, 0, 0]
    assert opens(texts) == [1, 0, 0, 0]


def test_apostrophes_open_nothing() -> None:
    assert inside(["It's the readers' room.", "They don't know."]) == [0, 0, 0]
    assert quote_share(["It's the readers' room of '98.", "They don't know."]) == 0


BLANK = ((0.0,) * MARK_COUNT,) * MARK_COUNT


def test_quotes_count_only_if_both_texts_have_them() -> None:
    chinese, english = ["“好。”", "他说。"], ["“Fine.”", "He said."]
    weights = BoundaryWeights(BLANK, inside=-1, closed=-1, opens=-1)
    assert numpy.any(fit_table(chinese, english, weights))
    usual = slice(8 * MARK_COUNT)  # without the classes of introductions
    assert not numpy.any(fit_table(chinese, ["Fine.", "He said."], weights)[usual, usual])


def test_marks_are_looked_up_chinese_first() -> None:
    chinese, english = ["他走了，", "我没有走。"], ["He left.", "I did not."]
    marks = numpy.zeros((MARK_COUNT, MARK_COUNT))
    marks[COMMA, STOP] = 2.5
    table = fit_table(chinese, english, BoundaryWeights(tuple(map(tuple, marks.tolist())), 0, 0, 0))
    classes = boundary_classes(chinese), boundary_classes(english)
    assert table[classes[0][1], classes[1][1]] == 2.5
    assert table[classes[0][2], classes[1][1]] == 0
    assert table[classes[1][1], classes[0][1]] == 0


def test_an_introduction_stays_with_what_it_introduces() -> None:
    chinese = (
        "孔子在陈国断了粮。 子曰。 君子固穷、小人穷斯滥矣。 子曰。 赐也、女以予为多学而识之者与。 对曰。 然、非与。"
    )
    english = [
        "In Chen the supplies of Confucius were exhausted.",
        'The Master said: "The noble man may indeed have to endure want, but the small man gives way to license."',
        'The Master said: "Ci, do you think I am one who learns many things and keeps them in memory?"',
        'He replied: "Yes. But perhaps it is not so?"',
    ]
    beads = align_texts(chinese.split(), english).beads
    assert [(bead.source, bead.target) for bead in beads] == [
        ((0,), (0,)),
        ((1, 2), (1,)),
        ((3, 4), (2,)),
        ((5, 6), (3,)),
    ]


def test_a_question_fits_a_question_best() -> None:
    marks = numpy.array(fitted_weights().boundary.marks)
    assert marks[QUESTION].argmax() == marks[:, QUESTION].argmax() == QUESTION
