"""Tables in Word documents: of this program, edited, and review tables of Trados Studio and memoQ."""

import io
import shutil
import subprocess

import docx
import pytest
from bitexts import TEXTS, bitext, bitexts, held, saved, texts_of
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from hypothesis import given, settings

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError, UsageError
from aligner.formats import format_of, load, save
from aligner.formats.docx import DOCX
from aligner.formats.refused_pairs import refuse_pairs
from aligner.readers import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = shutil.which("soffice")


def dumped(made):
    stream = io.BytesIO()
    remarks = DOCX.write(made, stream)
    return stream.getvalue(), remarks


def loaded(content):
    return DOCX.read(io.BytesIO(content), "file.docx")


def table_of(rows, document=None):
    document = document or docx.Document()
    table = document.add_table(0, max(map(len, rows)))
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = text
        if len(row) == 1:
            cells[0].merge(cells[-1])
    return document, table


@settings(max_examples=40)
@given(made=bitexts())
def test_texts_survive(made):
    pairs = [(held(made.source_text(bead)), held(made.target_text(bead))) for bead in made.beads]
    assert texts_of(loaded(dumped(made)[0])) == [pair for pair in pairs if any(pair)]


@settings(max_examples=40)
@given(source=TEXTS, target=TEXTS)
def test_any_text_survives(source, target):
    made = bitext([([source], [f"{target}。"])])
    assert texts_of(loaded(dumped(made)[0])) == [(held(source), held(f"{target}。"))]


def test_word_sees_one_table_with_a_repeated_header_and_colours():
    made = bitext([(["One."], ["一。"]), (["Two."], [])])
    beads = (Bead((0,), (0,), 0.5, 0.3), Bead((1,), (), 0.0, 0.9))
    document = docx.Document(io.BytesIO(dumped(Bitext(made.source, made.target, beads))[0]))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["id", "source", "target", "status", "comment"],
        ["1", "One.", "一。", "", "unsure"],
        ["2", "Two.", "", "", ""],
    ]
    assert table.rows[0]._tr.xpath(".//w:tblHeader")
    fills = [row._tr.xpath(".//w:shd/@w:fill")[0] for row in table.rows[1:]]
    assert fills == ["FFEB9C", "F8CBAD"]
    assert table.rows[1]._tr.xpath(".//w:lang/@w:eastAsia") == ["en-US", "zh-CN"]


def test_edits_of_a_reviewer_are_read():
    document = docx.Document(io.BytesIO(dumped(bitext([(["One."], ["一。"]), (["Two."], ["二。"])]))[0]))
    rows = document.tables[0].rows
    rows[1].cells[3].text = "ok"
    rows[2].cells[2].text = "二！"
    rows[2].cells[3].text = "edited"
    again = loaded(saved(document))
    assert texts_of(again) == [("One.", "一。"), ("Two.", "二！")]
    assert [bead.status for bead in again.beads] == ["approved", "changed"]
    assert {bead.confidence for bead in again.beads} == {0.0}


def test_a_review_table_of_trados_studio():
    document, table = table_of(
        [
            ["Segment ID", "Segment status", "Source segment", "Target segment"],
            ["1a5c8f0e-0001", "Translation Approved (100%)", "Press the button.", "按下按钮。"],
            ["2a5c8f0e-0002", "Draft (85%)", "Wait.", "等待。"],
            ["3a5c8f0e-0003", "Translation Rejected", "Stop.", "停。"],
            ["4a5c8f0e-0004", "Not Translated (0%)", "Go.", ""],
        ]
    )
    document.styles.add_style("Tag", WD_STYLE_TYPE.CHARACTER)
    for cell in (table.rows[1].cells[2], table.rows[1].cells[3]):
        cell.paragraphs[0].add_run("<13/>", style="Tag")
    made = loaded(saved(document))
    assert texts_of(made) == [("Press the button.", "按下按钮。"), ("Wait.", "等待。"), ("Stop.", "停。"), ("Go.", "")]
    assert [bead.status for bead in made.beads] == ["approved", "", "needs-review", ""]
    assert made.warnings == ("2 codes of the translation tool left out",)


