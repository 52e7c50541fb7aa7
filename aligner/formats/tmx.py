"""TMX 1.4b: one translation unit for each bead, for translation memories.

Beads with an empty side are left out by default, because a unit needs both languages. Characters
that XML 1.0 forbids are removed. Other values of a bead are in properties (``x-score``,
``x-confidence``, ``x-shape``, ``x-status``, ``x-review``, ``x-source-file``, ``x-source-ids``,
``x-source-line`` and the same for the target).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from aligner.bitext import Bead, Bitext
from aligner.formats.base import WriteOptions, one_sided_remark
from aligner.formats.inline_codes import inlines_of
from aligner.formats.review_state import review_of
from aligner.formats.rows import file_of, first_line
from aligner.formats.tmx_units import Header, Unit, unit_id, write_units
from aligner.formats.xml_characters import FORBIDDEN
from aligner.interface import _
from aligner.languages.tags import language_tags


@dataclass(frozen=True)
class Tmx:
    """The format TMX (Translation Memory eXchange).

    Attributes:
        options: the language codes of the variants, and whether one-sided beads are written.
    """

    options: WriteOptions = field(default_factory=WriteOptions)

    def with_options(self, options: WriteOptions) -> Tmx:
        """Return a copy of this format that writes with the given options."""
        return replace(self, options=options)

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write one unit for each bead; return remarks that count left-out beads and removed characters.

        Raises:
            UsageError: SOURCE_DATE_EPOCH is not a valid time.
        """
        tags = language_tags(bitext, self.options.language_codes)
        header = Header(
            tags[0],
            bitext.level if bitext.level in ("sentence", "paragraph") else "block",
            _without_empty(
                {
                    "x-source-name": bitext.source.name,
                    "x-target-name": bitext.target.name,
                    "x-signature": bitext.signature,
                }
            ),
        )
        left_out = 0

        def units() -> Iterator[Unit]:
            nonlocal left_out
            for bead in bitext.beads:
                unit = _unit(bitext, bead, tags)
                if len(unit.variants) == 2 or (unit.variants and self.options.one_sided):
                    yield unit
                else:
                    left_out += 1

        remarks = write_units(units(), stream, header)
        return (*one_sided_remark(left_out, _("a translation unit needs both")), *remarks)

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read the translation units as pairs; see `aligner.formats.tmx_reader.read`."""
        from aligner.formats.tmx_reader import read

        return read(stream, name)


def _unit(bitext: Bitext, bead: Bead, tags: tuple[str, str]) -> Unit:
    """Return the unit of a bead; a side whose text has no characters that XML allows gets no variant."""
    texts = bitext.source_text(bead), bitext.target_text(bead)
    has_texts = [_has_text(text) for text in texts]
    variants = tuple((tag, text) for tag, text, has_text in zip(tags, texts, has_texts, strict=True) if has_text)
    sides = ((bitext.source, bead.source), (bitext.target, bead.target))
    inlines = tuple(inlines_of(*side) for side, has_text in zip(sides, has_texts, strict=True) if has_text)
    name = unit_id((bead.source, bead.target), variants)
    return Unit(variants, _properties(bitext, bead), name, inlines=inlines if any(inlines) else ())


def _has_text(text: str) -> bool:
    return not text.isspace() and bool(FORBIDDEN.sub("", text).strip())


def _properties(bitext: Bitext, bead: Bead) -> dict[str, str]:
    # a pair from a file without scores stays without
    scored = bead.score or bead.confidence or bead.is_null
    properties = {
        "x-score": f"{round(float(bead.score), 4) + 0.0:.4f}" if scored else "",
        "x-confidence": f"{round(float(bead.confidence), 4) + 0.0:.4f}" if scored else "",
        "x-shape": bead.shape,
        "x-status": bead.status,
        "x-review": review_of(bitext, bead),
    }
    for side, document, ids in (("source", bitext.source, bead.source), ("target", bitext.target, bead.target)):
        if ids:
            properties[f"x-{side}-file"] = file_of(document, ids)
            properties[f"x-{side}-ids"] = " ".join(map(str, ids))
            properties[f"x-{side}-line"] = str(first_line(document, ids))
    return _without_empty(properties)


def _without_empty(properties: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in properties.items() if value}


TMX = Tmx()
