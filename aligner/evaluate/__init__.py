"""Evaluate alignments against gold beads: strict and lax precision, recall and F1 from pooled counts.

The conventions are those of Vecalign's scorer (Thompson and Koehn, 2019), after Langlais et al.
(1998). A test bead is compared with the gold beads for precision, a gold bead with the test beads
for recall:

- *strict*: a bead is correct if the other alignment has a bead with the same segments on both
  sides;
- *lax*: a bead is correct if it shares a source and a target segment with a bead of the other
  alignment. As in Vecalign, the target segments are pooled over all beads that share one of its
  source segments;
- *null beads* count for precision (correct if the gold has the same null bead, else wrong) and are
  ignored for recall. Beads with two empty sides and repeated beads are always ignored.

For pooled scores and for the bootstrap, the counts of documents are added up before the division.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError
from aligner.evaluate.agreement import Agreement, agreement_of
from aligner.evaluate.comparison import Comparison, count_right, pool, resampled_units, score
from aligner.evaluate.diagnostics import diagnose
from aligner.evaluate.diagram import draw_reliability, plot_reliability
from aligner.evaluate.intervals import RESAMPLES, SEED, interval
from aligner.evaluate.paired import Difference, PairedReport, compare_systems
from aligner.evaluate.reliability import Bin, Reliability, reliability_of
from aligner.evaluate.shapes import ShapeReport, ShapeScores, scores_by_shape
from aligner.evaluate.values import Counts, DocumentReport, NamedBeads, Ratios, Report, Scores, signature_of
from aligner.interface import _

__all__ = [
    "Agreement",
    "Bin",
    "Counts",
    "Difference",
    "DocumentReport",
    "NamedBeads",
    "PairedReport",
    "Ratios",
    "Reliability",
    "Report",
    "Scores",
    "ShapeReport",
    "ShapeScores",
    "compare_systems",
    "count_right",
    "diagnose",
    "draw_reliability",
    "evaluate",
    "evaluate_beads",
    "evaluate_files",
    "plot_reliability",
    "pool",
    "read_documents",
    "reliability_of",
    "score",
    "scores_by_shape",
]

Beads = str | Path | Bitext | Sequence[Bead]
"""Argument of `evaluate`: the path of a file, a bitext, or beads."""


def evaluate(gold: Beads, test: Beads, *, resamples: int = RESAMPLES, seed: int = SEED) -> Report:
    """Evaluate the alignment of one document against its gold alignment.

    Args:
        gold: the gold alignment: the path of a file (see `evaluate_files`), a bitext, or beads.
        test: the alignment to evaluate: the path of a file, a bitext, or beads.
        resamples: number of bootstrap samples for the intervals.
        seed: seed of the random samples.

    Raises:
        InputError: a file is missing or damaged, or the gold holds no beads.
        UsageError: the format of a file has no segment numbers.
    """
    beads, test_beads = beads_of(gold), beads_of(test)
    if not beads:
        raise InputError(_("the gold holds no beads: name a file with one bead a line"), path=name_of(gold, "gold"))
    return evaluate_beads(
        [(name_of(gold, "gold"), name_of(test, "test"), beads, test_beads)], resamples=resamples, seed=seed
    )


def beads_of(data: Beads) -> Sequence[Bead]:
    """Return the beads of a file or of a bitext; return a sequence of beads unchanged."""
    from aligner.formats import read_beads

    if isinstance(data, (str, Path)):
        return read_beads(data)
    return data.beads if isinstance(data, Bitext) else data


def name_of(data: Beads, label: str) -> str:
    """Return the name of an alignment for the report: its path if ``data`` is a path, otherwise ``label``."""
    return str(data) if isinstance(data, (str, Path)) else label


def evaluate_beads(
    documents: Sequence[NamedBeads],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Report:
    """Evaluate the alignments of documents, given as beads.

    Args:
        documents: for each document: name of the gold, name of the test, gold beads, test beads.
        resamples: number of bootstrap samples for the intervals.
        seed: seed of the random samples. The samples depend only on the seed and the gold, so that the
            intervals of two systems on the same gold can be compared.
    """
    comparisons = [Comparison(gold, test) for _, _, gold, test in documents]
    counts = [comparison.counts() for comparison in comparisons]
    units, unit = resampled_units(comparisons)
    low, high = interval(units, resamples, seed)
    pooled = pool(counts)
    return Report(
        tuple(
            DocumentReport(gold_name, test_name, each, score(each), diagnose(gold, test))
            for (gold_name, test_name, gold, test), each in zip(documents, counts, strict=True)
        ),
        pooled,
        score(pooled),
        low,
        high,
        signature_of(
            beads=pooled.beads, docs=len(documents), null="precision-only", boot=resamples, unit=unit, seed=seed
        ),
        agreement_of((gold, test) for _, _, gold, test in documents),
    )


def evaluate_files(
    pairs: Sequence[tuple[str | Path, str | Path]], *, resamples: int = RESAMPLES, seed: int = SEED
) -> Report:
    """Evaluate pairs of files; see `evaluate_beads`.

    Args:
        pairs: gold file and test file of each document, in formats with segment numbers
            (`aligner.formats.read_beads`).
        resamples: number of bootstrap samples for the intervals.
        seed: seed of the random samples.

    Raises:
        InputError: a file is missing or damaged, or a gold file holds no beads.
        UsageError: the format of a file has no segment numbers.
    """
    return evaluate_beads(read_documents(pairs), resamples=resamples, seed=seed)


def read_documents(pairs: Sequence[tuple[str | Path, str | Path]]) -> list[NamedBeads]:
    """Read pairs of files for `evaluate_beads`.

    Returns:
        For each pair, the names of the gold and test files, the gold beads, and the test beads.

    Raises:
        InputError, UsageError: see `evaluate_files`.
    """
    documents: list[NamedBeads] = []
    for gold_path, test_path in pairs:
        gold = beads_of(gold_path)
        if not gold:
            raise InputError(_("the gold holds no beads: name a file with one bead a line"), path=str(gold_path))
        documents.append((str(gold_path), str(test_path), gold, beads_of(test_path)))
    return documents


class _Callable(ModuleType):
    """Makes this module callable, because the function `evaluate` has the same name as its module."""

    __call__ = staticmethod(evaluate)
    __wrapped__ = staticmethod(evaluate)  # whose signature is shown


sys.modules[__name__].__class__ = _Callable
