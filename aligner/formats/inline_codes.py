"""Inline codes of translation memories: markup within a text, such as a bold run, a link or an image.

TMX and XLIFF have different elements for the same kinds of code. Readers remove the codes from the
text. They store each code in its block as an object of zero width (`aligner.bitext.Inline` of the
kind ``inline``), whose value is an element of TMX 1.4b. Writers convert the codes to elements of
their own format and insert them again. Formats for plain text contain no codes.

====================================  ==================================  ============  ===========
meaning                               TMX, and the stored value           XLIFF 1.2     XLIFF 2
====================================  ==================================  ============  ===========
start of a range                      ``<bpt i="1">code</bpt>``           g, bpt        pc, sc
end of a range                        ``<ept i="1">code</ept>``           g, ept        pc, ec
placeholder                           ``<ph x="1">code</ph>``             x, ph         ph
start, its end is in another segment  ``<it pos="begin">code</it>``       bx, it        sc
end, its start is in another segment  ``<it pos="end">code</it>``         ex, it        ec
====================================  ==================================  ============  ===========

Specifications: LISA OSCAR, "TMX 1.4b"; OASIS, "XLIFF Version 1.2" and "XLIFF Version 2.1".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aligner.bitext import Document, Inline
from aligner.formats.xml_stream import local_name
from aligner.languages import joint_of
from aligner.xml_escapes import escape, quoteattr, unescape

if TYPE_CHECKING:
    from lxml.etree import _Element

KIND = "inline"
"""Kind of the parts of a block that are inline codes."""
_PLACEHOLDER = re.compile(r"%(?:\d+\$)?[-+ #0]*\d*(?:\.\d+)?[a-zA-Z@]|%\(\w+\)[a-z]|%\w+%|\$?\{\w*\}|\$\w+")
"""Native code that replaces a word, so it belongs to the visible text."""
_LINE_BREAK = re.compile(r"\s*(?:<br\b[^>]*>|\\n)\s*|[^\S\n]*\n\s*", re.IGNORECASE)
_VALUE = re.compile(r'<(bpt|ept|ph|it)((?: \w+="[^"]*")*)(?:/>|>(.*)</\1>)', re.DOTALL)
_ATTRIBUTE = re.compile(r'(?<!\w)(\w+)="([^"]*)"')
_QUOTE = {'"': "&quot;"}

_OPEN = frozenset({"bpt", "bx", "sc"})
_CLOSE = frozenset({"ept", "ex", "ec"})
_ALONE = frozenset({"ph", "x", "ut"})
_PAIRED = frozenset({"g", "pc"})
"""Elements of XLIFF that enclose the text they mark up."""


class Code(NamedTuple):
    """One inline code.

    Attributes:
        role: ``open`` for the start of a range, ``close`` for its end, ``alone`` for a placeholder;
            ``begin`` or ``end`` for a start or an end whose counterpart is in another segment.
        id: connects an end with its start, and a code of a translation with the same code of the
            source.
        type: kind of markup (``bold``, ``link``), if the file names it.
        content: the code of the original document, if the file contains it.
    """

    role: str
    id: str
    type: str = ""
    content: str = ""

    @property
    def value(self) -> str:
        """The code as an element of TMX, as it is stored in a block."""
        element = {"open": "bpt", "close": "ept", "alone": "ph"}.get(self.role, "it")
        facts = {"pos": self.role} if element == "it" else {}
        facts["x" if element in ("ph", "it") else "i"] = self.id
        if self.type and self.role != "close":
            facts["type"] = self.type
        attributes = "".join(f' {name}="{escape(value, _QUOTE)}"' for name, value in facts.items() if value)
        content = escape(self.content, {"\r": "&#13;"})
        return f"<{element}{attributes}>{content}</{element}>" if content else f"<{element}{attributes}/>"

    @property
    def shown(self) -> str:
        """The code in a readable form, which is the same on both sides of a pair."""
        return self.content or Code(self.role, self.id).value


def code_of(value: str) -> Code:
    """Return the inline code that an element of TMX, as stored in a block, represents.

    This function is the inverse of `Code.value`.
    """
    match = _VALUE.fullmatch(value)
    if match is None:
        return Code("alone", "", content=value)
    facts = {name: unescape(written, {"&quot;": '"'}) for name, written in _ATTRIBUTE.findall(match[2])}
    role = {"bpt": "open", "ept": "close", "ph": "alone"}.get(match[1], facts.get("pos", "begin"))
    content = unescape(match[3] or "", {"&#13;": "\r"})
    return Code(role, facts.get("i") or facts.get("x", ""), facts.get("type", ""), content)


class CodedText:
    """Collects the text of a segment and its inline codes with their positions.

    Attributes:
        text: the visible text of the segment.
        inlines: the codes as they are stored in a block.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.inlines: list[Inline] = []

    @property
    def text(self) -> str:
        """The visible text collected so far."""
        return "".join(self._parts)

    def add(self, text: str | None) -> None:
        """Append visible text to the segment."""
        if text:
            self._parts.append(text)
            self._length += len(text)

    def mark(self, code: Code) -> None:
        """Append an inline code; a code for a line break or a message placeholder is appended as text."""
        if code.role == "alone" and _PLACEHOLDER.fullmatch(code.content):
            self.add(code.content)
        elif code.type == "lb" or _LINE_BREAK.fullmatch(code.content):
            self.add("\n")
        else:
            self.inlines.append((self._length, self._length, KIND, code.value))

    def read(self, element: _Element) -> None:
        """Append the content of a ``seg``, ``source`` or ``target`` element.

        The text of inner elements that are not codes is part of the content.
        """
        self.add(element.text)
        for child in element:
            self._read_child(child, local_name(child))
            self.add(child.tail)

    def _read_child(self, child: _Element, name: str) -> None:
        facts = {str(key).rpartition("}")[2]: str(value) for key, value in child.attrib.items()}
        number = next((facts[key] for key in ("i", "x", "rid", "startRef", "id") if facts.get(key)), "")
        kind = facts.get("ctype") or facts.get("type") or ""
        if name in _PAIRED:
            self.mark(Code("open", number, kind))
            self.read(child)
            self.mark(Code("close", number))
        elif name == "cp":
            self.add(_character(facts.get("hex", "")))
        elif name == "it":
            begins = facts.get("pos", "begin") in ("begin", "open")
            self.mark(Code("begin" if begins else "end", number, kind, _content(child)))
        elif name in _OPEN | _CLOSE | _ALONE:
            halves = ("begin", "end") if facts.get("isolated") == "yes" else ("open", "close")
            role = halves[0] if name in _OPEN else halves[1] if name in _CLOSE else "alone"
            self.mark(Code(role, number, kind, _content(child) or facts.get("disp", "")))
        elif name and name != "sub":  # translatable text within a code does not belong to this segment
            self.read(child)


