"""Document adaptation: which beads are used and when; scores of the result come from the original model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy
import pytest

from aligner.alignment import align_segments
from aligner.alignment.document_adaptation import MAX_SEGMENTS, MIN_BEADS, adapted_embedder
from aligner.alignment.spans import Shape
from aligner.embedders import load_embedder
from aligner.protocols import AdaptableEmbedder, TokenEmbedder
from aligner.settings import AlignSettings
from tests.alignment.made import NAMED, Words, document

TEXTS = [f"word{number} thing{number}" for number in range(MIN_BEADS + 5)]


@dataclass(frozen=True)
class Learner(Words):
    """Remembers what it was shown; what it then says is another's vectors."""

    shown: list[tuple[list[str], list[str]]] = field(default_factory=list)

    def adapted(self, first: Sequence[str], second: Sequence[str]) -> TokenEmbedder:
        self.shown.append((list(first), list(second)))
        return Words(name="own")


def learnt(
    embedder: TokenEmbedder, path: Sequence[Shape], posteriors: Sequence[float], texts: Sequence[str] = TEXTS
) -> TokenEmbedder | None:
    return adapted_embedder(embedder, path, numpy.array(posteriors), (texts, texts), ("zh", "en"))


def test_only_likely_beads_with_two_sides_are_used() -> None:
    learner = Learner()
    path: list[Shape] = [(2, 1), (1, 0), (1, 1), (0, 2), *[(1, 1)] * MIN_BEADS]
    own = learnt(learner, path, [0.9, 0.9, 0.4, 0.9, *[0.5] * MIN_BEADS])
    assert own is not None
    assert own.name == "own"
    (first, second), *more = learner.shown
    assert not more
    assert len(first) == len(second) == MIN_BEADS + 1
    assert first[:2] == [TEXTS[0] + TEXTS[1], TEXTS[4]]  # Chinese is joined without a space
    assert second[:2] == [TEXTS[0], TEXTS[4]]


def test_too_few_beads_are_not_used() -> None:
    learner = Learner()
    assert learnt(learner, [(1, 1)] * (MIN_BEADS - 1), [1.0] * (MIN_BEADS - 1)) is None
    assert learnt(learner, [], []) is None
    assert not learner.shown


def test_very_long_texts_and_other_models_are_not_adapted() -> None:
    learner = Learner()
    assert (
        learnt(learner, [(1, 1)] * (MAX_SEGMENTS + 1), [1.0] * (MAX_SEGMENTS + 1), ["word"] * (MAX_SEGMENTS + 1))
        is None
    )
    assert learnt(Words(), [(1, 1)] * MIN_BEADS, [1.0] * MIN_BEADS) is None
    assert not learner.shown


def test_scores_in_the_report_are_the_model_s_own() -> None:
    chinese, english = NAMED
    bundled = load_embedder()
    assert isinstance(bundled, AdaptableEmbedder)
    there, here = document(chinese, "zh"), document(english, "en")
    beads = align_segments(there, here, bundled, AlignSettings())
    path, posteriors = [(len(bead.source), len(bead.target)) for bead in beads], [1.0] * len(beads)
    own = adapted_embedder(bundled, path, numpy.array(posteriors), (chinese, english), ("zh", "en"))
    assert own is not None
    assert not numpy.allclose(own.encode(english), bundled.encode(english), atol=1e-3)
    for bead in beads:
        if bead.source and bead.target:
            sides = (
                bundled.encode([chinese[n] for n in bead.source]).sum(axis=0),
                bundled.encode([english[n] for n in bead.target]).sum(axis=0),
            )
            cosine = sides[0] @ sides[1] / (numpy.linalg.norm(sides[0]) * numpy.linalg.norm(sides[1]))
            assert bead.score == pytest.approx(float(cosine), abs=1e-4)
