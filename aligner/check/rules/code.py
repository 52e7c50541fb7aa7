"""Compare code, which should not be translated: code blocks line by line, and inline code."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterator, Set
from itertools import zip_longest
from typing import TYPE_CHECKING

from aligner.bitext import Document
from aligner.check.comparison import Comparison
from aligner.check.findings import Finding, Place
from aligner.check.rules.code_lines import (
    is_include,
    is_same_code,
    is_same_line,
    is_same_template,
    with_code_characters,
    without_code_comments,
    without_formatting,
)
from aligner.check.rules.fences import is_in_unclosed_block, unclosed_blocks
from aligner.check.rules.links import comparable
from aligner.check.rules.marks import difference
from aligner.check.rules.missing import LANGUAGE_LINK, TAG, has_other_kind, is_code, shorten
from aligner.check.texts import PLACEHOLDER, Text
from aligner.interface import _
from aligner.languages.scripts import HAN_CHARACTER
from aligner.readers.front_matter import FRONT_MATTER
from aligner.readers.rst import COMMENT

if TYPE_CHECKING:
    from aligner.glossary import Glossary

NOT_SIGN = re.compile(r"[\w\s]+")
WORD = re.compile(r"[A-Za-z_$][\w$.-]*|\d[\w.]*")
"""A name or a number within code."""
TAGS_CONFIDENCE = 0.7
"""Maximum confidence for a missing block of tags only, whose content may be missing as well."""
HIDDEN_CODE_CONFIDENCE = 0.45
"""Maximum confidence for code that is not shown on the page, and for code that one side includes from a file."""
TRANSLATED_CODE_CONFIDENCE = 0.7
"""Maximum confidence of a difference in code that was translated in part."""
WORD_CONFIDENCE = 0.6
"""Confidence for a common word that is marked as code on one side only."""
CODE_CONFIDENCE = 0.75
"""Confidence for other code that the translation does not repeat, or replaces by other code."""
MDX_CODE = re.compile(r"^[^\S\n]*(?:import|export)\s.*$|\{/\*.{,2000}?\*/\}", re.MULTILINE)
"""Imports, exports and comments of a page in MDX, which are not shown."""
CLOSING_TAG = re.compile(r"</([A-Za-z][\w.:-]*)?\s*>")
MISSPELLING_MIN_RATIO = 0.8
"""Minimum ratio of difflib between code that only the translation has and similar code of the source."""


def code_blocks(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about lines in which paired code blocks differ, and about unpaired code blocks.

    Comments and translated strings may differ.
    """
    unclosed = unclosed_blocks(comparison)
    for match in comparison.matches:
        if match.is_code and not any(each.block in (*match.source.blocks, *match.target.blocks) for each in unclosed):
            yield from differing_lines(
                comparison, match.source, match.target, comparison.bounded_confidence(match, 0.95)
            )
    included = any(block.kind == "code" and is_include(block.text) for block in comparison.source.blocks)
    added = {piece.block for each in comparison.unpaired if each.side == "target" for piece in each.text.pieces}
    for each in comparison.unpaired:
        if not is_code(each.text) or not comparable_lines(each.text) or is_off_page(each.text):
            continue
        if has_other_kind(comparison, each) or is_in_unclosed_block(each, unclosed):
            continue
        if is_closing_tags(each.text.string, comparison.target if each.side == "source" else comparison.source):
            continue
        bare = PLACEHOLDER.sub("", TAG.sub("", each.text.string))
        marks = PLACEHOLDER.findall(each.text.string)
        if (
            marks
            and not re.search(r"\w", bare)
            and all(comparison.has_as_often("".join(mark.split())) for mark in marks)
        ):
            continue  # the other document has these placeholders beside a text
        place, quoted = each.text.place(), shorten(each.text.string)
        sure = each.confidence
        hidden = each.side == "target" and included and not is_amid_additions(each.text, added)
        if is_page_code(each.text) or is_include(each.text.string) or hidden:
            sure = min(sure, HIDDEN_CODE_CONFIDENCE)
        elif not re.search(r"\w", bare):
            sure = min(sure, TAGS_CONFIDENCE)
        if each.side == "source":
            expected = Place(comparison.target.name, each.other_line)
            yield comparison.finding(
                "code-mismatch", _("code is missing: {quoted}", quoted=quoted), place, expected, sure
            )
        else:
            expected = Place(comparison.source.name, each.other_line)
            yield comparison.finding(
                "code-mismatch", _("code is not in the source: {quoted}", quoted=quoted), expected, place, sure
            )


def is_amid_additions(text: Text, added: Set[int]) -> bool:
    """Return whether the blocks before and after a text of the translation are additions.

    Then the text is probably also an addition, and not code that the source includes from another file.
    """
    return text.pieces[0].block - 1 in added and text.pieces[-1].block + 1 in added


