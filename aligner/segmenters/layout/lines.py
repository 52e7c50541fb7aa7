"""Visible properties of a line: its position, its width, its beginning and its end."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aligner.bitext import Block, Place
from aligner.languages.scripts import HAN, WIDE, is_han

_WIDE = re.compile(f"[{WIDE}]")
_AMBIGUOUS = re.compile(r"[“”‘’…—·]")
_TAB_COLUMNS = 4
_SPACED_HAN = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")
_CLOSE_HAN = re.compile(rf"(?<=[{HAN}])(?=[{HAN}])")
_SPACED_LETTERS = re.compile(r"(?<!\S)(?:[A-Za-z] ){3}")
_MIN_SPACED_CHARACTERS = 6
_MIN_SPACED_SHARE = 0.8
_MIN_EQUAL_LINES = 8
_MIN_EQUAL_SHARE = 0.4
"""Minimum number, and minimum share, of lines with the same number of characters, if lines are wrapped by it."""
_MIN_WRAP_CHARACTERS = 15
_CLOSERS = "\"'’”」』)）]］】〉》*_ \u00a0"
_OPENERS = "\"'‘“「『(（[［【〈《*_"
_NOTE_MARKS = "¹²³⁰⁴⁵⁶⁷⁸⁹†‡"
_SENTENCE_ENDS = ".!?…。！？．"
_CLAUSE_ENDS = ";:；："
_COMMAS = ",，、"
_MARKER = re.compile(
    rf"""(?:
      \d{{1,3}}[.)](?=\s|[{HAN}“「《])          # 1.  12)
    | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?(?=\s)   # 1.2  3.4.1
    | \d{{1,3}}、
    | [\(（](?:\d{{1,3}}|[a-zA-Z]{{1,2}}|[ivxlc]{{1,6}}|[一二三四五六七八九十百]{{1,4}})[\)）](?=\s|[{HAN}“「《])
    | (?:[a-zA-Z]|[ivxlc]{{1,6}}|[IVXLC]{{1,6}})[.)](?=\s)
    | [-*+•·●○◦▪■□◆►➢✓‣–](?=\s)
    | [①-⑳]
    | [一二三四五六七八九十]{{1,3}}、
    | 第[零一二三四五六七八九十百\d]{{1,5}}[条條章节節款回]
    | >
    )""",
    re.VERBOSE,
)
_FENCE = re.compile(r"(?:```|~~~)")
_VERBATIM = re.compile(
    r"#{1,6}\s|\||.*\|$|([-=*_#~+])\s?(?:\1\s?)+$|</?[a-zA-Z!][^>]*>$|\*{1,3}[^*]+\*{1,3}$|\[[^\]]+\]:"
)
_LINK = re.compile(r"<?(?:https?://|ftp://|www\.|mailto:)\S+")
_LAST_FUNCTION_WORD = re.compile(
    r"\b(?:an?|and|as|at|between|by|for|from|in|including|into|its|nor|of|on|or|over|than|that|the|their|this|to|under|"
    r"upon|which|who|whose|with|within|without)$"
)
_PLAIN_LAST_WORD = re.compile(r"(?:^|\s)[A-Za-z’'-]+,?$")
_FIRST_TOKEN = re.compile(r"[!-~\u00c0-\u024f‘’“”–—]+|.")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file that is not blank.

    Attributes:
        text: the line without white space at its edges.
        number: 1-based number in the file.
        page: 1-based page, if the file has pages.
        indent: columns of white space before the text.
        width: columns up to the end of the text; an East Asian wide character takes two.
        blanks: number of blank lines before it.
        place: position on its page, if the file gives positions.
    """

    text: str
    number: int
    page: int | None
    indent: int
    width: int
    blanks: int
    place: Place | None = None

    @property
    def is_han(self) -> bool:
        """Whether Han characters and their punctuation take at least a third of the columns."""
        return wide_characters(self.text) * 6 >= self.width - self.indent

    @property
    def is_link(self) -> bool:
        """Whether the line consists of a single link address."""
        return _LINK.fullmatch(self.text) is not None

    @property
    def is_verbatim(self) -> bool:
        """Whether light markup keeps the line separate: a heading, table row, rule, tag or link target."""
        return _VERBATIM.match(self.text) is not None

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends a sentence; closing quotes and note marks may follow."""
        return self._last() in _SENTENCE_ENDS

    @property
    def ends_clause(self) -> bool:
        """Whether the line ends with a semicolon or a colon."""
        return self._last() in _CLAUSE_ENDS

    @property
    def ends_with_comma(self) -> bool:
        """Whether the line ends with a comma."""
        return self._last() in _COMMAS

    @property
    def is_open(self) -> bool:
        """Whether the line ends in the middle of a phrase: with a letter or digit instead of punctuation."""
        last = self._last()
        return last.isalnum() or last in "-‐\u00ad%/&°"

    @property
    def ends_with_function_word(self) -> bool:
        """Whether the last word is a function word that cannot end an English sentence (``the``, ``of``)."""
        return _LAST_FUNCTION_WORD.search(self.text) is not None

    @property
    def breaks_between_words(self) -> bool:
        """Whether the line ends with a plain word; lines of code and addresses seldom do."""
        return _PLAIN_LAST_WORD.search(self.text) is not None

    @property
    def starts_lower(self) -> bool:
        """Whether the first letter, after opening quotes and brackets, is in lower case."""
        return self._first().islower()

    @property
    def starts_han(self) -> bool:
        """Whether the line begins with a Han character."""
        return is_han(self._first())

    @property
    def marker(self) -> str:
        """The bullet or number at the beginning of the line, such as ``(a)``, ``12.``, ``一、``.

        It is empty if the line has none.
        """
        match = _MARKER.match(self.text)
        return match[0] if match else ""

    def _last(self) -> str:
        stripped = self.text.rstrip(_NOTE_MARKS).rstrip(_CLOSERS).rstrip(_NOTE_MARKS)
        return stripped[-1:] or "."

    def _first(self) -> str:
        return self.text.lstrip(_OPENERS)[:1]


def wide_characters(text: str) -> int:
    """Return the number of East Asian wide characters.

    Quotes and dashes count too, if the text has other wide characters.
    """
    if text.isascii():
        return 0
    wide = len(_WIDE.findall(text))
    return wide + len(_AMBIGUOUS.findall(text)) if wide else 0


def columns(text: str) -> int:
    """Return the display width of the text; an East Asian wide character takes two columns."""
    return len(text) + wide_characters(text)


def first_token_width(line: Line) -> int:
    """Return the width, in columns, of the first unit of a line that cannot be broken.

    The unit is a word or one Han character.
    """
    match = _FIRST_TOKEN.match(line.text)
    return columns(match[0]) if match else 0


def visible_lines(blocks: Sequence[Block]) -> list[Line]:
    """Return the lines that are not blank, in order."""
    lines = []
    blanks = 0
    for block in blocks:
        text = _without_recognition_spaces(block.text.strip())
        if not text:
            blanks += 1
            continue
        space = block.text[: len(block.text) - len(block.text.lstrip())]
        indent = sum(_space_columns(character) for character in space) if space else 0
        lines.append(Line(text, block.line, block.page, indent, indent + columns(text), blanks, block.place))
        blanks = 0
    return lines


def _without_recognition_spaces(text: str) -> str:
    """Return the line without the spaces that OCR inserts between all of its characters."""
    if _SPACED_LETTERS.search(text):
        return _join_spaced_letters(text)
    if "  " in text or len(spaced := _SPACED_HAN.findall(text)) < _MIN_SPACED_CHARACTERS:
        return text
    close = len(_CLOSE_HAN.findall(text))
    return _SPACED_HAN.sub("", text) if len(spaced) >= _MIN_SPACED_SHARE * (len(spaced) + close) else text


def _join_spaced_letters(text: str) -> str:
    """Return the line without the spaces between single letters; wider spaces separate the words."""
    words = re.split(r" {2,}", text)
    parts = [part for word in words for part in word.split(" ")]
    single = sum(len(part) == 1 or not part[1:2].isalnum() for part in parts)  # a mark may touch its letter
    if single < _MIN_SPACED_SHARE * len(parts):
        return text
    if len(words) == 1 and (len(parts) < _MIN_SPACED_CHARACTERS or parts == sorted(parts)):  # a b c d e f
        return text
    return " ".join(word.replace(" ", "") for word in words)


def characters_per_line(lines: Sequence[Line]) -> int:
    """Return the number of characters at which Chinese text is wrapped; 0 if it is not wrapped so.

    Latin letters count too. Some programs break lines after a fixed number of characters. A line with
    more Latin letters is then narrower, so its width in columns is not evidence.
    """
    lengths = Counter(characters_of(line) for line in lines if line.is_han and line.place is None)
    if not lengths:
        return 0
    usual = lengths.most_common(1)[0][0]
    count = lengths[usual] + lengths[usual - 1]  # a space at the line break is invisible
    mixed = {line.width - line.indent for line in lines if line.is_han and characters_of(line) == usual}
    longer = sum(number for length, number in lengths.items() if length > usual)
    enough = (
        count >= _MIN_EQUAL_LINES and count >= _MIN_EQUAL_SHARE * lengths.total() and longer <= 0.02 * lengths.total()
    )
    return usual if enough and usual >= _MIN_WRAP_CHARACTERS and len(mixed) > 1 else 0


def with_character_widths(lines: Sequence[Line], characters: int) -> list[Line]:
    """Return the lines with a width of two columns for each character, Latin letters included.

    This is for text that is wrapped after a fixed number of characters; see `characters_per_line`.
    """
    if not characters:
        return list(lines)
    return [replace(line, width=2 * characters_of(line, characters)) for line in lines]


def characters_of(line: Line, characters: int = 0) -> int:
    """Return the number of characters of a line, including its indent.

    An indent of one column is usually noise and does not count.

    Args:
        line: any line.
        characters: number of characters at which lines are wrapped. An indent of one column counts if
            the line then has at most this number of characters: the indent may be the space at which
            the previous line was broken.
    """
    length = len(line.text) + line.indent
    return length if line.indent > 1 or length <= characters else len(line.text)


def fenced_lines(lines: Sequence[Line]) -> set[int]:
    """Return the indices of the lines of fenced code blocks, including the fences."""
    fences = [index for index, line in enumerate(lines) if _FENCE.match(line.text)]
    return {index for start, end in zip(fences[::2], fences[1::2], strict=False) for index in range(start, end + 1)}


def _space_columns(character: str) -> int:
    if character == "\t":
        return _TAB_COLUMNS
    if character == "\u3000":
        return 2
    return 0 if unicodedata.category(character) == "Cc" else 1
