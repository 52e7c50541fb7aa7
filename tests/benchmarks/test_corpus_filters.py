"""The documents with planted faults: every label is true, and the stored figures are of them."""

import json
import random
from collections import Counter

import pytest

from aligner.batch.duplicates import normalised
from aligner.languages.numbers import quantities, unmatched
from benchmarks.corpus_filters.__main__ import MISALIGNED, RESULTS, TARGETS, labels_of
from benchmarks.corpus_filters.documents import (
    DOCUMENTS,
    SENTENCES,
    SHARES,
    UNRELATED,
    WRONG_DOCUMENTS,
    make_documents,
    planted,
)
from benchmarks.corpus_filters.sentences import number_fact, numeral


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    listed, lines = make_documents(folder, 3)
    assert len(listed.read_text(encoding="utf-8").splitlines()) == DOCUMENTS + 1
    return lines


def test_the_faults_have_their_shares(made):
    counts = Counter(frozenset(line.labels) for lines in made.values() for line in lines)
    sentences = (DOCUMENTS - WRONG_DOCUMENTS) * SENTENCES
    assert sum(lines[0].labels == {UNRELATED} for lines in made.values()) == WRONG_DOCUMENTS
    for label in ("numbers", "duplicate", "near-duplicate", "urls"):
        assert counts[frozenset({label})] / sentences == pytest.approx(SHARES[label], rel=0.35)
    assert planted(made)["boilerplate"] > DOCUMENTS / 2


def test_the_labels_are_true(made):
    seen = set()
    for lines in made.values():
        for line in lines:
            if UNRELATED in line.labels:
                continue
            key = (line.english, line.chinese)
            assert (key in seen) == ("duplicate" in line.labels)
            seen.add(key)
            assert ("copy" in line.labels) == (line.english == line.chinese)
            if not line.labels:
                assert not any(unmatched(quantities(line.english, "en"), quantities(line.chinese, "zh"))), line
            if "numbers" in line.labels:
                assert any(unmatched(quantities(line.english, "en"), quantities(line.chinese, "zh"))), line


def test_clean_lines_are_no_near_duplicates_by_marks(made):
    texts = Counter(
        normalised(line.english)
        for lines in made.values()
        for line in lines
        if not line.labels and "://" not in line.english
    )
    assert max(texts.values()) == 1


def test_number_facts_have_equal_numbers_and_changed_ones():
    chance = random.Random(5)
    for _ in range(200):
        english, chinese, changed = number_fact(chance)
        assert not any(unmatched(quantities(english, "en"), quantities(chinese, "zh"))), (english, chinese)
        assert any(unmatched(quantities(english, "en"), quantities(changed, "zh"))), (english, changed)


@pytest.mark.parametrize(("number", "text"), [(11, "十一"), (20, "二十"), (45, "四十五"), (90, "九十")])
def test_numbers_in_characters(number, text):
    assert numeral(number) == text


def test_pairs_are_labelled_by_their_lines(made):
    name, lines = next((name, lines) for name, lines in made.items() if lines[0].labels == {"numbers"})
    record = {"document": name, "source_ids": "0", "target_ids": "0"}
    assert labels_of(record, made) == {"numbers"}
    assert labels_of(record | {"target_ids": "0 1"}, made) == {"numbers", MISALIGNED} | lines[1].labels


def test_the_stored_figures_are_possible():
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert results["documents"] == DOCUMENTS
    assert set(results["filters"]) == set(TARGETS)
    for found in results["filters"].values():
        assert found["caught"] <= min(found["planted"], found["dropped"])
        assert found["caught"] <= found["faulty"] <= found["dropped"]