def differing_lines(comparison: Comparison, source: Text, target: Text, sure: float) -> Iterator[Finding]:
    """Yield a finding for each group of consecutive lines in which two code blocks differ."""
    if is_include(source.string) != is_include(target.string) or is_off_page(source) or is_off_page(target):
        return
    ours, theirs = comparable_lines(source), comparable_lines(target)
    matcher = difflib.SequenceMatcher(None, [line for line, _ in ours], [line for line, _ in theirs], autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        left, right = ours[first:last], theirs[begin:end]
        if left and right and is_same_code([line for line, _ in left], [line for line, _ in right]):
            continue
        translated = any(HAN_CHARACTER.search(line) for line, _ in right)
        if not left and all(HAN_CHARACTER.search(line) for line, _ in right):
            continue  # a translator's note
        signs = not any(re.search(r"\w", line) for line, _ in (*left, *right))
        code = [shorten(" ".join(line for line, _ in side)) for side in (left, right)]
        if left and right:
            message = _("the source has the code {source}, the translation {target}", source=code[0], target=code[1])
        elif left:
            message = _("the code {code} is missing", code=code[0])
        else:
            message = _("the code {code} is not in the source", code=code[1])
        places = [
            Place(text.document.name, line_of(text, lines, at, part), " ".join(line for line, _ in part))
            for text, lines, at, part in ((source, ours, first, left), (target, theirs, begin, right))
        ]
        filled = [[PLACEHOLDER.sub("{}", line) for line, _ in side] for side in (left, right)]
        rule = "placeholder-mismatch" if filled[0] == filled[1] else "code-mismatch"
        page = is_page_code(source) and all(MDX_CODE.match(line) for line, _ in (*left, *right))
        certainty = min(
            sure, HIDDEN_CODE_CONFIDENCE if page else TRANSLATED_CODE_CONFIDENCE if translated or signs else sure
        )
        yield comparison.finding(rule, message, places[0], places[1], certainty)


def is_page_code(text: Text) -> bool:
    """Return whether code belongs to the page itself and is not shown: a script, or an import in MDX."""
    if text.document.name.lower().endswith(".mdx") and not MDX_CODE.sub("", text.string).strip():
        return True
    return text.string.startswith("<script")


def line_of(text: Text, lines: list[tuple[str, int]], at: int, part: list[tuple[str, int]]) -> int:
    """Return the line of the file at which a group of lines begins, from 1.

    If the group is empty, return the line before which the lines are missing.
    """
    if part:
        return part[0][1]
    return lines[min(at, len(lines) - 1)][1] if lines else text.line


def comparable_lines(text: Text) -> list[tuple[str, int]]:
    """Return the lines of code that have more than a comment, with their line numbers in the file, from 1."""
    lines, offset = [], 0
    for line, whole in zip(without_code_comments(text.string), text.string.split("\n"), strict=False):
        if line:
            lines.append((without_ticks(line), text.line_at(offset)))
        offset += len(whole) + 1
    return lines


def without_ticks(line: str) -> str:
    """Return a line of code without backticks around it."""
    return line.strip("`") if line[0] == line[-1] == "`" and line.count("`") == 2 else line


def is_off_page(text: Text) -> bool:
    """Return whether a text is a comment or front matter, which may differ between languages."""
    return any(value in (FRONT_MATTER, COMMENT) for block in text.blocks for *_, value in block.inlines)


def is_closing_tags(text: str, other: Document) -> bool:
    """Return whether code has only closing tags, which may close tags opened elsewhere on the page.

    Return true only if the code of the other document has as many opening as closing tags of each name.
    """
    names = CLOSING_TAG.findall(text)
    if not names or CLOSING_TAG.sub("", text).strip():
        return False
    tags = "\n".join(block.text for block in other.blocks if block.kind == "code")
    return all(count_opened(name, tags) == len(re.findall(rf"</{re.escape(name)}\s*>", tags)) for name in names)


def count_opened(name: str, tags: str) -> int:
    """Return the number of opening tags with the given name; self-closing tags do not count."""
    return len(re.findall(rf"<{re.escape(name)}\b(?![^<>]*/>)", tags))


def inline_code(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about inline code that the other side lacks, and about misspelt inline code."""
    everywhere = ""
    for match in comparison.prose_matches():
        ours, theirs = codes_of(match.source), codes_of(match.target)
        left = [code for code in ours if code not in theirs and not is_in_text(code, match.target)]
        right = [code for code in theirs if code not in ours and not is_in_text(code, match.source)]
        left, right = without_translated(left, right)
        if not left:
            everywhere = everywhere or "\n".join(block.text for block in comparison.source.blocks)
            for code in right:  # translators may mark more words as code; only code with a similar one is reported
                near = [each for each in ours if is_misspelling(each, code)]
                if near and code not in everywhere:
                    message = _(
                        "the code {code} is not in the source: is it a misspelling of {near}?", code=code, near=near[0]
                    )
                    places = match.source.place(ours[near[0]]), match.target.place(theirs[code])
                    yield comparison.finding(
                        "code-mismatch", message, *places, comparison.bounded_confidence(match, 0.9)
                    )
            continue
        for source, target in zip_longest(left, right):
            alike = source and target and PLACEHOLDER.sub("{}", source) == PLACEHOLDER.sub("{}", target)
            yield comparison.finding(
                "placeholder-mismatch" if alike else "code-mismatch",
                difference("code", source, target),
                match.source.place(ours.get(source or "", 0)),
                match.target.place(theirs.get(target or "", 0)),
                comparison.bounded_confidence(match, confidence_of(source, target)),
            )


def is_misspelling(ours: str, theirs: str) -> bool:
    """Return whether two pieces of code are so similar that one is probably a misspelling of the other."""
    shortest = min(len(ours), len(theirs))
    return shortest > 3 and difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= MISSPELLING_MIN_RATIO


def confidence_of(source: str | None, target: str | None) -> float:
    """Return the confidence that a difference in inline code is a fault."""
    if source and target:
        if source.lower() == target.lower() and " " in source:
            return CODE_CONFIDENCE  # names of keys
        return 0.9 if is_misspelling(source, target) else CODE_CONFIDENCE
    only = source or target or ""
    return WORD_CONFIDENCE if re.fullmatch(r"[a-z]+|[A-Z][a-z]+|[a-z]+ [a-z]+|\W+|\w", only) else CODE_CONFIDENCE


def codes_of(text: Text) -> dict[str, int]:
    """Return each piece of inline code in a text, with the offset of its first occurrence."""
    codes: dict[str, int] = {}
    for start, end, kind, _unused in text.inlines:
        if kind == "code" and text.string[start:end].strip():
            codes.setdefault(html.unescape(" ".join(text.string[start:end].split())), start)
    return codes


def is_in_text(code: str, text: Text) -> bool:
    """Return whether a text contains code: unchanged, inside longer code, in parts, or as plain words."""
    bare = re.sub(r"^[vV](?=\d)", "", with_code_characters(code).strip(" .,:;'\"").removesuffix("()"))
    there = " ".join(with_code_characters(text.string).split())
    if (not re.search(r"\w", bare) and not PLACEHOLDER.search(code)) or "''" in bare:
        return True  # words may replace punctuation; "''" are quotation marks of AsciiDoc
    if contains_code(there, bare):
        return True
    words = [] if HAN_CHARACTER.search(bare) or PLACEHOLDER.search(code) else WORD.findall(bare)
    return len(words) > 1 and all(contains_code(there, word) for word in words)


def contains_code(text: str, code: str) -> bool:
    """Return whether a text contains the code; a part of a longer name does not count."""
    return re.search(rf"(?<![A-Za-z0-9_]){re.escape(code)}(?![A-Za-z0-9_])", text) is not None


def without_translated(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """Return the inline code of both sides without the pairs that were translated on purpose.

    These are parts that the user must fill in, messages, and paths that contain a language.
    """
    for code in list(left):
        same_path = [other for other in right if is_same_inline_code(code, other)]
        if same_path:
            left.remove(code)
            right.remove(same_path[0])
    for mine, others, alike in (
        (right, left, lambda target, source: is_same_line(source, target)),
        (left, right, is_same_line),
    ):
        for code in [each for each in mine if HAN_CHARACTER.search(each)]:
            same_shape = [other for other in others if alike(code, other)]
            if same_shape or not others:
                mine.remove(code)
            if same_shape:
                others.remove(same_shape[0])
    return left, right


def is_same_inline_code(source: str, target: str) -> bool:
    """Return whether two pieces of inline code are equal except for permitted differences.

    These are formatting, parts that the user must fill in, and the language in a path.
    """
    if without_formatting(source) == without_formatting(target):
        return True
    if all(LANGUAGE_LINK.match(code) for code in (source, target)):
        return True
    if is_same_template(source, target):
        return True
    shapes = [NOT_SIGN.sub("", code) for code in (source, target)]
    if HAN_CHARACTER.search(target) and shapes[0] == shapes[1] != "" and not PLACEHOLDER.search(source):
        return True
    return "/" in source and re.search(r"\s", source) is None and comparable(source) == comparable(target)
