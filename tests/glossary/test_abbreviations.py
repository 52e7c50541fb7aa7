"""Abbreviations that texts define, in full-width or half-width brackets."""

import pytest

from aligner.glossary.abbreviations import chinese_definitions, english_definitions, expansions_of

FULL, HALF = "（{}）", "({})"
NAME, SHORT = "远洋渔业协作组织", "远洋渔协组织"


@pytest.mark.parametrize("brackets", [FULL, HALF])
def test_english_abbreviations_in_brackets_of_one_width(brackets):
    text = f"The Harbour Safety Board {brackets.format('HSB')} inspects vessels."
    assert list(english_definitions(text)) == [("hsb", "Harbour Safety Board")]
    assert expansions_of([text]) == {"hsb": "Harbour Safety Board"}


@pytest.mark.parametrize("brackets", [FULL, HALF])
@pytest.mark.parametrize("lead", ["", "以下简称", "下称", "简称“"])
def test_chinese_short_names_in_brackets_of_one_width(brackets, lead):
    inside = lead + SHORT + ("”" if lead.endswith("“") else "")
    assert list(chinese_definitions(f"{NAME}{brackets.format(inside)}今天开会。")) == [(SHORT, NAME)]


@pytest.mark.parametrize(
    "text", ["The Harbour Safety Board [HSB] met.", "Harbour Safety Board, HSB", f"{NAME}，{SHORT}"]
)
def test_without_brackets_there_is_no_definition(text):
    assert not list(english_definitions(text))
    assert not list(chinese_definitions(text))


def test_the_name_ends_at_a_bracket_before_it():
    text = "The Board （the old one） Harbour Safety Board （HSB）"
    assert list(english_definitions(text)) == [("hsb", "Harbour Safety Board")]


@pytest.mark.parametrize(("short", "key"), [("FIUs", "fiu"), ("FIU", "fiu")])
def test_plurals_of_abbreviations(short, key):
    assert list(english_definitions(f"financial intelligence units ({short})")) == [
        (key, "financial intelligence units")
    ]
