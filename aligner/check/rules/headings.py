"""Compare the headings of a document and its translation, and the depths of the headings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.bitext import Block, Document
from aligner.check.comparison import Comparison
from aligner.check.findings import Finding, Place
from aligner.check.rules.fences import is_in_unclosed_block, unclosed_blocks
from aligner.check.rules.missing import NEARBY_MAX_CONFIDENCE, is_commented_out, shorten
from aligner.interface import _

if TYPE_CHECKING:
    from aligner.glossary import Glossary


def headings(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about headings whose depth differs on the other side, and about unpaired headings.

    Only documents that mark their headings are compared, because headings in plain text can only be
    guessed.
    """
    if not all(has_headings(document) for document in (comparison.source, comparison.target)):
        return
    for match in comparison.prose_matches():
        ours, theirs = match.source.blocks, match.target.blocks
        depths = [[depth(block) for block in side if depth(block)] for side in (ours, theirs)]
        if depths[0] == depths[1]:
            continue
        message = _(
            "{source} in the source, {target} in the translation",
            source=described(depths[0]),
            target=described(depths[1]),
        )
        yield comparison.finding("heading-structure", message, match.source.place(), match.target.place(), 0.95)
    unclosed = unclosed_blocks(comparison)
    for each in comparison.unpaired:
        if not any(depth(block) for block in each.text.blocks) or is_in_unclosed_block(each, unclosed):
            continue
        place, quoted = each.text.place(), shorten(each.text.string)
        sure = min(each.confidence, NEARBY_MAX_CONFIDENCE) if is_commented_out(comparison, each) else each.confidence
        if each.side == "source":
            expected = Place(comparison.target.name, each.other_line)
            yield comparison.finding(
                "heading-structure", _("the heading “{quoted}” is missing", quoted=quoted), place, expected, sure
            )
        else:
            expected = Place(comparison.source.name, each.other_line)
            message = _("the heading “{quoted}” is not in the source", quoted=quoted)
            yield comparison.finding("heading-structure", message, expected, place, sure)


def has_headings(document: Document) -> bool:
    """Return whether a document marks its headings."""
    return any(depth(block) for block in document.blocks)


def depth(block: Block) -> int:
    """Return the depth of a marked heading, from 1; 0 for other blocks."""
    return block.level if block.kind == "heading" else 0


def described(depths: list[int]) -> str:
    """Return a description of headings with the given depths, for a message."""
    return _(" and ").join(_("a heading of depth {each}", each=each) for each in depths) or _("no heading")
