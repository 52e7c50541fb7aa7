"""Combine the characters of a PDF page into runs.

A run is text on one line without a wide gap, with its position on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ctypes import byref, c_double, c_int, create_string_buffer
from dataclasses import dataclass, replace
from math import hypot
from statistics import median
from typing import TYPE_CHECKING

from aligner.languages.scripts import WIDE

if TYPE_CHECKING:
    import pypdfium2

_LINE_HYPHENS = "\x02\ufffe"
"""Characters that PDFium returns for a hyphen at the end of a line, and for the line end after it."""
_CHARACTERS: dict[int, str | None] = {
    **dict.fromkeys([*range(0x20), 0x7F, 0xFFFF]),
    # bullets of the fonts Symbol and Wingdings, which are in the private use area
    **{0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "◻", 0xF0D8: "➢", 0xF0FC: "✓", 0xF06C: "●", 0xF06E: "■", 0xF076: "❖"},
    **{0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"},
}
_MIN_COLUMN_GAP = 0.8
"""Smallest gap that can separate two columns, as a multiple of the character height; justified text rarely has it."""
_MAX_WIDE_GAP = 0.6
"""Largest gap between two Chinese characters, in character heights, in which a generated space of PDFium is ignored."""
_MAX_TOUCHING_GAP = 0.1
"""Largest gap within a word, as a multiple of the character size."""
_MAX_WORD_GAP = 0.34
"""Largest gap between two words of one run, as a multiple of the character size."""
_MAX_BASE_DIFFERENCE = 0.06
"""Largest difference of base lines and sizes within one run, as a multiple of the character size."""
_WIDE = re.compile(f"[{WIDE}]")
_FIRST_WORD = re.compile(
    r"[“‘「『（《〈【(\[\"']*(?:[!-~\u00c0-\u024f‘’“”–—]+|.)[，。、；：？！”’」』）》〉】…,.;:?!)\]]*"
    r"(?:(?<=[，。、；：？！])[!-~]+)?"  # LibreOffice does not break a line after a wide mark without a space
)
MARK = re.compile(
    r"[-*+•·●○◦▪■□◆◻❖►➢✓‣–—]|\d{1,3}[.)、]|[A-Za-z]?\d{1,3}(?:\.\d{1,3}){1,4}\.?|[(（](?:\d{1,3}|[A-Za-z]{1,4}|"
    r"[一二三四五六七八九十百]{1,4})[)）]|[A-Za-z][.)]|[ivxlcIVXLC]{1,6}[.)]|[①-⑳]|[一二三四五六七八九十]{1,3}、|"
    r"第[零一二三四五六七八九十百千\d]{1,5}[条條章节節款回]|[¹²³⁰⁴-⁹]+|\d{1,3}"
)
"""A bullet or number that begins an item of a list, or a note."""
_MAX_MARK_CHARACTERS = 10
"""Characters of a bullet or number at the start of a line."""
_HANGING_MARKS = "，。、；：？！」』）》〉】"
_MIN_SPACES = 4
"""Spaces of a run with spaced letters."""
_MIN_SPACED_SHARE = 0.8
"""Share of the characters with a space after them in a run with spaced letters."""
_MIN_WORD_SPACE = 1.6
"""Smallest space between two words of a run with spaced letters, as a multiple of its usual space."""
_RAISED = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_MAX_RAISED_SIZE = 0.85
"""Size of raised digits, as a multiple of the usual character size."""
_MIN_RAISED_HEIGHT = 0.1
"""Height of raised digits above the base line, as a multiple of the character size."""
_FACE_NAME_BYTES = 128


@dataclass(frozen=True, slots=True)
class Run:
    """A run: text on one line without a wide gap.

    Lengths are in points. Positions are measured from the lower left corner of the page.

    Attributes:
        text: the text, without white space at its ends.
        left: left edge.
        right: right edge.
        base: height of the base line, which is the same for different fonts.
        size: font size of the characters.
        first_width: width of the first word, or of the first Chinese character with the punctuation
            that must not be separated from it.
        line: number of the line in the order of the file; runs of one line have the same height.
        first_face: font of the first character.
        last_face: font of the last character.
        text_left: left edge of the text after a bullet or a number; equals ``left`` without one.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    first_width: float
    line: int
    first_face: str = ""
    last_face: str = ""
    text_left: float = 0.0

    @property
    def reach(self) -> float:
        """The right edge of the text in points, without a wide punctuation mark that may hang over the column edge."""
        return self.right - (self.size if self.text[-1] in _HANGING_MARKS else 0.0)

    def joined(self, other: Run, between: str = " ") -> Run:
        """Return one run of text made of this run, a separator and another run on the same line."""
        first_width = self.first_width
        if not between and self.left + first_width >= self.right and not _WIDE.match(other.text):
            first_width += other.first_width  # a word in two fonts
        return replace(
            self,
            text=self.text + between + other.text,
            right=max(self.right, other.right),
            last_face=other.last_face,
            first_width=first_width,
        )


