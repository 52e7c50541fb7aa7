"""What has no counterpart, and what has it in another place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

from aligner.bitext import Block
from aligner.check.comparison import Alone, Comparison, Match, Side, Text
from aligner.check.findings import Finding, Place
from aligner.check.rules.duplicates import original_of
from aligner.check.rules.fences import is_behind_fence, overlong
from aligner.check.rules.meaning import TINY, is_held_nearby
from aligner.interface import _
from aligner.readers.markdown import TITLE
from aligner.readers.rst import COMMENT

if TYPE_CHECKING:
    from aligner.glossary import Glossary

IN_PART = math.log(0.7)
"""Logarithm of a passage's length, over the expected one, below which it is translated in part."""
LENGTH_DOUBT = 0.5
"""What is left of the doubt about a lost sentence where its passage is too short as well: two signs agree."""
FEW_WORDS = 0.8
"""Certainty that one or two words, or a name, are missing: they may be furniture of the page, or a credit."""
NAME_WORDS = 8
"""Words that a name has at most."""
NEARBY = 0.7
"""The same where a neighbour has the words, so that the alignment may be wrong, or a comment that is not shown."""
ADDED = 0.8
"""The most that is certain of a part that only the translation has: translators explain."""
MOVED, WRITTEN_ANEW = 0.6, 0.4
"""Certainty that a part has moved and was not written anew, and that of one that is not much like its counterpart. The
latter is not reported unless one asks for it: on real pages, 2 of 10 such parts had moved."""
MOVED_ALIKE = 0.5
"""Similarity from which on the first counts: nearly all parts that had moved are above 0.6, few others above 0.5."""
GAP = 3
"""Blocks from one part to the next up to which they moved together: tags and code may stand between them."""
LANGUAGE_LINK = re.compile(r"(?:zh|en)(?:[_-]\w+)?:\[.*\]$", re.IGNORECASE)
"""``zh_CN:[中文]``, the link of Sphinx to the page in the other language."""
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
SHORT = 60
"""Characters of a text that a message quotes."""


