"""Join the lines of one paragraph to one block that records the offset at which each line begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from aligner.bitext import Block, Removal
from aligner.interface import N_
from aligner.languages.scripts import HAN
from aligner.segmenters.layout.hyphens import SOFT_HYPHEN, Vocabulary, is_broken_word, is_hanging
from aligner.segmenters.layout.lines import Line, characters_of, wide_characters
from aligner.segmenters.layout.page_paragraphs import PageStyle

_HEADING = re.compile(
    r"#{1,6}\s+\S|(?:chapter|part|book|section|annex|appendix)\s+(?:\d+|[ivxlc]+)\b[^.!?;]{0,60}$"
    r"|第[零〇一二三四五六七八九十百千\d]+[章节節部编編卷篇回](?![^\s]*[。；，])",
    re.IGNORECASE,
)
_MAX_HEADING_WIDTH = 80
_MAX_HEADING_LINES = 3
_UNSPACED_AFTER = "—―/"


@dataclass(frozen=True, slots=True)
class Joiner:
    """The rules for joining the lines of one document.

    Attributes:
        vocabulary: words of the document, as evidence about hyphens.
        spaced: whether the document writes a space between Han characters and Latin letters.
        characters: number of characters at which lines are wrapped, even inside words; 0 if they are
            not wrapped so.
    """

    vocabulary: Vocabulary
    spaced: bool
    characters: int = 0


def paragraph_block(
    lines: Sequence[Line], joiner: Joiner, pages: PageStyle | None = None
) -> tuple[Block, list[Removal]]:
    """Return the lines of a paragraph as one block, and the removed hyphens.

    English lines are joined with a space, and Chinese lines without one. A hyphen that breaks a word is
    removed and returned as a removal; the hyphen of a compound is kept.
    """
    first = lines[0]
    text = first.text
    joins: list[tuple[int, int]] = []
    removals: list[Removal] = []
    for before, line in pairwise(lines):
        if text.endswith(SOFT_HYPHEN) or is_broken_word(before.text, line.text, joiner.vocabulary):
            removals.append(Removal(text[-1], before.number, N_("hyphen that broke a word at the end of its line")))
            text = text[:-1]
        else:
            text += "" if _cuts_words(before, line, joiner) else _separator(text, line.text, joiner)
        joins.append((len(text), line.number))
        text += line.text
    kind = _kind(lines, pages)
    place = first.place if kind == "cell" else None
    block = Block(
        text=text,
        line=first.number,
        kind=kind,
        page=first.page,
        joins=tuple(joins),
        row=place.row if place else 0,
        column=place.column if place else 0,
    )
    return block, removals


def writes_spaces_around_latin(lines: Sequence[Line]) -> bool:
    """Tell whether a Chinese document writes spaces between Han characters and Latin letters or digits."""
    spaced = close = 0
    for line in lines:
        if not line.text.isascii():
            spaced += len(_SPACED.findall(line.text))
            close += len(_CLOSE.findall(line.text))
    return spaced > close


_SPACED = re.compile(f"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9] [{HAN}]")
_CLOSE = re.compile(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")


def _cuts_words(before: Line, line: Line, joiner: Joiner) -> bool:
    """Tell whether a line was wrapped at a fixed number of characters, even inside a word.

    If such wrapping breaks a line at a space, the space stays in the text. A line break without a space
    is therefore inside a word, so the lines are joined without a space.
    """
    is_noise = line.indent == 1 and len(line.text) == joiner.characters  # else the space is from before the line break
    if not joiner.characters or (line.indent and not is_noise):
        return False
    return joiner.characters in (characters_of(before, joiner.characters), len(before.text))


def _separator(before: str, after: str, joiner: Joiner) -> str:
    """Return the separator of two joined lines: a space or an empty string."""
    left, right = before[-1], after[0]
    wide = wide_characters(left) + wide_characters(right)
    if wide == 2:
        return ""
    if wide == 1:
        return " " if joiner.spaced and left.isalnum() and right.isalnum() else ""
    if left in "-‐" and len(before) > 1 and before[-2].isalnum():
        return " " if is_hanging(after) or not right.isalnum() else ""
    if left in _UNSPACED_AFTER and len(before) > 1 and not before[-2].isspace():
        return ""
    return " "


def _kind(lines: Sequence[Line], pages: PageStyle | None) -> str:
    first = lines[0]
    if first.place is not None:
        if first.place.row:
            return "cell"
        if pages is not None and pages.is_large(first.place) and len(lines) <= _MAX_HEADING_LINES:
            return "heading"
    if len(lines) == 1 and first.width <= _MAX_HEADING_WIDTH and _is_heading(first):
        return "heading"
    return "item" if first.marker and first.marker != ">" else "paragraph"


def _is_heading(line: Line) -> bool:
    if _HEADING.match(line.text):
        return True
    return line.text.isupper() and line.text.isascii() and len(line.text) > 3 and not line.ends_sentence
