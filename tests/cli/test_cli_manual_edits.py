"""Manual edits are not overwritten and become anchors, and pairs can be selected by confidence."""

import csv
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from aligner.formats import load as load_pairs
from aligner.formats import save

ENGLISH = [
    "The old ferryman rose early.",
    "A fog lay on the river.",
    "Nobody wanted to cross.",
    "He waited until noon.",
]
CHINESE = ["老船夫起得很早。", "江上起了雾。", "没有人要过江。", "他一直等到中午。"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "en.txt").write_text("\n\n".join(ENGLISH) + "\n", encoding="utf-8")
    (tmp_path / "zh.txt").write_text("\n\n".join(CHINESE) + "\n", encoding="utf-8")
    return tmp_path


def correct(path):
    """Change a cell like a person."""
    workbook = load_workbook(path)
    workbook.active["C2"] = "HAND CORRECTED"
    workbook.save(path)


def approve_all(path):
    """Confirm all pairs of a native file like a person."""
    bitext = load_pairs(path)
    save(replace(bitext, beads=tuple(replace(bead, status="approved") for bead in bitext.beads)), path)


def test_a_corrected_workbook_is_not_overwritten(run, folder):
    assert run("align", "en.txt", "zh.txt", "-o", "m.xlsx").code == 0
    assert run("align", "en.txt", "zh.txt", "-o", "m.xlsx").code == 0  # nobody has touched it
    correct(folder / "m.xlsx")
    again = run("align", "en.txt", "zh.txt", "-o", "m.xlsx")
    assert again.code == 2
    assert "another name" in again.err
    assert "--overwrite" in again.err
    assert load_workbook(folder / "m.xlsx").active["C2"].value == "HAND CORRECTED"
    told = run("align", "en.txt", "zh.txt", "-o", "m.xlsx", "--overwrite")
    assert told.code == 0
    assert "m.xlsx.bak" in told.err
    (folder / "m.xlsx.bak").rename(folder / "kept.xlsx")
    assert load_workbook(folder / "kept.xlsx").active["C2"].value == "HAND CORRECTED"
    assert load_workbook(folder / "m.xlsx").active["C2"].value == ENGLISH[0]


@pytest.mark.parametrize("name", ["m.csv", "m.tsv", "m.html"])
def test_an_edited_table_is_not_overwritten(run, folder, name):
    assert run("align", "en.txt", "zh.txt", "-o", name).code == 0
    assert run("align", "en.txt", "zh.txt", "-o", name).code == 0  # nobody has touched it
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content)  # saved again, as it was
    assert run("align", "en.txt", "zh.txt", "-o", name).code == 0
    (folder / name).write_bytes(content.replace(b"ferryman", b"boatman"))
    again = run("align", "en.txt", "zh.txt", "-o", name)
    assert again.code == 2
    assert "has been edited since it was written" in again.err
    assert "another name" in again.err
    assert "--overwrite" in again.err
    assert b"boatman" in (folder / name).read_bytes()
    assert run("align", "en.txt", "zh.txt", "-o", name, "--overwrite").code == 0
    assert b"boatman" in (folder / f"{name}.bak").read_bytes()
    assert run("align", "en.txt", "zh.txt", "-o", name).code == 0


def test_an_unknown_table_is_replaced(run, folder, monkeypatch):
    (folder / "m.csv").write_text("source,target\na,b\n", encoding="utf-8")
    assert run("align", "en.txt", "zh.txt", "-o", "m.csv").code == 0
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "en.txt"))  # no folder: nothing can be kept
    assert run("align", "en.txt", "zh.txt", "-o", "m.csv").code == 0


def test_convert_does_not_overwrite_either(run, folder):
    run("align", "en.txt", "zh.txt", "-o", "m.xlsx", "-o", "m.csv")
    correct(folder / "m.xlsx")
    assert run("convert", "m.csv", "m.xlsx").code == 2
    assert run("convert", "m.csv", "m.xlsx", "--overwrite").code == 0


