"""Remarks on a finished alignment that a user should read before trusting it.

Whether two documents are translations at all is told by agreement, not by similarity: two documents of one subject are
similar throughout, but only in translations are the two sides of a bead each other's best match.
"""

from __future__ import annotations

import numpy

from aligner.alignment.spans import unit_rows
from aligner.bitext import Bitext
from aligner.interface import N_
from aligner.protocols import Embedder

SAMPLE = 200
"""Beads looked at: enough for a share, and quick for any embedder."""
LEAST_AGREEMENT = 0.3
"""Of the text, counting what found no counterpart: real translations reach 0.5 (a very free novel; one that lacks every
second sentence of either side) to 1.0, documents of one subject that do not belong together 0.24 at the most."""
LEAST_COSINE = 0.2
"""For documents so short that sides find each other by chance."""
FEW = 5
NO_TRANSLATIONS = "these do not look like translations of each other"
"""First words of the warnings that two documents are no translations of each other; files keep these in English."""
NONE_FOUND = N_("these do not look like translations of each other: no segment found a counterpart")
FEW_AGREE = N_(
    "these do not look like translations of each other: few segments are more like their counterpart than like the "
    "rest; check that the two files belong together"
)
LEAST_COVERAGE = 0.5
LEAST_RELATED = 0.2
"""Share of the text that found a counterpart, in the document where more did, below which the rest is chance."""


def doubts(bitext: Bitext, embedder: Embedder) -> tuple[str, ...]:
    """Return one line for each reason to doubt that the two documents are translations of each other."""
    aligned = [bead for bead in bitext.beads if not bead.is_null]
    if not aligned:
        return (NONE_FOUND,)
    shares = coverage(bitext)
    found = max(shares.values())
    if embedder.dimension == 1:  # all cosines are 1: nothing to tell it by
        related = True
    elif len(aligned) < FEW:
        related = sum(bead.score for bead in aligned) / len(aligned) >= LEAST_COSINE
    else:
        related = agreement(bitext, embedder) * found >= LEAST_AGREEMENT
    if not related or found < LEAST_RELATED:
        return (FEW_AGREE,)
    return tuple(
        f"only {covered:.0%} of the text of {name} found a counterpart; see the unaligned segments"
        for name, covered in shares.items()
        if covered < LEAST_COVERAGE
    )


def agreement(bitext: Bitext, embedder: Embedder) -> float:
    """Return the share of beads whose two sides are each other's best match among a sample of all beads."""
    aligned = [bead for bead in bitext.beads if not bead.is_null]
    places = numpy.unique(numpy.linspace(0, len(aligned) - 1, SAMPLE).round().astype(int)).tolist()
    source = unit_rows(embedder.encode([bitext.source_text(aligned[place]) for place in places]))
    target = unit_rows(embedder.encode([bitext.target_text(aligned[place]) for place in places]))
    similarity = source @ target.T
    own = numpy.arange(len(places))
    return float(((similarity.argmax(axis=1) == own) & (similarity.argmax(axis=0) == own)).mean())


def coverage(bitext: Bitext) -> dict[str, float]:
    """Return for each document, by name, the share of its characters that stand in beads with two sides."""
    shares = {}
    for document, side in ((bitext.source, "source"), (bitext.target, "target")):
        sizes = [len(segment.text) for segment in document.segments]
        aligned = sum(sizes[number] for bead in bitext.beads if not bead.is_null for number in getattr(bead, side))
        shares[document.name] = aligned / max(sum(sizes), 1)
    return shares
