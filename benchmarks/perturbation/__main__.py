"""``python -m benchmarks.perturbation``: plant damage, align, say what it costs, store it."""

from __future__ import annotations

import datetime
import itertools
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from aligner.alignment import align_segments
from aligner.alignment.crossing import moved_blocks
from aligner.bitext import Bead
from aligner.cli.terminal import plain_table
from aligner.embedders import load_embedder
from aligner.protocols import Embedder
from aligner.settings import AlignSettings
from benchmarks.bead_score.__main__ import as_document
from benchmarks.bead_score.documents import KnownDocument
from benchmarks.evaluation_sets import ROOT
from benchmarks.machine import versions
from benchmarks.perturbation.damage import (
    SIDES,
    Damaged,
    joined,
    undamaged,
    with_deletions,
    with_insertion,
    with_single_deletions,
    with_swap,
)
from benchmarks.perturbation.documents import KnownSet, foreign_texts, known_sets
from benchmarks.perturbation.scores import Tally, extent_error, pieces, tally

RESULTS = Path(__file__).parents[1] / "results" / "perturbation.json"
TRAIN = ROOT.parent / "shared" / "train"
SHARES = (0.05, 0.2, 0.4)
SINGLE_SHARES = (0.01, 0.05, 0.15)
"""Of the segments of a side that are deleted one by one."""
MOST_LOST = {0.05: 0.01, 0.2: 0.03, 0.4: 0.06}
"""Targets: the strict F1 that surviving beads may lose."""
PLACES = {"front": 0.0, "middle": 0.5, "end": 1.0}


@click.command()
@click.option("--seeds", default=2, show_default=True, help="Draws of deletions for each document, share and side.")
@click.option("--only", metavar="SET", help="Measure one set; the stored figures of the others stay.")
@click.option("--dry-run", is_flag=True, help="Print, but store nothing.")
def main(seeds: int, only: str | None, dry_run: bool) -> None:
    """Measure what deletions, insertions and swapped chapters cost; each set is stored as soon as it is measured."""
    embedder = load_embedder()
    for each in known_sets(TRAIN):
        if only in (None, each.name):
            found = {"date": datetime.date.today().isoformat(), **measured(each, embedder, seeds)}
            fresh = {"model": embedder.signature, "versions": versions(), "seeds": seeds, "sets": {each.name: found}}
            click.echo(table(fresh))
            if not dry_run:
                kept = with_set(json.loads(RESULTS.read_text(encoding="utf-8")), fresh)
                RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def with_set(stored: dict[str, Any], fresh: dict[str, Any]) -> dict[str, Any]:
    """Return stored results with a set that was measured anew.

    Sets that another model or another number of draws was measured with are dropped: they cannot be compared.
    """
    alike = all(stored[key] == fresh[key] for key in ("model", "seeds"))
    sets = {**(stored["sets"] if alike else {}), **fresh["sets"]}
    return {**fresh, "sets": sets}


def measured(known: KnownSet, embedder: Embedder, seeds: int) -> dict[str, Any]:
    """Return the figures of one set: undamaged, and by kind of damage."""
    plain = total(map(undamaged, known.documents), embedder)
    book = joined(known.documents)
    whole = total([undamaged(book)], embedder)
    return {
        "title": known.title,
        "documents": len(known.documents),
        "sentences": sum(len(each.chinese) + len(each.english) for each in known.documents),
        "undamaged": figures(plain),
        "undamaged_joined": figures(whole),
        "deletions": [
            {"share": share, "side": side, **figures(found, plain)}
            for share, side in itertools.product(SHARES, SIDES)
            for found in [total(deletions(known.documents, side, share, seeds), embedder)]
        ],
        "single_deletions": [
            {"share": share, "side": side, **figures(found, plain)}
            for share, side in itertools.product(SINGLE_SHARES, SIDES)
            for found in [total(single_deletions(known.documents, side, share, seeds), embedder)]
        ],
        "insertions": [
            {"side": side, "where": where, **insertion(with_insertion(book, side, share, foreign), embedder, whole)}
            for side, foreign in foreign_texts().items()
            for where, share in PLACES.items()
        ],
        "swaps": [swap(known, side, chapters, embedder, whole) for side, chapters in swaps(len(known.documents))],
    }


