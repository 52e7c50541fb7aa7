"""The rules about texts without counterpart, and about texts whose counterpart is in another place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

from aligner.bitext import Block
from aligner.check.comparison import Comparison, Match, Side, Unpaired
from aligner.check.findings import Finding, Place
from aligner.check.rules.duplicates import original_of
from aligner.check.rules.fences import is_in_unclosed_block, unclosed_blocks
from aligner.check.rules.meaning import EPSILON, is_translated_nearby
from aligner.check.texts import Text
from aligner.interface import _
from aligner.readers.markdown import TITLE
from aligner.readers.rst import COMMENT

if TYPE_CHECKING:
    from aligner.glossary import Glossary

PARTIAL_MAX_LOG_RATIO = math.log(0.7)
"""Maximum log ratio of a translation's length to its expected length for a passage that is translated in part."""
SHORT_DOUBT_FACTOR = 0.5
"""Factor for the doubt (1 - confidence) about a missing sentence if its passage is also too short."""
NAME_MAX_CONFIDENCE = 0.8
"""Maximum confidence if one or two words, or a name, are missing: they may belong to the page layout or a credit."""
NAME_MAX_WORDS = 8
"""Maximum number of words of a name."""
NEARBY_MAX_CONFIDENCE = 0.7
"""Maximum confidence if a neighbour or a hidden comment has the text, so that the alignment may be wrong."""
ADDITION_MAX_CONFIDENCE = 0.8
"""Maximum confidence of an addition: translators add explanations."""
MOVED_CONFIDENCE, REWRITTEN_CONFIDENCE = 0.6, 0.4
"""Confidence of a moved part, and of one that may have been rewritten, as it is less similar to its counterpart. The
latter is below the default limit: on real pages, 2 of 10 such parts had moved."""
MOVED_MIN_SIMILARITY = 0.5
"""Minimum cosine for the first value: nearly all moved parts are above 0.6, few others are above 0.5."""
MOVED_MAX_GAP = 3
"""Maximum distance in blocks of parts that moved together: tags and code may be between them."""
LANGUAGE_LINK = re.compile(r"(?:zh|en)(?:[_-]\w+)?:\[.*\]$", re.IGNORECASE)
"""The link of Sphinx to the page in the other language: ``zh_CN:[中文]``."""
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
QUOTED_CHARS = 60
"""Maximum length of a quotation in a message, in characters."""


