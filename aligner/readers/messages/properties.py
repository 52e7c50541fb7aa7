r"""Read the messages of Java .properties files: UTF-8 or Latin 1, with ``\uXXXX`` escapes.

The format is that of java.util.Properties.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.encodings import decode
from aligner.readers.messages import Message


def read_properties(content: bytes, name: str) -> Iterator[Message]:
    """Yield the entries of a .properties file.

    Raises:
        InputError: an escape is malformed; the message names the line.
    """
    import javaproperties

    text, _unused = decode(content, name)
    line = 1
    try:
        for part in javaproperties.parse(StringIO(text)):
            if isinstance(part, javaproperties.KeyValue):
                yield Message(part.key, part.value, line)
            line += part.source.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    except javaproperties.InvalidUEscapeError as error:
        raise InputError(
            _("holds a malformed escape ({error}): repair it", error=error), path=name, line=line
        ) from error
