"""Evidence that an outer segment of a bead is translated or untranslated by the other side.

There are two kinds of evidence. Evidence of spans is the change of the cosine, of the lengths and
of the bead score if the segment is removed, and the number of clauses on the other side. Evidence
of words is available if the embedder has word vectors. It measures how much less of the other side
is matched if the words of the segment are removed (`aligner.alignment.word_evidence`).
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
from aligner.alignment.membership import Flags, Questions
from aligner.alignment.scoring import RATIO_OFFSET_BYTES, BeadScorer
from aligner.alignment.spans import Ends
from aligner.alignment.word_evidence import word_evidence
from aligner.protocols import TokenEmbedder

FILE = Path(__file__).with_name("evidence.json")
TYPICAL_NULL_BYTES = (30.0, 90.0)
"""Length of a typical unaligned Chinese and English segment, in UTF-8 bytes."""
CLAUSE_MARK = re.compile(CLAUSE_MARKS)
LITERALS = re.compile(r"[A-Za-z]{2,}|[0-9]+")
MIN_OPEN_LOG_ODDS, MAX_OPEN_LOG_ODDS = -4.0, 2.0
"""Range of the log odds by spans for which words are compared. Below it a segment stays in its bead, above it a segment
stays unaligned: words find no omission outside of the range (benchmarks/LOG.md, single omissions)."""
MAX_KNOWN_SEGMENTS = 10_000
"""Maximum number of segments whose marks are in memory; questions come in the order of the text."""
SPAN_FEATURES = (
    "english", "length", "cosine", "loss", "alone", "ratio", "ratio_without", "off", "off_without", "score", "clauses",
    "several_opposite", "segments", "missing", "found", "english_cosine",
    "turn",
)  # fmt: skip
Numbers = NDArray[numpy.float64]


@dataclass(frozen=True)
class Regression:
    """A logistic regression.

    Attributes:
        weights: name of each feature -> its weight.
        intercept: log odds if all features are 0.
    """

    weights: dict[str, float]
    intercept: float

    def log_odds(self, measured: dict[str, Numbers]) -> Numbers:
        """Return the log odds that each segment in question is untranslated, shape (questions,).

        Each question is about one segment of a bead. ``measured`` contains the name of each
        feature, with its value for each question.
        """
        odds: Numbers = numpy.stack([measured[name] for name in self.weights], axis=1) @ list(self.weights.values())
        return odds + self.intercept


@dataclass(frozen=True)
class EvidenceWeights:
    """The weights of two regressions, one without and one with the evidence of words.

    The comparison of words takes time. Words are therefore compared only if the evidence of spans gives
    no clear answer.

    Attributes:
        spans: regression on `SPAN_FEATURES`.
        words: regression on all features.
        share: share of untranslated segments in the training set, 0 to 1.
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
        """Return the log odds that each segment in question is untranslated, shape (questions,).

        Each question is about one outer segment of a bead, or about the segment of a neighbouring
        null bead.

        Args:
            questions: questions about a path.
            scorer: scorer of the path.
            texts: segments of the Chinese and of the English side.
            embedder: embedder with word vectors; ``None`` if there are only vectors of segments.
        """
        measured = span_evidence(questions, scorer, texts)
        odds = self.spans.log_odds(measured)
        if embedder is not None:
            unclear = needs_words(odds, questions)
            features = {name: values[unclear] for name, values in measured.items()}
            features |= word_evidence(questions.chosen(unclear), texts, embedder, features["length"])
            odds[unclear] = self.words.log_odds(features)
        return odds


def needs_words(odds: Numbers, questions: Questions) -> Flags:
    """Return for each question whether words must be compared to answer it, shape (questions,).

    This is so if the log odds from the evidence of spans, ``odds``, give no clear answer.
    """
    unclear: Flags = numpy.where(questions.joined, odds > MIN_OPEN_LOG_ODDS, odds < MAX_OPEN_LOG_ODDS)
    return unclear


