"""Documents that LibreOffice and pandoc convert, and files of these programs that other readers read."""

import http.server
import os
import subprocess
import sys
import threading
import time

import pytest
import xlsxwriter
from made_files import zipped
from made_office import open_document

from aligner.errors import InputError
from aligner.readers import READERS, pandoc, programs, read
from aligner.readers.libreoffice import read_by_libreoffice
from aligner.readers.pandoc import read_by_pandoc
from aligner.readers.programs import LIBREOFFICE, PANDOC, Program

needs_libreoffice = pytest.mark.skipif(LIBREOFFICE.find() is None, reason=f"no LibreOffice: {LIBREOFFICE.install}")
needs_pandoc = pytest.mark.skipif(PANDOC.find() is None, reason=f"no pandoc: {PANDOC.install}")


REPORT = """---
title: Harbour report
---

# The harbour in winter

The ice came early.[^1] Ships waited for *three* days.

- The pilots worked at night.
    - One tug was repaired.

| Ship | Cargo |
|------|-------|
| Heron | Timber |

[^1]: Records go back to 1881.
"""
SHOWN = [
    ("heading", "Harbour report"),
    ("heading", "The harbour in winter"),
    ("paragraph", "The ice came early. Ships waited for three days."),
    ("note", "Records go back to 1881."),
    ("item", "The pilots worked at night."),
    ("item", "One tug was repaired."),
    ("cell", "Ship"),
    ("cell", "Cargo"),
    ("cell", "Heron"),
    ("cell", "Timber"),
]
TALK = """# Why a pier

- Ships wait outside
    - Fruit spoils

::: notes
Speak up.
:::

# Costs

| Part | Price |
|------|-------|
| Stone | Nine |
"""
SLIDES = [
    (1, "heading", "Why a pier"),
    (1, "item", "Ships wait outside"),
    (1, "item", "Fruit spoils"),
    (1, "note", "Speak up."),
    (2, "heading", "Costs"),
    (2, "cell", "Part"),
    (2, "cell", "Price"),
    (2, "cell", "Stone"),
    (2, "cell", "Nine"),
]


@pytest.fixture
def web_server():
    """Yield the address of a server without content, and the list of paths requested from it."""
    asked_for = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self):
            asked_for.append(self.rfile.readline())
            self.close_connection = True

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked_for
        server.shutdown()


def by_pandoc(text, name, folder):
    """Return a file that pandoc writes."""
    path = folder / name
    markup = pandoc.FORMATS.get(path.suffix, path.suffix[1:])
    command = [PANDOC.find(), "--standalone", "--from", "markdown", "--to", markup, "--output", str(path)]
    subprocess.run(command, input=text.encode(), check=True, timeout=120)
    return path


def by_libreoffice(path, extension):
    """Return a file that LibreOffice writes from another."""
    folder = path.parent / f"as-{extension}"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [LIBREOFFICE.find(), profile, "--headless", "--convert-to", extension, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, timeout=300, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder / f"{path.stem}.{extension}"


def shown(path):
    return [(block.kind, block.text) for block in read(path).blocks]


@needs_pandoc
class TestPandoc:
    @pytest.mark.parametrize("extension", ["tex", "org", "docbook", "mediawiki", "dokuwiki", "textile"])
    def test_mark_up(self, tmp_path, extension):
        document = read(by_pandoc(REPORT, f"report.{extension}", tmp_path))
        found = [(block.kind, " ".join(block.text.split())) for block in document.blocks]
        # not every format has a title
        assert found in (SHOWN, SHOWN[1:])
        assert [block.line for block in document.blocks] == list(range(1, len(found) + 1))

    @pytest.mark.parametrize("extension", ["fb2", "jats", "ipynb"])
    def test_mark_up_that_pandoc_keeps_in_part(self, tmp_path, extension):
        texts = [text for _, text in shown(by_pandoc(REPORT, f"report.{extension}", tmp_path))]
        assert "The harbour in winter" in texts
        assert any(text.endswith("Ships waited for three days.") for text in texts)
        assert any("Records go back to 1881." in text for text in texts)

    @pytest.mark.parametrize("extension", ["odt", "docx"])
    def test_office_documents_that_pandoc_writes(self, tmp_path, extension):
        assert shown(by_pandoc(REPORT, f"report.{extension}", tmp_path)) == SHOWN

    def test_slides_that_pandoc_writes(self, tmp_path):
        blocks = read(by_pandoc(TALK, "talk.pptx", tmp_path)).blocks
        assert [(block.line, block.kind, block.text) for block in blocks] == SLIDES

    def test_no_other_file_is_opened(self, tmp_path):
        (tmp_path / "secret.tex").write_text("The secret.")
        (tmp_path / "a.tex").write_text(f"Before.\n\n\\input{{{tmp_path / 'secret.tex'}}}\n\nAfter.")
        assert [text for _, text in shown(tmp_path / "a.tex")] == ["Before.", "After."]

    def test_other_encodings(self):
        document = read_by_pandoc("* 灯塔\n他点亮了灯。\n".encode("gb18030"), "a.org")
        assert [block.text for block in document.blocks] == ["灯塔", "他点亮了灯。"]
        book = '<?xml version="1.0" encoding="gb2312"?><article><para>他点亮了灯。</para></article>'
        assert read_by_pandoc(book.encode("gb2312"), "a.dbk").blocks[0].text == "他点亮了灯。"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.dbk", b'<!DOCTYPE a [<!ENTITY b "b">]><article><para>&b;</para></article>', "declares XML entities"),
        ("a.fb2", b"<FictionBook><body>", "damaged XML"),
        ("a.xyz", b"text", "has an unknown extension"),
        ("a", b"text", "has an unknown extension"),
    ],
)
def test_mark_up_that_is_refused_before_pandoc_runs(name, content, words):
    with pytest.raises(InputError, match=words):
        read_by_pandoc(content, name)


