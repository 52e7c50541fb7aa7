"""Confidence is lowered only in stretches that are much less similar than their document."""

from __future__ import annotations

from dataclasses import replace

from aligner.alignment.crossing import MOVED
from aligner.alignment.low_similarity import MIN_PAIRS, lower_confidence
from aligner.bitext import Bead


def document(cosines: list[float]) -> tuple[Bead, ...]:
    return tuple(Bead((n,), (n,), cosine, 0.95) for n, cosine in enumerate(cosines))


def test_a_stretch_of_low_similarity_gets_low_confidence() -> None:
    found = lower_confidence(document([0.6] * 30 + [0.25] * 20 + [0.6] * 30))
    assert all(bead.confidence == 0.95 for bead in found[:28] + found[52:])
    assert all(bead.confidence < 0.2 for bead in found[35:45])


def test_a_single_free_translation_keeps_its_confidence() -> None:
    beads = document([0.6] * 30 + [0.1] + [0.6] * 30)
    assert lower_confidence(beads) == beads


def test_short_documents_null_beads_and_statuses_are_left_alone() -> None:
    short = document([0.6] * (MIN_PAIRS // 2) + [0.1] * (MIN_PAIRS // 2 - 1))
    assert lower_confidence(short) == short
    beads = [replace(bead, status=MOVED) for bead in document([0.6] * 40 + [0.1] * 20)]
    assert lower_confidence(beads) == tuple(beads)
    alone = (*document([0.6] * 40), Bead((40,), (), 0.0, 0.9))
    assert lower_confidence(alone) == alone
    assert lower_confidence(document([0.0] * 30)) == document([0.0] * 30)
