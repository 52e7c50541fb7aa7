"""Document adaptation: the embedder learns the words and names of a document from its first alignment.

Only beads with a posterior of at least one half are used. Very long texts are not adapted: they have enough certain
beads, and the adaptation would take longer than the alignment.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from aligner.alignment.spans import Shape
from aligner.bitext import join_segments
from aligner.protocols import AdaptableEmbedder, TokenEmbedder

MIN_POSTERIOR = 0.5
"""Minimum posterior of a bead that is used for adaptation."""
MIN_BEADS = 20
"""Minimum number of such beads; with fewer, there is too little to learn."""
MAX_SEGMENTS = 8_000
"""Maximum number of segments on the longer side of an adapted document, to limit the time."""


def adapted_embedder(
    embedder: TokenEmbedder,
    path: Sequence[Shape],
    posteriors: NDArray[numpy.float64],
    texts: tuple[Sequence[str], Sequence[str]],
    languages: tuple[str | None, str | None],
) -> TokenEmbedder | None:
    """Return the embedder adapted to a document.

    Args:
        embedder: embedder with which the path was found.
        path: bead shapes in order.
        posteriors: posterior of each bead, shape (len(path),).
        texts: segments of the two sides.
        languages: languages of the two sides; they determine how segments are joined.

    Returns:
        The adapted embedder; ``None`` if the embedder cannot be adapted or there are too few beads.
    """
    if not isinstance(embedder, AdaptableEmbedder) or max(map(len, texts)) > MAX_SEGMENTS:
        return None
    ends = numpy.cumsum(numpy.array(path, numpy.int64).reshape(-1, 2), axis=0)
    likely = [place for place, shape in enumerate(path) if min(shape) and posteriors[place] >= MIN_POSTERIOR]
    if len(likely) < MIN_BEADS:
        return None
    first, second = (
        [
            join_segments(side[end - path[place][number] : end], language)
            for place, end in zip(likely, ends[likely, number].tolist(), strict=True)
        ]
        for number, (side, language) in enumerate(zip(texts, languages, strict=True))
    )
    return embedder.adapted(first, second)