def span_evidence(
    questions: Questions, scorer: BeadScorer, texts: tuple[Sequence[str], Sequence[str]]
) -> dict[str, Numbers]:
    """Return the values of each feature in `SPAN_FEATURES`, by its name, shape (questions,) each.

    A question asks whether an outer segment of a bead is untranslated. The features compare the
    bead with the segment and the bead without it.
    """
    numbers, sides, segments = numpy.arange(len(questions)), questions.sides, questions.segments
    whole, without = (questions.ends, questions.sizes), questions.without()
    cosine = scorer.spans.bead_cosines(*whole).astype(float)
    loss = cosine - scorer.spans.bead_cosines(*without)
    bytes_alone = numpy.where(
        sides == 0,
        *(lengths[numpy.where(sides == side, segments, 0)] for side, lengths in enumerate(scorer.raw_lengths)),
    )
    length = numpy.log((bytes_alone + 1) / numpy.array(TYPICAL_NULL_BYTES)[sides])
    ratios = []
    for ends, sizes in (whole, without):
        logs = numpy.stack([numpy.log(span_bytes(scorer, side, ends, sizes) + RATIO_OFFSET_BYTES) for side in (0, 1)])
        ratios.append(logs[sides, numbers] - logs[1 - sides, numbers])
    null = numpy.where(
        sides == 0,
        scorer.first_null[numpy.where(sides == 0, segments, 0)],
        scorer.second_null[numpy.where(sides == 1, segments, 0)],
    )
    score = scorer.bead_scores(*whole).astype(float) - scorer.bead_scores(*without) - null - scorer.null_opening
    opposite = questions.sizes[numbers, 1 - sides]
    own = questions.sizes[numbers, sides]
    clauses, missing, literal = TextMarks(texts).about(questions)
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
    """Return the scaled length in bytes of one side of each bead, shape (beads,).

    The lengths are scaled so that translations have about the same length in both languages.
    """
    last, size = ends[:, side], sizes[:, side]
    lengths: Numbers = scorer.lengths[side][last + 1] - scorer.lengths[side][last + 1 - size]
    return lengths


@dataclass
class TextMarks:
    """Evidence that needs no knowledge of the languages: marks between clauses, numbers and Latin words.

    Attributes:
        texts: segments of the Chinese and of the English side.
    """

    texts: tuple[Sequence[str], Sequence[str]]

    def __post_init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[int, frozenset[str]]] = {}

    def of(self, side: int, first: int, last: int) -> tuple[int, frozenset[str]]:
        """Return the number of marks between clauses in consecutive segments, and the set of their literals.

        Literals are numbers and Latin words. ``first`` and ``last`` (inclusive) are the numbers of
        the segments.
        """
        count, literals = 0, frozenset[str]()
        for segment in range(first, last + 1):
            if (side, segment) not in self._known:
                if len(self._known) >= MAX_KNOWN_SEGMENTS:
                    self._known.clear()
                text = self.texts[side][segment]
                here = frozenset(literal.lower() for literal in LITERALS.findall(text))
                self._known[side, segment] = len(CLAUSE_MARK.findall(text)), here
            more, others = self._known[side, segment]
            count, literals = count + more, literals | others
        return count, literals

    def about(self, questions: Questions) -> Numbers:
        """Return three features of the side opposite to each segment in question, shape (3, questions).

        The first feature is the number of marks between clauses on the opposite side. The second is
        1 if the opposite side lacks a literal (number or Latin word) of the segment in question;
        for an English segment only numbers count. The third is 1 if the opposite side has a literal
        of the segment that no other segment on the same side of the bead has.
        """
        results = numpy.zeros((3, len(questions)))
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
            results[:, number] = clauses, not needed <= opposite, not own & opposite <= rest
        return results


@cache
def fitted_evidence() -> EvidenceWeights:
    """Return the fitted weights of the evidence of untranslated segments, which the program uses."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return EvidenceWeights(Regression(**stored["spans"]), Regression(**stored["words"]), stored["share"])


def store_evidence(weights: EvidenceWeights) -> None:
    """Store the weights of the evidence of untranslated segments that the program uses from now on."""
    FILE.write_text(json.dumps(asdict(weights), indent=1) + "\n", encoding="utf-8")
    fitted_evidence.cache_clear()
