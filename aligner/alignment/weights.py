"""The numbers of the bead score.

They are fitted: benchmarks/bead_score writes ``weights.json``, and benchmarks/LOG.md tells what else was tried.
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
    """What it is worth when the boundaries behind a bead's two sides agree or differ.

    Attributes:
        marks: ``[a][b]``: the first text's segment ends with marks of the kind a, the second's with kind b, by their
            numbers in `aligner.alignment.boundaries`.
        inside: a quotation is open behind only one of them.
        closed: only one ends with a closing quote.
        opens: only one is followed by an opening quote.
    """

    marks: tuple[tuple[float, ...], ...]
    inside: float
    closed: float
    opens: float


@dataclass(frozen=True, slots=True)
class ScoreWeights:
    """Weights of a bead's features, in natural logarithms of odds.

    Attributes:
        cosine: similarity of the two spans.
        cosine_size: the same times the logarithm of the mean number of segments.
        cosine_length: the same times the mean logarithm of the lengths, less that of `USUAL_LENGTH`.
        cosine_content: the same times the content of the spans (length of their vectors, in medians).
        unlike: how far the cosine lies below `LIKE`, 0 where it does not: what is hardly alike had better stay alone.
        matched: a word of either side that has a counterpart on the other, where words are looked at.
        straddling: a word that stands on different sides of an end of the bead, likewise.
        paired: any bead with two sides, likewise: makes up for what straddles by chance.
        mismatch: squared log ratio of the lengths, at most `MISMATCH_CAP`.
        mismatch_length: the same times the mean logarithm of the lengths, less that of `USUAL_LENGTH`.
        difference: absolute log ratio of the lengths.
        shapes: what each shape is worth beforehand, Chinese : English.
        chinese_null: leaving a Chinese segment unaligned.
        chinese_null_length: the same times the logarithm of its length over `USUAL_NULL`.
        english_null: likewise for an English one.
        english_null_length: likewise.
        null_opening: a run of unaligned segments, once, whatever its length.
        boundary: see `BoundaryWeights`.
    """

    cosine: float
    cosine_size: float
    cosine_length: float
    cosine_content: float
    unlike: float
    matched: float
    straddling: float
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
    """Return the weights that the program uses."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    shapes = {(int(m), int(n)): value for m, n, value in stored.pop("shapes")}
    boundary = stored.pop("boundary")
    marks = tuple(map(tuple, boundary.pop("marks")))
    return ScoreWeights(**stored, shapes=shapes, boundary=BoundaryWeights(marks=marks, **boundary))


def store_weights(weights: ScoreWeights) -> None:
    """Write the weights that the program uses from now on, with three digits behind the point."""
    values = {
        **{name: value for name, value in vars_of(weights).items() if isinstance(value, float)},
        "shapes": [[m, n, round(value, 3)] for (m, n), value in sorted(weights.shapes.items())],
        "boundary": {
            **vars_of(weights.boundary),
            "marks": [[round(value, 3) for value in row] for row in weights.boundary.marks],
        },
    }
    FILE.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    fitted_weights.cache_clear()


def vars_of(weights: ScoreWeights | BoundaryWeights) -> dict[str, float]:
    """Return the plain numbers of some weights, rounded."""
    values = {each.name: getattr(weights, each.name) for each in dataclasses.fields(weights)}
    return {name: round(value, 3) for name, value in values.items() if isinstance(value, float)}
