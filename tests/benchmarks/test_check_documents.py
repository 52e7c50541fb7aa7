"""What is stored of the check on real documents agrees with the verdicts on its findings."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from aligner.check.catalogue import RULES
from aligner.check.findings import Finding, Place
from benchmarks import check_documents
from benchmarks.check_documents import NOT_JUDGED, RESULTS, TABLE, VERDICT_WORDS, key, results_of, table, verdicts


def stored():
    if not RESULTS.exists():
        pytest.skip("nothing is stored: run python -m benchmarks.check_documents --store")
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_every_verdict_is_one_of_the_words_and_has_a_reason():
    rows = verdicts()
    assert {row["verdict"] for row in rows} <= set(VERDICT_WORDS)
    assert {row["rule"] for row in rows} <= set(RULES)
    assert all(row["reason"] for row in rows)
    assert len({(*key(row), row["about"]) for row in rows}) == len(rows)


def test_every_stored_finding_has_a_verdict():
    said = {(*key(row), row["about"]): row["verdict"] for row in verdicts()}
    for row in stored()["list"]:
        assert said[(*key(row), row["about"])] == row["verdict"]


def test_the_counts_and_the_table_are_those_of_the_findings():
    found = stored()
    assert results_of(found["list"]) == found
    assert table(found) == TABLE.read_text(encoding="utf-8")
    assert found["all"][NOT_JUDGED] == 0
    for collection in found["collections"].values():
        for counts in (collection["all"], *collection["rules"].values()):
            assert sum(counts[word] for word in (*VERDICT_WORDS, NOT_JUDGED)) == counts["findings"]
        assert sum(counts["findings"] for counts in collection["rules"].values()) == collection["all"]["findings"]


def test_a_finding_takes_the_verdict_about_its_own_words():
    row = {"collection": "a", "document": "1", "rule": "link-mismatch", "source line": "4", "target line": ""}
    said = [{**row, "about": "example.org", "verdict": "true"}, {**row, "about": "missing", "verdict": "false"}]
    for message, verdict in (("leads to example.org", "true"), ("is missing", "false"), ("is new", NOT_JUDGED)):
        finding = Finding("link-mismatch", "warning", message, Place("a.md", 4), None)
        assert check_documents.judged(finding, "a", "1", said)["verdict"] == verdict


def test_without_the_documents_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(check_documents, "DOCUMENTS", tmp_path / "nowhere")
    ran = CliRunner().invoke(check_documents.main, ["--store"])
    assert ran.exit_code == 0
    assert ran.output.count("\n") == 1
    assert "no documents to check" in ran.output
