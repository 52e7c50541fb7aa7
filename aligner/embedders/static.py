"""The static embedder: the vector of a text is the sum of the vectors of its tokens.

A model is a folder of these files:

- ``tokenizer.json``: a tokenizer of the `tokenizers` library with its normaliser;
- ``unigram.json.gz``: the unigram model and the normaliser of this tokenizer in a form that loads
  fast, see `aligner.embedders.unigram`; left out for other tokenizers;
- ``vectors.npy``: uint8, shape (tokens, dimension / 2 + 4): in each row, two numbers in each byte,
  then the float32 scale of the row;
- ``model.json``: name, dimension, licences, training settings and the sha256 of the other files.

The static embedder needs only numpy and `tokenizers`.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy
from numpy.typing import NDArray

from aligner.embedders.token_rows import TokenRows
from aligner.embedders.token_sums import sums
from aligner.embedders.tokens import CachingTokenizer
from aligner.embedders.unigram import Unigram
from aligner.errors import ModelError
from aligner.interface import _
from aligner.protocols import TokenVectors, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CARD = "model.json"
TOKENIZER = "tokenizer.json"
UNIGRAM = "unigram.json.gz"
VECTORS = "vectors.npy"
SCALE_BYTES = 4
UNKNOWN = "\ue000 \N{REPLACEMENT CHARACTER}"
"""Text without a token in any vocabulary."""
BATCH_TEXTS = 2048
"""Number of texts that are tokenized at a time."""
MAX_SCALE = 1e6
"""Maximum root mean square of a row; trained rows are far smaller, and sums of such rows have float32 lengths."""
MAX_COMPARED_CHARACTERS = 10_000
"""Maximum number of characters of a text whose words are compared; the longest sentence of a novel has about 3,000."""
THREADS = 2
"""Number of batches in progress at a time."""
LEVELS = numpy.array(
    [
        -2.733,
        -2.069,
        -1.618,
        -1.256,
        -0.942,
        -0.657,
        -0.388,
        -0.128,
        0.128,
        0.388,
        0.657,
        0.942,
        1.256,
        1.618,
        2.069,
        2.733,
    ],
    numpy.float32,
)
"""The 16 levels with the least loss for a normal distribution (Max, 1960, "Quantizing for minimum distortion").

