"""Round trips of glossary files, and the rules of the programs that read them."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aligner.errors import InputError, UsageError
from aligner.glossary import Counterpart, Entry, Glossary, extract_glossary
from aligner.glossary.files import GLOSSARY_FORMATS, load_glossary, write_glossary
from aligner.glossary.files import save_glossary as save
from tests.glossary.harbour import PAIRS, bitext_of

READABLE = [
    ("xlsx", "t.xlsx"),
    ("csv", "t.csv"),
    ("tsv", "t.txt"),
    ("tsv-zh", "z.utf8"),
    ("tbx", "t.tbx"),
    ("tbx2", "u.tbx"),
    ("jsonl", "t.jsonl"),
]
GLOSSARY = Glossary(
    (
        Entry(
            "fire insurance",
            (Counterpart("火灾保险", 3, 3), Counterpart("火险", 1, 1, 0.25)),
            4,
            1.0,
            1.0,
            0.9,
            mark="accepted",
        ),
        Entry("cargo & <vessel>", (Counterpart("货船"),), mark="rejected", note="a ship"),
        Entry("=SUM(A1)", (Counterpart("@公式"),)),
    )
)
NS = {"t": "urn:iso:std:iso:30042:ed-2"}


def terms_and_marks(glossary):
    return [(entry.term, tuple(c.text for c in entry.counterparts), entry.mark) for entry in glossary]


@pytest.mark.parametrize(("to", "name"), READABLE)
def test_terms_and_marks_survive_a_round_trip(tmp_path, to, name):
    save(GLOSSARY, tmp_path / name, to)
    assert terms_and_marks(load_glossary(tmp_path / name, to)) == terms_and_marks(GLOSSARY)


def test_jsonl_is_lossless(tmp_path):
    glossary = extract_glossary([bitext_of(PAIRS)])
    save(glossary, tmp_path / "t.jsonl")
    assert load_glossary(tmp_path / "t.jsonl").entries == glossary.entries


def written(glossary, to):
    stream = io.BytesIO()
    write_glossary(glossary, stream, to)
    return stream.getvalue()


def test_omegat_file():
    lines = written(GLOSSARY, "tsv").decode("utf-8").splitlines()
    assert re.fullmatch(r"# .* -\*- coding: utf-8 -\*-", lines[0].replace("\t", " "))  # OmegaT looks for it there
    assert lines[1].split("\t")[:2] == ["fire insurance", "火灾保险"]
    assert lines[2].split("\t")[:2] == ["fire insurance", "火险"]
    assert lines[3].startswith("# rejected\tcargo & <vessel>\t货船")


def test_omegat_searches_the_first_column():
    lines = written(GLOSSARY, "tsv-zh").decode("utf-8").splitlines()
    assert lines[1].split("\t")[:2] == ["火灾保险", "fire insurance"]
    assert lines[3].startswith("# rejected\t货船\tcargo & <vessel>")


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_omegat_cells_have_no_tabs_and_line_ends(term, text):
    entry = Entry(term, (Counterpart(text),), note="a\tb\nc")
    lines = written(Glossary((entry,)), "tsv").decode("utf-8").removesuffix("\n").split("\n")
    assert len(lines) == 2
    assert lines[1].count("\t") == 2
    assert not lines[1].startswith("#")


def test_csv_has_no_formulas_and_excel_reads_utf_8():
    content = written(GLOSSARY, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[2]["term"] == "'=SUM(A1)"
    assert rows[0]["others"] == "火险 (1)"


def test_memoq_has_one_row_for_each_counterpart_and_no_rejected_entries():
    rows = list(csv.reader(io.StringIO(written(GLOSSARY, "memoq").decode("utf-8-sig"))))
    assert [row[:2] for row in rows] == [
        ["English", "Chinese_PRC"],
        ["fire insurance", "火灾保险"],
        ["fire insurance", "火险"],
        ["'=SUM(A1)", "'@公式"],
    ]


def test_tbx_3_has_the_published_structure():
    root = etree.fromstring(written(GLOSSARY, "tbx"))
    assert (root.tag, root.get("type"), root.get("style")) == (f"{{{NS['t']}}}tbx", "TBX-Basic", "dca")
    assert [etree.QName(child).localname for child in root] == ["tbxHeader", "text"]
    assert root.findtext("t:tbxHeader/t:fileDesc/t:sourceDesc/t:p", namespaces=NS)
    concepts = root.findall("t:text/t:body/t:conceptEntry", NS)
    assert len({concept.get("id") for concept in concepts}) == 3
    first = concepts[0]
    assert [
        section.get("{http://www.w3.org/XML/1998/namespace}lang") for section in first.findall("t:langSec", NS)
    ] == ["en", "zh"]
    assert first.xpath("t:langSec[2]/t:termSec/t:term/text()", namespaces=NS) == ["火灾保险", "火险"]
    assert set(first.xpath("//t:termNote[@type='administrativeStatus']/text()", namespaces=NS)) == {
        "preferredTerm-admn-sts",
        "deprecatedTerm-admn-sts",
    }


@pytest.mark.parametrize("glossary", [GLOSSARY, extract_glossary([bitext_of(PAIRS)])], ids=["marks", "examples"])
def test_tbx_3_is_valid(glossary):
    schema = etree.RelaxNG(etree.parse(Path(__file__).parent / "tbx_basic_3.rng"))
    schema.assertValid(etree.fromstring(written(glossary, "tbx")))


def test_translate_toolkit_reads_tbx_2(tmp_path):
    tbx = pytest.importorskip("translate.storage.tbx")
    save(GLOSSARY, tmp_path / "t.tbx", "tbx2")
    units = tbx.tbxfile.parsefile(str(tmp_path / "t.tbx")).units
    assert [(unit.source, unit.target) for unit in units] == [
        ("fire insurance", "火灾保险"),
        ("cargo & <vessel>", "货船"),
        ("=SUM(A1)", "@公式"),
    ]


def test_markdown_escapes():
    text = written(Glossary((Entry("a|b", (Counterpart("甲*乙"),)),)), "markdown").decode()
    assert "| a\\|b | 甲\\*乙 |" in text


def test_a_table_of_another_program(tmp_path):
    (tmp_path / "mine.csv").write_text("火灾保险;fire insurance\n货船;cargo vessel\n", encoding="gb18030")
    assert terms_and_marks(load_glossary(tmp_path / "mine.csv")) == [
        ("fire insurance", ("火灾保险",), ""),
        ("cargo vessel", ("货船",), ""),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", "one,two\nthree,four\n"),
        ("t.csv", ""),
        ("t.jsonl", '{"term": 1}\n'),
        ("t.xlsx", "no workbook"),
        ("t.tbx", "<tbx/>"),
        ("t.tbx", "<tbx"),
        ("t.tsv", "# nothing\n"),
    ],
)
def test_a_file_without_terms_is_refused_in_one_line(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_glossary(tmp_path / name)
    assert name in str(error.value)


def test_unknown_names():
    with pytest.raises(UsageError, match=r"\.tbx"):
        load_glossary("terms.doc")
    with pytest.raises(UsageError, match="choose one of"):
        save(GLOSSARY, "terms.csv", "word")
    assert "tbx" in GLOSSARY_FORMATS.entries
