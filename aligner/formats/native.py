r"""The native file, ``.bitext.jsonl``: one JSON object a line, lossless.

The first line is the header: format and version, level, signature, warnings, and for both documents the
name, language, encoding and how many blocks, segments and removals follow. Then one record a line::

    {"source_block": {"text": "...", "line": 3}}
    {"source_segment": {"block": 0, "start": 0, "end": 40, "line": 3}}
    {"source_removal": {"text": "Page 2", "line": 41, "reason": "..."}}
    {"bead": {"source": [0], "target": [0, 1], "score": 0.91, "confidence": 0.98}}
    {"passage": {"source": [0], "target": [0], "similarity": 0.91}}

Passages stand there where the blocks were paired. A segment's text is the slice of its block and is written only where
it is not. The counts in the header make a file that was cut off recognisable. Characters stand as they are, in UTF-8.
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
"""Where a line stood on its page: only the layout clean-up asks for it."""
_SIDES: tuple[Literal["source"], Literal["target"]] = ("source", "target")

_DECODER = json.JSONDecoder()
"""What `json.loads` asks after it has looked at the kind of its argument, which a million lines need not repeat."""
_make_document = records.decoder(Document, without=_LISTS)
_make_block = records.decoder(Block, without=_PLACE)
_make_segment = records.decoder(Segment, without=_TEXT)
_make_removal = records.decoder(Removal)
_make_bead = records.decoder(Bead)
_make_passage = records.decoder(Passage)


class Native:
    """The lossless format."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the header and one record a line; nothing is lost, so there are no remarks."""
        for record in _records(bitext):
            stream.write(records.encode(record))
        return ()

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a bitext exactly as it was written.

        Raises:
            InputError: the file is damaged, cut off, or of a newer version; says on which line.
        """
        number = 0
        try:
            lines = enumerate(stream, start=1)
            number, first = next(lines, (1, b""))
            loading = _Loading.from_header(_object(first))
            for number, line in lines:  # noqa: B007 - the line number is for the message below
                if line.strip():
                    loading.add(_object(line))
            number += 1
            return loading.bitext()
        except ValueError as error:
            raise InputError(str(error), path=name, line=number) from error

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read the beads alone; see `read`."""
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
    """Parse one line.

    Raises:
        ValueError: it is not a JSON object.
    """
    try:
        record = _DECODER.decode(line.decode("utf-8-sig" if line.startswith(BOM_UTF8) else "utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON object on this line: {error}") from None
    if not isinstance(record, dict):
        raise ValueError("no JSON object on this line")
    return record


@dataclass
class _Half:
    """One document on its way in."""

    document: Document
    expected: dict[str, int]
    blocks: list[Block] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)

    @classmethod
    def from_header(cls, record: Any) -> _Half:  # noqa: ANN401 - anything may stand in a damaged file
        if not isinstance(record, dict) or not isinstance(record.get("counts"), dict):
            raise ValueError("the header describes no source and target")
        known = {name: value for name, value in record.items() if name != "counts"}
        counts = {name: records.number(record["counts"].get(name)) for name in sorted(_LISTS)}
        document = _make_document(known)
        if document.language is not None and not is_known(document.language):
            raise ValueError(f"field 'language': expected one of {tuple(LANGUAGES)}, found {document.language!r}")
        return cls(document, counts)

    def add_segment(self, record: Any) -> None:  # noqa: ANN401 - anything may stand in a damaged file
        """Append a segment, its text sliced from its block unless it is given."""
        if isinstance(record, dict) and "text" in record:
            rest = {name: value for name, value in record.items() if name != "text"}
            self.segments.append(_make_segment(rest, text=records.text(record["text"])))
            return
        segment = _make_segment(record, text="")
        if not 0 <= segment.block < len(self.blocks):
            raise ValueError(f"the segment names the block {segment.block}, but there are {len(self.blocks)} so far")
        text = self.blocks[segment.block].text
        start, end = segment.start, segment.end  # not `replace`, which takes twice as long
        self.segments.append(Segment(text[start:end], segment.block, start, end, segment.line))

    def finished(self) -> Document:
        """Return the document once it is complete."""
        for name, expected in self.expected.items():
            _complete(name, len(getattr(self, name)), expected)
        return replace(
            self.document, blocks=tuple(self.blocks), segments=tuple(self.segments), removed=tuple(self.removed)
        )


@dataclass
class _Loading:
    """A bitext on its way in."""

    header: dict[str, Any]
    source: _Half
    target: _Half
    beads: list[Bead] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    @classmethod
    def from_header(cls, header: dict[str, Any]) -> _Loading:
        if header.get("format") != NAME:
            raise ValueError('not a bitext file: the first line does not say {"format": "bitext", ...}')
        version = records.number(header.get("version"))
        if version > VERSION:
            raise ValueError(f"version {version} of the format needs a newer aligner: this one reads {VERSION}")
        return cls(header, _Half.from_header(header.get("source")), _Half.from_header(header.get("target")))

    def add(self, record: dict[str, Any]) -> None:
        """Take in one record."""
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
        """Return the bitext once it is complete."""
        source, target = self.source.finished(), self.target.finished()
        _complete("beads", len(self.beads), records.number(self.header.get("beads")))
        _complete("passages", len(self.passages), records.number(self.header.get("passages", 0)))
        warnings = self.header.get("warnings", [])
        if not isinstance(warnings, list):
            raise ValueError("the header's warnings are no list")
        level, signature = (records.text(self.header.get(key, "")) for key in ("level", "signature"))
        remarks = tuple(map(records.text, warnings))
        return Bitext(source, target, tuple(self.beads), level, signature, remarks, tuple(self.passages))


def _complete(what: str, found: int, expected: int) -> None:
    if found != expected:
        raise ValueError(f"the file is not whole: {expected} {what} announced, {found} found")


JSONL = Native()
