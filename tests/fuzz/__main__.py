"""``python -m tests.fuzz --inputs 1000000 --seed 7``: a long run by hand, whose counts are stored as JSON."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import Any

import click

from tests.fuzz.targets import TARGETS, shared_out
from tests.fuzz.watch import Count, input_of, watched

ROUND = 2000
"""Inputs of a target before the next one's turn, at most: a run that is ended early has tried all of them."""


@click.command()
@click.option("--inputs", type=click.IntRange(1), default=10_000, help="How many in all.")
@click.option("--seed", type=int, default=0, help="Other numbers give other inputs.")
@click.option("--only", multiple=True, metavar="FORMAT", help="Try these alone; repeatable.")
@click.option("--result", type=click.Path(path_type=Path), help="Add the counts to this file, after each round.")
@click.option("--faults", type=click.Path(path_type=Path), help="Keep the inputs that went wrong in this folder.")
@click.option("--show", type=int, metavar="NUMBER", help="Write the input of that number to standard output.")
def main(
    inputs: int, seed: int, only: tuple[str, ...], result: Path | None, faults: Path | None, show: int | None
) -> None:
    """Try damaged inputs on every reader, format, store and command."""
    names = list(only or TARGETS)
    if unknown := [name for name in names if name not in TARGETS]:
        raise click.UsageError(f"unknown: {', '.join(unknown)}; known are {', '.join(TARGETS)}")
    if show is not None:
        sys.stdout.buffer.write(input_of(names[0], seed, show)[0])
        return
    counts, earlier = {name: Count() for name in names}, stored(result)
    wanted = shared_out(inputs, names)
    rounds = max(1, -(-max(wanted.values()) // ROUND))
    for number in range(rounds):
        for name in names:
            start, end = (wanted[name] * each // rounds for each in (number, number + 1))
            for _, found in watched([(name, each) for each in range(start, end)], seed):
                counts[name].add(found)
                keep(name, seed, found, faults)
        if result is not None:
            write(result, earlier, counts, seed)
    for name, count in counts.items():
        click.echo(
            f"{name:20} {count.inputs:9,} {count.read:9,} {count.seconds:6.2f} s {count.megabytes:5} MB "
            f"{len(count.faults)} faults"
        )
    sys.exit(any(count.faults for count in counts.values()))


def keep(name: str, seed: int, found: Count, faults: Path | None) -> None:
    """Say what went wrong, and keep the inputs."""
    for number, why in found.faults:
        click.echo(f"--- {name}, seed {seed}, number {number}\n{why}", err=True)
        if faults is not None:
            faults.mkdir(parents=True, exist_ok=True)
            (faults / f"{name}-{seed}-{number}".replace(" ", "_")).write_bytes(input_of(name, seed, number)[0])


def stored(path: Path | None) -> dict[str, Any]:
    """Return what earlier runs have counted."""
    if path is None or not path.exists():
        return {"seeds": [], "targets": {}}
    earlier: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return earlier


def write(path: Path, earlier: dict[str, Any], counts: dict[str, Count], seed: int) -> None:
    """Write the counts of earlier runs and of this one together."""
    targets = {
        name: {**row, "faults": [tuple(each) for each in row["faults"]]} for name, row in earlier["targets"].items()
    }
    for name, count in counts.items():
        before = {key: value for key, value in targets.get(name, {}).items() if key != "kind"}
        total = Count(**before)
        total.add(count)
        # of a traceback only its last line, which names no folder of this machine
        faults = [(number, why.strip().splitlines()[-1]) for number, why in total.faults]
        targets[name] = {"kind": TARGETS[name].kind, **total.as_values(), "faults": faults}
    seeds = sorted({*earlier["seeds"], seed})
    inputs = sum(row["inputs"] for row in targets.values())
    about = {"inputs": inputs, "seeds": seeds, "python": platform.python_version(), "targets": targets}
    path.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
