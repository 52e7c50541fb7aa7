"""Headings of workbooks in Chinese, which are read back in either language."""

import io

import pytest
from openpyxl import load_workbook

from aligner import align_texts
from aligner.embedders import load_embedder
from aligner.formats import load, save
from aligner.formats.rows import COLUMNS
from aligner.formats.xlsx import Xlsx
from aligner.formats.xlsx_reader import is_as_written
from aligner.glossary import Counterpart, Entry, Glossary
from aligner.glossary import columns as glossary_columns
from aligner.glossary.workbook import XLSX
from aligner.interface import speaking
from aligner.interface.headings import PAIR_HEADINGS, TERM_HEADINGS, column_names


@pytest.mark.parametrize(
    ("table", "columns"), [(PAIR_HEADINGS, (*COLUMNS, "comment")), (TERM_HEADINGS, glossary_columns.COLUMNS)]
)
def test_each_column_has_one_heading(table, columns):
    for labels in table.values():
        assert list(labels) == list(columns)
        assert len(set(labels.values())) == len(labels)


def first_row(content):
    return [cell.value for cell in next(load_workbook(io.BytesIO(content)).active.iter_rows())]


def test_a_workbook_of_pairs_goes_round_in_both_languages(tmp_path):
    bitext = align_texts("One day. Two days.", "一天。两天。", embedder=load_embedder("length"))
    read = []
    for language in ("en", "zh"):
        path = tmp_path / f"{language}.xlsx"
        with speaking(language):
            save(bitext, path)
        content = path.read_bytes()
        assert is_as_written(content, path.name)
        read.append([(made.source_text(bead), made.target_text(bead), bead.confidence) for made in [load(path)]
                     for bead in made.beads])  # fmt: skip
        beads = Xlsx().read_beads(io.BytesIO(content), path.name)
        assert [(bead.source, bead.target) for bead in beads] == [(bead.source, bead.target) for bead in bitext.beads]
    assert read[0] == read[1]
    assert first_row((tmp_path / "zh.xlsx").read_bytes())[2:4] == ["原文", "译文"]
    assert first_row((tmp_path / "en.xlsx").read_bytes())[2:4] == ["source", "target"]


def test_a_glossary_workbook_goes_round_in_chinese():
    glossary = Glossary((Entry("lamp", (Counterpart("灯", status="preferred"),), note="a note"),))
    made = {}
    for language in ("en", "zh"):
        stream = io.BytesIO()
        with speaking(language):
            XLSX.write(glossary, stream)
        made[language] = XLSX.read(io.BytesIO(stream.getvalue()), "terms.xlsx")
        assert first_row(stream.getvalue())[1] == ("术语" if language == "zh" else "term")
    assert made["en"] == made["zh"]


def test_a_row_without_both_headings_is_no_row_of_headings():
    assert column_names(["状态", "原文"], PAIR_HEADINGS, ("source", "target")) == ["状态", "原文"]
