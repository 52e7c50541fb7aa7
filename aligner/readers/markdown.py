"""Read Markdown, with the line numbers of the file.

Prose loses its mark-up, and code becomes separate blocks. The package markdown-it-py parses the
text: CommonMark, tables, footnotes, and the admonitions and containers of documentation tools. This
module converts the tokens of the parser to blocks. No content is lost: code, comments and tags
become blocks of the kind ``code`` or inline parts.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.block_builder import BlockBuilder, code_block
from aligner.readers.encodings import decode
from aligner.readers.front_matter import front_matter_blocks, split_front_matter
from aligner.readers.grid import Grid
from aligner.readers.html_blocks import fragment_blocks
from aligner.readers.list_fences import indent_fenced_lines
from aligner.readers.mdx import without_tag_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

TITLE = "title"
"""Value of the inline `tag` that marks the title of a note or a tip; without one, the page shows a default title."""
_ANCHOR = re.compile(r"(?<!\s)\s*(\{(?:[#.][^{}]*|/\*.{,200}?\*/)\})\s*$")
"""Attributes that documentation tools put after a heading: ``{#name .class}`` or ``{/* #name */}``."""
_OPENING_MARK = re.compile(r"(\[[ xX]\])[ \t]+|(\[![A-Za-z]+\][+-]?)[ \t]*(?:\n|$)")
"""The box of a task, or the kind of an alert."""
_MDX_CODE = re.compile(
    r"import\s+(?:[\w*{][^;]*?\sfrom\s*)?[\"'][^\"']+[\"']|export\s+(?:const|let|var|default|function|async|class|type|\{|\*)"
    r"|\{/\*.*\*/\}$",
    re.DOTALL,
)
"""Start of a paragraph of MDX that is code; a comment fills the whole paragraph."""
_MDX_COMMENT = re.compile(r"\{/\*.{,4000}?\*/\}")
_BLOCK_NAME = re.compile(r"\s*[A-Za-z][\w-]*(?:\s*\|.*$|\s*$)")
"""Text after ``///``: the kind of the block, and its title."""
_PLACEHOLDER = re.compile(
    r"\{\{.{1,200}?\}\}|\{%.{1,200}?%\}|\{\*.{1,200}?\*\}|^-+8<-+ .*$|^\[\[?TOC\]\]?$", re.IGNORECASE
)
"""Placeholders that a program fills in: values, directives, files with code, the table of contents."""
_STRONG_BESIDE_HAN = re.compile(r"(?<!\*)\*\*(?=[^\s*])([^*\n]+)(?<=[^\s*])\*\*(?!\*)")
"""Emphasis that ends with punctuation before a Han character; CommonMark does not recognise it, but authors use it."""
_CONTAINER_TITLE = re.compile(
    r"(?:\{[^{}]*\}|[\w-]*)\s*\|?\s*(?:\[(?P<bracketed>.*)\]|(?P<plain>.*?))\s*(?:\{[^{}]*\})?\s*$"
)
_KINDS = {"th": "cell", "td": "cell", "footnote": "note", "admonition_title": "title"}
"""The kinds of blocks of some elements of the parser."""
_READING = re.compile(r"<rt\b", re.IGNORECASE)
_READING_END = re.compile(r"</rt\b", re.IGNORECASE)
_HTML_CODE = re.compile(r"\s*<(?:script|style|textarea)\b", re.IGNORECASE)


def read_markdown(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a Markdown file.

    Headings, paragraphs, list items and table cells become blocks of those kinds, without the mark-up
    of emphasis and links. Inline code, links, images and tags are recorded in ``inlines``. Fenced and
    indented code, scripts, comments and the front matter that readers do not see become blocks of the
    kind ``code``. Line numbers are those of the file.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: Python name of the encoding; detected from the bytes if ``None``.

    Raises:
        InputError: the bytes are not text, or contain only white space.
        UsageError: the encoding is unknown.
    """
    text, used = decode(content, name, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front, body = split_front_matter(text)
    is_mdx = name.lower().endswith(".mdx")
    body, tags = without_tag_lines(body) if is_mdx else (body, [])
    walk = _Walk(indent_fenced_lines(body), is_mdx=is_mdx)
    blocks = [*front_matter_blocks(front), *walk.blocks(), *(code_block(tag, line) for tag, line in tags)]
    if not blocks:
        raise InputError(_("contains no text: give a file that is not empty"), path=name)
    # notes are sorted to where they are defined, not where a renderer puts them
    blocks.sort(key=lambda block: block.line)
    return Document(name=name, blocks=tuple(blocks), encoding=used)


@cache
def _parser(*, is_mdx: bool = False) -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    # the parser silently drops text nested more deeply; Python's recursion limit comes first and raises an error
    parser = MarkdownIt("commonmark", {"maxNesting": 10_000}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(deflist_plugin).use(admon_plugin)
    parser.use(container_plugin, name="any", validate=lambda *_arguments: True)
    parser.use(container_plugin, name="block", marker="/", validate=lambda info, _marks: bool(_BLOCK_NAME.match(info)))
    parser.core.ruler.before("inline", "marks", _separate_marks)
    return parser.disable("code") if is_mdx else parser  # MDX has no indented code


def _separate_marks(state: StateCore) -> None:
    """Move anchors, task boxes and alert names from the text of a token to its ``meta``."""
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline":
            continue
        pattern = _ANCHOR.search if before.type == "heading_open" else _OPENING_MARK.match
        if match := pattern(token.content):
            token.meta["mark"] = next(filter(None, match.groups()))
            token.meta["lines"] = token.content.count("\n", 0, match.end()) if not match.start() else 0
            token.content = token.content[: match.start()] + token.content[match.end() :]


class _Walk:
    """A traversal of the tokens of a Markdown text, which converts them to blocks."""

    def __init__(self, text: str, *, is_mdx: bool) -> None:
        self._text = text
        self._is_mdx = is_mdx
        self._tags: list[str] = []  # kinds of the containers that have just begun
        self._builder = BlockBuilder()
        self._kinds: list[tuple[str, str, int]] = []  # token type that opened it, kind, level
        self._lists = 0
        self._line = 1
        self._untitled = False
        self._grid = Grid()

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in the order of the tokens."""
        for token in _parser(is_mdx=self._is_mdx).parse(self._text):
            if token.map is not None:
                self._line = token.map[0] + 1
            if token.nesting:
                yield from self._structure(token)
            elif token.type == "inline":
                yield from self._inline(token)
            elif token.type in ("fence", "code_block") and token.content.strip():
                yield code_block(token.content.rstrip("\n"), self._line + (token.type == "fence"))
            elif token.type == "html_block":
                yield from _html(token.content, self._line)

    def _structure(self, token: Token) -> Iterator[Block]:
        """Update the stack of enclosing elements for a token, and yield the blocks that it completes.

        The title of a container becomes a paragraph.
        """
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists -= 1
        elif token.type == "admonition_open":
            # the parser adds a title if there is none
            self._untitled = '"' not in token.info
            self._tags.append(f"{token.markup} {token.info.split()[0]}")
        elif token.type in ("container_any_open", "container_block_open"):
            info = token.info.strip()
            name = re.match(r"[\w-]*", info)
            self._tags.append(f"{token.markup[:3]} {name[0] if name else ''}".rstrip())
            match = _CONTAINER_TITLE.match(info)
            if match and (title := match["bracketed"] or match["plain"].strip('"')):
                yield from self._title(_parser().parseInline(title)[0])
        elif token.type in ("admonition_close", "container_any_close", "container_block_close"):
            self._tags = []
        self._count_cells(token)
        kind, level = _kind(token, self._lists)
        if kind and token.nesting > 0:
            self._kinds.append((token.type.removesuffix("_open"), kind, level))
        elif self._kinds and token.type == f"{self._kinds[-1][0]}_close":
            self._kinds.pop()

    def _count_cells(self, token: Token) -> None:
        if token.type == "table_open":
            self._grid.begin_table()
        elif token.type == "table_close":
            self._grid.end_table()
        elif token.type == "tr_open":
            self._grid.begin_row()
        elif token.type in ("th_open", "td_open"):
            self._grid.begin_cell()

    def _title(self, token: Token) -> Iterator[Block]:
        """Yield the title of a container, such as a note or a warning, as a block with the tag of a title.

        The tag that names the kind of container does not go to the title. It stays for the text of the
        container.
        """
        tags, self._tags = self._tags, []
        self._builder.mark("tag", TITLE)
        yield from self._inline(token)
        self._tags = tags

    def _inline(self, token: Token) -> Iterator[Block]:
        _unused, kind, level = self._kinds[-1] if self._kinds else ("", "paragraph", 0)
        if kind == "title":
            self._kinds[-1] = (self._kinds[-1][0], "paragraph", 0)
            if not self._untitled:
                yield from self._title(token)
            return
        if self._is_mdx and not self._kinds and _MDX_CODE.match(token.content):
            yield code_block(token.content, self._line)
            return
        line = self._line + token.meta.get("lines", 0)
        mark = token.meta.get("mark", "")
        for tag in self._tags:
            self._builder.mark("tag", tag)
        self._tags = []
        if mark and kind != "heading":
            self._builder.mark("tag", mark)
        self._children(token.children or [], token.content, line)
        if mark and kind == "heading":
            self._builder.mark("tag", mark)
        block = self._builder.block(kind, level)
        if block is not None:
            # a line of only {% directives %} is not translatable
            is_text = not _may_have_placeholder(block.text) or _PLACEHOLDER.sub("", block.text).strip()
            yield self._grid.placed(block) if is_text else code_block(block.text, block.line)

    def _children(self, children: list[Token], content: str, line: int) -> int:
        """Add inline tokens to the block, and return the line number at which they end."""
        builder = self._builder
        position = 0  # in the content, after the last line end or code
        above: list[str] = []  # the reading above a ruby text, which becomes one tag
        for token in children:
            if above or (token.type == "html_inline" and _READING.match(token.content)):
                above.append(token.content)
                if _READING_END.match(token.content) or token is children[-1]:
                    builder.mark("tag", "".join(above))
                    above = []
            elif token.type in ("softbreak", "hardbreak"):
                builder.add("\n", line)
                line += 1
                position = content.find("\n", position) + 1 or position
            elif token.type == "code_inline":
                builder.open("code")
                builder.add(token.content, line)
                builder.close()
                start = max(content.find(token.markup, position), position)
                position = content.find(token.markup, start + len(token.markup)) + len(token.markup)
                line += content.count("\n", start, position)
            elif token.type == "image":
                builder.open("image", str(token.attrGet("src") or ""))
                line = self._children(token.children or [], token.content, line)
                builder.close()
            else:
                _add(builder, token, line)
                line += token.content.count("\n")
        return line


def _kind(token: Token, depth: int) -> tuple[str, int]:
    """Return the kind and level of the blocks in the element that a token opens.

    The kind is empty if the element does not change it.
    """
    name = token.type.removesuffix("_open").removesuffix("_close")
    if name == "heading":
        return "heading", int(token.tag[1:])
    if name == "list_item":
        return "item", depth
    return _KINDS.get(name, ""), 0


def _add(builder: BlockBuilder, token: Token, line: int) -> None:
    """Add an inline token to the block: text, the start or end of a link, or a tag.

    The token contains no line break.
    """
    if token.type == "text":
        _add_text(builder, token.content, line)
    elif token.type == "link_open":
        builder.open("link", str(token.attrGet("href") or ""))
    elif token.type == "link_close":
        builder.close()
    elif token.type in ("html_inline", "footnote_ref"):
        builder.mark("tag", token.content or f"[^{token.meta.get('label', '')}]")
        if token.content[:3].lower() == "<br":
            builder.add(" ", line)


def _add_text(builder: BlockBuilder, text: str, line: int) -> None:
    if "**" in text and not text.isascii():
        text = _STRONG_BESIDE_HAN.sub(r"\1", text)
    position = 0
    for match in _PLACEHOLDER.finditer(text) if _may_have_placeholder(text) else ():
        builder.add(text[position : match.start()], line)
        builder.open("placeholder", match.group())
        builder.add(match.group(), line)
        builder.close()
        position = match.end()
    builder.add(text[position:], line)


def _may_have_placeholder(text: str) -> bool:
    """Tell whether `_PLACEHOLDER` can match a text; most texts need not be searched."""
    return "{" in text or text.startswith(("-", "["))


def _html(content: str, line: int) -> list[Block]:
    """Convert an HTML block of a Markdown text to blocks of the document; there is at least one.

    The text of the HTML becomes prose. Comments and scripts become code.
    """
    raw = content.rstrip("\n")
    if _HTML_CODE.match(raw):
        return [code_block(raw, line)]
    return fragment_blocks(raw, line) or [code_block(raw, line)]
