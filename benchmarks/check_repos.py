"""`aligner check` on real documentation projects: what it finds, how much of that is wanted, and what it misses.

Run as ``python -m benchmarks.check_repos [--no-plants] [--sample FILE] [--store]``. The pages lie beside the checkout
(``../shared/check-repos/PROJECT/en`` and ``zh``); where they are not, there is nothing to measure. Three measurements:

- findings of each rule in each project;
- verdicts: findings that were judged by eye, ``true`` (wanted), ``on-purpose`` (the translation differs deliberately)
  or ``false``. Those of an earlier version lie beside the pages; which of them are still reported shows what was gained
  and lost. Samples of later versions, drawn round robin over the rules and projects, are stored with the hash of the
  finding and the number of the draw (``check_repos_verdicts.csv``). The last draw says what each certainty means; rules
  were mended by those before it. A draw takes findings on one half of the pages that no draw had before; whoever writes
  rules looks at the other half only (`is_for_judging`). The third draw is one of 120 findings and, behind them, of 60
  errors at random;
- faults planted in the translations (`benchmarks.check_plants`): the share that is found, and of the findings that
  are new with a fault, by certainty, how many are in its paragraph or in one beside it.
"""

from __future__ import annotations

import csv
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from aligner.check.compare import compare
from aligner.check.findings import Finding
from aligner.check.project import check_translation
from aligner.check.settings import CheckSettings
from aligner.embedders import load_embedder
from aligner.errors import AlignerError
from aligner.readers import read
from benchmarks.check_plants import HARD, PLANTS, Page, is_at

ROOT = Path(__file__).parent.parent
PAGES = ROOT.parent / "shared" / "check-repos"
RESULTS = ROOT / "benchmarks" / "results" / "check_repos.json"
VERDICTS = ROOT / "benchmarks" / "results" / "check_repos_verdicts.csv"
WORDS = ("true", "on-purpose", "false")
BANDS = ((0.9, 1.01), (0.8, 0.9), (0.65, 0.8), (0.0, 0.65))
"""Certainties that are counted together: from the first, below the second."""
PLACES = ("at the fault", "elsewhere")
Findings = dict[str, list[Finding]]


def findings_of(folder: Path) -> Findings:
    """Return the findings of every project, by its name, with paths as from the project's folder."""
    found: Findings = {}
    for project in sorted(path for path in folder.iterdir() if (path / "en").is_dir() and (path / "zh").is_dir()):
        report = check_translation(project / "en", project / "zh", CheckSettings(), cache=True)
        found[project.name] = list(report.findings)
    return found


def hash_of(project: str, finding: Finding, folder: Path) -> str:
    """Return what names a finding wherever the pages lie, without its text."""
    import hashlib

    parts = [project, finding.rule, finding.message.replace(folder.as_posix(), "")]
    for place in (finding.source, finding.target):
        parts += [Path(place.path).relative_to(folder).as_posix(), place.text] if place else ["", ""]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def counts_of(found: Findings) -> dict[str, Any]:
    """Return errors and warnings of every project, and of every rule."""
    return {
        project: {
            "errors": sum(finding.severity == "error" for finding in findings),
            "warnings": sum(finding.severity == "warning" for finding in findings),
            "rules": {
                rule: dict(Counter(finding.severity for finding in findings if finding.rule == rule))
                for rule in sorted({finding.rule for finding in findings})
            },
        }
        for project, findings in found.items()
    }


def earlier_verdicts(found: Findings, folder: Path) -> dict[str, Any]:
    """Return what became of the findings of an earlier version that were judged."""
    kept: Counter[str] = Counter()
    for project, findings in found.items():
        path = folder / project / "verdicts.jsonl"
        if not path.exists():
            continue
        now = {key_of(finding): finding.severity for finding in findings}
        for line in path.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            lines = [(said.get(side) or {}).get("line") for side in ("source", "target")]
            kept[f"{said['verdict']}, {now.get((said['rule'], *lines), 'no longer reported')}"] += 1
    errors = sum(kept[f"{word}, error"] for word in WORDS)
    true = sum(count for name, count in kept.items() if name.startswith("true"))
    return {
        "findings": dict(sorted(kept.items())),
        "precision of errors": ratio(kept["true, error"], errors),
        "true ones still reported": ratio(kept["true, error"] + kept["true, warning"], true),
    }


