"""Five Word documents with what makes PDF hard to read: tables, columns, footnotes, running titles, lists.

Written with python-docx, turned into PDF by LibreOffice; what comes out of the PDF is compared with the Word file.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.evaluation_sets import SAMPLE

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section

    from aligner.bitext import Language

_CONVERSION_SECONDS = 180
_LIST_MARK = re.compile(r"^(?:[•▪◦●*-]|[A-Z]?\d*(?:\.\d+)+|\d+[.)])+")
_LONG = {"en": 30, "zh": 12}
"""Characters from which a sentence is compared: short ones come out whole by chance."""
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONTS = {"en": "DejaVu Serif", "zh": "Noto Serif CJK SC"}
_LABELS = {
    "en": ("Item", "Description", "Amount", "Annual Report", "Page", "of"),
    "zh": ("项目", "说明", "数量", "年度报告", "页", "共"),
}


def office() -> str | None:
    """Return the path of LibreOffice, ``None`` where it is not installed."""
    return shutil.which("soffice")


def paragraphs_of(language: Language) -> dict[str, list[str]]:
    """Return the paragraphs of the project's sample, by genre."""
    return {
        genre: [
            line for line in (SAMPLE / f"{genre}.{language}.paragraphs").read_text("utf-8").splitlines() if line.strip()
        ]
        for genre in ("guide", "resolution", "story")
    }


