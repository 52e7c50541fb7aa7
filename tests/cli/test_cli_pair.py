"""``aligner pair``."""

import csv
import io
import json

import pytest

from tests.cli.conftest import PAIRS


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    for side, name in enumerate(("p", "q")):
        text = "\n\n".join(pair[side] for pair in PAIRS)
        (tmp_path / "in" / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    (tmp_path / "in" / "alone.txt").write_text("The ferry leaves at noon.\n\nTickets are sold on board.\n", "utf-8")
    return tmp_path


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_pairs_go_to_standard_output_and_the_summary_to_the_user(run, folder):
    result = run("pair", "in")
    assert result.code == 0
    (row,) = rows(result.out)
    assert (row["source"], row["target"], row["how"]) == ("in/p.txt", "in/q.txt", "content")
    assert 0.9 < float(row["confidence"]) <= 1
    assert "1 pair: 0 by name, 1 by content" in result.err
    assert "1 document without a counterpart:" in result.err
    assert "in/alone.txt: no document translates it" in result.err


@pytest.mark.parametrize("name", ["pairs.csv", "pairs.tsv", "pairs.jsonl"])
def test_tables(run, folder, name):
    assert run("pair", "in", "-o", name, "--unpaired", f"left.{name}", "-q").code == 0
    texts = [(folder / each).read_text(encoding="utf-8") for each in (name, f"left.{name}")]
    if name.endswith("jsonl"):
        (row,), (left,) = ([json.loads(line) for line in text.splitlines()] for text in texts)
    else:
        (row,), (left,) = (rows(text.replace("\t", ",")) for text in texts)
    assert list(row) == ["source", "target", "confidence", "how"]
    assert row["target"] == "in/q.txt"
    assert left == {"path": "in/alone.txt", "reason": "no document translates it"}


def test_json_summary(run, folder):
    result = run("pair", "in", "--json")
    summary = json.loads(result.out)
    assert [one["source"] for one in summary["pairs"]] == ["in/p.txt"]
    assert summary["unpaired"] == [
        {"path": "in/alone.txt", "reason": "no document translates it", "readable": True},
    ]


def test_an_unreadable_file_is_reported_and_the_others_are_paired(run, folder):
    (folder / "in" / "broken.docx").write_bytes(b"not a zip")
    result = run("pair", "in", "-o", "pairs.csv")
    assert result.code == 3
    assert "aligner: error: in/broken.docx: " in result.err
    assert "Traceback" not in result.err
    assert len(rows((folder / "pairs.csv").read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nowhere",), 3, "nowhere: no such folder"),
        (("in", "in"), 2, "on both sides"),
        (("in", "in", "in"), 2, "3 folders"),
        (("in", "-o", "pairs.xlsx"), 2, "use .csv, .tsv or .jsonl"),
        (("in", "-o", "no/pairs.csv"), 3, "does not exist"),
        (("in", "-o", "a.csv", "--unpaired", "a.csv"), 2, "a separate file"),
        (("in", "--model", "length"), 2, "cannot compare documents"),
        ((), 2, "Missing argument"),
    ],
)
def test_wrong_requests(run, folder, arguments, code, said):
    result = run("pair", *arguments)
    assert result.code == code
    assert said in result.err
    assert "Traceback" not in result.err


def test_other_files_are_counted(run, folder):
    (folder / "in" / "old.doc").write_bytes(b"x")
    (folder / "in" / "photo.JPG").write_bytes(b"x")
    assert "not documents, skipped: 1 .doc, 1 .jpg" in run("pair", "in").err
    assert "skipped" not in run("pair", "in", "-q").err
