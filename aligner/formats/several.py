"""Several translations of one source in one file: the beads of all, joined over the segments of the source.

Translators cut sentences differently: where one joins two source sentences and another keeps them apart, the unit
holds both source sentences, and of each translation all that stands beside them. What only a translation has stands in
a unit without a source text. TMX 1.4b permits several variants in one language; ``x-file`` at each names its document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from aligner.bitext import Bead, Bitext, Document, join_segments
from aligner.errors import UsageError
from aligner.formats.base import WriteOptions, one_sided_remark
from aligner.formats.inline_codes import inlines_of
from aligner.formats.review_state import BY_PERSON
from aligner.formats.rows import first_line
from aligner.formats.tmx_units import Header, Unit, unit_id, write_units
from aligner.languages.tags import language_tags

ABLE = ("tmx", "csv", "tsv", "xlsx", "pairs")
"""Formats that hold several translations."""


class Variant(NamedTuple):
    """What one translation says of a unit.

    Attributes:
        text: empty where it leaves the unit out.
        ids: 0-based numbers of its segments, ascending.
        line: 1-based line on which it begins; ``None`` without a text.
        confidence: the least of the beads that were joined, 0 to 1.
        settled: whether a person made or confirmed all of them.
    """

    text: str
    ids: tuple[int, ...]
    line: int | None
    confidence: float
    settled: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the translation leaves the unit out."""
        return not self.ids


class Group(NamedTuple):
    """One unit: segments of the source, and what each translation makes of them.

    Attributes:
        source: the text; empty for what only a translation has.
        ids: 0-based numbers of the source's segments, ascending.
        line: 1-based line on which the source begins; ``None`` without a text.
        variants: one a translation, in their order.
    """

    source: str
    ids: tuple[int, ...]
    line: int | None
    variants: tuple[Variant, ...]


def groups(bitexts: Sequence[Bitext], least: float = 0.0) -> Iterator[Group]:
    """Yield the units of several translations, in the order of the source; additions behind what they follow.

    Args:
        bitexts: at least one, all of the same source segments.
        least: confidence below which a translation's part of a unit is left empty, unless a person settled it.
    """
    of_segment = _components(bitexts)
    members: dict[int, list[int]] = {}
    for number, component in enumerate(of_segment):
        members.setdefault(component, []).append(number)
    beads: list[dict[int, list[Bead]]] = []
    added: list[dict[int, list[Bead]]] = []
    for bitext in bitexts:
        with_source: dict[int, list[Bead]] = {}
        without: dict[int, list[Bead]] = {}
        place = -1
        for bead in bitext.beads:
            place = of_segment[bead.source[0]] if bead.source else place
            (with_source if bead.source else without).setdefault(place, []).append(bead)
        beads.append(with_source)
        added.append(without)
    for component, ids in [(-1, list[int]()), *members.items()]:
        if ids:
            yield _group(bitexts, ids, [found.get(component, []) for found in beads], least)
        for number, found in enumerate(added):
            for bead in found.get(component, []):
                yield _group(bitexts, [], [[bead] if place == number else [] for place in range(len(bitexts))], least)


