"""PDF: lines and pages by their positions; running heads and page numbers are left to the layout stage."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from aligner.errors import InputError
from aligner.readers import read
from aligner.readers.pdf import read_pdf
from aligner.segmenters.layout import clean

reportlab = pytest.importorskip("reportlab", reason="reportlab, which makes the PDF files, is not installed")

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
LEADING = 14
WIDTH, HEIGHT = 400, 500
ENGLISH = (
    "The keeper climbed the stairs slowly, because in the cold his knees had begun to ache again, and he stopped on "
    "every landing. He lit the lamp, opened the book and wrote down the date, the wind and the height of the tide."
)


def wrapped(text, width):
    if max(text) < "\u3000":
        lines = [""]
        for word in text.split():
            if len(lines[-1]) + len(word) > width:
                lines.append("")
            lines[-1] += f" {word}" if lines[-1] else word
        return lines
    return [text[start : start + width // 2] for start in range(0, len(text), width // 2)]


def made(pages, scanned=False, **options):
    """Return a PDF; each page is a list of ``(left, height above the foot, text)``."""
    from PIL import Image
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), **options)
    for page in pages:
        for left, height, text in page:
            canvas.setFont("Times-Roman" if max(text) < "\u3000" else "STSong-Light", 10)
            canvas.drawString(left, height, text)
        if scanned:
            canvas.drawInlineImage(Image.new("L", (40, 50)), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pages_of(paragraphs, head):
    """Return pages with a running head, page numbers drawn first, and a paragraph cut by each page break."""
    placed, height, pages = [], HEIGHT - 90, []
    for number, paragraph in enumerate(paragraphs):
        for line in wrapped(paragraph, 56):
            if height < 80:
                pages.append(placed)
                placed, height = [], HEIGHT - 90
            placed.append((50, height, line))
            height -= LEADING
        height -= LEADING if number % 2 else LEADING * 0.8
    pages.append(placed)
    return [[(190, 40, str(number)), *placed, (150, HEIGHT - 50, head)] for number, placed in enumerate(pages, start=1)]


@pytest.mark.parametrize(("language", "head"), [("en", "The Harbour Gazette"), ("zh", "港口公报")])
def test_paragraphs_survive_and_furniture_goes(language, head):
    text = (SAMPLE / f"story.{language}.paragraphs").read_text(encoding="utf-8")
    paragraphs = [line for line in text.splitlines() if line]
    document = clean(read_pdf(made(pages_of(paragraphs, head)), "gazette.pdf"))
    assert [block.text for block in document.blocks] == paragraphs
    assert {removal.text for removal in document.removed} == {head, *map(str, range(1, document.blocks[-1].page + 1))}
    assert document.blocks[0].page == 1
    assert document.blocks[-1].page > 1


def test_columns_are_read_one_after_the_other():
    columns = [(left, 400 - LEADING * row, f"column {left} row {row}") for left in (50, 220) for row in range(6)]
    page = [*columns, (180, 460, "Head"), (195, 30, "7")]
    texts = [block.text.strip() for block in read_pdf(made([page]), "c.pdf").blocks if block.text]
    assert texts == ["Head", *(text for _, _, text in columns), "7"]


def test_hyphens_end_their_lines():
    lines = ["He lit the lamp of the light-", "house and wrote in the book."]
    page = [(50, 400 - LEADING * row, text) for row, text in enumerate(lines)]
    assert [block.text for block in read_pdf(made([page]), "h.pdf").blocks] == lines


def test_lines_count_through_the_document():
    blocks = read_pdf(made([[(50, 400, "one")], [(50, 400, "two")]]), "p.pdf").blocks
    assert [(block.line, block.page, block.kind, block.text) for block in blocks] == [
        (1, 1, "line", "one"),
        (2, 2, "line", "two"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (made([[], [], []], scanned=True), "no text layer on 3 of 3 pages"),
        (
            made([[(50, 400, "Received by the registry")], *[[(9, 9, "- 1 -")]] * 6], scanned=True),
            "no text layer on 6 of 7 pages",
        ),
        (made([[(50, 400, "text")]], encrypt="secret"), "encrypted"),
        (b"%PDF-1.7\nnothing else", "damaged PDF"),
        (made([[(50, 400, "text")]])[:300], "damaged PDF"),
    ],
    ids=["scanned", "scanned with a stamp", "encrypted", "empty", "cut off"],
)
def test_unreadable_files_give_one_clear_line(content, words):
    with pytest.raises(InputError, match=words) as caught:
        read_pdf(content, "p.pdf")
    assert str(caught.value).startswith("p.pdf: ")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (libreoffice-writer) is not installed")
@pytest.mark.parametrize("extension", ["pdf", "html", "epub"])
def test_a_pdf_of_libreoffice(tmp_path, extension):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    made_document = docx.Document()
    made_document.add_heading("The lamp", 1)
    for number in range(1, 9):
        made_document.add_paragraph(f"{number} {ENGLISH}")
    made_document.sections[0].header.paragraphs[0].text = "The Harbour Gazette"
    made_document.save(tmp_path / "lamp.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        extension,
        "--outdir",
        tmp_path,
        tmp_path / "lamp.docx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = clean(read(tmp_path / f"lamp.{extension}"))
    texts = [block.text for block in document.blocks]
    start = texts.index("The lamp")
    assert texts[start : start + 9] == [block.text for block in read(tmp_path / "lamp.docx").blocks]


def flowing(frames, draw=None):
    """Return a PDF of long paragraphs that flow through frames ``(left, width)``, and the paragraphs."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    paragraphs = [f"{number} {ENGLISH} {ENGLISH}" for number in range(1, 31)]
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=(595, 842))
    page = PageTemplate(frames=[Frame(left, 60, width, 720) for left, width in frames])
    page.onPage = draw or page.onPage
    document.addPageTemplates(page)
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=6, alignment=4)
    document.build([Paragraph(text, style) for text in paragraphs])
    return buffer.getvalue(), paragraphs


