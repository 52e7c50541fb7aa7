"""Parse ICU messages for the comparison: find their arguments, and reduce them to their general form.

Example: ``{count, plural, one {# file} other {# files}}`` (Unicode, ICU user guide, "Formatting
Messages"). The general form is the text of the choice ``other``. The plural forms of vue-i18n,
which are separated by bars (``no file | one file | {count} files``), are supported as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD = re.compile(r"\{\s*([\w.-]+)\s*,\s*(plural|select|selectordinal)\s*,(?:\s*offset:\d+)?")
_CHOICE = re.compile(r"\s*(=\d+|[\w-]+)\s*\{")
_SIMPLE = re.compile(r"\{\s*([\w.-]+)\s*,\s*(number|date|time|spellout|ordinal|duration)\b[^{}]*\}")
_BAR = " | "
MAX_DEPTH = 8
"""Maximum depth of nested plurals; real messages have at most two."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A plural or select argument of a message.

    Attributes:
        name: name of the argument.
        kind: ``plural``, ``select`` or ``selectordinal``.
        choices: text of each choice.
        start: offset of the opening brace, from 0.
        end: offset after the closing brace.
    """

    name: str
    kind: str
    choices: dict[str, str]
    start: int
    end: int


def next_argument(text: str, start: int = 0) -> Argument | None:
    """Return the first plural or select argument at or after an offset; ``None`` if there is none.

    Raises:
        ValueError: a closing brace is missing.
    """
    head = _HEAD.search(text, start)
    if head is None:
        return None
    place, choices = head.end(), dict[str, str]()
    while (choice := _CHOICE.match(text, place)) is not None:
        end = closing_brace(text, choice.end())
        choices[choice[1]] = text[choice.end() : end]
        place = end + 1
    while place < len(text) and text[place].isspace():
        place += 1
    if place >= len(text) or text[place] != "}" or not choices:
        raise ValueError("the braces do not close")
    return Argument(head[1], head[2], choices, head.start(), place + 1)


def closing_brace(text: str, start: int) -> int:
    """Return the offset of the closing brace of the pair whose opening brace is just before ``start``.

    Raises:
        ValueError: the closing brace is missing.
    """
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise ValueError("the braces do not close")


def arguments_of(text: str, depth: int = 0) -> dict[str, tuple[str, set[str]]] | None:
    """Return the kind and the choices of each argument of a message, by the name of the argument.

    Return ``None`` if a closing brace is missing.
    """
    arguments: dict[str, tuple[str, set[str]]] = {}
    place = 0
    try:
        while depth < MAX_DEPTH and (argument := next_argument(text, place)) is not None:
            arguments[argument.name] = (argument.kind, set(argument.choices))
            for inner in argument.choices.values():
                arguments |= arguments_of(inner, depth + 1) or {}
            place = argument.end
    except ValueError:
        return None
    for match in _SIMPLE.finditer(text):
        arguments.setdefault(match[1], (match[2], set()))
    return arguments


def flatten(text: str, other: str = "", depth: int = 0) -> str:
    """Return a message with each plural and select argument replaced by its choice ``other``.

    Args:
        text: the message.
        other: the message in the other language. Bars in ``text`` separate plural forms only if
            ``other`` has fewer bars.
        depth: number of enclosing arguments.
    """
    if _BAR in text and text.count(_BAR) > other.count(_BAR) and depth == 0:
        text = text.rpartition(_BAR)[2]
    parts, place = [], 0
    try:
        while depth < MAX_DEPTH and (argument := next_argument(text, place)) is not None:
            chosen = argument.choices.get("other") or next(reversed(argument.choices.values()))
            parts += [text[place : argument.start], flatten(chosen, depth=depth + 1).replace("#", "")]
            place = argument.end
    except ValueError:
        return text
    return _SIMPLE.sub(r"{\1}", "".join(parts) + text[place:])