def test_a_memory_that_a_person_has_reviewed_is_kept_by_copies_of_units(run, folder):
    run("align", "en.txt", "zh.txt", "-o", "m.bitext.jsonl", "-o", "units.tmx")
    approve_all(folder / "m.bitext.jsonl")
    assert run("convert", "m.bitext.jsonl", "all.tmx").code == 0
    reviewed = (folder / "all.tmx").read_bytes()
    assert b"approved" in reviewed
    refused = run("convert", "units.tmx", "all.tmx")
    assert refused.code == 2
    assert "--overwrite" in refused.err
    told = run("convert", "units.tmx", "all.tmx", "--overwrite")
    assert told.code == 0
    assert "all.tmx.bak" in told.err
    assert (folder / "all.tmx.bak").read_bytes() == reviewed
    assert b"approved" not in (folder / "all.tmx").read_bytes()


def test_a_table_of_several_translations_is_kept_too(run, folder):
    (folder / "zh2.txt").write_text("\n\n".join(CHINESE) + "\n", encoding="utf-8")
    command = ("align", "en.txt", "zh.txt", "zh2.txt", "-o", "all.csv")
    assert run(*command).code == 0
    edited = (folder / "all.csv").read_bytes().replace(b"ferryman", b"boatman")
    (folder / "all.csv").write_bytes(edited)
    assert run(*command).code == 2
    told = run(*command, "--overwrite")
    assert told.code == 0
    assert "all.csv.bak" in told.err
    assert (folder / "all.csv.bak").read_bytes() == edited
    assert run(*command).code == 0


@pytest.mark.parametrize("name", ["earlier.csv", "earlier.xlsx", "earlier.xliff"])
def test_an_earlier_table_follows_the_texts(run, folder, name):
    """A new sentence at the start must not shift the pairs."""
    run("align", "en.txt", "zh.txt", "-o", name)
    (folder / "v2.txt").write_text("\n\n".join(["A note on the second edition.", *ENGLISH]) + "\n", encoding="utf-8")
    done = run("align", "v2.txt", "zh.txt", "--anchors", name, "-o", "v2.csv")
    assert done.code == 0, done.err
    with (folder / "v2.csv").open(encoding="utf-8-sig", newline="") as stream:
        pairs = [(row["source"], row["target"]) for row in csv.DictReader(stream)]
    assert pairs == [("A note on the second edition.", ""), *zip(ENGLISH, CHINESE, strict=True)]


def test_pairs_that_are_missing_in_the_documents_are_listed(run, folder):
    run("align", "en.txt", "zh.txt", "-o", "earlier.csv")
    changed = ["The old ferryman slept late.", *ENGLISH[1:]]
    (folder / "v2.txt").write_text("\n\n".join(changed) + "\n", encoding="utf-8")
    done = run("align", "v2.txt", "zh.txt", "--anchors", "earlier.csv", "-o", "v2.csv")
    assert done.code == 0
    assert "1 of 4 pairs" in done.err
    assert "The old ferryman rose early." in done.err


def test_a_native_file_without_confirmed_pairs_says_so(run, folder):
    run("align", "en.txt", "zh.txt", "-o", "earlier.bitext.jsonl")
    done = run("align", "en.txt", "zh.txt", "--anchors", "earlier.bitext.jsonl", "-o", "v2.csv")
    assert "nothing was kept" in done.err


def test_sure_pairs_only(run, folder):
    rows = [
        {"source": "a b c", "target": "一二三", "confidence": confidence, "score": confidence, "status": status}
        for confidence, status in (("0.9", ""), ("0.2", ""), ("0.2", "ok"), ("", ""), ("0.9", "delete"))
    ]
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = run("convert", "in.csv", "all.tmx", "--json")
    assert json.loads(done.out)["pairs"] == 4
    assert "1 rejected pair left out" in json.loads(done.out)["remarks"]
    assert json.loads(run("convert", "in.csv", "sure.tmx", "--min-confidence", "0.8", "--json").out)["pairs"] == 3


def test_a_pair_that_a_person_wrote_has_no_confidence(run, folder):
    (folder / "in.csv").write_text("source,target,confidence\na b c,一二三,\nd,四,0.5\n", encoding="utf-8")
    run("convert", "in.csv", "out.csv")
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["confidence"] for row in csv.DictReader(stream)] == ["", "0.5000"]
