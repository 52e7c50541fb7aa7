"""PDF made with reportlab: two columns, and pages with tables, footers and footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from aligner.bitext import Language
from benchmarks.layouts.text_layouts import Furniture, joined

_TITLES = {"en": "Harbour Report", "zh": "海港年报"}
_CELLS = {"en": ("Item", "Berth"), "zh": ("项目", "泊位")}
_AMOUNT = {"en": "Amount", "zh": "金额"}
_NOTES = {"en": "See the report of the harbour office.", "zh": "见海港办事处的报告。"}
_WIDTH, _HEIGHT = 595, 842
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]+")
_EVERY = 12
"""Paragraphs from one table to the next."""


def two_columns(paragraphs: Sequence[Sequence[str]], language: Language, path: Path) -> Furniture:
    """Write two justified columns under a running title, numbers of pages below."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    furniture: Furniture = []
    document = BaseDocTemplate(str(path), pagesize=(_WIDTH, _HEIGHT))
    frames = [Frame(left, 70, 240, 700, id=str(left)) for left in (50, 305)]

    def decorate(canvas: Any, page: Any) -> None:
        canvas.setFont(_font(language), 8)
        canvas.drawString(250, 800, _TITLES[language])
        canvas.drawString(290, 40, f"- {page.page} -")
        furniture.extend((_TITLES[language], f"- {page.page} -"))

    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorate))
    style = _style(language, alignment=4 if language == "en" else 0)
    document.build([Paragraph(_marked_up(joined(each, language), language), style) for each in paragraphs])
    return furniture


def tables_and_notes(paragraphs: Sequence[Sequence[str]], language: Language, path: Path) -> Furniture:
    """Write one column with narrow tables, a footer "title 2023 N" and a footnote on each page that cites one."""
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    furniture: Furniture = []
    style = _style(language)
    flow: list[Any] = []
    item, berth = _CELLS[language]
    for number, each in enumerate(paragraphs):
        flow.append(Paragraph(_marked_up(joined(each, language), language), style))
        if number % _EVERY == _EVERY // 2:
            table = Table([[item, _AMOUNT[language]], [f"{berth} {number}", str(100 + number)]], colWidths=(90, 60))
            table.setStyle([("FONT", (0, 0), (-1, -1), _font(language), 10)])
            flow += [table, Spacer(1, 8)]

    def decorate(canvas: Any, page: Any) -> None:
        canvas.setFont(_font(language), 8)
        foot = f"{_TITLES[language]} 2023 {page.page}"
        canvas.drawString(60, 30, foot)
        canvas.drawString(60, 815, _TITLES[language])
        furniture.extend((_TITLES[language], foot))
        if page.page % 2:
            canvas.drawString(60, 55, f"* {_NOTES[language]}")

    SimpleDocTemplate(str(path), pagesize=(_WIDTH, _HEIGHT)).build(flow, onFirstPage=decorate, onLaterPages=decorate)
    return furniture


def _marked_up(text: str, language: Language) -> str:
    """Return mark-up of the text: Chinese marks in English are set in the font that has them."""
    if language == "zh":
        return escape(text)
    _font("zh")
    return _WIDE.sub(r'<font name="STSong-Light">\g<0></font>', escape(text))


def _font(language: Language) -> str:
    """Return the name of a font with all characters of the language; English needs more than the built-in ones have."""
    from matplotlib import get_data_path
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    name = {"zh": "STSong-Light", "en": "DejaVuSerif"}[language]
    if name not in pdfmetrics.getRegisteredFontNames():
        path = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
        pdfmetrics.registerFont(UnicodeCIDFont(name) if language == "zh" else TTFont(name, str(path)))
    return name


def _style(language: Language, **more: Any) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    wrap = "CJK" if language == "zh" else None
    return ParagraphStyle(
        "body", fontName=_font(language), fontSize=10, leading=15, spaceAfter=6, wordWrap=wrap, **more
    )
