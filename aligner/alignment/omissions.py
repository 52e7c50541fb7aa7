"""Omissions: segments without translation are removed from their beads.

An untranslated sentence is often joined to its neighbour: the bead "A B" = "a" is nearly as good as
"A" = "a" with B unaligned, and the bead score, which compares whole spans, often prefers it.
Therefore, after the search, `aligner.alignment.membership` asks about every segment at the edge of
a bead, `aligner.alignment.evidence` measures the evidence, and a logistic regression gives the
probability that the segment is untranslated. If it is high, the bead is split. If it is very low, a
null bead is joined to its neighbour. Otherwise the path does not change, and the bead gets a lower
confidence.

The share of untranslated sentences differs between documents by a factor of a hundred. It is
therefore estimated for each document and side from the evidence (after Saerens, Latinne and
Decaestecker, 2002, "Adjusting the Outputs of a Classifier to New a Priori Probabilities"). The
estimate is a probability for each possible share, not a single share, because one segment that
looks untranslated does not prove that any segment is untranslated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
"""Chinese and English segments that may be untranslated, by the number of their bead in the path."""
ROUNDS = 3
"""Maximum number of rounds of changes: changed beads are asked about again."""
SPLIT_PROBABILITY = 0.4
"""Minimum probability of being untranslated for which a segment is taken out of its bead."""
SPLIT_PROBABILITY_WITHOUT_WORDS = 0.5
"""The same threshold if no words can be compared (benchmarks/LOG.md, single omissions)."""
JOIN_PROBABILITY = 0.3
"""Maximum probability of being untranslated for which an unaligned segment is joined to a neighbouring bead."""
JOIN_PROBABILITY_IN_RUN = 0.03
"""The same threshold for a segment next to another unaligned segment of its side: consecutive omitted sentences are
similar to their neighbours (benchmarks/LOG.md, single omissions)."""
SUSPECT_PROBABILITY = 0.2
"""Minimum probability of being untranslated for which a segment is recorded as a suspect of its bead."""
MIN_TRUSTED_POSTERIOR = 0.3
"""Minimum posterior of a bead to which segments are joined. The rest of a split bead below it gets a proportionally
lower posterior. Such beads pair unrelated segments, and the search for moved blocks compares them."""
PRIOR_SHARES = numpy.geomspace(0.0005, 0.6, 40)
"""The considered shares of untranslated segments among the segments in question."""
COMPLETE_PRIOR, MAX_COMPLETE_SHARE = 0.5, 0.004
"""Prior probability that one side of a document is practically complete, and the maximum share of such a document."""
PRIOR_DECAY = 10.0
"""Decay of the prior of larger shares: ``exp(-PRIOR_DECAY * share)`` (benchmarks/LOG.md, single omissions)."""
MIN_NULL_SHARE = 0.03
"""Minimum prior share for unaligned segments. A document in which the path found a gap is not complete; without this
minimum, runs of omitted sentences are joined to their neighbours (benchmarks/LOG.md, single omissions)."""
MAX_LOG_ODDS = 30.0
"""Maximum absolute log odds; beyond it, floating-point probabilities would be 0 or 1."""
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True)
class RevisedPath:
    """A path after the search for omissions.

    Attributes:
        path: bead shapes in order.
        posteriors: posterior of each bead, shape (len(path),).
        suspects: index of a bead with two sides -> its segments that may be untranslated.
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
) -> RevisedPath:
    """Return the path with untranslated segments removed from beads and translated segments added.

    Args:
        path: bead shapes in order.
        posteriors: posterior of each bead, shape (len(path),).
        scorer: scorer of the path.
        texts: segments of the Chinese and of the English side.
        embedder: embedder with word vectors; ``None`` if there are only vectors of segments.
        constraints: constraints on the path.
        weights: weights of the evidence; the fitted weights by default.
        blocks: number of the block of each segment; if ``None``, block breaks are no evidence.
    """
    weights = weights or fitted_evidence()
    split = SPLIT_PROBABILITY if embedder is not None else SPLIT_PROBABILITY_WITHOUT_WORDS
    breaks = BlockBreaks.of(path, blocks) if blocks is not None else None
    steps = [RevisedBead(shape, float(posterior)) for shape, posterior in zip(path, posteriors, strict=True)]
    likely: Numbers | None = None
    for round_number in range(ROUNDS + 1):
        fresh = [step.fresh for step in steps]
        questions = questions_about([step.shape for step in steps], scorer.shapes, constraints, fresh)
        if not len(questions):
            break
        odds = weights.log_odds(questions, scorer, texts, embedder)
        odds -= log_odds(weights.share)
        if breaks is not None:
            odds += breaks.log_odds(questions)
        if likely is None:
            likely = share_posteriors(odds, questions.sides)
        chances = untranslated_probabilities(odds, questions, likely)
        record_suspects(steps, questions, chances)
        if round_number < ROUNDS:
            steps = apply_changes(steps, questions, chances, split)
    suspects = {
        place: (tuple(sorted(step.suspects[0])), tuple(sorted(step.suspects[1])))
        for place, step in enumerate(steps)
        if any(step.suspects)
    }
    return RevisedPath([step.shape for step in steps], numpy.array([step.certainty for step in steps]), suspects)


@dataclass(slots=True)
class RevisedBead:
    """A bead of the path during the search for omissions, which are segments without translation.

    Attributes:
        shape: number of segments on both sides.
        posterior: posterior of the bead before the search for omissions.
        fresh: whether the questions about its segments have not been answered yet.
        whole: for a bead with two sides, probability that none of its segments is untranslated.
        alone: for a null bead, probability that its segment is untranslated; 0 if there is no
            question.
        suspects: Chinese and English segments that may be untranslated.
    """

    shape: Shape
    posterior: float
    fresh: bool = True
    whole: float = 1.0
    alone: float = 0.0
    suspects: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())

    @property
    def certainty(self) -> float:
        """Probability that the bead is correct and, if it has two sides, has no untranslated segment."""
        return max(self.posterior, self.alone) * self.whole