@needs_libreoffice
class TestLibreOffice:
    def test_documents_of_libreoffice_and_documents_that_it_converts(self, tmp_path):
        if PANDOC.find() is None:
            pytest.skip(f"no pandoc: {PANDOC.install}")
        written = by_pandoc(REPORT, "report.docx", tmp_path)
        for extension in ("odt", "fodt", "rtf", "doc"):
            assert shown(by_libreoffice(written, extension)) == SHOWN, extension

    def test_slides(self, tmp_path):
        if PANDOC.find() is None:
            pytest.skip(f"no pandoc: {PANDOC.install}")
        written = by_libreoffice(by_pandoc(TALK, "talk.pptx", tmp_path), "odp")
        for path in (written, *(by_libreoffice(written, other) for other in ("fodp", "pptx", "ppt"))):
            blocks = read(path).blocks
            assert [(block.line, block.kind, block.text) for block in blocks] == SLIDES, path.suffix

    def test_spreadsheets(self, tmp_path):
        path = tmp_path / "prices.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.merge_range("A1:C1", "价目表", book.add_format())
            sheet.write_row(1, 0, ["苹果汁\n一升", "Apple juice", 12.5])
            sheet.write_rich_string(2, 0, "A ", book.add_format({"bold": True}), "very", " small lamp")
            sheet.write_formula(3, 1, '="Total "&"amount"', None, "Total amount")
            sheet.write(4, 0, "hidden")
            sheet.set_row(4, None, None, {"hidden": True})
            secret = book.add_worksheet("Secret")
            secret.write(0, 0, "not shown")
            secret.hide()
            book.add_worksheet("Terms").write(0, 0, "付款条件")
        lines = [(1, 1), (1, 2), (1, 2), (1, 2), (1, 3), (1, 4), (3, 1)]
        texts = ["价目表", "苹果汁", "一升", "Apple juice", "A very small lamp", "Total amount", "付款条件"]
        for made in (path, *(by_libreoffice(path, extension) for extension in ("xlsx", "ods", "fods", "xls"))):
            document = read(made)
            assert [(block.page, block.line) for block in document.blocks] == lines, made.suffix
            assert [block.text for block in document.blocks] == texts, made.suffix
            assert {"hidden", "not shown", "12.5"} <= {removal.text.replace(",", ".") for removal in document.removed}

    def test_a_file_that_only_begins_like_a_document(self):
        old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument\0".encode("utf-16-le") + bytes(600)
        for content in (b"{\\rtf1", old):
            with pytest.raises(InputError) as caught:
                read_by_libreoffice(content, "a.doc")
            assert "\n" not in str(caught.value)

    def test_linked_pictures_are_not_fetched(self, tmp_path, web_server):
        address, asked_for = web_server
        picture = f'<draw:frame text:anchor-type="as-char"><draw:image xlink:href="{address}/a.png"/></draw:frame>'
        names = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        mime = "application/vnd.oasis.opendocument.text"
        manifest = f'<m:manifest {names}><m:file-entry m:full-path="/" m:media-type="{mime}"/></m:manifest>'
        path = tmp_path / "linked.odt"
        body = f"<text:p>before {picture} after</text:p>"
        path.write_bytes(open_document("text", body, members={"META-INF/manifest.xml": manifest}))
        old = by_libreoffice(path, "doc")
        assert asked_for, "LibreOffice without our settings fetches the picture"
        asked_for.clear()
        assert shown(old) == [("paragraph", "before after")]
        assert asked_for == []

    def test_time_is_limited_and_no_file_is_left(self, monkeypatch, tmp_path):
        monkeypatch.setattr(programs, "DOCUMENT_TIMEOUT_SECONDS", 0.01)
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        with pytest.raises(InputError, match="takes more than"):
            read_by_libreoffice(b"{\\rtf1 text}", "a.rtf")
        assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("content", [b"text", b"%PDF-1.7", zipped({"mimetype": "other"}), b"", b"\xd0\xcf\x11\xe0"])
def test_files_that_are_refused_before_libreoffice_runs(content):
    with pytest.raises(InputError, match="correct its extension"):
        read_by_libreoffice(content, "a.doc")


def test_a_missing_program_is_named_with_its_installation(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("shutil.which", lambda _command: None)
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 text}")
    with pytest.raises(InputError, match=r"a\.rtf: needs LibreOffice, which is not installed \(.*apt-get install"):
        read(path)
    path = tmp_path / "a.org"
    path.write_text("* Lamp\n")
    with pytest.raises(InputError, match=r"a\.org: needs pandoc, which is not installed \(.*apt-get install"):
        read(path)


def test_programs_that_fail_or_take_too_long():
    python = Program("Python", (sys.executable,), "-", "-")
    assert python.run(["-c", "print(input())"], "a.tex", content=b"text").split() == [b"text"]
    with pytest.raises(InputError, match=r"a\.tex: Python cannot read it: bad line"):
        python.run(["-c", "import sys; sys.exit('bad\\nline')"], "a.tex")
    with pytest.raises(InputError, match="exit code 3"):
        python.run(["-c", "raise SystemExit(3)"], "a.tex")
    start = time.perf_counter()
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    with pytest.raises(InputError, match="takes more than 1 seconds"):
        python.run(["-c", child], "a.tex", seconds=1)
    assert time.perf_counter() - start < 30


def test_the_tables_agree():
    assert set(READERS.find("pandoc").extensions) == set(pandoc.FORMATS)
