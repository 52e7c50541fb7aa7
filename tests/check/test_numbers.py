"""Numbers of the two languages are compared by their values; differences are named."""

from __future__ import annotations

import csv
import importlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.languages.chinese.numbers.folding import folded
from aligner.languages.english import numbers as english_numbers
from aligner.languages.numbers import quantities, units, unmatched
from aligner.languages.word_patterns import one_of

chinese_shares = importlib.import_module(
    "aligner.languages.chinese.numbers.shares"
)  # the package has a function of this name
GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "check" / "numbers.tsv"
with GOLDEN.open(encoding="utf-8", newline="") as stream:
    CASES = [tuple(row) for row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]


@pytest.mark.parametrize(("english", "chinese", "missing", "added"), CASES, ids=[f"{a}|{b}" for a, b, *_ in CASES])
def test_numbers_that_have_no_counterpart(english: str, chinese: str, missing: str, added: str) -> None:
    first, second = unmatched(quantities(english, "en"), quantities(chinese, "zh"))
    assert "|".join(english[quantity.start : quantity.end] for quantity in first) == missing
    assert "|".join(chinese[quantity.start : quantity.end] for quantity in second) == added


@pytest.mark.parametrize("language", ["en", "zh"])
def test_coordinates_of_a_drawing_are_read(language: str) -> None:
    text = 'd="M12 17.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zm0 1.5a7 7 0 1 1 0-14 .5.5.5"'
    assert any(text[each.start : each.end] == ".5.5.5" for each in quantities(text, language))


DIGITS = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """Return a number below ten million as a Chinese numeral."""
    if number >= 10_000:
        rest = number % 10_000
        tail = ("零" if 0 < rest < 1000 else "") + (chinese_numeral(rest) if rest else "")
        return chinese_numeral(number // 10_000) + "万" + tail
    written = ""
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            written += DIGITS[digit] + name
        elif written and number % scale and not written.endswith("零"):
            written += "零"
    return written


@given(st.integers(11, 9_999_999))
def test_a_chinese_numeral_is_its_number(number: int) -> None:
    (quantity,) = [each for each in quantities(f"共{chinese_numeral(number)}吨", "zh") if each.required]
    assert number in quantity.values
    assert unmatched(quantities(f"{number:,} tonnes", "en"), [quantity]) == ([], [])


@given(st.text())
def test_any_text_has_quantities_inside_it(text: str) -> None:
    for quantity in quantities(text, "en") + quantities(text, "zh"):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.values


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    assert len(folded(text)) == len(text)


TRADITIONAL = str.maketrans("万亿两点余个时分钟岁层", "萬億兩點餘個時分鐘歲層")


@pytest.mark.parametrize("chinese", [chinese for _, chinese, missing, added in CASES if not missing + added])
def test_traditional_characters_say_the_same(chinese: str) -> None:
    simplified, traditional = quantities(chinese, "zh"), quantities(chinese.translate(TRADITIONAL), "zh")
    assert traditional == simplified


@given(st.sampled_from(CASES))
def test_the_order_of_numbers_does_not_matter(case: tuple[str, ...]) -> None:
    first, second = quantities(case[0], "en"), quantities(case[1], "zh")
    assert unmatched(first, second) == unmatched(second, first)[::-1]


WORDS = [
    "at", "first", "second", "to", "none", "cloud", "nine", "times", "ten", "one", "or", "two", "on", "all", "fours",
    "scale", "of", "a", "half", "quarter", "three", "quarters", "and", "in", "per", "out", "every", "before", "past",
    "thirty", "nineteen-seventies", "eighteen hundreds", "Thirds", "thousand", "once", "year", "FY19", "IV", "50-50",
    "24/7", "12", "½",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS)), st.sampled_from([" ", "-"]))
def test_an_english_finder_that_is_left_out_would_find_nothing(words: list[str], joint: str) -> None:
    text = joint.join(words)
    asked = english_numbers._finders_for(text)
    assert all(each.find in asked or not list(each.find(text)) for each in english_numbers._FINDERS)


@given(st.text("12三十百中里有分之块五零点年。,, "), st.text("刻钟半兆角毛分之便士 "))
def test_first_looks_at_chinese_numbers_are_exact(before: str, after: str) -> None:
    assert chinese_shares._SHARE.search(before) is None or "分之" in before
    assert chinese_shares._SHARE_OF_GROUP.search(before) is None or "中" in before or "里" in before
    assert chinese_shares._UNIT_AND_PART.search(before) is None or chinese_shares._WHOLE_UNIT.search(before)
    several = (chinese_shares._QUARTER_HOUR, chinese_shares._HALF_AFTER, chinese_shares._TRILLION, chinese_shares._PART)
    assert any(each.match(after) for each in several) == bool(chinese_shares._CONTINUED.match(after))


@given(st.sampled_from(sorted(units._CLOSING)), st.text(" -–至or几半天年days小时m"), st.sampled_from(["en", "zh"]))
def test_no_unit_follows_a_closing_mark(mark: str, rest: str, language: str) -> None:
    pattern, _ = units._PATTERNS[language]
    match = pattern.match(mark + rest)
    assert match is None or match.lastindex is None


@pytest.mark.parametrize("words", [["six", "sixteen", "sixty"], ["a", "an", "and"], ["ten"]])
def test_a_tree_of_words_matches_the_longest_of_them(words: list[str]) -> None:
    tree = re.compile(one_of(words))
    flat = re.compile("|".join(sorted(words, key=len, reverse=True)))
    for text in ["sixteen", "sixtyteen", "sixth", "an", "and", "a", "ten", "tens", "x"]:
        assert [match.span() for match in tree.finditer(text)] == [match.span() for match in flat.finditer(text)]


@pytest.mark.parametrize("text", ["10 thouſand", "ſix of them", "1,000.5.3", "12 345.6.7"])
def test_odd_numbers_are_read(text: str) -> None:
    assert any(each.required or each.small for each in quantities(text, "en"))
