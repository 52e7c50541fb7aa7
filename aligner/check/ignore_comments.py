"""Parse and apply ``aligner-ignore`` comments, which silence findings about a document.

::

    <!-- aligner-ignore -->                          the following lines, up to the next empty line
    <!-- aligner-ignore omission, moved -->          the same, for these rules only
    <!-- aligner-ignore-begin --> ... <!-- aligner-ignore-end -->
    <!-- aligner-ignore-file number-mismatch: why -->  the whole file

The syntax is ``{/* aligner-ignore */}`` in MDX, and a line ``# aligner-ignore`` in plain text. A
comment may be in the source or in the translation.
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
"""Readers of formats in which a user can write a comment."""
_FENCE = re.compile(r"(?:\s|>|[-*+] |\d+[.)] )*(?P<fence>`{3,}|~{3,})")
_INLINE_CODE = re.compile(r"(?P<ticks>(?<!`)`{1,20})(?!`).*?(?<!`)(?P=ticks)(?!`)")
END_OF_FILE = 10**9


@dataclass(frozen=True, slots=True)
class Comment:
    """An ``aligner-ignore`` comment, and the lines in which it silences rules. Lines count from 1.

    Attributes:
        line: line of the comment.
        first: first line in which the comment silences rules.
        last: last line in which the comment silences rules.
        above: first line of the preceding paragraph. Findings about missing text may be reported there.
        rules: the rules to silence; empty for all rules.
        file: whether the comment affects the whole file.
    """

    line: int
    first: int
    last: int
    above: int
    rules: frozenset[str] = frozenset()
    file: bool = False

    def silences(self, rule: str, place: Place, *, exact: bool) -> bool:
        """Return whether the comment silences a finding.

        Args:
            rule: rule of the finding.
            place: place of the finding in this file.
            exact: whether the faulty text is at the place. If not, text is missing there, and only a
                comment that names the rule silences the finding.
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
    """The ``aligner-ignore`` comments of a file, and remarks on invalid ones as ``(line, remark)``."""

    comments: tuple[Comment, ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()

    @property
    def leaves_file_out(self) -> bool:
        """Whether an ``aligner-ignore-file`` comment excludes the whole file from the check."""
        return any(each.file and not each.rules for each in self.comments)


def comments_of(text: str, name: str) -> Comments:
    """Return the ``aligner-ignore`` comments in the text of a file.

    In Markdown, comments inside code are ignored, as they may be examples.

    Args:
        text: decoded text of the file.
        name: path of the file, which determines the syntax of comments.
    """
    reader = READERS.name_for_path(name) or "text"
    if "aligner-ignore" not in text or reader not in TEXT_READERS:
        return Comments()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    comments: list[Comment] = []
    remarks: list[tuple[int, str]] = []
    opened: list[Comment] = []
    for number, match in find_comments(blank_code(lines) if reader == "markdown" else lines, reader):
        kind, rules = parse_comment(match)
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
        comment = Comment(number, *affected_lines(lines, number, match, reader), rules)
        if kind == "-file":
            comments.append(replace(comment, file=True))
        elif kind == "-begin":
            opened.append(comment)
        elif kind != "-end":
            comments.append(comment)
        elif opened:
            comments.append(replace(opened.pop(), last=number))
        else:
            remarks.append((number, _("this aligner-ignore-end ends nothing: take it out")))
    for comment in opened:
        comments.append(replace(comment, last=END_OF_FILE))
        remarks.append((comment.line, _("this aligner-ignore-begin has no end, and silences the rest of the file")))
    return Comments(tuple(sorted(comments, key=lambda each: each.line)), tuple(remarks))


def find_comments(lines: Sequence[str], reader: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the line, from 1, and the match of the regular expression of each ``aligner-ignore`` comment."""
    for number, line in enumerate(lines, start=1):
        if "aligner-ignore" in line:
            for match in MARKUP_COMMENT.finditer(line):
                yield number, match
            if reader in ("text", "subtitles") and (only := LINE_COMMENT.match(line)):
                yield number, only


def parse_comment(match: re.Match[str]) -> tuple[str, frozenset[str]]:
    """Return the kind of an ``aligner-ignore`` comment, and the rules that it names.

    The kind is ``-file``, ``-begin``, ``-end`` or empty.
    """
    words = match.group().partition("aligner-ignore")[2].partition(":")[0]
    kind = next((each for each in ("-file", "-begin", "-end") if words.startswith(each)), "")
    return kind, frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", words[len(kind) :]))


def affected_lines(lines: Sequence[str], number: int, match: re.Match[str], reader: str) -> tuple[int, int, int]:
    """Return the first and the last line in which an ``aligner-ignore`` comment silences findings.

    The third value is the first line of the preceding paragraph.
    """
    line = lines[number - 1]
    first = above = number
    if (line[: match.start()] + line[match.end() :]).strip():  # a comment in a line of text affects its paragraph
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
    # HTML has few empty lines, so a comment affects only the next line.
    return first, start if reader == "html" else end_of_block(lines, start), above


def end_of_block(lines: Sequence[str], number: int) -> int:
    """Return the last line of the block that begins at a line.

    A code block ends at its closing fence, any other block before the next empty line.
    """
    fence = _FENCE.match(lines[number - 1]) if number <= len(lines) else None
    while number < len(lines) and (fence or lines[number].strip()):
        number += 1
        if fence and lines[number - 1].strip().strip("> ").startswith(fence["fence"]):
            break
    return number


def blank_code(lines: Sequence[str]) -> list[str]:
    """Return the lines of Markdown with code replaced by spaces."""
    result = []
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if fence:
            if match and match["fence"].startswith(fence) and not line[match.end() :].strip():
                fence = ""
            result.append("")
        elif match:
            fence = match["fence"]
            result.append("")
        else:
            result.append(_INLINE_CODE.sub(lambda code: " " * len(code.group()), line) if "`" in line else line)
    return result


def without_comments(document: Document, comments: Comments) -> Document:
    """Return a document without the ``aligner-ignore`` comments, which are not translated."""
    lines = {each.line for each in comments.comments} | {line for line, _ in comments.remarks}
    if not lines:
        return document
    blocks = []
    for block in document.blocks:
        if lines.isdisjoint(range(block.line, block.line + block.text.count("\n") + 1)) or text_beside_comments(
            block.text
        ):
            inlines = tuple(each for each in block.inlines if not (each[2] == "tag" and MARKUP_COMMENT.search(each[3])))
            blocks.append(block if len(inlines) == len(block.inlines) else replace(block, inlines=inlines))
        elif block.kind == "line":
            blocks.append(Block("", block.line, "line", block.page))  # an empty line still separates paragraphs
    return replace(document, blocks=tuple(blocks))


def text_beside_comments(text: str) -> str:
    """Return the text of a block without ``aligner-ignore`` comments and without white space at its ends."""
    return "\n".join(LINE_COMMENT.sub("", MARKUP_COMMENT.sub("", line)) for line in text.split("\n")).strip()


def apply_comments(
    findings: Sequence[Finding], sides: tuple[Comments, Comments]
) -> tuple[list[Finding], tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]]:
    """Return the findings that no ``aligner-ignore`` comment silences, and remarks on the comments.

    The remarks are given for each side, as ``(line, remark)``.
    """
    used: tuple[set[int], set[int]] = (set(), set())
    remaining = []
    for finding in findings:
        silencing = list(silencing_comments(finding, sides))
        for side, line in silencing:
            used[side].add(line)
        if not silencing:
            remaining.append(finding)
    remarks = [(*comments.remarks, *unused_comments(comments, used[side])) for side, comments in enumerate(sides)]
    return remaining, (tuple(remarks[0]), tuple(remarks[1]))


def unused_comments(comments: Comments, used: set[int]) -> Iterator[tuple[int, str]]:
    """Yield a remark, as ``(line, remark)``, on each ``aligner-ignore`` comment that silences no finding."""
    remarked = {line for line, _ in comments.remarks}
    for each in comments.comments:
        if each.line not in used | remarked and not (each.file and not each.rules):
            yield each.line, _("this aligner-ignore silences nothing: take it out")


def silencing_comments(finding: Finding, sides: tuple[Comments, Comments]) -> Iterator[tuple[int, int]]:
    """Yield the side and the line of each ``aligner-ignore`` comment that silences a finding.

    The side is 0 for the source and 1 for the target.
    """
    places = finding.source, finding.target
    for side, place in enumerate(places):
        if place is not None:
            exact = bool(place.text) or places[1 - side] is None
            for each in sides[side].comments:
                if each.silences(finding.rule, place, exact=exact):
                    yield side, each.line