def record_suspects(steps: Sequence[RevisedBead], questions: Questions, untranslated: Numbers) -> None:
    """Store the answers to the questions in the beads, in place: probabilities and suspect segments.

    A suspect segment is one that may be untranslated.

    Args:
        steps: beads of the path.
        questions: questions about the path.
        untranslated: probability that each segment in question is untranslated.
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
        if chance >= SUSPECT_PROBABILITY:
            chinese, english = steps[bead].suspects
            more = frozenset({segment})
            steps[bead].suspects = (chinese | more, english) if side == 0 else (chinese, english | more)
    for null, chance in lowest.items():
        steps[null].alone = chance


def share_posteriors(odds: Numbers, sides: NDArray[numpy.int64]) -> Numbers:
    """Return the probability of each share of untranslated segments in `PRIOR_SHARES`, for each side.

    The probabilities are posteriors: they combine a prior with the evidence from all segments of
    the document.

    Args:
        odds: log odds that each segment in question is untranslated, if half of all segments were.
        sides: 0 for Chinese, 1 for English segments.

    Returns:
        Probabilities for the Chinese and the English side, shape (2, shares); the sum of each row
        is 1.
    """
    clean = PRIOR_SHARES < MAX_COMPLETE_SHARE
    others = ~clean * numpy.exp(-PRIOR_DECAY * PRIOR_SHARES)
    logs = numpy.tile(
        numpy.log(COMPLETE_PRIOR * clean / clean.sum() + (1 - COMPLETE_PRIOR) * others / others.sum()), (2, 1)
    )
    surplus = numpy.expm1(numpy.clip(odds, -MAX_LOG_ODDS, MAX_LOG_ODDS))
    for side in (0, 1):
        here = surplus[sides == side]
        logs[side] += [numpy.log1p(share * here).sum() for share in PRIOR_SHARES]
    likely = numpy.exp(logs - logs.max(axis=1, keepdims=True))
    normalised: Numbers = likely / likely.sum(axis=1, keepdims=True)
    return normalised


def untranslated_probabilities(odds: Numbers, questions: Questions, likely: Numbers) -> Numbers:
    """Return the probability that each segment in question is untranslated, shape (questions,).

    Args:
        odds: log odds that each of these segments is untranslated, if half of all segments were.
        questions: questions about a path.
        likely: for each side, the probability of each share of untranslated segments in the
            document; the result of `share_posteriors`.
    """
    chances = numpy.zeros(len(odds))
    for place, share in enumerate(PRIOR_SHARES):
        shares = numpy.where(questions.joined, share, max(share, MIN_NULL_SHARE))
        chances += likely[questions.sides, place] * probability(odds + log_odds(shares))
    return chances


def apply_changes(
    steps: Sequence[RevisedBead], questions: Questions, untranslated: Numbers, split: float = SPLIT_PROBABILITY
) -> list[RevisedBead]:
    """Return the beads after untranslated segments have left their beads and translated ones have joined.

    The most certain changes come first, and each bead changes at most once.

    Args:
        steps: beads of the path.
        questions: questions about the path.
        untranslated: probability that each segment in question is untranslated.
        split: minimum probability for which a segment is removed from its bead.
    """
    joined = questions.joined
    join = numpy.array(
        [JOIN_PROBABILITY_IN_RUN if in_run(steps, null) else JOIN_PROBABILITY for null in questions.nulls.tolist()]
    )
    wanted = numpy.where(joined, untranslated - split, join - untranslated)
    taken: set[int] = set()
    new: dict[int, list[RevisedBead]] = {}
    for number in numpy.argsort(-wanted, kind="stable").tolist():
        if wanted[number] <= 0:
            break
        bead, null = int(questions.beads[number]), int(questions.nulls[number])
        believed = min(1.0, steps[bead].posterior / MIN_TRUSTED_POSTERIOR)
        if bead in taken or null in taken or (believed < 1.0 and not joined[number]):
            continue
        taken |= {bead, null}
        side, chance = int(questions.sides[number]), float(untranslated[number])
        height, width = questions.sizes[number].tolist()
        if joined[number]:
            rest = (height - 1, width) if side == 0 else (height, width - 1)
            parts = [RevisedBead((1, 0) if side == 0 else (0, 1), chance), RevisedBead(rest, chance * believed)]
            new[bead] = parts if questions.first[number] else parts[::-1]
        else:
            new[bead], new[null] = [RevisedBead((height, width), 1 - chance)], []
    return [part for place, step in enumerate(steps) for part in new.get(place, [step])]


def in_run(steps: Sequence[RevisedBead], place: int) -> bool:
    """Tell whether a null bead has a neighbour that is a null bead of the same side."""
    shape = steps[place].shape
    return any(step.shape == shape for step in [*steps[max(place - 1, 0) : place], *steps[place + 1 : place + 2]])


def probability(odds: Numbers) -> Numbers:
    """Return the probabilities that correspond to log odds."""
    chances: Numbers = 1 / (1 + numpy.exp(-numpy.clip(odds, -MAX_LOG_ODDS, MAX_LOG_ODDS)))
    return chances


def log_odds(chance: Numbers | float) -> Numbers:
    """Return the log odds that correspond to probabilities."""
    odds: Numbers = numpy.log(chance) - numpy.log1p(-numpy.asarray(chance))
    return odds
