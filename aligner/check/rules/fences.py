"""The rule about code blocks without an end.

A fence is a line of backticks or tildes that opens or closes a code block in Markdown. If a closing
fence does not match the opening fence, the text after it becomes part of the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document
from aligner.check.comparison import Comparison, Side, Unpaired
from aligner.check.findings import Finding, Place
from aligner.interface import _

if TYPE_CHECKING:
    from aligner.glossary import Glossary

FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class UnclosedBlock:
    """A code block whose end is missing.

    Attributes:
        side: the side of the block.
        block: the block.
        before: line of the preceding block. Unpaired parts of the other document may be expected at
            this line.
    """

    side: Side
    block: Block
    before: int

    @property
    def last(self) -> int:
        """The last line of the code block, as a line number of the file, from 1."""
        return self.block.line_at(len(self.block.text) - 1)


def fences(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield a finding for each fence inside a code block.

    A fence is a line of backticks or tildes that opens or closes a code block. The text after a fence
    inside a block is shown as code, probably by mistake.
    """
    for each in unclosed_blocks(comparison):
        match = FENCE.search(each.block.text)
        assert match is not None  # `unclosed_blocks` returns only blocks with a fence
        document: Document = getattr(comparison, each.side)
        place = Place(document.name, each.block.line_at(match.start()), match[0].strip())
        message = _("this fence is part of the code block of line {line}, and text with it", line=each.block.line)
        source, target = (place, None) if each.side == "source" else (None, place)
        yield comparison.finding("code-mismatch", message, source, target, 0.95)


def unclosed_blocks(comparison: Comparison) -> list[UnclosedBlock]:
    """Return the code blocks with an odd number of fences (lines of backticks or tildes).

    The result is empty if both documents have such blocks.
    """
    sides: tuple[Side, ...] = ("source", "target")
    blocks = [
        UnclosedBlock(side, block, before.line)
        for side in sides
        for before, block in pairwise(getattr(comparison, side).blocks)
        if block.kind == "code" and len(FENCE.findall(block.text)) % 2
    ]
    return blocks if len({each.side for each in blocks}) == 1 else []


def is_in_unclosed_block(text: Unpaired, blocks: Sequence[UnclosedBlock]) -> bool:
    """Return whether an unpaired text, or the expected place of its counterpart, is in a code block without an end."""
    return any(
        each.block in text.text.blocks if each.side == text.side else each.before <= text.other_line <= each.last
        for each in blocks
    )
