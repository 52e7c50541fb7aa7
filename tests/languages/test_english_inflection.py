"""English words and their forms; the list is written by hand (kind, form, base)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.languages.english.inflection import (
    forms,
    is_separate_word,
    key_of,
    lemmas,
    singular,
    singular_acronym,
    third_person,
    verb_forms,
)

LINES = (Path(__file__).parent / "english_forms.tsv").read_text(encoding="utf-8").splitlines()[1:]
ROWS = [tuple(line.split("\t")) for line in LINES]


def test_plurals_have_their_singular():
    wrong = {form: singular(form) for kind, form, base in ROWS if kind == "noun" and singular(form) != base}
    assert not wrong


def test_what_is_no_plural_stays():
    wrong = {form: singular(form) for kind, form, _ in ROWS if kind == "same" and singular(form) != form}
    assert not wrong


def test_every_form_has_its_lemma():
    wrong = {form: lemmas(form) for kind, form, base in ROWS if kind != "same" and base not in lemmas(form)}
    assert not wrong


def test_a_search_for_either_finds_the_other():
    pairs = [(form, base) for kind, form, base in ROWS if kind != "same"]
    assert not [pair for pair in pairs if pair[1] not in forms(pair[0])]
    assert not [pair for pair in pairs if pair[0] not in forms(pair[1])]


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("bus", {"bu"}),
        ("hoping", {"hop", "hopped"}),
        ("string", {"str", "stre"}),
        ("need", {"ne", "nee"}),
        ("went", {"wents", "wented"}),
        ("go", {"goed"}),
        ("work", {"worker"}),
        ("stopping", {"stope", "stoping"}),
        ("kicked", {"kic"}),
        ("virus", {"viru", "viri"}),
    ],
)
def test_other_words_are_no_forms(word, others):
    assert not others & forms(word)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("left", {"left", "leave"}),
        ("found", {"found", "find"}),
        ("lay", {"lay", "lie"}),
        ("axes", {"axis", "axe"}),
        ("bases", {"base", "basis"}),
        ("meeting", {"meeting", "meet"}),
        ("went", {"go"}),
        ("travelled", {"travelled", "travel", "travell"}),
        ("government's", {"government"}),
        ("states'", {"state"}),
        ("boss's", {"boss"}),
    ],
)
def test_a_form_of_several_words_has_all_of_them(word, expected):
    assert lemmas(word) == expected


def test_forms_of_a_verb_in_both_spellings():
    assert set(verb_forms("travel")) == {"travels", "travelled", "traveled", "travelling", "traveling"}
    assert set(verb_forms("write")) == {"writes", "wrote", "written", "writing"}
    assert set(verb_forms("be")) == {"am", "is", "are", "was", "were", "been", "being"}
    assert set(verb_forms("learn")) == {"learns", "learnt", "learned", "learning"}
    assert third_person("quiz") == "quizzes"


def test_capitals_are_kept():
    assert {"Go", "Went", "Gone"} <= forms("Go")
    assert "WENT" in forms("GO")
    assert "went" not in forms("Go")


@pytest.mark.parametrize(
    ("word", "key"),
    [("FIUs", "fiu"), ("AWS", "aws"), ("iOS", "ios"), ("CSS", "css"), ("POLICIES", "policy"), ("Policies", "policy")],
)
def test_capitals_that_make_an_acronym(word, key):
    assert key_of(word) == key


def test_acronyms_lose_only_a_small_s():
    assert [singular_acronym(word) for word in ("FIUs", "AWS", "Bus")] == ["FIU", "AWS", "Bus"]


def test_forms_that_mean_something_else():
    assert is_separate_word("building")
    assert is_separate_word("left")
    assert not is_separate_word("deploying")


@given(st.text(alphabet="abcdefgiklnoqrstuvxyz'’", max_size=9))
def test_no_word_breaks_it(word):
    assert word in forms(word)
    assert lemmas(word) or not word
    assert forms(word) == forms(word.lower())
    assert len(singular(word)) <= len(word) + 2


@given(st.sampled_from(sorted({base for kind, _, base in ROWS if kind != "same"})))
def test_the_singular_is_its_own_singular(base):
    assert singular(singular(base)) == singular(base)
