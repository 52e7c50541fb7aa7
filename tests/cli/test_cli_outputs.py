"""Outputs are checked before the work starts."""

import os

import pytest

from aligner.cli.outputs import Output, plan_outputs
from aligner.errors import OutputError, UsageError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").write_text("text", encoding="utf-8")
    return tmp_path


GOOD = [
    ([], None, []),
    ([], "csv", [Output("-", "csv")]),
    (["a.tmx"], None, [Output("a.tmx", "tmx")]),
    (["A.TMX"], None, [Output("A.TMX", "tmx")]),
    (["a.bitext.jsonl"], None, [Output("a.bitext.jsonl", "jsonl")]),
    (["a.txt"], "vecalign", [Output("a.txt", "vecalign")]),
    (["a.csv"], "tsv", [Output("a.csv", "tsv")]),
    (["a.tmx", "-"], "csv", [Output("a.tmx", "tmx"), Output("-", "csv")]),
    (["-", "a.csv"], "tsv", [Output("-", "tsv"), Output("a.csv", "csv")]),
]


@pytest.mark.parametrize(("paths", "to", "expected"), GOOD)
def test_formats_follow_extensions_unless_named(paths, to, expected):
    assert plan_outputs(paths, to, ["in.txt", "other.txt"]) == tuple(expected)


BAD = [
    (["a.docm"], None, UsageError, "a.docm: its extension is no output format"),
    (["a"], None, UsageError, "its extension is no output format"),
    (["-"], None, UsageError, "-o - needs --to"),
    (["a.tmx"], "tmz", UsageError, "unknown format 'tmz': choose one of tmx, "),
    (["-", "-"], "csv", UsageError, "named twice"),
    (["a.csv", "./a.csv"], None, UsageError, "named twice"),
    (["in.txt"], "csv", UsageError, "an input would be overwritten"),
    (["missing/a.csv"], None, OutputError, "the folder 'missing' does not exist"),
    (["in.txt/a.csv"], None, OutputError, "'in.txt' does not exist"),
]


@pytest.mark.parametrize(("paths", "to", "kind", "message"), BAD)
def test_wrong_outputs_are_refused(paths, to, kind, message):
    with pytest.raises(kind) as caught:
        plan_outputs(paths, to, ["in.txt", "other.txt"])
    assert message in str(caught.value)


def test_a_link_to_an_input_is_that_input(folder):
    (folder / "link.csv").symlink_to(folder / "in.txt")
    with pytest.raises(UsageError, match="overwritten"):
        plan_outputs(["link.csv"], None, ["in.txt"])


def test_a_folder_is_not_a_file(folder):
    (folder / "a.csv").mkdir()
    with pytest.raises(OutputError, match="this is a folder"):
        plan_outputs(["a.csv"], None, ["in.txt"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(folder):
    (folder / "closed").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="no permission"):
        plan_outputs(["closed/a.csv"], None, ["in.txt"])


def test_standard_input_clashes_with_nothing():
    assert plan_outputs(["-"], "csv", ["-", "in.txt"]) == (Output("-", "csv"),)
