"""Two-level alignment: paragraphs and headings are aligned first, then the sentences inside them.

The blocks are aligned as if each block were one segment. If two consecutive beads of blocks are
both trusted, the path of the sentences must pass the cell between them, which is a gate. If the
paragraphs of the two documents do not correspond, there are no trusted beads and no gates, and the
search for sentences is unconstrained.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from aligner.alignment.calibration import calibrate
from aligner.bitext import Bead, Document, Segment

AlignBlocks = Callable[[Document, Document], Sequence[Bead]]
"""Aligns two documents whose segments are whole blocks; the beads carry posteriors."""

MIN_CONFIDENCE = 0.95
"""Minimum confidence of a trusted bead of blocks."""
MAX_SHARE_RATIO = 1.6
"""Maximum ratio of the two sides' shares of their documents in a trusted bead."""
MIN_SENTENCES_PER_BLOCK = 1.2
"""Minimum mean number of sentences in a block; with fewer, blocks are no additional evidence."""


def block_gates(source: Document, target: Document, align: AlignBlocks) -> tuple[tuple[int, int], ...]:
    """Return the gates, which are the points that the path of the sentences must pass, in order.

    A gate is given as the number of source segments and the number of target segments before it.

    Args:
        source: document with sentences as segments.
        target: document with sentences as segments.
        align: function that aligns two documents with blocks as segments.
    """
    wholes = [whole_blocks(document) for document in (source, target)]
    sizes = [block_sizes(document) for document in (source, target)]
    if any(sum(size) < MIN_SENTENCES_PER_BLOCK * len(size) for size in sizes):
        return ()
    beads = calibrate(align(*wholes))
    if any(bead.status for bead in beads):  # with moved blocks, only sentences can show what is between them
        return ()
    consumed = [[0, *accumulate(size)] for size in sizes]
    sure = [is_trusted(bead, wholes) for bead in beads]
    return tuple(
        (consumed[0][bead.source[-1] + 1], consumed[1][bead.target[-1] + 1])
        for bead, (this, following) in zip(beads, pairwise(sure), strict=False)
        if this and following
    )


def whole_blocks(document: Document) -> Document:
    """Return the document with one segment for each block that has segments."""
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
    """Return the number of segments of each block that has segments."""
    sizes: dict[int, int] = {}
    for segment in document.segments:
        sizes[segment.block] = sizes.get(segment.block, 0) + 1
    return list(sizes.values())


def is_trusted(bead: Bead, documents: Sequence[Document]) -> bool:
    """Tell whether a bead of blocks is confident and its two sides have similar shares of their documents."""
    if bead.is_null or bead.confidence < MIN_CONFIDENCE:
        return False
    shares = [
        sum(len(document.segments[number].text) for number in numbers) / text_length(document)
        for numbers, document in zip((bead.source, bead.target), documents, strict=True)
    ]
    return max(shares) <= MAX_SHARE_RATIO * min(shares)


def text_length(document: Document) -> int:
    """Return the number of characters of all segments, at least 1."""
    return max(sum(len(segment.text) for segment in document.segments), 1)
