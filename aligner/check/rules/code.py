"""Code, which is not translated: blocks line by line, and code within a line."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from aligner.check.comparison import PLACEHOLDER, Comparison, Text
from aligner.check.findings import Finding, Place
from aligner.check.rules.fences import is_behind_fence, overlong
from aligner.check.rules.marks import difference
from aligner.check.rules.missing import is_code, marked_otherwise, shortened
from aligner.languages.scripts import HAN_CHARACTER, half_width

if TYPE_CHECKING:
    from aligner.glossary import Glossary

COMMENT = re.compile(
    r"/\*.*?\*/|<!--.*?-->|\"\"\".*?\"\"\"|'''.*?'''|(?:^|(?<=\s))(?://|(?:\#|--|;|%)(?=[\s#*-]|[^\x00-\x7f])).*?$",
    re.DOTALL | re.MULTILINE,
)
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")
FULL_WIDTH = half_width("（）：，；")
DASHES = re.compile("-?[–—]-?")
"""What word processors make of the two hyphens of an option."""


def code_blocks(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the lines of code blocks that differ, comments and translated strings aside, and blocks on one side."""
    broken = overlong(found)
    for match in found.matches:
        if match.is_code and not any(each.block in (*match.source.blocks, *match.target.blocks) for each in broken):
            yield from differing_lines(found, match.source, match.target)
    for each in found.alone:
        if not is_code(each.text) or not comparable_lines(each.text):
            continue
        if marked_otherwise(found, each) or is_behind_fence(each, broken):
            continue
        place, quoted = each.text.place(), shortened(each.text.string)
        if each.side == "source":
            there = Place(found.target.name, each.other_line)
            yield found.finding("code-mismatch", f"code is missing: {quoted}", place, there, each.confidence)
        else:
            here = Place(found.source.name, each.other_line)
            yield found.finding("code-mismatch", f"code is not in the source: {quoted}", here, place, each.confidence)


def differing_lines(found: Comparison, source: Text, target: Text) -> Iterator[Finding]:
    """Yield the differences of two code blocks, each run of lines once."""
    ours, theirs = comparable_lines(source), comparable_lines(target)
    matcher = difflib.SequenceMatcher(None, [line for line, _ in ours], [line for line, _ in theirs], autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        left, right = ours[first:last], theirs[begin:end]
        if left and right and all(a and b and same(a[0], b[0]) for a, b in zip_longest(left, right)):
            continue
        if not left and all(HAN_CHARACTER.search(line) for line, _ in right):
            continue  # a remark of the translator's
        said = [shortened(" ".join(line for line, _ in side)) for side in (left, right)]
        if left and right:
            message = f"the source has the code {said[0]}, the translation {said[1]}"
        elif left:
            message = f"the code {said[0]} is missing"
        else:
            message = f"the code {said[1]} is not in the source"
        places = [
            Place(text.document.name, line_of(text, lines, at, part), " ".join(line for line, _ in part))
            for text, lines, at, part in ((source, ours, first, left), (target, theirs, begin, right))
        ]
        filled = [[PLACEHOLDER.sub("{}", line) for line, _ in side] for side in (left, right)]
        rule = "placeholder-mismatch" if filled[0] == filled[1] else "code-mismatch"
        yield found.finding(rule, message, places[0], places[1], 0.95)


def line_of(text: Text, lines: list[tuple[str, int]], at: int, part: list[tuple[str, int]]) -> int:
    """Return the line of the file at which a part begins, or before which it is missing."""
    if part:
        return part[0][1]
    return lines[min(at, len(lines) - 1)][1] if lines else text.line


def comparable_lines(text: Text) -> list[tuple[str, int]]:
    """Return the lines of code that hold more than comments, with their numbers in the file."""
    code = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), html.unescape(text.string))
    found, offset = [], 0
    lines = text.string.split("\n")
    for line, whole in zip(code.split("\n"), lines, strict=False):
        if line.strip():
            found.append((bare(" ".join(line.split())), text.line_at(offset)))
        offset += len(whole) + 1
    return found


def bare(line: str) -> str:
    """Return a line of code without the marks of inline code around it."""
    return line.strip("`") if line[0] == line[-1] == "`" and line.count("`") == 2 else line


def same(ours: str, theirs: str) -> bool:
    """Whether two lines differ in nothing but translated strings."""
    if plain(ours) == plain(theirs):
        return True
    if not (HAN_CHARACTER.search(ours) or HAN_CHARACTER.search(theirs)):
        return False
    bare = [plain(STRING.sub('""', line)) for line in (ours, theirs)]
    if bare[0] == bare[1]:
        return True
    # Outside of strings Chinese is output or a comment of an unknown kind: the rest of the line must agree.
    kept = [re.findall("[!-~]*[A-Za-z0-9][!-~]*", line) for line in bare]
    chinese = kept[0] if HAN_CHARACTER.search(theirs) is None else kept[1]
    other = kept[1] if chinese is kept[0] else kept[0]
    return set(chinese) <= set(other)


def plain(text: str) -> str:
    """Return a text in the characters of code, not in those of typography."""
    return re.sub(r",\s+", ",", DASHES.sub("--", text.translate(FULL_WIDTH)))


def inline_code(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield code within a line that the other side does not have at all."""
    for match in found.prose_matches():
        ours, theirs = codes_of(match.source), codes_of(match.target)
        left = [code for code in ours if code not in theirs and not stands_in(code, match.target)]
        right = [code for code in theirs if code not in ours and not stands_in(code, match.source)]
        left, right = without_translated(left, right)
        if not left:
            continue  # the translator marked more as code
        for source, target in zip_longest(left, right):
            alike = source and target and PLACEHOLDER.sub("{}", source) == PLACEHOLDER.sub("{}", target)
            yield found.finding(
                "placeholder-mismatch" if alike else "code-mismatch",
                difference("code", source, target),
                match.source.place(ours.get(source or "", 0)),
                match.target.place(theirs.get(target or "", 0)),
                0.9,
            )


def codes_of(text: Text) -> dict[str, int]:
    """Return the pieces of code within a text and where each first stands."""
    codes: dict[str, int] = {}
    for start, end, kind, _ in text.inlines:
        if kind == "code" and text.string[start:end].strip():
            codes.setdefault(html.unescape(" ".join(text.string[start:end].split())), start)
    return codes


def stands_in(code: str, text: Text) -> bool:
    """Whether a text has the code, be it as part of longer code or without its marks."""
    bare = plain(code).strip(" .,:;")
    there = " ".join(plain(text.string).split())
    return re.search(rf"(?<![A-Za-z0-9_]){re.escape(bare)}(?![A-Za-z0-9_])", there) is not None


def without_translated(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """Take out code that was translated on purpose: what a user is to fill in, messages."""
    for mine, others, alike in ((right, left, lambda target, source: same(source, target)), (left, right, same)):
        for code in [each for each in mine if HAN_CHARACTER.search(each)]:
            same_shape = [other for other in others if alike(code, other)]
            if same_shape or not others:
                mine.remove(code)
            if same_shape:
                others.remove(same_shape[0])
    return left, right
