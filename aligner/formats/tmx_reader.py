"""Translation units -> bitext, from TMX 1.1 to 1.4 of any tool."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeVar

from aligner.bitext import Bitext
from aligner.errors import InputError
from aligner.formats.base import counted
from aligner.formats.lint.raw import RawText
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.tmx_units import OWN_TOOL, Header, Unit
from aligner.formats.xml_stream import XML_LANG, DamagedXmlError, elements, line_of, local_name
from aligner.languages.tags import language_of_tag, primary_subtag

if TYPE_CHECKING:
    from lxml.etree import _Element

_NATIVE_CODE = frozenset({"bpt", "ept", "ph", "it", "ut", "sub"})
"""Inline elements whose content is mark-up of the original file (or text inside it), not text of the segment."""
_PLACEHOLDER = re.compile(r"%(?:\d+\$)?[-+ #0]*\d*(?:\.\d+)?[a-zA-Z@]|%\(\w+\)[a-z]|%\w+%|\$?\{\w*\}|\$\w+")
"""Native code that stands for a word, and so belongs to the text that a reader sees."""
_LINE_BREAK = re.compile(r"\s*(?:<br\b[^>]*>|\\n|\n)\s*", re.IGNORECASE)
_Number = TypeVar("_Number", int, float)
_ONE_SIDED = re.compile(r"0-[1-9]\d*|[1-9]\d*-0")


class UnitReader:
    """The units of a TMX file, read as they are asked for.

    Attributes:
        header: known once the first unit has been read.
        mended: rules of `aligner.formats.lint` to how often a character or entity was put right in reading.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.header = Header("", tool="")
        self.mended: Counter[str] = Counter()
        self._text = RawText(stream, name)
        self._name = name

    def __iter__(self) -> Iterator[Unit]:
        """Yield the units in file order, once.

        Raises:
            InputError: the file is no TMX, or damaged; says on which line.
        """
        is_tmx = False
        for tag, element in self._elements():
            if tag == "tu":
                yield _unit(element)
            elif tag == "header":
                self.header = Header(
                    element.get("srclang", ""),
                    element.get("segtype", ""),
                    _properties(element),
                    element.get("creationtool", ""),
                )
            else:
                is_tmx = element.getparent() is None
        if not is_tmx:
            raise InputError("no TMX file: its root element is not <tmx>", path=self._name, line=1)

    def _elements(self) -> Iterator[tuple[str, _Element]]:
        try:
            for tag, element in elements(self._text, ("header", "tu", "tmx"), self._name):
                if self._text.findings:
                    self.mended.update(finding.rule for finding in self._text.findings)
                    self._text.findings.clear()
                yield tag, element
        except DamagedXmlError as error:
            hint = "aligner lint tells more" if (error.line or 1) > 1 else "is it a TMX file?"
            raise InputError(f"{error.message}; {hint}", path=self._name, line=error.line) from error


def read_units(stream: BinaryIO, name: str = "standard input") -> UnitReader:
    """Return the units of a TMX file as an iterable that needs little memory, whatever the size of the file.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.
    """
    return UnitReader(stream, name)


def read(stream: BinaryIO, name: str) -> Bitext:
    """Read the units as pairs of one segment each, in file order.

    Where a unit holds Chinese and English, whatever other languages there are, these two are taken; the source is
    the one that the header's ``srclang`` names, else the first one. Only where no unit holds both, the source is
    ``srclang`` (or the first variant) and the target the first other one. Units without the two languages are
    counted in the warnings; one-sided units that this program wrote are read as beads with an empty side.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.

    Raises:
        InputError: the file is no TMX, or damaged; says on which line.
    """
    units = read_units(stream, name)
    bilingual, foreign = _Sides(), _Sides()
    found: list[tuple[_Sides | None, Pair]] = []
    incomplete = 0
    for unit in units:
        facts = _Facts(unit, name, strict=units.header.tool == OWN_TOOL)
        one_sided = len(unit.variants) == 1 and _ONE_SIDED.fullmatch(unit.properties.get("x-shape", ""))
        if one_sided:
            text = unit.variants[0][1]
            found.append((None, facts.pair("", text) if one_sided.group().startswith("0") else facts.pair(text, "")))
            continue
        ours = [variant for variant in unit.variants if language_of_tag(variant[0])]
        is_bilingual = len({language_of_tag(tag) for tag, _ in ours}) == 2
        sides = bilingual if is_bilingual else foreign
        texts = sides.of(ours if is_bilingual else unit.variants, units.header.source_tag)
        if texts is None:
            incomplete += 1
        else:
            found.append((sides, facts.pair(*texts)))
    made = _bitext(found, bilingual if bilingual.tags[1] else foreign, incomplete, units.header, name)
    return replace(made, warnings=(*made.warnings, *_mended_warnings(units.mended)))


def _mended_warnings(mended: Counter[str]) -> Iterator[str]:
    if number := mended["forbidden-character"]:
        yield f"{counted(number, 'character')} that XML forbids left out"
    if number := mended["undefined-entity"]:
        yield f"{counted(number, 'undefined entity', 'undefined entities')} read as what they stand for"


