"""The filters of pairs: what each drops, and what it must keep."""

import inspect
from pathlib import Path

import pytest

from aligner.batch.content import Content, StoredPair
from aligner.batch.duplicates import SeenPairs
from aligner.batch.filters import FILTERS, Candidate, Evidence, filter_name, filter_settings, judge
from aligner.batch.filters.boilerplate import Boilerplate
from aligner.batch.filters.certainty import Confidence, Similarity
from aligner.batch.filters.copies import Copies, Duplicates, NearDuplicates
from aligner.batch.filters.coverage import Coverage, expected_coverage
from aligner.batch.filters.language import SideLanguage
from aligner.batch.filters.lengths import LengthRatio, Lengths
from aligner.batch.filters.numbers import Numbers
from aligner.batch.filters.script import Script
from aligner.batch.filters.urls import Urls
from aligner.batch.repeated_sides import RepeatedSides, SideCounter, SideCounts
from aligner.batch.settings import FilterSettings
from aligner.errors import UsageError


def candidate(source, target, tags=("en-US", "zh-CN"), document="a", coverage=0.7):
    return Candidate(StoredPair(0, "1-1", source, target, 0.6, 0.9, "0", "0", 1, 1, ""), tags, document, coverage)


CASES = [
    (Coverage(0.75), "Yes.", "是的。", "less than 75% of both documents is paired"),
    (Coverage(0.7), "Yes.", "是的。", ""),
    (Confidence(0.95), "Yes.", "是的。", "confidence below 0.95"),
    (Confidence(0.9), "Yes.", "是的。", ""),
    (Similarity(0.7), "Yes.", "是的。", "similarity below 0.7"),
    (Similarity(0.6), "Yes.", "是的。", ""),
    (Lengths({"en": 3}), "The bridge.", "桥。", "the source is too short"),
    (Lengths({"en": 2}), "The bridge.", "桥。", ""),
    (Lengths(longest={"zh": 5}), "The old bridge is open.", "旧桥开放了。", "the target is too long"),
    (Lengths(longest={"zh": 6}), "The old bridge is open.", "旧桥 开放了。", ""),  # white space does not count
    (Lengths(), "word " * 201, "词" * 300, "the source is too long"),
    (Lengths(), "word " * 200, "词" * 401, "the target is too long"),
    (Lengths(), "word " * 200, "词" * 400, ""),
    (LengthRatio(2), "Yes.", "图书馆上午九点开放，下午五点关闭。", "lengths differ more than 2 times"),
    (LengthRatio(2), "The library opens at nine and closes at five.", "图书馆九点开放，五点关闭。", ""),
    (Copies(), "OpenSSL 1.1", "openssl １.2", "both sides are equal"),
    (Copies(), "OpenSSL 1.1", "OpenSSL 库", ""),
    (SideLanguage(), "旧桥明年修复。", "旧桥今年修复。", "the source is not in its language"),
    (SideLanguage(), "The old bridge", "The new bridge", "the target is not in its language"),
    (SideLanguage(), "図書館は九時に開きます。", "图书馆九点开门。", "the source is not in its language"),
    (SideLanguage(), "Библиотека открывается в девять.", "图书馆九点开门。", "the source is not in its language"),
    (SideLanguage(), "Le pont est fermé pour les travaux.", "桥因施工关闭。", "the source is not in its language"),
    (SideLanguage(), "Die Brücke ist heute nicht offen.", "桥因施工关闭。", "the source is not in its language"),
    (SideLanguage(), "The bridge is closed for works by Voies de France.", "桥因施工关闭。", ""),
    (SideLanguage(), "Pour les amateurs, he said.", "他说，给爱好者们。", ""),
    (SideLanguage(), "3.5 %", "3.5％", ""),
    (SideLanguage(), "Kubernetes needs etcd.", "Kubernetes 需要 etcd。", ""),
    (Script(), "Мост закрыт", "桥关闭了", "the source is not in its script"),
    (Script(), "The bridge is closed.", "Most закрыт 桥", "the target is not in its script"),
    (Script(), "The bridge in 北京 is closed.", "北京的桥关闭了。", ""),
    (Script(), "Deploy it with Kubernetes.", "使用 Kubernetes 部署。", ""),
    (Script(), "12:30", "12:30", ""),
    (Script(chinese="hans"), "The library is open.", "圖書館開放。", "the target is not in its script"),
    (Script(chinese="hans"), "The library is open.", "图书馆开放。", ""),
    (Script(chinese="hant"), "The library is open.", "圖書館開放。", ""),
    (Numbers(), "It cost 15 yuan in 2019.", "2018年它花了15元。", "the numbers of the two sides differ"),
    (Numbers(), "It cost 15,000 yuan.", "它花了1.5万元。", ""),
    (Numbers(), "It cost 15,000 yuan.", "它花了15万元。", "the numbers of the two sides differ"),
    (Numbers(), "Three hundred people came in May 2019.", "2019年5月来了三百人。", ""),
    (Numbers(0.5), "It cost 15 yuan in 2019.", "2018年它花了15元。", ""),
    (Numbers(), "No number here.", "这里没有数字。", ""),
    (Urls(), "See https://example.org/a.", "见 https://example.org/b。", "the addresses of the two sides differ"),
    (Urls(), "See https://example.org/a.", "见该页。", "the addresses of the two sides differ"),
    (Urls(), "See (https://example.org/a).", "见https://example.org/a。", ""),
    (Urls(), "See https://example.org/en/guide for more.", "详情见 https://example.org/zh-cn/guide", ""),
    (Urls(), "Write to info@example.org.", "请写信给 info@example.com 。", "the addresses of the two sides differ"),
    (Urls(), "Link: http://example.org/a/b/c", "http://example.org/a/b/c", "a side is little more than addresses"),
    (Urls(), "The page http://a.org/a?chapter=12 says so.", "http://a.org/a?chapter=12 页面如此说。", ""),
    (Urls(), "No address.", "没有地址。", ""),
]  # fmt: skip


