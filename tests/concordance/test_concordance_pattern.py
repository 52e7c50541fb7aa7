"""The language of patterns, and its matches compared with those of a slow, obvious implementation."""

import random
from contextlib import contextmanager

import pytest
from slow_concordance import occurrences

from aligner.concordance.files import PairFile
from aligner.concordance.folding import fold
from aligner.concordance.index import MAX_FILE_PAIRS, FileContent, Index
from aligner.concordance.matches import SIDES, Finder, collect
from aligner.concordance.pattern import (
    AnyOf,
    Characters,
    Gap,
    LiteralText,
    Pattern,
    PatternError,
    Series,
    Word,
    parse_pattern,
    words_pattern,
)
from aligner.concordance.query import parse_query
from aligner.errors import UsageError

WORDS = (
    *("the", "make", "makes", "made", "decision", "decisions", "state", "states", "member", "it's", "C++"),
    *(
        "anti-money",
        "2004",
        "会员国",
        "会员",
        "国家",
        "我们",
        "必须",
        "作出",
        "决定",
        "的",
        "中华人民共和国",
        "人民",
        "國",
        "，",
    ),
)


def made_pairs(number=400, seed=3):
    chance = random.Random(seed)

    def text():
        pieces = [chance.choice(WORDS) + chance.choice((" ", " ", "", ", ", "-")) for _ in range(chance.randint(0, 9))]
        return "".join(pieces)

    return [(text(), text(), 1, 1, f"document {row % 3}", "translation") for row in range(number)]


@contextmanager
def indexed(*files):
    index = Index(":memory:")
    with index.writing():
        for number, pairs in enumerate(files):
            index.replace(PairFile(f"/{number}", f"{number}.tsv", 1, 1), 1, f"{number}", FileContent(pairs, ("a", "b")))
    index.select_files(index.files().values())
    yield index
    index.close()


@pytest.fixture(scope="module")
def pairs():
    return made_pairs()


@pytest.fixture(scope="module")
def index(pairs):
    with indexed(pairs) as opened:
        yield opened


def found_by(index, pattern, side=None):
    found = collect(Finder(index, pattern, side))
    return {
        int(number) - MAX_FILE_PAIRS - 1: (int(found.sides[row]), found.spans_of(row))
        for row, number in enumerate(found.pairs)
    }


@pytest.mark.parametrize(
    "text",
    [
        "make", "~make", "state*", "*s", "m*e", "/m(ake|ade)s?/", "the decision", "会员国", "国", "员国", "人民共和",
        "make ...2 decision", "(make|makes|made) ...3 (decision*|决定)", "会员 ...3 决定",
        "国 ... 国", "the * decision", "我们必须", "我们 必须", "2004国", "make decision | 作出 决定", "it's",
        "make => 决定", "make => -决定", "国家 => the & -make", "(the|make) ...5 的 => 国 & -2004",
    ],
)  # fmt: skip
def test_matches_are_those_of_the_slow_implementation(index, pairs, text):
    pattern = parse_pattern(text)
    expected = occurrences(pairs, pattern)
    assert found_by(index, pattern) == expected
    assert expected, "this case tests nothing"
    for number, side in enumerate(SIDES):
        assert found_by(index, pattern, side) == occurrences(pairs, pattern, number)


@pytest.mark.parametrize("seed", range(25))
def test_random_patterns(index, pairs, seed):
    """Any series of parts of the corpus' words, with any gaps."""
    chance = random.Random(seed)
    letters = [Word("the"), Word("ma*", "wildcard"), Word("state", "any_form"), Word("*", "wildcard")]
    han = [Characters("国"), Characters("会员"), Characters("决定"), Characters("民共和国")]

    def part():
        chosen = chance.choice([*letters, *han, None])
        return chosen or AnyOf(tuple(chance.sample([*letters[:3], *han], 2)))

    size = chance.randint(1, 3)
    gaps = [chance.choice((Gap(), Gap(touching=True), Gap(0, 2), Gap(1, 3))) for _ in range(size - 1)]
    parts = tuple(part() for _ in range(size))
    pattern = Pattern(parts[0] if size == 1 else Series(parts, tuple(gaps)))
    assert found_by(index, pattern) == occurrences(pairs, pattern)


@pytest.mark.parametrize(
    "query",
    [
        "make",
        "member state",
        "state*",
        "会员国",
        "國",
        "的中华",
        "2004年",
        "it's",
        "anti-money",
        "the 会员国",
        "会员国的 2004",
    ],
)
def test_plain_words_match_as_the_query_on_texts(index, pairs, query):
    node = words_pattern(fold(query))
    assert node is not None
    expected = {}
    for number, pair in enumerate(pairs):
        places = [parse_query(query).places(text) for text in pair[:2]]
        if any(places):
            expected[number] = (0 if places[0] else 1, len(places[0] or places[1]))
    found = {number: (side, len(spans)) for number, (side, spans) in found_by(index, Pattern(node)).items()}
    assert found == expected