def space_between(before: Run, after: Run) -> str:
    """Return the separator (a space or nothing) between two runs of text on one line.

    It is empty if the runs touch, as they do where only the font changes.
    """
    gap = after.left - before.right
    both_wide = _WIDE.match(before.text[-1]) and _WIDE.match(after.text[0])
    return "" if gap < (_MAX_WIDE_GAP if both_wide else _MAX_TOUCHING_GAP) * after.size else " "


def runs_of_page(text_page: pypdfium2.PdfTextPage) -> list[Run]:
    """Return the runs of a page in the order of the file."""
    runs: list[Run] = []
    for run in _PageReader(text_page).runs():
        if runs and _continues(runs[-1], run):
            runs[-1] = runs[-1].joined(run, space_between(runs[-1], run))
        else:
            runs.append(run)
    return runs


def _continues(before: Run, after: Run) -> bool:
    """Whether a run of text continues the previous run on the same line.

    PDFium ends a line where the font changes, so one line of text can be several runs.
    """
    gap = after.left - before.right
    level = abs(before.base - after.base) <= _MAX_BASE_DIFFERENCE * after.size
    same_size = abs(before.size - after.size) <= _MAX_BASE_DIFFERENCE * after.size
    return level and same_size and -_MAX_WIDE_GAP * after.size < gap < _MAX_WORD_GAP * after.size


