"""Tables of the documentation from the code and from stored measurements; each takes ``en`` or ``zh``."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aligner.check.catalogue import RULES
from aligner.formats import FORMATS, IMPORTS
from aligner.formats.base import Readable
from aligner.formats.losses import HELD
from aligner.readers import READERS
from benchmarks.tables import conditions, markdown, readme_quality_rows, speed_rows
from docs.generate.words import WORDS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"
ERRORS = ROOT / "tests" / "data" / "newcomer_errors.toml"
MODEL_CARD = ROOT / "aligner" / "embedders" / "bundled" / "README.md"
DEVELOPMENT = ("dev", "docs")
"""Extras for those who work on the program itself."""
YES, NO = "✓", "–"


def stored(name: str) -> dict[str, Any]:
    """Return the results of one benchmark."""
    results: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return results


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    return "\n".join(markdown([tuple(header), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]))


def formats(language: str) -> str:
    """Return every format with its extensions and whether it is read as well."""
    words = WORDS[language]
    rows = []
    for name, entry in FORMATS.entries.items():
        module, _, attribute = entry.target.partition(":")
        readable = isinstance(getattr(importlib.import_module(module), attribute), Readable)
        extensions = " ".join(f"`{extension}`" for extension in entry.extensions)
        rows.append((f"`{name}`", extensions, words["formats"][name], YES if readable else NO))
    for name, entry in IMPORTS.entries.items():
        rows.append((NO, f"`{entry.extensions[0]}`", words["imports"][name], YES))
    return table(words["formats header"], rows)


def losses(language: str) -> str:
    """Return what each format still holds when its file is read again."""
    words = WORDS[language]
    aspects: dict[str, str] = words["aspects"]
    rows = [(f"`{name}`", *(YES if aspect in held else NO for aspect in aspects)) for name, held in HELD.items()]
    return table((words["format"], *aspects.values()), rows)


def documents(language: str) -> str:
    """Return every format of documents with its extensions."""
    words = WORDS[language]
    rows = [
        (words["readers"][name], " ".join(f"`{each}`" for each in entry.extensions), words["limits"][name])
        for name, entry in READERS.entries.items()
    ]
    return table(words["documents header"], rows)


def extras_of_the_project() -> dict[str, list[str]]:
    """Return the optional dependencies of the package by the name of their group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    return extras


def extras(language: str) -> str:
    """Return what can be installed beside the default, what it brings and how."""
    words = WORDS[language]
    rows = []
    for name, packages in extras_of_the_project().items():
        if name not in DEVELOPMENT:
            names = [re.match(r"[\w-]+(?:\[[\w,-]+\])?", each)[0] for each in packages]  # type: ignore[index]
            brought = ", ".join(f"`{each}`" for each in names)
            rows.append((f"`{name}`", words["extras"][name], brought, f"`pip install 'bitext-aligner[{name}]'`"))
    return table(words["extras header"], rows)


def errors(language: str) -> str:
    """Return what newcomers get wrong, what the program says, and its exit code."""
    words = WORDS[language]
    cases = tomllib.loads(ERRORS.read_text(encoding="utf-8"))["case"]
    rows = [
        (case[language], f"`{case['command']}`", f"`{shortened(case['says'])}`", str(case["code"])) for case in cases
    ]
    return table(words["errors header"], rows)


def shortened(says: str) -> str:
    """Return a message of the table of errors with its blanks as an ellipsis."""
    for blank in ("{extensions}", "{formats}", "{network}"):
        says = says.replace(blank, "…")
    return says


def quality(language: str) -> str:
    """Return strict F1 of all systems on all sets."""
    return "\n".join(markdown(readme_quality_rows(stored("benchmark"), language)))


def speed(language: str) -> str:
    """Return speed beside that of an encoder, and what it was measured with."""
    results = stored("benchmark")
    said = WORDS[language]["measured with"].format(conditions(results, language))
    return "\n".join(markdown(speed_rows(results, language))) + f"\n\n{said}"


