"""Pages of a PDF that hold both languages: facing columns, tables, titles."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aligner.bitext import Document
from aligner.readers.pdf import read_pdf
from aligner.segmenters import segment
from aligner.segmenters.mixed import separate
from aligner.settings import SegmentSettings

pytest.importorskip("reportlab", reason="reportlab, which makes the PDF files, is not installed")

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


def paragraphs(language: str) -> list[str]:
    """Return the paragraphs of the guide, which is full of names and commands in Latin letters."""
    text = (SAMPLE / f"guide.{language}.paragraphs").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


def styled(language: str) -> Callable[[str], Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    font, wrap = ("STSong-Light", "CJK") if language == "zh" else ("Times-Roman", None)
    style = ParagraphStyle(language, fontName=font, fontSize=10, leading=14, spaceAfter=6, wordWrap=wrap)
    return lambda text: Paragraph(text.replace("’", "'").replace("“", '"').replace("”", '"'), style)


def sides(content: bytes) -> dict[str | None, list[str]]:
    """Return the paragraphs of each language, quotation marks as the built-in font has them."""
    documents = separate(read_pdf(content, "both.pdf"))
    return {document.language: texts(document) for document in documents}


def texts(document: Document) -> list[str]:
    return ["".join(each.text.split()) for each in segment(document, SegmentSettings("paragraph")).segments]


def expected(language: str) -> list[str]:
    plain = str.maketrans({"’": "'", "“": '"', "”": '"'})
    return ["".join(text.translate(plain).split()) for text in paragraphs(language)]


def test_facing_columns_flow_over_the_pages_by_themselves() -> None:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Frame

    flows = {language: list(map(styled(language), paragraphs(language))) for language in ("zh", "en")}
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    while any(flows.values()):
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(290, 30, str(canvas.getPageNumber()))
        for (left, width), flow in zip(((50, 240), (300, 250)), flows.values(), strict=True):
            Frame(left, 60, width, 500).addFromList(flow, canvas)
        canvas.showPage()
    canvas.save()
    found = sides(buffer.getvalue())
    for language in ("zh", "en"):
        missing = [text for text in expected(language) if text not in found[language]]
        # a paragraph that ends with its page may be joined, or a full line that is a paragraph
        assert len(missing) <= 2, missing
        assert "".join(sorted("".join(expected(language)))) == "".join(sorted("".join(found[language])))


@pytest.mark.parametrize("order", ["number zh en", "en zh"])
def test_a_table_keeps_its_cells_over_the_pages(order: str) -> None:
    from reportlab.platypus import SimpleDocTemplate, Table

    makers = {language: styled(language) for language in ("zh", "en")}
    columns = {language: paragraphs(language) for language in ("zh", "en")}
    head = {"number": "No.", "zh": "中文", "en": "English"}
    rows = [[makers["zh"](head[name]) for name in order.split()]]
    for number, (chinese, english) in enumerate(zip(columns["zh"], columns["en"], strict=True), start=1):
        cells = {"number": str(number), "zh": makers["zh"](chinese), "en": makers["en"](english)}
        rows.append([cells[name] for name in order.split()])
    buffer = io.BytesIO()
    widths = {"number": 30, "zh": 220, "en": 240}
    table = Table(rows, colWidths=[widths[name] for name in order.split()], splitInRow=1)
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONT", (0, 0), (-1, -1), "Times-Roman", 10)])
    SimpleDocTemplate(buffer, pagesize=(595, 500)).build([table])
    documents = separate(read_pdf(buffer.getvalue(), "both.pdf"))
    found = {document.language: texts(document) for document in documents}
    for language in ("zh", "en"):
        # a page may end with the first sentence of a cell, but never in one
        assert "".join(expected(language)) in "".join(found[language])
        assert len([text for text in expected(language) if text not in found[language]]) <= 1
    removed = [removal.text.strip() for removal in documents[0].removed]
    assert [text for text in removed if text.isdigit()] == (
        [str(number) for number in range(1, len(rows))] if order.startswith("number") else []
    )
