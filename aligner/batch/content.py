"""Convert the alignment of one document pair to compressed JSON, and back.

The ledger of a batch stores the results in this form.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from aligner.bitext import Bitext
from aligner.formats.rows import rows
from aligner.languages.tags import tags_of

MAX_TAG_SEGMENTS = 20
"""Number of segments used to distinguish simplified from traditional Chinese."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class StoredPair(NamedTuple):
    """One bead as the ledger stores it: the fields of `aligner.formats.rows.Row` that a corpus needs."""

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
    """The alignment of one document pair.

    Attributes:
        source_lang: BCP 47 tag of the source language.
        target_lang: BCP 47 tag of the target language.
        level: the unit of segmentation: sentence, paragraph or line.
        signature: the program, the model and the settings, as one string.
        warnings: warnings of the aligner.
        source_segments: number of source segments.
        target_segments: number of target segments.
        pairs: the beads, including null beads; each is a list of the fields of `StoredPair`.
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
        """Yield the beads as objects with named fields."""
        return map(StoredPair._make, self.pairs)


def pack_bitext(bitext: Bitext) -> bytes:
    """Return a bitext as compressed JSON.

    Lone surrogates become U+FFFD, because no corpus format can store them.
    """
    last = len(StoredPair._fields)
    pairs = [
        [*row[:4], round(row.score, 4) + 0.0, round(row.confidence, 4) + 0.0, *row[6:last]] for row in rows(bitext)
    ]
    content = Content(
        *tags_of_first_segments(bitext),
        bitext.level,
        bitext.signature,
        list(bitext.warnings),
        len(bitext.source.segments),
        len(bitext.target.segments),
        pairs,
    )
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).encode(), 1)


def tags_of_first_segments(bitext: Bitext) -> tuple[str, str]:
    """Return the language tags of the source and the target, detected from their first segments only.

    The detection on whole documents would take 2 ms for each document.
    """
    source, target = (
        replace(document, segments=document.segments[:MAX_TAG_SEGMENTS]) for document in (bitext.source, bitext.target)
    )
    return tags_of(source, target)


def unpack_content(content: bytes) -> Content:
    """Return the alignment that `pack_bitext` has compressed."""
    return Content._make(json.loads(zlib.decompress(content)))


def is_whole(content: bytes) -> bool:
    """Return whether the bytes that a shared store returned are a complete alignment.

    The check is needed because other programs can write to the store.
    """
    try:
        found = unpack_content(content)
        pairs = list(found.stored_pairs())
    except (TypeError, ValueError, zlib.error, RecursionError):
        return False
    return has_declared_types(found) and all(map(has_declared_types, pairs))


def has_declared_types(record: Content | StoredPair) -> bool:
    """Return whether each field of a named tuple has the type that its class declares."""
    return all(map(isinstance, record, _FIELD_TYPES[type(record)]))


def _runtime_types(record: type) -> tuple[Any, ...]:
    hints = get_type_hints(record).values()
    return tuple(_classes(hint) for hint in hints)


def _classes(hint: Any) -> Any:  # noqa: ANN401 - a type hint
    """Return the class or classes that `isinstance` needs to check a type hint.

    A float also accepts `int`, because JSON may contain 1 for 1.0.
    """
    if hint is float:
        return (float, int)
    origin = get_origin(hint)
    return origin if origin is list else get_args(hint) or hint


_FIELD_TYPES = {record: _runtime_types(record) for record in (Content, StoredPair)}
