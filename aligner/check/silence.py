"""Comments in a document that silence the check: ``aligner-ignore``.

::

    <!-- aligner-ignore -->                          what follows, up to the next empty line
    <!-- aligner-ignore omission, moved -->          the same, these rules only
    <!-- aligner-ignore-begin --> ... <!-- aligner-ignore-end -->
    <!-- aligner-ignore-file number-mismatch: why -->  the whole file

MDX has ``{/* aligner-ignore */}``, plain text a line ``# aligner-ignore``. On either side of a translation.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aligner.bitext import Block, Document
from aligner.check.catalogue import RULES
from aligner.check.findings import Finding, Place
from aligner.interface import _
from aligner.readers import READERS

_WORDS = r"aligner-ignore(?:-file|-begin|-end)?(?:[ \t,]{1,9}[a-z]+(?:-[a-z]+)*){,99}[ \t]{,9}(?::[^\n]{,999}?)?\s{,9}"
MARKUP_COMMENT = re.compile(rf"<!--\s{{,9}}{_WORDS}-->|\{{/\*\s{{,9}}{_WORDS}\*/\}}")
LINE_COMMENT = re.compile(rf"(?<![ \t])[ \t]*(?:#|//|\.\.|%|;)[ \t]{{,9}}{_WORDS}$")
TEXT_READERS = frozenset({"text", "markdown", "html", "subtitles"})
"""Readers of files in which a person can write a comment."""
_FENCE = re.compile(r"(?:\s|>|[-*+] |\d+[.)] )*(?P<fence>`{3,}|~{3,})")
_INLINE_CODE = re.compile(r"(?P<ticks>(?<!`)`{1,20})(?!`).*?(?<!`)(?P=ticks)(?!`)")
END_OF_FILE = 10**9


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment and the lines in which it silences rules.

    Attributes:
        line: 1-based line where it stands.
        first: the first line that it is about.
        last: the last.
        above: first line of the paragraph before it: what is missing is reported there.
        rules: the rules; all when empty.
        file: whether it is about the whole file.
    """

    line: int
    first: int
    last: int
    above: int
    rules: frozenset[str] = frozenset()
    file: bool = False

    def silences(self, rule: str, place: Place, *, exact: bool) -> bool:
        """Tell whether it silences a finding.

        Args:
            rule: the finding's.
            place: the finding's, in this file.
            exact: whether something wrong stands there; else it is where something missing would stand, and only
                a comment that names the rule can mean it.
        """
        if self.rules and rule not in self.rules:
            return False
        if self.file:
            return True
        return (
            self.first <= place.line <= self.last
            if exact
            else bool(self.rules) and self.above <= place.line <= self.last
        )


