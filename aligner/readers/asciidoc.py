"""Read AsciiDoc line by line, with the line numbers of the file.

Prose loses its mark-up, and code becomes separate blocks. No maintained Python parser for AsciiDoc
has a permissive licence, so this module parses the lines itself: the first line of an AsciiDoc
block shows the kind of the block. Conditions (``ifdef::``) are not evaluated: both branches are
text.

Source: Eclipse Foundation, "AsciiDoc Language Documentation".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aligner.bitext import Block, Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.block_builder import BlockBuilder, code_block
from aligner.readers.encodings import decode

_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*?)(?:(?<![ \t])[ \t]+\1)?(?:(?<![ \t])[ \t]+)?$")
_VERBATIM = re.compile(r"-{4,}$|\.{4,}$|\+{4,}$|/{4,}$|`{3,}[^`]*$|\$\$$")
"""Delimiters of blocks that are not prose: listings, literals, passthroughs, comments, fenced code, formulas."""
_FENCE = re.compile(r"={4,}$|\*{4,}$|_{4,}$|--$|~{4,}$")
"""Delimiters of prose: examples and admonitions, sidebars, quotations, open blocks."""
_TABLE = re.compile(r"[|,:!]={3,}$")
_ATTRIBUTE = re.compile(r":!?[\w-]+!?:(?:[ \t].*)?$")
_BLOCK_ATTRIBUTES = re.compile(r"\[[^\[\]]*\]$|\[\[[^\[\]]*\]\]$")
_ADMONITION = re.compile(r"\[?(NOTE|TIP|IMPORTANT|WARNING|CAUTION)(?:\]$|[,%#.][^\[\]]*\]$|:[ \t]+)")
_MACRO = re.compile(r"(?:image|video|audio|include|toc|ifdef|ifndef|ifeval|endif|xref)::\S*\[.*\]$|<<<$|'{3,}$")
_BLOCK_IMAGE = re.compile(r"(?:image|video|audio)::(?P<address>[^\[\s]+)\[(?P<text>[^\]]*)\]$")
_TITLE = re.compile(r"\.(?![.\s])(\S.*)$")
_ITEM = re.compile(
    r"[ \t]*(?P<mark>[*-]{1,6}|\.{1,6}|\d+[.)]|[a-zA-Z][.)]|<\d+>|<\.>)[ \t]+(?P<box>\[[ xX*]\][ \t]+)?(?=\S)"
)
_TERM = re.compile(r"[ \t]*(?P<term>\S.*?)(?P<mark>:{2,4}|;;)(?:[ \t]+(?P<text>\S.*))?$")
_INDEX = re.compile(r"\(\(\([^()]*\)\)\)")
_CELL = re.compile(r"(?:^|[ \t])(?:\d+\*|[\d.]*\+)?[<^>.]*[aehlmsdv]?\|")
_CODE_STYLES = re.compile(r"\[(?:source|listing|literal|stem|latexmath|asciimath|plantuml|mermaid|graphviz|pass)\b")
_INLINE = re.compile(
    r"(?P<mono>(?<!\w)``(?P<mono2>.{1,2000}?)``|(?<![\w`])`(?P<mono1>[^`]+?)`(?!\w))"
    r"|(?P<link>(?:link:|mailto:)(?P<to>[^\s\[\]]{1,2000})\[(?P<link_text>[^\]]{,2000})\]"
    r"|(?P<url>(?:https?|ftp|irc)://[^\s\[\]<>]{1,2000})\[(?P<url_text>[^\]]{,2000})\])"
    r"|xref:(?P<xref>[^\s\[\]]{1,2000})\[(?P<xref_text>[^\]]{,2000})\]|<<(?P<id>[^<>,]+)(?:,(?P<id_text>[^<>]*))?>>"
    r"|image:(?!:)(?P<image>[^\s\[\]]{1,2000})\[(?P<alt>[^\]]{,2000})\]"
    r"|(?P<anchor>\[\[[^\[\]]*\]\]|\[#[^\[\]]*\])"
    r"|(?P<keys>(?:kbd|btn|menu|icon|stem|latexmath|asciimath|pass):[^\s\[\]]{,2000}\[[^\]]{,2000}\])"
    r"|footnote:[^\s\[\]]{,2000}\[(?P<note>[^\]]{,2000})\]"
    r"|(?P<attribute>\{[a-zA-Z_][\w-]*\})"
    r"|(?P<strong>\*\*(?P<strong2>[^*\n]+)\*\*|(?<![\w*])\*(?P<strong1>[^*\s][^*\n]*?)\*(?![\w*]))"
    r"|(?P<em>__(?P<em2>[^_\n]+)__|(?<!\w)_(?P<em1>[^_\s][^_\n]*?)_(?!\w))"
    r"|(?P<shown>\(\((?P<shown_text>[^()]+)\)\))",
    re.DOTALL,
)


def read_asciidoc(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read an AsciiDoc file.

    Headings, paragraphs, list items and table cells become blocks of those kinds. Listings, comments,
    attributes and block macros become blocks of the kind ``code``. Monospace text, links, images and
    attribute references are recorded in ``inlines``. The name of an admonition becomes a ``tag``
    before the text of the admonition. Line numbers are those of the file.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: Python name of the encoding; detected from the bytes if ``None``.

    Raises:
        InputError: the bytes are not text, or contain only white space.
        UsageError: the encoding is unknown.
    """
    text, used = decode(content, name, encoding)
    blocks = tuple(_Lines(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).blocks())
    if not blocks:
        raise InputError(_("contains no text: give a file that is not empty"), path=name)
    return Document(name, blocks, encoding=used)