def deletions(documents: Sequence[KnownDocument], side: Any, share: float, seeds: int) -> Iterable[Damaged]:
    """Yield each document with deletions, as often as there are seeds."""
    for seed in range(seeds):
        for number, document in enumerate(documents):
            yield with_deletions(document, side, share, random.Random(f"{seed} {number} {share} {side}"))


def single_deletions(documents: Sequence[KnownDocument], side: Any, share: float, seeds: int) -> Iterable[Damaged]:
    """Yield each document with single segments deleted, as often as there are seeds."""
    for seed in range(seeds):
        for number, document in enumerate(documents):
            yield with_single_deletions(document, side, share, random.Random(f"single {seed} {number} {share} {side}"))


def swaps(count: int) -> Iterable[tuple[Any, tuple[int, int]]]:
    """Yield the sides and pairs of chapters to swap: all pairs of six chapters, neighbours of more."""
    pairs = itertools.combinations(range(count), 2) if count <= 6 else zip(range(count), range(1, count), strict=False)
    for chapters in pairs:
        for side in SIDES:
            yield side, chapters


def insertion(damaged: Damaged, embedder: Embedder, whole: Tally) -> dict[str, Any]:
    """Return the figures of an insertion, and into how many blocks it fell."""
    beads = aligned(damaged.document, embedder)
    return {**figures(tally(damaged, beads), whole), "blocks": pieces(damaged, beads)}


def swap(known: KnownSet, side: Any, chapters: tuple[int, int], embedder: Embedder, whole: Tally) -> dict[str, Any]:
    """Return the figures of a swap, and how many segments the reported extents are off (none where one is missed)."""
    damaged = with_swap(known.documents, side, chapters)
    beads = aligned(damaged.document, embedder)
    blocks = moved_blocks(beads)
    return {
        "side": side,
        "chapters": list(chapters),
        "segments": [len(block[0]) + len(block[1]) for block in damaged.blocks],
        **figures(tally(damaged, beads), whole),
        "reported": len(blocks),
        "extents_off": [extent_error(block, blocks) for block in damaged.blocks],
    }


def total(damages: Iterable[Damaged], embedder: Embedder) -> Tally:
    """Align damaged documents and add up what was counted."""
    return sum((tally(each, aligned(each.document, embedder)) for each in damages), Tally())


def aligned(document: KnownDocument, embedder: Embedder) -> tuple[Bead, ...]:
    """Align one segment a line, Chinese first."""
    sides = as_document(document.chinese, "zh"), as_document(document.english, "en")
    return align_segments(*sides, embedder, AlignSettings())


def figures(found: Tally, undamaged_tally: Tally | None = None) -> dict[str, float]:
    """Return the ratios that are stored; ``lost`` is what the surviving beads lost against the undamaged documents."""
    values = {"surviving_f1": found.surviving_f1, "reduced_f1": found.reduced_f1, "null_f1": found.null_f1}
    if undamaged_tally is not None:
        values["lost"] = undamaged_tally.surviving_f1 - found.surviving_f1
        values["planted_found"] = found.planted_recall
    return {name: round(value, 4) for name, value in values.items()}


def table(results: dict[str, Any]) -> str:
    """Return the results for a terminal."""
    header = ("set", "damage", "strict F1 of survivors", "lost", "with parts", "null F1", "remarks")
    rows = [header]
    for name, found in results["sets"].items():
        lines = [("none", found["undamaged"], ""), ("none, joined", found["undamaged_joined"], "")]
        lines += [
            (f"{each['share']:.0%} of {each['side']} deleted", each, f"at most {MOST_LOST[each['share']]:.0%} lost")
            for each in found["deletions"]
        ]
        lines += [
            (f"{each['share']:.0%} of {each['side']} deleted one by one", each, f"recall {each['planted_found']:.3f}")
            for each in found["single_deletions"]
        ]
        lines += [
            (f"insertion, {each['side']}, {each['where']}", each, f"{each['blocks']} block(s)")
            for each in found["insertions"]
        ]
        lines += [
            (f"swap {each['chapters']}, {each['side']}", each, f"extents off {each['extents_off']}")
            for each in found["swaps"]
        ]
        for damage, each, remark in lines:
            lost = f"{each['lost']:.3f}" if "lost" in each else ""
            scores = (f"{each['surviving_f1']:.3f}", lost, f"{each['reduced_f1']:.3f}", f"{each['null_f1']:.3f}")
            rows.append((name, damage, *scores, remark))
    return "\n".join(plain_table(rows))


if __name__ == "__main__":
    main()
