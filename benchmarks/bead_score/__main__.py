"""``python -m benchmarks.bead_score``: fit the weights, and report strict F1 on documents fitted to and left out.

Chapters are left out two at a time, scripture altogether.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy
import scipy.optimize
from numpy.typing import NDArray

from aligner.alignment import align_segments
from aligner.alignment.boundaries import MARK_COUNT
from aligner.alignment.document_adaptation import adapted_embedder
from aligner.alignment.weights import ScoreWeights, fitted_weights, store_weights
from aligner.bitext import Bead, Block, Document, Language, Segment
from aligner.embedders import load_embedder
from aligner.evaluate import count_right, pool, score
from aligner.protocols import Embedder, TokenEmbedder
from aligner.settings import AlignSettings
from benchmarks.bead_score.documents import KnownDocument, damaged, gold_document, pair_documents, pieces
from benchmarks.bead_score.lattice import (
    BEAD,
    CUTS,
    SHAPES,
    SIZE,
    Array,
    Problem,
    from_vector,
    loss,
    problem,
    to_vector,
)
from benchmarks.evaluation_sets import ROOT

SHARED = ROOT.parent / "shared"
RESULTS = ROOT / "benchmarks" / "results" / "bead_score.json"
SCRIPTURE_SHARE, DAMAGED_SHARE, PAIRS_SHARE = 1.0, 0.5, 0.5
MISMATCHED = 1.0
"""Surprise, in nats a bead, from which on a piece of training pairs is taken for no translation: the others lie at a
tenth of it, and one such piece outweighs all of them."""
SCRIPTURE_PIECES = 12
PULL, MARKS_PULL = 1.0, 4.0
"""Strength of the Gaussian prior around `first_guess`: few documents must not fit many weights freely."""
CHINESE_NULL, ENGLISH_NULL, OPENING = (0.948, 1.0), (1.056, 0.511), -3.0
"""What null beads are worth. Not fitted: chosen on damaged documents (`python -m benchmarks.perturbation`)."""
OF_WORDS = [BEAD.index(name) for name in ("matched", "clause_shift", "paired")]
"""Weights of words, fitted separately because only rescoring compares words. Scripture has no part in it:
its beads follow the numbers of verses, of which no word knows."""
MARKS = slice(int(CUTS[1]), int(CUTS[1]) + MARK_COUNT**2)
STOPS = MARKS.start
"""Both segments end with a full stop. Held, since every path passes such cells: what all cells are worth together is
what null beads are worth less."""


@dataclass(frozen=True)
class Search:
    """How the weights are looked for.

    Attributes:
        start: where the search begins; what is not free stays so, shape (SIZE,).
        free: which weights are fitted, shape (SIZE,).
        iterations: at most.
    """

    start: Array
    free: NDArray[numpy.bool_]
    iterations: int

    @classmethod
    def of(cls, only: str | None, iterations: int) -> Search:
        """Free the table of marks or the worth of words, beside the program's other weights, or all but those held."""
        numbers = numpy.arange(SIZE)
        start = to_vector(fitted_weights()) if only else first_guess()
        of_words = numpy.isin(numbers, OF_WORDS)
        if only == "words":
            return cls(start, of_words, iterations)
        start[of_words] = 0.0  # the first look compares no words
        within = (numbers >= MARKS.start) & (numbers < MARKS.stop) if only == "marks" else numbers < CUTS[2]
        return cls(start, within & (numbers != STOPS) & ~of_words, iterations)

    @property
    def for_words(self) -> bool:
        """Whether what words are worth is looked for."""
        return bool(self.free[OF_WORDS].all())

    def weights(self, found: Array) -> ScoreWeights:
        """Return the program's weights with what was found."""
        weights = found.copy()
        if not self.for_words:
            weights[OF_WORDS] = to_vector(fitted_weights())[OF_WORDS]
        return from_vector(weights)


@dataclass(frozen=True)
class Material:
    """What the weights are fitted to.

    Attributes:
        plain: the pieces of each chapter.
        hurt: those of the same chapters with runs of beads deleted from one side.
        scripture: pieces of scripture.
        pairs: documents cut from training pairs.
    """

    plain: list[list[Problem]]
    hurt: list[list[Problem]]
    scripture: list[Problem]
    pairs: list[Problem]

    @classmethod
    def measure(
        cls,
        chapters: Sequence[KnownDocument],
        bible: KnownDocument,
        embedder: Callable[[KnownDocument], TokenEmbedder],
    ) -> Material:
        """Measure the evaluation documents, and training pairs that the vectors have not seen.

        Args:
            chapters: of MAC-Dev.
            bible: scripture.
            embedder: for each document.
        """

        def problems(document: KnownDocument, chosen: slice = slice(None)) -> list[Problem]:
            own = embedder(document)
            return [problem(piece, own) for piece in pieces(document, frozenset(SHAPES))[chosen]]

        chance = random.Random(0)
        plain = [problems(chapter) for chapter in chapters]
        hurt = [problems(damaged(chapter, chance)) for chapter in chapters]
        documents = [each for each in pair_documents(SHARED / "train", 4, chance) if fits(each)]
        pairs = [task for document in documents for task in problems(document) if believable(task)]
        return cls(plain, hurt, problems(bible, slice(1, None, 4))[:SCRIPTURE_PIECES], pairs)

    def fitted(self, search: Search, left_out: Sequence[int] = (), scripture: float = SCRIPTURE_SHARE) -> ScoreWeights:
        """Return the weights fitted to everything but some chapters; scripture has no part in what words are worth."""
        kept = [number for number in range(len(self.plain)) if number not in left_out]
        groups = [
            ([task for number in kept for task in self.plain[number]], 1.0),
            ([task for number in kept for task in self.hurt[number]], DAMAGED_SHARE),
            (self.scripture, 0.0 if search.for_words else scripture),
            (self.pairs, PAIRS_SHARE),
        ]
        return search.weights(fit(groups, search))


