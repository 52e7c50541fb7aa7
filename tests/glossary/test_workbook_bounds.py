"""A glossary workbook has the same bounds as any other workbook."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from aligner.errors import InputError
from aligner.glossary.files import load_glossary

STRINGS = "xl/sharedStrings.xml"
NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook_with(strings: bytes, path: Path) -> None:
    """Write a workbook with ``strings`` as its table of strings."""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["term", "counterpart"])
        sheet.write_row(1, 0, ["valve", "阀门"])
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, strings if member == STRINGS else old.read(member))


def test_a_workbook_that_expands_too_far_is_refused(tmp_path: Path) -> None:
    bomb = b'<sst xmlns="%s">' % NAMESPACE + b"<si><t>" + b"b" * (9 << 20) + b"</t></si></sst>"
    workbook_with(bomb, tmp_path / "bomb.xlsx")
    with pytest.raises(InputError, match=r"bomb.xlsx.*expands too far") as caught:
        load_glossary(tmp_path / "bomb.xlsx")
    assert caught.value.exit_code == 3


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE sst [<!ENTITY a "ha">]><sst xmlns="%s"><si><t>&a;</t></si></sst>' % NAMESPACE
    workbook_with(laughs, tmp_path / "laughs.xlsx")
    with pytest.raises(InputError, match=r"laughs.xlsx.*entities"):
        load_glossary(tmp_path / "laughs.xlsx")
