"""What a batch costs: documents a second on one process, on two and on a Dask cluster of two workers.

    python -m benchmarks.batch --documents 20000 --store

Documents of 50 sentences are made of the training pairs. The machines that measure are shared, so the three ways take
turns on the same samples, and what is compared are ratios; the whole is then run once on two processes.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from benchmarks.machine import hardware, load_average, versions
from benchmarks.scale import all_pairs

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "batch.json"
TEXT = RESULTS.with_suffix(".md")
SENTENCES = 50
WAYS = ("one process", "two processes", "Dask, two workers")
FEW = 32
"""Documents of the runs that tell what the start costs: enough that every worker loads the model."""
HIGHEST = -19
"""The priority that goes before all other work of users."""
FORMATS = ("--to", "parquet", "--to", "tmx", "--split", "90,5,5")
LARGE = 100_000_000
"""Sentence pairs of the corpus whose cost is told."""
WATCHED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(code)
"""
"""Runs a command in a small process of its own and tells the memory of the largest one that it started, in MiB: what a
large process starts is counted as if it were as large."""


def make_documents(folder: Path, train: Path, count: int) -> list[tuple[str, str]]:
    """Write documents of consecutive pairs and return their paths; pairs are used again where there are too few."""
    pairs = [pair for pair in all_pairs(train) if all(side.strip() for side in pair)]
    rows = []
    for number in range(count):
        start = number * SENTENCES % (len(pairs) - SENTENCES)
        part = pairs[start : start + SENTENCES]
        names = []
        for language, side in (("en", 1), ("zh", 0)):
            path = folder / language / f"{number // 1000:03}" / f"{number:06}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(pair[side] + "\n" for pair in part), encoding="utf-8")
            names.append(str(path))
        rows.append((names[0], names[1]))
    return rows


def write_list(path: Path, rows: list[tuple[str, str]]) -> Path:
    """Write the list of pairs."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("source", "target"), *rows])
    return path


def measure(listed: Path, folder: Path, *arguments: str) -> dict[str, Any]:
    """Run the command and return what it took."""
    batch = [sys.executable, "-m", "aligner", "batch", str(listed), "-o", str(folder), "--json", *FORMATS, *arguments]
    load, start, used = load_average(), time.perf_counter(), processor_seconds()
    done = subprocess.run([sys.executable, "-c", WATCHED, *batch], cwd=ROOT, capture_output=True, check=True)
    said = json.loads(done.stdout)
    return {
        "documents": said["documents"],
        "pairs": said["counts"]["pairs"],
        "seconds": round(time.perf_counter() - start, 2),
        "aligning_seconds": said["seconds"],
        "processor_seconds": round(processor_seconds() - used, 2),
        "largest_process_megabytes": int(done.stderr.split()[-1]),
        "store_megabytes": round((folder / "results.sqlite").stat().st_size / 1e6, 1),
        "load": load,
    }


def processor_seconds() -> float:
    """Return the processor time of this process and of all that it has started and that are over."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def measure_way(way: str, listed: Path, folder: Path) -> dict[str, Any]:
    """Run the command in one of the ways; the processor time is that of the cluster as well."""
    if way != WAYS[2]:
        return measure(listed, folder, "--jobs", str(1 + WAYS.index(way)))
    from distributed import LocalCluster

    used = processor_seconds()
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        run = measure(listed, folder, "--scheduler", cluster.scheduler_address)
    return run | {"processor_seconds": round(processor_seconds() - used, 2)}


def set_priority(level: int) -> None:
    """Let this process, its session and what they start go before other work, or no longer.

    Args:
        level: as of nice(1). Linux shares the cores among sessions first (autogroups, sched(7)).
    """
    group = Path("/proc/self/autogroup")
    if level != os.getpriority(os.PRIO_PROCESS, 0):
        os.setpriority(os.PRIO_PROCESS, 0, level)
        if group.exists():
            group.write_text(str(level), encoding="ascii")


