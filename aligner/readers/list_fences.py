"""Repair the indentation of fenced code in Markdown lists.

The lines of fenced code in a list should have the indentation of the list. If a line has less,
CommonMark ends the list and the code there. The closing fence then opens a new code block, so that
code is read as text and text as code from there on. Writers and other parsers treat the two fences
as a pair.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,}(?!~))(?P<info>[^`\n]*)$")
_ITEM = re.compile(r"[ \t]*(?:[*+-]|\d{1,9}[.)])[ \t]")


def indent_fenced_lines(text: str) -> str:
    """Return a Markdown text in which the lines of fenced code in lists have the indentation of their fence.

    Only lines with less indentation than the opening fence are changed.
    """
    lines = text.split("\n")
    item = False  # whether the last unindented line is an item of a list
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if opening is None:
            if lines[number].strip() and (not lines[number][0].isspace() or _ITEM.match(lines[number])):
                item = _ITEM.match(lines[number]) is not None
            number += 1
            continue
        end = _closing(lines, number, opening)
        inside = range(number + 1, number + 1 if end is None else end + 1)
        if item and opening["indent"] and any(lines[each][:1].strip() for each in inside):
            for each in inside:
                if lines[each].strip() and not lines[each].startswith(opening["indent"]):
                    lines[each] = opening["indent"] + lines[each]
        elif not opening["indent"]:
            item = False
        number = len(lines) if end is None else end + 1
    return "\n".join(lines)


def _closing(lines: list[str], number: int, opening: re.Match[str]) -> int | None:
    """Return the index of the line that closes a fence; ``None`` if the fence is not closed."""
    for each in range(number + 1, len(lines)):
        match = _FENCE.match(lines[each])
        if match and not match["info"].strip() and match["marks"].startswith(opening["marks"]):
            return each
    return None
