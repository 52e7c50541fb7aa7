"""Remembered words give the same tokens as the tokenizer does, for every text."""

from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, pre_tokenizers

from aligner.embedders import load_embedder, tokens
from aligner.embedders.tokens import CachingTokenizer, encodable

WORDS = [
    "the",
    "Hadn't",
    "naïve",
    "CO2",
    "3.12",
    "S/RES/2395",
    "反恐執行局",
    "哈哈哈哈哈",
    "二〇一九",
    "々",
    "５０％",
    "…",
    "①",
]
ALPHABET = "ABCabcéß012 \t\n\r的一是不了漢語学語,.;:!?'\"()<>$%&*+-/=@[]^_`{|}~“”‘’—–…·、。，！？《》【】（）「」"
LIKELY = st.one_of(
    st.sampled_from(WORDS),
    st.text(
        "ABCabcéß012 ,.;:!?'\"()<>$%&*+-/=@[]^_`{|}~“”‘’—–…·、。，！？《》【】（）「」的一是不了漢語学語\t\n\r",
        max_size=12,
    ),
)
TEXTS = st.lists(st.one_of(st.lists(LIKELY, max_size=6).map(" ".join), st.text(max_size=12)), max_size=5)


@pytest.fixture(scope="module")
def tokenizer():
    return load_embedder().tokenizer


@pytest.fixture(scope="module")
def caching_tokenizer(tokenizer):
    return CachingTokenizer(tokenizer)


def expected(tokenizer, texts):
    encodings = tokenizer.encode_batch([encodable(text) for text in texts], add_special_tokens=False)
    return [encoding.ids for encoding in encodings]


def rows(caching_tokenizer, texts):
    flat, sizes = caching_tokenizer.tokenize(texts)
    return [row.tolist() for row in numpy.split(flat, numpy.cumsum(sizes)[:-1])] if texts else []


@settings(max_examples=400, deadline=None)
@given(texts=TEXTS)
def test_the_same_as_the_tokenizer(caching_tokenizer, tokenizer, texts):
    assert rows(caching_tokenizer, texts) == expected(tokenizer, texts)
    assert rows(caching_tokenizer, texts) == expected(tokenizer, texts)  # now from memory


def test_every_character_alone_and_beside_others(caching_tokenizer, tokenizer):
    texts = [f"a{chr(code)}中 {chr(code)}1" for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    assert rows(caching_tokenizer, texts) == expected(tokenizer, texts)


@pytest.mark.parametrize(
    "text", ["", " ", "\ud800", "a\ud800b", "e\u0301", "ｶﾞ", "한국어 abc", "👍🏽 ok", "\x00\x1c\x85"]
)
def test_texts_that_are_left_to_the_tokenizer_or_empty(caching_tokenizer, tokenizer, text):
    assert rows(caching_tokenizer, [text, "so", text]) == expected(tokenizer, [text, "so", text])


def test_a_full_memory_is_emptied(monkeypatch, tokenizer):
    monkeypatch.setattr(tokens, "MAX_CACHED_WORDS", 3)
    small = CachingTokenizer(tokenizer)
    for texts in (["one two three four five"], ["six one"], ["two"]):
        assert rows(small, texts) == expected(tokenizer, texts)
    assert len(small.cached) <= 5


def test_threads_share_it(tokenizer):
    shared = CachingTokenizer(tokenizer)
    batches = [
        [f"word{number} 第{number + shift}个很长很长很长很长的分句" for number in range(300)] for shift in range(6)
    ]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda batch: rows(shared, batch), batches)) == [
            expected(tokenizer, batch) for batch in batches
        ]


def test_a_tokenizer_that_cuts_otherwise_is_asked_itself(tokenizer):
    other = Tokenizer.from_str(tokenizer.to_str())
    other.pre_tokenizer = pre_tokenizers.Whitespace()
    caching_tokenizer = CachingTokenizer(other)
    assert caching_tokenizer.word_tokenizer is None
    assert rows(caching_tokenizer, ["Hadn't 中文", "3.12"]) == expected(other, ["Hadn't 中文", "3.12"])
