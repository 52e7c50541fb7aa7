"""Read reStructuredText, including the directives and roles of Sphinx.

The package docutils parses the text, and this module converts the nodes to blocks. Only the parser
of docutils runs. Its transforms do not run, because they would move notes and insert tables of
contents. Directives and roles that docutils does not know, such as those of Sphinx and its
extensions, are accepted. Their names decide whether their content is code or prose.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aligner.bitext import Block, Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.block_builder import BlockBuilder, code_block, words
from aligner.readers.encodings import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils import nodes

COMMENT = "comment"
"""Value of the inline `tag` that marks a comment, which is not visible on the page."""
_DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([\w:+.-]+?)::", re.MULTILINE)
_ROLE = re.compile(r":([\w+.-]+(?::[\w+.-]+){,4}):`|`:([\w+.-]+(?::[\w+.-]+){,4}):")
_CODE_DIRECTIVES = words(
    "code code-block sourcecode highlight literalinclude include prompt parsed-literal graphviz digraph blockdiag "
    "seqdiag actdiag nwdiag packetdiag wavedrom uml plantuml mermaid math toctree index only-if jinja productionlist "
    "automodule autoclass autofunction doxygenfunction doxygenstruct doxygenfile include-build-file"
)
"""Directives whose content is not prose."""
_PROSE_ROLES = words(
    "guilabel menuselection term abbr strong emphasis sub sup dfn superscript subscript title-reference"
)
"""Roles with translatable text; the text of other roles is code or a reference."""
_LINK_ROLES = words("ref doc numref any download eq")
"""Roles that refer to a target; without their own title, they show the title of the target."""
_TITLED = re.compile(r"(?P<text>.*?)(?:(?<!\s)\s+)?<(?P<target>[^<>]+)>$", re.DOTALL)
_CODE_NODES = (
    "literal_block",
    "doctest_block",
    "math_block",
    "raw",
    "comment",
    "substitution_definition",
    "target",
    "field_name",
)
_KINDS = {"list_item": "item", "entry": "cell", "footnote": "note", "citation": "note"}
_SKIPPED = ("label", "system_message", "pending", "transition", "colspec", "meta")


def read_rst(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a reStructuredText file.

    Titles, paragraphs, list items, table cells and notes become blocks of those kinds. Literal blocks,
    comments and directives without prose become blocks of the kind ``code``. Literals, links and roles
    are recorded in ``inlines``. The name of an admonition becomes a ``tag`` before the text of the
    admonition. Line numbers are those of the file.

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
    blocks = tuple(_Walk(text).blocks(_parsed(text)))
    if not blocks:
        raise InputError(_("contains no text: give a file that is not empty"), path=name)
    return Document(name, blocks, encoding=used)


def _parsed(text: str) -> nodes.document:
    from docutils import frontend, utils
    from docutils.parsers.rst import Parser, directives, roles

    settings = frontend.get_default_settings(Parser)
    settings.report_level = settings.halt_level = 5
    settings.warning_stream = io.StringIO()
    settings.file_insertion_enabled = False
    settings.syntax_highlight = "none"
    document = utils.new_document("<text>", settings)
    english: Any = _NoTranslation
    for name in _DIRECTIVE.findall(text):
        if name in _CODE_DIRECTIVES or directives.directive(name, english, document)[0] is None:
            directives.register_directive(name, _directive())
    for match in _ROLE.finditer(text):
        name = match[1] or match[2]
        if roles.role(name, english, 1, document.reporter)[0] is None:
            roles.register_local_role(name, _role)
    Parser().parse(text, document)
    return document


class _NoTranslation:
    """Language module for docutils without translated names of directives and roles."""

    directives: dict[str, str] = {}  # noqa: RUF012 - docutils reads them as attributes of a module
    roles: dict[str, str] = {}  # noqa: RUF012


class _AnyOption(dict):  # type: ignore[type-arg]
    """An option table for a directive that accepts any option name."""

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - as docutils has it
        return str


def _directive() -> Any:  # noqa: ANN401 - a class of docutils, which is imported only when it is needed
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class AnyDirective(Directive):
        """A directive that docutils does not know; its content is parsed if it is prose."""

        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = _AnyOption()

        def run(self) -> list[nodes.Node]:
            """Return the content of the directive as a container of parsed nodes, or as code."""
            if self.name in _CODE_DIRECTIVES or ":" in self.name:
                code = nodes.literal_block(self.block_text, "\n".join(self.content) or self.block_text)
                code.line = self.content_offset + 1 if self.content else self.lineno
                return [code]
            holder = nodes.container(self.block_text)
            holder["directive"], holder.line = self.name, self.lineno
            if self.arguments:
                children, _unused = self.state.inline_text(self.arguments[0], self.lineno)
                paragraph = nodes.paragraph(self.arguments[0], "", *children)
                paragraph.line = self.lineno
                holder += paragraph
            self.state.nested_parse(self.content, self.content_offset, holder)
            return [holder]

    return AnyDirective


def _role(role: str, rawtext: str, text: str, *_: Any, **__: Any) -> tuple[list[Any], list[Any]]:  # noqa: ANN401
    """Return the node for the text of an unknown role: prose, a link or code.

    The name of the role decides. A role with a separate title, ``title <target>``, is a link.
    """
    from docutils import nodes

    text = text.replace("\0", "\\")
    titled = _TITLED.match(text)
    if titled and titled["text"]:
        return [nodes.reference(rawtext, titled["text"], refuri=titled["target"])], []
    if role in _PROSE_ROLES:
        return [nodes.inline(rawtext, text)], []
    if role.rpartition(":")[2] in _LINK_ROLES:
        return [nodes.reference(rawtext, text, refuri=text)], []
    return [nodes.literal(rawtext, text)], []


class _Walk:
    """A traversal of the docutils tree of a text, which converts the nodes to blocks."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._line = 1
        self._builder = BlockBuilder()
        self._tags: list[str] = []

    def blocks(self, node: Any, kind: str = "paragraph", depth: int = 0, level: int = 0) -> Iterator[Block]:  # noqa: ANN401
        """Yield the blocks under a node, in the order of the file.

        Args:
            node: the node whose children are read.
            kind: kind of the blocks that paragraphs become.
            depth: number of lists that enclose the node.
            level: number of sections that enclose the node.
        """
        for child in node.children:
            name = child.__class__.__name__
            if name in _SKIPPED or name == "Text":
                continue
            if name in _CODE_NODES:
                yield from self._code(child)
            elif name == "title":
                yield from self._text(child, "heading" if level or node.parent is None else "paragraph", max(level, 1))
            elif _holds_text(child):
                yield from self._text(child, kind, depth if kind == "item" else 0)
            else:
                if _is_marked(child):
                    self._tags.append(f".. {child.get('directive') or name}::")
                inner = depth + (name in ("bullet_list", "enumerated_list"))
                yield from self.blocks(child, _KINDS.get(name, kind), inner, level + (name == "section"))

    def _code(self, node: Any) -> Iterator[Block]:  # noqa: ANN401 - a node of docutils
        text = node.astext().rstrip("\n") or node.rawsource.rstrip("\n")
        if text.strip():
            self._find(text, node.line)
            block = code_block(text, self._line)
            yield replace(block, inlines=((0, 0, "tag", COMMENT),)) if type(node).__name__ == "comment" else block

    def _text(self, node: Any, kind: str, level: int) -> Iterator[Block]:  # noqa: ANN401 - a node of docutils
        self._find(node.rawsource or node.astext(), node.line)
        for tag in self._tags:
            self._builder.mark("tag", tag)
        self._tags = []
        self._inline([node] if not node.children else node.children, self._line)
        block = self._builder.block(kind, level)
        if block is not None:
            yield block

    def _find(self, text: str, docutils_line: int | None) -> None:
        """Search for a text in the file, and set the current line to the line on which it begins.

        In tables and lists, the line numbers of docutils are wrong by one or two. They are used only if the
        search fails.
        """
        first = next((line.strip() for line in text.split("\n") if line.strip()), "")
        for number in range(self._line, len(self._lines) + 1):
            if first in self._lines[number - 1]:
                self._line = number
                return
        self._line = max(self._line, docutils_line or 1)

    def _inline(self, inline: Sequence[Any], line: int) -> int:
        """Add inline nodes to the block, and return the line number at which they end."""
        builder = self._builder
        for child in inline:
            name = child.__class__.__name__
            if name == "Text":
                text = str(child).replace("\0", "")
                builder.add(text, line)
                line += text.count("\n")
            elif name in ("footnote_reference", "citation_reference"):
                builder.mark("tag", f"[{child.astext()}]_")
            elif name == "system_message":
                continue
            else:
                opened = _part(child, name)
                if opened:
                    builder.open(*opened)
                line = self._inline(child.children, line)
                if name == "image" and child.get("alt"):
                    builder.add(child["alt"], line)
                if opened:
                    builder.close()
        return line


def _part(node: Any, name: str) -> tuple[str, str] | None:  # noqa: ANN401 - a node of docutils
    """Return the kind and the value of an inline part; ``None`` for emphasis and similar nodes."""
    if name in ("literal", "math"):
        return "code", ""
    if name == "reference":
        return "link", str(node.get("refuri") or node.get("refname") or "")
    if name == "image":
        return "image", str(node.get("uri", ""))
    if name == "substitution_reference":
        return "placeholder", f"|{node.astext()}|"
    return None


def _holds_text(node: Any) -> bool:  # noqa: ANN401 - a node of docutils
    from docutils import nodes

    return isinstance(node, nodes.TextElement | nodes.image)


def _is_marked(node: Any) -> bool:  # noqa: ANN401 - a node of docutils
    from docutils import nodes

    return isinstance(node, nodes.Admonition) or bool(node.get("directive"))
