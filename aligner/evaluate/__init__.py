"""Beads against gold: counts per document, then strict and lax precision, recall and F1 from pooled counts.

The conventions are those of Vecalign's scorer (Thompson and Koehn, 2019), after Langlais et al. (1998):

- *strict*: a bead is right if the other side has a bead with the same segments on both sides;
- *lax*: a bead is right if it shares a source and a target segment with one bead of the other side. As in
  Vecalign, the target segments are pooled over all beads that share one of its source segments;
- *null beads* count for precision (right where gold has the same null bead, else wrong) and are dropped on
  both sides for recall; beads with two empty sides, and repetitions of a bead, do not count at all.

Counts add up, so pooling and the bootstrap are one path: sum, then divide.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from types import ModuleType

from aligner import __version__
from aligner.bitext import Bead, Bitext
from aligner.errors import InputError
from aligner.evaluate.agreement import Agreement, agreement_of
from aligner.evaluate.comparison import Comparison, count_right, pool, score
from aligner.evaluate.intervals import RESAMPLES, SEED, interval
from aligner.evaluate.oddities import odd
from aligner.evaluate.values import Counts, DocumentReport, Ratios, Report, Scores

__all__ = [
    "Agreement",
    "Counts",
    "DocumentReport",
    "Ratios",
    "Report",
    "Scores",
    "count_right",
    "evaluate",
    "evaluate_beads",
    "evaluate_files",
    "odd",
    "pool",
    "score",
]

FEWEST_DOCUMENTS = 5
"""With fewer documents than this, blocks of beads are resampled instead of documents."""
Beads = str | Path | Bitext | Sequence[Bead]
"""What `evaluate` takes: the path of a file, a bitext, or beads."""


def evaluate(gold: Beads, test: Beads, *, resamples: int = RESAMPLES, seed: int = SEED) -> Report:
    """Evaluate the alignment of one document against its gold.

    Args:
        gold: made by hand: a file, see `evaluate_files`, a bitext, or beads.
        test: what is to be judged, likewise.
        resamples: how often to draw for the intervals.
        seed: of the draws.

    Raises:
        InputError: a file is missing or damaged, or the gold holds no beads.
        UsageError: a file's format does not number its segments.
    """
    beads, judged = beads_of(gold), beads_of(test)
    if not beads:
        raise InputError("the gold holds no beads: name a file with one bead a line", path=name_of(gold, "gold"))
    return evaluate_beads(
        [(name_of(gold, "gold"), name_of(test, "test"), beads, judged)], resamples=resamples, seed=seed
    )


def beads_of(given: Beads) -> Sequence[Bead]:
    """Return the beads of a file or of a bitext, or those that were given."""
    from aligner.formats import read_beads

    if isinstance(given, (str, Path)):
        return read_beads(given)
    return given.beads if isinstance(given, Bitext) else given


def name_of(given: Beads, otherwise: str) -> str:
    """Return the path of a file; of anything else what it stands for."""
    return str(given) if isinstance(given, (str, Path)) else otherwise


def evaluate_beads(
    documents: Sequence[tuple[str, str, Sequence[Bead], Sequence[Bead]]],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Report:
    """Evaluate documents that have been read.

    Args:
        documents: name of the gold, name of the test, gold beads, test beads.
        resamples: how often to draw for the intervals.
        seed: of the draws. The draws depend on nothing but the seed and the gold, so two systems that are
            evaluated on the same gold are drawn alike and their intervals can be compared.
    """
    import numpy

    comparisons = [Comparison(gold, test) for _, _, gold, test in documents]
    counts = [comparison.counts() for comparison in comparisons]
    by_document = len(documents) >= FEWEST_DOCUMENTS
    if by_document:
        units = numpy.array([astuple(each) for each in counts], dtype=numpy.float64)
    else:
        units = numpy.concatenate([numpy.zeros((0, 7)), *(comparison.blocks() for comparison in comparisons)])
    low, high = interval(units, resamples, seed)
    pooled = pool(counts)
    unit = "document" if by_document else "block"
    return Report(
        tuple(
            DocumentReport(gold_name, test_name, each, score(each), odd(gold, test))
            for (gold_name, test_name, gold, test), each in zip(documents, counts, strict=True)
        ),
        pooled,
        score(pooled),
        low,
        high,
        f"beads:{pooled.beads}|docs:{len(documents)}|null:precision-only|boot:{resamples}|unit:{unit}|seed:{seed}"
        f"|version:{__version__}",
        agreement_of((gold, test) for _, _, gold, test in documents),
    )


def evaluate_files(
    pairs: Sequence[tuple[str | Path, str | Path]], *, resamples: int = RESAMPLES, seed: int = SEED
) -> Report:
    """Evaluate pairs of files; see `evaluate_beads`.

    Args:
        pairs: gold and test, in any format that numbers its segments (see `aligner.formats.read_beads`).
        resamples: how often to draw for the intervals.
        seed: of the draws.

    Raises:
        InputError: a file is missing or damaged, or a gold file holds no beads.
        UsageError: a file's format does not number its segments.
    """
    documents = []
    for gold_path, test_path in pairs:
        gold = beads_of(gold_path)
        if not gold:
            raise InputError("the gold holds no beads: name a file with one bead a line", path=str(gold_path))
        documents.append((str(gold_path), str(test_path), gold, beads_of(test_path)))
    return evaluate_beads(documents, resamples=resamples, seed=seed)


class _Callable(ModuleType):
    """Lets this module be called: `evaluate` and the module that holds it share the name `aligner.evaluate`."""

    __call__ = staticmethod(evaluate)
    __wrapped__ = staticmethod(evaluate)  # whose signature is shown


sys.modules[__name__].__class__ = _Callable