def _components(bitexts: Sequence[Bitext]) -> list[int]:
    """Return for each source segment the first one that it is in a unit with, by way of any bead of any translation."""
    parents = list(range(len(bitexts[0].source.segments)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for bitext in bitexts:
        for bead in bitext.beads:
            for number in bead.source[1:]:
                first, second = sorted((root(bead.source[0]), root(number)))
                parents[second] = first
    return [root(number) for number in range(len(parents))]


def _group(bitexts: Sequence[Bitext], ids: Sequence[int], beads: Sequence[Sequence[Bead]], least: float) -> Group:
    source = bitexts[0].source
    text = join_segments([source.segments[number].text for number in ids], source.language)
    variants = tuple(_variant(bitext, joined, least) for bitext, joined in zip(bitexts, beads, strict=True))
    return Group(text, tuple(ids), first_line(source, tuple(ids)), variants)


def _variant(bitext: Bitext, beads: Sequence[Bead], least: float) -> Variant:
    ids = tuple(sorted(number for bead in beads for number in bead.target))
    confidence = min((bead.confidence for bead in beads), default=0.0)
    settled = bool(beads) and all(bead.status in BY_PERSON for bead in beads)
    if confidence < least and not settled:
        ids = ()
    return Variant(bitext.side_text("target", ids), ids, first_line(bitext.target, ids), confidence, settled)


def write_several(
    bitexts: Sequence[Bitext],
    stream: BinaryIO,
    to: str,
    options: WriteOptions | None = None,
    least: float = 0.0,
) -> tuple[str, ...]:
    """Write several translations of one source.

    Args:
        bitexts: at least one, all of the same source segments.
        stream: where to.
        to: one of `ABLE`.
        options: the language codes, and whether units without a source or without any translation are written.
        least: see `groups`.

    Returns:
        one-line remarks on what was left out or altered.

    Raises:
        UsageError: the format holds one translation only.
    """
    check_able(to)
    options = options or WriteOptions()
    if to == "tmx":
        return _write_tmx(bitexts, stream, options, least)
    if to == "pairs":
        return _write_jsonl(bitexts, stream, options, least)
    from aligner.formats.several_table import write_table

    return write_table(bitexts, stream, to, least)


def check_able(to: str) -> None:
    """Raise a `UsageError` for a format that holds one translation only."""
    if to not in ABLE:
        raise UsageError(f"{to} holds one translation of a text: write {', '.join(ABLE)}, or align them one by one")


def tags_of_all(bitexts: Sequence[Bitext], options: WriteOptions) -> tuple[str, ...]:
    """Return the language tags of the source and of each translation, by their scripts."""
    tags = [language_tags(bitext, options.language_codes) for bitext in bitexts]
    return (tags[0][0], *(target for _, target in tags))


def names_of(bitexts: Sequence[Bitext]) -> list[str]:
    """Return the names of the translations' files, without their folders unless that would make two the same."""
    paths = [bitext.target.name for bitext in bitexts]
    short = [Path(path).name or path for path in paths]
    return short if len(set(short)) == len(short) else paths


def _write_tmx(bitexts: Sequence[Bitext], stream: BinaryIO, options: WriteOptions, least: float) -> tuple[str, ...]:
    tags = tags_of_all(bitexts, options)
    names = names_of(bitexts)
    level = bitexts[0].level
    header = Header(
        tags[0],
        level if level in ("sentence", "paragraph") else "block",
        {key: text for key, text in _properties(bitexts).items() if text},
    )
    left_out = 0

    def units() -> Iterator[Unit]:
        nonlocal left_out
        for group in groups(bitexts, least):
            unit = _unit(bitexts, group, tags, names)
            if (len(unit.variants) > 1 and group.ids) or (unit.variants and options.one_sided):
                yield unit
            else:
                left_out += 1

    remarks = write_units(units(), stream, header)
    return (*one_sided_remark(left_out, "a translation unit needs the source and a translation"), *remarks)


def _properties(bitexts: Sequence[Bitext]) -> dict[str, str]:
    signatures = dict.fromkeys(bitext.signature for bitext in bitexts)
    return {"x-source-name": bitexts[0].source.name, "x-signature": "; ".join(filter(None, signatures))}


_Part = tuple[str, str, tuple[int, ...], Document, dict[str, str]]
"""What becomes a variant: its tag, text, segments, document and properties."""


def _unit(bitexts: Sequence[Bitext], group: Group, tags: Sequence[str], names: Sequence[str]) -> Unit:
    """Return the unit of a group; a text that is empty has no variant."""
    parts: list[tuple[str, str, tuple[int, ...], Document, dict[str, str]]] = [
        (tags[0], group.source, group.ids, bitexts[0].source, {})
    ]
    for number, variant in enumerate(group.variants):
        facts = {
            "x-file": names[number],
            "x-confidence": f"{variant.confidence:.4f}",
            "x-ids": " ".join(map(str, variant.ids)),
            "x-line": str(variant.line),
        }
        parts.append((tags[number + 1], variant.text, variant.ids, bitexts[number].target, facts))
    held = [part for part in parts if part[1].strip()]
    variants = tuple((tag, text) for tag, text, _, _, _ in held)
    inlines = tuple(inlines_of(document, ids) for _, _, ids, document, _ in held)
    shape = "-".join(str(len(part[2])) for part in parts)
    position = (group.ids, *(variant.ids for variant in group.variants))
    properties = {
        "x-source-ids": " ".join(map(str, group.ids)),
        "x-source-line": str(group.line or ""),
        "x-shape": shape,
    }
    return Unit(
        variants,
        {key: text for key, text in properties.items() if text},
        unit_id(position, variants),
        inlines=inlines if any(inlines) else (),
        of_variants=tuple(facts for _, _, _, _, facts in held),
    )


def _write_jsonl(bitexts: Sequence[Bitext], stream: BinaryIO, options: WriteOptions, least: float) -> tuple[str, ...]:
    tags = tags_of_all(bitexts, options)
    names = names_of(bitexts)
    left_out = 0
    for number, group in enumerate(groups(bitexts, least)):
        if not options.one_sided and (not group.ids or all(variant.is_empty for variant in group.variants)):
            left_out += 1
            continue
        record = {
            "source": group.source,
            "targets": [variant.text for variant in group.variants],
            "source_lang": tags[0],
            "target_langs": list(tags[1:]),
            "target_files": names,
            "id": number,
            "source_ids": list(group.ids),
            "target_ids": [list(variant.ids) for variant in group.variants],
            "confidences": [round(variant.confidence, 4) for variant in group.variants],
            "source_line": group.line,
            "target_lines": [variant.line for variant in group.variants],
        }
        stream.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    return one_sided_remark(left_out, "an object needs the source and a translation")
