"""Write several translations of one source to one file: TMX, tables, JSON lines.

TMX 1.4b allows several variants in one language; the property ``x-file`` of a variant names its document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from aligner.bitext import Bitext, Document
from aligner.errors import UsageError
from aligner.formats.base import WriteOptions, one_sided_remark
from aligner.formats.inline_codes import inlines_of
from aligner.formats.tmx_units import Header, Unit, unit_id, write_units
from aligner.formats.translation_groups import Group, groups, names_of, tags_of_all
from aligner.formats.translation_table import write_table
from aligner.interface import _

FORMATS_OF_SEVERAL = ("tmx", "csv", "tsv", "xlsx", "pairs")
"""Formats that can hold several translations."""


def write_translations(
    bitexts: Sequence[Bitext],
    stream: BinaryIO,
    to: str,
    options: WriteOptions | None = None,
    min_confidence: float = 0.0,
) -> tuple[str, ...]:
    """Write several translations of one source to one file.

    Args:
        bitexts: at least one bitext; all have the same source segments.
        stream: the output stream.
        to: one of `FORMATS_OF_SEVERAL`.
        options: the language codes, and whether units without a source or without any translation are
            written.
        min_confidence: minimum confidence of a translation, 0 to 1; the text of a translation with a
            lower one is left out, unless a person made or confirmed it.

    Returns:
        One-line remarks on left-out units and altered texts.

    Raises:
        UsageError: the format can hold only one translation.
    """
    check_format(to)
    options = options or WriteOptions()
    if to == "tmx":
        return _write_tmx(bitexts, stream, options, min_confidence)
    if to == "pairs":
        return _write_jsonl(bitexts, stream, options, min_confidence)
    return write_table(bitexts, stream, to, min_confidence)


def check_format(to: str) -> None:
    """Raise `UsageError` for a format that can hold only one translation."""
    if to not in FORMATS_OF_SEVERAL:
        able = ", ".join(FORMATS_OF_SEVERAL)
        raise UsageError(
            _("{to} can hold only one translation of a text: write {able}, or align them one by one", to=to, able=able)
        )


def _write_tmx(
    bitexts: Sequence[Bitext], stream: BinaryIO, options: WriteOptions, min_confidence: float
) -> tuple[str, ...]:
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
        for group in groups(bitexts, min_confidence):
            unit = _unit(bitexts, group, tags, names)
            if (len(unit.variants) > 1 and group.ids) or (unit.variants and options.one_sided):
                yield unit
            else:
                left_out += 1

    remarks = write_units(units(), stream, header)
    return (*one_sided_remark(left_out, _("a translation unit needs the source and a translation")), *remarks)


def _properties(bitexts: Sequence[Bitext]) -> dict[str, str]:
    signatures = dict.fromkeys(bitext.signature for bitext in bitexts)
    return {"x-source-name": bitexts[0].source.name, "x-signature": "; ".join(filter(None, signatures))}


_Part = tuple[str, str, tuple[int, ...], Document, dict[str, str]]
"""The parts of a variant: its tag, text, segments, document and properties."""


def _unit(bitexts: Sequence[Bitext], group: Group, tags: Sequence[str], names: Sequence[str]) -> Unit:
    """Return the TMX unit of a group; a translation with an empty text gets no variant."""
    parts: list[_Part] = [(tags[0], group.source, group.ids, bitexts[0].source, {})]
    for number, variant in enumerate(group.variants):
        facts = {
            "x-file": names[number],
            "x-confidence": f"{variant.confidence:.4f}",
            "x-ids": " ".join(map(str, variant.ids)),
            "x-line": str(variant.line),
        }
        parts.append((tags[number + 1], variant.text, variant.ids, bitexts[number].target, facts))
    filled = [part for part in parts if part[1].strip()]
    variants = tuple((tag, text) for tag, text, _, _, _ in filled)
    inlines = tuple(inlines_of(document, ids) for _, _, ids, document, _ in filled)
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
        of_variants=tuple(facts for _, _, _, _, facts in filled),
    )


def _write_jsonl(
    bitexts: Sequence[Bitext], stream: BinaryIO, options: WriteOptions, min_confidence: float
) -> tuple[str, ...]:
    tags = tags_of_all(bitexts, options)
    names = names_of(bitexts)
    left_out = 0
    for number, group in enumerate(groups(bitexts, min_confidence)):
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
    return one_sided_remark(left_out, _("an object needs the source and a translation"))
