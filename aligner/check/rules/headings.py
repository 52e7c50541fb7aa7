"""The outline: headings and their depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document
from aligner.check.comparison import Comparison
from aligner.check.findings import Finding, Place
from aligner.check.rules.fences import is_behind_fence, overlong
from aligner.check.rules.missing import NEARBY, is_commented_out, shortened
from aligner.interface import _

if TYPE_CHECKING:
    from aligner.glossary import Glossary


def headings(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield headings of another depth, and those that are none on the other side.

    Only where both documents mark their headings: what looks like one in plain text is a guess.
    """
    if not all(has_headings(document) for document in (found.source, found.target)):
        return
    for match in found.prose_matches():
        ours, theirs = match.source.blocks, match.target.blocks
        depths = [[depth(block) for block in side if depth(block)] for side in (ours, theirs)]
        if depths[0] == depths[1]:
            continue
        message = _(
            "{source} in the source, {target} in the translation",
            source=described(depths[0]),
            target=described(depths[1]),
        )
        yield found.finding("heading-structure", message, match.source.place(), match.target.place(), 0.95)
    broken = overlong(found)
    for each in found.alone:
        if not any(depth(block) for block in each.text.blocks) or is_behind_fence(each, broken):
            continue
        place, quoted = each.text.place(), shortened(each.text.string)
        sure = min(each.confidence, NEARBY) if is_commented_out(found, each) else each.confidence
        if each.side == "source":
            there = Place(found.target.name, each.other_line)
            yield found.finding(
                "heading-structure", _("the heading “{quoted}” is missing", quoted=quoted), place, there, sure
            )
        else:
            here = Place(found.source.name, each.other_line)
            message = _("the heading “{quoted}” is not in the source", quoted=quoted)
            yield found.finding("heading-structure", message, here, place, sure)


def has_headings(document: Document) -> bool:
    """Whether a document marks its headings."""
    return any(depth(block) for block in document.blocks)


def depth(block: Block) -> int:
    """Return the depth of a marked heading, 0 for everything else."""
    return block.level if block.kind == "heading" else 0


def described(depths: list[int]) -> str:
    """Return the depths in words."""
    return _(" and ").join(_("a heading of depth {each}", each=each) for each in depths) or _("no heading")
