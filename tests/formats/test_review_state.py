"""Beads that need a review are marked in all formats that can do so."""

import io
from dataclasses import replace

import pytest
from bitexts import bitext

from aligner import formats
from aligner.formats.review_state import LOW_CONFIDENCE, review_of

TEXT = "And nobody came."
MADE = bitext([(["He waited.", TEXT], ["他等着。"]), (["Two."], ["二。"]), (["Three."], ["三。"])])
BEADS = (
    replace(MADE.beads[0], confidence=0.9, untranslated=((1,), ())),
    replace(MADE.beads[1], confidence=LOW_CONFIDENCE - 0.01),
    replace(MADE.beads[2], confidence=LOW_CONFIDENCE),
)
MADE_WITH_NOTES = replace(MADE, beads=BEADS)


def test_review_notes():
    notes = [review_of(MADE_WITH_NOTES, bead) for bead in BEADS]
    assert notes == [f"may be untranslated: {TEXT}", "unsure", ""]
    both = replace(BEADS[0], confidence=0.5)
    assert review_of(MADE_WITH_NOTES, both) == f"unsure; may be untranslated: {TEXT}"
    assert review_of(MADE_WITH_NOTES, replace(both, status="locked")) == ""


@pytest.mark.parametrize("name", ["csv", "tsv", "html", "pairs", "tmx", "xliff", "xliff2", "po"])
def test_formats_for_reviewers_have_the_note(name):
    stream = io.BytesIO()
    formats.write(MADE_WITH_NOTES, stream, name)
    written = stream.getvalue().decode("utf-8-sig")
    assert written.count(f"may be untranslated: {TEXT}") == 1
    assert "unsure" in written


def test_the_workbook_has_the_note():
    import openpyxl

    stream = io.BytesIO()
    formats.write(MADE_WITH_NOTES, stream, "xlsx")
    rows = list(openpyxl.load_workbook(stream).active.iter_rows(values_only=True))
    place = rows[0].index("review")
    assert [row[place] for row in rows[1:]] == [f"may be untranslated: {TEXT}", "unsure", None]


def test_the_native_file_keeps_untranslated_segments(tmp_path):
    path = tmp_path / "a.bitext.jsonl"
    formats.save(MADE_WITH_NOTES, path)
    assert formats.load(path).beads == BEADS


def test_a_table_keeps_the_status(tmp_path):
    moved = replace(MADE, beads=tuple(replace(bead, status="moved") for bead in MADE.beads))
    for name in ("a.csv", "a.tsv", "a.xlsx"):
        formats.save(moved, tmp_path / name)
        assert {bead.status for bead in formats.load(tmp_path / name).beads} == {"moved"}


def test_the_summary_counts_untranslated_segments():
    from aligner.cli.summary import _closing_lines, summarise

    summary = summarise(MADE_WITH_NOTES, (), 0.1)
    assert (summary["unsure"], summary["may_be_untranslated"]) == (2, 1)
    text = " ".join(" ".join(_closing_lines(summary)).split())
    assert "unsure 2 (66.7%); in 1 of them a segment may be untranslated" in text
