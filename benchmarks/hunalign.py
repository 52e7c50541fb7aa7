"""Hunalign beside this program: the same text, in turns, each as a process from its start to its written result.

Hunalign (Varga et al., 2005, "Parallel Corpora for Medium Density Languages") is a C++ program. ``make bench
HUNALIGN=path`` names it. It expects words separated by spaces, so Chinese is segmented by jieba and English by a
regular expression; this is not part of its time. With ``HUNALIGN_DICTIONARY=path`` it gets a dictionary in its own
format, otherwise an empty one. ``HUNALIGN=path python -m benchmarks.hunalign`` runs this comparison alone.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from aligner.bitext import Bead
from aligner.evaluate import count_right, score
from aligner.formats.vecalign import parse_bead
from benchmarks.evaluation_sets import ROOT, EvaluationDocument, EvaluationSet, chosen, evaluation_sets
from benchmarks.machine import load_average

PROGRAM, DICTIONARY = "HUNALIGN", "HUNALIGN_DICTIONARY"
"""Environment variables: path of the program, and of its dictionary."""
TURNS = 3
"""Number of runs of each program; the shortest time counts, because other processes can only add to it."""
WORD = re.compile(r"\w+|[^\w\s]")


def comparison(turns: int = TURNS) -> dict[str, Any] | None:
    """Return time, memory and strict F1 of both programs, and their ratios; ``None`` if no hunalign is named.

    Raises:
        click.UsageError: the named program or dictionary does not exist.
    """
    program, dictionary = named_file(PROGRAM), named_file(DICTIONARY)
    if program is None:
        return None
    load, evaluation = load_average(), text_set()
    document = evaluation.documents[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "empty.dic").touch()
        words = tokenized_sides(document, folder)
        output, ladder = folder / "aligned.align", folder / "ladder.txt"
        texts = [str(document.source), str(document.target)]
        options = ["--segmenter", "lines", "--quiet", "--overwrite", "-o", str(output)]
        commands = {
            "aligner": [sys.executable, "-m", "aligner", "align", *texts, *options],
            "hunalign": [str(program), "-utf", str(dictionary or folder / "empty.dic"), *map(str, words)],
        }
        runs: dict[str, list[dict[str, float]]] = {each: [] for each in commands}
        for _ in range(turns):
            for each, command in commands.items():
                runs[each].append(measured_run(command, ladder if each == "hunalign" else folder / "aligner.txt"))
        beads = {
            "aligner": beads_of_lines(output.read_text(encoding="utf-8")),
            "hunalign": beads_of_ladder(ladder.read_text(encoding="utf-8")),
        }
    best = {each: {key: min(run[key] for run in measured) for key in measured[0]} for each, measured in runs.items()}
    ratios = {key: round(value / max(best["hunalign"][key], 0.001), 2) for key, value in best["aligner"].items()}
    gold = beads_of_lines(document.gold.read_text(encoding="utf-8"))
    for each, found in beads.items():
        best[each]["strict_f1"] = round(score(count_right(gold, found)).strict.f1, 4)
    conditions = {"text": evaluation.name, "turns": turns, "dictionary": dictionary is not None, "load_before": load}
    return {**conditions, **best, "ratios": ratios}


def named_file(variable: str) -> Path | None:
    """Return the file that an environment variable names; ``None`` if it is unset or empty.

    Raises:
        click.UsageError: there is no such file.
    """
    name = os.environ.get(variable)
    if not name:
        return None
    if not Path(name).is_file():
        raise click.UsageError(f"there is no file {name}; name it with {variable}=path, or leave {variable} out")
    return Path(name).resolve()


def text_set() -> EvaluationSet:
    """Return the scripture set, or the largest genre of the sample if the scripture is absent."""
    sets = evaluation_sets()
    scripture = chosen(sets, "bible-dev")
    return scripture if scripture.documents else chosen(sets, "sample-story")


def tokenized_sides(document: EvaluationDocument, folder: Path) -> list[Path]:
    """Write both texts with spaces between words, one segment a line, and return the files, source first."""
    import jieba

    paths = []
    languages = (document.source_language, document.target_language)
    for side, path, language in zip(("source", "target"), (document.source, document.target), languages, strict=True):
        words_of = jieba.lcut if language == "zh" else WORD.findall
        lines = path.read_text(encoding="utf-8").splitlines()
        words = [" ".join(word for word in words_of(line) if word.strip()) for line in lines]
        paths.append(folder / f"{side}.words")
        paths[-1].write_text("".join(f"{line}\n" for line in words), encoding="utf-8")
    return paths


def measured_run(command: Sequence[str], output: Path) -> dict[str, float]:
    """Run a command, with its standard output in a file, and return seconds, processor seconds and peak memory in MB.

    Raises:
        click.ClickException: the command fails.
    """
    start = time.perf_counter()
    with output.open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, stdout=stream, stderr=subprocess.PIPE)
        assert process.stderr is not None
        messages = process.stderr.read().decode("utf-8", "replace").strip()
        _, status, usage = os.wait4(process.pid, 0)
        process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        last = messages.splitlines()[-1] if messages else "no message"
        raise click.ClickException(f"{command[0]} ended with exit code {process.returncode}: {last}")
    return {
        "seconds": round(seconds, 3),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "peak_megabytes": round(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6, 1),
    }


def beads_of_lines(text: str) -> list[Bead]:
    """Return the beads of an alignment with one bead a line, such as ``[0, 1]:[2]``."""
    return [parse_bead(line) for line in text.splitlines() if line.strip()]


def beads_of_ladder(text: str) -> list[Bead]:
    """Return the beads of hunalign's ladder: each line has the numbers of source and target segments before a bead."""
    rungs = [tuple(map(int, line.split("\t")[:2])) for line in text.splitlines() if line.strip()]
    return [
        Bead(tuple(range(row, next_row)), tuple(range(column, next_column)))
        for (row, column), (next_row, next_column) in pairwise(rungs)
    ]


@click.command()
@click.option("--turns", default=TURNS, show_default=True, help="Number of runs of each program.")
def main(turns: int) -> None:
    """Print times, memory, F1 and ratios as JSON."""
    result = comparison(turns)
    if result is None:
        raise click.UsageError(f"name a hunalign with {PROGRAM}=path")
    click.echo(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
