r"""The native file, ``.bitext.jsonl``: a lossless format with one JSON object on each line.

The first line is the header. It has the format and its version, the level, the signature of the run
and the warnings. For each document it has the name, language, encoding and the numbers of blocks,
segments and removals. Each further line is a record::

    {"source_block": {"text": "...", "line": 3}}
    {"source_segment": {"block": 0, "start": 0, "end": 40, "line": 3}}
    {"source_removal": {"text": "Page 2", "line": 41, "reason": "..."}}
    {"bead": {"source": [0], "target": [0, 1], "score": 0.91, "confidence": 0.98}}
    {"passage": {"source": [0], "target": [0], "similarity": 0.91}}

Passages are written if the blocks were paired. The text of a segment is written only if it differs
from the slice of its block. The numbers in the header make it possible to detect a truncated file.
Non-ASCII characters are written without escapes, in UTF-8.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Literal

from aligner.bitext import Bead, Bitext, Block, Document, Passage, Removal, Segment
from aligner.errors import InputError
from aligner.formats import records
from aligner.languages import LANGUAGES, is_known

NAME = "bitext"
VERSION = 1
_LISTS = frozenset({"blocks", "segments", "removed"})
_TEXT = frozenset({"text"})
_PLACE = frozenset({"place"})
"""Position of a line on its page: only the layout clean-up uses it, so it is not written."""
_SIDES: tuple[Literal["source"], Literal["target"]] = ("source", "target")

_DECODER = json.JSONDecoder()
"""The decoder of `json.loads`, called directly: for a million lines, checking the argument's type takes time."""
_make_document = records.decoder(Document, without=_LISTS)
_make_block = records.decoder(Block, without=_PLACE)
_make_segment = records.decoder(Segment, without=_TEXT)
_make_removal = records.decoder(Removal)
_make_bead = records.decoder(Bead)
_make_passage = records.decoder(Passage)


class Native:
    """The native format: a lossless file with all data of a bitext."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the header and the records; return no remarks, because the format is lossless."""
        for record in _records(bitext):
            stream.write(records.encode(record))
        return ()

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a bitext exactly as it was written.

        Raises:
            InputError: the file is damaged, truncated, or of a newer version; the message names the line.
        """
        number = 0
        try:
            lines = enumerate(stream, start=1)
            number, first = next(lines, (1, b""))
            builder = _BitextBuilder.from_header(_object(first))
            for number, line in lines:  # noqa: B007 - the line number is for the message below
                if line.strip():
                    builder.add(_object(line))
            number += 1
            return builder.bitext()
        except ValueError as error:
            raise InputError(str(error), path=name, line=number) from error

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Return the beads of a native file; see `read` for its errors."""
        return list(self.read(stream, name).beads)


def _records(bitext: Bitext) -> Iterator[dict[str, Any]]:
    header: dict[str, Any] = {"format": NAME, "version": VERSION, "level": records.text_field(bitext.level)}
    header["signature"] = records.text_field(bitext.signature)
    header["warnings"] = [records.text_field(warning) for warning in bitext.warnings]
    documents = {side: getattr(bitext, side) for side in _SIDES}
    for side, document in documents.items():
        counts = {name: len(getattr(document, name)) for name in sorted(_LISTS)}
        header[side] = records.fields_of(document, without=_LISTS) | {"counts": counts}
    header["beads"] = len(bitext.beads)
    yield header | ({"passages": len(bitext.passages)} if bitext.passages else {})
    for side, document in documents.items():
        for block in document.blocks:
            yield {f"{side}_block": records.fields_of(block, without=_PLACE)}
        for segment in document.segments:
            yield {f"{side}_segment": _segment_record(segment, document)}
        for removal in document.removed:
            yield {f"{side}_removal": records.fields_of(removal)}
    for bead in bitext.beads:
        yield {"bead": records.fields_of(bead)}
    for passage in bitext.passages:
        yield {"passage": records.fields_of(passage)}


def _segment_record(segment: Segment, document: Document) -> dict[str, Any]:
    is_slice = (
        0 <= segment.block < len(document.blocks)
        and document.blocks[segment.block].text[segment.start : segment.end] == segment.text
    )
    return records.fields_of(segment, without=_TEXT if is_slice else frozenset())


