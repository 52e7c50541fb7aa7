"""Merge bitexts, remove duplicates, and select pairs by confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from aligner.bitext import Bead, Bitext, Document, Segment
from aligner.errors import UsageError
from aligner.formats.inline_codes import inlines_of
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.review_state import BY_PERSON, REJECTED, is_doubtful
from aligner.formats.rows import file_of, first_line
from aligner.interface import _


def merge(bitexts: Sequence[Bitext]) -> Bitext:
    """Return one bitext with the beads of all bitexts, in their order.

    Args:
        bitexts: at least one bitext. If a bitext has the two languages in the opposite order of the
            first bitext, its sides are exchanged.

    Raises:
        UsageError: the bitexts are not in the same two languages.
    """
    first = bitexts[0]
    if len(bitexts) == 1:
        return first
    in_one_direction = [_directed(bitext, first) for bitext in bitexts]
    beads: list[Bead] = []
    before = [0, 0]
    for bitext in in_one_direction:
        for bead in bitext.beads:
            ids = [
                tuple(number + offset for number in side)
                for side, offset in zip((bead.source, bead.target), before, strict=True)
            ]
            beads.append(replace(bead, source=ids[0], target=ids[1]))
        before = [before[0] + len(bitext.source.segments), before[1] + len(bitext.target.segments)]
    return Bitext(
        _joined([bitext.source for bitext in in_one_direction]),
        _joined([bitext.target for bitext in in_one_direction]),
        tuple(beads),
        first.level,
        first.signature if len({bitext.signature for bitext in in_one_direction}) == 1 else "",
        tuple(chain.from_iterable(bitext.warnings for bitext in in_one_direction)),
    )


def _directed(bitext: Bitext, first: Bitext) -> Bitext:
    languages = (bitext.source.language, bitext.target.language)
    wanted = (first.source.language, first.target.language)
    if languages == wanted or not bitext.beads:
        return bitext
    if languages == wanted[::-1]:
        return bitext.mirrored()
    raise UsageError(
        _(
            "{name} and {other} are not in the same two languages: they cannot be merged into one file",
            name=first.source.name,
            other=bitext.source.name,
        )
    )


def _joined(documents: Sequence[Document]) -> Document:
    segments: list[Segment] = []
    before = 0
    for document in documents:
        segments.extend(replace(segment, block=segment.block + before) for segment in document.segments)
        before += len(document.blocks)
    return replace(
        documents[0],
        name="; ".join(dict.fromkeys(document.name for document in documents)),
        blocks=tuple(
            replace(block, file=block.file or document.name) for document in documents for block in document.blocks
        ),
        segments=tuple(segments),
        removed=tuple(chain.from_iterable(document.removed for document in documents)),
    )


def without_duplicates(bitext: Bitext) -> tuple[Bitext, int]:
    """Return the bitext without duplicate beads, and the number of beads removed.

    A bead is a duplicate if an earlier bead has the same two texts. Each side of a remaining bead
    becomes one segment, because the documents are no longer complete.
    """
    dropped = 0

    def pairs() -> Iterator[Pair]:
        nonlocal dropped
        seen = set()
        for bead in bitext.beads:
            texts = bitext.source_text(bead), bitext.target_text(bead)
            if texts in seen:
                dropped += 1
                continue
            seen.add(texts)
            yield Pair(
                *texts,
                bead.score,
                bead.confidence,
                first_line(bitext.source, bead.source),
                first_line(bitext.target, bead.target),
                bead.status,
                inlines_of(bitext.source, bead.source),
                inlines_of(bitext.target, bead.target),
                file_of(bitext.source, bead.source),
                file_of(bitext.target, bead.target),
            )

    made = bitext_from_pairs(
        pairs(),
        names=(bitext.source.name, bitext.target.name),
        languages=(bitext.source.language, bitext.target.language),
        level=bitext.level,
        signature=bitext.signature,
        warnings=bitext.warnings,
    )
    return (made, dropped) if dropped else (bitext, 0)


def sure_pairs(bitext: Bitext, min_confidence: float) -> Bitext:
    """Return a bitext without beads that have a lower confidence than ``min_confidence`` or were rejected.

    Beads without a confidence, and beads that a person confirmed or made, are kept.
    """
    beads = tuple(
        bead
        for bead in bitext.beads
        if bead.status != REJECTED
        and (bead.status in BY_PERSON or bead.confidence >= min_confidence or not _is_stated(bead))
    )
    return replace(bitext, beads=beads)


def pairs_without_doubt(bitext: Bitext) -> Bitext:
    """Return a bitext with only the pairs that need no review.

    These have two sides, are not rejected, and have a high enough confidence or a person's approval.
    """
    beads = tuple(
        bead for bead in bitext.beads if not bead.is_null and bead.status != REJECTED and not is_doubtful(bead)
    )
    return replace(bitext, beads=beads)


def _is_stated(bead: Bead) -> bool:
    """Whether the file gives a score or a confidence for a bead; files of other programs give neither."""
    return bool(bead.score or bead.confidence)


def without_rejected(bitext: Bitext) -> tuple[Bitext, int]:
    """Return a bitext without the beads that a person rejected, and the number of these beads."""
    beads = tuple(bead for bead in bitext.beads if bead.status != REJECTED)
    return replace(bitext, beads=beads), len(bitext.beads) - len(beads)
