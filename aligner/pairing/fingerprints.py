"""What is kept of a document while its counterpart is sought: some vectors in order, and what needs no translation.

A fingerprint takes at most some 22 kB whatever the length of the document; of a corpus nothing else is in memory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast
from zlib import crc32

import numpy
from numpy.typing import NDArray

from aligner.bitext import Document, Language
from aligner.errors import InputError
from aligner.protocols import Embedder, Vectors

STRETCHES = 48
"""The most vectors kept of a document: one a sentence of a short one."""
MARKS = 512
"""The most Latin words, and the most figures, kept of a document."""
_WORD = re.compile("[a-z]{3,}")
_FIGURE = re.compile(
    r"[0-9]+(?:[.,:][0-9]+)*(?![.,:]?[0-9]|\s*(?:[十百千万萬亿億兆]|(?:hundred|thousand|million|billion|trillion|bn)\b))"
)
"""A figure; not one that a word multiplies, since the languages do that differently: 1.5 million and 150万."""
Hashes = NDArray[numpy.uint32]


@dataclass(frozen=True)
class Fingerprint:
    """A document's content in little room.

    Attributes:
        language: of the document.
        directions: unit vectors of consecutive stretches, 127 times as long, int8, shape (stretches, dimension).
        weights: how much each stretch says, shape (stretches,).
        texts: a number for the text of each stretch, digits left out of account; equal texts have equal numbers.
        words: numbers for the Latin words, in small letters, ascending: those with the smallest numbers.
        figures: likewise for the figures.
        characters: length of the text.
        segments: how many sentences the document has.
    """

    language: Language
    directions: NDArray[numpy.int8]
    weights: NDArray[numpy.float32]
    texts: Hashes
    words: Hashes
    figures: Hashes
    characters: int
    segments: int

    @property
    def units(self) -> Vectors:
        """The unit vectors, float32, shape (stretches, dimension)."""
        return cast(Vectors, self.directions / numpy.float32(127))


def read_fingerprint(path: str | Path, embedder: Embedder, most: int = STRETCHES) -> Fingerprint:
    """Read a file and return its fingerprint; see `fingerprint`.

    Raises:
        InputError: the file cannot be read, holds no text, or none in Chinese or English.
    """
    from aligner.readers import read

    return fingerprint(read(path), embedder, most)


def fingerprint(document: Document, embedder: Embedder, most: int = STRETCHES) -> Fingerprint:
    """Return the fingerprint of a document that has been read.

    Args:
        document: its language may be unknown.
        embedder: an additive one.
        most: stretches.

    Raises:
        InputError: it holds no text, or none in Chinese or English.
    """
    from aligner.languages.detection import judge, refusal
    from aligner.segmenters import segment
    from aligner.settings import SegmentSettings

    verdict = judge(document.text)
    if document.language is None and verdict.is_unsupported:
        raise InputError(f"{refusal(verdict)}: left out", path=document.name)
    language = document.language or verdict.supported
    if language is None:
        raise InputError("holds neither Chinese nor English text: left out", path=document.name)
    segmented = segment(replace(document, language=language), SegmentSettings())
    texts = [each.text for each in segmented.segments if document_text(each.text)]
    vectors = embedder.encode(texts)
    norms = numpy.linalg.norm(vectors, axis=1)
    telling = numpy.flatnonzero(norms > 0)
    if not len(telling):
        raise InputError("holds no text to compare: left out", path=document.name)
    texts = [texts[number] for number in telling.tolist()]
    sums, stretches = in_stretches(vectors[telling], norms[telling], texts, most)
    weights = numpy.linalg.norm(sums, axis=1)
    directions = numpy.rint(127 * sums / numpy.maximum(weights, 1e-9)[:, None]).astype(numpy.int8)
    whole = unicodedata.normalize("NFKC", "\n".join(texts)).lower()
    return Fingerprint(
        language,
        directions,
        weights.astype(numpy.float32),
        stretches,
        words=marks(_WORD.findall(whole)),
        figures=marks(figure.replace(",", "") for figure in _FIGURE.findall(whole)),
        characters=sum(map(len, texts)),
        segments=len(texts),
    )


def document_text(text: str) -> bool:
    """Tell whether a segment says anything."""
    return any(character.isalnum() for character in text)


def in_stretches(vectors: Vectors, norms: Vectors, texts: Sequence[str], most: int) -> tuple[Vectors, Hashes]:
    """Return the sums of at most ``most`` runs of segments of about equal weight, and numbers for their texts.

    Args:
        vectors: of the segments, none zero, shape (n, dimension).
        norms: their lengths, shape (n,).
        texts: of the segments.
        most: runs.
    """
    middles = numpy.cumsum(norms, dtype=numpy.float64) - norms / 2
    numbers = numpy.minimum((most * middles / norms.sum()).astype(int), most - 1)
    if len(vectors) <= most:
        numbers = numpy.arange(len(vectors))
    starts = numpy.unique(numbers, return_index=True)[1]
    sums = numpy.add.reduceat(vectors, starts, axis=0)
    groups = ["\n".join(texts[a:b]) for a, b in zip(starts, [*starts[1:], len(texts)], strict=True)]
    return sums, numpy.array([hashed(re.sub("[0-9]+", "0", group.strip())) for group in groups], numpy.uint32)


def marks(found: Iterable[str]) -> Hashes:
    """Return numbers for words or figures, ascending.

    Where there are more than `MARKS`, those with the smallest numbers, so that two documents keep the same ones.
    """
    return numpy.array(sorted(set(map(hashed, found)))[:MARKS], numpy.uint32)


def hashed(text: str) -> int:
    """Return a 32-bit number that is the same in every run."""
    return crc32(text.encode("utf-8", "surrogatepass"))
