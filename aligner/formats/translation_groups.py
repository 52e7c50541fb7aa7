"""Group the beads of several translations of one source into units, by their source segments.

Translators divide sentences differently. If one translator joins two source sentences and another
keeps them apart, the unit has both source sentences, and all segments of each translation that are
paired with them. An addition in one translation becomes a unit without a source text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from aligner.bitext import Bead, Bitext, join_segments
from aligner.formats.base import WriteOptions
from aligner.formats.review_state import BY_PERSON
from aligner.formats.rows import first_line
from aligner.languages.tags import language_tags


class Variant(NamedTuple):
    """The part of one translation in a unit.

    Attributes:
        text: the text of this part; empty if the translation omits the unit.
        ids: 0-based numbers of the segments of this part, in ascending order.
        line: 1-based line on which the text begins; ``None`` without a text.
        confidence: the lowest confidence of the joined beads, 0 to 1.
        settled: whether a person made or confirmed all the joined beads.
    """

    text: str
    ids: tuple[int, ...]
    line: int | None
    confidence: float
    settled: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the translation omits the unit."""
        return not self.ids


class Group(NamedTuple):
    """One unit: segments of the source, and the part of each translation.

    Attributes:
        source: the source text; empty for an addition.
        ids: 0-based numbers of the source segments, in ascending order.
        line: 1-based line on which the source begins; ``None`` without a text.
        variants: one for each translation, in the order of the translations.
    """

    source: str
    ids: tuple[int, ...]
    line: int | None
    variants: tuple[Variant, ...]


def groups(bitexts: Sequence[Bitext], min_confidence: float = 0.0) -> Iterator[Group]:
    """Yield the units of several translations in source order.

    An addition follows the unit that precedes it in its translation.

    Args:
        bitexts: at least one bitext; all have the same source segments.
        min_confidence: the text of a part with a lower confidence is left empty, unless a person made
            or confirmed it.
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
            yield _group(bitexts, ids, [found.get(component, []) for found in beads], min_confidence)
        for number, found in enumerate(added):
            for bead in found.get(component, []):
                yield _group(
                    bitexts, [], [[bead] if place == number else [] for place in range(len(bitexts))], min_confidence
                )


def _components(bitexts: Sequence[Bitext]) -> list[int]:
    """Return, for each source segment, the number of the first segment in its unit.

    Segments are in one unit if a bead of any translation joins them, directly or through other
    segments.
    """
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


def _group(
    bitexts: Sequence[Bitext], ids: Sequence[int], beads: Sequence[Sequence[Bead]], min_confidence: float
) -> Group:
    source = bitexts[0].source
    text = join_segments([source.segments[number].text for number in ids], source.language)
    variants = tuple(_variant(bitext, joined, min_confidence) for bitext, joined in zip(bitexts, beads, strict=True))
    return Group(text, tuple(ids), first_line(source, tuple(ids)), variants)


def _variant(bitext: Bitext, beads: Sequence[Bead], min_confidence: float) -> Variant:
    ids = tuple(sorted(number for bead in beads for number in bead.target))
    confidence = min((bead.confidence for bead in beads), default=0.0)
    settled = bool(beads) and all(bead.status in BY_PERSON for bead in beads)
    if confidence < min_confidence and not settled:
        ids = ()
    return Variant(bitext.side_text("target", ids), ids, first_line(bitext.target, ids), confidence, settled)


def tags_of_all(bitexts: Sequence[Bitext], options: WriteOptions) -> tuple[str, ...]:
    """Return the language tags of the source and of each translation."""
    tags = [language_tags(bitext, options.language_codes) for bitext in bitexts]
    return (tags[0][0], *(target for _, target in tags))


def names_of(bitexts: Sequence[Bitext]) -> list[str]:
    """Return the file names of the translations; with their folders if the names alone are not unique."""
    paths = [bitext.target.name for bitext in bitexts]
    short = [Path(path).name or path for path in paths]
    return short if len(set(short)) == len(short) else paths
