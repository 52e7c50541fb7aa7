"""Documents with and without single omissions, aligned up to the question which segments were translated."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy
from numpy.typing import NDArray

from aligner.alignment.constraints import Constraints
from aligner.alignment.evidence import EvidenceWeights
from aligner.alignment.membership import Questions, questions_about
from aligner.alignment.omissions import RevisedPath, split_and_join
from aligner.alignment.scoring import BeadScorer
from aligner.alignment.spans import Shape
from aligner.bitext import Bead
from aligner.protocols import Embedder, TokenEmbedder
from benchmarks.bead_score.documents import KnownDocument
from benchmarks.perturbation.__main__ import aligned
from benchmarks.perturbation.damage import SIDES, Damaged, Side, undamaged, with_single_deletions
from benchmarks.perturbation.documents import KnownSet

Numbers = NDArray[numpy.float64]
SHARES = (0.01, 0.05, 0.15)
"""Of the segments of a side that are deleted one by one."""


@dataclass(frozen=True)
class Case:
    """A document as it is or damaged, and its path before segments are asked about.

    Attributes:
        set_name: of the set it is from.
        group: what is left out together: a chapter, or a whole set.
        share: of a side that was deleted; 0 where nothing was.
        side: where.
        damaged: the document and what was done to it.
        path: bead shapes in order.
        posteriors: of each bead.
        scorer: as rescoring returns it.
        embedder: as rescoring returns it.
    """

    set_name: str
    group: str
    share: float
    side: Side
    damaged: Damaged
    path: list[Shape]
    posteriors: Numbers
    scorer: BeadScorer
    embedder: TokenEmbedder | None

    @property
    def texts(self) -> tuple[Sequence[str], Sequence[str]]:
        """The segments of both sides."""
        return self.damaged.document.chinese, self.damaged.document.english

    def questions(self) -> Questions:
        """Return the questions about the path."""
        return questions_about(self.path, self.scorer.shapes, Constraints())

    def beads(self, weights: EvidenceWeights | None, *, words: bool = True) -> list[Bead]:
        """Return the beads after the segments were asked about with some weights; with ``None``, before."""
        path = self.path
        if weights is not None:
            embedder = self.embedder if words else None
            path = split_and_join(
                path,
                self.posteriors,
                self.scorer,
                self.texts,
                embedder=embedder,
                constraints=Constraints(),
                weights=weights,
            ).path
        return beads_of(path)


def beads_of(path: Sequence[Shape]) -> list[Bead]:
    """Return the beads of a path."""
    beads = []
    row = column = 0
    for height, width in path:
        beads.append(Bead(tuple(range(row, row + height)), tuple(range(column, column + width))))
        row, column = row + height, column + width
    return beads


def cases_of(known: KnownSet, embedder: Embedder, seeds: int, shares: Sequence[float] = SHARES) -> Iterator[Case]:
    """Align the documents of a set, undamaged and with single segments deleted from either side."""
    for number, document in enumerate(known.documents):
        group = f"{known.name}-{number // 2}" if known.name == "mac-dev" else known.name
        for share, side, damaged in variants(document, number, seeds, shares):
            yield recorded(known.name, group, share, side, damaged, embedder)


def variants(
    document: KnownDocument, number: int, seeds: int, shares: Sequence[float]
) -> Iterator[tuple[float, Side, Damaged]]:
    """Yield a document as it is, and with a share of either side deleted one by one."""
    yield 0.0, SIDES[0], undamaged(document)
    for seed in range(seeds):
        for share in shares:
            for side in SIDES:
                chance = random.Random(f"single {seed} {number} {share} {side}")
                yield share, side, with_single_deletions(document, side, share, chance)


def recorded(set_name: str, group: str, share: float, side: Side, damaged: Damaged, embedder: Embedder) -> Case:
    """Align a document and keep what stands before the segments are asked about."""
    kept: list[Any] = []

    def keep(path: list[Shape], posteriors: Numbers, scorer: BeadScorer, *_: Any, **how: Any) -> RevisedPath:
        kept[:] = [path, posteriors, scorer, how["embedder"]]
        return RevisedPath(path, posteriors, {})

    with mock.patch("aligner.alignment.align.split_and_join", keep):
        aligned(damaged.document, embedder)
    return Case(set_name, group, share, side, damaged, *kept)


def labels(case: Case, questions: Questions) -> NDArray[numpy.int64]:
    """Return 1 for segments that nothing translates, 0 for those that the bead's other side translates, else -1."""
    document = case.damaged.document
    owner = {(side, each): bead for bead in document.beads for side in (0, 1) for each in bead[side]}
    found = numpy.full(len(questions), -1)
    for number, (side, segment) in enumerate(zip(questions.sides.tolist(), questions.segments.tolist(), strict=True)):
        bead = owner[side, segment]
        last, size = questions.ends[number, 1 - side], questions.sizes[number, 1 - side]
        if not (bead[0] and bead[1]):
            found[number] = 1
        elif any(last - size < each <= last for each in bead[1 - side]):
            found[number] = 0
    return found
