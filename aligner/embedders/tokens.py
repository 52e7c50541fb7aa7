"""A tokenizer that returns the same token numbers as the model's tokenizer, but several times as fast.

Nearly all words of a text have occurred before. A tokenizer that `aligner.training` builds splits
each word independently of the others, so the tokens of words can be cached. The `tokenizers`
library also computes the offset of every character, which is not needed here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy
from numpy.typing import NDArray

from aligner.embedders.folding import CharacterFolding, encodable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from aligner.embedders.unigram import Unigram

PRE_TOKENIZER = {
    "type": "Sequence",
    "pretokenizers": [
        {"type": "BertPreTokenizer"},
        {"type": "UnicodeScripts"},
        {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": False},
    ],
}
"""Split at spaces, around each punctuation mark and between scripts; put a marker before every word."""
HAN = "々〇\u3400-\u4db5\u4e00-\u9fd5"
"""The Han characters in the library's tables; Unicode added others later.

This class is fixed and differs from `aligner.languages.scripts.HAN`: the tokens must be those that the model was
trained with.
"""
LATIN = "a-zß-öø-ÿ"
MARKS = "!-/:-@\\[-`{-~§¶·«»¿‐-‧‰-‾⁁-⁃、-〃〈-】〔-〟"
"""Punctuation, each mark a separate word; in ASCII also characters that Unicode calls symbols."""
WORDS = re.compile(f"[{LATIN}]+|[0-9]+|[{HAN}]+|[{MARKS}]")
MAX_CACHED_LENGTH = 12
"""Maximum length of a cached word: longer ones are Chinese clauses, which hardly ever occur again."""
MAX_UNIGRAM_WORDS = 4_000
"""Maximum number of words tokenized in Python; then it pays to load the library's tokenizer, which is faster a word."""
WORDS_PER_CALL = 64
"""Number of words in one call of the library."""
SPACE = "▁"
UNKNOWN = -1
NUMBER = numpy.dtype(numpy.int32)
MAX_CACHED_WORDS = 300_000
"""Maximum number of cached words, about 60 MB; the cache is then emptied."""
MAX_RECENT_WORDS = 2_000
"""Maximum number of longer words in a cache of their own, which is then emptied.

They occur again in their document: blocks, sentences and parts of sentences are tokenized one after another.
"""


