"""The labelled test set of the check: valid labels, enough of each kind, separate halves."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

CHECK_SET = Path(__file__).resolve().parents[2] / "corpora" / "check"
HALVES = ("dev", "heldout")
FILE_RULES = ("missing-file", "extra-file", "stale")
RULES = (
    "omission",
    "addition",
    "partial",
    "untranslated",
    "number-mismatch",
    "link-mismatch",
    "code-mismatch",
    "placeholder-mismatch",
    "tag-mismatch",
    "heading-structure",
    "moved",
    "duplicated-target",
    "inconsistent-term",
    *FILE_RULES,
)
LEAST_PER_RULE = 8
LEAST_PER_RULE_AND_HALF = 4
KEYS = {"source_line", "source_end", "target_line", "target_end", "source_file", "target_file"}
LABELS = ".labels.jsonl"

Record = dict[str, Any]


def pair_names(half: str) -> list[str]:
    names = {path.name.removesuffix(LABELS) for path in (CHECK_SET / half).glob(f"*{LABELS}")}
    return sorted(names - {"tree"})


def document_of(half: str, name: str, language: str) -> Path:
    (path,) = (CHECK_SET / half).glob(f"{name}.{language}.*")
    return path


def records_of(half: str, name: str) -> list[Record]:
    text = (CHECK_SET / half / f"{name}{LABELS}").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def span_of(record: Record, side: str) -> range:
    """Return the lines, from 1, that a record names on one side; empty if it names none."""
    first = record[f"{side}_line"]
    return range(0) if first is None else range(first, record.get(f"{side}_end", first) + 1)


def paths_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


PAIRS = [(half, name) for half in HALVES for name in pair_names(half)]
ALL_RECORDS = [
    (half, record) for half in HALVES for name in [*pair_names(half), "tree"] for record in records_of(half, name)
]


def counts() -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Return the faults by half and rule, and the clean passages by half."""
    faults = Counter((half, record["rule"]) for half, record in ALL_RECORDS if "rule" in record)
    return faults, Counter(half for half, record in ALL_RECORDS if "clean" in record)


def table_of_counts() -> str:
    faults, clean = counts()
    rows = ["| rule | dev | heldout | both |", "|---|--:|--:|--:|"]
    for title, cells in [(f"`{rule}`", [faults[half, rule] for half in HALVES]) for rule in RULES]:
        rows.append(f"| {title} | {cells[0]} | {cells[1]} | {sum(cells)} |")
    totals = [sum(count for (of, _), count in faults.items() if of == half) for half in HALVES]
    rows.append(f"| all faults | {totals[0]} | {totals[1]} | {sum(totals)} |")
    rows.append(f"| clean passages | {clean['dev']} | {clean['heldout']} | {clean.total()} |")
    pairs = [len(pair_names(half)) for half in HALVES]
    rows.append(f"| pairs of documents | {pairs[0]} | {pairs[1]} | {sum(pairs)} |")
    return "\n".join(rows)


def test_there_are_enough_cases_of_each_kind():
    faults, clean = counts()
    assert faults.total() >= 200
    assert clean.total() >= 200
    assert {rule for _, rule in faults} == set(RULES)
    for rule in RULES:
        assert sum(faults[half, rule] for half in HALVES) >= LEAST_PER_RULE, rule
        for half in HALVES:
            assert faults[half, rule] >= LEAST_PER_RULE_AND_HALF, (half, rule)


def test_readme_has_these_counts():
    assert table_of_counts() in (CHECK_SET / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("half", "record"), ALL_RECORDS)
def test_records_are_well_formed(half, record):
    own = {"clean", "trap"} if "clean" in record else {"rule", "note", "also"}
    assert record.keys() <= KEYS | own
    assert record.get("clean", True) is True
    assert record["trap" if "clean" in record else "note"].strip()
    assert set(record.get("also", ())) <= set(RULES) - {record.get("rule")}
    if "clean" not in record:
        assert record["rule"] in RULES
        assert (record["rule"] in FILE_RULES) == ("source_file" in record)


@pytest.mark.parametrize(("half", "name"), PAIRS)
def test_labels_point_at_text(half, name):
    for side, language in (("source", "en"), ("target", "zh")):
        lines = lines_of(document_of(half, name, language))
        assert 35 <= len(lines) <= 90
        for record in records_of(half, name):
            span = span_of(record, side)
            if span:
                assert 1 <= span[0] <= span[-1] <= len(lines), record
                assert lines[span[0] - 1].strip(), record
                assert lines[span[-1] - 1].strip(), record