def omissions(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the parts of the source that the translation lacks."""
    lengths = passage_lengths(found)
    short = passages_in_part(found)
    for group in left_alone(found, "source"):
        if group[0].text.pieces[0].block in short:
            continue  # said by the rule about passages that are translated in part
        place = joined_place(group)
        message = _("not translated: “{text}”", text=shortened(place.text))
        sure = group[0].confidence
        if is_too_short_without(group[0].text, lengths):
            sure = 1 - LENGTH_DOUBT * (1 - sure)
        if is_name(place.text):
            sure = min(sure, FEW_WORDS)
        if is_held_nearby(found, group[0].text, group[0].other_line) or is_commented_out(found, group[0]):
            sure = min(sure, NEARBY)
        yield found.finding("omission", message, place, Place(found.target.name, group[0].other_line), sure)


def additions(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the parts of the translation that the source lacks."""
    short = {piece.block for match in passages_in_part(found).values() for piece in match.whole_target.pieces}
    for group in left_alone(found, "target"):
        if not group[0].whole and group[0].text.pieces[0].block in short:
            continue  # of a passage that is said to be incomplete: what answers to what in it is not certain
        if found.of_documents and original_of(found, group[0].text) is not None:
            continue
        place = joined_place(group)
        message = _("not in the source: “{text}”", text=shortened(place.text))
        yield found.finding(
            "addition",
            message,
            Place(found.source.name, group[0].other_line),
            place,
            min(group[0].confidence, ADDED),
        )


def moved(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield what is translated in another place, neighbours that moved together as one."""
    groups: list[list[Match]] = []
    last = (-GAP, -GAP)
    for match in found.matches:
        if not match.moved or not says_something(match.source):
            continue
        here = match.source.pieces[0].block, match.target.pieces[0].block
        if groups and all(0 < now - before <= GAP for now, before in zip(here, last, strict=True)):
            groups[-1].append(match)
        else:
            groups.append([match])
        last = here
    for group in groups:
        source, target = group[0].source, group[0].target
        quoted = shortened(source.string)
        message = _("translated in another place than the source has it: “{text}”", text=quoted)
        if len(group) > 1:
            message = _(
                "translated in another place than the source has it: “{text}” and what follows, {count} parts",
                text=quoted,
                count=len(group),
            )
        sure = MOVED if max(match.similarity for match in group) >= MOVED_ALIKE else WRITTEN_ANEW
        yield found.finding("moved", message, source.place(), target.place(), sure)


def is_name(text: str) -> bool:
    """Whether a text is one or two words, or a few of which none is in small letters: ``Jane Roe (CC BY-SA 4.0)``."""
    words = re.findall(r"\w+", text)
    return len(words) <= 2 or (
        len(words) <= NAME_WORDS and text.isascii() and not any(word[0].islower() for word in words)
    )


def says_something(text: Text) -> bool:
    """Whether a text is more than tags and the link to the page in the other language."""
    return LANGUAGE_LINK.match(text.string) is None and re.search(r"\w", TAG.sub("", text.string)) is not None


def passage_lengths(found: Comparison) -> dict[int, tuple[Match, float]]:
    """Return each passage, and the logarithm of its translation's length over the expected one, by its blocks."""
    matches = [match for match in found.prose_matches() if match.whole_source.string and match.whole_target.string]
    ratios = [math.log((len(each.whole_target.string) + 2) / (len(each.whole_source.string) + 4)) for each in matches]
    usual = median(ratios) if ratios else 0.0
    return {
        piece.block: (match, ratio - usual)
        for match, ratio in zip(matches, ratios, strict=True)
        for piece in match.whole_source.pieces
    }


def passages_in_part(found: Comparison) -> dict[int, Match]:
    """Return the matches that lack sentences and are much too short on the whole, by the block that lacks them."""
    lacking = {
        piece.block for each in found.alone if each.side == "source" and not each.whole for piece in each.text.pieces
    }
    return {
        block: match for block, (match, short) in passage_lengths(found).items() if block in lacking and short < IN_PART
    }


def is_commented_out(found: Comparison, each: Alone) -> bool:
    """Whether the other document has a comment where the counterpart of a text would stand."""
    blocks = (found.target if each.side == "source" else found.source).blocks
    here = max((number for number, block in enumerate(blocks) if block.line <= each.other_line), default=0)
    return any(is_comment(block) for block in blocks[here : here + 2])


def is_comment(block: Block) -> bool:
    """Whether a block is a comment that holds more than a few words."""
    marked = block.text.startswith("<!--") or any(value == COMMENT for *_, value in block.inlines)
    return block.kind == "code" and marked and len(block.text) > SHORT


def is_too_short_without(text: Text, lengths: Mapping[int, tuple[Match, float]]) -> bool:
    """Whether the translation of a passage is as short as it is without one of its sentences, or nearly so."""
    if text.pieces[0].block not in lengths:
        return False
    match, short = lengths[text.pieces[0].block]
    rest = 1 - len(text.string) / len(match.whole_source.string)
    return short < math.log(max(rest, TINY)) / 2


def left_alone(found: Comparison, side: Side) -> Iterator[list[Alone]]:
    """Yield the texts of a side that have no counterpart and are to be translated; the cells of a row together."""
    wanted = [
        each
        for each in found.alone
        if each.side == side and is_prose(each.text) and not (side == "target" and is_title(each.text))
    ]
    if not found.of_documents:
        yield from ([each] for each in wanted)
        return
    broken = overlong(found)
    wanted = [each for each in wanted if not (marked_otherwise(found, each) or is_behind_fence(each, broken))]
    for _unused, group in groupby(wanted, key=row_of):
        yield list(group)


def marked_otherwise(found: Comparison, each: Alone) -> bool:
    """Whether the other side has the very same text as code, or as prose where this is code."""
    return any(
        other.side != each.side
        and is_code(other.text) != is_code(each.text)
        and other.text.letters == each.text.letters != ""
        for other in found.alone
    )


def is_code(text: Text) -> bool:
    """Whether a text is in a block of code."""
    return any(block.kind == "code" for block in text.blocks)


def row_of(each: Alone) -> tuple[int, int]:
    """Return what the cells of a row have in common, and nothing else has."""
    block = each.text.blocks[0]
    return (each.text.line, -1) if block.kind == "cell" else (each.text.line, each.text.pieces[0].start)


def is_prose(text: Text) -> bool:
    """Whether a text without counterpart is for the rules about missing text: no heading, no code, no bare number."""
    kinds = {block.kind if not (block.kind == "heading" and block.level) else "" for block in text.blocks}
    if not kinds.isdisjoint({"", "code"}):
        return False
    words = list(text.prose)
    for start, end, kind, _unused in text.inlines:
        if kind == "image":  # its description; the image itself is for the rule about links
            words[start:end] = " " * (end - start)
    return sum(character.isalpha() for character in words) > 1


def is_title(text: Text) -> bool:
    """Whether a text is the title of a note or a tip: one that the source does not give is the usual word for it."""
    return any(kind == "tag" and value == TITLE for *_, kind, value in text.inlines)


def joined_place(group: list[Alone]) -> Place:
    """Return the place of the first, with the texts of all."""
    place = group[0].text.place()
    return Place(place.path, place.line, " | ".join(each.text.place().text for each in group))


def shortened(text: str) -> str:
    """Return a text, or its beginning, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"