def scale(language: str) -> str:
    """Return time, memory and quality by length."""
    rows = [
        (
            f"{max(run['segments']):,}",
            f"{run['seconds']:.0f} s",
            f"{run['processor_seconds']:.0f} s",
            f"{run['peak_megabytes']:,.0f} MB",
            f"{run['strict_f1']:.3f}",
        )
        for run in stored("scale")["runs"]
    ]
    return table(WORDS[language]["scale header"], rows)


def deletions(language: str) -> str:
    """Return what deleting a share of one side costs, and how much of what is missing is found."""
    words = WORDS[language]
    rows = []
    for name, found in stored("perturbation")["sets"].items():
        undamaged = found["undamaged"]
        rows.append((words["sets"][name], words["undamaged"], f"{undamaged['surviving_f1']:.3f}", "", ""))
        for kind, phrase in (("deletions", "deleted"), ("single_deletions", "deleted singly")):
            for each in found[kind]:
                damage = words[phrase].format(share=each["share"], side=words[each["side"]])
                kept, lost = f"{each['surviving_f1']:.3f}", f"{each['lost']:.3f}"
                rows.append((words["sets"][name], damage, kept, lost, f"{each['planted_found']:.0%}"))
    return table(words["deletions header"], rows)


def insertions(language: str) -> str:
    """Return what a foreign chapter, and two chapters that were swapped, cost; ranges over all that was tried."""
    words = WORDS[language]
    rows = []
    for name, found in stored("perturbation")["sets"].items():
        for kind in ("insertions", "swaps"):
            tried = found[kind]
            if not tried:  # a set of one document has no chapters to swap
                continue
            lost = [each["lost"] for each in tried]
            whole = sum(is_whole(each) for each in tried)
            spread = " – ".join(f"{round(value, 3) + 0:.3f}" for value in (min(lost), max(lost)))
            rows.append((words["sets"][name], words[kind], str(len(tried)), spread, f"{whole} / {len(tried)}"))
    return table(words["insertions header"], rows)


def is_whole(tried: Mapping[str, Any]) -> bool:
    """Tell whether an insertion was found as one block, or both swapped chapters within twenty segments."""
    if "blocks" in tried:
        return bool(tried["blocks"] == 1)
    return all(off is not None and off <= 20 for off in tried["extents_off"])


def calibration(language: str) -> str:
    """Return how far confidence can be trusted, set by set."""
    words = WORDS[language]
    rows = [
        (
            words["sets"].get(name, name),
            f"{found['beads']:,}",
            f"{found['wrong']:,}",
            f"{found['error']:.3f}",
            f"{found['errors_in_worst_tenth']:.0%}",
            f"{found['most_possible']:.0%}",
        )
        for name, found in stored("calibration")["sets"].items()
    ]
    return table(words["calibration header"], rows)


def adaptation(language: str) -> str:
    """Return what adapting to a translation memory brings."""
    words = WORDS[language]
    rows = [
        (
            f"{model['pairs']:,}",
            words["in seconds"].format(model["seconds"]) if model["pairs"] else NO,
            f"{model['found']['memory']:.1%}",
            f"{model['strict_f1']['memory']['f1']:.3f}",
            f"{model['strict_f1']['related']['f1']:.3f}",
        )
        for model in stored("adaptation")["models"]
    ]
    return table(words["adaptation header"], rows)


