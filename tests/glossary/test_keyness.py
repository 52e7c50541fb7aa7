"""Keyness of terms against a reference corpus, beside slow versions that follow the definitions."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.errors import InputError
from aligner.glossary import Counterpart, Entry, Glossary
from aligner.glossary.keyness import log_likelihood, log_ratio, with_keyness
from aligner.glossary.reference import reference_texts
from tests.glossary.harbour import PAIRS, bitext_of

COUNTS = st.integers(0, 50)
SIZES = st.integers(51, 5000)


@given(COUNTS, SIZES, COUNTS, SIZES)
def test_the_log_likelihood_is_that_of_the_definition(count, size, reference_count, reference_size):
    """Observed and expected frequencies, as Rayson and Garside (2000) write them."""
    expected = [each * (count + reference_count) / (size + reference_size) for each in (size, reference_size)]
    value = 0.0
    if count:
        value += 2 * count * math.log(count / expected[0])
    if reference_count:
        value += 2 * reference_count * math.log(reference_count / expected[1])
    found = log_likelihood(count, size, reference_count, reference_size)
    assert abs(found) == pytest.approx(max(value, 0), abs=1e-9)
    difference = count * reference_size - reference_count * size
    assert found * difference >= 0


def test_by_hand():
    """Expected 6.667 and 13.333: 2 x (10 ln 1.5 + 10 ln 0.75) = 2.356; the rate is twice that of the reference."""
    assert log_likelihood(10, 1000, 10, 2000) == pytest.approx(2.356, abs=0.001)
    assert log_likelihood(10, 2000, 10, 1000) == pytest.approx(-2.356, abs=0.001)
    assert log_ratio(10, 1000, 10, 2000) == pytest.approx(1)
    assert log_ratio(8, 1000, 0, 1000) == pytest.approx(4)  # 8 against 0.5


def test_the_chi_square_distribution_gives_its_p_value():
    scipy_stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    assert scipy_stats.chi2.sf(3.84, 1) == pytest.approx(0.05, abs=0.0005)
    assert scipy_stats.chi2.sf(10.83, 1) == pytest.approx(0.001, abs=0.00005)


TERMS = Glossary(tuple(Entry(term, (Counterpart("甲"),)) for term in ("cargo vessel", "vessel", "weather", "report")))
TEXTS = ["The cargo vessel sank.", "Two cargo vessels and a vessel left.", "Report it."]
REFERENCE = ["The weather is fine.", "The weather report says so.", "A vessel left in fine weather."]


def test_occurrences_are_those_of_a_search():
    """All inflections, also within longer terms; counted here by regular expressions."""
    patterns = {"cargo vessel": r"cargo vessels?", "vessel": r"vessels?", "weather": "weather", "report": r"reports?"}
    sizes = [len(re.findall(r"\w+", " ".join(texts))) for texts in (TEXTS, REFERENCE)]
    for entry in with_keyness(TERMS, TEXTS, REFERENCE):
        counts = [
            len(re.findall(rf"\b{patterns[entry.term]}\b", " ".join(texts), re.IGNORECASE))
            for texts in (TEXTS, REFERENCE)
        ]
        assert entry.keyness == pytest.approx(log_likelihood(counts[0], sizes[0], counts[1], sizes[1]), abs=0.01)
        assert entry.log_ratio == pytest.approx(log_ratio(counts[0], sizes[0], counts[1], sizes[1]), abs=0.01)


def test_typical_terms_have_the_highest_keyness():
    order = sorted(with_keyness(TERMS, TEXTS, REFERENCE), key=lambda entry: -entry.keyness)
    assert [entry.term for entry in order] == ["cargo vessel", "vessel", "report", "weather"]
    assert order[-1].keyness < 0


@pytest.mark.parametrize(("texts", "reference"), [([], REFERENCE), (TEXTS, []), (TEXTS, ["..."])])
def test_without_words_there_is_no_keyness(texts, reference):
    with pytest.raises(InputError, match="needs English words"):
        with_keyness(TERMS, texts, reference)


def test_references_are_documents_and_pairs(tmp_path):
    (tmp_path / "news.txt").write_text("The weather is fine in the\nnorth of the country.\n", encoding="utf-8")
    (tmp_path / "page.md").write_text("# The weather\n\nIt is fine today.\n\n```\ncode()\n```\n", encoding="utf-8")
    bitext_of(PAIRS[:2], languages=("en", "zh")).save(tmp_path / "pairs.tmx")
    texts = list(reference_texts(str(tmp_path / name) for name in ("news.txt", "page.md", "pairs.tmx")))
    assert texts == [
        "The weather is fine in the\nnorth of the country.",
        "The weather",
        "It is fine today.",
        PAIRS[0][0],
        PAIRS[1][0],
    ]


def test_a_chinese_reference_is_refused(tmp_path):
    (tmp_path / "news.txt").write_text("今天的天气很好，我们去公园。\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"news\.txt: is not English"):
        list(reference_texts([str(tmp_path / "news.txt")]))
