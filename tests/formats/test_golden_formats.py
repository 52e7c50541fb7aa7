"""The sample bitext in every format, byte for byte; a difference is a change for users."""

import io
import re
from pathlib import Path

import pytest

from aligner import __version__, formats

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "formats"
REMARKS = {
    "tmx": (
        "2 beads with an empty side were left out: a translation unit needs both",
        "1 character that XML forbids was removed: U+0008 x 1",
    ),
    "xliff": (
        "1 bead with an empty side was left out: a unit needs a source text",
        "1 character that XML forbids was removed: U+0008 x 1",
    ),
    "xliff2": ("1 bead with an empty side was left out: a unit needs a source text",),
    "po": ("1 bead with an empty side was left out: an entry needs a source text",),
    "pairs": ("2 beads with an empty side were left out: a pair needs both",),
    "html": ("1 character that XML forbids was removed: U+0008 x 1",),
    "pharaoh": ("2 beads with an empty side were left out: links need both",),
    "tei": ("1 character that XML forbids was removed: U+0008 x 1",),
    "csv": ("2 cells that a spreadsheet would run as a formula were prefixed with '",),
}

OWN_VERSION = re.compile(rb'((?:tool-?version="|X-Generator: aligner |content="aligner |Made by aligner ))[0-9.]+')
COMPRESSED = {"xlsx", "docx", "epub", "parquet", "moses", "intertext"}
"""Formats whose bytes depend on the compression library; other tests check their content."""


@pytest.mark.parametrize("file", sorted(path.name for path in GOLDEN.glob("sample.*")))
def test_golden(file, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    name = formats.FORMATS.name_for_path(file)
    stream = io.BytesIO()
    remarks = formats.write(formats.load(GOLDEN / "sample.bitext.jsonl"), stream, name)
    expected = (GOLDEN / file).read_bytes()
    assert stream.getvalue() == OWN_VERSION.sub(rb"\g<1>" + __version__.encode(), expected)
    assert remarks == REMARKS.get(name, ())


def test_every_format_has_its_golden_file():
    found = {formats.FORMATS.name_for_path(path.name) for path in GOLDEN.glob("sample.*")}
    assert found == set(formats.FORMATS) - COMPRESSED
