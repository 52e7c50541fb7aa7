"""Code blocks that go on behind their end, because a fence was not written as the one that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.bitext import Block
from aligner.check.comparison import Alone, Comparison, Side
from aligner.check.findings import Finding, Place

if TYPE_CHECKING:
    from aligner.glossary import Glossary

Blocks = dict[Side, list[Block]]
FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)


def fences(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield fences within code blocks: what follows them is shown as code, and was hardly meant to be."""
    for side, blocks in stray(found).items():
        for block in blocks:
            match = FENCE.search(block.text)
            assert match is not None  # that is why it is here
            here = Place(getattr(found, side).name, block.line_at(match.start()), match[0].strip())
            message = f"this fence is part of the code block of line {block.line}, and text with it"
            source, target = (here, None) if side == "source" else (None, here)
            yield found.finding("code-mismatch", message, source, target, 0.95)


def stray(found: Comparison) -> Blocks:
    """Return the code blocks that hold a fence without its pair; none where both documents have such blocks."""
    sides: tuple[Side, ...] = ("source", "target")
    blocks = {
        side: [
            each for each in getattr(found, side).blocks if each.kind == "code" and len(FENCE.findall(each.text)) % 2
        ]
        for side in sides
    }
    return {side: [] for side in sides} if all(blocks.values()) else blocks


def is_behind_fence(each: Alone, blocks: Blocks) -> bool:
    """Whether a text without counterpart stands in a block of `stray`, or its counterpart would stand there."""
    other: Side = "target" if each.side == "source" else "source"
    return any(block in blocks[each.side] for block in each.text.blocks) or any(
        block.line <= each.other_line <= block.line_at(len(block.text) - 1) for block in blocks[other]
    )