@pytest.fixture
def evidence(tmp_path):
    with SeenPairs(tmp_path / "seen") as seen:
        yield Evidence(seen, RepeatedSides())


@pytest.mark.parametrize(("chosen", "source", "target", "reason"), CASES)
def test_a_filter_drops_what_it_should_and_nothing_else(chosen, source, target, reason, evidence):
    one = candidate(source, target)
    assert chosen.reason(chosen.score(one, evidence), one) == reason


@pytest.mark.parametrize(("chosen", "source", "target", "reason"), CASES)
def test_filters_judge_both_directions_alike(chosen, source, target, reason, evidence):
    one = candidate(target, source, ("zh-CN", "en-US"))
    swapped = {"source": "target", "target": "source"}
    expected = " ".join(swapped.get(word, word) for word in reason.split())
    assert chosen.reason(chosen.score(one, evidence), one) == expected


def test_every_filter_has_cases_or_a_test_of_its_own():
    tried = {filter_name(chosen) for chosen, *_ in CASES} | {"boilerplate", "duplicates", "near-duplicates"}
    assert tried == set(FILTERS)


@pytest.mark.parametrize("name", list(FILTERS))
def test_every_filter_is_documented_and_has_defaults(name):
    kind = FILTERS.load(name)
    settings = filter_settings(kind())
    assert settings.pop("name") == name
    for key in settings:
        assert f"{key.replace('-', '_')}:" in inspect.getdoc(kind)


@pytest.mark.parametrize(
    "arguments",
    [
        (Coverage, 2),
        (Confidence, 1.1), (Similarity, -2), (LengthRatio, 0.5), (SideLanguage, -0.1), (SideLanguage, 0.1, 2),
        (Script, 3), (Numbers, -1), (Urls, 2), (Urls, 1, -1), (Boilerplate, 0), (Boilerplate, 1, 0),
        (Lengths, {"en": 0}), (Lengths, {}, {"english": 5}),
    ],
)  # fmt: skip
def test_values_out_of_range_are_refused(arguments):
    kind, *values = arguments
    with pytest.raises(UsageError, match="choose"):
        kind(*values)


