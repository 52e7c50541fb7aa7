"""The weights of the bead score.

The weights are fitted by benchmarks/bead_score, which writes ``weights.json``. benchmarks/LOG.md
describes other experiments.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aligner.alignment.spans import Shape

FILE = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class BoundaryWeights:
    """Weights of the pair of boundaries at the end of a bead, one boundary in each text.

    Attributes:
        marks: ``[a][b]`` is the weight if the segment of the first text ends with a punctuation mark of
            class a, and that of the second text with class b; see `aligner.alignment.boundaries`.
        inside: weight if a quotation is open after only one of the boundaries.
        closed: weight if only one of the segments ends with a closing quote.
        opens: weight if an opening quote follows only one of the boundaries.
    """

    marks: tuple[tuple[float, ...], ...]
    inside: float
    closed: float
    opens: float


@dataclass(frozen=True, slots=True)
class ScoreWeights:
    """Weights of a bead's features, in natural logarithms of odds.

    Attributes:
        cosine: cosine of the two spans.
        cosine_size: cosine times the logarithm of the mean number of segments.
        cosine_length: cosine times the mean logarithm of the lengths, relative to `TYPICAL_SPAN_BYTES`.
        cosine_content: cosine times the content of the spans (the length of their vectors, divided by
            the median).
        unlike: difference between `MIN_TRANSLATION_COSINE` and the cosine; 0 if the cosine is higher.
        matched: matched words of both sides, in stretches where words are compared.
        clause_shift: clause shifts at the ends of the bead, in words, in stretches where words are
            compared.
        paired: constant of a bead with two sides in such stretches, which balances clause shifts that
            occur by chance.
        mismatch: squared log ratio of the lengths, at most `MAX_MISMATCH`.
        mismatch_length: the feature ``mismatch`` times the mean logarithm of the lengths, relative to
            `TYPICAL_SPAN_BYTES`.
        difference: absolute log ratio of the lengths.
        shapes: constant of each shape, Chinese : English.
        chinese_null: constant of a Chinese null bead.
        chinese_null_length: logarithm of its length, relative to `TYPICAL_CHINESE_NULL_BYTES`.
        english_null: constant of an English null bead.
        english_null_length: logarithm of its length, relative to `TYPICAL_ENGLISH_NULL_BYTES`.
        null_opening: constant of a run of null beads of any length.
        boundary: weights of the boundaries at the end of the bead; see `BoundaryWeights`.
    """

    cosine: float
    cosine_size: float
    cosine_length: float
    cosine_content: float
    unlike: float
    matched: float
    clause_shift: float
    paired: float
    mismatch: float
    mismatch_length: float
    difference: float
    shapes: Mapping[Shape, float]
    chinese_null: float
    chinese_null_length: float
    english_null: float
    english_null_length: float
    null_opening: float
    boundary: BoundaryWeights


@cache
def fitted_weights() -> ScoreWeights:
    """Return the fitted weights of the bead score, which the program uses."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    shapes = {(int(m), int(n)): value for m, n, value in stored.pop("shapes")}
    boundary = stored.pop("boundary")
    marks = tuple(map(tuple, boundary.pop("marks")))
    return ScoreWeights(**stored, shapes=shapes, boundary=BoundaryWeights(marks=marks, **boundary))


def store_weights(weights: ScoreWeights) -> None:
    """Store weights of the bead score, with three decimals, as those that the program uses from now on."""
    values = {
        **{name: value for name, value in rounded_numbers(weights).items() if isinstance(value, float)},
        "shapes": [[m, n, round(value, 3)] for (m, n), value in sorted(weights.shapes.items())],
        "boundary": {
            **rounded_numbers(weights.boundary),
            "marks": [[round(value, 3) for value in row] for row in weights.boundary.marks],
        },
    }
    FILE.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    fitted_weights.cache_clear()


def rounded_numbers(weights: ScoreWeights | BoundaryWeights) -> dict[str, float]:
    """Return those weights that are single numbers, by their names, rounded to three decimals."""
    values = {each.name: getattr(weights, each.name) for each in dataclasses.fields(weights)}
    return {name: round(value, 3) for name, value in values.items() if isinstance(value, float)}