def _bitext(
    found: list[tuple[_Sides | None, Pair]], wanted: _Sides, incomplete: int, header: Header, name: str
) -> Bitext:
    """Return the pairs in the wanted languages, and the one-sided ones, as a bitext."""
    pairs = [pair for sides, pair in found if sides is None or sides is wanted]
    left_out = incomplete + len(found) - len(pairs)
    warnings: tuple[str, ...] = ()
    if left_out:
        languages = f"both {' and '.join(wanted.tags)}" if all(wanted.tags) else "two languages"
        warnings = (f"{counted(left_out, 'translation unit')} without {languages} left out",)
    return bitext_from_pairs(
        pairs,
        names=(header.properties.get("x-source-name", name), header.properties.get("x-target-name", name)),
        languages=(language_of_tag(wanted.tags[0]), language_of_tag(wanted.tags[1])),
        level="paragraph" if header.segment_type == "paragraph" else "sentence",
        signature=header.properties.get("x-signature", ""),
        warnings=warnings,
    )


class _Sides:
    """Which variant of a unit is the source and which the target: settled by the first unit, then kept to."""

    def __init__(self) -> None:
        self.tags = ["", ""]

    def of(self, variants: Sequence[tuple[str, str]], source_tag: str) -> tuple[str, str] | None:
        """Return the texts of both sides; ``None`` where one is missing.

        Args:
            variants: of a unit, only those that come into question.
            source_tag: what the header calls the source language.
        """
        tags = [tag for tag, _ in variants]
        if not self.tags[0] and tags:
            named = _matching(tags, source_tag)
            self.tags[0] = source_tag if named is not None else tags[0]
        source = _matching(tags, self.tags[0])
        others = [tag for tag in tags if primary_subtag(tag) != primary_subtag(self.tags[0])]
        if not self.tags[1] and (others or len(tags) == 2):
            # Two variants in one language are the two sides of a file whose languages nobody knew.
            self.tags[1] = others[0] if others else tags[1]
        target = _matching(tags, self.tags[1], apart_from=source)
        if source is None or target is None:
            return None
        return variants[source][1], variants[target][1]


def _matching(tags: list[str], wanted: str, apart_from: int | None = None) -> int | None:
    """Return where the wanted tag stands, else one of the same language in another region."""
    primary = primary_subtag(wanted)
    near = [number for number, tag in enumerate(tags) if number != apart_from and primary_subtag(tag) == primary]
    return next((number for number in near if tags[number].lower() == wanted.lower()), next(iter(near), None))


class _Facts(NamedTuple):
    """What the properties of a unit say of its bead; nonsense is an error only in a file that this program wrote."""

    unit: Unit
    name: str
    strict: bool

    def pair(self, source: str, target: str) -> Pair:
        """Return the texts with what the properties say of them."""
        return Pair(
            source,
            target,
            self._number("x-score", float) or 0.0,
            self._number("x-confidence", float) or 0.0,
            self._number("x-source-line", int) or self.unit.line or None,
            self._number("x-target-line", int) or self.unit.line or None,
            self.unit.properties.get("x-status", ""),
        )

    def _number(self, key: str, kind: Callable[[str], _Number]) -> _Number | None:
        text = self.unit.properties.get(key)
        if not text:
            return None
        try:
            number = kind(text)
            if math.isfinite(number):
                return number
        except ValueError:
            pass
        if self.strict:
            raise InputError(f"{text[:40]!r} makes no sense as {key}", path=self.name, line=self.unit.line)
        return None


def _unit(element: _Element) -> Unit:
    variants = []
    properties = {}
    for child in element:
        tag = local_name(child)
        if tag == "tuv":
            segment = next((part for part in child if local_name(part) == "seg"), None)
            text = "" if segment is None else _segment_text(segment)
            variants.append((_tag(child), "" if text.isspace() else text))
        elif tag == "prop":
            properties[child.get("type", "")] = child.text or ""
    return Unit(tuple(variants), properties, element.get("tuid", ""), line_of(element))


def _properties(element: _Element) -> dict[str, str]:
    return {child.get("type", ""): child.text or "" for child in element if local_name(child) == "prop"}


def _tag(variant: _Element) -> str:
    return (variant.get(XML_LANG) or variant.get("lang") or "").replace("_", "-")


def _segment_text(segment: _Element) -> str:
    return "".join(_texts(segment)) if len(segment) else segment.text or ""


def _texts(element: _Element) -> Iterator[str]:
    """Yield the text of a segment: what is highlighted stays, native code goes, but for placeholders and breaks."""
    yield element.text or ""
    for child in element:
        name = local_name(child)
        if name in _NATIVE_CODE:
            code = child.text or ""
            if _PLACEHOLDER.fullmatch(code):
                yield code
            elif child.get("type") == "lb" or _LINE_BREAK.fullmatch(code):
                yield "\n"
        elif name:
            yield from _texts(child)
        yield child.tail or ""
