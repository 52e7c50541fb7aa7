"""Vectors of very long texts, held in one byte a number.

A million vectors of 384 float32 numbers take 1.5 GB; a byte a number and a scale a row take a quarter, and cosines
move by less than a hundredth. Rows are unpacked where they are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors

CHUNK = 16_384
"""Rows packed or unpacked at a time."""
LARGEST = 127
PLAIN = 60_000
"""Rows up to which vectors are held as they are."""


@dataclass(frozen=True)
class PackedRows:
    """Rows of numbers, read like an array's: ``rows[10:20]`` and ``rows[[3, 5]]`` are float32.

    Attributes:
        levels: int8, shape (n, dimension).
        scales: float32, shape (n, 1): what a level of 1 stands for.
    """

    levels: NDArray[numpy.int8]
    scales: NDArray[numpy.float32]

    def __len__(self) -> int:
        return len(self.levels)

    def __getitem__(self, key: Any) -> Vectors:  # noqa: ANN401 - what an array takes: a slice or numbers
        vectors: Vectors = self.levels[key] * self.scales[key]
        return vectors

    def turned(self) -> PackedRows:
        """Return the rows in reversed order."""
        return PackedRows(self.levels[::-1], self.scales[::-1])

    def units(self, norms: NDArray[numpy.float32]) -> PackedRows:
        """Return the rows scaled to length 1, their lengths being ``norms``, shape (n,)."""
        safe = numpy.where(norms > 0, norms, 1).astype(numpy.float32)
        return replace(self, scales=self.scales / safe[:, None])


Rows = Vectors | PackedRows
"""Vectors, one a row."""


def encode_rows(
    encode: Callable[[Sequence[str]], Vectors],
    texts: Sequence[str],
    report: Callable[[float], None] = lambda _share: None,
) -> Rows:
    """Encode texts into rows, packed where there are many of them; ``report`` is told the share that is done."""
    if len(texts) <= PLAIN:
        return encode(texts)
    packed: PackedRows | None = None
    for start in range(0, len(texts), CHUNK):
        vectors = encode(texts[start : start + CHUNK])
        if packed is None:
            shape = (len(texts), vectors.shape[1])
            packed = PackedRows(numpy.empty(shape, numpy.int8), numpy.empty((len(texts), 1), numpy.float32))
        here = slice(start, start + len(vectors))
        scales = numpy.abs(vectors).max(axis=1, keepdims=True) / numpy.float32(LARGEST)
        packed.scales[here] = scales
        packed.levels[here] = numpy.rint(vectors / numpy.where(scales > 0, scales, 1))
        report(here.stop / len(texts))
    assert packed is not None  # there are texts
    return packed


def turned(rows: Rows) -> Rows:
    """Return the rows in reversed order."""
    return rows.turned() if isinstance(rows, PackedRows) else rows[::-1]