@pytest.mark.parametrize("query", ["C++", "__init__", "——", "--force", "50%"])
def test_texts_with_marks_are_found_in_the_texts(query):
    assert words_pattern(fold(query)) is None


def test_a_literal_text_within_a_pattern(index, pairs):
    found = found_by(index, parse_pattern('"C++" the'))
    expected = {
        number for number, pair in enumerate(pairs) if any(parse_query("C++ the").places(text) for text in pair[:2])
    }
    assert set(found) == expected
    assert expected


def test_a_match_of_marks_alone_is_in_its_pair():
    with indexed([("one ——", "x", 1, 1, "", ""), ("two", "y ——", 1, 1, "", "")]) as opened:
        found = collect(Finder(opened, Pattern(LiteralText("——"))))
        assert [int(number) - MAX_FILE_PAIRS for number in found.pairs] == [1, 2]
        assert found.sides.tolist() == [0, 1]


def test_corpora_of_several_files_and_batches(monkeypatch, pairs):
    monkeypatch.setattr("aligner.concordance.lexicon.CHUNK_PAIRS", 32)
    monkeypatch.setattr("aligner.concordance.lexicon.BATCH_PAIRS", 100)
    with indexed(pairs[:150], pairs[150:]) as opened:
        found = collect(Finder(opened, parse_pattern("make ...3 decision")))
        numbers = [
            int(number) % MAX_FILE_PAIRS - 1 + 150 * (int(number) // MAX_FILE_PAIRS - 1) for number in found.pairs
        ]
        assert numbers == sorted(occurrences(pairs, parse_pattern("make ...3 decision")))


def test_a_file_that_was_removed_is_not_found(pairs):
    with indexed(pairs[:50], pairs[50:100]) as opened:
        with opened.writing():
            opened.remove(1)
        opened.select_files(opened.files().values())
        assert set(collect(Finder(opened, parse_pattern("the"))).pairs // MAX_FILE_PAIRS) == {2}


def test_words_that_are_not_there(index):
    for text in ("unheard", "无人知晓", "unheard ...3 make", "make ...3 无人知晓", "un* => make"):
        assert found_by(index, parse_pattern(text)) == {}


def test_parsing():
    assert parse_pattern("（make｜take） …… 決定 ＝＞ －员") == Pattern(
        Series((AnyOf((Word("make"), Word("take"))), Characters("决定")), (Gap(0, 5),)), (), (Characters("员"),)
    )
    assert parse_pattern("CTED委员会").node == Series((Word("cted"), Characters("委员会")), (Gap(touching=True),))
    assert parse_pattern("anti-money...2x").node == Series(
        (Series((Word("anti"), Word("money")), (Gap(),)), Word("x")), (Gap(0, 2),)
    )
    assert parse_pattern("“A & B” | ~went").node == AnyOf((LiteralText("A & B"), Word("went", "any_form")))


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ("", 0, "a word is missing"),
        ("(make", 0, '"(" without ")"'),
        ("make)", 4, '")" without "("'),
        ("make |", 6, "a word is missing"),
        ("... make", 0, "a word before"),
        ("make ...", 8, "a word after"),
        ("make ... ... it", 9, "two gaps"),
        ("make ...40 it", 5, "at most 30 words"),
        ("make ...5-2 it", 5, "smaller number"),
        ("write C++", 7, "in quotes"),
        ("make => ", 8, "a word is missing"),
        ("a => b => c", 7, "stands once"),
        ("AT&T", 2, "in quotes"),
        ("/(/", 0, "no regular expression"),
        ("/make", 0, 'ends with "/"'),
        ('say "abc', 4, "closing quotation mark"),
        ('"++"', 0, "no letter"),
        ("~", 0, "a word is missing"),
        ("中*国", 1, "put a gap"),
        ("(make|take)* it", 11, "stands in a word"),
        ("(" * 30 + "a", 20, "brackets within brackets"),
    ],
)
def test_errors_name_the_place(text, position, problem):
    with pytest.raises(PatternError) as caught:
        parse_pattern(text)
    assert caught.value.position == position
    assert problem in str(caught.value)
    assert f"character {position + 1}:" in str(caught.value)


def test_an_expression_that_takes_too_long(monkeypatch):
    monkeypatch.setattr("aligner.concordance.matching.MAX_EXPRESSION_SECONDS", 0.05)
    with indexed([("a" * 3000, "", 1, 1, "", "")]) as opened, pytest.raises(UsageError, match="simplify"):
        list(Finder(opened, parse_pattern("/(a|aa)+[cd]/")))
