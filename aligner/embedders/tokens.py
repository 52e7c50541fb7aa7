"""Texts -> numbers of tokens, as the model's own tokenizer gives them, several times as fast.

Nearly all words of a text were seen before. A tokenizer with our pre-tokenizer cuts each word by itself, so its tokens
can be remembered; what the library does to a whole text, with the place of every character kept, is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PRE_TOKENIZER = {
    "type": "Sequence",
    "pretokenizers": [
        {"type": "BertPreTokenizer"},
        {"type": "UnicodeScripts"},
        {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": False},
    ],
}
"""Cut at spaces, around each punctuation mark and between scripts; a mark in front of every word."""
HAN = "々〇\u3400-\u4db5\u4e00-\u9fd5"
"""Only what the library's tables know as Han: Unicode added some later.

Frozen, apart from `aligner.languages.scripts.HAN`: the model's tokens must be those it was trained with.
"""
LATIN = "a-zß-öø-ÿ"
MARKS = "!-/:-@\\[-`{-~§¶·«»¿‐-‧‰-‾⁁-⁃、-〃〈-】〔-〟"
"""Punctuation, each mark a word by itself: of ASCII also what Unicode calls symbols."""
WORDS = re.compile(f"[{LATIN}]+|[0-9]+|[{HAN}]+|[{MARKS}]")
OTHER = re.compile(rf"[^{LATIN}0-9{HAN}{MARKS} ]")
"""Characters whose words depend on more than is told here: their texts are left to the tokenizer."""
REMEMBERED = 12
"""Longest word that is kept: longer ones are Chinese clauses, which do not come again."""
TOGETHER = 64
"""Words that the library is given as one text."""
SPACE = "▁"
UNASKED = -1
NUMBER = numpy.dtype(numpy.int32)
MOST = 300_000
"""Words kept, some 60 MB; then the memory is emptied."""


class CharacterFolding(dict[int, str]):
    """What the tokenizer's normaliser makes of each character by itself, asked once; for `str.translate`."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Begin with the white space, which is all one."""
        super().__init__(dict.fromkeys(map(ord, "\t\n\r"), " "))
        self.normalize = tokenizer.normalizer.normalize_str if tokenizer.normalizer else str

    def __missing__(self, character: int) -> str:
        """Ask the normaliser."""
        folded = str(self.normalize(encodable(chr(character))))
        self[character] = folded
        return folded


class TokenCutter:
    """Cuts texts into the numbers of their tokens; threads may share it.

    A row of numbers is held as the bytes of 32-bit integers: small, joined at once, and nothing for the garbage
    collector to go through.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a tokenizer that neither pads nor truncates."""
        self.tokenizer = tokenizer
        self.word_tokenizer = word_tokenizer(tokenizer)
        self.folding = CharacterFolding(tokenizer)
        self.known: dict[str, bytes] = {}
        self.opening = numpy.full(tokenizer.get_vocab_size(), UNASKED, numpy.int8)

    def cut(self, texts: Sequence[str]) -> tuple[NDArray[numpy.int32], NDArray[numpy.int64]]:
        """Return the numbers of the texts' tokens one after another, and how many each text has.

        They are what the tokenizer itself says, without special tokens.
        """
        words: list[list[str]] = []
        whole: list[int] = []
        if self.word_tokenizer is None:
            rows = self._cut_whole(texts)
        else:
            for text in texts:
                folded = text.translate(self.folding)
                if OTHER.search(folded):
                    whole.append(len(words))
                    folded = ""
                words.append(WORDS.findall(folded))
            rows = self._cut_words(words, self.word_tokenizer)
            for number, row in zip(whole, self._cut_whole([texts[number] for number in whole]), strict=True):
                rows[number] = row
        sizes = numpy.array([len(row) for row in rows], numpy.int64) // NUMBER.itemsize
        return numpy.frombuffer(b"".join(rows), NUMBER), sizes

    def _cut_whole(self, texts: Sequence[str]) -> list[bytes]:
        """Return each text's tokens, asking the tokenizer."""
        encodings = self.tokenizer.encode_batch_fast([encodable(text) for text in texts], add_special_tokens=False)
        return [numpy.array(encoding.ids, NUMBER).tobytes() for encoding in encodings]

    def _cut_words(self, rows: Sequence[Sequence[str]], tokenizer: Tokenizer) -> list[bytes]:
        """Return the tokens of texts that are rows of words."""
        known = self.known
        distinct = dict.fromkeys(chain.from_iterable(rows))
        tokens = {word: known[word] for word in distinct if word in known}
        unseen = [word for word in distinct if word not in tokens]
        fresh = dict(zip(unseen, self._cut_unseen(unseen, tokenizer), strict=True))
        tokens.update(fresh)
        if len(known) > MOST:
            self.known = known = {}
        known.update((word, row) for word, row in fresh.items() if len(word) <= REMEMBERED)
        return [b"".join([tokens[word] for word in row]) for row in rows]

    def _cut_unseen(self, words: Sequence[str], tokenizer: Tokenizer) -> list[bytes]:
        """Return each word's tokens; the library cuts word by word, but many words come back as one row."""
        groups = [words[first : first + TOGETHER] for first in range(0, len(words), TOGETHER)]
        encodings = tokenizer.encode_batch_fast(groups, is_pretokenized=True, add_special_tokens=False)
        flat = numpy.array(list(chain.from_iterable(encoding.ids for encoding in encodings)), NUMBER)
        starts = [*numpy.flatnonzero(self._opens(flat)).tolist(), len(flat)]
        row, size = flat.tobytes(), NUMBER.itemsize
        return [row[size * first : size * last] for first, last in pairwise(starts)]

    def _opens(self, flat: NDArray[numpy.int32]) -> NDArray[numpy.bool_]:
        """Return which tokens are the first of a word; asking for those that occur is faster than for all."""
        for number in set(flat[self.opening[flat] == UNASKED].tolist()):
            self.opening[number] = str(self.tokenizer.id_to_token(number)).startswith(SPACE)
        return self.opening[flat].astype(bool)


def word_tokenizer(tokenizer: Tokenizer) -> Tokenizer | None:
    """Return a tokenizer for normalised single words, or ``None`` where words are not cut one by one."""
    from tokenizers import Tokenizer, pre_tokenizers

    if tokenizer.pre_tokenizer is None or json.loads(tokenizer.pre_tokenizer.__getstate__()) != PRE_TOKENIZER:
        return None
    alone = Tokenizer(tokenizer.model)
    alone.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always", split=False)
    return alone


def encodable(text: str) -> str:
    """Return the text with lone surrogates replaced, which the tokenizer cannot take."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
