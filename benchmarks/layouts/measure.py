"""One text in one layout through the whole pipeline: what is lost, torn, removed and paired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from aligner import align
from aligner.bitext import Bitext, Document, Language
from benchmarks.layouts import office_layouts, pdf_layouts, text_layouts
from benchmarks.layouts.gold import GoldText
from benchmarks.layouts.text_layouts import Furniture, joined

Layout = Callable[[Sequence[Sequence[str]], Language, Path], Furniture]

LAYOUTS: dict[str, tuple[Layout, str]] = {
    "plain": (text_layouts.plain, "txt"),
    "wrapped pages": (text_layouts.wrapped, "txt"),
    "text recognition": (text_layouts.recognised, "txt"),
    "PDF, two columns": (pdf_layouts.two_columns, "pdf"),
    "PDF, tables and notes": (pdf_layouts.tables_and_notes, "pdf"),
    "Word": (office_layouts.docx, "docx"),
    "HTML": (office_layouts.html, "html"),
    "EPUB": (office_layouts.epub, "epub"),
}
_LONG_TITLE = 8
"""Characters from which a title is also looked for within sentences, which may hold a shorter one by chance."""
BILINGUAL = "bilingual table"


@dataclass
class Figures:
    """Counts of one layout, over all texts.

    Attributes:
        characters: of the gold sentences, white space aside.
        lost: characters of them that are in neither document that came out.
        torn: characters of sentences that do not come out in one piece.
        furniture: lines that the layout added around the text.
        left: furniture that stays in the text.
        pairs: gold pairs.
        exact: gold pairs that come out exactly.
    """

    characters: int = 0
    lost: int = 0
    torn: int = 0
    furniture: int = 0
    left: int = 0
    pairs: int = 0
    exact: int = 0

    def add(self, other: Figures) -> None:
        """Add the counts of another text."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def ratios(self) -> dict[str, float]:
        """Return the shares that are reported."""
        return {
            "lost": round(self.lost / self.characters, 5),
            "torn": round(self.torn / self.characters, 5),
            "furniture_removed": round(1 - self.left / self.furniture, 4) if self.furniture else 1.0,
            "exact": round(self.exact / self.pairs, 4),
        }


def measure(text: GoldText, name: str, folder: Path) -> Figures:
    """Lay out a text, read and align it, and compare with the gold."""
    if name == BILINGUAL:
        path = folder / f"{text.name}.docx"
        rows = [
            (joined(chinese, "zh"), joined(english, "en"))
            for chinese, english in zip(text.paragraphs["zh"], text.paragraphs["en"], strict=True)
        ]
        furniture = {"zh": office_layouts.bilingual_table(rows, path), "en": []}
        bitext = align(path)
    else:
        layout, extension = LAYOUTS[name]
        paths: dict[Language, Path] = {
            "zh": folder / f"{text.name}.zh.{extension}",
            "en": folder / f"{text.name}.en.{extension}",
        }
        furniture = {language: layout(text.paragraphs[language], language, path) for language, path in paths.items()}
        bitext = align(paths["zh"], paths["en"])
    return _compared(text, bitext if bitext.source.language == "zh" else bitext.mirrored(), furniture)


def _compared(text: GoldText, bitext: Bitext, furniture: dict[str, Furniture]) -> Figures:
    figures = Figures()
    documents: dict[Language, Document] = {"zh": bitext.source, "en": bitext.target}
    for language, document in documents.items():
        segments = [_packed(segment.text) for segment in document.segments]
        whole = "".join(segments)
        sentences = [_packed(sentence) for each in text.paragraphs[language] for sentence in each]
        figures.characters += sum(map(len, sentences))
        missing = Counter("".join(sentences))
        missing.subtract(whole)
        figures.lost += sum(count for count in missing.values() if count > 0)
        figures.torn += sum(len(sentence) for sentence in sentences if sentence not in whole)
        added = Counter(map(_packed, furniture[language]))
        added.subtract(_packed(removal.text) for removal in document.removed)
        figures.furniture += len(furniture[language])
        figures.left += sum(
            min(count, segments.count(line) + (len(line) >= _LONG_TITLE and line in whole))
            for line, count in added.items()
            if count > 0
        )
    found = {(_packed(bitext.source_text(bead)), _packed(bitext.target_text(bead))) for bead in bitext.beads}
    figures.pairs = len(text.pairs)
    figures.exact = sum((_packed(first), _packed(second)) in found for first, second in text.pairs)
    return figures


def _packed(text: str) -> str:
    return "".join(text.split())
