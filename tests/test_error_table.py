"""What newcomers get wrong, and what the program says then: the table of tests/data/newcomer_errors.toml, run."""

import io
import os
import re
import shlex
import sys
import zipfile
from pathlib import Path

import pytest

from aligner.cli.group import group
from aligner.formats import FORMATS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpora" / "sample"
TABLE = Path(__file__).parent / "data" / "newcomer_errors.toml"
CASES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
TEXTS = {
    "other.en.txt": "The harbour was quiet that morning. Nobody had come to meet the ship.\n",
    "novel.ja.txt": "雨の日は家にいます。彼は本を読んでいました。とても静かな夜でした。\n",
    "report.docx": "This was saved as plain text.\n",
    "numbers.csv": "year,tons\n2019,12\n2020,14\n",
    "settings.toml": '[segment]\nlevle = "paragraph"\n',
    "broken.tmx": '<?xml version="1.0"?>\n<tmx version="1.4"><body>\n<tu><tuv xml:lang="en"><seg>Hello</seg>\n',
}


def archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as members:
        members.writestr("story.txt", "A story.")
    return buffer.getvalue()


def pdf(*, password=""):
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password or None)
    canvas.rect(50, 50, 300, 300)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def workbook():
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            (("原文", "译文"), ("请盖好盖子。", "Close the lid."), ("请打开水龙头。", "Open the tap."))
        ):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


CONTENTS = {
    "client.xlsx": workbook,
    "empty.txt": lambda: b"",
    "report.doc": lambda: OLD_OFFICE,
    "locked.docx": lambda: OLD_OFFICE + "EncryptedPackage".encode("utf-16-le") + bytes(100),
    "locked.pdf": lambda: pdf(password="secret"),
    "scan.pdf": pdf,
    "photo.txt": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "texts.zip": archive,
    "program.bin": lambda: bytes(range(256)) * 8,
    "utf16.zh.txt": lambda: (SAMPLE / "story.zh.txt").read_text(encoding="utf-8").encode("utf-16"),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder in which a newcomer sits, with what the commands name."""
    for name in ("story.en.txt", "story.zh.txt", "guide.zh.txt"):
        (tmp_path / name).write_bytes((SAMPLE / name).read_bytes())
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return tmp_path


def prepare(folder, command):
    """Write the files that a command names and that are no documents as they should be."""
    for word in command:
        if word in TEXTS:
            (folder / word).write_text(TEXTS[word], encoding="utf-8")
        elif word in CONTENTS:
            (folder / word).write_bytes(CONTENTS[word]())


def pattern(says):
    """Return what a line of the table matches."""
    blanks = {"{formats}": re.escape(", ".join(FORMATS)), "{network}": ".+", "{extensions}": r"[. \w]+"}
    expected = re.escape(says)
    for blank, filling in blanks.items():
        expected = expected.replace(re.escape(blank), filling)
    return expected


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_program_says_what_to_do(folder, case, capsys, monkeypatch):
    command = shlex.split(case["command"])
    assert command[0] == "aligner"
    prepare(folder, command)
    before = {path.name: path.stat().st_size for path in folder.iterdir()}
    if "needs" in case:
        pytest.importorskip(case["needs"])
    if "without" in case:
        monkeypatch.setitem(sys.modules, case["without"], None)
        monkeypatch.delitem(sys.modules, "aligner.formats.parquet", raising=False)
    if "readonly/" in case["command"]:
        forbid_writing(folder / "readonly", monkeypatch)
        before["readonly"] = (folder / "readonly").stat().st_size
    code = group.main(command[1:], standalone_mode=False)
    said = capsys.readouterr()
    assert code == case["code"], said.err
    assert "Traceback" not in said.err
    if code == 0:
        assert re.search(pattern(case["says"]), said.err)
        return
    assert said.out == ""
    errors = [line for line in said.err.splitlines() if line.startswith("aligner: error: ")]
    assert len(errors) == 1, said.err
    assert re.fullmatch(f"aligner: error: {pattern(case['says'])}", errors[0]), errors[0]
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == before, "an error leaves nothing behind"


def forbid_writing(path, monkeypatch):
    """Make a folder that may not be written to, also for the superuser, who may write anywhere."""
    path.mkdir()
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda place, *mode: Path(place).name != path.name and allowed(place, *mode))


def test_there_are_twenty_and_each_names_what_it_is_about():
    assert len(CASES) >= 20
    assert len({case["id"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert case["en"]
        assert re.search(r"[\u4e00-\u9fff]", case["zh"])
        words = shlex.split(case["command"])[1:]
        if case["code"]:
            assert any(word.strip("./") in case["says"] for word in words) or "SOURCE" in case["says"], case["id"]
