"""Pairs as JSON lines, one object for each pair, in a form that ``datasets`` and pandas can read.

An object has the columns of the tables (without the segment numbers) and the language codes::

    {"source": "...", "target": "...", "source_lang": "en-US", "target_lang": "zh-CN", "score": 0.91, ...}

With the option ``word_links``, it also has ``source_tokens``, ``target_tokens`` and ``links``,
which are pairs of 0-based token numbers. The reader also accepts the native file, which has the
same extension, and two forms that are common in corpora: ``{zh: ..., en: ...}`` and ``{translation:
{zh: ..., en: ...}}``. Beads with an empty side are left out by default. Lone surrogates become
U+FFFD, because JSON readers refuse them.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, BinaryIO

from aligner.bitext import Bitext, Language
from aligner.errors import InputError
from aligner.formats.base import WriteOptions, one_sided_remark
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.rows import rows
from aligner.interface import _, counted
from aligner.languages import LANGUAGES
from aligner.languages.tags import language_of_tag, language_tags

_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMES = (("source", "target"), ("src", "tgt"), ("src", "trg"), ("source_text", "target_text"))
"""Names of the two texts, if they are not named by their languages."""

_LINK_FIELDS = ("source_tokens", "target_tokens", "links")
"""Fields of the word links."""


@dataclass(frozen=True)
class PairJsonl:
    """The format JSON lines: one object for each pair.

    Attributes:
        options: the language codes, whether one-sided beads are written, and whether word links are
            written.
    """

    options: WriteOptions = field(default_factory=WriteOptions)

    def with_options(self, options: WriteOptions) -> PairJsonl:
        """Return a copy of this format that writes with the given options."""
        return replace(self, options=options)

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write one JSON object for each pair; return remarks that count left-out beads and altered texts."""
        left_out = altered = 0
        for record in pair_records(bitext, self.options):
            if record is None:
                left_out += 1
                continue
            line, changed = _SURROGATE.subn("\N{REPLACEMENT CHARACTER}", json.dumps(record, ensure_ascii=False))
            altered += changed
            stream.write(line.encode() + b"\n")
        remarks = one_sided_remark(left_out, _("a pair needs both"))
        if altered:
            remarks += (_("{lone_surrogates} became U+FFFD", lone_surrogates=counted(altered, "lone surrogate")),)
        return remarks

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a file of pairs or a native file.

        Raises:
            InputError: a line is not a JSON object, or has no pair; the message names the line.
        """
        from aligner.formats.native import JSONL, NAME

        first = stream.readline()
        if _is_native(first, NAME):
            return JSONL.read(io.BytesIO(first + stream.read()), name)
        reader = _Reader(name)
        pairs = list(reader.pairs(chain([first], stream)))
        return bitext_from_pairs(pairs, names=(name, name), languages=reader.languages)


def pair_records(bitext: Bitext, options: WriteOptions) -> Iterator[dict[str, Any] | None]:
    """Yield a data set record for each bead: texts, languages, shape, scores, lines, status, review.

    Args:
        bitext: the bitext to write.
        options: the language codes and other options. Without ``one_sided``, the record of a bead with
            an empty side is ``None``.
    """
    tags = language_tags(bitext, options.language_codes)
    linked = bitext.word_links() if options.word_links else iter(())
    for row in rows(bitext):
        pair = next(linked, None)
        if not options.one_sided and not (row.source and row.target):
            yield None
            continue
        yield {
            "source": row.source,
            "target": row.target,
            "source_lang": tags[0],
            "target_lang": tags[1],
            "id": row.id,
            "shape": row.shape,
            "score": round(row.score, 4) + 0.0,
            "confidence": round(row.confidence, 4) + 0.0,
            "source_line": row.source_line,
            "target_line": row.target_line,
            "status": row.status,
            "review": row.review,
            **(
                {}
                if pair is None
                else {"source_tokens": pair.source, "target_tokens": pair.target, "links": pair.links}
            ),
        }


def _is_native(line: bytes, name: str) -> bool:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and record.get("format") == name and "version" in record


class _Reader:
    """Reads pairs. The first object determines the keys of the source and target texts in all objects."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.languages: tuple[Language | None, Language | None] = (None, None)
        self._keys: tuple[str, str] | None = None

    def pairs(self, lines: Iterator[bytes]) -> Iterator[Pair]:
        """Yield one pair for each line; blank lines are skipped."""
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield self._pair(line, number)
                except (ValueError, RecursionError, TypeError) as error:
                    raise InputError(str(error), path=self.name, line=number) from None

    def _pair(self, line: bytes, number: int) -> Pair:
        record = _object(line)
        nested = record.get("translation")
        texts = nested if isinstance(nested, dict) else record
        if self._keys is None:
            self._keys = _keys_of(texts)
            tags = [record.get(f"{side}_lang", key) for side, key in zip(("source", "target"), self._keys, strict=True)]
            self.languages = (language_of_tag(str(tags[0])), language_of_tag(str(tags[1])))
        source, target = (_text(texts, key) for key in self._keys)
        return Pair(
            source,
            target,
            float(record.get("score") or 0),
            float(record.get("confidence") or 0),
            int(record.get("source_line") or number),
            int(record.get("target_line") or number),
            str(record.get("status") or ""),
        )


def _object(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this line is not a JSON object: {error}") from None
    if not isinstance(record, dict):
        raise ValueError("this line is not a JSON object: each line must have one")
    return record


def _keys_of(texts: Mapping[str, Any]) -> tuple[str, str]:
    """Return the keys of source and target: standard names, else the codes of the two languages."""
    for names in _NAMES:
        if all(name in texts for name in names):
            return names
    key_of_language: dict[Language | None, str] = {language_of_tag(key): key for key in reversed(list(texts))}
    keys = [key for key in texts if key in [key_of_language.get(code) for code in LANGUAGES]]
    if len(keys) != 2:
        codes = " and ".join(f'"{code}"' for code in LANGUAGES)
        raise ValueError(f'the object has no pair: it needs "source" and "target", or {codes}')
    return keys[0], keys[1]


def _text(texts: Mapping[str, Any], key: str) -> str:
    text = texts.get(key, "")
    if text is not None and not isinstance(text, str):
        raise ValueError(f"{key!r} is not a text")
    if key not in texts:
        raise ValueError(f"the object has no {key!r}, unlike the first one")
    return text or ""


PAIR_JSONL = PairJsonl()
