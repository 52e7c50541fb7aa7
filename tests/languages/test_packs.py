"""One contract for every pack in the table of languages."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from aligner.errors import UsageError
from aligner.languages import (
    LANGUAGES,
    LanguagePack,
    chosen_pair,
    is_function_word,
    joint_of,
    name_of,
    pack_of,
    usual_pair,
)
from aligner.languages.tags import is_language_tag, language_of_tag, primary_subtag

TEXTS = {
    "zh": "图书馆在三月五日开门。读者可以借5本书，共1200本。",
    "en": "The libraries open on 5 March. Readers may borrow five of 1,200 books.",
    "de": "Die Bibliothek öffnet am 5. März. Leser dürfen fünf von 1.200 Büchern leihen.",
}


@pytest.fixture(params=["zh", "en", "de"])
def pack(request: pytest.FixtureRequest) -> LanguagePack:
    if request.param == "de":
        request.getfixturevalue("german")
    return pack_of(request.param)


def test_the_shipped_languages_are_those_that_are_tried_here() -> None:
    assert set(LANGUAGES) < set(TEXTS)


def test_names_and_codes(pack: LanguagePack) -> None:
    assert re.fullmatch("[a-z]{2,3}", pack.code)
    assert pack_of(pack.code) is pack
    assert pack.name
    assert pack.own_name
    assert primary_subtag(pack.tag) == pack.code
    assert is_language_tag(pack.tag)
    assert all(language_of_tag(code) == pack.code for code in (pack.tag, *pack.codes))
    assert pack.counterpart in LANGUAGES
    assert pack.counterpart != pack.code
    assert all(header == header.lower() for header in (*pack.headers, *pack.better_tags))


def test_sentences_and_words_are_slices(pack: LanguagePack) -> None:
    text = TEXTS[pack.code]
    spans = pack.split(text)
    assert len(spans) == 2
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    words = pack.words(text)
    assert all(word and 0 <= start < end <= len(text) for word, start, end in words)
    assert [start for _, start, _ in words] == sorted(start for _, start, _ in words)
    assert len(words) > 8


def test_numbers_of_one_text_in_every_language(pack: LanguagePack) -> None:
    assert pack.quantities is not None
    values = set().union(*(each.values for each in pack.quantities(TEXTS[pack.code])))
    assert {5, 1200} <= values


def test_a_word_is_a_form_of_itself(pack: LanguagePack) -> None:
    assert all(word in pack.forms(word) for word, _, _ in pack.words(TEXTS[pack.code]))


def test_function_words_belong_to_any_language(pack: LanguagePack) -> None:
    words = pack.function_words()
    assert words
    assert all(map(is_function_word, words))
    assert not is_function_word("library")


def test_what_is_not_in_the_table() -> None:
    with pytest.raises(UsageError, match="unknown language 'xx': choose one of zh, en"):
        pack_of("xx")
    assert (name_of("xx"), name_of(None), joint_of("xx"), joint_of(None)) == ("unknown", "unknown", " ", " ")


def test_pairs_of_languages() -> None:
    assert usual_pair([]) == usual_pair(["zh"]) == usual_pair(["xx", "en"]) == usual_pair(["zh", "en"]) == ("en", "zh")
    assert chosen_pair(None, None) == chosen_pair(None, "zh") == chosen_pair("en", None) == ("en", "zh")
    assert chosen_pair("zh", None) == chosen_pair(None, "en") == ("zh", "en")


def test_a_pack_costs_nothing_before_it_is_asked() -> None:
    heavy = "jieba", "numpy", "tokenizers", "aligner.languages.english.sentences", "aligner.languages.chinese.phrases"
    program = (
        "import sys, aligner.languages as found\n"
        "found.packs()\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"
