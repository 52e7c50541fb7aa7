"""Translation units -> bitext, from TMX of any tool, with a parser that fetches and expands nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from aligner.bitext import Bitext, Language
from aligner.errors import InputError
from aligner.formats.base import counted
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.tmx import XML_LANG

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHUNK = 1 << 16
_NATIVE_CODE = frozenset({"bpt", "ept", "ph", "it", "ut", "sub"})
"""Inline elements whose content is mark-up of the original file (or text inside it), not text of the segment."""


def read(stream: BinaryIO, name: str) -> Bitext:
    """Read the units as pairs of one segment each, in file order.

    The source language is the header's ``srclang`` (the first variant's where that is ``*all*``); the
    target language is the first other one. Units that lack either are counted in the warnings.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.

    Raises:
        InputError: the file is no TMX, or damaged; says on which line.
    """
    reader = _Reader(name)
    pairs = list(reader.pairs(stream))
    if not reader.is_tmx:
        raise InputError("no TMX file: its root element is not <tmx>", path=name, line=1)
    warnings: tuple[str, ...] = ()
    if reader.incomplete:
        units = counted(reader.incomplete, "translation unit")
        warnings = (f"{units} without both {reader.source_tag} and {reader.target_tag} left out",)
    return bitext_from_pairs(
        pairs,
        names=(reader.facts.get("x-source-name", name), reader.facts.get("x-target-name", name)),
        languages=(_language(reader.source_tag), _language(reader.target_tag)),
        level=reader.level,
        signature=reader.facts.get("x-signature", ""),
        warnings=warnings,
    )


class _Reader:
    """Holds what the header says, and which two languages the file is about, while the units stream by."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_tmx = False
        self.level = "sentence"
        self.source_tag = ""
        self.target_tag = ""
        self.facts: dict[str, str] = {}
        self.incomplete = 0

    def pairs(self, stream: BinaryIO) -> Iterator[Pair]:
        """Yield one pair a complete unit."""
        for element in _elements(stream, self.name):
            if element.tag == "header":
                self._read_header(element)
            elif element.tag == "tu":
                self.is_tmx = True
                pair = self._pair(element)
                if pair is None:
                    self.incomplete += 1
                else:
                    yield pair
                _forget(element)
            elif element.tag == "tmx":
                self.is_tmx = True

    def _read_header(self, header: _Element) -> None:
        self.facts = _properties(header)
        tag = header.get("srclang", "")
        self.source_tag = "" if tag.lower() == "*all*" else tag
        if header.get("segtype") == "paragraph":
            self.level = "paragraph"

    def _pair(self, unit: _Element) -> Pair | None:
        variants = unit.findall("tuv")
        tags = list(map(_tag, variants))
        self.source_tag = self.source_tag or next(iter(tags), "")
        source = _matching(tags, self.source_tag)
        others = [tag for tag in tags if not _same_language(tag, self.source_tag)]
        if not self.target_tag and (others or len(tags) == 2):
            # Two variants in one language are the two sides of a file whose languages nobody knew.
            self.target_tag = others[0] if others else tags[1]
        target = _matching(tags, self.target_tag, apart_from=source)
        if source is None or target is None:
            return None
        facts = _properties(unit)
        return Pair(
            _segment_text(variants[source]),
            _segment_text(variants[target]),
            self._number(unit, facts, "x-score"),
            self._number(unit, facts, "x-confidence"),
            self._line(unit, facts, "x-source-line"),
            self._line(unit, facts, "x-target-line"),
            facts.get("x-status", ""),
        )

    def _number(self, unit: _Element, facts: dict[str, str], key: str) -> float:
        try:
            return float(facts.get(key) or 0)
        except ValueError:
            raise self._nonsense(unit, facts, key) from None

    def _line(self, unit: _Element, facts: dict[str, str], key: str) -> int | None:
        try:
            return int(facts[key]) if facts.get(key) else None
        except ValueError:
            raise self._nonsense(unit, facts, key) from None

    def _nonsense(self, unit: _Element, facts: dict[str, str], key: str) -> InputError:
        line = cast("int | None", unit.sourceline)  # the stubs leave its type open
        return InputError(f"{facts[key][:40]!r} makes no sense as {key}", path=self.name, line=line)


def _elements(stream: BinaryIO, name: str) -> Iterator[_Element]:
    """Yield each element when its end is reached.

    Entities are not resolved, no DTD is loaded and nothing is fetched, so a hostile file can neither read
    other files nor grow in memory.
    """
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",), resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
            for _, element in parser.read_events():
                yield cast("_Element", element)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise InputError(f"damaged XML: {error.msg}", path=name, line=error.lineno or 1) from error


def _forget(unit: _Element) -> None:
    """Free a unit that has been read, and what stands before it."""
    unit.clear()
    parent = unit.getparent()
    while parent is not None and unit.getprevious() is not None:
        del parent[0]


def _properties(element: _Element) -> dict[str, str]:
    return {prop.get("type", ""): prop.text or "" for prop in element.findall("prop")}


def _tag(variant: _Element) -> str:
    return (variant.get(XML_LANG) or variant.get("lang") or "").replace("_", "-")


def _matching(tags: list[str], wanted: str, apart_from: int | None = None) -> int | None:
    """Return where the wanted tag stands, else one of the same language in another region."""
    near = [number for number, tag in enumerate(tags) if number != apart_from and _same_language(tag, wanted)]
    return next((number for number in near if tags[number].lower() == wanted.lower()), next(iter(near), None))


def _same_language(tag: str, other: str) -> bool:
    return tag.lower().partition("-")[0] == other.lower().replace("_", "-").partition("-")[0]


def _segment_text(variant: _Element) -> str:
    segment = variant.find("seg")
    return "" if segment is None else "".join(_texts(segment))


def _texts(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in _NATIVE_CODE:
            yield from _texts(child)
        yield child.tail or ""


def _language(tag: str) -> Language | None:
    primary = tag.lower().replace("_", "-").partition("-")[0]
    return cast(Language, primary) if primary in ("en", "zh") else None
