"""Long documents: time, memory and strict F1 at 10,000, 100,000 and 1,000,000 segments a side.

Run as ``python -m benchmarks.scale [--store] [SEGMENTS]...``. The documents are stretches of consecutive training pairs
in which neighbours are joined on one side and runs of sentences left out on either, so their beads are known. Each is
aligned from files, one segment a line, in a process of its own: its peak memory is that of the program, and the
comparison with the known beads comes after it was read.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from aligner.bitext import Bead
from aligner.training.pairs import pair_files, read_rows
from benchmarks.bead_score.documents import Draft, KnownDocument
from benchmarks.evaluation_sets import ROOT
from benchmarks.machine import hardware, load_average, versions
from benchmarks.tmx_size import peak_megabytes

SIZES = (10_000, 100_000, 1_000_000)
RESULTS = Path(__file__).parent / "results" / "scale.json"
STRETCH = 1000
"""Consecutive pairs; a shorter document is made of fewer stretches, evenly spread over all sources."""
JOINED, OMITTED = 0.1, 0.02
"""Chance of a join on either side, and of a run that is left out on either side."""
RUNS = (1, 1, 1, 2, 2, 3, 4, 6)

Pair = tuple[str, str]


def all_pairs(train: Path) -> list[Pair]:
    """Return the pairs of all sources but dictionaries, Chinese first."""
    files = [path for path in pair_files([train]) if not path.name.startswith("cedict")]
    return [pair for path in files for pair in read_rows(path) if all(pair)]


def stretches(pairs: Sequence[Pair], count: int) -> Iterator[Pair]:
    """Yield at least ``count`` pairs in stretches spread over all, as far as there are so many."""
    starts = range(0, len(pairs), STRETCH)
    wanted = min(len(starts), -(-count // STRETCH))
    for number in range(wanted):
        start = starts[number * len(starts) // wanted]
        yield from pairs[start : start + STRETCH]


def made_document(pairs: Sequence[Pair], count: int, seed: int = 0) -> KnownDocument:
    """Return a document of about ``count`` segments a side, with joins and omissions."""
    chance = random.Random(seed)
    draft = Draft()
    waiting = stretches(pairs, count + count // 4)
    while len(draft.chinese) < count and len(draft.english) < count:
        pair = next(waiting, None)
        if pair is None:
            break
        (chinese, english), draw = pair, chance.random()
        if draw < 2 * JOINED:
            following = next(waiting, None)
            if following is None:
                break
            if draw < JOINED:
                draft.add([chinese + following[0]], [english, following[1]])
            else:
                draft.add([chinese, following[0]], [f"{english} {following[1]}"])
        elif draw < 2 * (JOINED + OMITTED):
            run = [pair, *(pair for _, pair in zip(range(chance.choice(RUNS) - 1), waiting, strict=False))]
            kept_chinese = draw < 2 * JOINED + OMITTED
            draft.add(
                [chinese for chinese, _ in run if kept_chinese], [english for _, english in run if not kept_chinese]
            )
        else:
            draft.add([chinese], [english])
    return draft.done()


def measure(document: KnownDocument) -> dict[str, Any]:
    """Align in a process of its own and return what it took."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"document.{language}.txt" for language in ("zh", "en")]
        for path, side in zip(paths, (document.chinese, document.english), strict=True):
            path.write_text("\n".join(side) + "\n", encoding="utf-8")
        gold = Path(folder) / "gold.json"
        gold.write_text(json.dumps(document.beads), encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.scale", "--one", folder]
        finished = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


def measure_here(folder: Path) -> dict[str, Any]:
    """Align the two files of a folder, then compare with the known beads."""
    load = load_average()
    start = time.perf_counter()
    stages: list[tuple[str, float]] = []

    def report(stage: str, _share: float) -> None:
        if not stages or stages[-1][0] != stage:
            stages.append((stage, time.perf_counter() - start))

    from aligner import align
    from aligner.evaluate import count_right, score
    from aligner.settings import SegmentSettings, Settings

    settings = Settings(segment=SegmentSettings(segmenter="lines"))
    bitext = align(folder / "document.zh.txt", folder / "document.en.txt", settings, progress=report)
    seconds, peak = time.perf_counter() - start, own_peak()
    used = resource.getrusage(resource.RUSAGE_SELF)
    gold = [Bead(tuple(first), tuple(second)) for first, second in json.loads((folder / "gold.json").read_text())]
    found = score(count_right(gold, bitext.beads)).strict
    begins = [begin for _, begin in stages] + [seconds]
    return {
        "segments": [len(bitext.source.segments), len(bitext.target.segments)],
        "seconds": round(seconds, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_megabytes": peak,
        "strict_f1": round(found.f1, 4),
        "strict_precision": round(found.precision, 4),
        "strict_recall": round(found.recall, 4),
        "stages": {stage: round(end - begin, 1) for (stage, begin), end in zip(stages, begins[1:], strict=True)},
        "load_before": load,
        "load_after": load_average(),
    }


def own_peak() -> float:
    """Return the most memory that this program has held, in MB."""
    try:
        # getrusage would go on from what the process that started this one held.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return round(int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024 / 1e6, 1)  # type: ignore[index]
    except OSError:
        return peak_megabytes()


@click.command()
@click.argument("sizes", nargs=-1, type=int)
@click.option("--train", type=click.Path(path_type=Path), default=ROOT.parent / "shared" / "train", show_default=False)
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
@click.option("--one", type=click.Path(path_type=Path), hidden=True)
def main(sizes: tuple[int, ...], train: Path, store: bool, one: Path | None) -> None:
    """Measure documents of SIZES segments a side and print the figures."""
    if one:
        click.echo(json.dumps(measure_here(one)))
        return
    if not train.is_dir():
        raise SystemExit(f"no sentence pairs in {train}: name their folder with --train")
    pairs = all_pairs(train)
    runs = {size: measure(made_document(pairs, size)) for size in sizes or SIZES}
    results = {"runs": list(runs.values()), "growth": growth(runs), "hardware": hardware(), "versions": versions()}
    click.echo(json.dumps(results, indent=2))
    if store:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def growth(runs: dict[int, dict[str, Any]]) -> dict[str, float]:
    """Return how many times as long each size takes as the next smaller one, by the clock and by the processor."""
    ordered = sorted(runs)
    return {
        f"{large}/{small} {measure}": round(runs[large][measure] / runs[small][measure], 1)
        for small, large in pairwise(ordered)
        for measure in ("seconds", "processor_seconds")
    }


if __name__ == "__main__":
    main()
