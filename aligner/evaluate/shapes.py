"""Evaluate the beads of each shape (1-1, 1-2, 2-1, 1-0, ...) separately: precision, recall and F1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aligner.evaluate.comparison import Comparison
from aligner.evaluate.values import NamedBeads, Ratios, signature_of


@dataclass(frozen=True, slots=True)
class ShapeScores:
    """The strict scores of the beads of one shape.

    Attributes:
        shape: ``m-n`` for m source and n target segments.
        gold: number of gold beads of the shape.
        test: number of test beads of the shape.
        right: number of correct test beads of the shape, which the gold has too.
        ratios: precision, recall and F1; null beads count for all three, unlike in the pooled scores.
    """

    shape: str
    gold: int
    test: int
    right: int
    ratios: Ratios


@dataclass(frozen=True, slots=True)
class ShapeReport:
    """The scores of all shapes.

    Attributes:
        shapes: the scores of each shape in the gold or the test; the most frequent gold shape is first.
        signature: data and method as one string.
    """

    shapes: tuple[ShapeScores, ...]
    signature: str

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {"signature": self.signature, "shapes": [asdict(each) for each in self.shapes]}


def scores_by_shape(documents: Sequence[NamedBeads]) -> ShapeReport:
    """Return the strict scores of each shape, computed over all documents together.

    A strictly correct test bead has the same shape as its gold bead, so each shape can be counted
    separately.

    Args:
        documents: the documents, from `read_documents`.
    """
    gold, test, right = Counter[tuple[int, int]](), Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for _, _, gold_beads, test_beads in documents:
        comparison = Comparison(gold_beads, test_beads)
        gold.update((len(source), len(target)) for source, target in comparison.gold)
        test.update((len(source), len(target)) for source, target in comparison.test)
        right.update(
            (len(source), len(target))
            for (source, target), is_right in zip(comparison.test, comparison.strictly_right(), strict=True)
            if is_right
        )
    shapes = sorted(gold | test, key=lambda shape: (-gold[shape], -test[shape], shape))
    return ShapeReport(
        tuple(
            ShapeScores(
                f"{shape[0]}-{shape[1]}",
                gold[shape],
                test[shape],
                right[shape],
                _ratios(right[shape], test[shape], gold[shape]),
            )
            for shape in shapes
        ),
        signature_of(beads=gold.total(), docs=len(documents), match="strict", null="both"),
    )


def _ratios(right: int, test: int, gold: int) -> Ratios:
    """Return precision, recall and F1 of one shape.

    F1 is the Dice coefficient of the test beads and the gold beads.

    Args:
        right: number of correct test beads.
        test: number of test beads.
        gold: number of gold beads.
    """
    return Ratios(right / test if test else 0.0, right / gold if gold else 0.0, 2 * right / (test + gold))