class _Lines:
    """A parser that converts the lines of an AsciiDoc text to blocks."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = [line.rstrip() for line in lines]
        self._place = 0
        self._tags: list[str] = []
        self._open: list[tuple[int, str]] = []  # lines of the current paragraph
        self._kind = ("paragraph", 0)
        self._is_code = False  # whether block attributes mark the next paragraph as code
        self._tables: list[str] = []

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in the order of the file."""
        while self._place < len(self._lines):
            line = self._lines[self._place]
            self._place += 1
            if _VERBATIM.match(line):
                yield from self._paragraph()
                yield from self._verbatim(line)
            elif not line or line == "+" or _FENCE.match(line):
                yield from self._paragraph()
                if line != "+":
                    self._is_code = self._is_code and bool(line)
            elif _TABLE.match(line):
                yield from self._paragraph()
                self._tables = self._tables[:-1] if self._tables else [line]
            elif self._tables:
                yield from self._row(line)
            else:
                yield from self._line(line)
        yield from self._paragraph()

    def _verbatim(self, fence: str) -> Iterator[Block]:
        """Yield the lines up to the closing delimiter as code.

        If the closing delimiter is missing, the code ends at the end of the file.
        """
        closing = "```" if fence.startswith("```") else fence
        start = self._place
        while self._place < len(self._lines) and self._lines[self._place] != closing:
            self._place += 1
        text = "\n".join(self._lines[start : self._place])
        self._place += 1
        self._is_code = False
        if text.strip():
            yield code_block(text, start + 1)

    def _line(self, line: str) -> Iterator[Block]:
        """Process one line that is not a delimiter, and yield the blocks that it completes."""
        begins = not self._open
        if begins and (match := _ADMONITION.match(line)):
            self._tags.append(match[1])
            line = line[match.end() :]
            if not line:
                return
        if line.startswith("//") or (begins and (_ATTRIBUTE.match(line) or _BLOCK_ATTRIBUTES.match(line))):
            self._is_code = self._is_code or _CODE_STYLES.match(line) is not None
            yield code_block(line, self._place)
        elif image := _BLOCK_IMAGE.match(line):
            yield from self._paragraph()
            yield from self._image(image["address"], image["text"])
        elif _MACRO.match(line):
            yield from self._paragraph()
            yield code_block(line, self._place)
        elif match := _HEADING.match(line):
            yield from self._paragraph()
            yield from self._text([(self._place, match[2])], "heading", len(match[1]))
        elif begins and (match := _TITLE.match(line)):
            yield from self._text([(self._place, match[1])], "paragraph", 0)
        elif match := _ITEM.match(line):
            yield from self._paragraph()
            self._kind = ("item", len(match["mark"]) if match["mark"][0] in "*.-" else 1)
            self._open = [(self._place, line[match.end() :])]
        elif begins and (match := _TERM.match(line)) and "::" not in match["term"] and "`::" not in line:
            yield from self._text([(self._place, match["term"])], "paragraph", 0)
            if match["text"]:
                self._kind, self._open = ("item", 1), [(self._place, match["text"])]
        else:
            self._open.append((self._place, line))

    def _image(self, address: str, text: str) -> Iterator[Block]:
        """Yield the alternative text of an image as a paragraph; an image without such text becomes a block of code."""
        words = text.partition(",")[0].strip('" ')
        if not words:
            yield code_block(self._lines[self._place - 1], self._place)
            return
        builder = BlockBuilder()
        builder.open("image", address)
        builder.add(words, self._place)
        builder.close()
        block = builder.block("paragraph")
        if block is not None:
            yield block

    def _row(self, line: str) -> Iterator[Block]:
        """Start the table cells that begin on a line, and yield the cells that these cells complete.

        A cell is complete when the next cell begins. A line in which no cell begins continues the previous
        cell.
        """
        starts = [match.end() for match in _CELL.finditer(line)]
        if not starts:
            self._open.append((self._place, line))
            return
        head = line[: next(_CELL.finditer(line)).start()]
        if head.strip():
            self._open.append((self._place, head))
        ends = [*(match.start() for match in _CELL.finditer(line)), len(line)][1:]
        for start, end in zip(starts, ends, strict=True):
            yield from self._paragraph()
            self._kind = ("cell", 0)
            if line[start:end].strip():
                self._open = [(self._place, line[start:end])]

    def _paragraph(self) -> Iterator[Block]:
        """End the current paragraph, and yield it if it has text."""
        lines, (kind, level) = self._open, self._kind
        self._open, self._kind = [], ("paragraph", 0)
        if not lines:
            return
        is_code = self._is_code or (kind == "paragraph" and all(line[:1] in " \t" for _, line in lines))
        self._is_code = False
        if is_code:
            yield code_block("\n".join(line for _, line in lines), lines[0][0])
        else:
            yield from self._text(lines, kind, level)

    def _text(self, lines: list[tuple[int, str]], kind: str, level: int) -> Iterator[Block]:
        builder = BlockBuilder()
        for tag in self._tags:
            builder.mark("tag", tag)
        self._tags = []
        # an inline part may continue on the next line, so the lines of a paragraph are read as one text
        text = "\n".join(_INDEX.sub("", line.removesuffix(" +")) for _, line in lines)
        _add(builder, text, lines[0][0])
        block = builder.block(kind, level)
        if block is not None:
            yield block


