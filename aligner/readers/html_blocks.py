"""Map elements of HTML to blocks, for pages, chapters of e-books and HTML within Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from aligner.bitext import Block
from aligner.readers.block_builder import BlockBuilder, code_block, words
from aligner.readers.grid import Grid

if TYPE_CHECKING:
    from lxml.etree import _Element

INVISIBLE = words(
    "head script style template noscript svg canvas iframe object audio video datalist rt rp select textarea"
)
"""Elements whose content is not visible text."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKING = words(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section summary "
    "table tbody td tfoot th thead title tr ul"
)
"""Elements that start and end a block."""
_BOLD = frozenset({"b", "strong"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_NOTE_TYPES = frozenset({"footnote", "endnote", "rearnote", "note"})
_NOTE_ROLES = frozenset({"doc-footnote", "doc-endnote"})
_FORMATTING = re.compile(r"</?(?:b|big|center|em|font|i|small|span|strong|u)\b[^<>]*>", re.IGNORECASE)
_COMPLETE = re.compile(r"[.!?…。！？：:;；][\"'”’」』)）]*$")
"""After the end of a sentence, a single line break ends the paragraph, as in stories formatted with <br>."""


def name_of(element: _Element) -> str:
    """Return the element's name in lower case, without its namespace; empty for a comment."""
    tag: Any = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def line_of(element: _Element) -> int | None:
    """Return the 1-based line of the parsed text on which an element begins.

    The result is ``None`` if the parser does not report the line.
    """
    return cast("int | None", element.sourceline)  # the stubs leave its type open


def is_note(element: _Element) -> bool:
    """Whether the e-book mark-up of an element says that it is a footnote or an endnote."""
    types = next((value for key, value in element.attrib.items() if str(key).endswith(("}type", ":type"))), "")
    return bool(_NOTE_TYPES.intersection(str(types).split())) or element.get("role") in _NOTE_ROLES


def blocks_of(
    root: _Element, *, first_line: int = 1, leave_out: Mapping[_Element, str] | None = None, fragment: bool = False
) -> list[Block]:
    """Return the visible text under an element as blocks, in reading order.

    Args:
        root: the root element; its line numbers are those of the parsed text.
        first_line: line of the file on which the parsed text begins.
        leave_out: elements to skip with all their content.
        fragment: whether the text is a part of another format. In a fragment, all comments and scripts
            become blocks of the kind ``code``. In a whole page, only comments with directives for this
            program do.
    """
    return list(_Walk(first_line - 1, leave_out or {}, fragment).blocks(root))


def fragment_blocks(markup: str, first_line: int) -> list[Block]:
    """Return the blocks of HTML that is part of another format, such as Markdown; comments and scripts become code."""
    return blocks_of(parse_html(f"<div>{markup}</div>"), first_line=first_line, fragment=True)


def parse_html(markup: str) -> _Element:
    """Parse HTML as browsers do: any input gives a tree.

    Raises:
        RecursionError: elements are nested deeper than the parser's limit of 2,048. The parser would
            lose text.
    """
    root = _parsed(markup)
    if root is None:
        # old pages start a <font> in each paragraph and never end it
        root = _parsed(_FORMATTING.sub(lambda tag: "\n" * tag.group().count("\n"), markup))
    if root is None:
        raise RecursionError("elements nested too deeply")
    return root


def _parsed(markup: str) -> _Element | None:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    if any("depth" in entry.message for entry in parser.error_log.filter_from_errors()):
        return None
    return root if root is not None else etree.Element("html")


class _Walk:
    """A traversal of an HTML tree without recursion, because pages may be nested to any depth."""

    def __init__(self, line_offset: int, leave_out: Mapping[_Element, str], fragment: bool) -> None:
        self._builder = BlockBuilder()
        self._offset = line_offset
        self._line = 1
        self._leave_out = leave_out
        self._fragment = fragment
        self._contexts: list[tuple[_Element, str, int]] = []
        self._lists = 0
        self._grid = Grid()

    def blocks(self, root: _Element) -> Iterator[Block]:
        """Yield the text under the root element as blocks, in reading order."""
        stack: list[tuple[_Element, Iterator[_Element]]] = []
        element: _Element | None = root
        while element is not None or stack:
            if element is not None:
                if self._enters(element):
                    yield from self._begin(element)
                    stack.append((element, iter(element)))
                else:
                    yield from self._verbatim(element)
                    if stack:
                        self._text(element.tail)
            else:
                finished, _ = stack.pop()
                yield from self._end(finished)
                if stack:
                    self._text(finished.tail)
            element = next(stack[-1][1], None) if stack else None
        yield from self._finished()

    def _enters(self, element: _Element) -> bool:
        name = name_of(element)
        return bool(name) and name not in INVISIBLE and name != "pre" and element not in self._leave_out

    def _begin(self, element: _Element) -> Iterator[Block]:
        name = name_of(element)
        if name == "br":
            yield from self._line_break(element)
        elif name in _BREAKING:
            yield from self._finished()
        self._line = line_of(element) or self._line
        if name in _LISTS:
            self._lists += 1
        context = self._context(name, element)
        if context is not None:
            self._contexts.append((element, *context))
        if name in _CODE:
            self._builder.open("code")
        elif name == "a":
            self._builder.open("link", element.get("href") or "")
        elif name == "img":
            self._builder.mark("image", element.get("src") or "")
        self._text(element.text)

    def _context(self, name: str, element: _Element) -> tuple[str, int] | None:
        """Return the kind and level that an element gives to the blocks in it.

        The result is ``None`` if the element does not change them.
        """
        if name in _HEADINGS:
            return "heading", _HEADINGS[name]
        if name == "li" and not any(kind == "note" for _, kind, _ in self._contexts[-1:]):
            return ("note", 0) if is_note(element) else ("item", max(self._lists, 1))
        if name == "table":
            self._grid.begin_table()
        elif name == "tr":
            self._grid.begin_row()
        elif name in ("td", "th"):
            self._grid.begin_cell(element.get("colspan"))
            return "cell", 0
        return ("note", 0) if name in ("aside", "div", "p", "section") and is_note(element) else None

    def _end(self, element: _Element) -> Iterator[Block]:
        name = name_of(element)
        if name in _BREAKING:
            yield from self._finished()
        if name in _LISTS:
            self._lists -= 1
        if name == "table":
            self._grid.end_table()
        if name == "a" or name in _CODE:
            self._builder.close()
        if self._contexts and self._contexts[-1][0] is element:
            self._contexts.pop()

    def _line_break(self, element: _Element) -> Iterator[Block]:
        following = element.getnext()
        double = following is not None and name_of(following) == "br" and not (element.tail or "").strip()
        if double or _COMPLETE.search(self._builder.last) or _is_behind_title(element):
            yield from self._finished()
        else:
            self._builder.add("\n", self._line)

    def _text(self, text: str | None) -> None:
        if text:
            self._builder.add(text, self._line + self._offset)
            self._line += text.count("\n")

    def _finished(self) -> Iterator[Block]:
        _, kind, level = self._contexts[-1] if self._contexts else (None, "paragraph", 0)
        block = self._builder.block(kind, level)
        if block is not None:
            yield self._grid.placed(block)

    def _verbatim(self, element: _Element) -> Iterator[Block]:
        """Yield the unchanged code or comment of an element; yield nothing for invisible content."""
        line = self._offset + (line_of(element) or self._line)
        name = name_of(element)
        if element in self._leave_out or (not name and not isinstance(element.text, str)):
            return
        if name == "pre":
            yield from self._finished()
            text = "".join(str(text) for text in element.itertext()).rstrip()
            if text.strip():
                leading = len(text) - len(text.lstrip("\n"))
                yield code_block(text.lstrip("\n"), line + leading)
        elif not name and (self._fragment or "aligner-" in (element.text or "")) and _is_comment(element):
            if self._builder and self._fragment:
                self._builder.mark("tag", f"<!--{element.text}-->")
                return
            yield from self._finished()
            yield code_block(f"<!--{element.text}-->", line)
        elif self._fragment and name in ("script", "style") and (element.text or "").strip():
            yield from self._finished()
            yield code_block((element.text or "").strip("\n"), line)


def _is_comment(element: _Element) -> bool:
    from lxml import etree

    return isinstance(element, etree._Comment)


def _is_behind_title(line_break: _Element) -> bool:
    """Whether a line break separates a title from text.

    This is so if only one line of bold text precedes the line break, and other text follows it.
    """
    before, parent, after = line_break.getprevious(), line_break.getparent(), line_break.getnext()
    if before is None or parent is None or name_of(before) not in _BOLD:
        return False
    alone = before.getprevious() is None and not (parent.text or "").strip() and not (before.tail or "").strip()
    return alone and bool((line_break.tail or "").strip() or (after is not None and name_of(after) not in _BOLD))
