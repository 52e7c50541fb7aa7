"""Read the translation units of TMX 1.1 to 1.4 files, written by any tool, as a bitext."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeVar

from aligner.bitext import Bitext
from aligner.errors import InputError
from aligner.formats.inline_codes import coded_text
from aligner.formats.lint.raw import RawText
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.tmx_losses import loss_warnings, lost_fields
from aligner.formats.tmx_units import OWN_TOOL, Header, Unit
from aligner.formats.xml_stream import XML_LANG, DamagedXmlError, elements, line_of, local_name
from aligner.interface import _, _n
from aligner.languages.tags import language_of_tag, primary_subtag

if TYPE_CHECKING:
    from lxml.etree import _Element

_Number = TypeVar("_Number", int, float)
_ONE_SIDED = re.compile(r"0-[1-9]\d*|[1-9]\d*-0")


class UnitReader:
    """Reads the units of a TMX file one by one.

    Attributes:
        header: the header; known after the first unit has been read.
        repaired: number of repairs of characters and entities while reading, by rule of
            `aligner.formats.lint`.
        lost_fields: number of units with each field that a bitext cannot hold (dates, authors, notes,
            properties of other programs), by the name of the field.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.header = Header("", tool="")
        self.repaired: Counter[str] = Counter()
        self.lost_fields: Counter[str] = Counter()
        self._elements = tmx_elements(stream, name, self.repaired)
        self._name = name

    def __iter__(self) -> Iterator[Unit]:
        """Yield the units in file order; the file can be read only once.

        Raises:
            InputError: the file is not TMX, or damaged; the message names the line.
        """
        is_tmx = False
        for tag, element in self._elements:
            if tag == "tu":
                self.lost_fields.update(lost_fields(element))
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
            raise InputError(_("is not a TMX file: its root element is not <tmx>"), path=self._name, line=1)


def tmx_elements(stream: BinaryIO, name: str, repaired: Counter[str]) -> Iterator[tuple[str, _Element]]:
    """Yield the header, the units and finally the root of a TMX file, with their local names.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.
        repaired: counts the repairs while reading, by rule of `aligner.formats.lint`.

    Raises:
        InputError: the file is damaged; the message names the line.
    """
    text = RawText(stream, name)
    try:
        for tag, element in elements(text, ("header", "tu", "tmx"), name):
            if text.findings:
                repaired.update(finding.rule for finding in text.findings)
                text.findings.clear()
            yield tag, element
    except DamagedXmlError as error:
        hint = _("aligner lint shows more") if (error.line or 1) > 1 else _("is it a TMX file?")
        raise InputError(f"{error.message}; {hint}", path=name, line=error.line) from error


def read_units(stream: BinaryIO, name: str = "standard input") -> UnitReader:
    """Return an iterable over the units of a TMX file.

    The use of memory does not depend on the size of the file.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.
    """
    return UnitReader(stream, name)


def read(stream: BinaryIO, name: str) -> Bitext:
    """Read the units as pairs in file order, with one segment on each side.

    If any unit has the two known languages (Chinese and English), only these two are read. The source
    is the language in the ``srclang`` of the header, else the language of the first variant. If no unit
    has both known languages, the source is ``srclang`` (or the first variant), and the target is the
    first other language. Units without the two languages are left out and counted in the warnings.
    One-sided units that this program wrote become beads with an empty side.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.

    Raises:
        InputError: the file is not TMX, or damaged; the message names the line.
    """
    units = read_units(stream, name)
    bilingual, foreign = _Sides(), _Sides()
    pairs_by_sides: list[tuple[_Sides | None, Pair]] = []
    incomplete = further = 0
    for unit in units:
        facts = _Facts(unit, name, strict=units.header.tool == OWN_TOOL)
        one_sided = len(unit.variants) == 1 and _ONE_SIDED.fullmatch(unit.properties.get("x-shape", ""))
        if one_sided:
            pair = facts.pair(None, 0) if one_sided.group().startswith("0") else facts.pair(0, None)
            pairs_by_sides.append((None, pair))
            continue
        tags = [tag for tag, _ in unit.variants]
        ours = [place for place, tag in enumerate(tags) if language_of_tag(tag)]
        is_bilingual = len({language_of_tag(tags[place]) for place in ours}) == 2
        sides, places = (bilingual, ours) if is_bilingual else (foreign, list(range(len(tags))))
        chosen = sides.of([tags[place] for place in places], units.header.source_tag)
        if chosen is None:
            incomplete += 1
        else:
            pairs_by_sides.append((sides, facts.pair(places[chosen[0]], places[chosen[1]])))
            further += max(sum(1 for _, text in unit.variants if text) - 2, 0)
    made = _bitext(pairs_by_sides, bilingual if bilingual.tags[1] else foreign, incomplete, units.header, name)
    further_warnings = (*_further_warnings(further), *loss_warnings(units.lost_fields))
    return replace(made, warnings=(*made.warnings, *further_warnings, *repair_warnings(units.repaired)))


def _further_warnings(number: int) -> Iterator[str]:
    if number:
        yield _n(
            "{count:,} variant beyond the two of a pair left out (TMX to TMX keeps them)",
            "{count:,} variants beyond the two of a pair left out (TMX to TMX keeps them)",
            number,
        )


