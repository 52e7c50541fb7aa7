"""Scanned PDF: real pictures of pages, read by Tesseract if it is installed."""

import io
import shutil
import subprocess

import pytest

from aligner.errors import InputError
from aligner.readers import ocr, read
from aligner.segmenters.layout import clean

reportlab = pytest.importorskip("reportlab", reason="reportlab, which makes the PDF files, is not installed")

WIDTH, HEIGHT = 420, 300
ENGLISH = [
    "The keeper climbed the stairs slowly, because in the cold",
    "his knees had begun to ache again. He lit the lamp.",
]
CHINESE = ["守灯人慢慢地走上楼，因为天冷的时候他很累，", "他每天都写下日期。他的女儿把油提上来。"]


def installed():
    if shutil.which("tesseract") is None:
        return set()
    return set(subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout.split())


needs_tesseract = pytest.mark.skipif(
    not {"eng", "chi_sim"} <= installed(), reason="tesseract with eng and chi_sim is not installed"
)


def drawn(lines):
    """Return a PDF of one page with the lines."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    for number, line in enumerate(lines):
        canvas.setFont("Times-Roman" if line.isascii() else "STSong-Light", 13)
        canvas.drawString(40, HEIGHT - 60 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned(*pages):
    """Return a PDF whose pages are pictures of the lines."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    for lines in pages:
        picture = pypdfium2.PdfDocument(drawn(lines))[0].render(scale=300 / 72).to_pil().convert("L")
        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def mixed():
    """Return a PDF with a page of text and a scanned one."""
    import pypdfium2

    document = pypdfium2.PdfDocument(drawn(ENGLISH))
    document.import_pages(pypdfium2.PdfDocument(scanned(["In the evening they counted the ships that passed."])))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def saved(tmp_path, content):
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)
    return path


def distance(first, second):
    """Return the edit distance of two texts."""
    row = list(range(len(second) + 1))
    for number, character in enumerate(first, start=1):
        before, row[0] = row[0], number
        for place, other in enumerate(second, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (character != other))
    return row[-1]


@needs_tesseract
@pytest.mark.parametrize(("lines", "joint"), [(ENGLISH, " "), (CHINESE, "")])
def test_a_scanned_page_is_read(tmp_path, lines, joint, chinese_font):
    document = clean(read(saved(tmp_path, scanned(lines)), ocr=True))
    text = joint.join(block.text for block in document.blocks)
    assert distance(text, joint.join(lines)) <= 0.1 * len(text)
    assert joint or " " not in text
    assert {block.page for block in document.blocks} == {1}


@needs_tesseract
def test_pages_with_text_are_unchanged(tmp_path):
    document = read(saved(tmp_path, mixed()), ocr=True)
    first, second = ("\n".join(block.text for block in document.blocks if block.page == page) for page in (1, 2))
    assert first.split() == " ".join(ENGLISH).split()
    assert distance(second, "In the evening they counted the ships that passed.") <= 5


def test_a_document_without_scans_needs_no_tesseract(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")
    path = saved(tmp_path, drawn(ENGLISH))
    assert read(path, ocr=True) == read(path)


def test_tesseract_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")
    with pytest.raises(InputError, match=r"scan\.pdf.*Tesseract, which --ocr needs, is not installed \(Debian"):
        read(saved(tmp_path, scanned(ENGLISH)), ocr=True)


def test_without_the_option_the_error_names_it(tmp_path):
    with pytest.raises(InputError, match=r"no text layer on 1 of 1 pages.*let --ocr run Tesseract"):
        read(saved(tmp_path, scanned(ENGLISH)))


def answers(monkeypatch, tmp_path, script):
    """Replace Tesseract by another program."""
    program = tmp_path / "fake"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(ocr, "PROGRAM", str(program))


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo deu; echo osd", "Tesseract has no data for Chinese or English"),
        (
            'if [ "$1" = --list-langs ]; then echo eng; else echo "Error in boxes" >&2; exit 1; fi',
            "page 1: Error in boxes",
        ),
        ('if [ "$1" = --list-langs ]; then echo eng; else exec sleep 5; fi', "takes more than 1 seconds"),
    ],
)
def test_tesseract_fails(tmp_path, monkeypatch, script, message):
    answers(monkeypatch, tmp_path, script)
    monkeypatch.setattr(ocr, "PAGE_TIMEOUT_SECONDS", 1)
    with pytest.raises(InputError, match=message):
        read(saved(tmp_path, scanned(ENGLISH)), ocr=True)


def test_damaged_files_are_refused(tmp_path):
    with pytest.raises(InputError, match="damaged PDF"):
        read(saved(tmp_path, b"%PDF-1.4 cut off"), ocr=True)
