"""ICU's messages, as far as a comparison needs them: their arguments, and their text for the general case.

``{count, plural, one {# file} other {# files}}`` (Unicode, ICU user guide, "Formatting Messages"). The bar of vue-i18n
(``no file | one file | {count} files``) is taken for a plural as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(r"\{\s*([\w.-]+)\s*,\s*(plural|select|selectordinal)\s*,(?:\s*offset:\d+)?")
_CHOICE = re.compile(r"\s*(=\d+|[\w-]+)\s*\{")
_SIMPLE = re.compile(r"\{\s*([\w.-]+)\s*,\s*(number|date|time|spellout|ordinal|duration)\b[^{}]*\}")
_BAR = " | "
DEPTH = 8
"""Plurals within plurals that are followed; real messages have two."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A plural or a selection within a message.

    Attributes:
        name: of the argument.
        kind: ``plural``, ``select`` or ``selectordinal``.
        choices: each choice and its text.
        start: 0-based offset of the opening brace.
        end: offset behind the closing one.
    """

    name: str
    kind: str
    choices: dict[str, str]
    start: int
    end: int


def next_argument(text: str, start: int = 0) -> Argument | None:
    """Return the first plural or selection of a text from an offset on.

    Raises:
        ValueError: its braces do not close.
    """
    head = _HEAD.search(text, start)
    if head is None:
        return None
    place, choices = head.end(), dict[str, str]()
    while (choice := _CHOICE.match(text, place)) is not None:
        end = closing(text, choice.end())
        choices[choice[1]] = text[choice.end() : end]
        place = end + 1
    while place < len(text) and text[place].isspace():
        place += 1
    if place >= len(text) or text[place] != "}" or not choices:
        raise ValueError("the braces do not close")
    return Argument(head[1], head[2], choices, head.start(), place + 1)


def closing(text: str, start: int) -> int:
    """Return the offset of the brace that closes the one before ``start``.

    Raises:
        ValueError: there is none.
    """
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise ValueError("the braces do not close")


def arguments_of(text: str, depth: int = 0) -> dict[str, tuple[str, set[str]]] | None:
    """Return the arguments with a format, name to kind and choices; ``None`` where the braces do not close."""
    found: dict[str, tuple[str, set[str]]] = {}
    place = 0
    try:
        while depth < DEPTH and (argument := next_argument(text, place)) is not None:
            found[argument.name] = (argument.kind, set(argument.choices))
            for inner in argument.choices.values():
                found |= arguments_of(inner, depth + 1) or {}
            place = argument.end
    except ValueError:
        return None
    for match in _SIMPLE.finditer(text):
        found.setdefault(match[1], (match[2], set()))
    return found


def flattened(text: str, other: str = "", depth: int = 0) -> str:
    """Return a message as it reads in the general case, without plurals and selections.

    Args:
        text: the message.
        other: its counterpart: a bar parts the forms of a plural only where it has fewer.
        depth: of plurals around it.
    """
    if _BAR in text and text.count(_BAR) > other.count(_BAR) and depth == 0:
        text = text.rpartition(_BAR)[2]
    parts, place = [], 0
    try:
        while depth < DEPTH and (argument := next_argument(text, place)) is not None:
            chosen = argument.choices.get("other") or next(reversed(argument.choices.values()))
            parts += [text[place : argument.start], flattened(chosen, depth=depth + 1).replace("#", "")]
            place = argument.end
    except ValueError:
        return text
    return _SIMPLE.sub(r"{\1}", "".join(parts) + text[place:])
