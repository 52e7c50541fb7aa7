"""What speaks for and against an outer segment of a bead being translated by the bead's other side.

Two kinds of evidence. Of the spans as a whole: how the cosine, the lengths and the bead score change when the segment
is taken out, and how many clauses the other side has to go round. Of the words, where the embedder has them: how much
the other side loses when the segment's words no longer count (`aligner.alignment.lost_words`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy
from numpy.typing import NDArray

from aligner.alignment.boundaries import speaker_changes
from aligner.alignment.clause_cuts import CLAUSE_MARKS
from aligner.alignment.lost_words import word_evidence
from aligner.alignment.membership import Flags, Questions
from aligner.alignment.scoring import RATIO_OFFSET, BeadScorer
from aligner.alignment.spans import Ends
from aligner.protocols import TokenEmbedder

FILE = Path(__file__).with_name("evidence.json")
USUAL_BYTES = (30.0, 90.0)
"""Length of a usual Chinese and English segment that stands alone, in UTF-8 bytes."""
CLAUSE_MARK = re.compile(CLAUSE_MARKS)
LITERALS = re.compile(r"[A-Za-z]{2,}|[0-9]+")
CLEARLY_TRANSLATED, CLEARLY_ALONE = -4.0, 2.0
"""Log odds by spans below which a segment stays in its bead, and above which it stays alone, whatever its words:
no omission that words find lies outside (benchmarks/LOG.md, single omissions)."""
OF_SPANS = (
    "english", "length", "cosine", "loss", "alone", "ratio", "ratio_without", "off", "off_without", "score", "clauses",
    "several_opposite", "segments", "missing", "found", "english_cosine",
    "turn",
)  # fmt: skip
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True)
class Regression:
    """A logistic regression.

    Attributes:
        weights: of each feature, by its name.
        intercept: log odds where all features are 0.
    """

    weights: dict[str, float]
    intercept: float

    def log_odds(self, measured: dict[str, Numbers]) -> Numbers:
        """Return the log odds that nothing translates each segment, shape (questions,)."""
        odds: Numbers = numpy.stack([measured[name] for name in self.weights], axis=1) @ list(self.weights.values())
        return odds + self.intercept


@dataclass(frozen=True)
class EvidenceWeights:
    """Two regressions: words are compared only where spans leave the answer open, for it is they that take time.

    Attributes:
        spans: on the features `OF_SPANS`.
        words: on all features.
        share: of untranslated segments in what they were fitted to, 0 to 1.
    """

    spans: Regression
    words: Regression
    share: float

    def log_odds(
        self,
        questions: Questions,
        scorer: BeadScorer,
        texts: tuple[Sequence[str], Sequence[str]],
        embedder: TokenEmbedder | None,
    ) -> Numbers:
        """Return the log odds that nothing translates each segment, shape (questions,).

        Args:
            questions: about a path.
            scorer: measures the beads.
            texts: the segments of the Chinese and of the English side.
            embedder: gives the words; ``None`` where there are only vectors of segments.
        """
        measured = span_evidence(questions, scorer, texts)
        odds = self.spans.log_odds(measured)
        if embedder is not None:
            unclear = left_open(odds, questions)
            some = {name: values[unclear] for name, values in measured.items()}
            some |= word_evidence(questions.chosen(unclear), texts, embedder, some["length"])
            odds[unclear] = self.words.log_odds(some)
        return odds


def left_open(odds: Numbers, questions: Questions) -> Flags:
    """Return where the evidence of spans leaves open whether the path changes, shape (questions,)."""
    unclear: Flags = numpy.where(questions.joined, odds > CLEARLY_TRANSLATED, odds < CLEARLY_ALONE)
    return unclear


def span_evidence(
    questions: Questions, scorer: BeadScorer, texts: tuple[Sequence[str], Sequence[str]]
) -> dict[str, Numbers]:
    """Return the features `OF_SPANS`."""
    numbers, sides, segments = numpy.arange(len(questions)), questions.sides, questions.segments
    whole, without = (questions.ends, questions.sizes), questions.without()
    cosine = scorer.spans.bead_cosines(*whole).astype(float)
    loss = cosine - scorer.spans.bead_cosines(*without)
    bytes_alone = numpy.where(
        sides == 0,
        *(lengths[numpy.where(sides == side, segments, 0)] for side, lengths in enumerate(scorer.raw_lengths)),
    )
    length = numpy.log((bytes_alone + 1) / numpy.array(USUAL_BYTES)[sides])
    ratios = []
    for ends, sizes in (whole, without):
        logs = numpy.stack([numpy.log(span_bytes(scorer, side, ends, sizes) + RATIO_OFFSET) for side in (0, 1)])
        ratios.append(logs[sides, numbers] - logs[1 - sides, numbers])
    null = numpy.where(
        sides == 0,
        scorer.first_null[numpy.where(sides == 0, segments, 0)],
        scorer.second_null[numpy.where(sides == 1, segments, 0)],
    )
    score = scorer.bead_scores(*whole).astype(float) - scorer.bead_scores(*without) - null - scorer.null_opening
    opposite = questions.sizes[numbers, 1 - sides]
    own = questions.sizes[numbers, sides]
    clauses, missing, literal = Marks(texts).about(questions)
    changes = [speaker_changes(classes) for classes in scorer.classes]
    edges = segments + questions.first
    turn = [float(changes[side][edge]) for side, edge in zip(sides.tolist(), edges.tolist(), strict=True)]
    return {
        "english": sides.astype(float),
        "length": length,
        "cosine": cosine,
        "loss": loss,
        "alone": scorer.spans.bead_cosines(*questions.alone()).astype(float),
        "ratio": ratios[0],
        "ratio_without": ratios[1],
        "off": numpy.abs(ratios[0]),
        "off_without": numpy.abs(ratios[1]),
        "score": score,
        "clauses": clauses / own,
        "missing": missing,
        "found": literal,
        "several_opposite": (opposite > 1).astype(float),
        "segments": own.astype(float),
        "english_cosine": sides * cosine,
        "turn": numpy.array(turn),
    }


def span_bytes(scorer: BeadScorer, side: int, ends: Ends, sizes: Ends) -> Numbers:
    """Return the scaled lengths of one side of some beads."""
    last, size = ends[:, side], sizes[:, side]
    lengths: Numbers = scorer.lengths[side][last + 1] - scorer.lengths[side][last + 1 - size]
    return lengths


@dataclass
class Marks:
    """What can be read off a text without knowing its language: marks that end clauses, numbers, Latin words.

    Attributes:
        texts: the segments of the Chinese and of the English side.
    """

    texts: tuple[Sequence[str], Sequence[str]]

    def __post_init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[int, frozenset[str]]] = {}

    def of(self, side: int, first: int, last: int) -> tuple[int, frozenset[str]]:
        """Return the number of clause marks, and the numbers and Latin words, of consecutive segments."""
        count, literals = 0, frozenset[str]()
        for segment in range(first, last + 1):
            if (side, segment) not in self._known:
                text = self.texts[side][segment]
                here = frozenset(literal.lower() for literal in LITERALS.findall(text))
                self._known[side, segment] = len(CLAUSE_MARK.findall(text)), here
            more, others = self._known[side, segment]
            count, literals = count + more, literals | others
        return count, literals

    def about(self, questions: Questions) -> Numbers:
        """Return clause marks opposite, whether a literal of the segment is missing there, and whether one is found.

        Only numbers of an English segment can be missing; a literal is found where the rest of the bead lacks it.

        Returns:
            shape (3, questions).
        """
        found = numpy.zeros((3, len(questions)))
        rows = zip(
            questions.sides.tolist(), questions.segments.tolist(), questions.first.tolist(), questions.ends.tolist(),
            questions.sizes.tolist(), strict=True,
        )  # fmt: skip
        for number, (side, segment, first, ends, sizes) in enumerate(rows):
            starts = [ends[0] + 1 - sizes[0], ends[1] + 1 - sizes[1]]
            clauses, opposite = self.of(1 - side, starts[1 - side], ends[1 - side])
            _, own = self.of(side, segment, segment)
            _, rest = self.of(side, starts[side] + first, ends[side] - (not first))
            needed = own if side == 0 else {literal for literal in own if literal.isdigit()}
            found[:, number] = clauses, not needed <= opposite, not own & opposite <= rest
        return found


@cache
def fitted_evidence() -> EvidenceWeights:
    """Return the weights that the program uses."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return EvidenceWeights(Regression(**stored["spans"]), Regression(**stored["words"]), stored["share"])


def store_evidence(weights: EvidenceWeights) -> None:
    """Write the weights that the program uses from now on."""
    FILE.write_text(json.dumps(asdict(weights), indent=1) + "\n", encoding="utf-8")
    fitted_evidence.cache_clear()
