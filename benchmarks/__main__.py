"""``python -m benchmarks``: everything in one run; ``table`` and ``floors`` do one part."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import click

from aligner.embedders import BUNDLED_FOLDER, load_embedder
from benchmarks import hunalign
from benchmarks.evaluation_sets import ROOT, EvaluationSet, evaluation_sets
from benchmarks.floors import load_floors, renew, save_floors
from benchmarks.machine import hardware, versions
from benchmarks.quality import measure
from benchmarks.speed import BATCHES, measure_apart
from benchmarks.tables import printed, readme_section, with_section

RESULTS = Path(__file__).parent / "results" / "benchmark.json"
README = ROOT / "README.md"
READMES = {"en": README, "zh": ROOT / "README.zh.md"}


@click.group(invoke_without_command=True)
@click.option("--batches", default=BATCHES, show_default=True, help="Batches of windows to time the encoder on.")
@click.option("--dry-run", is_flag=True, help="Print, but store nothing.")
@click.pass_context
def main(context: click.Context, batches: int, dry_run: bool) -> None:
    """Measure quality and speed side by side, store the results and rewrite the README's table."""
    if context.invoked_subcommand is not None:
        return
    sets = evaluation_sets()
    results = measured(sets, batches)
    click.echo(printed(results))
    if results["absent"]:
        click.echo("\nNothing stored: the results in the repository cover all sets.", err=True)
    elif not dry_run:
        store(results)


@main.command()
def table() -> None:
    """Rewrite the tables of both READMEs from the stored results."""
    write_table(json.loads(RESULTS.read_text(encoding="utf-8")))


@main.command()
def floors() -> None:
    """Raise the floors of the quality gate to what is measured now; never lower one."""
    renewed, remarks = renew(evaluation_sets(), load_floors())
    save_floors(renewed)
    click.echo("\n".join(remarks))


def measured(sets: tuple[EvaluationSet, ...], batches: int) -> dict[str, Any]:
    """Measure everything."""
    speed = measure_apart(batches=batches)
    found = {}
    for each in sets:
        if each.absence:
            click.echo(each.absence, err=True)
        else:
            found[each.name] = measure(each)
    return {
        "date": datetime.date.today().isoformat(),
        "model": model_facts(),
        "hardware": hardware(),
        "versions": versions(),
        "sets": found,
        "absent": [each.absence for each in sets if each.absence],
        "speed": speed,
        "hunalign": hunalign.comparison(),
    }


def model_facts() -> dict[str, Any]:
    """Return the bundled model's signature, dimension and size."""
    embedder = load_embedder()
    size = sum(file.stat().st_size for file in BUNDLED_FOLDER.iterdir())
    return {
        "signature": embedder.signature,
        "dimension": embedder.dimension,
        "megabytes": round(size / 1e6, 1),
    }


def store(results: dict[str, Any]) -> None:
    """Write the results and the README's table."""
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    write_table(results)


def write_table(results: dict[str, Any]) -> None:
    """Rewrite both READMEs between their markers."""
    for language, path in READMES.items():
        text = with_section(path.read_text(encoding="utf-8"), readme_section(results, language))
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
