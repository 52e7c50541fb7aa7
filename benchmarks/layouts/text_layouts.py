"""Plain text: a paragraph a line, hard-wrapped pages, and what text recognition does to lines."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from aligner.bitext import Language

TITLES = {"en": "Harbour Report 2023", "zh": "海港年报 2023"}
_WIDTHS = {"en": 74, "zh": 34}
_LINES_A_PAGE = 38
_HAN_PAIR = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_SPACED_SHARE = 0.02
"""Share of Chinese lines whose characters text recognition sets apart."""

Furniture = list[str]


def joined(sentences: Sequence[str], language: Language) -> str:
    """Return a paragraph of sentences."""
    return ("" if language == "zh" else " ").join(sentences)


def plain(paragraphs: Sequence[Sequence[str]], language: Language, path: Path) -> Furniture:
    """Write a paragraph a line, blank lines between."""
    path.write_text("\n\n".join(joined(each, language) for each in paragraphs) + "\n", encoding="utf-8")
    return []


def wrapped(paragraphs: Sequence[Sequence[str]], language: Language, path: Path) -> Furniture:
    """Write hard-wrapped pages with a running title and page numbers."""
    return _pages(_lines(paragraphs, language), language, path)


def recognised(paragraphs: Sequence[Sequence[str]], language: Language, path: Path) -> Furniture:
    """Write hard-wrapped pages as text recognition gives them: indents, odd blanks, characters set apart."""
    rng = random.Random(len(paragraphs))
    lines = []
    for line in _lines(paragraphs, language):
        noisy = line
        if language == "zh" and line and rng.random() < _SPACED_SHARE:
            noisy = _HAN_PAIR.sub(" ", line)
        elif language == "en" and rng.random() < 0.1:
            noisy = line.replace(" ", "  ", 1)
        lines.append(" " * (line != "" and rng.random() < 0.05) + noisy + " " * rng.randint(0, 1))
    return _pages(lines, language, path)


def _lines(paragraphs: Sequence[Sequence[str]], language: Language) -> list[str]:
    lines: list[str] = []
    for each in paragraphs:
        text, width = joined(each, language), _WIDTHS[language]
        lines += (
            textwrap.wrap(text, width, break_on_hyphens=False)
            if language == "en"
            else [text[start : start + width] for start in range(0, len(text), width)]
        )
        lines.append("")
    return lines


def _pages(lines: Sequence[str], language: Language, path: Path) -> Furniture:
    furniture, pages = [], []
    for number, start in enumerate(range(0, len(lines), _LINES_A_PAGE), start=1):
        label = f"{number}" if language == "en" else f"第 {number} 页"
        furniture += [TITLES[language], label]
        pages.append("\n".join([TITLES[language], "", *lines[start : start + _LINES_A_PAGE], "", label]) + "\n")
    path.write_text("\f".join(pages), encoding="utf-8")
    return furniture
