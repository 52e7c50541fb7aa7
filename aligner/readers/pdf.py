"""PDF with a text layer -> Document: one block for each line, as it stands on its page.

PDFium (through pypdfium2) finds the characters; here they become lines with the blank lines and indents that
the eye sees, so that the layout stage can tell running heads, paragraphs and notes as it does for plain text.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document
from aligner.errors import InputError
from aligner.readers.pdf_lines import PageLine, lines_of_page, reading_order

if TYPE_CHECKING:
    import pypdfium2

_SCANNED_SHARE = 0.8
"""Share of scanned pages from which a file has no text to speak of: covers and stamps have some."""
_LEAST_TEXT = 10
"""Characters from which a page with a picture has text of its own."""
_UNREADABLE_SHARE = 0.3
_WIDEST_INDENT = 60
_GAP = 1.3
"""Multiple of the distance between the lines of a paragraph from which there is a blank line between them."""


def read_pdf(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a PDF.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used: the format says it itself.

    Returns:
        The document: blocks of the kind ``line``, each with its page; ``line`` counts through the document.

    Raises:
        InputError: the file is damaged, encrypted, scanned without a text layer, or its text cannot be decoded.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("is encrypted: save it without a password", path=name) from error
        raise InputError("is a damaged PDF: get or save it again", path=name) from error
    try:
        pages, scans = [], 0
        for number in range(len(document)):
            lines, is_scan = _page(document, number, name)
            pages.append(lines)
            scans += is_scan
    finally:
        document.close()
    _refuse_without_text(pages, scans, name)
    blocks: list[Block] = []
    pitch = _pitch(pages)
    for number, lines in enumerate(pages, start=1):
        blocks += _blocks(lines, number, len(blocks), pitch)
    return Document(name=name, blocks=tuple(blocks))


def _page(document: pypdfium2.PdfDocument, number: int, name: str) -> tuple[list[PageLine], bool]:
    """Return the lines of a page, and whether it is a picture instead."""
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise InputError(f"has a damaged page {number + 1}: get or save it again", path=name) from error
    try:
        lines = reading_order(lines_of_page(text_page))
        is_scan = sum(len(line.text) for line in lines) < _LEAST_TEXT and any(page.get_objects([FPDF_PAGEOBJ_IMAGE]))
        return lines, is_scan
    finally:
        text_page.close()
        page.close()


def _refuse_without_text(pages: list[list[PageLine]], scans: int, name: str) -> None:
    text = "".join(line.text for lines in pages for line in lines)
    if not text or scans >= _SCANNED_SHARE * len(pages):
        raise InputError(
            f"has no text layer on {scans or len(pages)} of {len(pages)} pages (is it scanned?): "
            "run text recognition (OCR) first, or let --ocr run Tesseract",
            path=name,
        )
    unreadable = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    if unreadable > _UNREADABLE_SHARE * len(text):
        raise InputError("has fonts that do not say which characters they show: run OCR on it", path=name)


def _pitch(pages: list[list[PageLine]]) -> float:
    """Return the distance between the lines of one paragraph: a small one, as it is never less elsewhere."""
    lines = [line for page in pages for line in page]
    height = median([line.height for line in lines]) or 1.0
    pitches = [upper.base - lower.base for page in pages for upper, lower in pairwise(page)]
    pitches = sorted(pitch for pitch in pitches if 0.5 * height < pitch < 3 * height)
    return pitches[len(pitches) // 4] if pitches else 1.4 * height


def _blocks(lines: list[PageLine], page: int, before: int, pitch: float) -> list[Block]:
    """Return the lines of a page with blank lines and indents in place."""
    blocks: list[Block] = []
    for column in _columns(lines):
        margin = min(line.left for line in column)
        for number, line in enumerate(column):
            if number and column[number - 1].base - line.base > _GAP * pitch:
                blocks.append(Block("", before + len(blocks) + 1, "line", page))
            indent = min(round((line.left - margin) / (0.5 * line.height)), _WIDEST_INDENT) if line.height else 0
            blocks.append(Block(" " * indent + line.text, before + len(blocks) + 1, "line", page))
    return blocks


def _columns(lines: list[PageLine]) -> list[list[PageLine]]:
    """Cut the lines where one stands above the one before it: each column has its own margin."""
    columns: list[list[PageLine]] = []
    for line in lines:
        if columns and line.base <= columns[-1][-1].base + line.height:
            columns[-1].append(line)
        else:
            columns.append([line])
    return columns
