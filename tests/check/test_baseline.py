"""A baseline silences known findings only."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.check.baseline import read_baseline, without_known, write_baseline
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.errors import InputError


def finding(text="some text", line=3, rule="omission"):
    return Finding(rule, "error", f"not translated: {text}", Place("en/a.md", line, text), Place("zh/a.md", line))


def report(*findings):
    return Report((FileReport("en/a.md", "zh/a.md", findings, 90, 100),))


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return "known.json"


def remaining_findings(path, *findings):
    return list(without_known(report(*findings), read_baseline(path), path).findings)


def test_known_findings_are_silenced_when_lines_move(path):
    write_baseline(path, report(finding()))
    assert remaining_findings(path, finding(line=40)) == []
    assert without_known(report(finding()), read_baseline(path), path).silenced == 1


def test_a_second_finding_of_the_same_text_is_new(path):
    write_baseline(path, report(finding(), finding(line=9)))
    assert remaining_findings(path, finding(line=4), finding(line=10), finding(line=20)) == [finding(line=20)]


def test_two_findings_of_a_rule_in_one_sentence_are_both_known(path):
    first, second = (replace(finding(), message=f"the number {number} is missing") for number in (3, 4))
    write_baseline(path, report(first, second, first))
    assert remaining_findings(path, first, second, first) == []
    assert remaining_findings(path, first, second, first, second) == [second]


@pytest.mark.parametrize(
    "content", ["[" * 100_000, '{"version": 1, "findings": [{"fingerprint": "a", "count": 1e999}]}']
)
def test_malformed_json_is_refused(path, content):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(content)
    with pytest.raises(InputError):
        read_baseline(path)


def test_new_findings_are_reported(path):
    write_baseline(path, report(finding()))
    other = finding("other text"), finding(rule="moved")
    assert remaining_findings(path, finding(), *other) == list(other)


def test_the_baseline_is_valid_in_any_folder(path, tmp_path, monkeypatch):
    write_baseline(path, report(finding()))
    (tmp_path / "en").mkdir()
    monkeypatch.chdir(tmp_path / "en")
    moved = replace(finding(), source=Place("a.md", 3, "some text"), target=Place("../zh/a.md", 3))
    assert remaining_findings("../known.json", moved) == []


def test_vanished_findings_are_reported(path):
    write_baseline(path, report(finding(), finding("other")))
    (remark,) = without_known(report(finding()), read_baseline(path), path).remarks
    assert remark == "known.json: findings that are no more: 1; write the baseline again"


def test_the_file_is_deterministic_and_readable(path, tmp_path):
    write_baseline(path, report(finding(), finding("另一段"), finding(line=9)))
    first = (tmp_path / path).read_text(encoding="utf-8")
    write_baseline(path, report(finding(line=1), finding(line=2), finding("另一段")))
    assert (tmp_path / path).read_text(encoding="utf-8") == first
    assert [row["count"] for row in json.loads(first)["findings"]] == [2, 1]
    assert "另一段" in first


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [1]}']
)
def test_other_files_are_refused(path, tmp_path, content):
    (tmp_path / path).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="baseline"):
        read_baseline(path)


def test_a_missing_baseline_is_an_error(path):
    with pytest.raises(InputError, match="--write-baseline"):
        read_baseline(path)


TEXTS = st.lists(st.sampled_from("abc"), max_size=6)


@given(TEXTS, TEXTS)
def test_only_findings_beyond_the_known_number_are_reported(tmp_path_factory, old, new):
    path = str(tmp_path_factory.mktemp("baseline") / "known.json")
    write_baseline(path, report(*map(finding, old)))
    reported = Counter(each.source.text for each in remaining_findings(path, *map(finding, new)))
    assert reported == Counter(new) - Counter(old)