def believable(task: Problem) -> bool:
    """Return whether a piece's known path could be one at all, by what the first look of the program thinks of it."""
    weights = to_vector(fitted_weights())
    weights[OF_WORDS] = 0.0
    return loss(task, weights)[0] < MISMATCHED * len(task.beads)


@click.command()
@click.option("--iterations", default=40, show_default=True)
@click.option("--fold", default=2, show_default=True, help="Chapters left out at a time.")
@click.option("--only", type=click.Choice(["marks", "words"]), help="Leave the other weights as they are.")
@click.option("--store", is_flag=True, help="Make the program use the fitted weights, and keep the figures.")
def main(iterations: int, fold: int, only: str | None, store: bool) -> None:
    """Fit the bead score to known beads; needs the evaluation sets and training pairs beside the checkout."""
    chapters = [gold_document(gold) for gold in sorted((SHARED / "eval" / "mac-dev").glob("*.align"))]
    if not chapters:
        raise SystemExit("nothing to fit to: ../shared/eval/mac-dev is not there")
    embedder = load_embedder()
    assert isinstance(embedder, TokenEmbedder)
    bible = gold_document(SHARED / "eval" / "bible-dev" / "001.align")

    def closer(document: KnownDocument) -> TokenEmbedder:
        """Return the embedder of rescoring, adapted to the document."""
        beads = aligned(document, embedder, fitted_weights())
        path = [(len(bead.source), len(bead.target)) for bead in beads]
        posteriors = numpy.array([bead.confidence for bead in beads])
        return (
            adapted_embedder(embedder, path, posteriors, (document.chinese, document.english), ("zh", "en")) or embedder
        )

    material = Material.measure(chapters, bible, closer if only == "words" else lambda _document: embedder)

    def strict(documents: Sequence[KnownDocument], weights: Sequence[ScoreWeights]) -> float:
        """Return the pooled strict F1 of the whole program, each document under its own weights."""
        both = zip(documents, weights, strict=True)
        return score(pool([count_right(gold_beads(d), aligned(d, embedder, own)) for d, own in both])).strict.f1

    search = Search.of(only, iterations)
    final = material.fitted(search)
    folds = [range(start, min(start + fold, len(chapters))) for start in range(0, len(chapters), fold)]
    others = [own for out in folds for own in [material.fitted(search, out)] * len(out)]
    without = material.fitted(search, scripture=0.0)
    found = {
        "mac-dev": {"left_out": strict(chapters, others), "fitted": strict(chapters, [final] * len(chapters))},
        "bible-dev": {"left_out": strict([bible], [without]), "fitted": strict([bible], [final])},
    }
    for name, each in found.items():
        click.echo(f"{name}: strict F1 {each['left_out']:.4f} left out, {each['fitted']:.4f} fitted to")
    if store:
        store_weights(final)
        rounded = {name: {kind: round(f1, 4) for kind, f1 in each.items()} for name, each in found.items()}
        RESULTS.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
        click.echo(f"stored in aligner/alignment/weights.json and {RESULTS.relative_to(ROOT)}")


def first_guess() -> Array:
    """Return the weights that the prior pulls to: set by hand from a look at a few documents."""
    vector = numpy.zeros(SIZE)
    bead, shapes, node, chinese_null, english_null, opening = numpy.split(vector, CUTS)
    bead[:] = [6.0, 4.5, 0.5, 1.5, -5.0, 0.0, 0.0, 0.0, -4.0, -1.0, -2.5]
    shapes[:] = [1.6 - 1.2 * (max(shape) - 1) - 1.0 * (min(shape) - 1) for shape in SHAPES]
    marks = numpy.eye(MARK_COUNT) * -0.442
    for mark, cost in ((1, -0.664), (2, -0.302)):  # only one of the two ends with a question mark, an exclamation mark
        differ = numpy.zeros(MARK_COUNT, bool)
        differ[mark] = True
        marks += cost * (differ[:, None] != differ)
    node[:] = [*marks.ravel(), -0.7, -1.0, 0.0]
    chinese_null[:], english_null[:], opening[:] = CHINESE_NULL, ENGLISH_NULL, OPENING
    assert len(bead) == len(BEAD)
    return vector


def fit(groups: Sequence[tuple[Sequence[Problem], float]], search: Search) -> Array:
    """Return the weights of the greatest weighted likelihood under the prior (L-BFGS)."""
    guess, vector = first_guess(), search.start.copy()
    pull = numpy.full(SIZE, PULL)
    pull[MARKS] = MARKS_PULL

    def objective(chosen: Array) -> tuple[float, Array]:
        vector[search.free] = chosen
        total, gradient = (pull * (vector - guess) ** 2).sum() / 2, pull * (vector - guess)
        for tasks, share in groups:
            for task in tasks:
                value, slope = loss(task, vector)
                total, gradient = total + share * value, gradient + share * slope
        return total, gradient[search.free]

    first, options = vector[search.free], {"maxiter": search.iterations}
    found = scipy.optimize.minimize(objective, first, jac=True, method="L-BFGS-B", options=options)
    vector[search.free] = found.x
    return vector


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
