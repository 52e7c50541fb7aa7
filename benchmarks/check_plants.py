"""Faults planted in real translated pages, one at a time: what `benchmarks.check_repos` looks for again.

Every fault changes the translation only. The places are drawn with a seed; a page without a fitting place gets no
fault of that kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aligner.check.findings import Finding

HAN = re.compile("[\u4e00-\u9fff]")
SENTENCE = re.compile("[^。！？]+[。！？]")
FENCE = re.compile(r"\s*(`{3,}|~{3,})")
ITEM = re.compile(r"\s*[-*+]\s")
NUMBER = re.compile(r"(?<![\w./#`(\[-])\d+(?![\w/`)\]-])")
LINK = re.compile(r"(?<=\]\()[^()\s]{6,}(?=\))")
CODE = re.compile(r"(?<!`)`([A-Za-z_][\w.]{4,})`(?!`)")
CLAUSE = re.compile(r"，[^，。；：！？`\[\]()]{12,}(?=。)")
NOTE = re.compile(r"(:::\s*|> \[!|///\s*|\.\. )(tip|note|warning|danger|info|caution|important)\b", re.IGNORECASE)
DENIAL = re.compile("不(?=[能要会可应得需])|没(?=有)|(?<=[会能])不")
OTHER_NOTE = {"tip": "warning", "note": "tip", "warning": "note", "danger": "tip", "info": "danger", "caution": "tip"}
Lines = list[str]
Plant = Callable[["Page", random.Random], "Lines | None"]


@dataclass(frozen=True)
class Page:
    """A page and its translation.

    Attributes:
        source: text of the page.
        lines: of the translation.
    """

    source: str
    lines: Lines

    def paragraphs(self) -> list[int]:
        """Return the lines that are whole paragraphs and begin in Chinese."""
        return [
            number
            for number, line in self.outside()
            if HAN.match(line) and not any(self.beside(number)) and not line.rstrip().endswith(("：", ":"))
        ]

    def beside(self, number: int) -> tuple[str, str]:
        """Return the lines before and behind a line, stripped."""
        before = self.lines[number - 1] if number else ""
        behind = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        return before.strip(), behind.strip()

    def outside(self) -> Iterator[tuple[int, str]]:
        """Yield the lines outside of code and front matter, with their numbers."""
        fence = "---" if self.lines and self.lines[0].strip() == "---" else ""
        for number, line in enumerate(self.lines):
            match = FENCE.match(line)
            if fence and number and line.strip().startswith(fence):
                fence = ""
            elif not fence and match:
                fence = match[1]
            elif not fence:
                yield number, line

    def without(self, first: int, last: int | None = None) -> Lines:
        """Return the lines without some of them."""
        return self.lines[:first] + self.lines[first + 1 if last is None else last :]

    def replaced(self, number: int, line: str) -> Lines:
        """Return the lines with another one in one place."""
        return [*self.lines[:number], line, *self.lines[number + 1 :]]


def paragraph(page: Page, draw: random.Random) -> Lines | None:
    """Take out a paragraph."""
    places = page.paragraphs()
    return page.without(draw.choice(places)) if places else None


def list_item(page: Page, draw: random.Random) -> Lines | None:
    """Take out an item of a list."""
    places = [n for n, line in page.outside() if ITEM.match(line) and len(HAN.findall(line)) > 7]
    return page.without(draw.choice(places)) if places else None


def heading(page: Page, draw: random.Random) -> Lines | None:
    """Take out a heading."""
    places = [n for n, line in page.outside() if re.match(r"(?:#{2,4}|={2,4}) ", line) and HAN.search(line)]
    return page.without(draw.choice(places)) if places else None


def table_row(page: Page, draw: random.Random) -> Lines | None:
    """Take out a row of a table that has another behind it."""
    places = [
        n
        for n, line in page.outside()
        if line.startswith("|") and HAN.search(line) and n > 1 and page.lines[n - 1].startswith("|")
    ]
    return page.without(draw.choice(places)) if places else None


def code_block(page: Page, draw: random.Random) -> Lines | None:
    """Take out a block of code with its fences."""
    fences = [n for n, line in enumerate(page.lines) if FENCE.match(line) and not line[0].isspace()]
    pairs = [(a, b) for a, b in zip(fences[::2], fences[1::2], strict=False) if b - a > 2]
    if not pairs:
        return None
    first, last = draw.choice(pairs)
    return page.without(first, last + 1)


def one_of(page: Page, draw: random.Random, fits: Callable[[int], bool], *, last: bool) -> Lines | None:
    """Take a sentence out of a paragraph with a fitting number of them."""
    places = [
        (number, sentences)
        for number in page.paragraphs()
        if fits(len(sentences := SENTENCE.findall(page.lines[number])))
        and "".join(sentences) == page.lines[number].rstrip()
        and min(map(len, sentences)) > 11
    ]
    if not places:
        return None
    number, sentences = draw.choice(places)
    lost = len(sentences) - 1 if last else draw.randrange(len(sentences))
    return page.replaced(number, "".join(sentences[:lost] + sentences[lost + 1 :]))


def last_of_two(page: Page, draw: random.Random) -> Lines | None:
    """Take out the second of two sentences."""
    return one_of(page, draw, lambda count: count == 2, last=True)


def one_of_several(page: Page, draw: random.Random) -> Lines | None:
    """Take out one of three sentences or more."""
    return one_of(page, draw, lambda count: count > 2, last=False)


def changed(
    page: Page, draw: random.Random, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], *, prose: bool
) -> Lines | None:
    """Change what a pattern finds in one place outside of code."""
    numbers = page.paragraphs() if prose else [number for number, _ in page.outside()]
    places = [
        (number, match)
        for number in numbers
        for match in pattern.finditer(page.lines[number])
        if match[0].strip() and (not match[0].isascii() or match[0].strip("`") in page.source)
        and (pattern is not NUMBER or page.lines[number][: match.start()].count("`") % 2 == 0)
    ]  # fmt: skip
    if not places:
        return None
    number, match = draw.choice(places)
    line = page.lines[number]
    return page.replaced(number, line[: match.start()] + new(match) + line[match.end() :])


def misspelt(match: re.Match[str]) -> str:
    """Return code without one of its letters."""
    middle = len(match[0]) // 2
    return match[0][:middle] + match[0][middle + 1 :]


def another_kind(match: re.Match[str]) -> str:
    """Return the mark of another kind of note."""
    kind = OTHER_NOTE.get(match[2].lower(), "tip")
    return match[1] + (kind.upper() if match[2].isupper() else kind)


PLANTS: dict[str, Plant] = {
    "a paragraph": paragraph,
    "a list item": list_item,
    "a heading": heading,
    "a table row": table_row,
    "a code block": code_block,
    "the last of two sentences": last_of_two,
    "one of several sentences": one_of_several,
    "the last clause": lambda page, draw: changed(page, draw, CLAUSE, lambda _: "", prose=True),
    "a number": lambda page, draw: changed(page, draw, NUMBER, lambda match: str(int(match[0]) + 3), prose=True),
    "a link": lambda page, draw: changed(page, draw, LINK, lambda match: match[0] + "-x", prose=True),
    "a word of code": lambda page, draw: changed(page, draw, CODE, misspelt, prose=True),
    "a kind of note": lambda page, draw: changed(page, draw, NOTE, another_kind, prose=False),
    "a negation": lambda page, draw: changed(page, draw, DENIAL, lambda _: "", prose=True),
}
"""What is lost or changed, and how."""
HARD = ("the last clause", "a negation")
"""Kinds for which less is asked."""


def is_at(finding: Finding, page: Page, lines: Sequence[str]) -> bool:
    """Whether a finding is about the fault: in its paragraph of the translation, or in one beside it.

    Args:
        finding: that the page did not have without the fault.
        page: without the fault.
        lines: of the translation with the fault.
    """
    if finding.target is None:
        return False
    first, last = changed_lines(page.lines, lines)
    for _ in range(2):  # what stands before the fault is where the check says that a missing paragraph belongs
        first = start_of_paragraph(lines, first)
        last = end_of_paragraph(lines, last)
    return first < finding.target.line <= last


def changed_lines(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return the first line that differs, 0-based, and the end of those of ``after`` that do."""
    least = min(len(before), len(after))
    first = next((number for number in range(least) if before[number] != after[number]), least)
    same = next((back for back in range(least - first) if before[-1 - back] != after[-1 - back]), least - first)
    return first, len(after) - same


def start_of_paragraph(lines: Sequence[str], number: int) -> int:
    """Return the first line of the paragraph that holds the line before a line, or that stands before it."""
    while number and not lines[number - 1].strip():
        number -= 1
    while number and lines[number - 1].strip():
        number -= 1
    return number


def end_of_paragraph(lines: Sequence[str], number: int) -> int:
    """Return the line behind the paragraph that holds a line, or that follows it."""
    while number < len(lines) and not lines[number].strip():
        number += 1
    while number < len(lines) and lines[number].strip():
        number += 1
    return number
