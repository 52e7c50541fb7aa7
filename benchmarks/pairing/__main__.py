"""``python -m benchmarks.pairing``: pair made folders by content alone, say how often it is right, store it."""

from __future__ import annotations

import datetime
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from aligner.embedders import load_embedder
from aligner.pairing import PairSettings, pair
from benchmarks.evaluation_sets import ROOT
from benchmarks.machine import hardware, load_average, versions
from benchmarks.pairing.documents import Known, forms, made_folder, ordered_pairs, write_folder
from benchmarks.pairing.fit import fitted

RESULTS = Path(__file__).parents[1] / "results" / "pairing.json"
SHARED = ROOT.parent / "shared"
FOLDERS = {
    "folder": (made_folder, 1.0, (5, 120)),
    "very short": (made_folder, 0.25, (1, 4)),
    "long": (made_folder, 0.05, (150, 500)),
    "forms": (forms, 0.05, (6, 20)),
}
"""Kinds of folders: how they are made, their documents as a share of those asked for, and the fewest and most sentence
pairs of a document, log-uniform."""
LEAST = 0.99


@click.command()
@click.option("--each", default=2000, show_default=True, help="Documents a side, a third without a counterpart.")
@click.option("--jobs", default=2, show_default=True, help="Processes that read.")
@click.option("--fit", is_flag=True, help="Print the weights that fit the first half of the sources; measure nothing.")
@click.option("--dry-run", is_flag=True, help="Print, but store nothing.")
def main(each: int, jobs: int, fit: bool, dry_run: bool) -> None:
    """Measure pairing by content on documents cut from the second half of each source."""
    if fit:
        click.echo(json.dumps(fitted(SHARED / "train", 0), indent=1))
        return
    pairs = ordered_pairs(SHARED / "train", 1)
    found = {
        kind: measured(pairs, make, max(3, round(each * share)), sizes, jobs)
        for kind, (make, share, sizes) in FOLDERS.items()
    }
    found["docs"] = whole_documents()
    results: dict[str, Any] = {
        "date": datetime.date.today().isoformat(),
        "model": load_embedder().signature,
        "hardware": hardware(),
        "load": load_average(),
        "versions": versions(),
        "jobs": jobs,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "folders": found,
    }
    click.echo(json.dumps(found, indent=1))
    if not dry_run:
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    worst = min(found["folder"]["precision"], found["folder"]["recall"])
    if worst < LEAST:
        raise click.ClickException(f"{worst} is below {LEAST}")


def measured(
    pairs: dict[str, list[tuple[str, str]]],
    make: Callable[..., list[Known]],
    each: int,
    sizes: tuple[int, int],
    jobs: int,
) -> dict[str, float | int]:
    """Make one folder, pair it by content, and return what came of it."""
    chance = random.Random(f"{each} {sizes}")
    documents = make(pairs, each, chance, sizes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth = write_folder(documents, folder, chance)
        start = time.perf_counter()
        found = pair(folder / "one", folder / "two", PairSettings("content", jobs=jobs))
        seconds = time.perf_counter() - start
        said = {
            (one.source.relative_to(folder).as_posix(), one.target.relative_to(folder).as_posix())
            for one in found.pairs
        }
        files = sum(1 for _ in folder.glob("*/*.txt"))
    right = len(said & set(truth.items()))
    return {
        "files": files,
        "known_pairs": len(truth),
        "found_pairs": len(said),
        "precision": round(right / max(len(said), 1), 4),
        "recall": round(right / max(len(truth), 1), 4),
        "unreadable": len(found.unreadable),
        "seconds": round(seconds, 1),
        "files_a_second": round(files / seconds),
    }


def whole_documents() -> dict[str, float | int]:
    """Pair real documents, all in one folder and by content, whose names say which belong together."""
    folder = SHARED / "docs"
    found = pair(folder, settings=PairSettings("content"))
    right = sum(one.source.with_suffix("") == one.target.with_suffix("") for one in found.pairs)
    known = sum(1 for path in folder.rglob("*.en") if path.with_suffix(".zh").exists())
    return {
        "known_pairs": known,
        "found_pairs": len(found.pairs),
        "precision": round(right / max(len(found.pairs), 1), 4),
        "recall": round(right / max(known, 1), 4),
    }


if __name__ == "__main__":
    main()
