"""Manual edits in a file are detected; files as the program wrote them have none."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from aligner.bitext import Bead
from aligner.formats import load, save
from aligner.formats.backup import back_up
from aligner.formats.manual_edits import manual_edits
from tests.formats.bitexts import bitext

SAMPLE = Path(__file__).resolve().parents[1] / "golden" / "formats" / "sample.bitext.jsonl"


@pytest.mark.parametrize("name", ["m.xlsx", "m.csv", "m.tmx", "m.html", "m.xliff", "m.xliff2", "m.bitext.jsonl"])
def test_files_of_the_program_have_no_manual_edits(tmp_path, name):
    path = tmp_path / name
    assert manual_edits(path) == ""
    save(bitext([(["A cat."], ["一只猫。"]), (["=1+1"], [" _x0041_ "]), ([""], ["x"])]), path)
    assert manual_edits(path) == ""


def test_an_edited_workbook_has_manual_edits(tmp_path):
    path = tmp_path / "m.xlsx"
    save(load(SAMPLE), path)
    workbook = load_workbook(path)
    workbook.save(path)
    assert manual_edits(path) == ""  # saved again, as it was
    workbook.active["C2"] = "HAND CORRECTED"
    workbook.save(path)
    assert "edited" in manual_edits(path)


def test_a_workbook_of_another_program_counts_as_edited(tmp_path):
    from openpyxl import Workbook

    path = tmp_path / "m.xlsx"
    Workbook().save(path)
    assert manual_edits(path)
    path.write_bytes(b"PK no workbook")
    assert manual_edits(path)


@pytest.mark.parametrize("status", ["approved", "changed", "rejected"])
def test_statuses_that_only_a_person_sets(tmp_path, status):
    made = bitext([(["A cat."], ["一只猫。"])])
    path = tmp_path / "m.bitext.jsonl"
    save(type(made)(made.source, made.target, (Bead((0,), (0,), 0.5, 0.9, status),)), path)
    assert "reviewed" in manual_edits(path)


def test_a_backup_replaces_no_file(tmp_path):
    path = tmp_path / "m.xlsx"
    for number, name in enumerate(["m.xlsx.bak", "m.xlsx.bak2", "m.xlsx.bak3"]):
        path.write_text(str(number), encoding="utf-8")
        assert back_up(path).name == name
        path.unlink()
    assert [(tmp_path / f"m.xlsx.bak{n}").read_text(encoding="utf-8") for n in ("", 2, 3)] == ["0", "1", "2"]


def test_statuses_survive_a_workbook(tmp_path):
    made = bitext([(["a"], ["b"]), (["c"], ["d"]), (["e"], ["f"])])
    beads = tuple(Bead((n,), (n,), 0.5, 0.9, status) for n, status in enumerate(["approved", "changed", "rejected"]))
    path = tmp_path / "m.xlsx"
    save(type(made)(made.source, made.target, beads), path)
    cells = [row[10] for row in load_workbook(path).active.iter_rows(values_only=True)]
    assert cells == ["status", "ok", "edited", "delete"]
    assert [bead.status for bead in load(path).beads] == ["approved", "changed", "rejected"]