@pytest.mark.parametrize(
    ("source", "target"),
    [("English (United States)", "Chinese (PRC)"), ("Chinese (Simplified, China)", "English"), ("英文", "中文")],
)
def test_a_review_table_of_memoq(source, target):
    texts = [("Press.", "按。"), ("Wait.", "等。")]
    turned = source.startswith("Chinese")
    pairs = [pair[::-1] for pair in texts] if turned else texts
    document, _ = table_of(
        [
            ["Guide.docx    Important! Don't change segment ID or source text. V10.2"],
            ["ID", source, target, "Comment", "Status"],
            ["1\n5aa117a5-8634", *pairs[0], "good", "Reviewer 1 confirmed"],
            ["2\n5aa117a5-8635", *pairs[1], "", "Not started"],
        ]
    )
    made = loaded(saved(document))
    assert texts_of(made) == pairs
    assert [bead.status for bead in made.beads] == ["approved", ""]
    assert (made.source.language, made.target.language) == (("zh", "en") if turned else ("en", "zh"))


def test_tracked_changes_count_as_accepted():
    document, table = table_of([["source", "target"], ["One.", "一"]])
    paragraph = table.rows[1].cells[1].paragraphs[0]._p
    paragraph.append(parse_xml(f'<w:del {W} w:id="1"><w:r><w:delText>壹</w:delText></w:r></w:del>'))
    paragraph.append(parse_xml(f'<w:ins {W} w:id="2"><w:r><w:t>个。</w:t></w:r></w:ins>'))
    assert texts_of(loaded(saved(document))) == [("One.", "一个。")]


def test_paragraphs_in_a_cell_and_a_continued_table():
    document, table = table_of([["Source", "Target"], ["One.", "一。"]])
    table.rows[1].cells[0].add_paragraph("More.")
    document.add_paragraph("A note between the tables.")
    table_of([["another", "table"], ["x", "y"]], document)
    table_of([["Source", "Target"], ["Two.", "二。"]], document)
    assert texts_of(loaded(saved(document))) == [("One.\nMore.", "一。"), ("Two.", "二。")]


def test_a_document_without_a_table_of_pairs(tmp_path):
    path = tmp_path / "report.docx"
    document, _ = table_of([["Year", "Sales"], ["2024", "17"]])
    document.add_paragraph("Text.")
    document.save(str(path))
    assert format_of(path) is None
    with pytest.raises(UsageError, match="align it with its translation first"):
        load(path)
    with pytest.raises(InputError, match="no table in it names the columns"):
        load(path, "docx")
    refuse_pairs(path, None)


def test_a_table_of_pairs_may_still_be_aligned_as_a_document(tmp_path):
    path = tmp_path / "pairs.docx"
    save(bitext([(["One."], ["一。"])]), path)
    assert format_of(path) == "docx"
    refuse_pairs(path, None)
    assert {"One.", "一。"} <= {block.text for block in read(path).blocks}


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0", b""])
def test_damaged_files_are_refused(content, tmp_path):
    path = tmp_path / "file.docx"
    path.write_bytes(content)
    with pytest.raises(InputError):
        load(path, "docx")
    assert format_of(path) is None


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_and_saves_it(tmp_path):
    made = bitext([(["One\ttab and\nline."], ["一。"]), (["<b>&"], ["二。"])])
    save(made, tmp_path / "pairs.docx")
    command = [
        OFFICE,
        f"-env:UserInstallation={tmp_path.as_uri()}/profile",
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
    ]
    subprocess.run([*command, "--outdir", tmp_path / "out", tmp_path / "pairs.docx"], check=True, timeout=120)
    assert texts_of(load(tmp_path / "out" / "pairs.docx")) == texts_of(made)
