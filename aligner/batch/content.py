"""The result of one document as it is stored: its pairs and what holds for all of them, in compressed JSON."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from aligner.bitext import Bitext
from aligner.formats.rows import rows
from aligner.languages.tags import tags_of

TAGGED_BY = 20
"""Segments that tell simplified from traditional Chinese."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class StoredPair(NamedTuple):
    """One bead: the first fields of `aligner.formats.rows.Row`."""

    id: int
    shape: str
    source: str
    target: str
    score: float
    confidence: float
    source_ids: str
    target_ids: str
    source_line: int | None
    target_line: int | None
    status: str


class Content(NamedTuple):
    """The result of a document.

    Attributes:
        source_lang: BCP 47 tag.
        target_lang: likewise.
        level: what a segment is.
        signature: names the program, the model and the settings.
        warnings: remarks of the aligner.
        source_segments: how many there are.
        target_segments: likewise.
        pairs: the beads, null beads included, as cells of `StoredPair`.
    """

    source_lang: str
    target_lang: str
    level: str
    signature: str
    warnings: list[str]
    source_segments: int
    target_segments: int
    pairs: list[list[Any]]

    def stored_pairs(self) -> Iterator[StoredPair]:
        """Yield the pairs."""
        return map(StoredPair._make, self.pairs)


def packed(bitext: Bitext) -> bytes:
    """Return a bitext as it is stored; lone surrogates, which no corpus format holds, become U+FFFD."""
    last = len(StoredPair._fields)
    pairs = [
        [*row[:4], round(row.score, 4) + 0.0, round(row.confidence, 4) + 0.0, *row[6:last]] for row in rows(bitext)
    ]
    content = Content(
        *tags_by_beginning(bitext),
        bitext.level,
        bitext.signature,
        list(bitext.warnings),
        len(bitext.source.segments),
        len(bitext.target.segments),
        pairs,
    )
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).encode(), 1)


def tags_by_beginning(bitext: Bitext) -> tuple[str, str]:
    """Return the tags of both sides, by their beginnings: in a document of fifty lines all of it costs 2 ms."""
    source, target = (
        replace(document, segments=document.segments[:TAGGED_BY]) for document in (bitext.source, bitext.target)
    )
    return tags_of(source, target)


def unpacked(content: bytes) -> Content:
    """Return a result as it was stored."""
    return Content._make(json.loads(zlib.decompress(content)))
