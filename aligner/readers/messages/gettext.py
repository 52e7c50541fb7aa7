"""Read the messages of GNU gettext files (.po, .pot).

The key of a message is its msgid. If the message has a context, the context precedes the msgid.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.encodings import decode
from aligner.readers.messages import Message

if TYPE_CHECKING:
    from polib import POEntry

CONTEXT = " | "
"""Between the context and the msgid of a key."""
_LINE = re.compile(r"\(line (\d+)\)")


def read_gettext(content: bytes, name: str) -> Iterator[Message]:
    """Yield the translations of a PO file, without obsolete entries.

    The text of an untranslated entry is empty.

    Raises:
        InputError: the file is not a valid PO file.
    """
    import polib

    text, _unused = decode(content, name)
    try:
        # polib tells a text from a path by whether there is such a file, so it gets a file
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "messages.po")
            with open(path, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(re.sub(r"charset=[\w.-]+", "charset=UTF-8", text.removeprefix("\ufeff"), count=1))
            entries = polib.pofile(path, encoding="utf-8")
    except (OSError, ValueError, IndexError, KeyError) as error:
        match = _LINE.search(str(error))
        raise InputError(_("is no PO: repair it"), path=name, line=int(match[1]) if match else None) from error
    for entry in entries:
        if not entry.obsolete:
            yield from _messages(entry)


def _messages(entry: POEntry) -> Iterator[Message]:
    key = f"{entry.msgctxt}{CONTEXT}{entry.msgid}" if entry.msgctxt else str(entry.msgid)
    if not entry.msgid_plural:
        yield Message(key, entry.msgstr, entry.linenum or 1)
        return
    forms = sorted(entry.msgstr_plural.items())
    for number, text in forms:
        # a language of one form has only "other"; of two, the first is "one"
        category = "other" if number == forms[-1][0] else "one" if number == 0 else str(number)
        yield Message(key, text, entry.linenum or 1, category)
