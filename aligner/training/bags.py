"""Convert texts to bags of rows: the row of each token, and the rows of its characters.

A row is a trained vector. The vector of a word is the sum of its own row and the rows of its
characters, so that rare words learn from their characters (as in fastText: Bojanowski et al., 2017,
"Enriching Word Vectors with Subword Information"). After training, these rows are summed to one
vector for each token. The finished model is therefore as fast as one without rows for characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors
from aligner.training.vocabulary import HAN_RUN, MARK, UNKNOWN

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Integers = NDArray[numpy.int64]
CHUNK = 50_000


@dataclass(frozen=True)
class Parts:
    """The rows (trained vectors) whose sum is the vector of a token, for each token of a tokenizer.

    Attributes:
        rows: the row numbers of all tokens, one token after another.
        offsets: offset in ``rows`` at which each token begins, and the end, shape (tokens + 1,).
    """

    rows: Integers
    offsets: Integers

    def fold(self, table: Vectors) -> Vectors:
        """Return one vector for each token: the sum of its rows (trained vectors), shape (tokens, dimension)."""
        folded = numpy.zeros((len(self.offsets) - 1, table.shape[1]), numpy.float32)
        filled = numpy.flatnonzero(numpy.diff(self.offsets))
        folded[filled] = numpy.add.reduceat(table[self.rows], self.offsets[filled], axis=0)
        return folded


@dataclass(frozen=True)
class Bags:
    """Texts as bags of rows: for each text, the numbers of the trained vectors of its tokens and characters.

    Attributes:
        rows: the row numbers of all texts, one text after another.
        offsets: offset in ``rows`` at which each text begins, and the end, shape (texts + 1,).
    """

    rows: NDArray[numpy.int32]
    offsets: Integers

    def sizes(self) -> Integers:
        """Return the number of rows (trained vectors) of each text."""
        return numpy.diff(self.offsets)

    def take(self, numbers: Integers) -> tuple[Integers, Integers]:
        """Return the row numbers of the given texts, one text after another, and the offset of each text.

        A row is a trained vector.
        """
        starts, sizes = self.offsets[numbers], self.offsets[numbers + 1] - self.offsets[numbers]
        begins = numpy.cumsum(sizes) - sizes
        places = numpy.repeat(starts - begins, sizes) + numpy.arange(int(sizes.sum()))
        return self.rows[places].astype(numpy.int64), begins


def token_parts(tokenizer: Tokenizer) -> Parts:
    """Return the rows (trained vectors) of each token: its own and, for a Han word, those of its characters.

    The tokens for unknown words and word boundaries have no rows.
    """
    count = tokenizer.get_vocab_size()
    tokens = [tokenizer.id_to_token(number) or "" for number in range(count)]
    numbers = {token: number for number, token in enumerate(tokens)}
    rows: list[list[int]] = []
    for number, token in enumerate(tokens):
        parts = [numbers[character] for character in token if character in numbers]
        if token in (UNKNOWN, MARK):
            rows.append([])
        else:
            rows.append([number, *parts] if len(token) > 1 and HAN_RUN.fullmatch(token) else [number])
    offsets = numpy.concatenate([[0], numpy.cumsum([len(parts) for parts in rows])])
    return Parts(numpy.array([row for parts in rows for row in parts], numpy.int64), offsets)


def whole_tokens(tokenizer: Tokenizer) -> Parts:
    """Return only its own row (trained vector) for each token, for a model whose rows are already summed.

    The tokens for unknown words and word boundaries have no rows.
    """
    count = tokenizer.get_vocab_size()
    meaningless = {tokenizer.token_to_id(UNKNOWN), tokenizer.token_to_id(MARK)}
    rows = numpy.array([number for number in range(count) if number not in meaningless], numpy.int64)
    return Parts(rows, numpy.searchsorted(rows, numpy.arange(count + 1)))


def make_bags(tokenizer: Tokenizer, parts: Parts, texts: Sequence[str]) -> Bags:
    """Return texts as bags of rows: each text is split into tokens, and each token into its rows.

    A row is a trained vector; ``parts`` has the row numbers of each token.
    """
    rows: list[NDArray[numpy.int32]] = []
    sizes: list[Integers] = []
    for start in range(0, len(texts), CHUNK):
        encodings = tokenizer.encode_batch_fast(list(texts[start : start + CHUNK]), add_special_tokens=False)
        counts = numpy.array([len(encoding) for encoding in encodings])
        tokens = numpy.fromiter(
            (token for encoding in encodings for token in encoding.ids), numpy.int64, int(counts.sum())
        )
        begins = parts.offsets[tokens]
        lengths = parts.offsets[tokens + 1] - begins
        places = numpy.repeat(begins - (numpy.cumsum(lengths) - lengths), lengths) + numpy.arange(int(lengths.sum()))
        rows.append(parts.rows[places].astype(numpy.int32))
        owners = numpy.repeat(numpy.arange(len(counts)), counts)
        sizes.append(numpy.bincount(owners, weights=lengths, minlength=len(counts)).astype(numpy.int64))
    offsets = numpy.concatenate([[0], numpy.cumsum(numpy.concatenate(sizes))])
    return Bags(numpy.concatenate(rows), offsets)
