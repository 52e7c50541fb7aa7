"""A reader: pages of a wiki whose headings stand between equals signs."""

import re

from aligner.bitext import Block, Document
from aligner.errors import InputError

HEADING = re.compile(r"(=+) *(.+?) *\1")


def read_wiki(content, name, *, encoding=None):
    """Return the page: headings and paragraphs, with their lines."""
    try:
        lines = content.decode(encoding or "utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8: name its encoding", path=name) from error
    blocks = []
    for number, line in enumerate(lines, start=1):
        if match := HEADING.fullmatch(line.strip()):
            blocks.append(Block(match[2], line=number, kind="heading", level=len(match[1])))
        elif line.strip():
            blocks.append(Block(line.strip(), line=number, kind="paragraph"))
    return Document(name, blocks=tuple(blocks), encoding=encoding or "utf-8")
