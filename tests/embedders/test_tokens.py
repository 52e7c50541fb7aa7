"""Remembered words give the same tokens as the tokenizer does, for every text."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from aligner.embedders import load_embedder, tokens
from aligner.embedders.tokens import CachingTokenizer, encodable
from aligner.embedders.unigram import Unigram

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


@pytest.fixture(scope="module", params=["library", "python"])
def caching_tokenizer(tokenizer, request):
    """The words of one are tokenized by the library, those of the other by our unigram model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "MAX_UNIGRAM_WORDS", 10**9)
        yield CachingTokenizer(tokenizer, load_embedder().unigram if request.param == "python" else None)


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


def test_long_words_are_remembered_for_a_while(monkeypatch, tokenizer):
    monkeypatch.setattr(tokens, "MAX_RECENT_WORDS", 2)
    remembering = CachingTokenizer(tokenizer)
    clause = "一条船从河的上游慢慢地过来了"
    for number in range(6):
        text = f"{clause}，{clause}{'的' * number}。"
        assert rows(remembering, [text]) == expected(tokenizer, [text])
        assert clause not in remembering.cached
        assert 0 < len(remembering.recent) <= 4


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


@settings(max_examples=400, deadline=None)
@given(pieces=st.dictionaries(st.text("ab猫", min_size=1, max_size=3), st.floats(-20, 0), min_size=1, max_size=8))
def test_a_unigram_model_gives_the_tokens_of_the_library(pieces):
    vocabulary = [("<unk>", 0.0), *pieces.items()]
    library = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    model = Unigram.read(library.to_str().encode())
    for word in ("a", "ab", "abba", "猫ab猫", "bcca", "cc猫c", "aaabbb"):
        assert model.tokens(word) == library.encode(word, add_special_tokens=False).ids


def test_the_library_is_loaded_only_for_many_words_or_unusual_characters(tokenizer, monkeypatch):
    loads = []
    small = CachingTokenizer(lambda: loads.append(1) or tokenizer, load_embedder().unigram)
    rows(small, ["A boat 上岸了。"])
    assert not loads
    rows(small, ["한국어"])
    assert len(loads) == 1
    monkeypatch.setattr(tokens, "MAX_UNIGRAM_WORDS", 3)
    many = CachingTokenizer(lambda: loads.append(1) or tokenizer, load_embedder().unigram)
    assert rows(many, ["one two three four"]) == expected(tokenizer, ["one two three four"])
    assert len(loads) == 2


@pytest.mark.parametrize("change", [{"type": "WordPiece"}, {"byte_fallback": True}, {"unk_id": None}, {"vocab": []}])
def test_other_models_are_left_to_the_library(tokenizer, change):
    stored = json.loads(tokenizer.to_str())
    stored["model"] |= change
    assert Unigram.read(json.dumps(stored).encode()) is None
