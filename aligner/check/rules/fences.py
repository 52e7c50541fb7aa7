"""Code blocks that go on behind their end, because a fence was not written as the one that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document
from aligner.check.comparison import Alone, Comparison, Side
from aligner.check.findings import Finding, Place
from aligner.interface import _

if TYPE_CHECKING:
    from aligner.glossary import Glossary

FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Overlong:
    """A code block that goes on behind its end.

    Attributes:
        side: where it stands.
        block: the block.
        before: line of the block before it, where the other document's parts without counterpart are laid.
    """

    side: Side
    block: Block
    before: int

    @property
    def last(self) -> int:
        """The line on which it ends."""
        return self.block.line_at(len(self.block.text) - 1)


def fences(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield fences within code blocks: what follows them is shown as code, and was hardly meant to be."""
    for each in overlong(found):
        match = FENCE.search(each.block.text)
        assert match is not None  # that is why it is here
        document: Document = getattr(found, each.side)
        here = Place(document.name, each.block.line_at(match.start()), match[0].strip())
        message = _("this fence is part of the code block of line {line}, and text with it", line=each.block.line)
        source, target = (here, None) if each.side == "source" else (None, here)
        yield found.finding("code-mismatch", message, source, target, 0.95)


def overlong(found: Comparison) -> list[Overlong]:
    """Return the code blocks that hold a fence without its pair; none where both documents have such blocks."""
    sides: tuple[Side, ...] = ("source", "target")
    blocks = [
        Overlong(side, block, before.line)
        for side in sides
        for before, block in pairwise(getattr(found, side).blocks)
        if block.kind == "code" and len(FENCE.findall(block.text)) % 2
    ]
    return blocks if len({each.side for each in blocks}) == 1 else []


def is_behind_fence(text: Alone, blocks: Sequence[Overlong]) -> bool:
    """Whether a text without counterpart stands in a block of `overlong`, or its counterpart would stand there."""
    return any(
        each.block in text.text.blocks if each.side == text.side else each.before <= text.other_line <= each.last
        for each in blocks
    )
