"""Code, which is not translated: blocks line by line, and code within a line."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterator, Set
from itertools import zip_longest
from typing import TYPE_CHECKING

from aligner.bitext import Document
from aligner.check.comparison import PLACEHOLDER, Comparison, Text
from aligner.check.findings import Finding, Place
from aligner.check.rules.code_lines import bare_lines, is_included, plain, same, same_but_filled_in, same_code, squeezed
from aligner.check.rules.fences import is_behind_fence, overlong
from aligner.check.rules.links import comparable
from aligner.check.rules.marks import difference
from aligner.check.rules.missing import LANGUAGE_LINK, TAG, is_code, marked_otherwise, shortened
from aligner.interface import _
from aligner.languages.scripts import HAN_CHARACTER
from aligner.readers.front_matter import FRONT_MATTER
from aligner.readers.rst import COMMENT

if TYPE_CHECKING:
    from aligner.glossary import Glossary

NOT_SIGN = re.compile(r"[\w\s]+")
WORD = re.compile(r"[A-Za-z_$][\w$.-]*|\d[\w.]*")
"""A name or a number within code."""
MARKS_ALONE = 0.7
"""Certainty that a block of nothing but tags is missing: what it holds is as well."""
MACHINERY_ALONE = 0.45
"""The same of what makes the page and is not shown on it, and of code where one side names the file that holds it."""
TEXT_WITHIN = 0.7
"""Certainty of a difference in code that was translated in part."""
ONE_WORD = 0.6
"""The same of a word of everyday language that is marked as code on one side only."""
LOST_WORD = 0.75
"""The same of other code that the translation does not repeat, or has another piece of code for."""
MACHINERY = re.compile(r"^[^\S\n]*(?:import|export)\s.*$|\{/\*.{,2000}?\*/\}", re.MULTILINE)
"""What a page of MDX takes from elsewhere for its own use, and comments."""
ENDS = re.compile(r"</([A-Za-z][\w.:-]*)?\s*>")
MISSPELT = 0.8
"""difflib's ratio from which on code that the source does not have is taken for a misspelling of some that it has."""