class _PageReader:
    """A reader that combines the characters of one page into runs of text."""

    def __init__(self, text_page: pypdfium2.PdfTextPage) -> None:
        from pypdfium2 import raw

        self._raw = raw
        self._page = text_page
        self._box = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._faces: dict[bytes, str] = {}
        self._buffer = create_string_buffer(_FACE_NAME_BYTES)
        self._runs: list[Run] = []
        self._line = 0
        self._start_run()

    def _start_run(self) -> None:
        self._characters: list[str] = []
        self._gaps: list[tuple[int, float]] = []  # position and width of each space
        self._indices: list[int] = []  # indices of the characters on the page, -1 for added spaces
        self._first = self._last = -1

    def runs(self) -> list[Run]:
        get_unicode = self._raw.FPDFText_GetUnicode
        page = self._page.raw
        blank = -1  # index of a blank after the last visible character
        for index in range(self._page.count_chars()):
            character = chr(get_unicode(page, index))
            if character in _LINE_HYPHENS:
                self._add("-", index)
            if character == "\n" or character in _LINE_HYPHENS:
                self._end_run()
                self._line += 1
                blank = -1
                continue
            if character.isspace() or character < " ":
                if self._first >= 0:
                    blank = index
                continue
            if blank >= 0:
                self._space(blank, index, character)
                blank = -1
            self._add(character, index)
        self._end_run()
        return self._runs

    def _add(self, character: str, index: int) -> None:
        if self._first < 0:
            self._first = index
        self._last = index
        self._characters.append(character)
        self._indices.append(index)

    def _space(self, blank: int, index: int, following: str) -> None:
        """Decide how a blank between two visible characters is read.

        A wide gap ends the run. Otherwise a space is added, or nothing between wide characters.
        """
        right = self._edges(self._last)[1]
        left, _, height = self._edges(index)
        gap = left - right
        if gap > _MIN_COLUMN_GAP * height or gap < -3 * height:
            self._end_run()
            return
        is_generated = self._raw.FPDFText_IsGenerated(self._page.raw, blank) == 1
        if (
            is_generated
            and gap < _MAX_WIDE_GAP * height
            and _WIDE.match(self._characters[-1])
            and _WIDE.match(following)
        ):
            return
        self._gaps.append((len(self._characters), gap))
        self._characters.append(" ")
        self._indices.append(-1)

    def _edges(self, index: int) -> tuple[float, float, float]:
        """Return the left edge, the right edge and the height of the box of a character, in points."""
        self._raw.FPDFText_GetLooseCharBox(self._page.raw, index, byref(self._box))
        return self._box.left, self._box.right, abs(self._box.top - self._box.bottom)

    def _end_run(self) -> None:
        """End the current run, and store it if it has a visible character."""
        if self._first >= 0:
            self._close_letters()
            self._raise_digits()
        text = "".join(self._characters).translate(_CHARACTERS).strip()
        if text and self._first >= 0:
            # characters beyond the basic plane may come as two surrogates
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            left, first_right, height = self._edges(self._first)
            base = self._usual(self._base)
            right = self._edges(self._last)[1]
            size = self._usual(self._size) or height
            faces = self._face(self._first), self._face(self._last)
            width = self._first_width(text, left, first_right)
            text_left = self._text_left(text, left)
            self._runs.append(Run(text, left, right, base, size, width, self._line, *faces, text_left=text_left))
        self._start_run()

    def _close_letters(self) -> None:
        """Remove the spaces between the letters of letter-spaced words.

        The spaces between such words are wider, and are kept.
        """
        if len(self._gaps) < _MIN_SPACES or 2 * len(self._gaps) < _MIN_SPACED_SHARE * len(self._characters):
            return
        widths = sorted(gap for _, gap in self._gaps)
        usual = widths[len(widths) // 2]
        within = {place for place, gap in self._gaps if gap <= _MIN_WORD_SPACE * usual}
        kept = [place for place in range(len(self._characters)) if place not in within]
        self._characters = [self._characters[place] for place in kept]
        self._indices = [self._indices[place] for place in kept]

    def _first_width(self, text: str, left: float, first_right: float) -> float:
        match = _FIRST_WORD.match(text)
        length = min(len(match[0]) if match else 1, len(self._indices))
        last = next((index for index in reversed(self._indices[:length]) if index >= 0), -1)
        return (self._edges(last)[1] if last >= 0 else first_right) - left

    def _text_left(self, text: str, left: float) -> float:
        """Return the left edge of the text after a bullet or a number; ``left`` if there is none."""
        space = next((place for place, index in enumerate(self._indices[:_MAX_MARK_CHARACTERS]) if index < 0), -1)
        if space < 0 or space + 1 >= len(self._indices) or MARK.fullmatch(text.split(" ", 1)[0]) is None:
            return left
        return self._edges(self._indices[space + 1])[0]

    def _base(self, index: int) -> float:
        across, height = c_double(), c_double()
        self._raw.FPDFText_GetCharOrigin(self._page.raw, index, byref(across), byref(height))
        return height.value

    def _usual(self, measure: Callable[[int], float]) -> float:
        """Return the median of a value, such as the font size, at three characters of the current run.

        The three characters are the first, the middle and the last one. A single character can be
        misleading: the first may be a raised number, and the last may have another font.

        Args:
            measure: returns the value for the index of a character on the page.
        """
        visible = [index for index in self._indices if index >= 0]
        return median(measure(visible[place]) for place in (0, len(visible) // 2, -1))

    def _raise_digits(self) -> None:
        """Replace raised digits (note marks or powers) by superscript characters."""
        digits = [place for place, character in enumerate(self._characters) if character in _RAISED]
        if not digits or len(digits) == len(self._characters):
            return
        size, base = self._usual(self._size), self._usual(self._base)
        for place in digits:
            index = self._indices[place]
            if self._size(index) < _MAX_RAISED_SIZE * size and self._base(index) > base + _MIN_RAISED_HEIGHT * size:
                self._characters[place] = _RAISED[self._characters[place]]

    def _size(self, index: int) -> float:
        self._raw.FPDFText_GetMatrix(self._page.raw, index, byref(self._matrix))
        size: float = self._raw.FPDFText_GetFontSize(self._page.raw, index)
        return size * (hypot(self._matrix.c, self._matrix.d) or 1.0)

    def _face(self, index: int) -> str:
        flags = c_int()
        length = self._raw.FPDFText_GetFontInfo(self._page.raw, index, self._buffer, _FACE_NAME_BYTES, byref(flags))
        name = self._buffer.raw[: min(max(length - 1, 0), _FACE_NAME_BYTES)]
        if name not in self._faces:
            self._faces[name] = name.decode("utf-8", "replace").split("+")[-1]
        return self._faces[name]
