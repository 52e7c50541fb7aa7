"""``python -m benchmarks.omissions``: fit the question which segments were translated, and say what it finds.

Chapters are left out two at a time, other sets altogether. Figures are pooled over the documents of a set: strict F1 of
the beads that survived the damage, and precision, recall and F1 of the segments that nothing translates
(`benchmarks.perturbation.scores`), before the question and after it.
"""

from __future__ import annotations

import json
import pickle
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import numpy

from aligner.alignment.evidence import (
    FILE,
    SPAN_FEATURES,
    EvidenceWeights,
    span_evidence,
    store_evidence,
)
from aligner.alignment.membership import Questions
from aligner.alignment.word_evidence import WORD_FEATURES, word_evidence
from aligner.embedders import load_embedder
from benchmarks.evaluation_sets import ROOT
from benchmarks.omissions.fit import fitted
from benchmarks.omissions.material import Case, Numbers, cases_of, labels
from benchmarks.perturbation.__main__ import TRAIN
from benchmarks.perturbation.documents import known_sets
from benchmarks.perturbation.scores import Tally, tally

RESULTS = ROOT / "benchmarks" / "results" / "omissions.json"
SET_COUNTS = {"mac-dev": 1.0, "academic": 1.0, "sample": 1.0, "pairs": 0.5}
"""What a question counts, by its set."""
SHARE_COUNTS = {0.0: 1.0, 0.01: 0.5, 0.05: 0.5, 0.15: 0.25}
"""The same by the share that was deleted."""


class Keeper(pickle.Pickler):
    """Keeps aligned documents; an embedder's lock is made anew."""

    def reducer_override(self, value: Any) -> Any:
        """See `pickle.Pickler`."""
        return (threading.Lock, ()) if isinstance(value, type(threading.Lock())) else NotImplemented


@click.command()
@click.option("--seeds", default=3, show_default=True, help="Draws of deletions for each document, share and side.")
@click.option("--cache", type=click.Path(path_type=Path), help="Keep the aligned documents in this file.")
@click.option("--store", is_flag=True, help="Make the program use the fitted weights, and keep the figures.")
def main(seeds: int, cache: Path | None, store: bool) -> None:
    """Fit to everything, report on what is left out in turn; needs the evaluation sets and training pairs."""
    cases = aligned_cases(seeds, cache)
    material = [Measured.of(case, seeds) for case in cases]
    others = {group: fit(material, left_out=group) for group in sorted({case.group for case in cases})}
    own = [others[case.group] for case in cases]
    found = {kind: figures(cases, own, words=kind == "words") for kind in ("words", "spans")}
    for kind, each in found.items():
        click.echo(f"asked with {kind}\n{described(each)}")
    if store:
        store_evidence(fit(material))
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        click.echo(f"stored in aligner/alignment/{FILE.name} and {RESULTS.relative_to(ROOT)}")


def aligned_cases(seeds: int, cache: Path | None) -> list[Case]:
    """Return all documents, damaged and not, aligned; from the cache where it is there."""
    if cache is not None and cache.is_file():
        kept: list[Case] = pickle.loads(cache.read_bytes())
        return kept
    embedder = load_embedder()
    cases = []
    for known in known_sets(TRAIN):
        shares = (0.05,) if known.name == "pairs" else (0.01, 0.05, 0.15)
        cases += cases_of(known, embedder, seeds, shares)
        click.echo(f"{known.name}: aligned", err=True)
    if cache is not None:
        with cache.open("wb") as file:
            Keeper(file).dump(cases)
    return cases


@dataclass(frozen=True)
class Measured:
    """The questions about a document whose answers are known.

    Attributes:
        case: the document.
        questions: about its path.
        answers: 1 where a segment is untranslated, else 0.
        spans: the features of spans, by name.
        draws: of deletions for each document, share and side.
    """

    case: Case
    questions: Questions
    answers: Numbers
    spans: dict[str, Numbers]
    draws: int

    @classmethod
    def of(cls, case: Case, draws: int) -> Measured:
        """Measure the spans of a document."""
        questions = case.questions()
        answers = labels(case, questions)
        questions = questions.chosen(answers >= 0)
        spans = span_evidence(questions, case.scorer, case.texts)
        return cls(case, questions, answers[answers >= 0].astype(float), spans, draws)

    @cached_property
    def words(self) -> dict[str, Numbers]:
        """The features of words, by name."""
        assert self.case.embedder is not None
        return word_evidence(self.questions, self.case.texts, self.case.embedder, self.spans["length"])

    @property
    def counts(self) -> Numbers:
        """What each question counts in the fit: all draws together as much as one."""
        count = SET_COUNTS[self.case.set_name] * SHARE_COUNTS[self.case.share]
        return numpy.full(len(self.answers), count / (self.draws if self.case.share else 1))


def fit(material: Sequence[Measured], left_out: str = "") -> EvidenceWeights:
    """Return the weights fitted to all but one group."""
    kept = [each for each in material if each.case.group != left_out]
    answers, counts = (numpy.concatenate([getattr(each, name) for each in kept]) for name in ("answers", "counts"))
    of_spans = numpy.concatenate([numpy.column_stack([each.spans[name] for name in SPAN_FEATURES]) for each in kept])
    of_words = numpy.concatenate([numpy.column_stack([each.words[name] for name in WORD_FEATURES]) for each in kept])
    spans = fitted(SPAN_FEATURES, of_spans, answers, counts)
    words = fitted(SPAN_FEATURES + WORD_FEATURES, numpy.column_stack([of_spans, of_words]), answers, counts)
    return EvidenceWeights(spans, words, round(float(counts @ answers / counts.sum()), 5))


def figures(cases: Sequence[Case], weights: Sequence[EvidenceWeights], *, words: bool) -> list[dict[str, Any]]:
    """Return the figures of each set, share and side, before the question and after it."""
    tallies: dict[tuple[str, float, str], list[Tally]] = {}
    for case, own in zip(cases, weights, strict=True):
        both = tallies.setdefault((case.set_name, case.share, case.side), [Tally(), Tally()])
        for place, each in enumerate((None, own)):
            both[place] += tally(case.damaged, case.beads(each, words=words))
    return [
        {"set": name, "share": share, "side": side, "before": summary(before), "after": summary(after)}
        for (name, share, side), (before, after) in tallies.items()
    ]


def summary(found: Tally) -> dict[str, float]:
    """Return the ratios of a tally."""
    values = {
        "surviving_f1": found.surviving_f1,
        "null_precision": found.right_nulls / max(found.test_nulls, 1),
        "null_recall": found.right_nulls / max(found.gold_nulls, 1),
        "null_f1": found.null_f1,
    }
    return {name: round(value, 4) for name, value in values.items()}


def described(found: Sequence[dict[str, Any]]) -> str:
    """Return lines for the terminal."""
    return "\n".join(
        f"  {each['set']:9} {each['share']:4.0%} {each['side'] if each['share'] else '':8}"
        + "".join(
            f" | {name} {kept['surviving_f1']:.4f}, nulls P {kept['null_precision']:.2f} R {kept['null_recall']:.2f} "
            f"F1 {kept['null_f1']:.3f}"
            for name, kept in (("before", each["before"]), ("after", each["after"]))
        )
        for each in found
    )


if __name__ == "__main__":
    main()