def key_of(finding: Finding) -> tuple[str, int | None, int | None]:
    """Return what the verdicts of an earlier version name a finding by."""
    return (
        finding.rule,
        finding.source.line if finding.source else None,
        finding.target.line if finding.target else None,
    )


def ratio(part: int, whole: int) -> float | None:
    """Return a share; ``None`` of nothing."""
    return round(part / whole, 3) if whole else None


def is_for_judging(finding: Finding, folder: Path) -> bool:
    """Whether a finding is on one of the pages from which samples are drawn, half of them by a hash of their names."""
    import hashlib

    place = finding.target or finding.source
    assert place is not None  # a finding has at least one place
    name = Path(place.path).relative_to(folder).as_posix()
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 1


def verdicts_of_sample() -> list[dict[str, str]]:
    """Return the stored verdicts on a sample of findings."""
    if not VERDICTS.exists():
        return []
    with VERDICTS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def sample_results(rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Return how many findings of the last draw are wanted: of each severity, certainty and rule; of earlier ones less.

    Severities and certainties of earlier draws are those of the version that they were drawn from.
    """
    draws = sorted({int(row["draw"]) for row in rows})
    earlier = {
        str(draw): counted(row for row in rows if int(row["draw"]) == draw and row["severity"] == "error")
        for draw in draws[:-1]
    }
    rows = [row for row in rows if int(row["draw"]) == draws[-1]] if draws else []
    return {
        "errors of earlier draws": earlier,
        "severities": {name: counted(row for row in rows if row["severity"] == name) for name in ("error", "warning")},
        "certainties": {
            name_of_band(band): counted(row for row in rows if band[0] <= float(row["certainty"]) < band[1])
            for band in BANDS
        },
        "rules": {
            rule: {
                name: counted(row for row in rows if (row["rule"], row["severity"]) == (rule, name))
                for name in ("error", "warning")
            }
            for rule in sorted({row["rule"] for row in rows})
        },
    }


def counted(rows: Iterable[dict[str, str]]) -> dict[str, Any]:
    """Return the number of findings with each verdict, and the share of those that are wanted."""
    counts = Counter(row["verdict"] for row in rows)
    return {**{word: counts[word] for word in WORDS}, "wanted": ratio(counts["true"], counts.total())}


def sample(found: Findings, number: int, seed: int) -> list[tuple[str, Finding]]:
    """Return findings drawn round robin over the rules, and within a rule over the projects."""
    draw = random.Random(seed)
    waiting: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for project, findings in found.items():
        for finding in findings:
            waiting[finding.rule][project].append(finding)
    for projects in waiting.values():
        for findings in projects.values():
            draw.shuffle(findings)
    drawn: list[tuple[str, Finding]] = []
    turn = 0
    while waiting and len(drawn) < number:
        for rule in sorted(waiting):
            names = sorted(project for project, findings in waiting[rule].items() if findings)
            if not names:
                del waiting[rule]
            elif len(drawn) < number:
                project = names[turn % len(names)]
                drawn.append((project, waiting[rule][project].pop()))
        turn += 1
    return drawn


def planted(folder: Path, seed: int, pages: int) -> dict[str, Any]:
    """Return how many faults of each kind were planted and found."""
    number, found = Counter[str](), Counter[str]()
    bands: dict[str, Counter[str]] = {name_of_band(band): Counter() for band in BANDS}
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as temporary:
        for project in sorted(path for path in folder.iterdir() if (path / "zh").is_dir()):
            draw = random.Random(f"{seed} {project.name}")
            for source, target in drawn_pages(project, draw, pages):
                place = Path(temporary) / f"target{target.suffix}"
                page = Page(source.read_text(encoding="utf-8"), target.read_text(encoding="utf-8").split("\n"))
                original = read(source)

                def said(lines: list[str], place: Path = place, original: Any = original) -> list[Finding]:
                    place.write_text("\n".join(lines), encoding="utf-8")
                    return list(compare(original, read(place), embedder=embedder).findings)

                before = said(page.lines)
                for kind, plant in PLANTS.items():
                    lines = plant(page, draw)
                    if lines is not None:
                        number[kind] += 1
                        new = without(said(lines), before)
                        found[kind] += bool(new)
                        for finding in new:
                            where = "at the fault" if is_at(finding, page, lines) else "elsewhere"
                            bands[band_of(finding)][where] += 1
    usual = [kind for kind in PLANTS if kind not in HARD]
    return {
        "pages of a project": pages,
        "kinds": {kind: {"planted": number[kind], "found": found[kind]} for kind in PLANTS},
        "certainties": {
            name: {**{where: counts[where] for where in PLACES}, "wanted": ratio(counts[PLACES[0]], counts.total())}
            for name, counts in bands.items()
        },
        "found, without the last clause and the negation": ratio(
            sum(found[kind] for kind in usual), sum(number[kind] for kind in usual)
        ),
    }


def without(findings: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """Return the findings that were not known, by rule and message."""
    left = Counter((finding.rule, finding.message) for finding in known)
    new = []
    for finding in findings:
        key = finding.rule, finding.message
        if left[key]:
            left[key] -= 1
        else:
            new.append(finding)
    return new


def name_of_band(band: tuple[float, float]) -> str:
    """Return how results call the findings of some certainties."""
    return f"{band[0]:.2f} and above"


def band_of(finding: Finding) -> str:
    """Return the name of the certainties among which that of a finding is."""
    return next(name_of_band(band) for band in BANDS if band[0] <= finding.confidence < band[1])


def drawn_pages(project: Path, draw: random.Random, number: int) -> list[tuple[Path, Path]]:
    """Return some pages of a project with enough Chinese, and their sources."""
    pages: list[tuple[Path, Path]] = []
    for target in sorted((project / "zh").rglob("*.*")):
        source = project / "en" / target.relative_to(project / "zh")
        if source.exists() and len(target.read_text(encoding="utf-8").encode("gb18030", "ignore")) > 4000:
            pages.append((source, target))
    return draw.sample(pages, min(number, len(pages)))


@click.command()
@click.option("--plants/--no-plants", default=True, help="Plant faults and look for them.")
@click.option("--pages", default=5, show_default=True, help="Of a project, in which faults are planted.")
@click.option("--seed", default=2026, show_default=True, help="Of the planted faults.")
@click.option("--sample", "drawn_into", type=click.Path(path_type=Path), help="Write findings to be judged to a file.")
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
def main(*, plants: bool, pages: int, seed: int, drawn_into: Path | None, store: bool) -> None:
    """Measure the check on real documentation."""
    if not PAGES.is_dir():
        click.echo(f"there are no pages to check: {PAGES} is not here")
        return
    try:
        found = findings_of(PAGES)
    except AlignerError as error:
        raise click.ClickException(str(error)) from error
    if drawn_into is not None:
        judged = {row["hash"] for row in verdicts_of_sample()}
        fresh = {
            project: [
                each for each in findings if is_for_judging(each, PAGES) and hash_of(project, each, PAGES) not in judged
            ]
            for project, findings in found.items()
        }
        rows = [
            {
                "hash": hash_of(project, finding, PAGES), "project": project, "rule": finding.rule,
                "severity": finding.severity, "certainty": finding.confidence, "message": finding.message,
                "places": [
                    place and [place.path, place.line, place.text] for place in (finding.source, finding.target)
                ],
            }
            for project, finding in sample(fresh, 120, seed)
        ]  # fmt: skip
        drawn_into.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
        return
    results = {
        "projects": counts_of(found),
        "earlier verdicts": earlier_verdicts(found, PAGES),
        "sample": sample_results(verdicts_of_sample()),
    }
    if plants:
        results["planted"] = planted(PAGES, seed, pages)
    elif RESULTS.exists():
        results["planted"] = json.loads(RESULTS.read_text(encoding="utf-8")).get("planted", {})
    text = json.dumps(results, ensure_ascii=False, indent=1)
    click.echo(text)
    if store:
        RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
