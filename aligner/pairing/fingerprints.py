"""Fingerprints of documents for pairing: the vectors of chunks in order, Latin words and figures.

A chunk is a run of consecutive segments. A fingerprint takes at most about 22 kB, whatever the
length of the document. Only the fingerprints of a corpus are kept in memory.
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
from aligner.interface import _
from aligner.protocols import Embedder, Vectors

MAX_CHUNKS = 48
"""Maximum number of chunks of a document; in a short document, every sentence is one."""
MAX_TOKENS = 512
"""Maximum number of Latin words of a document, and of figures."""
_WORD = re.compile("[a-z]{3,}")
_FIGURE = re.compile(
    r"[0-9]+(?:[.,:][0-9]+)*(?![.,:]?[0-9]|\s*(?:[十百千万萬亿億兆]|(?:hundred|thousand|million|billion|trillion|bn)\b))"
)
"""A number in digits, unless a word multiplies it: the two languages use different units (1.5 million, 150万)."""
Hashes = NDArray[numpy.uint32]


@dataclass(frozen=True)
class Fingerprint:
    """The content of a document in compact form.

    Attributes:
        language: language of the document.
        directions: unit vectors of the chunks times 127, int8, shape (chunks, dimension).
        weights: lengths of the chunk vectors, a measure of their content, shape (chunks,).
        texts: hashes of the texts of the chunks, with digits replaced, shape (chunks,).
        words: hashes of the lower-case Latin words, ascending: at most the `MAX_TOKENS` smallest.
        figures: hashes of the numbers in digits, ascending: at most the `MAX_TOKENS` smallest.
        characters: number of characters of the text.
        segments: number of sentences.
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
        """The unit vectors of the chunks, float32, shape (chunks, dimension)."""
        return cast(Vectors, self.directions / numpy.float32(127))


def read_fingerprint(path: str | Path, embedder: Embedder, max_chunks: int = MAX_CHUNKS) -> Fingerprint:
    """Read a file and return its fingerprint; see `fingerprint`.

    Raises:
        InputError: the file cannot be read, or holds no text in Chinese or English.
    """
    from aligner.readers import read

    return fingerprint(read(path), embedder, max_chunks)


def fingerprint(document: Document, embedder: Embedder, max_chunks: int = MAX_CHUNKS) -> Fingerprint:
    """Return the fingerprint of a document that has been read.

    Args:
        document: the document; its language may be unknown.
        embedder: an additive embedder: the vector of a text is the sum of the vectors of its words.
        max_chunks: maximum number of chunks.

    Raises:
        InputError: the document holds no text in Chinese or English.
    """
    from aligner.languages.detection import judge, refusal
    from aligner.segmenters import segment
    from aligner.settings import SegmentSettings

    verdict = judge(document.text)
    if document.language is None and verdict.is_unsupported:
        raise InputError(_("{verdict}: left out", verdict=refusal(verdict)), path=document.name)
    language = document.language or verdict.supported
    if language is None:
        raise InputError(_("holds neither Chinese nor English text: left out"), path=document.name)
    segmented = segment(replace(document, language=language), SegmentSettings())
    texts = [each.text for each in segmented.segments if has_text(each.text)]
    vectors = embedder.encode(texts)
    norms = numpy.linalg.norm(vectors, axis=1)
    nonzero = numpy.flatnonzero(norms > 0)
    if not len(nonzero):
        raise InputError(_("contains no text to compare: left out"), path=document.name)
    texts = [texts[number] for number in nonzero.tolist()]
    sums, text_hashes = chunk_sums(vectors[nonzero], norms[nonzero], texts, max_chunks)
    weights = numpy.linalg.norm(sums, axis=1)
    directions = numpy.rint(127 * sums / numpy.maximum(weights, 1e-9)[:, None]).astype(numpy.int8)
    full_text = unicodedata.normalize("NFKC", "\n".join(texts)).lower()
    return Fingerprint(
        language,
        directions,
        weights.astype(numpy.float32),
        text_hashes,
        words=token_hashes(_WORD.findall(full_text)),
        figures=token_hashes(figure.replace(",", "") for figure in _FIGURE.findall(full_text)),
        characters=sum(map(len, texts)),
        segments=len(texts),
    )


def has_text(text: str) -> bool:
    """Tell whether a segment contains a letter or a digit."""
    return any(character.isalnum() for character in text)


def chunk_sums(vectors: Vectors, norms: Vectors, texts: Sequence[str], max_chunks: int) -> tuple[Vectors, Hashes]:
    """Return the vectors of at most ``max_chunks`` chunks of about equal weight, and the hashes of their texts.

    Args:
        vectors: nonzero vectors of the segments, shape (n, dimension).
        norms: lengths of the vectors, shape (n,).
        texts: texts of the segments.
        max_chunks: maximum number of chunks.
    """
    middles = numpy.cumsum(norms, dtype=numpy.float64) - norms / 2
    numbers = numpy.minimum((max_chunks * middles / norms.sum()).astype(int), max_chunks - 1)
    if len(vectors) <= max_chunks:
        numbers = numpy.arange(len(vectors))
    starts = numpy.unique(numbers, return_index=True)[1]
    sums = numpy.add.reduceat(vectors, starts, axis=0)
    groups = ["\n".join(texts[a:b]) for a, b in zip(starts, [*starts[1:], len(texts)], strict=True)]
    return sums, numpy.array([stable_hash(re.sub("[0-9]+", "0", group.strip())) for group in groups], numpy.uint32)


def token_hashes(tokens: Iterable[str]) -> Hashes:
    """Return the hashes of words or figures, ascending.

    Only the `MAX_TOKENS` smallest hashes are kept, so that two documents keep the same tokens.
    """
    return numpy.array(sorted(set(map(stable_hash, tokens)))[:MAX_TOKENS], numpy.uint32)


def stable_hash(text: str) -> int:
    """Return a 32-bit hash that is the same in every run, unlike `hash`."""
    return crc32(text.encode("utf-8", "surrogatepass"))
