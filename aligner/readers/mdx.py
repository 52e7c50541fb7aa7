"""Remove MDX tags that are alone on their lines, so that their content is parsed as Markdown.

In CommonMark, such a tag starts an HTML block, which ends only at the next blank line, and a line
that is indented by four columns is code. MDX has neither rule. In MDX, ``<TabItem>`` and a fence
directly below it are separate elements.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_VALUE = r"(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})"
_TAG = re.compile(
    rf"[ \t]*(?P<tag></?(?!(?:script|style|textarea|pre|table|svg)\b)(?:[A-Za-z][\w.:-]*)?"
    rf"(?:\s+(?:[A-Za-z_@:][\w.:-]*(?:\s*=\s*{_VALUE})?|\{{\.\.\.[^{{}}]*\}}))*\s*/?>)[ \t]*$",
    re.MULTILINE,
)
_FENCE = re.compile(r"[ \t]*(?:(?:[*+-]|\d{1,9}[.)])[ \t]*)?(?P<marks>`{3,}|~{3,}(?!~))(?P<info>[^`\n]*)$")
_RAW = re.compile(r"[ \t]*<(?P<name>script|style|textarea|pre|table|svg)\b", re.IGNORECASE)
"""Elements whose content is not Markdown."""


def without_tag_lines(text: str) -> tuple[str, list[tuple[str, int]]]:
    """Return the text with empty lines in place of tags, and the tags with their 1-based line numbers.

    The content of a tag is unindented to the indentation of the tag. Tags in fenced code, and tags in
    elements whose content is not Markdown, are not removed.
    """
    lines = text.split("\n")
    tags: list[tuple[str, int]] = []
    moved = [0]  # columns by which the lines in each open tag are moved
    fence = raw = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        height = 0
        match = _FENCE.match(line)
        if fence:
            if match and match["marks"].startswith(fence) and not match["info"].strip():
                fence = ""
        elif raw:
            raw = "" if f"</{raw}" in line.lower() else raw
        elif match:
            fence = match["marks"]
        elif element := _RAW.match(line):
            raw = "" if f"</{element['name'].lower()}" in line.lower() else element["name"].lower()
        elif "<" in line and (height := _height(lines, number)):
            tag = "\n".join(each.strip() for each in lines[number : number + height])
            tags.append((tag, number + 1))
            lines[number : number + height] = [""] * height
            if tag.startswith("</"):
                moved = moved[:-1] or [0]
            elif not tag.endswith("/>"):
                moved.append(moved[-1] + _deeper(line, lines[number + height :]))
        if not height:
            lines[number] = line[min(moved[-1], _indent(line)) :]
        number += max(height, 1)
    return "\n".join(lines), tags


def _deeper(tag: str, behind: Sequence[str]) -> int:
    """Return the additional indentation of the first line after a tag, in columns.

    The result is 0 if the line is not indented further than the tag, or is a closing tag.
    """
    first = next((line for line in behind if line.strip()), "")
    return 0 if first.lstrip().startswith("</") else max(_indent(first) - _indent(tag), 0)


def _indent(line: str) -> int:
    """Return the number of spaces and tabs at the start of a line."""
    return len(line) - len(line.lstrip(" \t"))


def _height(lines: list[str], number: int) -> int:
    """Return the number of lines of the tag that begins on a line; 0 if there is no such tag.

    The lines must contain nothing but the tag.
    """
    for last in range(number, min(number + 30, len(lines))):
        if not lines[last].strip():
            return 0
        if lines[last].rstrip().endswith(">"):
            return last - number + 1 if _TAG.fullmatch("\n".join(lines[number : last + 1])) else 0
    return 0