The loss is 1 % of the energy. A vector of 384 numbers takes 192 bytes; in the same space, twice as many dimensions are
better than more exact numbers.
"""
LEVEL_PAIRS = numpy.stack([numpy.tile(LEVELS, 16), numpy.repeat(LEVELS, 16)], axis=1).view(numpy.uint64)[:, 0]
"""The bits of the two levels of each byte, shape (256,): one number is looked up faster than a pair."""
Packed = NDArray[numpy.uint8]


@dataclass(frozen=True)
class StaticEmbedder:
    """An embedder that sums token vectors; see the module's docstring and `aligner.protocols.Embedder`.

    Attributes:
        name: the folder's name, or ``bundled``.
        signature: first digits of the sha256 of the vectors.
        given_tokenizer: tokenizer, or a function that loads it; short texts do not need the tokenizer.
        packed: token vectors in the format of `pack_vectors`.
        unigram: the tokenizer's unigram model in Python; ``None`` if it has no such model.
    """

    name: str
    signature: str
    given_tokenizer: Tokenizer | Callable[[], Tokenizer]
    packed: Packed
    additive: bool = True
    unigram: Unigram | None = None

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer of the `tokenizers` library, loaded at its first use."""
        return self.given_tokenizer() if callable(self.given_tokenizer) else self.given_tokenizer

    @cached_property
    def caching_tokenizer(self) -> CachingTokenizer:
        """The tokenizer that caches the tokens of words."""
        return CachingTokenizer(lambda: self.tokenizer, self.unigram)

    @cached_property
    def rows(self) -> TokenRows:
        """The token vectors, unpacked at their first use."""
        nothing = numpy.empty(0, numpy.int64), numpy.empty((0, self.dimension), numpy.float32)
        return TokenRows(len(self.packed), lambda tokens: unpack_vectors(self.packed[tokens]), *nothing)

    @property
    def dimension(self) -> int:
        """Number of dimensions of a token vector."""
        return 2 * (int(self.packed.shape[1]) - SCALE_BYTES)

    @property
    def table(self) -> Vectors:
        """All token vectors, float32, shape (tokens, dimension)."""
        return unpack_vectors(self.packed)

    @classmethod
    def load(cls, folder: str) -> StaticEmbedder:
        """Read a model folder, and return its embedder.

        Raises:
            ModelError: a file is missing or damaged, or does not match its sha256 in ``model.json``.
        """
        path = Path(folder)
        try:
            card = json.loads((path / CARD).read_text(encoding="utf-8"))
            # use the same bytes that were hashed: hashing takes 10 ms for the bundled model
            content = _checked_bytes(path / TOKENIZER, card)
            unigram = (
                Unigram.unpack(_checked_bytes(path / UNIGRAM, card))
                if UNIGRAM in card["sha256"]
                else Unigram.read(content)
            )
            open_library = cache(partial(_open_tokenizer, content))
            count = len(unigram) if unigram else open_library().get_vocab_size()
            packed = _mapped_vectors(path / VECTORS, card)
            _check_vectors(packed, card["dimension"])
            name, mark = str(card["name"]), str(card["sha256"][VECTORS])[:10]
        except Exception as error:  # tokenizers raises bare Exception
            message = _("this model folder is damaged or incomplete ({error}); train or copy it again", error=error)
            raise ModelError(message, path=folder) from error
        if len(packed) != count:
            message = _("this model's vectors and tokenizer do not belong together; train or copy it again")
            raise ModelError(message, path=folder)
        return cls(name, mark, open_library, packed, unigram=unigram)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sums of the token vectors of texts, shape (len(texts), dimension).

        Texts without known tokens have vectors of zeros.
        """
        vectors = numpy.zeros((len(texts), self.dimension), numpy.float32)
        starts = range(0, len(texts), BATCH_TEXTS)
        if len(starts) < 2:
            for start in starts:
                self._encode_batch(texts[start : start + BATCH_TEXTS], vectors[start : start + BATCH_TEXTS])
            return vectors
        from concurrent.futures import ThreadPoolExecutor

        # One batch is tokenized while another is summed: both release the interpreter lock.
        with ThreadPoolExecutor(THREADS) as pool:
            for _unused in pool.map(
                lambda start: self._encode_batch(
                    texts[start : start + BATCH_TEXTS], vectors[start : start + BATCH_TEXTS]
                ),
                starts,
            ):
                pass
        return vectors

    def tokens(self, texts: Sequence[str]) -> TokenVectors:
        """Return the tokens of each text; see `aligner.protocols.TokenEmbedder`."""
        vectors, lengths, sizes = self.token_rows(texts)
        if not lengths.all():
            known = lengths > 0
            owners = numpy.repeat(numpy.arange(len(sizes)), sizes)[known]
            vectors, lengths = vectors[known], lengths[known]
            sizes = numpy.bincount(owners, minlength=len(sizes))
        vectors /= lengths[:, None]
        return TokenVectors(vectors, (lengths / self.usual_length).astype(numpy.float32), sizes)

    def token_rows(self, texts: Sequence[str]) -> tuple[Vectors, NDArray[numpy.float32], NDArray[numpy.int64]]:
        """Return the token vectors of all texts, the lengths of these vectors, and each text's number of tokens.

        Only the first `MAX_COMPARED_CHARACTERS` of a text are used, because the memory for a
        comparison of two texts grows with the product of their numbers of tokens.
        """
        flat, sizes = self.caching_tokenizer.tokenize([text[:MAX_COMPARED_CHARACTERS] for text in texts])
        vectors = self.rows.vectors(flat)
        return vectors, numpy.sqrt(numpy.einsum("ij,ij->i", vectors, vectors)), sizes

    def adapted(self, first: Sequence[str], second: Sequence[str]) -> StaticEmbedder:
        """Return the embedder adapted to one document; see `aligner.protocols.AdaptableEmbedder`."""
        from aligner.embedders.document_vectors import adapt_vectors

        own = replace(self)
        rows = TokenRows(len(self.packed), self.rows.vectors, *adapt_vectors(self, first, second))
        own.__dict__.update(rows=rows, caching_tokenizer=self.caching_tokenizer, usual_length=self.usual_length)
        return own

    @cached_property
    def usual_length(self) -> float:
        """Median length of the token vectors that are not zero; 1 if all are zero."""
        scales = row_scales(self.packed)
        scales = scales[scales > 0]
        return float(numpy.median(scales)) * math.sqrt(self.dimension) if len(scales) else 1.0

    def _encode_batch(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Write the sums of the token vectors of texts into ``vectors``.

        ``vectors`` has the shape (len(texts), dimension) and contains zeros before the call.
        """
        flat, sizes = self.caching_tokenizer.tokenize(texts)
        filled = numpy.flatnonzero(sizes)
        if not len(filled):
            return
        table, rows = self.rows.table_and_rows(flat)
        vectors[filled] = sums(table, rows, sizes[filled])


