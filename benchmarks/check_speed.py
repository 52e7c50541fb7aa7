"""How long `aligner check` takes for a large project, and how long where nothing changed.

Run as ``python -m benchmarks.check_speed [--pairs N] [--lines N] [--jobs N] [--store]``. The documents are Markdown of
the project's own samples in a new order, every other line empty, with paragraphs left out and numbers changed here and
there, so that there is something to find. The command runs as a user runs it, in a process
of its own: first with an empty cache, then with nothing changed, then with one file changed. Three runs of one machine
within minutes: their ratios mean more than their seconds.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.evaluation_sets import ROOT
from benchmarks.machine import hardware, load_average, versions

RESULTS = Path(__file__).parent / "results" / "check_speed.json"
SAMPLES = ("guide", "resolution", "story")
SENTENCES = (1, 1, 2, 2, 3)
"""Beads a paragraph."""
HEADINGS_EVERY = 12
LEFT_OUT, CHANGED = 0.01, 0.01
"""Chance that a paragraph is left out of the translation, and that its number is another one."""

Pair = tuple[str, str]


def sample_pairs() -> list[Pair]:
    """Return the beads of the samples, English first, in their order."""
    pairs = []
    for name in SAMPLES:
        stem = ROOT / "corpora" / "sample" / name
        english, chinese = (
            Path(f"{stem}.{language}.sentences").read_text(encoding="utf-8").splitlines() for language in ("en", "zh")
        )
        for line in Path(f"{stem}.sentence.align").read_text(encoding="utf-8").splitlines():
            ours, theirs = (json.loads(side) for side in line.split(":"))
            if ours and theirs:
                pairs.append((" ".join(english[each] for each in ours), "".join(chinese[each] for each in theirs)))
    return pairs


def paragraphs(pairs: Sequence[Pair], lines: int, chance: random.Random) -> Iterator[Pair]:
    """Yield the lines of a document; a side is empty where the translation lacks it."""
    for line in range(lines):
        start, count = chance.randrange(len(pairs) - 3), chance.choice(SENTENCES)
        if line % HEADINGS_EVERY == 0:
            number = line // HEADINGS_EVERY + 1
            yield f"## Part {number}", f"## 第 {number} 部分"
            continue
        taken = pairs[start : start + count]
        number = chance.randrange(1000, 9999)
        english = " ".join(each for each, _ in taken) + f" See note {number}."
        told = number if chance.random() >= CHANGED else number + 1
        chinese = "".join(each for _, each in taken) + f"见注 {told}。"
        yield english, "" if chance.random() < LEFT_OUT else chinese


def write_project(folder: Path, pairs: int, lines: int) -> None:
    """Write the documents of a project, the same ones every time."""
    beads, chance = sample_pairs(), random.Random(0)
    for number in range(pairs):
        sides = list(zip(*paragraphs(beads, lines // 2, chance), strict=True))
        for language, side in zip(("en", "zh"), sides, strict=True):
            path = folder / language / f"part-{number // 25:02}" / f"page-{number:03}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n\n".join(filter(None, side)) + "\n", encoding="utf-8")


def timed(folder: Path, jobs: int) -> tuple[float, float, dict[str, Any]]:
    """Return the seconds of a run, those of the processors, and the summary of its report."""
    command = [sys.executable, "-m", "aligner", "check", "en", "zh", "--format", "json", "--jobs", str(jobs)]
    variables = {**os.environ, "ALIGNER_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    start, used = time.perf_counter(), processor_seconds()
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode > 1:
        raise RuntimeError(done.stderr.decode())
    return seconds, processor_seconds() - used, json.loads(done.stdout)["summary"]


def processor_seconds() -> float:
    """Return what the processes that were started and have ended took of the processors, which others may share."""
    used = os.times()
    return used.children_user + used.children_system


def measure(pairs: int, lines: int, jobs: int) -> dict[str, Any]:
    """Return the seconds of the three runs and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_project(folder, pairs, lines)
        cold, cold_used, first = timed(folder, jobs)
        unchanged, unchanged_used, second = timed(folder, jobs)
        changed = next((folder / "zh").rglob("*.md"))
        changed.write_text(changed.read_text(encoding="utf-8") + "\n新的一段。\n", encoding="utf-8")
        one_changed, one_used, _ = timed(folder, jobs)
        if first != second:
            raise RuntimeError("the cache gives another report")
    return {
        "pairs": pairs,
        "lines": lines,
        "jobs": jobs,
        "errors": first["errors"],
        "warnings": first["warnings"],
        "seconds": {"cold": round(cold, 2), "unchanged": round(unchanged, 2), "one changed": round(one_changed, 2)},
        "processor seconds": {
            "cold": round(cold_used, 2),
            "unchanged": round(unchanged_used, 2),
            "one changed": round(one_used, 2),
        },
        "pairs a second": round(pairs / cold, 1),
        "cold over unchanged": round(cold / unchanged, 1),
    }


@click.command()
@click.option("--pairs", default=500, show_default=True)
@click.option("--lines", default=200, show_default=True)
@click.option("--jobs", default=2, show_default=True)
@click.option("--store", is_flag=True, help=f"Write {RESULTS.name}.")
def main(pairs: int, lines: int, jobs: int, store: bool) -> None:
    """Measure, and print the result."""
    before = load_average()
    result = measure(pairs, lines, jobs)
    result |= {"load average before": before, "hardware": hardware(), "versions": versions()}
    text = json.dumps(result, indent=2)
    click.echo(text)
    if store:
        RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
