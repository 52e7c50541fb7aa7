"""The benchmark of sentences: how paragraphs are made, and the floors that splitting keeps to."""

import pytest

from aligner.languages import pack_of
from benchmarks.evaluation_sets import SHARED, shared_set
from benchmarks.sentences import FORMS, SETS, compared, measured, paragraphs
from tests.growth.growth import assert_linear


def test_paragraphs_end_behind_titles_and_closed_quotations():
    sentences = ["标题", *["好。"] * 4, "他说：“好。", "走吧。”", "天黑了。"]
    assert [len(paragraph) for paragraph in paragraphs(sentences)] == [1, 6, 1]


def test_wrong_boundaries_are_counted_and_shown():
    counts, wrong = compared(["He came. She went.", "They sat."], "en")
    assert (counts["gold"], counts["found"], counts["right"]) == (1, 2, 1)
    assert wrong == ["extra  He came. ¦She went. They sat."]


@pytest.mark.parametrize("name", SETS)
def test_boundaries_keep_their_floors(name):
    each = shared_set(name, "", SHARED)
    if each.absence:
        pytest.skip(each.absence)
    for form in FORMS:
        counts, _ = measured(each, form)
        floor = 0.97 if "half-width" in form else 0.99
        assert counts["right"] >= floor * counts["found"], form
        assert counts["right"] >= floor * counts["gold"], form


@pytest.mark.parametrize("piece", ["1.", "a.", '他说"好."', "好。——"])
def test_time_is_linear_in_the_length(piece):
    split = pack_of("zh").split
    assert_linear(lambda length: split("见章节 " + piece * (length // len(piece)) + " 结束。"), 20_000)
