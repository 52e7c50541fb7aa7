"""Where a translation strays from a glossary; marks, seeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.glossary import Counterpart, Entry, Glossary, check_bitexts, extract_glossary, stray_terms
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


def strays(*pairs, languages=("en", "zh")):
    return [(stray.term, stray.expected, stray.place) for stray in check_bitexts([bitext_of(pairs, languages)], TERMS)]


def test_a_strange_rendering_is_found_with_its_place():
    found = strays(("A cargo vessel.", "一艘货船。"), ("Two cargo vessels at night.", "夜间两艘运输船。"))
    assert found == [("cargo vessels", ("货船", "货轮"), "harbour.zh.txt:2")]


def test_inflection_hyphens_and_capitals_do_not_matter():
    assert strays(("SAFETY POLICIES and Safety-policy matters", "政策")) == [
        ("SAFETY POLICIES", ("安全政策",), "harbour.zh.txt:1")
    ]
    assert strays(("Safety policies", "安全政策")) == []


def test_traditional_characters_and_spaces_do_not_matter():
    assert strays(("cargo vessels", "貨 船"), ("The vessel", "船舶")) == []


def test_the_longest_term_counts():
    assert strays(("cargo vessel", "货轮")) == []  # and not "vessel" on its own


def test_from_chinese():
    assert strays(("两艘貨船。", "Two cargo vessels."), languages=("zh", "en")) == []
    assert strays(("两艘貨船。", "Two ships."), languages=("zh", "en")) == [
        ("貨船", ("cargo vessel",), "harbour.en.txt:1")
    ]


def glossary_of(*pairs):
    return Glossary(tuple(Entry(term, (Counterpart(text),)) for term, text in pairs))


def said(source, target, *pairs):
    return [stray.term for stray in stray_terms(source, target, glossary_of(*pairs))]


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
def test_verbs_are_found_in_their_forms(text):
    assert said(text, "安装", ("to deploy", "部署")) == [next(word for word in text.split() if "eploy" in word)]
    assert said(text, "部署", ("deploy", "部署")) == []


def test_a_noun_in_ing_is_no_form_of_a_verb():
    assert said("The building is old.", "这座大楼很旧。", ("build", "构建")) == []
    assert said("Building takes long.", "搭建要很久。", ("the build", "构建")) == []


def test_capitals_that_spell_a_common_word():
    assert said("It is late.", "很晚了。", ("IT", "信息技术")) == []
    assert said("IT is hard.", "电脑很难。", ("IT", "信息技术")) == ["IT"]


def test_characters_within_a_longer_word_are_no_term():
    assert said("这是关键。", "This is crucial.", ("key", "键")) == []
    assert said("按这个键。", "Press it.", ("key", "键")) == ["键"]


def test_lines_that_both_texts_share_are_no_translation():
    pairs = (("gateway", "网关"),)
    assert said("slug: gateway-setup", "slug: gateway-setup", *pairs) == []
    assert said("# start it\nrun gateway", "# 启动\nrun gateway", *pairs) == []
    assert said("# start the gateway\nrun gateway", "# 启动 gateway\nrun gateway", *pairs) == ["gateway"]


def test_one_row_a_rendering_is_enough():
    pairs = ("vessel", "船舶"), ("ship", "船舶")
    assert said("三艘船舶", "three ships", *pairs) == []
    assert said("three vessels", "三艘船舶", *pairs) == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_it(source, target):
    assert all(stray.source == source for stray in stray_terms(source, target, TERMS))


def test_marks_survive():
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


def test_seeds_take_the_place_of_what_is_found():
    seeds = Glossary((Entry("dangerous goods", (Counterpart("危險品"),)), Entry("enter", (Counterpart("进港"),))))
    entries = {entry.term: entry for entry in extract_glossary([bitext_of(PAIRS)], None, seeds)}
    assert entries["dangerous goods"].mark == "accepted"
    assert entries["dangerous goods"].count == 4
    assert entries["dangerous goods"].counterparts[0].together == 4
    assert entries["enter"].counterparts[0].text == "进港"


def test_a_verb_at_the_head_of_a_term_is_inflected():
    assert said("He was laundering money.", "他清洗黑钱。", ("launder money", "洗钱")) == ["laundering money"]
    assert said("He laundered money.", "他洗钱。", ("to launder money", "洗钱")) == []
    assert said("The coding is simple.", "编程简单。", ("code", "代码")) == []


def test_what_was_accepted_is_counted_as_the_person_wrote_it():
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
