"""Frequency, collocations, order and samples, compared with a slow, obvious implementation."""

import math
import re
from collections import Counter

import numpy
import pytest
import slow_concordance as slow
from test_concordance_pattern import indexed, made_pairs

from aligner.concordance.answers import Statistics, answer
from aligner.concordance.corpus import Corpus
from aligner.concordance.folding import fold
from aligner.concordance.index import MAX_FILE_PAIRS
from aligner.concordance.metadata import NOTHING, read_metadata
from aligner.concordance.request import Request
from aligner.concordance.search import SearchSettings
from aligner.concordance.statistics import Window, wilson_interval
from aligner.errors import InputError, UsageError

PATTERNS = ("make", "国", "(the|make) ...3 (decision*|决定)", "会员国 => -make")


@pytest.fixture(scope="module")
def pairs():
    return made_pairs(300, seed=7)


@pytest.fixture(scope="module")
def corpus(pairs):
    with indexed(pairs[:100], pairs[100:]) as index:
        yield Corpus(index, tuple(index.files().values()))


@pytest.fixture(scope="module")
def expected(pairs):
    return {text: slow.occurrences(pairs, Request(text, "pattern").pattern()) for text in PATTERNS}


def ask(corpus, text, **fields):
    return answer(corpus, Request(text, "pattern", limit=0, **fields), SearchSettings(limit=0, counterparts=False))


def numbers_of(found):
    """Return the numbers of the pairs in the whole corpus."""
    return [hit.number - 1 + (100 if hit.file == "1.tsv" else 0) for hit in found.hits]


@pytest.mark.parametrize("text", PATTERNS)
@pytest.mark.parametrize("window", [Window(5, 5), Window(0, 2), Window(1, 0)])
def test_collocations_near_the_match(corpus, pairs, expected, text, window):
    found = ask(corpus, text, view="collocations", window=window, min_count=2)
    rows = {word: (count, in_corpus, pytest.approx(score)) for word, count, in_corpus, score in found.rows}
    assert rows == slow.near_collocations(pairs, expected[text], window.left, window.right, 2)
    assert found.matches == sum(len(matches) for _, matches in expected[text].values())
    scores = [row[3] for row in found.rows]
    assert scores == sorted(scores, reverse=True)
    assert max(scores, default=0) <= 14


@pytest.mark.parametrize("text", PATTERNS)
def test_collocations_on_the_other_side(corpus, pairs, expected, text):
    found = ask(corpus, text, view="collocations", window=None, min_count=3)
    rows = {word: (count, in_corpus, pytest.approx(score)) for word, count, in_corpus, score in found.rows}
    assert rows == slow.other_side_collocations(pairs, expected[text], 3)
    assert rows


def test_two_words_that_occur_only_together_have_the_highest_score():
    with indexed([("red herring", "", 1, 1, "", ""), ("a fish", "", 1, 1, "", "")]) as index:
        corpus = Corpus(index, tuple(index.files().values()))
        (row,) = ask(corpus, "red", view="collocations", min_count=1).rows
        assert row == ("herring", 1, 1, 14.0)


def test_the_limit_keeps_the_best(corpus):
    everything = ask(corpus, "make", view="collocations", min_count=1).rows
    request = Request("make", "pattern", view="collocations", min_count=1, limit=3)
    assert answer(corpus, request, SearchSettings()).rows == everything[:3]


@pytest.mark.parametrize("text", PATTERNS)
def test_frequency_by_document(corpus, pairs, expected, text):
    found = ask(corpus, text, view="frequency", by="document")
    sides = {side for side, _ in expected[text].values()}
    matches, in_pairs, words = Counter(), Counter(), Counter()
    for number, pair in enumerate(pairs):
        name = f"{pair[4]} / {pair[5]}"
        words[name] += sum(len(slow.Text(pair[side]).words) for side in sides)
        if number in expected[text]:
            matches[name] += len(expected[text][number][1])
            in_pairs[name] += 1
    total = sum(matches.values())
    assert {row[0]: row[1:] for row in found.rows} == {
        name: (count, in_pairs[name], pytest.approx(count / total), pytest.approx(1e6 * count / words[name]))
        for name, count in matches.items()
    }


