"""Vectors of very long texts, stored with one byte for each number.

A million vectors of 384 float32 numbers take 1.5 GB. One byte for each number and one scale for each row take a
quarter, and cosines change by less than 0.01. Rows are unpacked when they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors

CHUNK_ROWS = 16_384
"""Number of rows packed or unpacked at a time."""
MAX_LEVEL = 127
"""Maximum level of an int8 number."""
MAX_UNPACKED_ROWS = 60_000
"""Maximum number of vectors that are stored unpacked."""


@dataclass(frozen=True)
class PackedRows:
    """Packed rows, indexed like an array: ``rows[10:20]`` and ``rows[[3, 5]]`` return float32 arrays.

    Attributes:
        levels: numbers of each row in units of its scale, int8, shape (n, dimension).
        scales: scale of each row, which is the value of level 1, float32, shape (n, 1).
    """

    levels: NDArray[numpy.int8]
    scales: NDArray[numpy.float32]

    def __len__(self) -> int:
        return len(self.levels)

    def __getitem__(self, key: Any) -> Vectors:  # noqa: ANN401 - what an array takes: a slice or numbers
        vectors: Vectors = self.levels[key] * self.scales[key]
        return vectors

    def units(self, norms: NDArray[numpy.float32]) -> PackedRows:
        """Return the rows scaled to length 1; ``norms`` are their lengths, shape (n,)."""
        safe = numpy.where(norms > 0, norms, 1).astype(numpy.float32)
        return replace(self, scales=self.scales / safe[:, None])


Rows = Vectors | PackedRows
"""Vectors as rows, packed or not."""


def encode_rows(
    encode: Callable[[Sequence[str]], Vectors],
    texts: Sequence[str],
    report: Callable[[float], None] = lambda _share: None,
) -> Rows:
    """Return the vectors of texts, packed if there are many texts.

    ``report`` is called with the completed share, 0 to 1.
    """
    if len(texts) <= MAX_UNPACKED_ROWS:
        return encode(texts)
    packed: PackedRows | None = None
    for start in range(0, len(texts), CHUNK_ROWS):
        vectors = encode(texts[start : start + CHUNK_ROWS])
        if packed is None:
            shape = (len(texts), vectors.shape[1])
            packed = PackedRows(numpy.empty(shape, numpy.int8), numpy.empty((len(texts), 1), numpy.float32))
        here = slice(start, start + len(vectors))
        scales = numpy.abs(vectors).max(axis=1, keepdims=True) / numpy.float32(MAX_LEVEL)
        packed.scales[here] = scales
        packed.levels[here] = numpy.rint(vectors / numpy.where(scales > 0, scales, 1))
        report(here.stop / len(texts))
    assert packed is not None  # there are texts
    return packed
