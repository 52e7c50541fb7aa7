"""Diagnostics of a finished alignment: warnings that a user should read before using it.

Agreement, not similarity, shows whether two documents are translations of each other. Two documents
about the same subject have similar segments everywhere. Only in translations are the two sides of a
bead each other's best match.
"""

from __future__ import annotations

import numpy

from aligner.alignment.spans import unit_rows
from aligner.bitext import Bitext
from aligner.cores import one_blas_thread
from aligner.interface import N_
from aligner.protocols import Embedder

SAMPLED_BEADS = 200
"""Maximum number of beads in the sample: enough for a share, and fast for any embedder."""
MIN_AGREEMENT = 0.3
"""Minimum product of agreement and coverage. Translations reach 0.5 (a very free novel; a translation without every
second sentence of either side) to 1.0; documents about one subject that do not belong together reach 0.24."""
MIN_MEAN_COSINE = 0.2
"""Minimum mean cosine of very short documents, where agreement may be chance."""
MIN_BEADS_FOR_AGREEMENT = 5
"""Minimum number of beads for which agreement is measured."""
NOT_TRANSLATIONS = "these do not look like translations of each other"
"""First words of the warnings that two documents are not translations of each other; files keep these in English."""
NO_COUNTERPARTS = N_("these do not look like translations of each other: no segment found a counterpart")
LOW_AGREEMENT = N_(
    "these do not look like translations of each other: few segments are more like their counterpart than like the "
    "rest; check that the two files belong together"
)
MIN_COVERAGE = 0.5
"""Minimum share of a document's characters in beads with two sides; below it, the document gets a warning."""
MIN_BEST_COVERAGE = 0.2
"""Minimum coverage of the better covered document; below it, the matches are chance."""


def diagnose(bitext: Bitext, embedder: Embedder) -> tuple[str, ...]:
    """Return warnings about signs that the two documents are not translations of each other."""
    aligned = [bead for bead in bitext.beads if not bead.is_null]
    if not aligned:
        return (NO_COUNTERPARTS,)
    shares = coverage(bitext)
    best_coverage = max(shares.values())
    if embedder.dimension == 1:  # all cosines are 1, so they are no evidence
        related = True
    elif len(aligned) < MIN_BEADS_FOR_AGREEMENT:
        related = sum(bead.score for bead in aligned) / len(aligned) >= MIN_MEAN_COSINE
    else:
        related = agreement(bitext, embedder) * best_coverage >= MIN_AGREEMENT
    if not related or best_coverage < MIN_BEST_COVERAGE:
        return (LOW_AGREEMENT,)
    return tuple(
        f"only {covered:.0%} of the text of {name} found a counterpart; see the unaligned segments"
        for name, covered in shares.items()
        if covered < MIN_COVERAGE
    )


def agreement(bitext: Bitext, embedder: Embedder) -> float:
    """Return the share of sampled beads whose two sides are each other's best match, 0 to 1."""
    aligned = [bead for bead in bitext.beads if not bead.is_null]
    places = numpy.unique(numpy.linspace(0, len(aligned) - 1, SAMPLED_BEADS).round().astype(int)).tolist()
    source = unit_rows(embedder.encode([bitext.source_text(aligned[place]) for place in places]))
    target = unit_rows(embedder.encode([bitext.target_text(aligned[place]) for place in places]))
    with one_blas_thread():
        similarity = source @ target.T
    own = numpy.arange(len(places))
    return float(((similarity.argmax(axis=1) == own) & (similarity.argmax(axis=0) == own)).mean())


def coverage(bitext: Bitext) -> dict[str, float]:
    """Return the share of each document's characters that are in beads with two sides, by document name."""
    shares = {}
    for document, side in ((bitext.source, "source"), (bitext.target, "target")):
        sizes = [len(segment.text) for segment in document.segments]
        aligned = sum(sizes[number] for bead in bitext.beads if not bead.is_null for number in getattr(bead, side))
        shares[document.name] = aligned / max(sum(sizes), 1)
    return shares