def training_data(language: str) -> str:
    """Return the sources of the bundled model, from its card."""
    card = MODEL_CARD.read_text(encoding="utf-8")
    lines = card.partition("## What it was trained on")[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    sources = rows[1 : next(number for number, row in enumerate(rows) if row[0] == "source" and number)]
    words = WORDS[language]
    kinds: dict[str, str] = words["kinds"]
    translated = [(source, pairs, kinds.get(kind, kind), licence) for source, pairs, kind, licence in sources]
    return table(words["training header"], translated)


def rule_quality(language: str) -> str:
    """Return precision and recall of the check's rules, on the half of the faults that was held out."""
    words = WORDS[language]
    found = stored("check_rules")["heldout"]
    rows = [(f"`{name}`", *rule_cells(each)) for name, each in found["rules"].items()]
    return table(words["rule quality header"], [*rows, (words["all rules"], *rule_cells(found["overall"]))])


def rule_truth(language: str) -> str:
    """Return how many findings in real documents were true, by collection and rule."""
    words = WORDS[language]
    found = stored("check_documents")
    rows = []
    for name, collection in found["collections"].items():
        rows += [(words["collections"][name], f"`{rule}`", *truth(each)) for rule, each in collection["rules"].items()]
    return table(words["rule truth header"], [*rows, (words["both"], words["all rules"], *truth(found["all"]))])


def truth(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return how many findings there are and how many got each verdict as cells."""
    return tuple(f"{counts[name]:,}" for name in ("findings", "true", "unsure", "false"))


def rule_certainty(language: str) -> str:
    """Return how many findings on pages of real projects were wanted, by severity and certainty.

    The last two columns are of findings that are new with a planted fault: at the fault, and elsewhere.
    """
    words, results = WORDS[language], stored("check_repos")
    found, planted = results["sample"], results["planted"]["certainties"]
    rows = [(words["severities"][name], *wanted(counts), "–", "–") for name, counts in found["severities"].items()]
    for name, counts in found["certainties"].items():
        places = (f"{planted[name][place]:,}" for place in ("at the fault", "elsewhere"))
        rows.append((words["certainty"].format(name.split()[0]), *wanted(counts), *places))
    return table(words["rule certainty header"], rows)


VERDICTS = ("true", "on-purpose", "false")


def rule_pages(language: str) -> str:
    """Return how many findings on pages of real projects were wanted, by rule."""
    words, found = WORDS[language], stored("check_repos")["sample"]["rules"]
    rows = [
        (f"`{rule}`", *(f"{each['true']} / {sum(each[name] for name in VERDICTS)}" for each in severities.values()))
        for rule, severities in found.items()
    ]
    return table(words["rule pages header"], rows)


def rule_plants(language: str) -> str:
    """Return how many faults planted in pages of real projects are found, by kind."""
    words, found = WORDS[language], stored("check_repos")["planted"]["kinds"]
    rows = [
        (words["plants"].get(kind, kind), f"{counts['planted']:,}", f"{counts['found']:,}")
        for kind, counts in found.items()
        if counts["planted"]
    ]
    return table(words["rule plants header"], rows)


def wanted(counts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return how many findings got each verdict, and the share that is wanted, as cells."""
    share = "–" if counts["wanted"] is None else f"{counts['wanted']:.2f}"
    return (*(f"{counts[name]:,}" for name in VERDICTS), share)


def rule_cells(found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return findings, precision, planted faults and recall as cells."""
    return (f"{found['findings']:,}", f"{found['precision']:.2f}", f"{found['faults']:,}", f"{found['recall']:.2f}")


def pairing(language: str) -> str:
    """Return how well documents are paired by their contents alone."""
    words = WORDS[language]
    rows = [
        (
            words["folders"].get(name, name),
            f"{found['known_pairs']:,}",
            f"{found['precision']:.3f}",
            f"{found['recall']:.3f}",
        )
        for name, found in stored("pairing")["folders"].items()
    ]
    return table(words["pairing header"], rows)


def rules(language: str) -> str:
    """Return every rule of the check, what it finds, what it needs and how severe that is."""
    words = WORDS[language]
    rows = [
        (
            f"`{name}`",
            words["rules"].get(name, rule.explanation),
            words["needs"]["documents" if rule.needs_documents else "pairs"],
            words["severities"][rule.severity],
        )
        for name, rule in RULES.entries.items()
    ]
    return table(words["rules header"], rows)


def fuzz(language: str) -> str:
    """Return what came of damaged inputs, by format."""
    words = WORDS[language]
    found = stored("fuzz")
    rows = [
        (
            words["fuzz kinds"][row["kind"]],
            f"`{name}`",
            f"{row['inputs']:,}",
            f"{row['read'] / row['inputs']:.0%}",
            f"{row['seconds']:.1f} s",
            f"{row['megabytes']:,} MB",
            str(len(row["faults"])),
        )
        for name, row in found["targets"].items()
    ]
    seeds = ", ".join(map(str, found["seeds"]))
    total = words["fuzz total"].format(inputs=found["inputs"], seeds=seeds, python=found["python"])
    return f"{table(words['fuzz header'], rows)}\n\n{total}"
