"""The bilingual book: valid by the rules of EPUBCheck, and read by this program's reader and by pandoc."""

import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from bitexts import bitext, bitexts
from hypothesis import given, settings
from lxml import etree

from aligner import align
from aligner.formats.epub import EPUB, chapters_of
from aligner.readers import read

EPUBCHECK, PANDOC, JAVA = shutil.which("epubcheck"), shutil.which("pandoc"), shutil.which("java")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")


def dumped(made):
    stream = io.BytesIO()
    remarks = EPUB.write(made, stream)
    return stream.getvalue(), remarks


def with_headings(made, *places):
    blocks = tuple(
        replace(block, kind="heading") if n in places else block for n, block in enumerate(made.source.blocks)
    )
    return replace(made, source=replace(made.source, blocks=blocks))


@pytest.fixture
def book(tmp_path):
    """A book of fifty pairs with two headings, an omission and text that looks like markup."""
    pairs = [([f"Sentence {number} <b> & more."], [f"第{number}句。"]) for number in range(49)]
    made = with_headings(bitext([*pairs, (["Left out."], [])]), 0, 25)
    path = tmp_path / "book.epub"
    path.write_bytes(dumped(made)[0])
    return path


def test_the_mimetype_comes_first_and_is_not_compressed(book):
    with zipfile.ZipFile(book) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/epub+zip"
        for name in archive.namelist():
            if name.endswith(("xhtml", "opf", "xml")):
                etree.fromstring(archive.read(name))


def test_chapters_begin_at_headings(book):
    with zipfile.ZipFile(book) as archive:
        navigation = etree.fromstring(archive.read("book/nav.xhtml"))
        titles = ["".join(link.itertext()) for link in navigation.iter("{*}a")]
    assert titles == ["Sentence 0 <b> & more.", "Sentence 25 <b> & more."]


def test_a_text_without_headings_is_divided_at_paragraphs():
    made = bitext([([f"S{number}."], ["句。"]) for number in range(900)])
    assert [len(chapter) for chapter in chapters_of(made)] == [400, 400, 100]


def test_the_reader_and_the_aligner_recover_the_pairs(book):
    texts = [block.text for block in read(book).blocks]
    assert texts[2:4] == ["Sentence 1 <b> & more.", "第1句。"]
    again = align(book)
    beads = [(again.source_text(bead), again.target_text(bead)) for bead in again.beads]
    assert sum((f"Sentence {n} <b> & more.", f"第{n}句。") in beads for n in range(49)) >= 45


@settings(max_examples=40, deadline=None)
@given(made=bitexts())
def test_any_book_is_well_formed(made):
    content, _ = dumped(made)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(("xhtml", "opf")):
                etree.fromstring(archive.read(name))


@pytest.mark.skipif(EPUBCHECK is None or JAVA is None, reason="epubcheck is not installed")
def test_epubcheck_finds_nothing(book, tmp_path):
    empty = tmp_path / "empty.epub"
    empty.write_bytes(dumped(bitext([]))[0])
    # the command of Debian is the jar file itself, which only some systems can execute
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # a short run gains nothing from what Java prepares
    command = [JAVA, *quick, "-jar", os.path.realpath(EPUBCHECK)]
    for path in (book, empty):
        finished = subprocess.run([*command, path], capture_output=True, text=True, check=False, timeout=120)
        assert "0 fatals / 0 errors / 0 warnings" in finished.stdout, finished.stdout + finished.stderr


@pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed")
def test_pandoc_reads_it(book):
    plain = subprocess.run([PANDOC, "-t", "plain", book], capture_output=True, check=True, timeout=120).stdout.decode()
    assert "Sentence 7 <b> & more.\n\n第7句。\n" in plain
