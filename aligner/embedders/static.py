"""The static embedder: a text's vector is the sum of its tokens' vectors.

A model is a folder of three files:

- ``tokenizer.json``: a tokenizer of the `tokenizers` library, normaliser included;
- ``vectors.npy``: int8, shape (tokens, dimension + 4): each row ends with its float32 scale;
- ``model.json``: name, dimension, licences, training settings and the sha256 of the other two.

Nothing but numpy and `tokenizers` is needed to use it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy
from numpy.typing import NDArray

from aligner.errors import ModelError
from aligner.protocols import Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CARD = "model.json"
TOKENIZER = "tokenizer.json"
VECTORS = "vectors.npy"
SCALE_BYTES = 4
BATCH = 4096
"""Texts summed at a time: bounds the memory for their tokens' vectors to some 100 MB."""


@dataclass(frozen=True)
class StaticEmbedder:
    """Sums of token vectors; see the module's docstring and `aligner.protocols.Embedder`.

    Attributes:
        name: the folder's name or ``bundled``.
        signature: first digits of the sha256 of the vectors.
        tokenizer: cuts texts into tokens.
        table: token vectors, float32, shape (tokens, dimension).
    """

    name: str
    signature: str
    tokenizer: Tokenizer
    table: Vectors
    additive: bool = True

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.table.shape[1])

    @classmethod
    def load(cls, folder: str) -> StaticEmbedder:
        """Read a model folder.

        Raises:
            ModelError: a file is missing or damaged.
        """
        from tokenizers import Tokenizer

        path = Path(folder)
        try:
            card = json.loads((path / CARD).read_text(encoding="utf-8"))
            tokenizer = Tokenizer.from_file(str(path / TOKENIZER))
            packed = numpy.load(path / VECTORS, allow_pickle=False)
            table = unpack_vectors(packed, int(card["dimension"]))
        except Exception as error:  # tokenizers raises bare Exception
            message = f"this model folder is damaged or incomplete ({error}); train or copy it again"
            raise ModelError(message, path=folder) from error
        if len(table) != tokenizer.get_vocab_size():
            message = "this model's vectors and tokenizer do not belong together; train or copy it again"
            raise ModelError(message, path=folder)
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(str(card["name"]), str(card["sha256"][VECTORS])[:10], tokenizer, table)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sums of token vectors, shape (len(texts), dimension); zeros for texts without known tokens."""
        vectors = numpy.zeros((len(texts), self.dimension), numpy.float32)
        for start in range(0, len(texts), BATCH):
            batch = [encodable(text) for text in texts[start : start + BATCH]]
            encodings = self.tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            sizes = numpy.array([len(encoding) for encoding in encodings])
            filled = numpy.flatnonzero(sizes)
            if not len(filled):
                continue
            tokens = numpy.concatenate([encodings[number].ids for number in filled])
            firsts = numpy.concatenate([[0], numpy.cumsum(sizes[filled])[:-1]])
            vectors[start + filled] = numpy.add.reduceat(self.table[tokens], firsts, axis=0)
        return vectors


def encodable(text: str) -> str:
    """Return the text with lone surrogates replaced, which the tokenizer cannot take."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def is_static_model(folder: Path) -> bool:
    """Return whether the folder looks like one of ours."""
    return (folder / CARD).is_file() and (folder / VECTORS).is_file()


def pack_vectors(table: Vectors) -> NDArray[numpy.int8]:
    """Quantise rows to int8, each with its own scale in its last four bytes; inverse: `unpack_vectors`."""
    scales = numpy.abs(table).max(axis=1, keepdims=True).astype(numpy.float32) / 127
    rounded = numpy.rint(table / numpy.where(scales > 0, scales, 1)).astype(numpy.int8)
    return numpy.concatenate([rounded, scales.astype("<f4").view(numpy.int8)], axis=1)


def unpack_vectors(packed: NDArray[numpy.int8], dimension: int) -> Vectors:
    """Return the float32 rows that `pack_vectors` stored.

    Raises:
        ValueError: the array does not have ``dimension + 4`` int8 columns.
    """
    if packed.dtype != numpy.int8 or packed.ndim != 2 or packed.shape[1] != dimension + SCALE_BYTES:
        raise ValueError(f"vectors have shape {packed.shape} and type {packed.dtype}")
    scales = numpy.ascontiguousarray(packed[:, dimension:]).view("<f4").astype(numpy.float32)
    table: Vectors = packed[:, :dimension].astype(numpy.float32)
    table *= scales
    return table


def save_static(folder: Path, tokenizer: Tokenizer, table: Vectors, card: dict[str, Any]) -> None:
    """Write a model folder; ``card`` is completed with the dimension and the checksums."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    with (folder / VECTORS).open("wb") as stream:
        numpy.save(stream, pack_vectors(table))
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (TOKENIZER, VECTORS)}
    complete = {**card, "dimension": int(table.shape[1]), "tokens": int(table.shape[0]), "sha256": digests}
    (folder / CARD).write_text(json.dumps(complete, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