@pytest.mark.parametrize(
    "frames", [[(40, 240), (310, 240)], [(40, 165), (215, 165), (390, 165)]], ids=["two columns", "three columns"]
)
def test_paragraphs_continue_in_the_next_column(frames):
    content, paragraphs = flowing(frames)
    document = clean(read_pdf(content, "c.pdf"))
    assert [block.text for block in document.blocks] == paragraphs
    assert {block.kind for block in document.blocks} == {"paragraph"}
    assert not document.removed


def test_running_titles_with_numbers_on_either_side_are_removed():
    def draw(canvas, page):
        chapter = ("The harbour", "Winter", "Boats and piers")[page.page % 3]
        title = f"{page.page}   {chapter}" if page.page % 2 else f"{chapter} 2.0   {page.page}"
        canvas.drawString(60, 810, title)

    content, paragraphs = flowing([(50, 300)], draw)
    document = clean(read_pdf(content, "c.pdf"))
    assert [block.text for block in document.blocks] == paragraphs
    assert len(document.removed) == document.blocks[-1].page
    assert {removal.reason for removal in document.removed} == {"page number"}


def test_cells_of_tables_are_separate_and_complete():
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = ParagraphStyle("cell", fontName="Times-Roman", fontSize=10, leading=12)
    rows = [[f"{row}.{column} {ENGLISH}" for column in "ABC"] for row in range(1, 9)]
    buffer = io.BytesIO()
    table = Table([[Paragraph(text, style) for text in row] for row in rows], colWidths=[150] * 3)
    SimpleDocTemplate(buffer, pagesize=(595, 842)).build([table])
    blocks = clean(read_pdf(buffer.getvalue(), "t.pdf")).blocks
    assert [block.text for block in blocks] == [text for row in rows for text in row]
    assert {block.kind for block in blocks if block.page == 1} == {"cell"}


def test_line_numbers_are_separate_from_the_text():
    lines = wrapped(" ".join([ENGLISH] * 6), 60)
    page = [(80, 450 - LEADING * row, text) for row, text in enumerate(lines)]
    numbers = [(50, 450 - LEADING * row, str(row + 1)) for row in range(len(lines))]
    document = clean(read_pdf(made([[each for pair in zip(numbers, page, strict=True) for each in pair]]), "n.pdf"))
    assert [block.text for block in document.blocks] == [" ".join([ENGLISH] * 6)]
    assert [removal.text for removal in document.removed] == [str(row + 1) for row in range(len(lines))]
    assert {removal.reason for removal in document.removed} == {"number of a line"}


def test_a_raised_number_is_a_note_mark():
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    for page, season in enumerate(("spring", "autumn"), start=1):
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(50, 414, f"In the {season} of that year nobody went out to sea.")
        canvas.drawString(50, 400, "The keeper lit the lamp in the tower above the old")
        canvas.drawString(50, 386, "harbour")
        width = canvas.stringWidth("harbour", "Times-Roman", 10)
        canvas.setFont("Times-Roman", 6)
        canvas.drawString(50 + width, 390, str(page))
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(54 + width, 386, "and wrote the date into the book of page")
        canvas.setFont("Times-Roman", 7)
        canvas.drawString(50, 60, f"{page} The harbour was built in the time of the old king.")
        canvas.showPage()
    canvas.save()
    document = clean(read_pdf(buffer.getvalue(), "r.pdf"))
    text = " ".join(block.text for block in document.blocks)
    assert text.count("above the old harbour and wrote the date") == 2
    assert [removal.text for removal in document.removed] == ["¹", "1", "²", "2"]
    assert {removal.reason for removal in document.removed} == {"number of a note"}


def test_spaced_letters_become_words():
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    text = canvas.beginText(50, 400)
    text.setFont("Times-Roman", 12)
    text.setCharSpace(5)
    text.textLine("THE HARBOUR RULES")
    text.setCharSpace(0)
    text.textLine("T h e  k e e p e r  l i t  t h e  l a m p.")
    canvas.drawText(text)
    canvas.save()
    lines = [block.text for block in read_pdf(buffer.getvalue(), "s.pdf").blocks]
    assert lines == ["THE HARBOUR RULES", "The keeper lit the lamp."]


def test_a_bold_title_is_separate_from_the_paragraphs_around_it():
    from reportlab.pdfgen.canvas import Canvas

    lines = wrapped(ENGLISH, 56)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    height = 440
    # the title is as wide as the lines, so its width alone is no evidence
    for bold, text in (
        [(False, each) for each in lines]
        + [(True, "The stairs of the old tower and the lamp on its top")]
        + [(False, each) for each in lines]
    ):
        canvas.setFont("Times-Bold" if bold else "Times-Roman", 10)
        canvas.drawString(50, height, text)
        height -= LEADING
    canvas.save()
    blocks = clean(read_pdf(buffer.getvalue(), "b.pdf")).blocks
    assert [block.text for block in blocks] == [ENGLISH, "The stairs of the old tower and the lamp on its top", ENGLISH]
