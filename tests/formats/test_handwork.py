"""What a person did in a file is seen, and what the program wrote is not taken for it."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from aligner.bitext import Bead
from aligner.formats import load, save
from aligner.formats.backup import backed_up
from aligner.formats.handwork import handwork
from tests.formats.bitexts import bitext

SAMPLE = Path(__file__).resolve().parents[1] / "golden" / "formats" / "sample.bitext.jsonl"


@pytest.mark.parametrize("name", ["m.xlsx", "m.csv", "m.tmx", "m.html", "m.xliff", "m.xliff2", "m.bitext.jsonl"])
def test_what_the_program_wrote_is_no_handwork(tmp_path, name):
    path = tmp_path / name
    assert handwork(path) == ""
    save(bitext([(["A cat."], ["一只猫。"]), (["=1+1"], [" _x0041_ "]), ([""], ["x"])]), path)
    assert handwork(path) == ""


def test_an_edited_workbook_is(tmp_path):
    path = tmp_path / "m.xlsx"
    save(load(SAMPLE), path)
    workbook = load_workbook(path)
    workbook.save(path)
    assert handwork(path) == ""  # saved again, as it was
    workbook.active["C2"] = "HAND CORRECTED"
    workbook.save(path)
    assert "edited" in handwork(path)


def test_a_workbook_of_another_program_is(tmp_path):
    from openpyxl import Workbook

    path = tmp_path / "m.xlsx"
    Workbook().save(path)
    assert handwork(path)
    path.write_bytes(b"PK no workbook")
    assert handwork(path)


@pytest.mark.parametrize("status", ["approved", "changed", "rejected"])
def test_statuses_that_only_a_person_gives(tmp_path, status):
    made = bitext([(["A cat."], ["一只猫。"])])
    path = tmp_path / "m.bitext.jsonl"
    save(type(made)(made.source, made.target, (Bead((0,), (0,), 0.5, 0.9, status),)), path)
    assert "settled" in handwork(path)


def test_a_backup_takes_the_place_of_nothing(tmp_path):
    path = tmp_path / "m.xlsx"
    for number, name in enumerate(["m.xlsx.bak", "m.xlsx.bak2", "m.xlsx.bak3"]):
        path.write_text(str(number), encoding="utf-8")
        assert backed_up(path).name == name
        path.unlink()
    assert [(tmp_path / f"m.xlsx.bak{n}").read_text(encoding="utf-8") for n in ("", 2, 3)] == ["0", "1", "2"]


def test_statuses_go_through_a_workbook_in_its_own_words(tmp_path):
    made = bitext([(["a"], ["b"]), (["c"], ["d"]), (["e"], ["f"])])
    beads = tuple(Bead((n,), (n,), 0.5, 0.9, status) for n, status in enumerate(["approved", "changed", "rejected"]))
    path = tmp_path / "m.xlsx"
    save(type(made)(made.source, made.target, beads), path)
    cells = [row[10] for row in load_workbook(path).active.iter_rows(values_only=True)]
    assert cells == ["status", "ok", "edited", "delete"]
    assert [bead.status for bead in load(path).beads] == ["approved", "changed", "rejected"]
