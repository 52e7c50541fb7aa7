"""``python -m benchmarks.calibration``: how far confidence can be trusted, and the fit of the map behind it.

What is counted:

- A bead is *right* where the gold holds the same bead, both sides equal (strict). Null beads count: an unaligned
  segment is right where the gold leaves it unaligned, however the gold groups such segments.
- *Expected calibration error*: beads in ten bins of confidence of equal width; the mean over beads of the distance
  between a bin's mean confidence and its share of right beads (Naeini et al., 2015).
- *Errors in the worst tenth*: the share of all wrong beads among the tenth of the beads with the lowest confidence;
  beyond ``most_possible`` it cannot go. Equal confidences are broken by document order.

Chapters are measured with a map fitted to everything else. Scripture and the sample are never fitted to. In scripture
the gold follows verse numbers: two beads that are translations by themselves are one bead of the gold where one verse
holds both, which no aligner can see. "As verses" counts beads as right that together make up a bead of the gold.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy
import scipy.optimize
from numpy.typing import NDArray

from aligner.alignment import align_segments
from aligner.alignment.calibration import Calibration, log_odds, posterior_of, store_calibration
from aligner.embedders import load_embedder
from aligner.formats import read_beads
from aligner.protocols import Embedder
from aligner.settings import AlignSettings
from benchmarks.bead_score.__main__ import as_document
from benchmarks.bead_score.documents import Ids, KnownDocument, damaged, pair_documents
from benchmarks.evaluation_sets import ROOT, EvaluationDocument, evaluation_sets
from benchmarks.perturbation.damage import SIDES, with_single_deletions

RESULTS = Path(__file__).parent / "results" / "calibration.json"
PAIRS = ROOT.parent / "shared" / "train"
SETTINGS = AlignSettings()
BINS = 10
WORST = 0.1
DAMAGED_SHARE, SINGLES_SHARE, PAIRS_SHARE = 0.25, 0.25, 0.2
"""What a bead of a chapter with runs deleted, of one with single sentences deleted, or of a document cut from pairs
counts beside one of a chapter in the fit."""
SINGLES_DELETED = 0.05
PAIR_DOCUMENTS_EACH = 3

Array = NDArray[numpy.float64]


@dataclass(frozen=True)
class Judged:
    """Beads of one document.

    Attributes:
        posterior: of each bead, shape (beads,).
        right: 1 where the gold holds it, else 0, shape (beads,).
        part: 1 where it is right or, with its neighbours, makes up a bead of the gold, shape (beads,).
    """

    posterior: Array
    right: Array
    part: Array


@click.command()
@click.option("--store", is_flag=True, help="Make the program use the fitted map, and keep the figures.")
def main(store: bool) -> None:
    """Fit the confidence, leaving chapters out in turn, and report it; needs the evaluation sets."""
    calibration, found = measured(load_embedder())
    click.echo(f"slope {calibration.slope:.3f}, offset {calibration.offset:.3f}")
    for name, each in found["sets"].items():
        click.echo(f"  {name:25} {described(each)}")
    if store:
        store_calibration(calibration)
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        click.echo(f"stored in aligner/alignment/calibration.json and {RESULTS.relative_to(ROOT)}")


def measured(embedder: Embedder) -> tuple[Calibration, dict[str, Any]]:
    """Return the map fitted to all documents, and the figures of every set with documents left out."""
    sets = {each.name: [known(document) for document in each.documents] for each in evaluation_sets()}
    if not sets["mac-dev"]:
        raise SystemExit("nothing to fit to: ../shared/eval/mac-dev is not there")
    chance = random.Random(0)
    hurt = [judged(damaged(chapter, chance), embedder) for chapter in sets["mac-dev"]]
    pairs = [judged(each, embedder) for each in pair_documents(PAIRS, PAIR_DOCUMENTS_EACH, chance)]
    gaps = [[judged(each, embedder) for each in with_gaps(chapter)] for chapter in sets["mac-dev"]]
    all_gaps = [document for each in gaps for document in each]
    whole = [[judged(document, embedder) for document in documents] for documents in sets.values()]
    chapters, scripture, *sample = whole

    def fitted(left_out: int = -1) -> Calibration:
        kept = [number for number in range(len(chapters)) if number != left_out]
        return fit(
            [
                ([chapters[number] for number in kept], 1.0),
                ([hurt[number] for number in kept], DAMAGED_SHARE),
                ([document for number in kept for document in gaps[number]], SINGLES_SHARE),
                (pairs, PAIRS_SHARE),
            ]
        )

    final, maps = fitted(), [fitted(number) for number in range(len(chapters))]
    unseen = fit([(chapters, 1.0), (hurt, DAMAGED_SHARE), (all_gaps, SINGLES_SHARE)])
    found = {
        "mac-dev": figures(chapters, maps),
        "mac-dev, damaged": figures(hurt, maps),
        "mac-dev, single omissions": figures(all_gaps, [each for each in maps for _ in SIDES]),
        "training pairs": figures(pairs, [unseen] * len(pairs)),
        "bible-dev": figures(scripture, [final]),
        "bible-dev, as verses": figures([replace(each, right=each.part) for each in scripture], [final]),
        "sample": figures([document for genre in sample for document in genre], [final] * len(sample)),
    }
    return final, {"slope": round(final.slope, 3), "offset": round(final.offset, 3), "sets": found}


def with_gaps(chapter: KnownDocument) -> list[KnownDocument]:
    """Return a chapter with single sentences deleted from the Chinese, and from the English side."""
    return [with_single_deletions(chapter, side, SINGLES_DELETED, random.Random(side)).document for side in SIDES]


def known(document: EvaluationDocument) -> KnownDocument:
    """Return a document of an evaluation set with Chinese as its first text."""
    first, second = (path.read_text(encoding="utf-8").splitlines() for path in (document.source, document.target))
    beads = [(bead.source, bead.target) for bead in read_beads(document.gold)]
    if document.source_language == "en":
        first, second, beads = second, first, [(target, source) for source, target in beads]
    return KnownDocument(tuple(first), tuple(second), tuple(beads))


def judged(document: KnownDocument, embedder: Embedder) -> Judged:
    """Align a document whose beads are known."""
    beads = align_segments(as_document(document.chinese, "zh"), as_document(document.english, "en"), embedder, SETTINGS)
    gold = {single for bead in document.beads for single in singles(bead)}
    right = numpy.array([(bead.source, bead.target) in gold for bead in beads])
    owner = {segment: number for number, bead in enumerate(document.beads) for segment in segments(bead)}
    owners = [{owner[segment] for segment in segments((bead.source, bead.target))} for bead in beads]
    cut = {number for bead, held in zip(beads, owners, strict=True) if len(held) > 1 or bead.is_null for number in held}
    part = right | numpy.array([held.isdisjoint(cut) for held in owners])
    return Judged(numpy.array([posterior_of(bead) for bead in beads]), right.astype(float), part.astype(float))


def singles(bead: tuple[Ids, Ids]) -> list[tuple[Ids, Ids]]:
    """Return a null bead of several segments as one for each, any other bead as it is."""
    first, second = bead
    return [bead] if first and second else [((n,), ()) for n in first] + [((), (n,)) for n in second]


def segments(bead: tuple[Ids, Ids]) -> list[tuple[int, int]]:
    """Return the segments of a bead as ``(side, number)``."""
    return [(side, number) for side in (0, 1) for number in bead[side]]


def fit(groups: Sequence[tuple[Sequence[Judged], float]]) -> Calibration:
    """Return the map of the greatest likelihood, groups of documents counted by their shares."""
    documents = [(document, share) for group, share in groups for document in group]
    odds = numpy.concatenate([[log_odds(each) for each in document.posterior] for document, _ in documents])
    right = numpy.concatenate([document.right for document, _ in documents])
    share = numpy.concatenate([numpy.full(len(document.right), share) for document, share in documents])

    def loss(parameters: Array) -> float:
        logits = parameters[0] * odds + parameters[1]
        return float((share * (numpy.logaddexp(0, logits) - right * logits)).sum())

    slope, offset = scipy.optimize.minimize(loss, [1.0, 0.0], method="L-BFGS-B").x.tolist()
    return Calibration(slope, offset)


def figures(documents: Sequence[Judged], maps: Sequence[Calibration]) -> dict[str, Any]:
    """Return what is reported of the documents of a set, each with the map that it had no part in."""
    before = numpy.concatenate([document.posterior for document in documents])
    after = numpy.concatenate(
        [
            [calibration.confidence(each) for each in document.posterior]
            for document, calibration in zip(documents, maps, strict=True)
        ]
    )
    right = numpy.concatenate([document.right for document in documents])
    worst = numpy.argsort(after, kind="stable")[: round(WORST * len(after))]
    wrong = 1 - right
    values = {
        "error_of_posterior": calibration_error(before, right),
        "error": calibration_error(after, right),
        "errors_in_worst_tenth": wrong[worst].sum() / max(wrong.sum(), 1),
        "most_possible": min(1.0, len(worst) / max(wrong.sum(), 1)),
        "brier": ((after - right) ** 2).mean(),
    }
    rounded = {name: round(float(value), 4) for name, value in values.items()}
    return {"beads": len(right), "wrong": int(wrong.sum()), **rounded, "bins": bins(after, right)}


def calibration_error(confidence: Array, right: Array) -> float:
    """Return the expected calibration error, 0 to 1."""
    return sum(count * abs(mean - share) for count, mean, share in bins(confidence, right)) / len(right)


def bins(confidence: Array, right: Array) -> list[tuple[int, float, float]]:
    """Return ``(beads, mean confidence, share of right beads)`` of each bin that holds any."""
    numbers = numpy.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        (int(here.sum()), round(float(confidence[here].mean()), 4), round(float(right[here].mean()), 4))
        for here in (numbers == number for number in range(BINS))
        if here.any()
    ]


def described(found: dict[str, Any]) -> str:
    """Return a line for the terminal."""
    return (
        f"{found['beads']:5} beads, {found['wrong']:4} wrong; calibration error {found['error']:.3f} "
        f"(posterior {found['error_of_posterior']:.3f}); worst tenth holds {found['errors_in_worst_tenth']:.0%} "
        f"of the errors (at most {found['most_possible']:.0%})"
    )


if __name__ == "__main__":
    main()
