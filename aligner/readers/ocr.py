"""Add a text layer to a scanned PDF with Tesseract, so that the PDF reader can read it.

The module runs the program ``tesseract`` on each page that is only an image. It does not change
pages with text.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.bitext import Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.languages.scripts import HAN, WIDE_MARK

if TYPE_CHECKING:
    import pypdfium2

PROGRAM = "tesseract"
INSTALL = "Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-chi-sim tesseract-ocr-chi-tra"
CANDIDATES = (("eng",), ("chi_sim", "eng"), ("chi_tra", "eng"))
"""Candidate languages; those with the highest confidence on the first scanned page are used."""
RESOLUTION_DPI = 300
"""Dots per inch, as the documentation of Tesseract recommends."""
MAX_PAGE_PIXELS = 40_000_000
"""Pixels of a rendered page; a page that would have more (larger than A2) is rendered smaller."""
PAGE_TIMEOUT_SECONDS = 300
"""Time limit for one page in seconds; a page of small print takes about ten."""
MIN_TEXT_CHARACTERS = 10
"""Characters of a page that counts as a page with text."""


_UNSPACED_PAIR = re.compile(f"(?<=[{HAN}{WIDE_MARK}]) (?=[{HAN}{WIDE_MARK}])")


def read_scanned(content: bytes, name: str, read_pdf: Callable[..., Document], encoding: str | None = None) -> Document:
    """Read a PDF whose pages may be scanned.

    Args:
        content: the bytes of a PDF.
        name: the path, for messages and as the document's name.
        read_pdf: reads a PDF with a text layer.
        encoding: passed to ``read_pdf``.

    Raises:
        InputError: Tesseract is not installed, lacks the languages, or fails; or the PDF cannot be read.
    """
    content, pages = with_text_layer(content, name)
    document = read_pdf(content, name, encoding=encoding)
    # Tesseract puts spaces between Chinese characters
    blocks = (
        replace(block, text=_UNSPACED_PAIR.sub("", block.text)) if block.page in pages else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks)) if pages else document


def with_text_layer(content: bytes, name: str) -> tuple[bytes, frozenset[int]]:
    """Return the PDF with a text layer on its scanned pages, and the 1-based numbers of these pages.

    Args:
        content: the bytes of a PDF. If they are not a PDF, they are returned unchanged, so that the PDF
            reader reports the error.
        name: the path, for messages.

    Raises:
        InputError: Tesseract is not installed, lacks the languages, or fails.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return content, frozenset()
    try:
        scans = [number for number in range(len(document)) if _is_scan(document, number, name)]
        if not scans:
            return content, frozenset()
        candidates = installed_candidates(name)
        recognised = pypdfium2.PdfDocument.new()
        with tempfile.TemporaryDirectory(prefix="aligner-ocr-") as folder:
            languages = ""
            for number in range(len(document)):
                if number not in scans:
                    recognised.import_pages(document, [number])
                    continue
                picture = render(document, number, Path(folder))
                languages = languages or best_languages(picture, candidates, name)
                layer = pypdfium2.PdfDocument(run(picture, languages, "pdf", name, number + 1))
                recognised.import_pages(layer)
                layer.close()
        buffer = io.BytesIO()
        recognised.save(buffer)
        recognised.close()
    finally:
        document.close()
    return buffer.getvalue(), frozenset(number + 1 for number in scans)


def _is_scan(document: pypdfium2.PdfDocument, number: int, name: str) -> bool:
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
        text = text_page.get_text_bounded()
        return len("".join(text.split())) < MIN_TEXT_CHARACTERS and any(
            page.get_objects([FPDF_PAGEOBJ_IMAGE], max_depth=3)
        )
    finally:
        text_page.close()
        page.close()


def installed_candidates(name: str) -> list[str]:
    """Return the installed combinations of languages to try, in Tesseract's form: ``chi_sim+eng``.

    Raises:
        InputError: Tesseract is not installed, or none of its languages is Chinese or English.
    """
    if shutil.which(PROGRAM) is None:
        raise InputError(
            _("is scanned, and Tesseract, which --ocr needs, is not installed ({install})", install=INSTALL), path=name
        )
    answer = _run_program([PROGRAM, "--list-langs"], name)
    known = set(answer.stdout.decode("utf-8", "replace").split())
    candidates = ["+".join(language for language in each if language in known) for each in CANDIDATES]
    candidates = [each for each in dict.fromkeys(candidates) if each]
    if not candidates:
        raise InputError(
            _("is scanned, and Tesseract has no data for Chinese or English ({install})", install=INSTALL), path=name
        )
    return candidates


def render(document: pypdfium2.PdfDocument, number: int, folder: Path) -> Path:
    """Render a page as a greyscale image file, and return the path of the file."""
    page = document[number]
    width, height = page.get_size()
    scale = min(RESOLUTION_DPI / 72, (MAX_PAGE_PIXELS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = bitmap.to_numpy()
    path = folder / "page.pgm"
    with path.open("wb") as stream:
        stream.write(b"P5 %d %d 255\n" % (pixels.shape[1], pixels.shape[0]))
        stream.write(pixels.reshape(pixels.shape[0], pixels.shape[1]).tobytes())
    bitmap.close()
    page.close()
    return path


def best_languages(picture: Path, candidates: list[str], name: str) -> str:
    """Return the candidate languages for which Tesseract has the highest confidence on a page."""
    if len(candidates) == 1:
        return candidates[0]
    return max(candidates, key=lambda languages: _confidence(picture, languages, name))


def _confidence(picture: Path, languages: str, name: str) -> float:
    """Return Tesseract's mean confidence over the characters of a page, 0 to 100."""
    words = list(_words(run(picture, languages, "tsv", name, 0)))
    return sum(confidence * length for confidence, length in words) / max(1, sum(length for _, length in words))


def _words(table: bytes) -> Iterator[tuple[float, int]]:
    """Yield the confidence (0 to 100) and the number of characters of each word that Tesseract recognised.

    Args:
        table: Tesseract's output in the format TSV.
    """
    for row in csv.DictReader(io.StringIO(table.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if text and float(row["conf"]) >= 0:
            yield float(row["conf"]), len(text)


def run(picture: Path, languages: str, output: str, name: str, page: int) -> bytes:
    """Run Tesseract on an image, and return its output in the format ``pdf`` or ``tsv``.

    Raises:
        InputError: Tesseract fails or takes too long; the message names the page.
    """
    base = picture.with_suffix("")
    answer = _run_program(
        [PROGRAM, str(picture), str(base), "--dpi", str(RESOLUTION_DPI), "-l", languages, output], name
    )
    if answer.returncode:
        lines = answer.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1] if lines else _("exit code {returncode}", returncode=answer.returncode)
        raise InputError(_("Tesseract fails on page {page}: {reason}", page=page, reason=reason), path=name)
    return base.with_suffix(f".{output}").read_bytes()


def _run_program(command: list[str], name: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, capture_output=True, timeout=PAGE_TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise InputError(
            _(
                "Tesseract takes more than {page_timeout_seconds} seconds for a page",
                page_timeout_seconds=PAGE_TIMEOUT_SECONDS,
            ),
            path=name,
        ) from error
    except OSError as error:
        raise InputError(_("Tesseract cannot be run ({reason})", reason=error.strerror), path=name) from error
