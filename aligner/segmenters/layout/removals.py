"""Restore, as paragraphs, text that a reader removed (navigation, page headers, contents)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aligner.bitext import Block, Document, Removal


def restore_removals(document: Document) -> Document:
    """Return the document with its removed texts restored as paragraphs, in the order of the file."""
    if not document.removed:
        return document
    return replace(document, blocks=tuple(_merged(document.blocks, document.removed)), removed=(), segments=())


def _merged(blocks: Sequence[Block], removed: Sequence[Removal]) -> Iterator[Block]:
    waiting = sorted(removed, key=lambda removal: removal.line)
    for block in blocks:
        while waiting and waiting[0].line <= block.line:
            yield _paragraph(waiting.pop(0))
        yield block
    yield from map(_paragraph, waiting)


def _paragraph(removal: Removal) -> Block:
    return Block(removal.text, removal.line)
