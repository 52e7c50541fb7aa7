"""The concordance on a million pairs: how long each kind of question takes, and how much memory.

Run as ``python -m benchmarks.concordance_research [--index FILE] [--store]``. The corpus is the first 1,000,000 pairs
of the training pairs, which are real sentences, in 1,000 files; every question is asked by its permanent query string.
Indexing takes a while, so ``--index`` keeps the index, and measures one that is there already. Elapsed time depends on
what else the machine does; processor time less so, and it is what the test of the stored figures looks at.
"""

from __future__ import annotations

import csv
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from aligner.concordance.answers import Statistics, answer
from aligner.concordance.corpus import CorpusSource, ask
from aligner.concordance.request import Request
from aligner.concordance.search import SearchSettings
from aligner.training.pairs import read_rows
from benchmarks.evaluation_sets import ROOT
from benchmarks.machine import hardware, load_average, versions

RESULTS = Path(__file__).parent / "results" / "concordance_research.json"
SOURCES = (
    *("jiyu_examples.tsv.xz", "lctt_sent.tsv.xz", "pydocs_po_sent.tsv.xz", "vuedocs_sent.tsv.xz"),
    *("3am_captions.tsv.xz", "alma_wmt17-20_flores.tsv.xz"),
)
PAIRS, FILES = 1_000_000, 1_000
REPEATS = 3
MAX_SECONDS = 2.0
"""Processor time that a question may take."""
QUESTIONS = {
    "a phrase": "?text=garbage+collection",
    "words that are nowhere": "?text=unheardof+phrase",
    "a frequent word": "?text=因为",
    "the most frequent word": "?text=the",
    "a pattern with any-of and distance": "?pattern=(make|take)+...3+decision*",
    "a pattern in Chinese": "?pattern=(作出|做出)+...3+决定",
    "a condition on the other side": "?pattern=make&without=做",
    "sorted by the right context": "?text=the&sort=right",
    "sorted by the left context": "?text=的&sort=left",
    "sorted by document": "?text=the&sort=document",
    "sorted by the other side": "?text=the&sort=other",
    "a sample": "?text=的&sample=100&seed=3",
    "frequency by document": "?text=the&view=frequency",
    "frequency by form of the match": "?pattern=mak*&view=frequency&by=match",
    "collocations near the match": "?text=the&view=collocations",
    "collocations on the other side": "?text=the&view=collocations&window=other",
    "renderings": "?text=people&view=renderings",
    "renderings of the most frequent word": "?text=the&view=renderings",
}
"""Questions by their kind; the worst case of each is the most frequent word."""
SLOW_QUESTIONS = {"a regular expression on whole texts": r"?regex=(read|writ)ing+\w%2B+files?"}
"""Questions that read every pair; no bound is promised for them."""


def pairs_of(train: Path) -> Iterator[tuple[str, str]]:
    """Yield the pairs, English first."""
    for name in SOURCES:
        yield from ((english, chinese) for chinese, english in read_rows(train / name))


def made_corpus(train: Path, folder: Path) -> None:
    """Write the files."""
    pairs = pairs_of(train)
    for number in range(FILES):
        with (folder / f"{number:04}.tsv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
            writer.writerow(("source", "target"))
            writer.writerows(next(pairs) for _ in range(PAIRS // FILES))


def indexing(train: Path, index: Path) -> dict[str, Any]:
    """Index the corpus, and return what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        made_corpus(train, Path(folder))
        start, busy = time.perf_counter(), time.process_time()
        ask(CorpusSource((folder,), str(index)), lambda corpus: corpus.pairs)
    return {
        "indexing_seconds": round(time.perf_counter() - start, 1),
        "indexing_processor_seconds": round(time.process_time() - busy, 1),
    }


def measured(index: Path, string: str, repeats: int) -> dict[str, Any]:
    """Return the median time of an answer, in seconds, and what was found."""
    request = Request.from_string(string)
    source = CorpusSource((), str(index), is_refreshed=False)
    times = []
    for _ in range(repeats):
        start, busy = time.perf_counter(), time.process_time()
        found = ask(source, lambda corpus: answer(corpus, request, SearchSettings(limit=request.limit)))
        times.append((time.perf_counter() - start, time.process_time() - busy))
    elapsed, used = (round(statistics.median(column), 2) for column in zip(*times, strict=True))
    pairs = found.pairs if isinstance(found, Statistics) else found.total
    return {"question": string, "pairs": pairs, "seconds": elapsed, "processor_seconds": used}


def peak_megabytes() -> int:
    """Return the largest amount of memory that the process has had."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@click.command()
@click.option("--train", type=click.Path(path_type=Path), default=ROOT.parent / "shared" / "train", show_default=False)
@click.option("--index", type=click.Path(path_type=Path), help="Keep the index here, or take the one that is there.")
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
def main(train: Path, index: Path | None, store: bool) -> None:
    """Measure and print the figures."""
    if not train.is_dir():
        raise SystemExit(f"no sentence pairs in {train}: name their folder with --train")
    load = load_average()
    with tempfile.TemporaryDirectory() as name:
        place = index or Path(name) / "million.sqlite"
        results: dict[str, Any] = {} if place.exists() else indexing(train, place)
        results["pairs"] = ask(CorpusSource((), str(place), is_refreshed=False), lambda corpus: corpus.pairs)
        results["index_megabytes"] = round(place.stat().st_size / 1e6)
        measured(place, QUESTIONS["a phrase"], 1)  # the model is loaded once
        results["answers"] = {kind: measured(place, string, REPEATS) for kind, string in QUESTIONS.items()}
        results["peak_megabytes"] = peak_megabytes()
        results["slow_answers"] = {kind: measured(place, string, 1) for kind, string in SLOW_QUESTIONS.items()}
    results |= {"load_before": load, "load_after": load_average(), "hardware": hardware(), "versions": versions()}
    click.echo(json.dumps(results, indent=2, ensure_ascii=False))
    if store:
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
