"""Sentences that were never translated: each outer segment of a bead is asked whether the other side says it.

A missing sentence hides in its neighbour's bead: "A B" = "a" is nearly as good as "A" = "a" and B alone, and the bead
score, which looks at whole spans, often likes it better. So when the path is found, `aligner.alignment.membership`
asks about every segment at the edge of a bead, `aligner.alignment.evidence` measures what speaks for and against it,
and a logistic regression says how likely it is that nothing translates the segment. Where that is likely the bead is
split, where it is most unlikely a null bead is joined to its neighbour; in between the path stays, and the bead's
confidence says so.

How often sentences are missing differs between documents by a factor of a hundred. The share is therefore estimated
for each document and side from the answers themselves (after Saerens, Latinne and Decaestecker, 2002, "Adjusting the
Outputs of a Classifier to New a Priori Probabilities"), not as one number but as the probability of each share: one
segment that looks untranslated is no proof that anything is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from aligner.alignment.block_breaks import BlockBreaks, BlockNumbers
from aligner.alignment.constraints import Constraints
from aligner.alignment.evidence import EvidenceWeights, fitted_evidence
from aligner.alignment.membership import Questions, questions_about
from aligner.alignment.scoring import BeadScorer
from aligner.alignment.spans import Shape
from aligner.protocols import TokenEmbedder

Suspects = dict[int, tuple[tuple[int, ...], tuple[int, ...]]]
"""By the number of a bead in its path: Chinese and English segments that may be untranslated."""
ROUNDS = 3
"""Times that the path is asked: what was changed is asked again."""
SPLIT = 0.4
"""Probability that a segment is untranslated from which on it is taken out of its bead."""
SPLIT_WITHOUT_WORDS = 0.5
"""The same where no words can be compared (benchmarks/LOG.md, single omissions)."""
JOIN = 0.3
"""The same below which an unaligned segment is put into its neighbour's bead."""
JOIN_IN_RUN = 0.03
"""The same for a segment beside another unaligned one of its side: sentences that are missing in one piece look like
their neighbours (benchmarks/LOG.md, single omissions)."""
SUSPECT = 0.2
"""The same from which on a bead is marked as one that may hide an untranslated segment."""
UNBELIEVED = 0.3
"""Posterior of a bead below which nothing is joined to it, and what is left of it is believed less in proportion: such
beads pair segments that have nothing to do with each other, and moved blocks are looked for among them."""
SHARES = numpy.geomspace(0.0005, 0.6, 40)
"""Shares of untranslated segments, among those asked about, that are told apart."""
CLEAN, CLEAN_SHARE = 0.5, 0.004
"""Probability beforehand that a side of a document is as good as complete, and the share up to which it is."""
DECAY = 10.0
"""How fast greater shares become less likely beforehand, as ``exp(-DECAY * share)``
(benchmarks/LOG.md, single omissions)."""
LEAST_FOR_NULLS = 0.03
"""Share that counts at least for segments that the path leaves alone. Where it has found a gap no document is taken
for complete, or runs of missing sentences are joined to their neighbours (benchmarks/LOG.md, single omissions)."""
MOST_ODDS = 30.0
"""Log odds beyond which nothing changes: probabilities so near to 0 or 1 that numbers cannot hold them."""
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True)
class Answered:
    """A path whose beads were asked about.

    Attributes:
        path: bead shapes in order.
        posteriors: of each bead, shape (len(path),).
        suspects: by the number of a bead with two sides, its segments that may be untranslated.
    """

    path: list[Shape]
    posteriors: Numbers
    suspects: Suspects


def split_and_join(
    path: Sequence[Shape],
    posteriors: Numbers,
    scorer: BeadScorer,
    texts: tuple[Sequence[str], Sequence[str]],
    *,
    embedder: TokenEmbedder | None,
    constraints: Constraints,
    weights: EvidenceWeights | None = None,
    blocks: BlockNumbers | None = None,
) -> Answered:
    """Return the path with untranslated segments taken out of its beads and translated ones put in.

    Args:
        path: bead shapes in order.
        posteriors: of each bead, shape (len(path),).
        scorer: measures the beads.
        texts: the segments of the Chinese and of the English side.
        embedder: gives the words; ``None`` where there are only vectors of segments.
        constraints: what the path must keep to.
        weights: of the evidence; the fitted ones when left out.
        blocks: that the segments stand in; where they are left out, breaks between blocks are no evidence.
    """
    weights = weights or fitted_evidence()
    split = SPLIT if embedder is not None else SPLIT_WITHOUT_WORDS
    breaks = BlockBreaks.of(path, blocks) if blocks is not None else None
    steps = [Step(shape, float(posterior)) for shape, posterior in zip(path, posteriors, strict=True)]
    likely: Numbers | None = None
    for round_number in range(ROUNDS + 1):
        questions = questions_about([step.shape for step in steps], scorer.shapes, constraints)
        fresh = numpy.array([step.fresh for step in steps], bool)
        questions = questions.chosen(fresh[questions.beads])
        if not len(questions):
            break
        odds = weights.log_odds(questions, scorer, texts, embedder)
        odds -= log_odds(weights.share)
        if breaks is not None:
            odds += breaks.log_odds(questions)
        if likely is None:
            likely = likely_shares(odds, questions.sides)
        chances = chances_of(odds, questions, likely)
        note_suspects(steps, questions, chances)
        if round_number < ROUNDS:
            steps = changed(steps, questions, chances, split)
    suspects = {
        place: (tuple(sorted(step.suspects[0])), tuple(sorted(step.suspects[1])))
        for place, step in enumerate(steps)
        if any(step.suspects)
    }
    return Answered([step.shape for step in steps], numpy.array([step.certainty for step in steps]), suspects)


