"""What a first look at a document teaches the embedder for the closer one: the document's own words and names.

Only beads that are more likely right than not are learnt from. Very long texts do without: they have sure beads enough,
and learning would take longer than aligning them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Shape
from aligner.bitext import join_segments
from aligner.protocols import AdaptableEmbedder, TokenEmbedder

LIKELY = 0.5
"""Posterior from which on a bead is learnt from."""
FEWEST = 20
"""Likely beads below which there is little to learn."""
MOST = 8_000
"""Segments on the longer side up to which learning is worth its time."""


def own_embedder(
    embedder: TokenEmbedder,
    path: Sequence[Shape],
    posteriors: NDArray[numpy.float64],
    texts: tuple[Sequence[str], Sequence[str]],
    languages: tuple[str | None, str | None],
) -> TokenEmbedder | None:
    """Return the embedder adapted to a document, or ``None`` where it cannot learn or there is too little to learn.

    Args:
        embedder: that the path was found with.
        path: bead shapes in order.
        posteriors: of each bead, shape (len(path),).
        texts: the segments of the two sides.
        languages: of the two, which say how segments are joined.
    """
    if not isinstance(embedder, AdaptableEmbedder) or max(map(len, texts)) > MOST:
        return None
    ends = numpy.cumsum(numpy.array(path, numpy.int64).reshape(-1, 2), axis=0)
    likely = [place for place, shape in enumerate(path) if min(shape) and posteriors[place] >= LIKELY]
    if len(likely) < FEWEST:
        return None
    first, second = (
        [
            join_segments(side[end - path[place][number] : end], language)
            for place, end in zip(likely, ends[likely, number].tolist(), strict=True)
        ]
        for number, (side, language) in enumerate(zip(texts, languages, strict=True))
    )
    return embedder.adapted(first, second)
