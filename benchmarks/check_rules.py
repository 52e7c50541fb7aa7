"""Precision and recall of every rule of the check on the labelled documents of corpora/check.

Run as ``python -m benchmarks.check_rules [--show] [--store]``. How findings are counted is told in
corpora/check/README.md; ``--show`` lists wrong and missed ones of the half that is for development.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from aligner.check.compare import compare
from aligner.check.findings import Finding
from aligner.embedders import load_embedder
from aligner.readers import read

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpora" / "check"
RESULTS = ROOT / "benchmarks" / "results" / "check_rules.json"
TABLE = ROOT / "benchmarks" / "results" / "check_rules.md"
HALVES = ("dev", "heldout")
Label = dict[str, Any]


@dataclass
class Counts:
    """How often a rule was right, wrong and silent."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Add the counts of another document."""
        for name in ("right", "wrong", "found", "missed"):
            getattr(self, name).update(getattr(other, name))

    def row(self, rules: Sequence[str]) -> dict[str, Any]:
        """Return precision and recall over some rules."""
        right, wrong = sum(self.right[rule] for rule in rules), sum(self.wrong[rule] for rule in rules)
        found, missed = sum(self.found[rule] for rule in rules), sum(self.missed[rule] for rule in rules)
        return {
            "findings": right + wrong,
            "precision": round(right / (right + wrong), 3) if right + wrong else None,
            "faults": found + missed,
            "recall": round(found / (found + missed), 3) if found + missed else None,
        }


def meets(finding: Finding, label: Label) -> bool:
    """Whether a finding stands on one of the lines of a label."""
    return any(
        place is not None and label.get(side + "_line") is not None
        and label[side + "_line"] <= place.line <= label.get(side + "_end", label[side + "_line"])
        for side, place in (("source", finding.source), ("target", finding.target))
    )  # fmt: skip


def count(findings: Sequence[Finding], labels: Sequence[Label]) -> tuple[Counts, list[Finding], list[Label]]:
    """Return the counts of one document, its wrong findings and its missed faults."""
    faults = [label for label in labels if "rule" in label]
    counts, wrong = Counts(), []
    for finding in findings:
        met = [label for label in faults if meets(finding, label)]
        if any(label["rule"] == finding.rule for label in met):
            counts.right[finding.rule] += 1
        elif not any(finding.rule in label.get("also", ()) for label in met):
            counts.wrong[finding.rule] += 1
            wrong.append(finding)
    missed = []
    for label in faults:
        if any(finding.rule == label["rule"] and meets(finding, label) for finding in findings):
            counts.found[label["rule"]] += 1
        else:
            counts.missed[label["rule"]] += 1
            missed.append(label)
    return counts, wrong, missed


def check_half(half: str, *, show: bool) -> tuple[Counts, int]:
    """Return the counts of one half and how many of its clean passages have a wrong finding."""
    embedder = load_embedder()
    total, trapped = Counts(), 0
    for labels_path in sorted((CORPUS / half).glob("*.labels.jsonl")):
        name = labels_path.name.removesuffix(".labels.jsonl")
        if name == "tree":
            continue
        source, target = (next((CORPUS / half).glob(f"{name}.{language}.*")) for language in ("en", "zh"))
        labels = [json.loads(line) for line in labels_path.read_text(encoding="utf-8").splitlines()]
        terms = CORPUS / half / f"{name}.glossary.csv"
        glossary = None
        if terms.exists():
            from aligner.glossary.files import load_glossary

            glossary = load_glossary(str(terms))
        report = compare(read(source), read(target), embedder=embedder, glossary=glossary)
        counts, wrong, missed = count(report.findings, labels)
        total.add(counts)
        trapped += sum(any(meets(finding, label) for finding in wrong) for label in labels if label.get("clean"))
        if show and (wrong or missed):
            click.echo(f"== {name}")
            for finding in wrong:
                lines = [place.line if place else None for place in (finding.source, finding.target)]
                click.echo(f"  wrong  {lines} {finding.rule}: {finding.message} | {finding.confidence}")
                click.echo(
                    f"           {[place.text[:90] if place else '' for place in (finding.source, finding.target)]}"
                )
            for label in missed:
                at = [label.get("source_line"), label.get("target_line")]
                click.echo(f"  missed {at} {label['rule']}: {label.get('note')}")
    return total, trapped


def results_of(counts: Counts, trapped: int) -> dict[str, Any]:
    """Return the figures of one half."""
    rules = sorted({*counts.right, *counts.wrong, *counts.found, *counts.missed})
    return {
        "overall": counts.row(rules),
        "clean passages with a finding": trapped,
        "rules": {rule: counts.row([rule]) for rule in rules},
    }


def table(results: dict[str, Any]) -> str:
    """Return the figures as a Markdown table, a rule a line."""
    lines = [
        "| rule | development: precision | recall | held out: precision | recall |",
        "|---|--:|--:|--:|--:|",
    ]
    for rule in [*sorted({rule for half in HALVES for rule in results[half]["rules"]}), "all rules"]:
        rows = [
            results[half]["overall"] if rule == "all rules" else results[half]["rules"].get(rule) for half in HALVES
        ]
        cells = [
            "–" if row is None or row[key] is None else f"{row[key]:.2f} of {row[number]}"
            for row in rows
            for key, number in (("precision", "findings"), ("recall", "faults"))
        ]
        lines.append(f"| {rule if rule == 'all rules' else f'`{rule}`'} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--show", is_flag=True, help="List the wrong and the missed ones of the development half.")
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
def main(*, show: bool, store: bool) -> None:
    """Count right and wrong findings of every rule."""
    results: dict[str, Any] = {}
    for half in HALVES:
        results[half] = results_of(*check_half(half, show=show and half == "dev"))
    for half in HALVES:
        click.echo(f"\n{half}: {results[half]['overall']}, clean passages with a finding: "
                   f"{results[half]['clean passages with a finding']}")  # fmt: skip
        for rule, row in results[half]["rules"].items():
            click.echo(f"  {rule:22} {row}")
    if store:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        TABLE.write_text(table(results), encoding="utf-8")


if __name__ == "__main__":
    main()