def test_coverage_counts_segments_by_confidence_in_the_document_with_the_larger_share():
    pairs = [
        [0, "2-1", "One. Two.", "一二。", 0.5, 0.8, "0 1", "0", 1, 1, ""],
        [1, "1-0", "Three.", "", 0.0, 0.9, "2", "", 3, None, ""],
        [2, "1-1", "Four.", "四。", 0.5, 0.6, "3", "1", 4, 2, ""],
    ]
    content = Content("en-US", "zh-CN", "sentence", "s", [], 4, 2, pairs)
    assert expected_coverage(content) == pytest.approx((0.8 + 0.6) / 2)


def test_duplicates_are_compared_with_kept_pairs_only(evidence):
    filters = {"duplicates": Duplicates(), "confidence": Confidence(0.95)}
    first, second = candidate("Yes.", "是的。"), candidate("Yes.", "是的。")
    assert judge(first, filters, evidence).filter == "confidence"
    assert judge(second, {"duplicates": Duplicates()}, evidence).filter == ""
    assert judge(second, {"duplicates": Duplicates()}, evidence).filter == "duplicates"


@pytest.mark.parametrize(
    ("chosen", "other", "is_dropped"),
    [
        (Duplicates(), ("The bridge is open.", "桥开放了。"), True),
        (Duplicates(), ("The bridge is open!", "桥开放了。"), False),
        (Duplicates("source"), ("The bridge is open.", "桥通了。"), True),
        (Duplicates("target"), ("The bridge is open.", "桥通了。"), False),
        (Duplicates("target"), ("It is open.", "桥开放了。"), True),
        (NearDuplicates(), ("the bridge is OPEN!", "桥开放了"), True),
        (NearDuplicates(), ("The bridge is closed.", "桥关闭了。"), False),
        (NearDuplicates("source"), ("the bridge is open", "大桥已经通车"), True),
    ],
)
def test_what_counts_as_a_duplicate(chosen, other, is_dropped, evidence):
    filters = {"filter": chosen}
    assert not judge(candidate("The bridge is open.", "桥开放了。"), filters, evidence).reason
    assert bool(judge(candidate(*other), filters, evidence).reason) == is_dropped


def test_sides_of_many_documents_or_translations_are_boilerplate(tmp_path):
    counter = SideCounter(tmp_path / "sides")
    texts = [("All rights reserved.", "版权所有。", f"document {number}") for number in range(4)]
    texts += [("Click here", f"点击{word}", "one") for word in "甲乙丙丁"]
    texts += [("The bridge is open.", "桥开放了。", "one")] * 9
    for source, target, document in texts:
        counter.add((source, target), ("en", "zh"), document)
    repeated = counter.repeated(3, 3)
    assert repeated.counts("ALL RIGHTS RESERVED", "en") == SideCounts(4, 1)
    assert repeated.counts("Click here!", "en") == SideCounts(1, 4)
    assert repeated.counts("The bridge is open.", "en") == SideCounts()
    with SeenPairs(tmp_path / "seen") as seen:
        evidence = Evidence(seen, repeated)
        found = [judge(candidate(*each[:2]), {"boilerplate": Boilerplate(3, 3)}, evidence).reason for each in texts]
    assert found[0] == "the source is in more than 3 documents"
    assert found[4] == "the source has more than 3 translations"
    assert found[8] == ""
    assert not any(Path(tmp_path / "sides").iterdir())


def test_a_filter_that_an_option_asks_for_takes_the_place_of_that_of_the_recipe():
    settings = FilterSettings(min_confidence=0.8, copies=True, recipe=(Confidence(0.3), Numbers()))
    assert list(settings.chosen) == ["confidence", "numbers", "copies"]
    assert settings.chosen["confidence"] == Confidence(0.8)