def _open_tokenizer(content: bytes) -> Tokenizer:
    """Return a tokenizer of the `tokenizers` library from the content of its file.

    Padding and truncation are switched off.

    Raises:
        Exception: the content is not a tokenizer, or it has no token for unknown words.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.encode(UNKNOWN)  # raises an error if a word model has no token for unknown words
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _mapped_vectors(path: Path, card: dict[str, Any]) -> Packed:
    """Return the vectors of a model as a memory map, which processes share.

    Raises:
        ValueError: the content does not match the sha256 in the model card, ``model.json``.
    """
    packed = numpy.load(path, mmap_mode="r", allow_pickle=False)
    with path.open("rb") as stream:
        digest = hashlib.sha256(stream.read(packed.offset))
    digest.update(packed)
    if digest.hexdigest() != card["sha256"][path.name]:
        raise ValueError(f"{path.name} is not the file whose sha256 {CARD} holds")
    return numpy.asarray(packed)


def _checked_bytes(path: Path, card: dict[str, Any]) -> bytes:
    """Return the content of a model file, after a comparison with its sha256 in the model card.

    The model card is ``model.json``. The file is read only once, so that the signature belongs to
    exactly these bytes.

    Raises:
        ValueError: the content does not match the sha256 in the model card.
    """
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != card["sha256"][path.name]:
        raise ValueError(f"{path.name} is not the file whose sha256 {CARD} holds")
    return content


def _check_vectors(packed: Packed, dimension: int) -> None:
    """Check the shape and the scales of packed token vectors.

    Raises:
        ValueError: the vectors have another shape, or a scale is too large for sums in float32.
    """
    if packed.dtype != numpy.uint8 or packed.ndim != 2 or 2 * (packed.shape[1] - SCALE_BYTES) != dimension:
        raise ValueError(f"vectors have shape {packed.shape} and type {packed.dtype}")
    scales = row_scales(packed)
    if not ((scales >= 0) & (scales < MAX_SCALE)).all():  # also false for NaN
        raise ValueError("vectors are not finite")


def is_static_model(folder: Path) -> bool:
    """Tell whether a folder contains the files of a static model."""
    return (folder / CARD).is_file() and (folder / VECTORS).is_file()


def pack_vectors(table: Vectors) -> Packed:
    """Return rows quantised to four bits for each number.

    Each number becomes the nearest of `LEVELS` times the root mean square of its row.

    Args:
        table: float32 rows, shape (tokens, dimension); the dimension must be even.

    Returns:
        Packed rows, shape (tokens, dimension / 2 + 4). A row has the indices of the levels, two in each
        byte, with the earlier number in the low half; then the row's scale as a little-endian float32,
        0 for a row of zeros.
    """
    scales = numpy.sqrt((table.astype(numpy.float32) ** 2).mean(axis=1, keepdims=True)).astype("<f4")
    borders = (LEVELS[1:] + LEVELS[:-1]) / 2
    numbers = numpy.searchsorted(borders, table / numpy.where(scales > 0, scales, 1)).astype(numpy.uint8)
    return numpy.concatenate([numbers[:, 0::2] | (numbers[:, 1::2] << 4), scales.view(numpy.uint8)], axis=1)


def unpack_vectors(packed: Packed) -> Vectors:
    """Return the float32 rows that `pack_vectors` stored, shape (rows, dimension)."""
    halves = packed[:, :-SCALE_BYTES]
    table: Vectors = LEVEL_PAIRS.take(halves).view(numpy.float32)
    table *= row_scales(packed)
    return table


def row_scales(packed: Packed) -> NDArray[numpy.float32]:
    """Return the scale of each packed row, which is its root mean square, shape (rows, 1)."""
    scales: NDArray[numpy.float32] = numpy.ascontiguousarray(packed[:, -SCALE_BYTES:]).view("<f4")
    return scales


def save_static(folder: Path, tokenizer: Tokenizer, table: Vectors, card: dict[str, Any]) -> None:
    """Write a model folder with float32 token vectors, which are packed first; see `save_packed`."""
    save_packed(folder, tokenizer, pack_vectors(table), card)


def save_packed(folder: Path, tokenizer: Tokenizer, packed: Packed, card: dict[str, Any]) -> None:
    """Write a model folder; the dimension and the checksums are added to ``card``, the model card."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    unigram = Unigram.read((folder / TOKENIZER).read_bytes())
    form = unigram.pack() if unigram else None
    if form is None:
        (folder / UNIGRAM).unlink(missing_ok=True)
    else:
        (folder / UNIGRAM).write_bytes(form)
    # A new file in place of the old one: a process that has mapped the old vectors keeps them.
    fresh = folder / f"{VECTORS}.new"
    with fresh.open("wb") as stream:
        numpy.save(stream, packed)
    fresh.replace(folder / VECTORS)
    names = (TOKENIZER, *([] if form is None else [UNIGRAM]), VECTORS)
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    shape = {"dimension": 2 * (int(packed.shape[1]) - SCALE_BYTES), "tokens": len(packed)}
    complete = {**card, **shape, "sha256": digests}
    (folder / CARD).write_text(json.dumps(complete, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