def word_documents(language: Language, seed: int = 21) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each of the five documents."""
    for name, make in _MAKERS.items():
        document = _new(language)
        make(document, language, random.Random(seed))
        buffer = io.BytesIO()
        document.save(buffer)
        yield name, buffer.getvalue()


def as_pdf(word: Path, folder: Path) -> Path:
    """Turn a Word file into a PDF with LibreOffice.

    Raises:
        RuntimeError: LibreOffice made none.
    """
    program = office()
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(program), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(word)]
    subprocess.run(command, check=False, capture_output=True, timeout=_CONVERSION_SECONDS)
    path = folder / f"{word.stem}.pdf"
    if not path.exists():
        raise RuntimeError(f"LibreOffice made no PDF of {word.name}")
    return path


def whole_share(word: Path, pdf: Path, language: Language) -> tuple[int, int, list[str]]:
    """Return how many sentences of a Word file come out whole from its PDF, how many there are, and the others."""
    expected = [sentence for sentence in _sentences(word, language) if len(sentence) >= _LONG[language]]
    found = set(_sentences(pdf, language))
    missing = [sentence for sentence in expected if sentence not in found]
    return len(expected) - len(missing), len(expected), missing


def _sentences(path: Path, language: Language) -> list[str]:
    from aligner.readers import read
    from aligner.segmenters import segment
    from aligner.settings import SegmentSettings

    document = segment(replace(read(path), language=language), SegmentSettings())
    return [_LIST_MARK.sub("", "".join(each.text.split())) for each in document.segments]


def _new(language: Language) -> WordDocument:
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = docx.Document()
    font = document.styles["Normal"].font
    font.size, font.name = Pt(10), _FONTS[language]
    document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONTS["zh"])
    return document


def _field(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run()
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = code
        run._r.append(element)


def _running_titles(section: Section, language: Language, *, with_total: bool = False) -> None:
    _, _, _, title, page, of = _LABELS[language]
    section.header.paragraphs[0].text = title
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{page} " if with_total else f"{title} 2023 ")
    _field(foot, "PAGE")
    if with_total:
        foot.add_run(f" {of} ")
        _field(foot, "NUMPAGES")


def _table(document: WordDocument, rows: Sequence[Sequence[str]], widths: Sequence[float], *, grid: bool) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    if grid:
        table.style = "Table Grid"
    for row in rows:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.width = Cm(width)
            cell.text = text


def _report(document: WordDocument, language: Language, rng: random.Random) -> None:
    """Headings, a narrow table on most pages, a footer that ends "2023 N"."""
    item, description, amount, *_ = _LABELS[language]
    texts = paragraphs_of(language)
    _running_titles(document.sections[0], language)
    for number, text in enumerate(texts["guide"] + texts["story"]):
        if len(text) < 40 and text[-1] not in '.。!?！？”"':
            document.add_heading(text, 2)
            continue
        document.add_paragraph(text)
        if number % 7 == 3:
            rows = [[str(k), rng.choice(texts["story"][1:]), str(rng.randint(10, 999))] for k in range(1, 4)]
            _table(document, [[item, description, amount], *rows], (2, 7, 2.5), grid=number % 2 == 0)


def _newsletter(document: WordDocument, language: Language, _rng: random.Random) -> None:
    """A heading over two columns of justified text."""
    from docx.enum.section import WD_SECTION
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn

    texts = paragraphs_of(language)
    _running_titles(document.sections[0], language, with_total=True)
    document.add_heading(texts["story"][0], 1)
    section = document.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.xpath("./w:cols")[0]
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), "480")
    for text in texts["story"][1:] + texts["guide"][1:]:
        paragraph = document.add_paragraph(text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.space_after = 0
        paragraph.paragraph_format.first_line_indent = 228600


def _paper(document: WordDocument, language: Language, _rng: random.Random) -> None:
    """Footnotes on every page."""
    texts = paragraphs_of(language)
    body, notes = texts["resolution"], [text for text in texts["guide"] if len(text) > 60]
    _running_titles(document.sections[0], language)
    used: list[str] = []
    for number, text in enumerate(body):
        paragraph = document.add_paragraph(text)
        if number % 5 == 2 and len(used) < len(notes):
            used.append(notes[len(used)])
            _note_mark(paragraph, len(used))
    _add_notes(document, used)


def _note_mark(paragraph: Any, number: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run()
    run.font.superscript = True
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), str(number))
    run._r.append(mark)


def _add_notes(document: WordDocument, notes: Sequence[str]) -> None:
    from xml.sax.saxutils import escape

    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    small = '<w:rPr><w:sz w:val="16"/></w:rPr>'
    raised = '<w:rPr><w:vertAlign w:val="superscript"/><w:sz w:val="16"/></w:rPr>'
    body = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r>{raised}<w:footnoteRef/></w:r>'
        f'<w:r>{small}<w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(notes, start=1)
    )
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes xmlns:w="{_WORD}">{body}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), _NOTES_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, _NOTES)


def _manual(document: WordDocument, language: Language, rng: random.Random) -> None:
    """Numbered and bulleted lists, and tables whose three cells all hold text of several lines."""
    texts = paragraphs_of(language)
    _running_titles(document.sections[0], language, with_total=True)
    long = [text for text in texts["guide"] + texts["resolution"] if len(text) > 40]
    for number, text in enumerate(long):
        style = ("List Number", "List Bullet", None, "List Bullet 2")[number // 3 % 4]
        document.add_paragraph(text, style=style)
        if number % 9 == 8:
            rows = [[rng.choice(long) for _ in range(3)] for _ in range(2)]
            _table(document, rows, (5, 5, 5), grid=number % 2 == 0)
            document.add_paragraph()


def _contract(document: WordDocument, language: Language, _rng: random.Random) -> None:
    """Justified paragraphs without space between, first lines indented, quotations from both edges."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    texts = paragraphs_of(language)
    for number, text in enumerate(texts["resolution"] + texts["story"]):
        paragraph = document.add_paragraph(text)
        form = paragraph.paragraph_format
        form.space_after = 0
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if number % 6 == 5:
            form.left_indent = form.right_indent = 540000
        else:
            form.first_line_indent = 254000
    _running_titles(document.sections[0], language)


_MAKERS: dict[str, Callable[[WordDocument, Language, random.Random], None]] = {
    "report": _report,
    "newsletter": _newsletter,
    "paper": _paper,
    "manual": _manual,
    "contract": _contract,
}
