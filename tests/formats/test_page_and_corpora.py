"""HTML, Parquet, Moses, TEI and InterText, as browsers, pandas, lxml and training tools read them."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html

from aligner import formats
from aligner.bitext import Bead
from aligner.errors import InputError

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bitexts import bitext

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "formats"
TEI = {"t": "http://www.tei-c.org/ns/1.0"}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def sample():
    return formats.load(GOLDEN / "sample.bitext.jsonl")


def written(made, name):
    stream = io.BytesIO()
    remarks = formats.write(made, stream, name)
    return stream.getvalue(), remarks


def test_markup_in_a_text_is_shown_and_not_executed():
    evil = "<script>alert(1)</script> </td> &amp; \"quoted\" 'single' <img src=x onerror=alert(1)>"
    page = html.document_fromstring(written(bitext([([evil], ["中文</script><script>x"])]), "html")[0].decode())
    cells = page.xpath("//tbody//td")
    assert [cell.text_content() for cell in cells] == [evil, "中文</script><script>x"]
    assert not page.xpath("//tbody//script | //tbody//img")
    assert len(page.xpath("//script")) == 1


def test_the_page_loads_nothing_else(sample):
    page = html.document_fromstring(written(sample, "html")[0].decode())
    assert not page.xpath("//link | //img | //iframe | //script[@src]")
    assert page.xpath("//meta[@http-equiv]/@content")[0].startswith("default-src 'none'")


def test_the_page_marks_pairs_for_review(sample):
    page = html.document_fromstring(written(sample, "html")[0].decode())
    rows = page.xpath("//tbody/tr")
    assert len(rows) == len(sample.beads)
    for row, bead in zip(rows, sample.beads, strict=True):
        kinds = (row.get("class") or "").split()
        assert ("alone" in kinds) == bead.is_null
        assert ("marked" in kinds) == bool(bead.status)
        assert row.xpath("./td/@lang") == ["en-US", "zh-CN"]


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_browser_searches_the_page(sample, tmp_path):
    path = tmp_path / "page.html"
    formats.save(sample, path)
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", f"{path.as_uri()}#search=CAPTAIN"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    page = html.document_fromstring(done.stdout.decode())
    shown = [row for row in page.xpath("//tbody/tr") if row.get("hidden") is None]
    assert len(shown) == 1
    assert [mark.text for mark in page.xpath("//mark")] == ["captain"]


def test_pandas_reads_the_parquet_file(sample, tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    path = tmp_path / "pairs.parquet"
    sample.save(path)
    frame = pandas.read_parquet(path)
    assert list(frame["source"]) == [sample.source_text(bead) for bead in sample.beads]
    assert list(frame["status"]) == [bead.status for bead in sample.beads]
    assert set(frame["source_lang"]) == {"en"}


def test_parquet_is_written_in_row_groups(monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    monkeypatch.setattr("aligner.formats.parquet.ROW_GROUP_ROWS", 10)
    content, _ = written(bitext([([f"pair {number}"], [f"第{number}对"]) for number in range(95)]), "parquet")
    file = parquet.ParquetFile(io.BytesIO(content))
    assert (file.num_row_groups, file.metadata.num_rows) == (10, 95)


def test_lone_surrogates_do_not_stop_parquet():
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    content, remarks = written(bitext([(["half \ud83d"], ["一半"])]), "parquet")
    assert remarks == ("1 text had lone surrogates, which became U+FFFD",)
    again = formats.FORMATS.load("parquet").read(io.BytesIO(content), "file")
    assert again.source_text(again.beads[0]) == "half \ufffd"


def test_moses_has_one_pair_on_each_line():
    made = bitext([(["two\nlines\u2028here"], ["两\u0085行"]), (["alone"], []), (["plain"], ["普通"])])
    content, remarks = written(made, "moses")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["bitext.en-zh.en", "bitext.en-zh.zh"]
        assert archive.read("bitext.en-zh.en").decode() == "two lines here\nplain\n"
        assert archive.read("bitext.en-zh.zh").decode() == "两 行\n普通\n"
    assert remarks == (
        "1 bead with an empty side was left out: a line needs both",
        "2 texts lost line ends or other white space, since a pair is one line",
    )


def test_tei_links_point_at_segments(sample):
    root = etree.fromstring(written(sample, "tei")[0])
    identifiers = root.xpath("//t:seg/@xml:id", namespaces=TEI)
    assert len(identifiers) == len(set(identifiers)) == len(sample.source.segments) + len(sample.target.segments)
    named = [part.lstrip("#") for target in root.xpath("//t:link/@target", namespaces=TEI) for part in target.split()]
    assert set(named) <= set(identifiers)
    assert len(root.xpath("//t:link", namespaces=TEI)) == sum(1 for bead in sample.beads if not bead.is_null)


def test_tei_keeps_segments_and_null_beads(sample, tmp_path):
    sample.save(tmp_path / "a.tei.xml")
    again = formats.load(tmp_path / "a.tei.xml")
    assert {(bead.source, bead.target) for bead in again.beads} == {(bead.source, bead.target) for bead in sample.beads}
    assert [segment.line for segment in again.source.segments] == [segment.line for segment in sample.source.segments]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#source.4 ", "#source.99 ", "a link names 'source.99', but there is no such sentence"),
        ("#source.4 ", "#source.3 ", "a sentence is in two links"),
        ('xml:id="source.2"', 'xml:id="source.1"', "source.1"),
        ("<TEI", "<!DOCTYPE TEI [<!ENTITY x 'y'>]><TEI", "entit"),
    ],
)
def test_damaged_tei_is_refused_with_one_line(sample, tmp_path, old, new, message):
    path = tmp_path / "a.tei.xml"
    path.write_text(written(sample, "tei")[0].decode().replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        formats.load(path)


def test_intertext_names_paragraphs_and_sentences(sample):
    with zipfile.ZipFile(io.BytesIO(written(sample, "intertext")[0])) as archive:
        links = etree.fromstring(archive.read("bitext.alignment.xml"))
        texts = [etree.fromstring(archive.read(links.get(side))) for side in ("toDoc", "fromDoc")]
    for text, document in zip(texts, (sample.source, sample.target), strict=True):
        assert len(text.findall(".//s")) == len(document.segments)
    targets = [link.get("xtargets").split(";") for link in links]
    assert [(len(a.split()), len(b.split())) for a, b in targets] == [
        (len(bead.source), len(bead.target)) for bead in sample.beads
    ]
    known = [{each.get("id") for each in text.iter("s")} for text in texts]
    for sides in targets:
        for side, identifiers in zip(sides, known, strict=True):
            assert set(side.split()) <= identifiers


def test_all_formats_write_a_moved_bead():
    made = bitext([(["a"], ["甲"]), (["b"], ["乙"])])
    crossed = type(made)(made.source, made.target, (Bead((0,), (1,), status="moved"), Bead((1,), (0,))))
    for name in ("html", "moses", "tei", "intertext"):
        assert written(crossed, name)[0]