@pytest.mark.parametrize(("half", "name"), PAIRS)
def test_sides_of_a_label_follow_its_rule(half, name):
    for record in records_of(half, name):
        source, target = span_of(record, "source"), span_of(record, "target")
        if record.get("rule") in ("addition", "duplicated-target"):
            assert not source, record
        if record.get("rule") not in ("omission", "heading-structure"):
            assert target, record
        if record.get("rule") not in ("addition", "duplicated-target", "heading-structure"):
            assert source, record
        assert source or target, record


@pytest.mark.parametrize(("half", "name"), PAIRS)
def test_clean_passages_have_no_fault(half, name):
    """No line is both clean and faulty, except inside the long span of moved text."""
    records = records_of(half, name)
    faulty = [record for record in records if record.get("rule", "moved") != "moved"]
    for side in ("source", "target"):
        lines_with_fault = {line for record in faulty for line in span_of(record, side)}
        for record in records:
            if "clean" in record:
                assert lines_with_fault.isdisjoint(span_of(record, side)), record


@pytest.mark.parametrize(("half", "name"), PAIRS)
def test_duplicates_repeat_an_earlier_line_exactly_or_nearly(half, name):
    lines = lines_of(document_of(half, name, "zh"))
    for record in records_of(half, name):
        if record.get("rule") == "duplicated-target":
            text, earlier = lines[record["target_line"] - 1], lines[: record["target_line"] - 1]
            assert any(len(set(text) & set(line)) >= 0.9 * len(set(text)) for line in earlier), record


@pytest.mark.parametrize(("half", "name"), PAIRS)
def test_faults_of_terms_have_their_term_in_a_glossary(half, name):
    records = [record for record in records_of(half, name) if record.get("rule") == "inconsistent-term"]
    path = CHECK_SET / half / f"{name}.glossary.csv"
    if not path.exists():
        assert not records
        return
    with path.open(encoding="utf-8", newline="") as stream:
        terms = list(csv.DictReader(stream))
    source = lines_of(document_of(half, name, "en"))
    target = lines_of(document_of(half, name, "zh"))
    for record in records:
        english = " ".join(source[line - 1] for line in span_of(record, "source")).casefold()
        chinese = "".join(target[line - 1] for line in span_of(record, "target"))
        assert any(term["en"].casefold() in english and term["zh"] not in chinese for term in terms), record


def test_halves_share_no_file():
    names = [set(pair_names(half)) for half in HALVES]
    assert names[0].isdisjoint(names[1])
    trees = [paths_below(CHECK_SET / half / "tree") for half in HALVES]
    assert trees[0].isdisjoint(trees[1])
    assert abs(len(names[0]) - len(names[1])) <= 2
    assert sum(map(len, names)) >= 24


def test_some_pairs_have_no_fault():
    clean = [name for half, name in PAIRS if all("clean" in record for record in records_of(half, name))]
    assert len(clean) >= 6
    readme = (CHECK_SET / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in clean)


@pytest.mark.parametrize("half", HALVES)
def test_folder_contains_only_pairs(half):
    expected = {f"tree{LABELS}", "tree"}
    for name in pair_names(half):
        source, target = document_of(half, name, "en"), document_of(half, name, "zh")
        assert source.suffix == target.suffix
        expected |= {source.name, target.name, f"{name}{LABELS}", f"{name}.glossary.csv"}
    assert {path.name for path in (CHECK_SET / half).iterdir()} <= expected


@pytest.mark.parametrize("half", HALVES)
def test_tree_labels_are_the_differences_of_the_folders(half):
    tree = CHECK_SET / half / "tree"
    english, chinese, before = (paths_below(tree / part) for part in ("en", "zh", "before"))
    records = records_of(half, "tree")
    by_rule = {
        rule: {(r["source_file"], r["target_file"]) for r in records if r.get("rule") == rule} for rule in FILE_RULES
    }
    assert by_rule["missing-file"] == {(path, None) for path in english - chinese}
    assert by_rule["extra-file"] == {(None, path) for path in chinese - english}

    stale = {path for path, _ in by_rule["stale"]}
    assert stale <= before <= english & chinese
    for path in before:
        words_now, words_before = (
            (tree / part / path).read_text(encoding="utf-8").split() for part in ("en", "before")
        )
        assert (words_now != words_before) == (path in stale), path


@pytest.mark.parametrize("half", HALVES)
def test_tree_labels_point_at_text(half):
    for record in records_of(half, "tree"):
        for side, language in (("source", "en"), ("target", "zh")):
            for line in span_of(record, side):
                lines = lines_of(CHECK_SET / half / "tree" / language / record[f"{side}_file"])
                assert lines[line - 1].strip(), record
