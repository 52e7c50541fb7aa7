"""Cells of tables have their row and column in every format."""

from __future__ import annotations

import io

import pytest

from aligner.readers.docx import read_docx
from aligner.readers.html import read_html
from aligner.readers.markdown import read_markdown
from aligner.readers.pdf import read_pdf
from aligner.segmenters.layout import clean

ROWS = [["Berth", "Length in metres"], ["North pier", "One hundred"], ["South pier", "Eighty-five"]]
EXPECTED = [(text, row, column) for row, cells in enumerate(ROWS, 1) for column, text in enumerate(cells, 1)]


def cells(document):
    return [(block.text, block.row, block.column) for block in document.blocks if block.kind == "cell"]


def test_html():
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
    found = cells(read_html(f"<html><body><p>Piers</p><table>{rows}</table></body></html>".encode(), "t.html"))
    assert found == EXPECTED


def test_html_with_spans_and_a_table_in_a_cell():
    markup = (
        "<table><tr><td colspan=2>a</td><td>b</td></tr><tr><td><table><tr><td>c</td><td>d</td></tr></table></td>"
        "<td>e</td></tr></table>"
    )
    found = cells(read_html(f"<html><body>{markup}</body></html>".encode(), "t.html"))
    assert found == [("a", 1, 1), ("b", 1, 3), ("c", 1, 1), ("d", 1, 2), ("e", 2, 2)]


def test_markdown():
    head, *rest = ("| " + " | ".join(row) + " |" for row in ROWS)
    found = cells(read_markdown("\n".join(["Piers", "", head, "|---|---|", *rest, ""]).encode(), "t.md"))
    assert found == EXPECTED


def test_docx():
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    merged = table.add_row().cells
    merged[0].merge(merged[1]).text = "All piers"
    buffer = io.BytesIO()
    document.save(buffer)
    assert cells(read_docx(buffer.getvalue(), "t.docx")) == [*EXPECTED, ("All piers", 4, 1)]


def test_pdf():
    pytest.importorskip("reportlab", reason="reportlab, which makes the PDF files, is not installed")
    from reportlab.platypus import SimpleDocTemplate, Table

    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=(595, 842)).build([Table(ROWS, colWidths=[120, 150])])
    assert cells(clean(read_pdf(buffer.getvalue(), "t.pdf"))) == EXPECTED


def test_a_table_in_a_column_of_text():
    pytest.importorskip("reportlab", reason="reportlab, which makes the PDF files, is not installed")
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=6, alignment=4)
    text = "The keeper lit the lamp, opened the book and wrote down the date, the wind and the height of the tide. " * 3
    flow = [Paragraph(f"{number} {text}", style) for number in range(1, 11)]
    flow.insert(2, Table(ROWS, colWidths=[90, 110]))
    flow.insert(8, Table(ROWS, colWidths=[90, 110]))
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=(595, 400))
    document.addPageTemplates(PageTemplate(frames=[Frame(40, 40, 250, 320), Frame(300, 40, 250, 320)]))
    document.build(flow)
    cleaned = clean(read_pdf(buffer.getvalue(), "t.pdf"))
    assert cells(cleaned) == EXPECTED * 2
    assert [block.text for block in cleaned.blocks if block.kind != "cell"] == [
        f"{number} {text}".strip() for number in range(1, 11)
    ]
