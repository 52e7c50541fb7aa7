"""Matches of queries; the query for the index finds every pair that the pattern matches."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.concordance.folding import fold, index_text
from aligner.concordance.query import parse_query
from aligner.errors import UsageError


@settings(deadline=None)
@given(st.text())
def test_folding_keeps_the_length_and_is_idempotent(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Ｔｅｒｒｏｒ", "terror"), ("會員國", "会员国"), ("Café", "cafe"), ("１２３", "123"), ("ΑΒΓ", "αβγ"), ("İ", "i")],
)
def test_folding(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("member states", "All Member States agree.", "Member States"),
        ("money laundering", "anti-money-laundering rules", "money-laundering"),
        ("money laundering", "money\nlaundering", "money\nlaundering"),
        ("don't", "I don’t know", "don’t"),
        ("state", "statement", None),
        ("state*", "statement", "statement"),
        ("会员国", "各會員國同意", "會員國"),
        ("会员国", "会 员国", "会 员国"),
        ("会员国", "会员、国", None),
        ("CTED", "反恐执行局（CTED）和", "CTED"),
        ("CTED", "设立CTED委员会", "CTED"),
        ("CTED委员会", "设立 cted 委员会", "cted 委员会"),
        ("C++", "written in C++ today", "C++"),
        ("C++", "written in C today", None),
        ("2004年", "自２００４年起", "２００４年"),
        ("naive", "a naïve idea", "naïve"),
        ("——", "他说——她听", "——"),
        ("my_value", "set my_value here", "my_value"),
        ("__init__", "object.__init__ is called", "__init__"),
        ("__init__", "init is called", None),
        ("--force", "with --force only", "--force"),
        ("--force", "by force", None),
        ("counter-", "a counter-measure", "counter-"),
    ],
)
def test_words_and_characters(query, text, found):
    places = parse_query(query).places(text)
    assert [text[start:end] for start, end in places] == ([] if found is None else [found])


def test_exact_queries_match_case_and_form():
    assert parse_query("State", is_exact=True).places("state State") == [(6, 11)]
    assert parse_query("會員國", is_exact=True).places("会员国") == []


def test_regular_expressions_fold_text_and_pattern():
    assert parse_query(r"(prevent|counter)ing \w+", is_regex=True).places("Countering Terror") == [(0, 17)]
    assert parse_query("會員.", is_regex=True).places("会员国") == [(0, 3)]
    assert parse_query(r"\D+", is_regex=True).places("12ab") == [(2, 4)]
    assert parse_query("x*", is_regex=True).places("abc") == []


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("prevent", {"prevents", "prevented", "preventing"}),
        ("preventing", {"prevent", "prevents", "prevented"}),
        ("policy", {"policies"}),
        ("policies", {"policy"}),
        ("financing", {"finance", "finances", "financed"}),
        ("stop", {"stopped", "stopping", "stops"}),
        ("stopped", {"stop", "stops", "stopping"}),
        ("boxes", {"box"}),
        ("class", {"classes"}),
        ("go", {"goes", "going", "went", "gone"}),
        ("went", {"go", "goes", "going", "gone"}),
        ("child", {"children"}),
        ("statuses", {"status"}),
        ("is", {"be", "was", "been"}),
    ],
)
def test_any_form_matches_all_inflections(word, forms):
    query = parse_query(word, any_form=True)
    assert not [form for form in forms | {word} if query.places(form) != [(0, len(form))]]
    assert not [form for form in forms if f'"{form}"' not in query.index_query]


def test_any_form():
    query = parse_query("prevent crime", any_form=True)
    text = "preventing crimes"
    assert query.places(text) == [(0, len(text))]
    assert parse_query("bus", any_form=True).places("bu") == []


@pytest.mark.parametrize(
    ("text", "is_regex"), [("", False), ("  ", False), ("(", True), ("a**", True), ("[z-a]", True)]
)
def test_invalid_queries_are_refused(text, is_regex):
    with pytest.raises(UsageError):
        parse_query(text, is_regex=is_regex)


@pytest.mark.parametrize(
    ("text", "index_query"),
    [
        ("smørrebrød", ""),  # old versions of SQLite do not know every letter: the index is not used
        ("Москва", ""),
        ("𞤢𞤣", ""),
        ("state Москва", '("state")'),
        ("naïve", '("naive")'),
        ("𠮷野", '"野"'),
        ("々", ""),
        ("state 会員", '("state") AND "会 员"'),
    ],
)
def test_only_letters_that_every_index_knows_are_used(text, index_query):
    query = parse_query(text)
    assert query.index_query == index_query
    assert query.places(text) == [(0, len(text))]


WORDS = st.sampled_from(
    [
        "state",
        "State's",
        "会员国",
        "會員",
        "a",
        "C++",
        "tests",
        "２０年",
        "naïve",
        "-",
        "，",
        "𠮷",
        "💡",
        "x_y",
        "smørrebrød",
        "𞤢𞤣",
    ]
)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_the_index_query_finds_every_match_of_the_pattern(words, data):
    separators = st.sampled_from(["", " ", "-", "\n"])
    text = "".join(word + data.draw(separators) for word in words)
    first = data.draw(st.integers(0, len(words) - 1))
    query_text = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    query = parse_query(query_text, any_form=data.draw(st.booleans()))
    if not query.places(text) or not query.index_query:
        return
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(source, target, content='', tokenize='unicode61')")
    connection.execute("INSERT INTO words (rowid, source, target) VALUES (1, ?, '')", (index_text(text),))
    found = connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (query.index_query,)).fetchall()
    connection.close()
    assert found == [(1,)], (query_text, text, query.index_query)
