"""``python -m benchmarks.corpus_filters``: align documents with planted faults, and say what each filter catches.

Each filter is measured alone, `coverage` on all pairs, the others on those of documents that belong together; then all
of them as a recipe. Lines that the aligner leaves without a counterpart never reach a filter, so they are not counted.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from aligner.alignment.diagnostics import NOT_TRANSLATIONS
from aligner.batch import CorpusSettings, FilterSettings, Processes, WorkSettings, run_batch
from aligner.batch.content import StoredPair
from aligner.batch.duplicates import SeenPairs
from aligner.batch.filters import FILTERS, Candidate, Evidence, judge
from aligner.batch.filters.boilerplate import Boilerplate
from aligner.batch.repeated_sides import RepeatedSides, SideCounter
from aligner.settings import SegmentSettings, Settings
from benchmarks.corpus_filters.documents import UNRELATED, Line, make_documents, planted
from benchmarks.machine import hardware, versions

RESULTS = Path(__file__).parents[1] / "results" / "corpus_filters.json"
MISALIGNED = "misaligned"
TARGETS = {
    "numbers": {"numbers"}, "urls": {"urls"}, "language": {"language"}, "script": {"language"}, "copies": {"copy"},
    "length-ratio": {"length"}, "duplicates": {"duplicate"}, "near-duplicates": {"duplicate", "near-duplicate"},
    "boilerplate": {"boilerplate"}, "coverage": {UNRELATED},
    "confidence": {"wrong", MISALIGNED}, "similarity": {"wrong", MISALIGNED},
    "lengths": set(),
}  # fmt: skip
"""The labels that each filter is to catch."""
KINDS: dict[str, Callable[[frozenset[str]], bool]] = {"clean": lambda labels: not labels, "faulty": bool}
Labelled = tuple[Candidate, frozenset[str]]


@click.command()
@click.option("--seed", default=26, show_default=True, help="Of the documents.")
@click.option("--jobs", default=2, show_default=True, help="Processes that align.")
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
def main(seed: int, jobs: int, store: bool) -> None:
    """Measure, and print the figures as JSON."""
    with tempfile.TemporaryDirectory() as name:
        results = measure(Path(name), seed, jobs) | {"hardware": hardware(), "versions": versions()}
    text = json.dumps(results, ensure_ascii=False, indent=1)
    click.echo(text)
    if store:
        RESULTS.write_text(text + "\n", encoding="utf-8")


def measure(folder: Path, seed: int, jobs: int) -> dict[str, Any]:
    """Return all figures.

    Args:
        folder: an empty folder for the documents and the corpora.
        seed: of the documents.
        jobs: number of processes.
    """
    listed, made = make_documents(folder, seed)
    work = WorkSettings(Settings(segment=SegmentSettings(segmenter="lines")))

    def run(filters: FilterSettings) -> None:
        corpus = CorpusSettings(filters=filters)
        run_batch(listed, folder / "out", work, corpus, Processes(jobs, work.limits))

    run(FilterSettings(unrelated=False))
    documents = list(read_lines(folder / "out" / "documents.jsonl"))
    everything = [(labels_of(record, made), record) for record in read_lines(folder / "out" / "jsonl" / "corpus.jsonl")]
    coverage = {each["document"]: each["coverage"] for each in documents}
    judged = [(candidate_of(record, coverage[record["document"]]), labels) for labels, record in everything]
    related = [(candidate, labels) for candidate, labels in judged if UNRELATED not in labels]
    run(FilterSettings(recipe=tuple(FILTERS.load(name)() for name in FILTERS)))
    kept = [labels_of(record, made) for record in read_lines(folder / "out" / "jsonl" / "corpus.jsonl")]
    return {
        "seed": seed,
        "documents": len(made),
        "unrelated": unrelated_figures(documents, made),
        "planted": dict(sorted(planted(made).items())),
        "pairs": {
            name: {"reached": sum(map(chosen, (labels for labels, _ in everything))), "kept": sum(map(chosen, kept))}
            for name, chosen in KINDS.items()
        },
        "kept_faults": dict(sorted(Counter(label for labels in kept for label in labels).items())),
        "filters": {name: filter_figures(name, judged if name == "coverage" else related, folder) for name in FILTERS},
    }


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of JSON lines."""
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def labels_of(record: Mapping[str, Any], made: Mapping[str, list[Line]]) -> frozenset[str]:
    """Return what was planted in a pair; `MISALIGNED` too if it is not one line with its own counterpart."""
    lines = made[record["document"]]
    source, target = ([int(place) for place in record[f"{side}_ids"].split()] for side in ("source", "target"))
    labels = frozenset().union(*(lines[place].labels for place in (*source, *target)))
    return labels if source == target and len(source) == 1 else labels | {MISALIGNED}


def candidate_of(record: Mapping[str, Any], coverage: float) -> Candidate:
    """Return the pair of a record of the corpus."""
    pair = StoredPair._make(record[name] for name in StoredPair._fields)
    return Candidate(pair, (record["source_lang"], record["target_lang"]), record["document"], coverage)


def unrelated_figures(documents: list[dict[str, Any]], made: Mapping[str, list[Line]]) -> dict[str, int]:
    """Return how many document pairs are wrong, how many were dropped, and how many of these are wrong."""
    wrong = {name for name, lines in made.items() if UNRELATED in lines[0].labels}
    dropped = {
        each["document"] for each in documents if any(text.startswith(NOT_TRANSLATIONS) for text in each["warnings"])
    }
    return {"planted": len(wrong), "dropped": len(dropped), "caught": len(dropped & wrong)}


def filter_figures(name: str, pairs: list[Labelled], folder: Path) -> dict[str, Any]:
    """Return what a filter with its default settings drops.

    Args:
        name: of the filter.
        pairs: those of documents that belong together, with what was planted in them.
        folder: a folder for temporary files.

    Returns:
        ``planted``: pairs with one of its labels; ``dropped``; ``caught``: dropped pairs with one of its labels;
        ``faulty``: dropped pairs with any label; ``microseconds``: time for a pair.
    """
    chosen = FILTERS.load(name)()
    repeated = repeated_sides(pairs, chosen, folder) if isinstance(chosen, Boilerplate) else RepeatedSides()
    targets = TARGETS[name]
    counts: Counter[str] = Counter(planted=sum(bool(labels & targets) for _, labels in pairs))
    with SeenPairs(folder / f"{name}.sqlite") as seen:
        evidence = Evidence(seen, repeated)
        start = time.process_time()
        verdicts = [judge(candidate, {name: chosen}, evidence) for candidate, _ in pairs]
        seconds = time.process_time() - start
    for (_, labels), verdict in zip(pairs, verdicts, strict=True):
        if verdict.reason:
            counts.update({"dropped": 1, "caught": bool(labels & targets), "faulty": bool(labels)})
    figures = {key: counts[key] for key in ("planted", "dropped", "caught", "faulty")}
    return figures | {"microseconds": round(1e6 * seconds / len(pairs))}


def repeated_sides(pairs: list[Labelled], chosen: Boilerplate, folder: Path) -> RepeatedSides:
    """Return the sides that recur in the pairs."""
    counter = SideCounter(folder / "sides")
    for candidate, _ in pairs:
        counter.add(candidate.texts, candidate.languages, candidate.document)
    return counter.repeated(chosen.max_documents, chosen.max_translations)


if __name__ == "__main__":
    main()