def code_blocks(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the lines of code blocks that differ, comments and translated strings aside, and blocks on one side."""
    broken = overlong(found)
    for match in found.matches:
        if match.is_code and not any(each.block in (*match.source.blocks, *match.target.blocks) for each in broken):
            yield from differing_lines(found, match.source, match.target, found.certainty(match, 0.95))
    included = any(block.kind == "code" and is_included(block.text) for block in found.source.blocks)
    added = {piece.block for each in found.alone if each.side == "target" for piece in each.text.pieces}
    for each in found.alone:
        if not is_code(each.text) or not comparable_lines(each.text) or is_off_page(each.text):
            continue
        if marked_otherwise(found, each) or is_behind_fence(each, broken):
            continue
        if is_closed(each.text.string, found.target if each.side == "source" else found.source):
            continue
        bare = PLACEHOLDER.sub("", TAG.sub("", each.text.string))
        marks = PLACEHOLDER.findall(each.text.string)
        if marks and not re.search(r"\w", bare) and all(found.has_as_often("".join(mark.split())) for mark in marks):
            continue  # it stands beside a text there
        place, quoted = each.text.place(), shortened(each.text.string)
        sure = each.confidence
        hidden = each.side == "target" and included and not is_amid_additions(each.text, added)
        if is_of_page(each.text) or is_included(each.text.string) or hidden:
            sure = min(sure, MACHINERY_ALONE)
        elif not re.search(r"\w", bare):
            sure = min(sure, MARKS_ALONE)
        if each.side == "source":
            there = Place(found.target.name, each.other_line)
            yield found.finding("code-mismatch", _("code is missing: {quoted}", quoted=quoted), place, there, sure)
        else:
            here = Place(found.source.name, each.other_line)
            yield found.finding(
                "code-mismatch", _("code is not in the source: {quoted}", quoted=quoted), here, place, sure
            )


def is_amid_additions(text: Text, added: Set[int]) -> bool:
    """Whether the blocks before and after a text of the translation are additions: then an include does not hide it."""
    return text.pieces[0].block - 1 in added and text.pieces[-1].block + 1 in added


def differing_lines(found: Comparison, source: Text, target: Text, sure: float) -> Iterator[Finding]:
    """Yield the differences of two code blocks, each run of lines once."""
    if is_included(source.string) != is_included(target.string) or is_off_page(source) or is_off_page(target):
        return
    ours, theirs = comparable_lines(source), comparable_lines(target)
    matcher = difflib.SequenceMatcher(None, [line for line, _ in ours], [line for line, _ in theirs], autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        left, right = ours[first:last], theirs[begin:end]
        if left and right and same_code([line for line, _ in left], [line for line, _ in right]):
            continue
        translated = any(HAN_CHARACTER.search(line) for line, _ in right)
        if not left and all(HAN_CHARACTER.search(line) for line, _ in right):
            continue  # a remark of the translator's
        signs = not any(re.search(r"\w", line) for line, _ in (*left, *right))
        said = [shortened(" ".join(line for line, _ in side)) for side in (left, right)]
        if left and right:
            message = _("the source has the code {source}, the translation {target}", source=said[0], target=said[1])
        elif left:
            message = _("the code {code} is missing", code=said[0])
        else:
            message = _("the code {code} is not in the source", code=said[1])
        places = [
            Place(text.document.name, line_of(text, lines, at, part), " ".join(line for line, _ in part))
            for text, lines, at, part in ((source, ours, first, left), (target, theirs, begin, right))
        ]
        filled = [[PLACEHOLDER.sub("{}", line) for line, _ in side] for side in (left, right)]
        rule = "placeholder-mismatch" if filled[0] == filled[1] else "code-mismatch"
        page = is_of_page(source) and all(MACHINERY.match(line) for line, _ in (*left, *right))
        certainty = min(sure, MACHINERY_ALONE if page else TEXT_WITHIN if translated or signs else sure)
        yield found.finding(rule, message, places[0], places[1], certainty)


def is_of_page(text: Text) -> bool:
    """Whether code makes the page and is not shown on it: a script, or what a page of MDX takes from elsewhere."""
    if text.document.name.lower().endswith(".mdx") and not MACHINERY.sub("", text.string).strip():
        return True
    return text.string.startswith("<script")


def line_of(text: Text, lines: list[tuple[str, int]], at: int, part: list[tuple[str, int]]) -> int:
    """Return the line of the file at which a part begins, or before which it is missing."""
    if part:
        return part[0][1]
    return lines[min(at, len(lines) - 1)][1] if lines else text.line


def comparable_lines(text: Text) -> list[tuple[str, int]]:
    """Return the lines of code that hold more than comments, with their numbers in the file."""
    found, offset = [], 0
    for line, whole in zip(bare_lines(text.string), text.string.split("\n"), strict=False):
        if line:
            found.append((without_ticks(line), text.line_at(offset)))
        offset += len(whole) + 1
    return found


def without_ticks(line: str) -> str:
    """Return a line of code without the marks of inline code around it."""
    return line.strip("`") if line[0] == line[-1] == "`" and line.count("`") == 2 else line


def is_off_page(text: Text) -> bool:
    """Whether a text is a comment or of the front matter, which says how a page is made: each language has its own."""
    return any(value in (FRONT_MATTER, COMMENT) for block in text.blocks for *_, value in block.inlines)


def is_closed(text: str, other: Document) -> bool:
    """Whether code is nothing but ends of tags, and the other document has as many ends of these as beginnings."""
    names = ENDS.findall(text)
    if not names or ENDS.sub("", text).strip():
        return False
    tags = "\n".join(block.text for block in other.blocks if block.kind == "code")
    return all(opened(name, tags) == len(re.findall(rf"</{re.escape(name)}\s*>", tags)) for name in names)


def opened(name: str, tags: str) -> int:
    """Return how many tags of a name begin an element that another tag ends."""
    return len(re.findall(rf"<{re.escape(name)}\b(?![^<>]*/>)", tags))


def inline_code(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield code within a line that the other side does not have at all, and misspelt code beside the right one."""
    everywhere = ""
    for match in found.prose_matches():
        ours, theirs = codes_of(match.source), codes_of(match.target)
        left = [code for code in ours if code not in theirs and not stands_in(code, match.target)]
        right = [code for code in theirs if code not in ours and not stands_in(code, match.source)]
        left, right = without_translated(left, right)
        if not left:
            everywhere = everywhere or "\n".join(block.text for block in found.source.blocks)
            for code in right:  # the translator marked more as code; what is nowhere in the source is misspelt
                near = [each for each in ours if nearly(each, code)]
                if near and code not in everywhere:
                    message = _(
                        "the code {code} is not in the source: is it a misspelling of {near}?", code=code, near=near[0]
                    )
                    places = match.source.place(ours[near[0]]), match.target.place(theirs[code])
                    yield found.finding("code-mismatch", message, *places, found.certainty(match, 0.9))
            continue
        for source, target in zip_longest(left, right):
            alike = source and target and PLACEHOLDER.sub("{}", source) == PLACEHOLDER.sub("{}", target)
            yield found.finding(
                "placeholder-mismatch" if alike else "code-mismatch",
                difference("code", source, target),
                match.source.place(ours.get(source or "", 0)),
                match.target.place(theirs.get(target or "", 0)),
                found.certainty(match, certainty_of(source, target)),
            )


def nearly(ours: str, theirs: str) -> bool:
    """Whether two pieces of code are so alike that one is a misspelling of the other."""
    shortest = min(len(ours), len(theirs))
    return shortest > 3 and difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= MISSPELT


def certainty_of(source: str | None, target: str | None) -> float:
    """Return how sure a difference of code within a line is."""
    if source and target:
        if source.lower() == target.lower() and " " in source:
            return LOST_WORD  # keys to press
        return 0.9 if nearly(source, target) else LOST_WORD
    only = source or target or ""
    return ONE_WORD if re.fullmatch(r"[a-z]+|[A-Z][a-z]+|[a-z]+ [a-z]+|\W+|\w", only) else LOST_WORD


def codes_of(text: Text) -> dict[str, int]:
    """Return the pieces of code within a text and where each first stands."""
    codes: dict[str, int] = {}
    for start, end, kind, _unused in text.inlines:
        if kind == "code" and text.string[start:end].strip():
            codes.setdefault(html.unescape(" ".join(text.string[start:end].split())), start)
    return codes


def stands_in(code: str, text: Text) -> bool:
    """Whether a text has the code, be it as part of longer code, in parts, or without its marks."""
    bare = re.sub(r"^[vV](?=\d)", "", plain(code).strip(" .,:;'\"").removesuffix("()"))
    there = " ".join(plain(text.string).split())
    if (not re.search(r"\w", bare) and not PLACEHOLDER.search(code)) or "''" in bare:
        return True  # a sign that may be said in words; quotation marks of AsciiDoc
    if has(there, bare):
        return True
    words = [] if HAN_CHARACTER.search(bare) or PLACEHOLDER.search(code) else WORD.findall(bare)
    return len(words) > 1 and all(has(there, word) for word in words)


def has(text: str, code: str) -> bool:
    """Whether code stands in a text, and not within a longer name."""
    return re.search(rf"(?<![A-Za-z0-9_]){re.escape(code)}(?![A-Za-z0-9_])", text) is not None


def without_translated(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """Take out code that was translated on purpose: what a user is to fill in, messages, paths of the language."""
    for code in list(left):
        same_path = [other for other in right if is_same(code, other)]
        if same_path:
            left.remove(code)
            right.remove(same_path[0])
    for mine, others, alike in ((right, left, lambda target, source: same(source, target)), (left, right, same)):
        for code in [each for each in mine if HAN_CHARACTER.search(each)]:
            same_shape = [other for other in others if alike(code, other)]
            if same_shape or not others:
                mine.remove(code)
            if same_shape:
                others.remove(same_shape[0])
    return left, right


def is_same(source: str, target: str) -> bool:
    """Whether two pieces of code differ in formatting, in what is to be filled in, or in the language of a path."""
    if squeezed(source) == squeezed(target):
        return True
    if all(LANGUAGE_LINK.match(code) for code in (source, target)):
        return True
    if same_but_filled_in(source, target):
        return True
    shapes = [NOT_SIGN.sub("", code) for code in (source, target)]
    if HAN_CHARACTER.search(target) and shapes[0] == shapes[1] != "" and not PLACEHOLDER.search(source):
        return True
    return "/" in source and re.search(r"\s", source) is None and comparable(source) == comparable(target)
