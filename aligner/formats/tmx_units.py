"""Write translation units to TMX files as a stream, so that memory does not grow with their number.

Specification: LISA OSCAR, "TMX 1.4b Specification", 2005. The written file is valid but does not
refer to the DTD, because programs that load a DTD fail if it is not in the folder of the file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from hashlib import blake2b
from typing import BinaryIO, NamedTuple

from aligner import __version__
from aligner.bitext import Inline
from aligner.errors import UsageError
from aligner.formats.inline_codes import text_and_codes
from aligner.formats.xml_characters import FORBIDDEN, Cleaner
from aligner.interface import _, _n

MAX_SEGMENT_CHARACTERS = 2000
"""Characters in a segment; some tools refuse longer ones (RWS, "Importing TM content": 2,000 a side)."""
OWN_TOOL = "aligner"
_BATCH_UNITS = 256
"""Units in one write to the stream."""
_SPECIAL = re.compile(f"[&<>\r]|{FORBIDDEN.pattern}")
_ATTRIBUTE = str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


class Unit(NamedTuple):
    """One translation unit.

    Attributes:
        variants: language tag and text of each variant, in order.
        properties: content of the unit's ``prop`` elements by type.
        id: the ``tuid`` of the unit; if it is empty, the writer uses a hash of content and position.
        line: 1-based line of the file on which the unit begins; 0 for a unit that was not read from a
            file.
        inlines: the inline codes of each variant; empty if there are none.
        of_variants: content of the ``prop`` elements of each variant by type; used only for writing.
    """

    variants: tuple[tuple[str, str], ...]
    properties: Mapping[str, str] = {}
    id: str = ""
    line: int = 0
    inlines: tuple[tuple[Inline, ...], ...] = ()
    of_variants: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a TMX file.

    Attributes:
        source_tag: language tag of the source; ``*all*`` if any language can be the source, empty if it is missing.
        segment_type: ``block``, ``paragraph``, ``sentence`` or ``phrase``.
        properties: content of the ``prop`` elements by type.
        tool: the program that wrote the file.
    """

    source_tag: str = "*all*"
    segment_type: str = "sentence"
    properties: Mapping[str, str] = field(default_factory=dict)
    tool: str = OWN_TOOL


class _Escaper(Cleaner):
    """Escapes text for XML; removes and counts characters that XML forbids."""

    def __call__(self, text: str) -> str:
        """Return the text escaped for XML, without the characters that XML forbids."""
        if _SPECIAL.search(text) is None:
            return text
        text = super().__call__(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return text.replace("\r", "&#13;")  # a parser would turn it into a line feed

    def elements(self, markup: str) -> str:
        """Return text that contains XML elements, without characters that XML forbids; nothing is escaped."""
        return super().__call__(markup)

    def attribute(self, text: str) -> str:
        """Return the text escaped as the value of an attribute in double quotes."""
        return self(text).translate(_ATTRIBUTE)

    def properties(self, properties: Mapping[str, str], indent: str = "  ") -> str:
        """Return properties as ``prop`` elements, each on its own line."""
        return "".join(
            f'{indent}<prop type="{self.attribute(key)}">{self(value)}</prop>\n' for key, value in properties.items()
        )


def write_units(units: Iterable[Unit], stream: BinaryIO, header: Header | None = None) -> tuple[str, ...]:
    """Write a TMX 1.4b file, in UTF-8 without a byte-order mark, unit by unit.

    Args:
        units: the units to write; a unit without any text is left out.
        stream: the output stream.
        header: the header of the file.

    Returns:
        One-line remarks on texts that were altered or that tools may refuse.

    Raises:
        UsageError: SOURCE_DATE_EPOCH is not a valid time.
    """
    escape = _Escaper()
    long_segments = 0
    stream.write(_head(header or Header(), escape).encode())
    batch: list[str] = []
    for number, unit in enumerate(units):
        variants = []
        for place, (tag, text) in enumerate(unit.variants):
            clean = escape(text)
            if clean.replace("&#13;", "").strip():
                long_segments += len(text) > MAX_SEGMENT_CHARACTERS
                if unit.inlines and unit.inlines[place]:
                    clean = "".join(
                        escape(part) if isinstance(part, str) else escape.elements(part.value)
                        for part in text_and_codes(text, unit.inlines[place])
                    )
                facts = escape.properties(unit.of_variants[place], "    ") if place < len(unit.of_variants) else ""
                variants.append(
                    f'  <tuv xml:lang="{escape.attribute(tag)}">\n{facts}    <seg>{clean}</seg>\n  </tuv>\n'
                )
        if variants:
            name = escape.attribute(unit.id) or unit_id(number, unit.variants)
            batch.append(f'<tu tuid="{name}">\n{escape.properties(unit.properties)}{"".join(variants)}</tu>\n')
        if len(batch) == _BATCH_UNITS:
            stream.write("".join(batch).encode())
            batch.clear()
    stream.write("".join([*batch, "</body>\n</tmx>\n"]).encode())
    return (*escape.remarks(), *_long_remarks(long_segments))


def _long_remarks(number: int) -> Iterator[str]:
    if number:
        yield _n(
            "{count:,} segment is longer than {limit:,} characters, which some tools refuse",
            "{count:,} segments are longer than {limit:,} characters, which some tools refuse",
            number,
            limit=MAX_SEGMENT_CHARACTERS,
        )


def _head(header: Header, escape: _Escaper) -> str:
    attributes = {
        "creationtool": OWN_TOOL,
        "creationtoolversion": __version__,
        "segtype": header.segment_type,
        "o-tmf": OWN_TOOL,
        "adminlang": "en",
        "srclang": header.source_tag,
        "datatype": "plaintext",
        "creationdate": creation_time().strftime("%Y%m%dT%H%M%SZ"),
    }
    named = " ".join(f'{key}="{escape.attribute(value)}"' for key, value in attributes.items())
    properties = escape.properties(header.properties)
    ending = f">\n{properties}</header>" if properties else "/>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header {named}{ending}\n<body>\n'


def unit_id(position: object, variants: Iterable[tuple[str, str]]) -> str:
    """Return a unit id of 16 hexadecimal digits that depends only on content and position."""
    content = repr((position, *variants))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def creation_time() -> datetime:
    """Return the current time in UTC, or the time in SOURCE_DATE_EPOCH, which makes output reproducible.

    Raises:
        UsageError: SOURCE_DATE_EPOCH is not a valid time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return datetime.now(timezone.utc)
    try:
        return datetime.fromtimestamp(int(epoch), timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            _("SOURCE_DATE_EPOCH={epoch!r} is not a time in whole seconds since 1970", epoch=epoch)
        ) from None
