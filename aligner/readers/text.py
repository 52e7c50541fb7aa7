"""Read plain text: each line becomes one block, with its text unchanged."""

from __future__ import annotations

from dataclasses import replace

from aligner.bitext import Block, Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.encodings import decode

_FORM_FEED = "\f"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def read_text(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    r"""Read a plain text file.

    Lines end with ``\n``, ``\r\n`` or ``\r``. Each line becomes a block of the kind ``line``, with its
    text unchanged; an empty line becomes an empty block. A line end at the end of the file does not
    start another line. A form feed starts a new page. The page of a line is the page of its first
    visible character. In a file without form feeds, lines have no page.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: Python name of the encoding; detected from the bytes if ``None``.

    Raises:
        InputError: the bytes are not text, or contain only white space.
        UsageError: the encoding is unknown.
    """
    text, used = decode(content, name, encoding)
    return replace(document_of(text, name), encoding=used)


def document_of(text: str, name: str) -> Document:
    """Return the document for a decoded plain text: each line becomes a block, as in `read_text`.

    Raises:
        InputError: the text contains only white space.
    """
    if not text.strip().strip(_INVISIBLE).strip():
        raise InputError(_("contains no text: give a file that is not empty"), path=name)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return Document(name=name, blocks=_blocks(lines))


def _blocks(lines: list[str]) -> tuple[Block, ...]:
    if not any(_FORM_FEED in line for line in lines):
        return tuple(Block(text=line, line=number, kind="line") for number, line in enumerate(lines, start=1))
    blocks = []
    page = 1
    for number, line in enumerate(lines, start=1):
        before = line[: len(line) - len(line.lstrip())]
        starts = page + before.count(_FORM_FEED)
        page += line.count(_FORM_FEED)
        blocks.append(Block(text=line, line=number, kind="line", page=starts))
    return tuple(blocks)