def coded_text(element: _Element | None) -> tuple[str, tuple[Inline, ...]]:
    """Return the visible text of an XML element, and its inline codes (markup such as bold or a link)."""
    if element is None:
        return "", ()
    if not len(element):
        return element.text or "", ()
    read = CodedText()
    read.read(element)
    return read.text, tuple(read.inlines)


def inlines_of(document: Document, ids: Sequence[int]) -> tuple[Inline, ...]:
    """Return the inline codes of consecutive segments, with their positions in the joined text of the segments."""
    if not any(document.blocks[document.segments[number].block].inlines for number in ids):
        return ()
    codes: list[Inline] = []
    before = 0
    for number in ids:
        segment = document.segments[number]
        block = document.blocks[segment.block]
        last = segment.end == len(block.text)
        codes.extend(
            (before + start - segment.start, before + start - segment.start, kind, value)
            for start, _, kind, value in block.inlines
            if kind == KIND and (segment.start <= start < segment.end or (last and start == segment.end))
        )
        before += segment.end - segment.start + len(joint_of(document.language))
    return tuple(codes)


def number_of_codes(document: Document) -> int:
    """Return the number of inline codes in a document."""
    return sum(1 for block in document.blocks for inline in block.inlines if inline[2] == KIND)


def text_and_codes(text: str, inlines: Sequence[Inline]) -> Iterator[str | Code]:
    """Yield the parts of a text and its inline codes in order.

    A start without its end gets the role ``begin``. An end without its start gets the role ``end``.
    """
    codes = [(start, code_of(value)) for start, _, kind, value in inlines if kind == KIND]
    opened = {code.id for _, code in codes if code.role == "open"}
    closed = {code.id for _, code in codes if code.role == "close"}
    before = 0
    for start, code in codes:
        if start > before:
            yield text[before:start]
            before = start
        if code.role == "open" and code.id not in closed:
            yield code._replace(role="begin")
        elif code.role == "close" and code.id not in opened:
            yield code._replace(role="end")
        else:
            yield code
    if before < len(text):
        yield text[before:]


def in_xliff_1(code: Code) -> str:
    """Return an inline code as an element of XLIFF 1.2."""
    number, kind = quoteattr(code.id or "0"), f" ctype={quoteattr(_ctype(code.type))}" if code.type else ""
    content = escape(code.content, {"\r": "&#13;"})
    if code.role == "alone":
        return f"<ph id={number}{kind}>{content}</ph>" if content else f"<x id={number}{kind}/>"
    if code.role in ("begin", "end"):
        position = "open" if code.role == "begin" else "close"
        return f'<it id={number} pos="{position}"{kind}>{content}</it>'
    element = "bpt" if code.role == "open" else "ept"
    if content:
        return f"<{element} id={number}{kind if code.role == 'open' else ''}>{content}</{element}>"
    element = "bx" if code.role == "open" else "ex"
    return f"<{element} id={number} rid={number}{kind if code.role == 'open' else ''}/>"


def in_xliff_2(code: Code) -> str:
    """Return an inline code as an element of XLIFF 2."""
    number = quoteattr(_token(code.id))
    shown = f" disp={quoteattr(code.content)}" if code.content else ""
    if code.role == "alone":
        return f"<ph id={number}{shown}/>"
    if code.role == "open":
        return f"<sc id={number}{shown}/>"
    if code.role == "close":
        return f"<ec startRef={number}{shown}/>"
    element = "sc" if code.role == "begin" else "ec"
    return f'<{element} id={number} isolated="yes"{shown}/>'


def _content(element: _Element) -> str:
    """Return the original code within an element; translatable text in it (``sub``) is part of the code."""
    return "".join(map(str, element.itertext()))


def _character(digits: str) -> str:
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError):
        return "\N{REPLACEMENT CHARACTER}"


def _ctype(kind: str) -> str:
    """Return a code type that XLIFF 1.2 allows: a standard type, or a type with the prefix ``x-``."""
    return (
        kind
        if kind in ("image", "pb", "lb", "bold", "italic", "underlined", "link")
        else f"x-{kind.removeprefix('x-')}"
    )


def _token(text: str) -> str:
    """Return the text as an identifier that XLIFF 2 allows."""
    return re.sub(r"[^\w.:-]", "_", text, flags=re.ASCII) or "0"
