"""Read PDF files with a text layer: each line becomes one block with its position on the page.

PDFium (through pypdfium2) extracts the characters. This module combines them into lines, and keeps
the blank lines and indents of the page. The layout stage can then recognise running heads,
paragraphs and notes as in plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document, Place
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.pdf_limits import body_limits, column_limit, text_columns
from aligner.readers.pdf_lines import runs_of_page
from aligner.readers.pdf_order import KnownColumns
from aligner.readers.pdf_regions import RegionLine, lines_in_regions

if TYPE_CHECKING:
    import pypdfium2

_MIN_SCANNED_SHARE = 0.8
"""Smallest share of scanned pages for a file to count as scanned; covers and stamps may have text."""
_MIN_TEXT_CHARACTERS = 10
"""Characters on a page with a picture that does not count as scanned."""
_MAX_UNREADABLE_SHARE = 0.3
"""Share of characters without a Unicode value; with more, the fonts of the file do not give readable text."""
_MAX_INDENT = 60
"""Spaces of indent at the start of a line."""
Page = tuple[tuple[float, float], list[RegionLine]]
"""Width and height of a page in points, and its lines."""
_BLANK_LINE_GAP = 1.3
"""Smallest distance between lines with a blank line between them, as a multiple of the paragraphs' line distance."""


def read_pdf(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a PDF file.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Returns:
        The document. Its blocks are of the kind ``line`` and have a page number. Their line numbers
        count through the whole document.

    Raises:
        InputError: the file is damaged, encrypted, scanned without a text layer, or its text cannot be
            decoded.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(_("is encrypted: save it without a password"), path=name) from error
        raise InputError(_("is a damaged PDF: get or save it again"), path=name) from error
    try:
        pages: list[Page] = []
        scans = 0
        known: KnownColumns = {}
        for number in range(len(document)):
            size, lines, is_scan = _page(document, number, name, known)
            pages.append((size, lines))
            scans += is_scan
    finally:
        document.close()
    _refuse_without_text([lines for _, lines in pages], scans, name)
    return Document(name=name, blocks=tuple(_blocks(pages)))


def _page(
    document: pypdfium2.PdfDocument, number: int, name: str, known: KnownColumns
) -> tuple[tuple[float, float], list[RegionLine], bool]:
    """Return the size of a page, its lines, and whether it is a scan."""
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise InputError(
            _("has a damaged page {number}: get or save it again", number=number + 1), path=name
        ) from error
    try:
        lines = lines_in_regions(runs_of_page(text_page), known)
        characters = sum(len(line.run.text) for line in lines)
        is_scan = characters < _MIN_TEXT_CHARACTERS and any(page.get_objects([FPDF_PAGEOBJ_IMAGE]))
        return page.get_size(), lines, is_scan
    finally:
        text_page.close()
        page.close()


def _refuse_without_text(pages: list[list[RegionLine]], scans: int, name: str) -> None:
    text = "".join(line.run.text for lines in pages for line in lines)
    if not text or scans >= _MIN_SCANNED_SHARE * len(pages):
        raise InputError(
            _(
                "has no text layer on {scans} of {pages} pages (is it scanned?): run text recognition (OCR) first, or "
                "let --ocr run Tesseract",
                scans=scans or len(pages),
                pages=len(pages),
            ),
            path=name,
        )
    unreadable = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    if unreadable > _MAX_UNREADABLE_SHARE * len(text):
        raise InputError(_("has fonts without character codes: run text recognition (OCR) on it"), path=name)


def _blocks(pages: list[Page]) -> Iterator[Block]:
    """Yield the lines of all pages as blocks, with the blank lines and indents of the pages."""
    number = 0
    regions = 0
    pitch = _pitch([lines for _, lines in pages])
    columns = text_columns(lines for _, lines in pages)
    for page, ((_unused, lines), limit) in enumerate(zip(pages, body_limits(pages), strict=True), start=1):
        at_top = True
        for _unused, group in groupby(lines, key=lambda line: line.region):
            regions += 1
            region = list(group)
            margin = min(line.run.left for line in region)
            own = column_limit(region, columns) or limit
            for before, line in zip([None, *region], region, strict=False):
                run = line.run
                apart = line.row == 0 if before is None else before.run.base - run.base > _BLANK_LINE_GAP * pitch
                if apart and not at_top:
                    number += 1
                    yield Block("", number, "line", page)
                number += 1
                at_top = False
                indent = min(round((run.left - margin) / (0.5 * run.size)), _MAX_INDENT) if run.size else 0
                place = _place(line, regions, line.limit or own)
                yield Block(" " * indent + run.text, number, "line", page, place=place)


def _place(line: RegionLine, region: int, limit: float) -> Place:
    run = line.run
    return Place(
        left=run.left,
        right=run.right,
        base=run.base,
        size=run.size,
        text_left=run.text_left,
        first_width=run.first_width,
        limit=limit,
        region=region,
        row=line.row,
        column=line.column,
        first_face=run.first_face,
        last_face=run.last_face,
    )


def _pitch(pages: list[list[RegionLine]]) -> float:
    """Return the line spacing within paragraphs, in points.

    It is a low quantile of all line distances, because lines of different paragraphs are further apart.
    """
    runs = [[line.run for line in page] for page in pages]
    height = median([run.size for page in runs for run in page]) or 1.0
    pitches = [upper.base - lower.base for page in runs for upper, lower in pairwise(page)]
    pitches = sorted(pitch for pitch in pitches if 0.5 * height < pitch < 3 * height)
    return pitches[len(pitches) // 4] if pitches else 1.4 * height
