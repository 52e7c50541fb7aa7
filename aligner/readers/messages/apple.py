r"""Read the messages of an Apple .strings file: ``"key" = "value";`` with comments, UTF-8 or UTF-16.

Source: Apple, "Resource Programming Guide", chapter "String Resources".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.encodings import decode
from aligner.readers.messages import Message

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PART = re.compile(
    rf"\s+|//[^\n]*|/\*.*?\*/"
    rf"|(?P<key>{_QUOTED}|[\w.$/:-]+)\s*(?:=\s*(?P<value>{_QUOTED}|[\w.$/:-]+)\s*)?;",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:[Uu]([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r"}


def read_apple(content: bytes, name: str) -> Iterator[Message]:
    """Yield the entries of a .strings file; the value of a key without a value is the key itself.

    Raises:
        InputError: a part of the file is not an entry; the message names the line.
    """
    text, _unused = decode(content, name)
    breaks = [match.start() for match in re.finditer("\n", text)]
    place = 0
    while place < len(text):
        match = _PART.match(text, place)
        line = bisect_right(breaks, place) + 1
        if match is None:
            raise InputError(_('holds no entry here, such as "key" = "value";'), path=name, line=line)
        if match["key"] is not None:
            key = _unescaped(match["key"])
            value = key if match["value"] is None else _unescaped(match["value"])
            yield Message(key, value, line)
        place = match.end()


def _unescaped(text: str) -> str:
    if not text.startswith('"'):
        return text
    return _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _CONTROL.get(match[2], match[2]), text[1:-1]
    )
