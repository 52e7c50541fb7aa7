"""What is stored of the concordance keeps what the program promises."""

from __future__ import annotations

import json

import pytest

from benchmarks import concordance_research as research
from benchmarks.concordance import QUERIES, REGEXES, RESULTS, asked_terms


def test_what_is_stored_keeps_what_the_program_promises() -> None:
    if not RESULTS.exists():
        pytest.skip("nothing is stored: run python -m benchmarks.concordance --store")
    stored = json.loads(RESULTS.read_text(encoding="utf-8"))
    speed = stored["speed"]
    assert (speed["pairs"], speed["files"]) == (100_000, 1_000)
    assert set(speed["answer_milliseconds"]) == {*QUERIES, *REGEXES}
    # the machine may have been busy, which "load_before" tells
    assert max(speed["answer_processor_milliseconds"][query] for query in QUERIES) < 1000
    assert stored["counterparts"]["agreed_or_longer"] >= 0.8


def test_terms_are_those_of_the_corpus_and_always_the_same() -> None:
    known = {"red cat": {"红猫"}, "house": {"房子"}, "river": {"河流"}, "because": {"因为"}}
    pairs = [("The red cat, because of the house.", "")] * 3 + [("A river.", "")]
    assert asked_terms(pairs, known) == ["red cat", "house"]


def test_a_million_pairs_answer_within_the_bound() -> None:
    if not research.RESULTS.exists():
        pytest.skip("nothing is stored: run python -m benchmarks.concordance_research --store")
    stored = json.loads(research.RESULTS.read_text(encoding="utf-8"))
    assert stored["pairs"] == research.PAIRS
    assert {kind: found["question"] for kind, found in stored["answers"].items()} == research.QUESTIONS
    slow = {kind for kind, found in stored["answers"].items() if found["processor_seconds"] >= research.MAX_SECONDS}
    assert slow == set()
    assert stored["peak_megabytes"] < 1000