@dataclass
class Step:
    """A bead of the path while it is asked about.

    Attributes:
        shape: its segments on either side.
        posterior: its probability, as far as the path knows.
        fresh: whether its segments are still to be asked about.
        whole: of a bead with two sides, probability that none of its segments is untranslated.
        alone: of a null bead, probability that no bead beside it translates its segment; 0 where none was asked.
        suspects: Chinese and English segments that may be untranslated.
    """

    shape: Shape
    posterior: float
    fresh: bool = True
    whole: float = 1.0
    alone: float = 0.0
    suspects: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))

    @property
    def certainty(self) -> float:
        """Its probability, with what was found about its segments."""
        return max(self.posterior, self.alone) * self.whole


def note_suspects(steps: Sequence[Step], questions: Questions, untranslated: Numbers) -> None:
    """Write down for each bead how likely it is that one of its segments is untranslated, and which.

    Args:
        steps: the path.
        questions: about the path.
        untranslated: probability of each segment asked about.
    """
    for step in steps:
        step.fresh = False
    asked = zip(
        questions.joined.tolist(), questions.beads.tolist(), questions.nulls.tolist(), questions.sides.tolist(),
        questions.segments.tolist(), untranslated.tolist(), strict=True,
    )  # fmt: skip
    lowest: dict[int, float] = {}
    for joined, bead, null, side, segment, chance in asked:
        if not joined:
            lowest[null] = min(chance, lowest.get(null, 1.0))
            continue
        steps[bead].whole = min(steps[bead].whole, 1 - chance)
        if chance >= SUSPECT:
            steps[bead].suspects[side].add(segment)
    for null, chance in lowest.items():
        steps[null].alone = chance


def likely_shares(odds: Numbers, sides: NDArray[numpy.int64]) -> Numbers:
    """Return how likely each of `SHARES` is, for the Chinese and for the English side, by their own answers.

    Args:
        odds: log odds that each segment asked about is untranslated, where half of all were.
        sides: 0 for Chinese, 1 for English segments.

    Returns:
        shape (2, shares); each row adds up to 1.
    """
    clean = SHARES < CLEAN_SHARE
    others = ~clean * numpy.exp(-DECAY * SHARES)
    logs = numpy.tile(numpy.log(CLEAN * clean / clean.sum() + (1 - CLEAN) * others / others.sum()), (2, 1))
    surplus = numpy.expm1(numpy.clip(odds, -MOST_ODDS, MOST_ODDS))
    for side in (0, 1):
        here = surplus[sides == side]
        logs[side] += [numpy.log1p(share * here).sum() for share in SHARES]
    likely = numpy.exp(logs - logs.max(axis=1, keepdims=True))
    normalised: Numbers = likely / likely.sum(axis=1, keepdims=True)
    return normalised


def chances_of(odds: Numbers, questions: Questions, likely: Numbers) -> Numbers:
    """Return the probability that each segment asked about is untranslated, shape (questions,).

    Args:
        odds: log odds, where half of all segments were.
        questions: about a path.
        likely: what `likely_shares` says of the document.
    """
    chances = numpy.zeros(len(odds))
    for place, share in enumerate(SHARES):
        shares = numpy.where(questions.joined, share, max(share, LEAST_FOR_NULLS))
        chances += likely[questions.sides, place] * probability(odds + log_odds(shares))
    return chances


def changed(steps: Sequence[Step], questions: Questions, untranslated: Numbers, split: float = SPLIT) -> list[Step]:
    """Return the path after its surest changes.

    Args:
        steps: the path.
        questions: about the path.
        untranslated: probability of each segment asked about.
        split: probability from which on a segment is taken out of its bead.
    """
    joined = questions.joined
    join = numpy.array([JOIN_IN_RUN if in_run(steps, null) else JOIN for null in questions.nulls.tolist()])
    wanted = numpy.where(joined, untranslated - split, join - untranslated)
    taken: set[int] = set()
    new: dict[int, list[Step]] = {}
    for number in numpy.argsort(-wanted, kind="stable").tolist():
        if wanted[number] <= 0:
            break
        bead, null = int(questions.beads[number]), int(questions.nulls[number])
        believed = min(1.0, steps[bead].posterior / UNBELIEVED)
        if bead in taken or null in taken or (believed < 1.0 and not joined[number]):
            continue
        taken |= {bead, null}
        side, chance = int(questions.sides[number]), float(untranslated[number])
        height, width = questions.sizes[number].tolist()
        if joined[number]:
            rest = (height - 1, width) if side == 0 else (height, width - 1)
            parts = [Step((1, 0) if side == 0 else (0, 1), chance), Step(rest, chance * believed)]
            new[bead] = parts if questions.first[number] else parts[::-1]
        else:
            new[bead], new[null] = [Step((height, width), 1 - chance)], []
    return [part for place, step in enumerate(steps) for part in new.get(place, [step])]


def in_run(steps: Sequence[Step], place: int) -> bool:
    """Tell whether the bead before or behind a null bead leaves a segment of the same side alone."""
    shape = steps[place].shape
    return any(step.shape == shape for step in [*steps[max(place - 1, 0) : place], *steps[place + 1 : place + 2]])


def probability(odds: Numbers) -> Numbers:
    """Return the probabilities of some log odds."""
    chances: Numbers = 1 / (1 + numpy.exp(-numpy.clip(odds, -MOST_ODDS, MOST_ODDS)))
    return chances


def log_odds(chance: Numbers | float) -> Numbers:
    """Return the log odds of probabilities."""
    odds: Numbers = numpy.log(chance) - numpy.log1p(-numpy.asarray(chance))
    return odds