def repair_warnings(repaired: Counter[str]) -> Iterator[str]:
    """Yield one line for each kind of repair while reading.

    Args:
        repaired: the number of repairs, by rule of `aligner.formats.lint`.
    """
    if number := repaired["forbidden-character"]:
        yield _n(
            "{count:,} character that XML forbids left out", "{count:,} characters that XML forbids left out", number
        )
    if number := repaired["undefined-entity"]:
        yield _n(
            "{count:,} undefined entity read as what it stands for",
            "{count:,} undefined entities read as what they stand for",
            number,
        )


def _left_out(number: int, wanted: _Sides) -> str:
    """Return the warning about units that were left out because they lack one of the two languages."""
    if not all(wanted.tags):
        return _n(
            "{count:,} translation unit without two languages left out",
            "{count:,} translation units without two languages left out",
            number,
        )
    first, second = wanted.tags
    return _n(
        "{count:,} translation unit without both {first} and {second} left out",
        "{count:,} translation units without both {first} and {second} left out",
        number,
        first=first,
        second=second,
    )


def _bitext(
    pairs_by_sides: list[tuple[_Sides | None, Pair]], wanted: _Sides, incomplete: int, header: Header, name: str
) -> Bitext:
    """Return the bitext of the pairs in the two selected languages, and of the units with an empty side.

    The number of units that are left out becomes a warning.
    """
    pairs = [pair for sides, pair in pairs_by_sides if sides is None or sides is wanted]
    left_out = incomplete + len(pairs_by_sides) - len(pairs)
    warnings: tuple[str, ...] = ()
    if left_out:
        warnings = (_left_out(left_out, wanted),)
    return bitext_from_pairs(
        pairs,
        names=(header.properties.get("x-source-name", name), header.properties.get("x-target-name", name)),
        languages=(language_of_tag(wanted.tags[0]), language_of_tag(wanted.tags[1])),
        level="paragraph" if header.segment_type == "paragraph" else "sentence",
        signature=header.properties.get("x-signature", ""),
        warnings=warnings,
    )


class _Sides:
    """Decides which variants of a translation unit are the source and the target.

    The first unit determines the two languages for all units.
    """

    def __init__(self) -> None:
        self.tags = ["", ""]

    def of(self, tags: list[str], source_tag: str) -> tuple[int, int] | None:
        """Return the positions of source and target among the variants; ``None`` if one is missing.

        Args:
            tags: language tags of the variants that can be a side.
            source_tag: the source language in the header.
        """
        if not self.tags[0] and tags:
            named = _matching(tags, source_tag)
            self.tags[0] = source_tag if named is not None else tags[0]
        source = _matching(tags, self.tags[0])
        others = [tag for tag in tags if primary_subtag(tag) != primary_subtag(self.tags[0])]
        if not self.tags[1] and (others or len(tags) == 2):
            # Two variants in one language are the two sides of a file whose languages were not known.
            self.tags[1] = others[0] if others else tags[1]
        target = _matching(tags, self.tags[1], apart_from=source)
        if source is None or target is None:
            return None
        return source, target


def _matching(tags: list[str], wanted: str, apart_from: int | None = None) -> int | None:
    """Return the position of the wanted tag, else of the first tag with the same language.

    The position ``apart_from`` is skipped. The result is ``None`` if there is no such tag.
    """
    primary = primary_subtag(wanted)
    near = [number for number, tag in enumerate(tags) if number != apart_from and primary_subtag(tag) == primary]
    return next((number for number in near if tags[number].lower() == wanted.lower()), next(iter(near), None))


class _Facts(NamedTuple):
    """Reads the score, the confidence and other values of a bead from the properties of a unit.

    An invalid number is an error only if this program wrote the file.
    """

    unit: Unit
    name: str
    strict: bool

    def pair(self, source: int | None, target: int | None) -> Pair:
        """Return the pair of two variants with the values of the unit's properties.

        Args:
            source: position of the source variant; ``None`` for an empty side.
            target: position of the target variant; ``None`` for an empty side.
        """
        texts = ["" if place is None else self.unit.variants[place][1] for place in (source, target)]
        inlines = [
            () if place is None or not self.unit.inlines else self.unit.inlines[place] for place in (source, target)
        ]
        properties = self.unit.properties
        return Pair(
            texts[0],
            texts[1],
            self._number("x-score", float) or 0.0,
            self._number("x-confidence", float) or 0.0,
            self._number("x-source-line", int) or self.unit.line or None,
            self._number("x-target-line", int) or self.unit.line or None,
            properties.get("x-status", ""),
            inlines[0],
            inlines[1],
            properties.get("x-source-file", ""),
            properties.get("x-target-file", ""),
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
            raise InputError(
                _("{text!r} is not a valid {key}", text=text[:40], key=key), path=self.name, line=self.unit.line
            )
        return None


def _unit(element: _Element) -> Unit:
    variants = []
    inlines = []
    properties = {}
    for child in element:
        tag = local_name(child)
        if tag == "tuv":
            segment = next((part for part in child if local_name(part) == "seg"), None)
            text, codes = coded_text(segment)
            variants.append((tag_of(child), "" if text.isspace() else text))
            inlines.append(codes)
        elif tag == "prop":
            properties[child.get("type", "")] = child.text or ""
    codes_of_variants = tuple(inlines) if any(inlines) else ()
    return Unit(tuple(variants), properties, element.get("tuid", ""), line_of(element), codes_of_variants)


def _properties(element: _Element) -> dict[str, str]:
    return {child.get("type", ""): child.text or "" for child in element if local_name(child) == "prop"}


def tag_of(variant: _Element) -> str:
    """Return the language tag of a variant."""
    return (variant.get(XML_LANG) or variant.get("lang") or "").replace("_", "-")