def samples(rows: list[tuple[str, str]], size: int, rounds: int) -> Iterator[list[tuple[str, str]]]:
    """Yield runs of documents from all over the list."""
    step = max(1, len(rows) // rounds)
    for number in range(rounds):
        yield list(islice(rows, number * step, number * step + size))


def take_turns(rows: list[tuple[str, str]], size: int, rounds: int, place: Path) -> dict[str, list[dict[str, Any]]]:
    """Measure the ways in turn on the same documents, each time also on a few, which tell what the start costs."""
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for number, sample in enumerate(samples(rows, size, rounds)):
        lists = [write_list(place / f"sample-{number}-{part}.csv", sample[:part]) for part in (FEW, size)]
        for way in WAYS:
            folders = [place / f"out-{number}-{WAYS.index(way)}-{part}" for part in ("few", "all")]
            few, run = (measure_way(way, listed, folder) for listed, folder in zip(lists, folders, strict=True))
            spent = run["processor_seconds"] - few["processor_seconds"]
            run["processor_ms_a_document"] = round(1000 * spent / (run["documents"] - few["documents"]), 1)
            found[way].append(run)
            click.echo(f"{way}: {run['documents'] / run['aligning_seconds']:.1f} documents/s, {run}", err=True)
    return found


def ratios(turns: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    """Return how the ways compare: by the clock, and by the processor time of a document.

    The clock counts the programs of others as well; two free cores would do twice the work of one as far as a
    document costs the same processor time in both ways.
    """
    one, two, dask = (sum(run["aligning_seconds"] for run in turns[way]) for way in WAYS)
    costs = [sum(run["processor_ms_a_document"] for run in turns[way]) for way in WAYS]
    return {
        "two_to_one": round(one / two, 2),
        "dask_to_two": round(two / dask, 2),
        "two_to_one_by_processor": round(2 * costs[0] / costs[1], 2),
        "dask_to_two_by_processor": round(costs[1] / costs[2], 2),
    }


def ways(results: dict[str, Any]) -> dict[str, tuple[float, float, float]]:
    """Return documents a second, pairs a second and processor milliseconds a document of each way."""
    found = {}
    for way, runs in results["turns"].items():
        documents, pairs, seconds = (
            sum(run[key] for run in runs) for key in ("documents", "pairs", "aligning_seconds")
        )
        cost = sum(run["processor_ms_a_document"] for run in runs) / len(runs)
        found[way] = (documents / seconds, pairs / seconds, cost)
    return found


def at_scale(results: dict[str, Any]) -> dict[str, Any]:
    """Return the largest run and what `LARGE` pairs cost by its figures and those of the cluster."""
    run = results.get("whole") or results["turns"][WAYS[1]][-1]
    writing = run["seconds"] - run["aligning_seconds"]
    milliseconds = ways(results)[WAYS[2]][2]
    return {
        "run": run,
        "writing_seconds": writing,
        "bytes_a_pair": 1e6 * run["store_megabytes"] / run["pairs"],
        "milliseconds": milliseconds,
        "core_hours": milliseconds / 1000 * run["documents"] / run["pairs"] * LARGE / 3600,
        "store_gigabytes": run["store_megabytes"] / run["pairs"] * LARGE / 1000,
        "writing_hours": writing / run["pairs"] * LARGE / 3600,
    }


def described(results: dict[str, Any]) -> str:
    """Return the figures as Markdown, with what a large corpus costs by them."""
    ratio = results["ratios"]
    others = " over which these had precedence" if results["precedence"] else ""
    lines = [
        "<!-- made by: python -m benchmarks.batch --store -->",
        f"Documents of {SENTENCES} sentences a side; {results['hardware']['processor']}, "
        f"{results['hardware']['cores']} cores, shared with other work (load {results['load']}){others}.",
        "",
        "| way | documents/s | pairs/s | processor ms a document |",
        "|---|---|---|---|",
    ]
    lines += [f"| {way} | {rates[0]:.1f} | {rates[1]:,.0f} | {rates[2]:.0f} |" for way, rates in ways(results).items()]
    lines += [
        "",
        f"Two processes do {ratio['two_to_one']:.2f} times the work of one by the clock, and would do "
        f"{ratio['two_to_one_by_processor']:.2f} times on free cores, by the processor time of a document; "
        f"the Dask cluster does {ratio['dask_to_two']:.2f} ({ratio['dask_to_two_by_processor']:.2f}) times the work of "
        "two processes.",
    ]
    cost = at_scale(results)
    run = cost["run"]
    lines += [
        "",
        f"Largest run: {run['documents']:,} documents, {run['pairs']:,} pairs, two processes (load {run['load']}): "
        f"{run['aligning_seconds']:,.0f} s for the alignments, {cost['writing_seconds']:,.0f} s for the corpus "
        f"(Parquet and TMX); the largest process took {run['largest_process_megabytes']:,} MB, the stored results take "
        f"{cost['bytes_a_pair']:.0f} bytes a pair.",
        "",
        f"By these figures {LARGE:,} pairs take a cluster {cost['core_hours']:,.0f} core hours: "
        f"{cost['core_hours'] / 100:,.1f} hours on 100 cores, {cost['store_gigabytes']:,.0f} GB of stored "
        f"results, and {cost['writing_hours']:,.1f} "
        "hours on one core to write the corpus.",
        "",
    ]
    return "\n".join(lines)


@click.command()
@click.option("--documents", type=int, default=20_000, show_default=True)
@click.option("--sample", type=int, default=1_000, show_default=True, help="Documents of each turn.")
@click.option("--rounds", type=int, default=3, show_default=True)
@click.option("--whole/--no-whole", default=True, help="Run all documents as well.")
@click.option("--precedence", is_flag=True, help="Let the turns, not the whole, go before other work (Linux, root).")
@click.option("--train", type=click.Path(path_type=Path), default=ROOT.parent / "shared" / "train", show_default=False)
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name} and {TEXT.name}.")
def main(documents: int, sample: int, rounds: int, whole: bool, precedence: bool, train: Path, store: bool) -> None:
    """Measure, and print the figures."""
    if not train.is_dir():
        raise SystemExit(f"no sentence pairs in {train}: name their folder with --train")
    os.environ["OMP_NUM_THREADS"] = "1"
    load = load_average()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        rows = make_documents(place, train, documents)
        set_priority(HIGHEST if precedence else 0)
        turns = take_turns(rows, sample, rounds, place)
        set_priority(0)
        results: dict[str, Any] = {"turns": turns, "ratios": ratios(turns), "load": load, "precedence": precedence}
        results |= {"hardware": hardware(), "versions": versions()}
        if whole:
            results["whole"] = measure(write_list(place / "all.csv", rows), place / "whole", "--jobs", "2")
    text = described(results)
    click.echo(text)
    if store:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        TEXT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
