"""A request and its permanent query string."""

from dataclasses import fields
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.concordance.request import Request, parse_window
from aligner.concordance.statistics import Window
from aligner.errors import UsageError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
REQUESTS = st.builds(
    Request,
    query=TEXTS,
    mode=st.sampled_from(["text", "pattern", "regex"]),
    contains=st.lists(TEXTS, max_size=2).map(tuple),
    lacks=st.lists(TEXTS, max_size=2).map(tuple),
    side=st.sampled_from([None, "source", "target"]),
    view=st.sampled_from(["hits", "frequency", "collocations", "renderings"]),
    sort=st.sampled_from(["corpus", "left", "right", "match", "document", "other", "random"]),
    words=st.integers(1, 10),
    sample=st.integers(0, 10**9),
    seed=st.integers(0, 10**9),
    by=TEXTS,
    window=st.none() | st.builds(Window, st.integers(0, 20), st.integers(0, 20)),
    min_count=st.integers(0, 100),
    limit=st.integers(0, 10**6),
)


@given(REQUESTS)
def test_a_string_means_the_request_it_was_made_of(request_made):
    text = request_made.to_string()
    assert Request.from_string(text) == request_made
    assert Request.from_string(text).to_string() == text


@given(REQUESTS)
def test_a_browser_may_write_the_string_in_its_own_way(request_made):
    """A page's address has every other character as a percent code."""
    rewritten = urlencode(parse_qsl(request_made.to_string()[1:], keep_blank_values=True))
    assert Request.from_string(f"?{rewritten}") == request_made


def test_strings_are_short_and_readable():
    request = Request("(make|take) ...3 决定", "pattern", lacks=("作出",), sort="right", limit=50)
    assert request.to_string() == "?pattern=(make|take)+...3+决定&without=作出&sort=right&limit=50"
    assert Request("会员国").to_string() == "?text=会员国"


def test_every_field_is_in_the_string():
    changed = Request(
        "q", "text", ("a",), ("b",), "source", True, True, "frequency", "left", 2, 5, 6, "file", None, 7, 8
    )
    usual = Request("q")
    assert all(getattr(changed, each.name) != getattr(usual, each.name) for each in fields(Request)[2:])
    assert Request.from_string(changed.to_string()) == changed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("?text=a&sortt=left", "did you mean sort"),
        ("?sort=left", r"begins with \?text="),
        ("?text=a&pattern=b", "one query"),
        ("?text", "no query string"),
        ("?text=a&words=x", "whole number"),
        ("?text=a&words=11", "from 1 to 10"),
        ("?text=a&limit=99999999999999999999", "whole number"),
        ("?text=a&limit=9999999999999999999", "below 2\\^63"),
        ("?text=a&sort=up", "sort must be one of"),
        ("?text=a&side=left", "source or target"),
        ("?text=a&view=all", "view must be one of"),
        ("?text=a&lemma=yes", "0 or 1"),
        ("?text=a&window=1,2,3", "window must be"),
        ("?text=a&window=30", "window must be from 0 to 20"),
        ("?pattern=a&exact=1", "for words"),
        ("?text=%ff", "no query string"),
    ],
)
def test_strings_that_mean_nothing(text, problem):
    with pytest.raises(UsageError, match=problem):
        Request.from_string(text)


def test_windows():
    assert parse_window("5") == Window(5, 5)
    assert parse_window("2,4") == Window(2, 4)
    assert parse_window("other") is None