@pytest.mark.parametrize("text", PATTERNS)
def test_frequency_of_forms(corpus, pairs, expected, text):
    found = ask(corpus, text, view="frequency", by="match")
    hits = ask(corpus, text)
    counts = Counter()
    for hit in hits.hits:
        for place in hit.matches:
            units = re.findall(r"[\u4e00-\u9fff]|[a-z0-9]+", fold(hit.text[slice(*place)]))
            counts[re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", " ".join(units))] += 1
    assert {row[0]: row[1] for row in found.rows} == counts
    assert sum(row[3] for row in found.rows) == pytest.approx(1)


def test_frequency_by_file_and_folder(corpus, expected):
    files = Counter("0.tsv" if number < 100 else "1.tsv" for number in expected["make"])
    assert {row[0]: row[2] for row in ask(corpus, "make", view="frequency", by="file").rows} == files
    (row,) = ask(corpus, "make", view="frequency", by="folder").rows
    assert (row[0], row[2]) == (".", len(expected["make"]))


def test_frequency_by_metadata(corpus, pairs, expected, tmp_path):
    table = tmp_path / "documents.csv"
    table.write_text("document,genre\ndocument 0,law\ndocument 1,news\n", encoding="utf-8")
    known = Corpus(corpus.index, corpus.files, metadata=read_metadata(str(table)))
    genres = {"document 0": "law", "document 1": "news"}
    counts = Counter(genres.get(pairs[number][4], NOTHING) for number in expected["国"])
    assert {row[0]: row[2] for row in ask(known, "国", view="frequency", by="genre").rows} == counts
    with pytest.raises(UsageError, match="did you mean genre"):
        ask(known, "国", view="frequency", by="genres")
    with pytest.raises(UsageError, match="--metadata FILE"):
        ask(corpus, "国", view="frequency", by="genre")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", "", "no metadata"),
        ("a.jsonl", '{"document": 1}\n[2]\n', "a.jsonl:2: is not an object"),
        ("a.jsonl", "{", "a.jsonl:1: is not JSON"),
        ("a.csv", b"document,x\n\xff,1\n", "not UTF-8"),
        ("b.csv", None, "no such file"),
        ("a.xml", "<a/>", "in .csv, .tsv or .jsonl"),
    ],
)
def test_metadata_that_cannot_be_read(tmp_path, name, content, problem):
    if content is not None:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises((InputError, UsageError), match=problem):
        read_metadata(str(tmp_path / name))


def contexts(pairs, expected, order, size):
    """Return the words by which each pair is sorted."""
    rows = {}
    for number, (side, matches) in expected.items():
        text, other = slow.Text(pairs[number][side]), slow.Text(pairs[number][1 - side])
        first, last = text.word_of_unit[matches[0][0]], text.word_of_unit[matches[0][1] - 1]
        words = [word.text for word in text.words]
        rows[number] = {
            "left": words[:first][::-1][:size],
            "right": words[last + 1 :][:size],
            "match": words[first : last + 1][:size],
            "other": [word.text for word in other.words][:size],
        }[order]
    return rows


@pytest.mark.parametrize("text", PATTERNS[:3])
@pytest.mark.parametrize("order", ["left", "right", "match", "other"])
def test_orders(corpus, pairs, expected, text, order):
    words = contexts(pairs, expected[text], order, 2)
    assert numbers_of(ask(corpus, text, sort=order, words=2)) == sorted(
        words, key=lambda number: (words[number], number)
    )


def test_order_by_document(corpus, pairs, expected):
    numbers = numbers_of(ask(corpus, "make", sort="document"))
    assert numbers == sorted(expected["make"], key=lambda number: (pairs[number][4], number))


