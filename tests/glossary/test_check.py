"""Checks of translations against a glossary; marks and seeds of a glossary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.glossary import Counterpart, Entry, Glossary, check_bitexts, extract_glossary, find_deviations
from aligner.glossary.check import Checker
from aligner.glossary.marks import seeds_of, with_marks
from aligner.languages.english.inflection import verb_forms
from tests.glossary.harbour import PAIRS, bitext_of

TERMS = Glossary(
    (
        Entry("cargo vessel", (Counterpart("货船"), Counterpart("货轮"))),
        Entry("vessel", (Counterpart("船舶"),)),
        Entry("safety policy", (Counterpart("安全政策"),)),
        Entry("night", (Counterpart("白天"),), mark="rejected"),
    )
)


def deviations_in(*pairs, languages=("en", "zh")):
    return [
        (deviation.term, deviation.expected, deviation.place)
        for deviation in check_bitexts([bitext_of(pairs, languages)], TERMS)
    ]


def test_a_deviation_is_reported_with_its_place():
    found = deviations_in(("A cargo vessel.", "一艘货船。"), ("Two cargo vessels at night.", "夜间两艘运输船。"))
    assert found == [("cargo vessels", ("货船", "货轮"), "harbour.zh.txt:2")]


def test_inflection_hyphens_and_capitals_are_ignored():
    assert deviations_in(("SAFETY POLICIES and Safety-policy matters", "政策")) == [
        ("SAFETY POLICIES", ("安全政策",), "harbour.zh.txt:1")
    ]
    assert deviations_in(("Safety policies", "安全政策")) == []


def test_traditional_characters_and_spaces_match():
    assert deviations_in(("cargo vessels", "貨 船"), ("The vessel", "船舶")) == []


def test_only_the_longest_term_is_checked():
    assert deviations_in(("cargo vessel", "货轮")) == []  # and not "vessel" on its own


def test_translation_from_chinese():
    assert deviations_in(("两艘貨船。", "Two cargo vessels."), languages=("zh", "en")) == []
    assert deviations_in(("两艘貨船。", "Two ships."), languages=("zh", "en")) == [
        ("貨船", ("cargo vessel",), "harbour.en.txt:1")
    ]


def glossary_of(*pairs):
    return Glossary(tuple(Entry(term, (Counterpart(text),)) for term, text in pairs))


def terms_reported(source, target, *pairs):
    return [deviation.term for deviation in find_deviations(source, target, glossary_of(*pairs))]


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("deploy", {"deploys", "deployed", "deploying"}),
        ("plan", {"plans", "planned", "planning"}),
        ("merge", {"merges", "merged", "merging"}),
        ("carry", {"carried", "carrying"}),
        ("submit", {"submitted", "submitting"}),
        ("agree", {"agrees", "agreed", "agreeing"}),
    ],
)
def test_regular_verb_forms(verb, forms):
    assert forms <= set(verb_forms(verb))


@pytest.mark.parametrize("text", ["Deploying it", "It was deployed", "She deploys", "to deploy"])
def test_inflected_verbs_match(text):
    assert terms_reported(text, "安装", ("to deploy", "部署")) == [
        next(word for word in text.split() if "eploy" in word)
    ]
    assert terms_reported(text, "部署", ("deploy", "部署")) == []


def test_a_noun_in_ing_is_not_a_verb_form():
    assert terms_reported("The building is old.", "这座大楼很旧。", ("build", "构建")) == []
    assert terms_reported("Building takes long.", "搭建要很久。", ("the build", "构建")) == []


def test_an_acronym_does_not_match_a_common_word():
    assert terms_reported("It is late.", "很晚了。", ("IT", "信息技术")) == []
    assert terms_reported("IT is hard.", "电脑很难。", ("IT", "信息技术")) == ["IT"]


def test_characters_inside_a_longer_word_do_not_match():
    assert terms_reported("这是关键。", "This is crucial.", ("key", "键")) == []
    assert terms_reported("按这个键。", "Press it.", ("key", "键")) == ["键"]


def test_identical_lines_are_skipped():
    pairs = (("gateway", "网关"),)
    assert terms_reported("slug: gateway-setup", "slug: gateway-setup", *pairs) == []
    assert terms_reported("# start it\nrun gateway", "# 启动\nrun gateway", *pairs) == []
    assert terms_reported("# start the gateway\nrun gateway", "# 启动 gateway\nrun gateway", *pairs) == ["gateway"]


def test_rows_with_the_same_term_are_merged():
    pairs = ("vessel", "船舶"), ("ship", "船舶")
    assert terms_reported("三艘船舶", "three ships", *pairs) == []
    assert terms_reported("three vessels", "三艘船舶", *pairs) == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_checked(source, target):
    assert all(deviation.source == source for deviation in find_deviations(source, target, TERMS))


def test_marks_are_kept_by_a_new_extraction():
    found = extract_glossary([bitext_of(PAIRS)])
    earlier = Glossary(
        (
            Entry("Cargo Vessels", (Counterpart("货轮"),), mark="accepted", note="checked"),
            Entry("dangerous goods", (Counterpart("危险品"),), mark="rejected"),
            Entry("tug", (Counterpart("拖船"),), mark="accepted"),
        )
    )
    again = {entry.term: entry for entry in with_marks(found, earlier)}
    assert again["Cargo Vessels"].counterparts[0].text == "货轮"
    assert (again["Cargo Vessels"].mark, again["Cargo Vessels"].note) == ("accepted", "checked")
    assert again["Cargo Vessels"].count == 4
    assert again["dangerous goods"].mark == "rejected"
    assert again["tug"].mark == "accepted"
    assert len(again) == len(found) + 1


def test_seeds_replace_extracted_entries():
    seeds = Glossary((Entry("dangerous goods", (Counterpart("危險品"),)), Entry("enter", (Counterpart("进港"),))))
    entries = {entry.term: entry for entry in extract_glossary([bitext_of(PAIRS)], None, seeds)}
    assert entries["dangerous goods"].mark == "accepted"
    assert entries["dangerous goods"].count == 4
    assert entries["dangerous goods"].counterparts[0].together == 4
    assert entries["enter"].counterparts[0].text == "进港"


def test_a_verb_at_the_beginning_of_a_term_is_inflected():
    assert terms_reported("He was laundering money.", "他清洗黑钱。", ("launder money", "洗钱")) == ["laundering money"]
    assert terms_reported("He laundered money.", "他洗钱。", ("to launder money", "洗钱")) == []
    assert terms_reported("The coding is simple.", "编程简单。", ("code", "代码")) == []


def test_an_accepted_entry_is_counted_as_the_person_wrote_it():
    earlier = Glossary((Entry("cargo vessel", (Counterpart("危险品"),), mark="accepted", note="mine"),))
    (entry,) = (
        entry
        for entry in extract_glossary([bitext_of(PAIRS)], seeds=seeds_of(earlier, None))
        if entry.term == "cargo vessel"
    )
    assert (entry.counterparts[0].text, entry.counterparts[0].together, entry.count) == ("危险品", 1, 4)
    assert (entry.mark, entry.note, entry.consistency) == ("accepted", "mine", 0.25)


def test_terms_of_both_texts_are_given_as_they_are_written():
    checker = Checker(glossary_of(("ferry", "渡船"), ("Old Qin", "老秦")))
    assert checker.rendered("Old Qin and the Ferries.", "渡船上的老秦。") == [("Old Qin", "老秦"), ("Ferries", "渡船")]
    assert checker.rendered("The ferry.", "船。") == []