def omissions(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about the parts of the source that the translation lacks."""
    lengths = passage_lengths(comparison)
    short = partial_passages(comparison)
    for group in unpaired_groups(comparison, "source"):
        if group[0].text.pieces[0].block in short:
            continue  # the rule about passages that are translated in part reports it
        place = joined_place(group)
        message = _("not translated: “{text}”", text=shorten(place.text))
        sure = group[0].confidence
        if is_too_short_without(group[0].text, lengths):
            sure = 1 - SHORT_DOUBT_FACTOR * (1 - sure)
        if is_name(place.text):
            sure = min(sure, NAME_MAX_CONFIDENCE)
        if is_translated_nearby(comparison, group[0].text, group[0].other_line) or is_commented_out(
            comparison, group[0]
        ):
            sure = min(sure, NEARBY_MAX_CONFIDENCE)
        yield comparison.finding("omission", message, place, Place(comparison.target.name, group[0].other_line), sure)


def additions(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about the parts of the translation that the source lacks."""
    short = {piece.block for match in partial_passages(comparison).values() for piece in match.whole_target.pieces}
    for group in unpaired_groups(comparison, "target"):
        if not group[0].whole and group[0].text.pieces[0].block in short:
            continue  # in an incomplete passage the pairs of sentences are uncertain
        if comparison.of_documents and original_of(comparison, group[0].text) is not None:
            continue
        place = joined_place(group)
        message = _("not in the source: “{text}”", text=shorten(place.text))
        yield comparison.finding(
            "addition",
            message,
            Place(comparison.source.name, group[0].other_line),
            place,
            min(group[0].confidence, ADDITION_MAX_CONFIDENCE),
        )


def moved(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield a finding for each text whose translation is in another place of the document.

    Consecutive texts that moved together give one finding.
    """
    groups: list[list[Match]] = []
    last = (-MOVED_MAX_GAP, -MOVED_MAX_GAP)
    for match in comparison.matches:
        if not match.moved or not has_content(match.source):
            continue
        blocks = match.source.pieces[0].block, match.target.pieces[0].block
        if groups and all(0 < block - previous <= MOVED_MAX_GAP for block, previous in zip(blocks, last, strict=True)):
            groups[-1].append(match)
        else:
            groups.append([match])
        last = blocks
    for group in groups:
        source, target = group[0].source, group[0].target
        quoted = shorten(source.string)
        message = _("translated in another place than the source has it: “{text}”", text=quoted)
        if len(group) > 1:
            message = _(
                "translated in another place than the source has it: “{text}” and what follows, {count} parts",
                text=quoted,
                count=len(group),
            )
        similar = max(match.similarity for match in group) >= MOVED_MIN_SIMILARITY
        sure = MOVED_CONFIDENCE if similar else REWRITTEN_CONFIDENCE
        yield comparison.finding("moved", message, source.place(), target.place(), sure)


def is_name(text: str) -> bool:
    """Return whether a text is probably a name.

    It has at most two words, or a few words that all begin with a capital letter, such as
    ``Jane Roe (CC BY-SA 4.0)``.
    """
    words = re.findall(r"\w+", text)
    return len(words) <= 2 or (
        len(words) <= NAME_MAX_WORDS and text.isascii() and not any(word[0].islower() for word in words)
    )


def has_content(text: Text) -> bool:
    """Return whether a text has other content than tags and a link to the page in the other language."""
    return LANGUAGE_LINK.match(text.string) is None and re.search(r"\w", TAG.sub("", text.string)) is not None


def passage_lengths(comparison: Comparison) -> dict[int, tuple[Match, float]]:
    """Return for each source block its match (pair of passages), and how short the translation is.

    The second value is the log ratio of the translation's length to its expected length; it is negative
    if the translation is short. The keys are the numbers of the blocks.
    """
    matches = [match for match in comparison.prose_matches() if match.whole_source.string and match.whole_target.string]
    ratios = [math.log((len(each.whole_target.string) + 2) / (len(each.whole_source.string) + 4)) for each in matches]
    usual = median(ratios) if ratios else 0.0
    return {
        piece.block: (match, ratio - usual)
        for match, ratio in zip(matches, ratios, strict=True)
        for piece in match.whole_source.pieces
    }


def partial_passages(comparison: Comparison) -> dict[int, Match]:
    """Return the pairs of passages with missing sentences and a much too short translation.

    The keys are the numbers of the source blocks.
    """
    lacking = {
        piece.block
        for each in comparison.unpaired
        if each.side == "source" and not each.whole
        for piece in each.text.pieces
    }
    if not lacking:
        return {}
    return {
        block: match
        for block, (match, short) in passage_lengths(comparison).items()
        if block in lacking and short < PARTIAL_MAX_LOG_RATIO
    }


def is_commented_out(comparison: Comparison, each: Unpaired) -> bool:
    """Return whether the other document has a comment at the place where the counterpart is expected."""
    blocks = (comparison.target if each.side == "source" else comparison.source).blocks
    expected = max((number for number, block in enumerate(blocks) if block.line <= each.other_line), default=0)
    return any(is_comment(block) for block in blocks[expected : expected + 2])


def is_comment(block: Block) -> bool:
    """Return whether a block is a comment of more than a few words."""
    marked = block.text.startswith("<!--") or any(value == COMMENT for *_, value in block.inlines)
    return block.kind == "code" and marked and len(block.text) > QUOTED_CHARS


def is_too_short_without(text: Text, lengths: Mapping[int, tuple[Match, float]]) -> bool:
    """Return whether a translation is so short that the given sentence of its passage is probably missing."""
    if text.pieces[0].block not in lengths:
        return False
    match, short = lengths[text.pieces[0].block]
    rest = 1 - len(text.string) / len(match.whole_source.string)
    return short < math.log(max(rest, EPSILON)) / 2


def unpaired_groups(comparison: Comparison, side: Side) -> Iterator[list[Unpaired]]:
    """Yield groups of unpaired texts of one side that must be translated.

    The cells of a table row form one group. Every other text is a group of its own.
    """
    texts = [
        each
        for each in comparison.unpaired
        if each.side == side and is_prose(each.text) and not (side == "target" and is_title(each.text))
    ]
    if not comparison.of_documents:
        yield from ([each] for each in texts)
        return
    unclosed = unclosed_blocks(comparison)
    texts = [each for each in texts if not (has_other_kind(comparison, each) or is_in_unclosed_block(each, unclosed))]
    for _unused, group in groupby(texts, key=row_of):
        yield list(group)


def has_other_kind(comparison: Comparison, each: Unpaired) -> bool:
    """Return whether the other side has the same text, also unpaired, as code instead of prose or the reverse."""
    return any(
        other.side != each.side
        and is_code(other.text) != is_code(each.text)
        and other.text.letters == each.text.letters != ""
        for other in comparison.unpaired
    )


def is_code(text: Text) -> bool:
    """Return whether a text is in a code block."""
    return any(block.kind == "code" for block in text.blocks)


def row_of(each: Unpaired) -> tuple[int, int]:
    """Return a key that only the cells of the same table row share."""
    block = each.text.blocks[0]
    return (each.text.line, -1) if block.kind == "cell" else (each.text.line, each.text.pieces[0].start)


def is_prose(text: Text) -> bool:
    """Return whether the rules about missing text apply to an unpaired text.

    They do not apply to a heading, to code or to a number, which other rules compare.
    """
    kinds = {block.kind if not (block.kind == "heading" and block.level) else "" for block in text.blocks}
    if not kinds.isdisjoint({"", "code"}):
        return False
    words = list(text.prose)
    for start, end, kind, _unused in text.inlines:
        if kind == "image":  # the rule about links compares images
            words[start:end] = " " * (end - start)
    return sum(character.isalpha() for character in words) > 1


def is_title(text: Text) -> bool:
    """Return whether a text is the title of a note or tip.

    If the source has no title, the title in the translation is only the usual word, such as "Note".
    """
    return any(kind == "tag" and value == TITLE for *_, kind, value in text.inlines)


def joined_place(group: list[Unpaired]) -> Place:
    """Return the place of the first text of a group; its ``text`` joins the texts of the whole group."""
    place = group[0].text.place()
    return Place(place.path, place.line, " | ".join(each.text.place().text for each in group))


def shorten(text: str) -> str:
    """Return a text in one line, cut to `QUOTED_CHARS` characters."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED_CHARS else line[: QUOTED_CHARS - 1] + "…"