def test_a_random_order_is_repeated_by_its_seed(corpus, expected):
    first, again, other = (numbers_of(ask(corpus, "国", sort="random", seed=seed)) for seed in (4, 4, 5))
    assert first == again != other
    assert sorted(first) == sorted(other) == sorted(expected["国"])


def test_samples(corpus, expected):
    sample = numbers_of(ask(corpus, "国", sample=20, seed=3))
    assert len(sample) == 20
    assert sample == sorted(sample)
    assert set(sample) < set(expected["国"])
    assert sample == numbers_of(ask(corpus, "国", sample=20, seed=3))
    assert sample != numbers_of(ask(corpus, "国", sample=20, seed=4))
    assert numbers_of(ask(corpus, "国", sample=20, seed=3, sort="right")) != sample
    assert set(numbers_of(ask(corpus, "国", sample=20, seed=3, sort="right"))) == set(sample)
    matches = sum(len(expected["国"][number][1]) for number in sample)
    assert ask(corpus, "国", view="frequency", sample=20, seed=3).matches == matches
    assert len(numbers_of(ask(corpus, "国", sample=10_000))) == len(expected["国"])


def test_a_sample_is_drawn_evenly(corpus, expected):
    drawn = Counter(number for seed in range(200) for number in numbers_of(ask(corpus, "make", sample=5, seed=seed)))
    mean = 200 * 5 / len(expected["make"])
    spread = sum((drawn[number] - mean) ** 2 / mean for number in expected["make"])
    freedom = len(expected["make"]) - 1
    assert spread < freedom + 4 * math.sqrt(2 * freedom)  # chi-squared


def test_totals_and_marks_of_hits(corpus, pairs, expected):
    found = ask(corpus, "国")
    assert (found.total, found.matches) == (
        len(expected["国"]),
        sum(len(matches) for _, matches in expected["国"].values()),
    )
    for hit in found.hits:
        assert all(fold(hit.text[slice(*place)]) == "国" for place in hit.matches)


def test_ids_are_those_of_the_pair(corpus):
    ids = {hit.number: hit.id for hit in ask(corpus, "make").hits if hit.file == "0.tsv"}
    again = {hit.number: hit.id for hit in ask(corpus, "(make|the)", sort="left").hits if hit.file == "0.tsv"}
    assert ids.items() <= again.items()
    assert all(len(each) == 12 for each in ids.values())


def test_renderings_are_a_distribution(tmp_path):
    pairs = [("the decision was made", "作出了决定", 1, 1, "a", "b")] * 6 + [
        ("a decision", "裁决", 1, 1, "a", "b"),
        ("no decision", "", 1, 1, "a", "b"),
    ]
    with indexed(pairs) as index:
        corpus = Corpus(index, tuple(index.files().values()))
        found = answer(corpus, Request("decision", view="renderings"), SearchSettings())
    assert isinstance(found, Statistics)
    assert found.rows[0][:3] == ("决定", 6, 0.75)
    low, high = found.rows[0][3:5]
    assert (low, high) == wilson_interval(6, 8)
    assert found.rows[0][6:] == pairs[0][:2]
    assert found.notes[-1].startswith("renderings of 8 of 8 pairs;")
    assert sum(row[1] for row in found.rows) <= 8


def test_the_interval_holds_the_share_as_often_as_it_says():
    generator = numpy.random.default_rng(1)
    for share in (0.05, 0.3, 0.8):
        counts = generator.binomial(60, share, 2000)
        held = sum(low <= share <= high for low, high in (wilson_interval(int(count), 60) for count in counts))
        assert 0.92 < held / 2000 < 0.98
    assert wilson_interval(0, 0) == (0, 1)
    low, high = wilson_interval(1, 10)  # Wilson (1927), as the literature tabulates it
    assert (round(low, 4), round(high, 4)) == (0.0179, 0.4042)


def test_the_ids_of_pairs_are_those_of_their_files(corpus):
    assert all(number // MAX_FILE_PAIRS in (1, 2) for number in corpus.index.rows([MAX_FILE_PAIRS + 1]))
