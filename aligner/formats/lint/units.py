"""Check translation units: languages, segments, order, ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from aligner.formats.lint.codes import better_tag, is_good_tag
from aligner.formats.lint.dates import date_findings
from aligner.formats.lint.facts import Facts
from aligner.formats.lint.findings import Finding
from aligner.formats.lint.inline import inline_findings
from aligner.formats.tmx_units import MAX_SEGMENT_CHARACTERS
from aligner.formats.xml_stream import XML_LANG, line_of, local_name
from aligner.interface import _
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN_CHARACTER, han_count
from aligner.languages.tags import language_of_tag, normalised_tag, primary_subtag

if TYPE_CHECKING:
    from lxml.etree import _Element

_REMARKS = ("note", "prop")
_LATIN = re.compile("[A-Za-z]")


def unit_findings(unit: _Element, source_tag: str, facts: Facts) -> Iterator[Finding]:
    """Yield the findings for a unit.

    A caller that repairs the file must repair each finding before it requests the next one.

    Args:
        unit: the ``tu`` element.
        source_tag: the ``srclang`` of the header.
        facts: counts over the units so far; this function adds the unit to them.
    """
    yield from _id_findings(unit, facts)
    yield from date_findings(unit)
    yield from _order_findings(unit, "tuv")
    for variant in _variants(unit):
        yield from _language_findings(variant)
        yield from date_findings(variant)
        yield from _order_findings(variant, "seg")
        yield from _segment_findings(variant)
    yield from _empty_findings(unit)
    yield from _set_findings(unit, unit.get("srclang") or source_tag)
    yield from _swapped_findings(unit)
    facts.add([_tag(variant) for variant in _variants(unit)])


def is_incomplete(unit: _Element) -> bool:
    """Whether a repaired unit has fewer than two variants; every tool skips such a unit."""
    return len(_variants(unit)) < 2


def _variants(unit: _Element) -> list[_Element]:
    return [child for child in unit if local_name(child) == "tuv"]


def _tag(variant: _Element) -> str:
    return (variant.get(XML_LANG) or variant.get("lang") or "").strip()


def _text(variant: _Element) -> str:
    return "".join("".join(map(str, part.itertext())) for part in variant if local_name(part) == "seg")


def _id_findings(unit: _Element, facts: Facts) -> Iterator[Finding]:
    name = unit.get("tuid")
    if name is None:
        return
    if hash(name) in facts.ids:
        message = _("the tuid {name!r} has been used before", name=name[:40])
        yield Finding("duplicate-id", line_of(unit), message, "removed", partial(unit.attrib.pop, "tuid"))
    facts.ids.add(hash(name))


def _order_findings(parent: _Element, last: str) -> Iterator[Finding]:
    """Yield findings for child elements in the wrong order, and for unknown elements.

    Notes and properties (``note``, ``prop``) must precede the first element with the name ``last``.

    Args:
        parent: a ``tu`` or ``tuv`` element.
        last: name of the child elements that come last, such as ``tuv`` in a ``tu``.
    """
    seen = False
    for child in list(parent):
        name = local_name(child)
        seen = seen or name == last
        if seen and name in _REMARKS:
            message = _("a {name} after the first {last}", name=name, last=last)
            yield Finding("order", line_of(child), message, _("moved to the front"), partial(_to_front, parent, child))
        elif name not in (*_REMARKS, last, ""):
            yield Finding(
                "unknown-element", line_of(child), _("<{name}> in a {parent}", name=name, parent=local_name(parent))
            )


def _to_front(parent: _Element, child: _Element) -> None:
    place = sum(1 for other in parent if local_name(other) in _REMARKS and parent.index(other) < parent.index(child))
    firsts = [number for number, other in enumerate(parent) if local_name(other) not in _REMARKS]
    child.tail = parent[-1].tail if len(parent) else None
    parent.insert(min(firsts[0] if firsts else place, place), child)


def _language_findings(variant: _Element) -> Iterator[Finding]:
    line = line_of(variant)
    if variant.get(XML_LANG) is None and variant.get("lang"):
        yield Finding(
            "language-attribute",
            line,
            _("the tuv has lang, not xml:lang"),
            "renamed",
            partial(_rename_language, variant),
        )
    tag = _tag(variant)
    if not tag:
        yield Finding("language-missing", line, _("a tuv without a language"))
    elif not is_good_tag(tag):
        better = better_tag(tag)
        remedy = _("written as {better}", better=better) if better else ""
        repair = partial(variant.set, XML_LANG, better) if better else None
        yield Finding(
            "language-code", line, _("{tag!r} is not a language code that tools know", tag=tag), remedy, repair
        )


def _rename_language(variant: _Element) -> None:
    variant.set(XML_LANG, variant.attrib.pop("lang"))


def _segment_findings(variant: _Element) -> Iterator[Finding]:
    segments = [part for part in variant if local_name(part) == "seg"]
    if len(segments) != 1:
        yield Finding("segment-missing", line_of(variant), _("{segments} seg in a tuv", segments=len(segments) or "no"))
    for segment in segments:
        yield from inline_findings(segment)
        length = sum(len(str(text)) for text in segment.itertext())
        if length > MAX_SEGMENT_CHARACTERS:
            yield Finding("segment-long", line_of(segment), _("a segment of {length:,} characters", length=length))


def _empty_findings(unit: _Element) -> Iterator[Finding]:
    for variant in _variants(unit):
        if not _text(variant).strip():
            message = _("the text in {variant} is empty", variant=_tag(variant) or "an unknown language")
            yield Finding("segment-empty", line_of(variant), message, "removed", partial(unit.remove, variant))


def _set_findings(unit: _Element, source_tag: str) -> Iterator[Finding]:
    """Yield the findings on all variants of a unit together, such as two variants in one language."""
    line = line_of(unit)
    seen: dict[str, _Element] = {}
    for variant in _variants(unit):
        tag = normalised_tag(_tag(variant))
        if tag and tag in seen:
            same = _text(seen[tag]) == _text(variant)
            repair = partial(unit.remove, variant) if same else None
            yield Finding(
                "language-twice",
                line_of(variant),
                _("a second tuv in {tag}", tag=tag),
                "removed" if same else "",
                repair,
            )
        seen.setdefault(tag, variant)
    if len(_variants(unit)) < 2:
        yield Finding("translation-missing", line, _("fewer than two variants"), _("the unit is left out"), _nothing)
        return
    wanted = normalised_tag(source_tag)
    if source_tag.lower() in ("", "*all*") or wanted in seen:
        return
    near = [tag for tag in seen if primary_subtag(tag) == primary_subtag(wanted)]
    if near:
        yield Finding(
            "source-region",
            line,
            _("the source language is {source_tag}, the unit has {near}", source_tag=source_tag, near=near[0]),
        )
    else:
        yield Finding(
            "source-missing", line, _("no variant in the source language {source_tag}", source_tag=source_tag)
        )


def _nothing() -> None:
    """Do nothing: the repair function of a finding whose unit is not written to the output at all."""


def _swapped_findings(unit: _Element) -> Iterator[Finding]:
    by_language = {language_of_tag(_tag(variant)): variant for variant in _variants(unit)}
    english, chinese = by_language.get(ENGLISH), by_language.get(CHINESE)
    if english is None or chinese is None:
        return
    texts = _text(english), _text(chinese)
    english_is_chinese = han_count(texts[0]) > len(_LATIN.findall(texts[0]))
    if english_is_chinese and _LATIN.search(texts[1]) and not HAN_CHARACTER.search(texts[1]):
        yield Finding("languages-swapped", line_of(unit), _("the English text is Chinese, the Chinese text is English"))
