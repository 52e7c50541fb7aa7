"""Characters of a PDF page -> its lines, in reading order, with their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2

_LINE_HYPHENS = "\x02\ufffe"
"""What PDFium puts for a hyphen at the end of a line, and for the line end behind it."""
_MOST_EDGE_LINES = 3
_EDGE_GAP = 1.6
_CHARACTERS: dict[int, str | None] = {
    **dict.fromkeys([*range(0x20), 0x7F, 0xFFFF]),
    # bullets of the fonts Symbol and Wingdings, which have no characters of their own
    **{0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "◻", 0xF0D8: "➢", 0xF0FC: "✓", 0xF06C: "●", 0xF06E: "■", 0xF076: "❖"},
}


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line on a page; lengths in points, from the lower left corner.

    Attributes:
        text: without white space at its ends.
        left: where it begins.
        base: height of its lower edge.
        height: of its characters, as the font says.
    """

    text: str
    left: float
    base: float
    height: float


def lines_of_page(text_page: pypdfium2.PdfTextPage) -> list[PageLine]:
    """Return the lines of a page in the order of the file."""
    from pypdfium2 import raw

    lines = []
    characters: list[str] = []
    first = -1  # index of the line's first visible character, which has a place on the page
    for index in range(text_page.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text_page, index))
        if character in _LINE_HYPHENS:
            characters.append("-")
        if character == "\n" or character in _LINE_HYPHENS:
            lines += _line(text_page, characters, first)
            characters, first = [], -1
            continue
        if first < 0 and not character.isspace():
            first = index
        characters.append(character)
    return lines + _line(text_page, characters, first)


def _line(text_page: pypdfium2.PdfTextPage, characters: list[str], first: int) -> list[PageLine]:
    """Return one line, or none where nothing is visible."""
    text = "".join(characters).translate(_CHARACTERS).strip()
    if not text:
        return []
    # characters beyond the basic plane may come in halves
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    left, bottom, _, top = text_page.get_charbox(first, loose=True)
    return [PageLine(text, left, bottom, top - bottom)]


def reading_order(lines: list[PageLine]) -> list[PageLine]:
    """Move running heads to the top and feet to the bottom: files often draw both first or last.

    All else keeps the order of the file, which is right for columns where the height on the page is not.
    """
    downwards = sorted(lines, key=lambda line: (-line.base, line.left))
    head, foot = _edge(downwards, lines), _edge(downwards[::-1], lines)
    rest = [line for line in lines if line not in head and line not in foot]
    return [*head, *rest, *sorted(foot, key=lambda line: (-line.base, line.left))]


def _edge(inwards: list[PageLine], order: list[PageLine]) -> list[PageLine]:
    """Return the few lines at an edge of the page that a gap parts from the rest, if they were drawn together."""
    for number in range(1, min(_MOST_EDGE_LINES + 1, len(inwards))):
        outer, inner = inwards[number - 1], inwards[number]
        if abs(outer.base - inner.base) > _EDGE_GAP * max(outer.height, inner.height):
            places = sorted(order.index(line) for line in inwards[:number])
            return inwards[:number] if places[-1] - places[0] == number - 1 else []
    return []