class CachingTokenizer:
    """A tokenizer with a cache of words; several threads may share it.

    The token numbers of a word are stored as the bytes of 32-bit integers, which are small, fast to
    join, and not tracked by the garbage collector.
    """

    def __init__(self, tokenizer: Tokenizer | Callable[[], Tokenizer], unigram: Unigram | None = None) -> None:
        """Store a tokenizer, which must not pad or truncate, or a function that loads it; and its unigram model."""
        self._given = tokenizer
        self.unigram = unigram if unigram and unigram.pre_tokenizer == PRE_TOKENIZER else None
        self.folding = self.unigram.folding if self.unigram else CharacterFolding(self.tokenizer.normalizer)
        self.cached: dict[str, bytes] = {}
        self.unigram_words = 0
        self.recent: dict[str, bytes] = {}

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, loaded at its first use."""
        return self._given() if callable(self._given) else self._given

    @cached_property
    def word_tokenizer(self) -> Tokenizer | None:
        """The tokenizer that splits a single word into pieces; see `word_tokenizer_of`."""
        return word_tokenizer_of(self.tokenizer)

    @cached_property
    def begins_word(self) -> NDArray[numpy.int8]:
        """Array with a value for each token: whether it is the first token of a word.

        The value is `UNKNOWN` for tokens that have not occurred yet.
        """
        return numpy.full(self.tokenizer.get_vocab_size(), UNKNOWN, numpy.int8)

    def tokenize(self, texts: Sequence[str]) -> tuple[NDArray[numpy.int32], NDArray[numpy.int64]]:
        """Return the token numbers of all texts, one after another, and the number of tokens of each text.

        The numbers are the same as those from the tokenizer itself, without special tokens.
        """
        words: list[list[str]] = []
        whole: list[int] = []
        if self.unigram is None and self.word_tokenizer is None:
            rows = self._tokenize_whole(texts)
        else:
            for text in texts:
                folded = text.translate(self.folding)
                found = WORDS.findall(folded)
                if sum(map(len, found)) + folded.count(" ") < len(folded):
                    # the word boundaries of other characters are not known here: the tokenizer itself splits the text
                    whole.append(len(words))
                    found = []
                words.append(found)
            rows = self._tokenize_words(words)
            for number, row in zip(whole, self._tokenize_whole([texts[number] for number in whole]), strict=True):
                rows[number] = row
        sizes = numpy.array([len(row) for row in rows], numpy.int64) // NUMBER.itemsize
        return numpy.frombuffer(b"".join(rows), NUMBER), sizes

    def _tokenize_whole(self, texts: Sequence[str]) -> list[bytes]:
        """Return the tokens of each text, computed by the tokenizer itself without the cache."""
        if not texts:
            return []
        encodings = self.tokenizer.encode_batch_fast([encodable(text) for text in texts], add_special_tokens=False)
        return [numpy.array(encoding.ids, NUMBER).tobytes() for encoding in encodings]

    def _tokenize_words(self, rows: Sequence[Sequence[str]]) -> list[bytes]:
        """Return the tokens of each text; the texts are already split into words."""
        cached, recent = self.cached, self.recent
        distinct = dict.fromkeys(chain.from_iterable(rows))
        tokens = {word: known[word] for word in distinct for known in (cached, recent) if word in known}
        unseen = [word for word in distinct if word not in tokens]
        fresh = dict(zip(unseen, self._tokenize_unseen(unseen), strict=True))
        tokens.update(fresh)
        if len(cached) > MAX_CACHED_WORDS:
            self.cached = cached = {}
        if len(recent) > MAX_RECENT_WORDS:
            self.recent = recent = {}
        for word, row in fresh.items():
            (cached if len(word) <= MAX_CACHED_LENGTH else recent)[word] = row
        return [b"".join([tokens[word] for word in row]) for row in rows]

    def _tokenize_unseen(self, words: Sequence[str]) -> list[bytes]:
        """Return the tokens of each word that is not in the cache.

        The first words use the unigram model, if there is one. For later words, one call of the library
        returns the tokens of many words in one row, which is then divided into words.
        """
        self.unigram_words += len(words)
        if self.unigram and self.unigram_words <= MAX_UNIGRAM_WORDS:
            return [numpy.array(self.unigram.tokens(SPACE + word), NUMBER).tobytes() for word in words]
        tokenizer = self.word_tokenizer
        assert tokenizer is not None
        groups = [words[first : first + WORDS_PER_CALL] for first in range(0, len(words), WORDS_PER_CALL)]
        encodings = tokenizer.encode_batch_fast(groups, is_pretokenized=True, add_special_tokens=False)
        flat = numpy.array(list(chain.from_iterable(encoding.ids for encoding in encodings)), NUMBER)
        starts = [*numpy.flatnonzero(self._begins_word(flat)).tolist(), len(flat)]
        row, size = flat.tobytes(), NUMBER.itemsize
        return [row[size * first : size * last] for first, last in pairwise(starts)]

    def _begins_word(self, flat: NDArray[numpy.int32]) -> NDArray[numpy.bool_]:
        """Return for each token whether it is the first token of a word.

        A token is looked up when it first occurs.
        """
        for number in set(flat[self.begins_word[flat] == UNKNOWN].tolist()):
            self.begins_word[number] = str(self.tokenizer.id_to_token(number)).startswith(SPACE)
        return self.begins_word[flat].astype(bool)


def word_tokenizer_of(tokenizer: Tokenizer) -> Tokenizer | None:
    """Return a tokenizer for single normalised words; ``None`` if the tokenizer does not split words independently."""
    from tokenizers import Tokenizer, pre_tokenizers

    if tokenizer.pre_tokenizer is None or json.loads(tokenizer.pre_tokenizer.__getstate__()) != PRE_TOKENIZER:
        return None
    alone = Tokenizer(tokenizer.model)
    alone.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always", split=False)
    return alone
