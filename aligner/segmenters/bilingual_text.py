"""Divide a block into its lines, or into two parts in different languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from aligner.bitext import Block
from aligner.languages.scripts import HAN, LATIN_WORD

_WORD = re.compile(f"([{HAN}])|{LATIN_WORD.pattern}")
_MAX_STRAY_SHARE = 0.1
"""Maximum share of items on the wrong side of a cut."""
_MIN_OWN_SHARE = 0.7
"""Minimum share of a part that is in the language of the part."""
_TITLE_MARKS = re.compile(
    r"第[一二三四五六七八九十百\d]+[章节節条條编編部卷].{,200}\b(?:chapter|section|article|part|book|annex|volume)\b"
    r"|\b(?:chapter|section|article|part|book|annex|volume)\b.{,200}第[一二三四五六七八九十百\d]+[章节節条條编編部卷]"
    r"|附[录錄件].{,200}\b(?:annex|appendix|attachment)\b|\b(?:annex|appendix|attachment)\b.{,200}附[录錄件]",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE_MARK = re.compile(r"[。！？；;!?]|[a-z]\.(?:\s|$)")
_LETTERS_PER_CHARACTER_RANGE = (1.0, 9.0)
"""Range of English letters for each Chinese character in a translated title."""
_OPENING = "\"'“‘「『《〈（([【#*"
_SEPARATOR = re.compile(r"[\t|｜]|\s[/／]\s")
"""A separator between two halves; it belongs to neither."""


def part(block: Block, start: int, end: int) -> Block:
    """Return ``block.text[start:end]`` as a block, without white space at its edges.

    The new block has the line numbers of this part of the text.
    """
    text = block.text[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip())
    return replace(
        block,
        text=block.text[start:end],
        line=block.line_at(start),
        joins=tuple((offset - start, line) for offset, line in block.joins if start < offset < end),
        inlines=tuple(
            (a - start, b - start, kind, value) for a, b, kind, value in block.inlines if start <= a <= b <= end
        ),
    )


def line_bounds(block: Block) -> list[tuple[int, int]]:
    """Return the start and end offsets of the file lines that were joined to form a block."""
    offsets = [0, *(offset for offset, _ in block.joins if 0 < offset < len(block.text)), len(block.text)]
    return list(pairwise(offsets))


def best_cut(chinese: Sequence[bool]) -> int | None:
    """Return the index at which a sequence changes from Chinese to another language or back.

    The result is ``None`` if all items are the same, if more than a tenth of the items would be on the
    wrong side, or if a part would not be mostly in one language. An English book with a few Chinese
    pages has no such index.

    Args:
        chinese: whether each item is Chinese.
    """
    total = sum(chinese)
    best, place, before = len(chinese), 0, 0
    for number, is_chinese in enumerate(chinese):
        # number of wrong items if the first part is English and ends before this item; then if it is Chinese
        strays = before + (len(chinese) - number - (total - before))
        for wrong in (strays, len(chinese) - strays):
            if number and wrong < best:
                best, place = wrong, number
        before += is_chinese
    if not 0 < total < len(chinese) or best > _MAX_STRAY_SHARE * len(chinese):
        return None
    parts = chinese[:place], chinese[place:]
    first_chinese = sum(parts[0]) * 2 > len(parts[0])
    own = [items.count(first_chinese == (number == 0)) for number, items in enumerate(map(list, parts))]
    if any(right < _MIN_OWN_SHARE * len(items) for right, items in zip(own, parts, strict=True)):
        return None
    return place


def halves(block: Block) -> Sequence[Block]:
    """Return the two parts of a block whose text changes its language once; otherwise only the block."""
    words = [(match.start(), match.end(), match.group(1) is not None) for match in _WORD.finditer(block.text)]
    place = best_cut([is_chinese for _, _, is_chinese in words])
    if place is None:
        return (block,)
    end, cut = words[place - 1][1], words[place][0]
    between = block.text[end:cut]
    if separator := _SEPARATOR.search(between):
        cut = end + separator.end()
        end += separator.start()
    else:
        while block.text[cut - 1] in _OPENING and cut > end:
            cut -= 1
        end = cut
    return part(block, 0, end), part(block, cut, len(block.text))


def is_bilingual_title(block: Block, parts: Sequence[Block]) -> bool:
    """Tell whether a block is a bilingual title: a heading, or a line such as 第一章 Chapter 1.

    Args:
        block: as a reader returns it.
        parts: the parts of the block in different languages, as `halves` returns them.
    """
    if len(parts) < 2 or _SENTENCE_MARK.search(block.text):
        return False
    if block.kind != "heading" and not _TITLE_MARKS.search(block.text):
        return False
    words = [match.group(1) is not None for match in _WORD.finditer(block.text)]
    letters = sum(character.isascii() and character.isalpha() for character in block.text)
    least, most = _LETTERS_PER_CHARACTER_RANGE
    return sum(words) > 1 and least * sum(words) <= letters <= most * sum(words)
