"""Plain text -> Document: one block for each line, exactly as it stands in the file."""

from __future__ import annotations

from dataclasses import replace

from aligner.bitext import Block, Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.encodings import decode

_FORM_FEED = "\f"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def read_text(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    r"""Read plain text.

    Lines end with ``\n``, ``\r\n`` or ``\r``. Each is a block of the kind ``line``, its text unaltered;
    an empty line is an empty block, and the end of the last line makes no further one. A form feed
    begins a new page: a line belongs to the page on which its first visible character stands. Without
    form feeds no line has a page.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: as Python names it; found out from the bytes when ``None``.

    Raises:
        InputError: the bytes are no text, or nothing but white space.
        UsageError: the encoding is unknown.
    """
    text, used = decode(content, name, encoding)
    return replace(document_of(text, name), encoding=used)


def document_of(text: str, name: str) -> Document:
    """Return the document of a text that has been decoded; see `read_text`.

    Raises:
        InputError: nothing but white space.
    """
    if not text.strip().strip(_INVISIBLE).strip():
        raise InputError(_("holds no text: give a file that is not empty"), path=name)
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