def _add(builder: BlockBuilder, text: str, line: int) -> None:
    """Add a text to a block: mark-up such as links and code is recorded as inline parts, not as text."""
    place = 0
    for match in _INLINE.finditer(text):
        builder.add(text[place : match.start()], line + text.count("\n", 0, place))
        place = match.end()
        here = line + text.count("\n", 0, match.start())
        if part := _part(match):
            kind, value, shown = part
            if shown:
                builder.open(kind, value)
                _add(builder, shown, here) if kind == "link" else builder.add(shown, here)
                builder.close()
            else:
                builder.mark(kind, value)
        else:
            emphasised = ("strong2", "strong1", "em2", "em1", "note", "shown_text")
            _add(builder, next((match[each] for each in emphasised if match[each]), ""), here)
    builder.add(text[place:], line + text.count("\n", 0, place))


def _part(match: re.Match[str]) -> tuple[str, str, str] | None:
    """Return the kind, the value and the visible text of matched inline mark-up, such as a link or code.

    The value of a link is its address. The result is ``None`` for emphasis, notes and index terms.
    """
    part: tuple[str, str, str] | None = None
    if match["mono"]:
        part = "code", "", (match["mono2"] or match["mono1"]).strip("+")
    elif match["link"]:
        address = match["to"] or match["url"]
        shown = match["link_text"] or match["url_text"] or address
        part = "link", address, shown.partition(",window=")[0].rstrip("^")
    elif match["xref"] or match["id"]:
        part = "link", match["xref"] or match["id"], match["xref_text"] or match["id_text"] or ""
    elif match["image"]:
        part = "image", match["image"], match["alt"].partition(",")[0]
    elif match["anchor"]:
        part = "tag", match["anchor"], ""
    elif match["keys"]:
        part = "code", "", match["keys"]
    elif match["attribute"]:
        part = "placeholder", match["attribute"], match["attribute"]
    return part
