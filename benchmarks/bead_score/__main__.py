"""``python -m benchmarks.bead_score``: fit the weights, report them leave-one-chapter-out, print them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import click
import numpy
import scipy.optimize

from aligner.alignment import align_segments
from aligner.alignment.weights import ScoreWeights, store_weights
from aligner.bitext import Bead, Block, Document, Language, Segment
from aligner.embedders import load_embedder
from aligner.evaluate import evaluate, pool, score
from aligner.protocols import Embedder
from aligner.settings import AlignSettings
from benchmarks.bead_score.documents import KnownDocument, damaged, gold_document, pair_documents, pieces
from benchmarks.bead_score.lattice import BEAD, CUTS, SHAPES, SIZE, Array, Problem, from_vector, loss, problem
from benchmarks.evaluation_sets import ROOT

SHARED = ROOT.parent / "shared"
SCRIPTURE_SHARE, DAMAGED_SHARE, PAIRS_SHARE = 1.0, 0.5, 0.5
SCRIPTURE_PIECES = 12
PULL = 1.0
"""Strength of the Gaussian prior around `first_guess`: few documents must not fit many weights freely."""


@click.command()
@click.option("--iterations", default=40, show_default=True)
@click.option("--fold", default=2, show_default=True, help="Chapters left out at a time.")
@click.option("--store", is_flag=True, help="Make the program use the fitted weights.")
def main(iterations: int, fold: int, store: bool) -> None:
    """Fit the bead score to known beads; needs the evaluation sets and training pairs beside the checkout."""
    chapters = [gold_document(gold) for gold in sorted((SHARED / "eval" / "mac-dev").glob("*.align"))]
    if not chapters:
        raise SystemExit("nothing to fit to: ../shared/eval/mac-dev is not there")
    embedder = load_embedder()
    chance = random.Random(0)
    shapes = frozenset(SHAPES)
    plain = [[problem(piece, embedder) for piece in pieces(chapter, shapes)] for chapter in chapters]
    hurt = [[problem(damaged(p, chance), embedder) for p in pieces(chapter, shapes)] for chapter in chapters]
    scripture = pieces(gold_document(SHARED / "eval" / "bible-dev" / "001.align"), shapes)[1::4][:SCRIPTURE_PIECES]
    pairs = [d for d in pair_documents(SHARED / "train", 4, chance) if fits(d)]
    always = [
        ([problem(piece, embedder) for piece in scripture], SCRIPTURE_SHARE),
        ([problem(document, embedder) for document in pairs], PAIRS_SHARE),
    ]

    def fitted(left_out: Sequence[int]) -> Array:
        kept = [number for number in range(len(chapters)) if number not in left_out]
        groups = [
            ([task for n in kept for task in plain[n]], 1.0),
            ([task for n in kept for task in hurt[n]], DAMAGED_SHARE),
        ]
        return fit([*groups, *always], iterations)

    counts = []
    for start in range(0, len(chapters), fold):
        numbers = range(start, min(start + fold, len(chapters)))
        weights = from_vector(fitted(numbers))
        counts += [evaluate(gold_beads(chapters[n]), aligned(chapters[n], embedder, weights)) for n in numbers]
    click.echo(f"MAC-Dev, chapters left out in turn: strict F1 {score(pool(counts)).strict.f1:.4f}")
    weights = from_vector(fitted(()))
    counts = [evaluate(gold_beads(chapter), aligned(chapter, embedder, weights)) for chapter in chapters]
    click.echo(f"MAC-Dev, fitted to all chapters:   strict F1 {score(pool(counts)).strict.f1:.4f}")
    if store:
        store_weights(weights)
        click.echo("stored in aligner/alignment/weights.json")


def first_guess() -> Array:
    """Return the weights that the prior pulls to: set by hand from a look at a few documents."""
    vector = numpy.zeros(SIZE)
    bead, shapes, node, chinese_null, english_null, opening = numpy.split(vector, CUTS)
    bead[:] = [6.0, 4.5, 0.5, 1.5, -5.0, -4.0, -1.0, -2.5]
    shapes[:] = [1.6 - 1.2 * (max(shape) - 1) - 1.0 * (min(shape) - 1) for shape in SHAPES]
    node[:] = [-0.3, -0.5, -0.2, -0.7, -1.0, 0.0]
    chinese_null[:], english_null[:] = [0.5, 0.6], [0.5, 0.8]
    opening[:] = -3.0
    assert len(bead) == len(BEAD)
    return vector


def fit(groups: Sequence[tuple[Sequence[Problem], float]], iterations: int) -> Array:
    """Return the weights of the greatest weighted likelihood under the prior (L-BFGS)."""
    guess = first_guess()

    def objective(vector: Array) -> tuple[float, Array]:
        total, gradient = PULL * ((vector - guess) ** 2).sum() / 2, PULL * (vector - guess)
        for tasks, share in groups:
            for task in tasks:
                value, slope = loss(task, vector)
                total, gradient = total + share * value, gradient + share * slope
        return total, gradient

    found = scipy.optimize.minimize(objective, guess, jac=True, method="L-BFGS-B", options={"maxiter": iterations})
    result: Array = found.x
    return result


def fits(document: KnownDocument) -> bool:
    """Return whether all shapes of a document are known."""
    return all(not a or not b or (len(a), len(b)) in SHAPES for a, b in document.beads)


def gold_beads(document: KnownDocument) -> list[Bead]:
    """Return the known beads, Chinese first."""
    return [Bead(first, second) for first, second in document.beads]


def aligned(document: KnownDocument, embedder: Embedder, weights: ScoreWeights) -> tuple[Bead, ...]:
    """Align with the whole program but other weights."""
    sides = [as_document(document.chinese, "zh"), as_document(document.english, "en")]
    return align_segments(sides[0], sides[1], embedder, AlignSettings(), weights=weights)


def as_document(texts: Sequence[str], language: Language) -> Document:
    """Return a document of one segment a line."""
    blocks = tuple(Block(text, line) for line, text in enumerate(texts, 1))
    segments = tuple(Segment(text, n, 0, len(text), n + 1) for n, text in enumerate(texts))
    return Document(Path("known").name, blocks, language, segments)


if __name__ == "__main__":
    main()
