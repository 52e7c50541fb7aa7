"""Check for errors that stop an XML parser: wrong encoding, forbidden characters, undefined entities.

The text is repaired before it goes to the parser, so that the rest of the file can be checked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import BinaryIO

from aligner.formats.lint.findings import Finding
from aligner.formats.xml_characters import FORBIDDEN
from aligner.formats.xml_stream import Encoding, encoding_of, text_chunks
from aligner.interface import _
from aligner.xml_escapes import escape

_REFERENCE = re.compile(
    r"<!\[CDATA\[|\]\]>|&(?!(?:amp|lt|gt|quot|apos);)(?:#[xX]?[0-9A-Fa-f]{1,8};|[A-Za-z]\w{0,31};)?"
)
_SUSPECT = re.compile(f"{_REFERENCE.pattern}|{FORBIDDEN.pattern}")
_UNFINISHED = re.compile(r"[&<\]][^>;]{0,40}\Z")
"""The start of a construct that may continue in the next piece of text."""


class RawText:
    """The text of a file, with repairs of the errors that stop an XML parser.

    Attributes:
        findings: the findings since the list was last cleared.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.findings: list[Finding] = []
        self._stream = _Prefixed(stream.read(1024), stream)
        self._name = name
        self._line = 1
        self._in_character_data = False

    def __iter__(self) -> Iterator[str]:
        """Yield the repaired text in pieces.

        Raises:
            InputError: the bytes are not valid in the encoding.
            EntityError: an entity is declared.
        """
        self.findings.extend(_encoding_findings(self._stream.head))
        rest = ""
        for chunk in text_chunks(self._stream, self._name):  # type: ignore[arg-type]  # needs read() alone
            text = rest + chunk
            unfinished = _UNFINISHED.search(text)
            cut = unfinished.start() if unfinished else len(text)
            text, rest = text[:cut], text[cut:]
            yield self._repaired(text)
        yield self._repaired(rest)

    def _repaired(self, text: str) -> str:
        if _REFERENCE.search(text) is None and FORBIDDEN.search(text) is None:  # each is faster than both in one
            self._line += text.count("\n")
            return text
        pieces = []
        last = 0
        for match in _SUSPECT.finditer(text):
            before = text[last : match.start()]
            self._line += before.count("\n")
            pieces += [before, self._replacement(match.group())]
            last = match.end()
        self._line += text.count("\n", last)
        return "".join([*pieces, text[last:]])

    def _replacement(self, suspect: str) -> str:
        """Return the replacement for a character or entity; add a finding if XML does not allow it.

        Text that XML allows is returned unchanged.
        """
        if suspect in ("<![CDATA[", "]]>"):
            self._in_character_data = suspect != "]]>"
            return suspect
        if not suspect.startswith("&"):
            return self._forbidden(suspect, f"U+{ord(suspect):04X}")
        if self._in_character_data:
            return suspect
        if suspect.startswith("&#"):
            digits = suspect[2:-1]
            number = int(digits[1:], 16) if digits[0] in "xX" else int(digits) if digits.isdigit() else 0
            if number > 0x10FFFF or FORBIDDEN.match(chr(number)):
                return self._forbidden(suspect, suspect)
            return suspect
        return self._undefined(suspect)

    def _forbidden(self, suspect: str, shown: str) -> str:
        self.findings.append(
            Finding("forbidden-character", self._line, _("the character {shown}", shown=shown), _("removed"))
        )
        return ""

    def _undefined(self, suspect: str) -> str:
        name = suspect[1:]
        if name in html5 and name.endswith(";"):
            replacement = escape(html5[name])
            codes = " ".join(f"U+{ord(character):04X}" for character in html5[name])
            remedy = _("written as {better}", better=codes)
        else:
            replacement = f"&amp;{name}"
            remedy = _("written as {better}", better=replacement)
        what = _("{name} is not defined", name=suspect) if name else _("a single &, which must be written as &amp;")
        self.findings.append(Finding("undefined-entity", self._line, what, remedy))
        return replacement


class _Prefixed:
    """A stream whose first bytes were already read; it returns these bytes again."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self.head = head
        self._pending = head
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Return the first bytes in the first call, and bytes of the rest of the stream in later calls."""
        pending, self._pending = self._pending, b""
        return pending or self._stream.read(size)


def _encoding_findings(head: bytes) -> Iterator[Finding]:
    encoding: Encoding = encoding_of(head)
    real = encoding.name
    if encoding.declared and _family(encoding.declared) != _family(real):
        message = _("the file declares {declared}, but it is in {real}", declared=encoding.declared, real=real)
        yield Finding("encoding", 1, message, _("written and declared as UTF-8"))
    elif not encoding.declared and real.startswith("utf-16") and not encoding.mark:
        yield Finding(
            "encoding", 1, _("{real} without a byte-order mark or a declaration", real=real), _("written as UTF-8")
        )
    if encoding.mark and real == "utf-8":
        yield Finding("byte-order-mark", 1, _("a byte-order mark in front of UTF-8"), "removed")


def _family(encoding: str) -> str:
    return (
        encoding.lower().replace("_", "-").removesuffix("-le").removesuffix("-be").removesuffix("le").removesuffix("be")
    )
