"""Speed of the aligner beside the cost of a LaBSE-class encoder: same sentences, same cores, same run.

Run as a program of its own (``python -m benchmarks.speed``), because libraries read the number of threads
when they are first imported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import click

from aligner.cores import usable_cores
from benchmarks import encoder_cost
from benchmarks.evaluation_sets import ROOT, EvaluationDocument, EvaluationSet, evaluation_sets
from benchmarks.machine import load_average

THREADS = 2
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
REPEATS = 5
BATCHES = 8
"""Batches of windows that the encoder is timed on: 256 texts, some twenty seconds on two cores."""

LOADING = """
import time
start = time.perf_counter()
import numpy, tokenizers
imported = time.perf_counter()
from aligner.embedders import load_embedder
load_embedder()
print(imported - start, time.perf_counter() - imported)
"""


def measure_apart(threads: int = THREADS, batches: int = BATCHES) -> dict[str, Any]:
    """Measure in a process of its own that has ``threads`` threads and, where the system can, as many cores."""
    environment = {**os.environ, **{name: str(threads) for name in THREAD_VARIABLES}}
    command = [sys.executable, "-m", "benchmarks.speed", "--threads", str(threads), "--batches", str(batches)]
    finished = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


def best_of(repeats: int, work: Callable[[], object]) -> float:
    """Return the shortest time of several runs, in seconds: other processes can only add to it."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def speed_set() -> EvaluationSet:
    """Return the literary chapters, or the largest genre of the sample where they are absent."""
    sets = {each.name: each for each in evaluation_sets()}
    return sets["mac-dev"] if sets["mac-dev"].documents else sets["sample-story"]


def measure_aligner(documents: Sequence[EvaluationDocument]) -> dict[str, Any]:
    """Return the times of loading, encoding, aligning, and of one command from start to end."""
    from aligner.alignment import align_segments
    from aligner.embedders import load_embedder
    from aligner.readers import read
    from aligner.segmenters import segment
    from benchmarks.quality import settings_for

    settings = settings_for(documents[0], "bundled")
    pairs = [
        [
            segment(replace(read(path), language=language), settings.segment)
            for path, language in ((each.source, each.source_language), (each.target, each.target_language))
        ]
        for each in documents
    ]
    texts = [[part.text for pair in pairs for part in pair[side].segments] for side in (0, 1)]
    count = sum(len(side) for side in texts)
    embedder = load_embedder()
    encoding = best_of(REPEATS, lambda: [embedder.encode(side) for side in texts])
    aligning = best_of(
        REPEATS, lambda: [align_segments(source, target, embedder, settings.align) for source, target in pairs]
    )
    loads = [load_times() for _ in range(REPEATS)]
    return {
        "sentences": count,
        "encoding_seconds": round(encoding, 4),
        "encoding_sentences_per_second": round(count / encoding),
        "alignment_seconds": round(aligning, 4),
        "alignment_sentences_per_second": round(count / aligning),
        "load_seconds": round(min(load for _, load in loads), 4),
        "load_imports_seconds": round(min(imports for imports, _ in loads), 4),
        "command_seconds": round(best_of(3, lambda: run_command(documents[0])), 3),
        "command_sentences": sum(len(document.segments) for document in pairs[0]),
        "method": f"shortest of {REPEATS} runs (command: of 3), so of words that were seen before; alignment includes "
        "encoding, of texts that are read and by a model that is loaded; loading is measured in new processes, after "
        "the imports of numpy and tokenizers; the command is one document from the start of the program to its written "
        "output",
    }


def load_times() -> tuple[float, float]:
    """Return the time of the imports and of loading the bundled model, in a new process."""
    said = subprocess.run([sys.executable, "-c", LOADING], cwd=ROOT, capture_output=True, text=True, check=True)
    imports, load = said.stdout.split()
    return float(imports), float(load)


def run_command(document: EvaluationDocument) -> None:
    """Align one document with the command line, output to nowhere."""
    command = [sys.executable, "-m", "aligner", "align", str(document.source), str(document.target)]
    options = ["--segmenter", "lines", "--quiet", "--to", "vecalign", "-o", "-"]
    subprocess.run([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def sentences_of(documents: Sequence[EvaluationDocument]) -> list[list[str]]:
    """Return the sentences of each document in each language."""
    paths = [path for each in documents for path in (each.source, each.target)]
    return [path.read_text(encoding="utf-8").splitlines() for path in paths]


@click.command()
@click.option("--threads", default=THREADS, show_default=True, help="Threads and, where the system can, cores to use.")
@click.option("--batches", default=BATCHES, show_default=True, help="Batches of windows to time the encoder on.")
def main(threads: int, batches: int) -> None:
    """Print the speeds as JSON."""
    waiting = load_average()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    evaluation = speed_set()
    ours = measure_aligner(evaluation.documents)
    encoder = encoder_cost.measure(sentences_of(evaluation.documents), threads, batches)
    ratios = {
        "encoding": encoder["sentences"]["extrapolated_seconds"] / ours["encoding_seconds"],
        "whole": encoder["windows"]["extrapolated_seconds"] / ours["alignment_seconds"],
    }
    click.echo(
        json.dumps(
            {
                "sentences_from": evaluation.name,
                "threads": threads,
                "cores": usable_cores(),
                "load_average_before": waiting,
                "aligner": ours,
                "labse_class_encoder": encoder,
                "times_faster": {name: round(ratio) for name, ratio in ratios.items()},
            }
        )
    )


if __name__ == "__main__":
    main()
