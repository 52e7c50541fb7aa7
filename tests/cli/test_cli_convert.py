"""``aligner convert`` as a user runs it."""

import json
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parent.parent / "golden" / "formats" / "sample.bitext.jsonl"


def test_formats_follow_the_extensions_and_losses_are_reported(run, tmp_path):
    result = run("convert", SAMPLE, "out.tmx")
    assert (result.code, result.out) == (0, "")
    assert "tmx does not hold where the segments of 3 grouped pairs begin and end" in result.err
    assert "2 beads with an empty side were left out" in result.err
    assert "converted 6 pairs to out.tmx (tmx)" in result.err
    assert (tmp_path / "out.tmx").read_bytes().count(b"<tu ") == 4


def test_quiet_prints_only_losses(run):
    result = run("convert", SAMPLE, "out.csv", "-q")
    assert "does not hold" in result.err
    assert "converted" not in result.err


def test_the_native_format_loses_nothing(run, tmp_path):
    assert run("convert", SAMPLE, "out.bitext.jsonl").code == 0
    assert (tmp_path / "out.bitext.jsonl").read_bytes() == SAMPLE.read_bytes()


def test_streams(run):
    result = run("convert", "-", "-", "--from", "jsonl", "--to", "tsv", stdin=SAMPLE.read_text(encoding="utf-8"))
    assert result.code == 0
    assert result.out.startswith("id\tshape\t")
    assert "converted 6 pairs to standard output" in result.err


def test_language_codes_and_one_sided_pairs(run, tmp_path):
    assert run("convert", SAMPLE, "out.tmx", "--lang-codes", "zh-hk,en-GB", "--one-sided").code == 0
    content = (tmp_path / "out.tmx").read_text(encoding="utf-8")
    assert 'srclang="en-GB"' in content
    assert content.count('xml:lang="zh-HK"') == 5
    assert content.count("<tu ") == 6
    assert "csv has no option for language codes" in run("convert", SAMPLE, "o.csv", "--lang-codes", "zh-HK").err


def test_memories_are_merged(run, tmp_path):
    run("convert", SAMPLE, "one.tmx")
    run("convert", SAMPLE, "two.csv")
    result = run("convert", "one.tmx", "two.csv", "all.tsv", "--json")
    summary = json.loads(result.out)
    assert (summary["pairs"], summary["format"], summary["inputs"]) == (10, "tsv", ["one.tmx", "two.csv"])
    assert len((tmp_path / "all.tsv").read_text(encoding="utf-8").splitlines()) >= 11
    unique = json.loads(run("convert", "one.tmx", "two.csv", "unique.tsv", "--json", "--unique").out)
    assert unique["pairs"] == 7
    assert "3 repeated pairs left out" in unique["remarks"]


def test_a_memory_in_the_other_direction_is_mirrored(run, tmp_path):
    (tmp_path / "a.tsv").write_text("source\ttarget\nOne thing.\t一件事。\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text("source\ttarget\n两件事。\tTwo things.\n", encoding="utf-8")
    assert run("convert", "a.tsv", "b.tsv", "c.csv").code == 0
    rows = (tmp_path / "c.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[2:4] for row in rows[1:]] == [["One thing.", "一件事。"], ["Two things.", "两件事。"]]


WRONG = [
    (["in.csv"], 2, "needs an input and an output"),
    (["-", "out.tmx"], 2, "needs --from NAME"),
    (["-", "-", "out.tmx", "--from", "csv"], 2, "can be read only once"),
    (["in.csv", "in.csv"], 2, "an input would be overwritten"),
    (["in.csv", "out.docm"], 2, "its extension is no output format"),
    (["in.csv", "-"], 2, "needs --to"),
    (["in.csv", "-", "--to", "tmx", "--json"], 2, "would both write to standard output"),
    (["in.csv", "out.tmx", "--from", "docm"], 2, "unknown format 'docm'"),
    (["in.csv", "out.tmx", "--to", "docm"], 2, "unknown format 'docm'"),
    (["in.csv", "out.tmx", "--lang-codes", "de-DE"], 2, "not a code for Chinese or English"),
    (["in.align", "out.tmx"], 2, "no text"),
    (["missing.csv", "out.tmx"], 3, "no such file: check the path"),
    (["in.csv", "missing/out.tmx"], 3, "does not exist"),
    (["in.csv", "out.tmx", "--from", "tmx"], 3, "in.csv:1: damaged XML"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG)
def test_wrong_requests_give_one_line(run, tmp_path, arguments, code, message):
    (tmp_path / "in.csv").write_text("source,target\na,甲\n", encoding="utf-8")
    (tmp_path / "in.align").write_text("[0]:[0]\n", encoding="utf-8")
    result = run("convert", *arguments)
    assert result.code == code
    assert message.lower() in result.err.lower()
    assert "Traceback" not in result.err
    assert not (tmp_path / "out.tmx").exists()
