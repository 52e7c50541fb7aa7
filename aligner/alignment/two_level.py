"""Two levels: paragraphs and headings first, sentences inside them.

The blocks are aligned as if each were one segment. Between two beads of blocks that are both sure, and whose sides
are alike in length, the sentences' path must pass: that is a gate. Where the paragraphs of the two documents differ
there are no such beads, so there are no gates and the sentences are searched freely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from aligner.alignment.calibration import calibrated
from aligner.bitext import Bead, Document, Segment

AlignBlocks = Callable[[Document, Document], Sequence[Bead]]
"""Aligns two documents whose segments are whole blocks; the beads carry posteriors."""

SURE = 0.95
"""Confidence of a bead of blocks from which on its ends are trusted."""
MOST_UNLIKE = 1.6
"""The most by which the two sides' shares of their documents may differ, as a factor."""
FEWEST_SENTENCES = 1.2
"""Sentences a block below which blocks tell nothing more than sentences do."""


def block_gates(source: Document, target: Document, align: AlignBlocks) -> tuple[tuple[int, int], ...]:
    """Return the cells, as numbers of segments consumed, that the path of the sentences must pass, in order.

    Args:
        source: segmented into sentences.
        target: likewise.
        align: aligns the blocks.
    """
    wholes = [whole_blocks(document) for document in (source, target)]
    sizes = [block_sizes(document) for document in (source, target)]
    if any(sum(size) < FEWEST_SENTENCES * len(size) for size in sizes):
        return ()
    beads = calibrated(align(*wholes))
    if any(bead.status for bead in beads):  # moved blocks: what lies between them is for the sentences to find out
        return ()
    consumed = [[0, *accumulate(size)] for size in sizes]
    sure = [is_sure(bead, wholes) for bead in beads]
    return tuple(
        (consumed[0][bead.source[-1] + 1], consumed[1][bead.target[-1] + 1])
        for bead, (this, following) in zip(beads, pairwise(sure), strict=False)
        if this and following
    )


def whole_blocks(document: Document) -> Document:
    """Return the document with one segment for each block that has any."""
    first_last: dict[int, tuple[Segment, Segment]] = {}
    for segment in document.segments:
        first_last[segment.block] = (first_last.get(segment.block, (segment, segment))[0], segment)
    return document.with_segments(
        [
            Segment(document.blocks[block].text[first.start : last.end], block, first.start, last.end, first.line)
            for block, (first, last) in first_last.items()
        ]
    )


def block_sizes(document: Document) -> list[int]:
    """Return how many segments each block that has any holds."""
    sizes: dict[int, int] = {}
    for segment in document.segments:
        sizes[segment.block] = sizes.get(segment.block, 0) + 1
    return list(sizes.values())


def is_sure(bead: Bead, documents: Sequence[Document]) -> bool:
    """Tell whether a bead of blocks is one that sentences may rely on."""
    if bead.is_null or bead.confidence < SURE:
        return False
    shares = [
        sum(len(document.segments[number].text) for number in numbers) / text_length(document)
        for numbers, document in zip((bead.source, bead.target), documents, strict=True)
    ]
    return max(shares) <= MOST_UNLIKE * min(shares)


def text_length(document: Document) -> int:
    """Return the characters of all segments, at least 1."""
    return max(sum(len(segment.text) for segment in document.segments), 1)