def _object(line: bytes) -> dict[str, Any]:
    """Parse one line of the file as a JSON object.

    Raises:
        ValueError: the line is not a JSON object.
    """
    try:
        record = _DECODER.decode(line.decode("utf-8-sig" if line.startswith(BOM_UTF8) else "utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this line is not a JSON object: {error}") from None
    if not isinstance(record, dict):
        raise ValueError("this line is not a JSON object")
    return record


@dataclass
class _DocumentBuilder:
    """Collects the records of one document in a native file."""

    document: Document
    expected: dict[str, int]
    blocks: list[Block] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)

    @classmethod
    def from_header(cls, record: Any) -> _DocumentBuilder:  # noqa: ANN401 - anything may stand in a damaged file
        if not isinstance(record, dict) or not isinstance(record.get("counts"), dict):
            raise ValueError("the header does not describe source and target")
        known = {name: value for name, value in record.items() if name != "counts"}
        counts = {name: records.number(record["counts"].get(name)) for name in sorted(_LISTS)}
        document = _make_document(known)
        if document.language is not None and not is_known(document.language):
            raise ValueError(f"field 'language': expected one of {tuple(LANGUAGES)}, found {document.language!r}")
        return cls(document, counts)

    def add_segment(self, record: Any) -> None:  # noqa: ANN401 - anything may stand in a damaged file
        """Append a segment; if its record has no text, the segment gets the slice of its block."""
        if isinstance(record, dict) and "text" in record:
            rest = {name: value for name, value in record.items() if name != "text"}
            self.segments.append(_make_segment(rest, text=records.text(record["text"])))
            return
        segment = _make_segment(record, text="")
        if not 0 <= segment.block < len(self.blocks):
            raise ValueError(f"the segment names the block {segment.block}, but there are {len(self.blocks)} so far")
        text = self.blocks[segment.block].text
        start, end = segment.start, segment.end  # `dataclasses.replace` would take twice as long
        self.segments.append(Segment(text[start:end], segment.block, start, end, segment.line))

    def complete(self) -> Document:
        """Return the document; raise ValueError if records are missing."""
        for name, expected in self.expected.items():
            _check_count(name, len(getattr(self, name)), expected)
        return replace(
            self.document, blocks=tuple(self.blocks), segments=tuple(self.segments), removed=tuple(self.removed)
        )


@dataclass
class _BitextBuilder:
    """Collects the records of a native file, and builds a bitext from them."""

    header: dict[str, Any]
    source: _DocumentBuilder
    target: _DocumentBuilder
    beads: list[Bead] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    @classmethod
    def from_header(cls, header: dict[str, Any]) -> _BitextBuilder:
        if header.get("format") != NAME:
            raise ValueError('not a bitext file: the first line does not say {"format": "bitext", ...}')
        version = records.number(header.get("version"))
        if version > VERSION:
            raise ValueError(
                f"version {version} of the format needs a newer aligner: this one reads up to version {VERSION}"
            )
        return cls(
            header,
            _DocumentBuilder.from_header(header.get("source")),
            _DocumentBuilder.from_header(header.get("target")),
        )

    def add(self, record: dict[str, Any]) -> None:
        """Add the content of one record, such as a bead or a segment, to the bitext."""
        for kind, content in record.items():
            if kind == "bead":
                self._add_bead(content)
                continue
            if kind == "passage":
                self._add_passage(content)
                continue
            side, _, what = kind.partition("_")
            half = {"source": self.source, "target": self.target}.get(side)
            if half is not None and what == "block":
                half.blocks.append(_make_block(content))
            elif half is not None and what == "segment":
                half.add_segment(content)
            elif half is not None and what == "removal":
                half.removed.append(_make_removal(content))
            else:
                raise ValueError(f"unknown record {kind!r}")

    def _add_bead(self, content: Any) -> None:  # noqa: ANN401 - anything may stand in a damaged file
        bead = _make_bead(content)
        for ids, half in ((bead.source, self.source), (bead.target, self.target)):
            for number in ids:
                if not 0 <= number < len(half.segments):
                    raise ValueError(f"the bead names the segment {number}, but there are {len(half.segments)}")
        self.beads.append(bead)

    def _add_passage(self, content: Any) -> None:  # noqa: ANN401 - anything may stand in a damaged file
        passage = _make_passage(content)
        for numbers, half in ((passage.source, self.source), (passage.target, self.target)):
            for number in numbers:
                if not 0 <= number < len(half.blocks):
                    raise ValueError(f"the passage names the block {number}, but there are {len(half.blocks)}")
        self.passages.append(passage)

    def bitext(self) -> Bitext:
        """Return the bitext; raise ValueError if records are missing."""
        source, target = self.source.complete(), self.target.complete()
        _check_count("beads", len(self.beads), records.number(self.header.get("beads")))
        _check_count("passages", len(self.passages), records.number(self.header.get("passages", 0)))
        warnings = self.header.get("warnings", [])
        if not isinstance(warnings, list):
            raise ValueError("the warnings in the header are not a list")
        level, signature = (records.text(self.header.get(key, "")) for key in ("level", "signature"))
        remarks = tuple(map(records.text, warnings))
        return Bitext(source, target, tuple(self.beads), level, signature, remarks, tuple(self.passages))


def _check_count(what: str, found: int, expected: int) -> None:
    if found != expected:
        raise ValueError(f"the file is incomplete: its header announces {expected} {what}, it has {found}")


JSONL = Native()