@dataclass(frozen=True, slots=True)
class Comments:
    """All comments of a file, and what is wrong with some of them, as ``(line, remark)``."""

    comments: tuple[Comment, ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()

    @property
    def leaves_file_out(self) -> bool:
        """Whether the file as a whole is not to be checked."""
        return any(each.file and not each.rules for each in self.comments)


def comments_of(text: str, name: str) -> Comments:
    """Return the comments of a document for the check.

    Args:
        text: the file's, decoded.
        name: its path, which tells the kind of comment; code of Markdown is left aside, it may show one.
    """
    reader = READERS.name_for_path(name) or "text"
    if "aligner-ignore" not in text or reader not in TEXT_READERS:
        return Comments()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[Comment] = []
    remarks: list[tuple[int, str]] = []
    opened: list[Comment] = []
    for number, match in matches_of(without_code(lines) if reader == "markdown" else lines, reader):
        kind, rules = read_words(match)
        if unknown := sorted(rules - RULES.keys()):
            nearest = difflib.get_close_matches(unknown[0], RULES, n=1)
            message = _("this aligner-ignore names {name}, which is no rule", name=unknown[0])
            if nearest:
                message = _(
                    "this aligner-ignore names {name}, which is no rule: did you mean {nearest}?",
                    name=unknown[0],
                    nearest=nearest[0],
                )
            remarks.append(
                (
                    number,
                    message,
                )
            )
        comment = Comment(number, *lines_meant(lines, number, match, reader), rules)
        if kind == "-file":
            found.append(replace(comment, file=True))
        elif kind == "-begin":
            opened.append(comment)
        elif kind != "-end":
            found.append(comment)
        elif opened:
            found.append(replace(opened.pop(), last=number))
        else:
            remarks.append((number, _("this aligner-ignore-end ends nothing: take it out")))
    for comment in opened:
        found.append(replace(comment, last=END_OF_FILE))
        remarks.append((comment.line, _("this aligner-ignore-begin has no end, and silences the rest of the file")))
    return Comments(tuple(sorted(found, key=lambda each: each.line)), tuple(remarks))


def matches_of(lines: Sequence[str], reader: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the 1-based lines with a comment, and the comment."""
    for number, line in enumerate(lines, start=1):
        if "aligner-ignore" in line:
            for match in MARKUP_COMMENT.finditer(line):
                yield number, match
            if reader in ("text", "subtitles") and (only := LINE_COMMENT.match(line)):
                yield number, only


def read_words(match: re.Match[str]) -> tuple[str, frozenset[str]]:
    """Return the kind of a comment and the rules that it names."""
    words = match.group().partition("aligner-ignore")[2].partition(":")[0]
    kind = next((each for each in ("-file", "-begin", "-end") if words.startswith(each)), "")
    return kind, frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", words[len(kind) :]))


def lines_meant(lines: Sequence[str], number: int, match: re.Match[str], reader: str) -> tuple[int, int, int]:
    """Return the first and the last line that a comment is about, and where the paragraph before it begins."""
    own = lines[number - 1]
    first = above = number
    if (own[: match.start()] + own[match.end() :]).strip():  # beside text: it is about that paragraph
        while first > 1 and lines[first - 2].strip():
            first -= 1
        return first, end_of_block(lines, number), first
    while above > 1 and not lines[above - 2].strip():
        above -= 1
    while above > 1 and lines[above - 2].strip():
        above -= 1
    start = number + 1
    while start <= len(lines) and not lines[start - 1].strip():
        start += 1
    # HTML has few empty lines: one element is taken for a block.
    return first, start if reader == "html" else end_of_block(lines, start), above


def end_of_block(lines: Sequence[str], number: int) -> int:
    """Return the last line of the block that begins in a line: before an empty one, or the end of a code block."""
    fence = _FENCE.match(lines[number - 1]) if number <= len(lines) else None
    while number < len(lines) and (fence or lines[number].strip()):
        number += 1
        if fence and lines[number - 1].strip().strip("> ").startswith(fence["fence"]):
            break
    return number


def without_code(lines: Sequence[str]) -> list[str]:
    """Return the lines of Markdown with its code blotted out."""
    kept = []
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if fence:
            if match and match["fence"].startswith(fence) and not line[match.end() :].strip():
                fence = ""
            kept.append("")
        elif match:
            fence = match["fence"]
            kept.append("")
        else:
            kept.append(_INLINE_CODE.sub(lambda code: " " * len(code.group()), line) if "`" in line else line)
    return kept


def without_comments(document: Document, comments: Comments) -> Document:
    """Return a document without the comments for the check, which are not to be translated."""
    lines = {each.line for each in comments.comments} | {line for line, _ in comments.remarks}
    if not lines:
        return document
    blocks = []
    for block in document.blocks:
        if lines.isdisjoint(range(block.line, block.line + block.text.count("\n") + 1)) or bare(block.text):
            inlines = tuple(each for each in block.inlines if not (each[2] == "tag" and MARKUP_COMMENT.search(each[3])))
            blocks.append(block if len(inlines) == len(block.inlines) else replace(block, inlines=inlines))
        elif block.kind == "line":
            blocks.append(Block("", block.line, "line", block.page))  # an empty line, as it parts paragraphs
    return replace(document, blocks=tuple(blocks))


def bare(text: str) -> str:
    """Return what stands in a text beside comments for the check."""
    return "\n".join(LINE_COMMENT.sub("", MARKUP_COMMENT.sub("", line)) for line in text.split("\n")).strip()


def silenced(
    findings: Sequence[Finding], sides: tuple[Comments, Comments]
) -> tuple[list[Finding], tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]]:
    """Return the findings that remain, and remarks on comments of either side, as ``(line, remark)``."""
    used: tuple[set[int], set[int]] = (set(), set())
    remaining = []
    for finding in findings:
        meeting = list(silencers(finding, sides))
        for side, line in meeting:
            used[side].add(line)
        if not meeting:
            remaining.append(finding)
    remarks = [(*comments.remarks, *idle(comments, used[side])) for side, comments in enumerate(sides)]
    return remaining, (tuple(remarks[0]), tuple(remarks[1]))


def idle(comments: Comments, used: set[int]) -> Iterator[tuple[int, str]]:
    """Yield remarks on the comments that silence nothing."""
    told = {line for line, _ in comments.remarks}
    for each in comments.comments:
        if each.line not in used | told and not (each.file and not each.rules):
            yield each.line, _("this aligner-ignore silences nothing: take it out")


def silencers(finding: Finding, sides: tuple[Comments, Comments]) -> Iterator[tuple[int, int]]:
    """Yield side and line of the comments that silence a finding."""
    places = finding.source, finding.target
    for side, place in enumerate(places):
        if place is not None:
            exact = bool(place.text) or places[1 - side] is None
            for each in sides[side].comments:
                if each.silences(finding.rule, place, exact=exact):
                    yield side, each.line
