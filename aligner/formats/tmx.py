"""TMX 1.4b: one translation unit a bead, for translation memories.

Specification: LISA OSCAR, "TMX 1.4b Specification", 2005. The file stands on its own: it names no DTD, since
programs that follow such a name fail where the DTD is not beside the file. It is valid against it all the same.

Left out: beads with an empty side (a unit needs both languages) and characters that XML 1.0 forbids.
What the units cannot say is in their properties (``x-score``, ``x-confidence``, ``x-shape``, ``x-status``,
``x-source-ids``, ``x-source-line`` and the same for the target).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from hashlib import blake2b
from typing import TYPE_CHECKING, BinaryIO

from aligner import __version__
from aligner.bitext import Bead, Bitext
from aligner.errors import UsageError
from aligner.formats.base import counted
from aligner.formats.languages import language_tag
from aligner.formats.rows import first_line

if TYPE_CHECKING:
    from lxml.etree import _Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is outside the production Char of XML 1.0."""
_NAMED_AT_MOST = 8
"""Code points that a remark names one by one."""


class Tmx:
    """Translation memory exchange."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write one unit a bead, streamed; says what had to be left out.

        Raises:
            UsageError: SOURCE_DATE_EPOCH is set to something that is not a time.
        """
        from lxml import etree

        cleaner = _Cleaner()
        tags = (language_tag(bitext.source), language_tag(bitext.target))
        header = _header(bitext, tags[0], cleaner)
        left_out = 0
        with etree.xmlfile(stream, encoding="UTF-8") as xml:
            xml.write_declaration()
            with xml.element("tmx", version="1.4"):
                xml.write("\n", header)
                with xml.element("body"):
                    xml.write("\n")
                    for bead in bitext.beads:
                        unit = _unit(bitext, bead, tags, cleaner)
                        if unit is None:
                            left_out += 1
                        else:
                            xml.write(unit)
                xml.write("\n")
            xml.flush()  # what lxml writes on leaving the block may fail unnoticed, so nothing is left to write
        return (*_left_out(left_out), *cleaner.remarks())

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read the units as pairs; see `aligner.formats.tmx_reader.read`."""
        from aligner.formats.tmx_reader import read

        return read(stream, name)


class _Cleaner:
    """Removes what XML forbids and counts it by code point."""

    def __init__(self) -> None:
        self.removed: Counter[str] = Counter()

    def __call__(self, text: str) -> str:
        """Return the text without forbidden characters."""
        if _FORBIDDEN.search(text) is None:
            return text
        self.removed.update(_FORBIDDEN.findall(text))
        return _FORBIDDEN.sub("", text)

    def remarks(self) -> tuple[str, ...]:
        """Return one line that names the code points removed, if any were."""
        if not self.removed:
            return ()
        named = [f"U+{ord(character):04X} x {number}" for character, number in sorted(self.removed.items())]
        if len(named) > _NAMED_AT_MOST:
            named[_NAMED_AT_MOST:] = [f"and {len(named) - _NAMED_AT_MOST} others"]
        verb = "was" if self.removed.total() == 1 else "were"
        return (f"{counted(self.removed.total(), 'character')} that XML forbids {verb} removed: {', '.join(named)}",)


def _left_out(number: int) -> tuple[str, ...]:
    if not number:
        return ()
    verb = "was" if number == 1 else "were"
    return (f"{counted(number, 'bead')} with an empty side {verb} left out: a translation unit needs both",)


def _header(bitext: Bitext, source_tag: str, cleaner: _Cleaner) -> _Element:
    from lxml import etree

    header = etree.Element(
        "header",
        {
            "creationtool": "aligner",
            "creationtoolversion": __version__,
            "segtype": bitext.level if bitext.level in ("sentence", "paragraph") else "block",
            "o-tmf": "aligner",
            "adminlang": "en",
            "srclang": source_tag,
            "datatype": "plaintext",
            "creationdate": creation_time().strftime("%Y%m%dT%H%M%SZ"),
        },
    )
    facts = {
        "x-source-name": bitext.source.name,
        "x-target-name": bitext.target.name,
        "x-signature": bitext.signature,
    }
    _add_properties(header, {key: cleaner(value) for key, value in facts.items() if value})
    _indent(header, depth=0)
    return header


def _unit(bitext: Bitext, bead: Bead, tags: tuple[str, str], cleaner: _Cleaner) -> _Element | None:
    """Return the unit of a bead; ``None`` when a side is empty or holds nothing but forbidden characters."""
    from lxml import etree

    if bead.is_null:
        return None
    texts = cleaner(bitext.source_text(bead)), cleaner(bitext.target_text(bead))
    if not texts[0].strip() or not texts[1].strip():
        return None
    unit = etree.Element("tu", tuid=_unit_id(bead, texts))
    _add_properties(unit, dict(_facts(bitext, bead)))
    for tag, text in zip(tags, texts, strict=True):
        variant = etree.SubElement(unit, "tuv", {XML_LANG: tag})
        etree.SubElement(variant, "seg").text = text
    _indent(unit, depth=0)
    return unit


def _unit_id(bead: Bead, texts: tuple[str, str]) -> str:
    """Return 16 hexadecimal digits that follow from content and position alone."""
    content = repr((bead.source, bead.target, texts))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _facts(bitext: Bitext, bead: Bead) -> Iterator[tuple[str, str]]:
    yield "x-score", f"{round(float(bead.score), 4) + 0.0:.4f}"
    yield "x-confidence", f"{round(float(bead.confidence), 4) + 0.0:.4f}"
    yield "x-shape", bead.shape
    if bead.status:
        yield "x-status", _FORBIDDEN.sub("", bead.status)
    for side, document, ids in (("source", bitext.source, bead.source), ("target", bitext.target, bead.target)):
        yield f"x-{side}-ids", " ".join(map(str, ids))
        yield f"x-{side}-line", str(first_line(document, ids))


def _add_properties(parent: _Element, properties: dict[str, str]) -> None:
    from lxml import etree

    for key, value in properties.items():
        etree.SubElement(parent, "prop", type=key).text = value


def _indent(element: _Element, depth: int) -> None:
    """Put each child on its own line, without touching the text of leaves."""
    for child in element:
        child.tail = "\n" + "  " * (depth + 1)
        if len(child):
            _indent(child, depth + 1)
    if len(element):
        element.text = "\n" + "  " * (depth + 1)
        element[-1].tail = "\n" + "  " * depth
    if depth == 0:
        element.tail = "\n"


def creation_time() -> datetime:
    """Return now in UTC, or the time in SOURCE_DATE_EPOCH, for output that can be reproduced to the byte.

    Raises:
        UsageError: SOURCE_DATE_EPOCH is set to something that is not a time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return datetime.now(timezone.utc)
    try:
        return datetime.fromtimestamp(int(epoch), timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH={epoch!r} is not a time in whole seconds since 1970") from None


TMX = Tmx()
