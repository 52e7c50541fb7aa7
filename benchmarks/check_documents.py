"""What `aligner check` finds in real translated documents, and how much of it is true.

Run as ``python -m benchmarks.check_documents [--show] [--store]``. The documents lie beside the checkout
(``../shared/docs``): pages of a manual and magazine articles, English with the published Chinese translation. Every
finding was looked up in both documents, and the verdict says whether a reader of the translation misses something or
gets something else there (``benchmarks/results/check_verdicts.csv``); a free but complete translation is no fault.
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from aligner.check.catalogue import RULES
from aligner.check.compare import compare
from aligner.check.findings import Finding, Place
from aligner.embedders import load_embedder
from aligner.readers import read

ROOT = Path(__file__).parent.parent
DOCUMENTS = ROOT.parent / "shared" / "docs"
RESULTS = ROOT / "benchmarks" / "results" / "check_documents.json"
TABLE = ROOT / "benchmarks" / "results" / "check_documents.md"
VERDICTS = ROOT / "benchmarks" / "results" / "check_verdicts.csv"
VERDICT_WORDS = ("true", "false", "unsure")
"""``unsure``: so it is, but on purpose, such as a link to the Chinese version of a page or a term kept in English, or
for another reason than the one given."""
NOT_JUDGED = "not judged"
Row = dict[str, str]


def verdicts() -> list[Row]:
    """Return the verdicts; a row holds for the findings of its lines that have its words ``about`` in their message."""
    with VERDICTS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def key(row: Row) -> tuple[str, ...]:
    """Return what a finding and its verdict have in common."""
    return tuple(row[name] for name in ("collection", "document", "rule", "source line", "target line"))


def line_of(place: Place | None) -> str:
    """Return the line of a place, nothing where there is no place."""
    return str(place.line) if place else ""


def findings(folder: Path) -> Iterator[tuple[str, str, Finding]]:
    """Yield what is found in the pairs of a folder, with the names of collection and document."""
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as kept:
        for source in sorted(folder.glob("*/*.en")):
            english, chinese = (
                # under a name that the reader of Markdown takes
                read(shutil.copyfile(path, Path(kept) / f"{path.name}.md"))
                for path in (source, source.with_suffix(".zh"))
            )
            for finding in compare(english, chinese, embedder=embedder).findings:
                yield source.parent.name, source.stem, finding


def judged(found: Finding, collection: str, document: str, said: Sequence[Row]) -> Row:
    """Return a finding as a row with its verdict."""
    row = {
        "collection": collection,
        "document": document,
        "rule": found.rule,
        "source line": line_of(found.source),
        "target line": line_of(found.target),
    }
    for each in said:
        if key(each) == key(row) and each["about"] in found.message:
            return {**row, "about": each["about"], "verdict": each["verdict"]}
    return {**row, "about": "", "verdict": NOT_JUDGED}


def counted(rows: Sequence[Row]) -> dict[str, int]:
    """Return how many of some findings got each verdict."""
    counts = Counter(row["verdict"] for row in rows)
    return {"findings": len(rows), **{word: counts[word] for word in (*VERDICT_WORDS, NOT_JUDGED)}}


def results_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the figures by collection and rule, and the findings they were counted from."""
    names = sorted({row["collection"] for row in rows})
    inside = {name: [row for row in rows if row["collection"] == name] for name in names}
    return {
        "all": counted(rows),
        "collections": {
            name: {
                "all": counted(inside[name]),
                "rules": {
                    rule: counted(chosen)
                    for rule in RULES
                    if (chosen := [row for row in inside[name] if row["rule"] == rule])
                },
            }
            for name in names
        },
        "list": list(rows),
    }


def table(results: dict[str, Any]) -> str:
    """Return the figures as a Markdown table, a collection and rule a line."""
    lines = ["| collection | rule | findings | true | unsure | false |", "|---|---|--:|--:|--:|--:|"]
    for name, found in results["collections"].items():
        lines += [cells(name, f"`{rule}`", counts) for rule, counts in found["rules"].items()]
        lines.append(cells(name, "all rules", found["all"]))
    return "\n".join([*lines, cells("both", "all rules", results["all"])]) + "\n"


def cells(collection: str, rule: str, counts: dict[str, int]) -> str:
    """Return a line of the table."""
    numbers = [str(counts[each]) for each in ("findings", "true", "unsure", "false")]
    return f"| {' | '.join([collection, rule, *numbers])} |"


@click.command()
@click.option("--show", is_flag=True, help="List the findings that are not true, or not judged.")
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name} and {TABLE.name}.")
def main(*, show: bool, store: bool) -> None:
    """Count true and false findings in real documents."""
    if not DOCUMENTS.is_dir():
        click.echo(f"there are no documents to check: {DOCUMENTS} is not here")
        return
    said, rows = verdicts(), []
    for collection, document, finding in findings(DOCUMENTS):
        row = judged(finding, collection, document, said)
        rows.append(row)
        if show and row["verdict"] != "true":
            lines = f"{row['source line']}:{row['target line']}"
            click.echo(f"{row['verdict']:10} {collection}/{document} {lines} {finding.rule}: {finding.message}")
    results = results_of(rows)
    click.echo(table(results) + f"{NOT_JUDGED}: {results['all'][NOT_JUDGED]}")
    if store:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        TABLE.write_text(table(results), encoding="utf-8")


if __name__ == "__main__":
    main()
