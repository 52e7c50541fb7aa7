r"""Read the messages of JSON files.

JSON files are the locale files of i18next, vue-i18n, browser extensions and others, and Flutter's
ARB files. Python's JSON parser does not report the line of a value. This module uses that parser
only to validate the file, and finds the strings and their lines itself.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.encodings import decode
from aligner.readers.messages import Message

_TOKEN = re.compile(r'["{}\[\],:]')
_PLURAL = re.compile(r"(.+)_(zero|one|two|few|many|other)")
"""Plural forms as i18next names them: ``items_one``, ``items_other``."""
_DESCRIPTION = frozenset({"message", "description", "placeholders"})
"""What an entry of a browser extension's ``messages.json`` holds: only ``message`` is shown."""


def read_json(content: bytes, name: str) -> Iterator[Message]:
    """Yield the strings of a JSON file; numbers, booleans and null are omitted."""
    for path, text, line in _strings(_checked(content, name)):
        key = ".".join(path)
        match = _PLURAL.fullmatch(key)
        yield Message(match[1], text, line, match[2]) if match else Message(key, text, line)


def read_arb(content: bytes, name: str) -> Iterator[Message]:
    """Yield the messages of an ARB file, without keys that begin with ``@``, which describe messages."""
    for path, text, line in _strings(_checked(content, name)):
        if not path[0].startswith("@"):
            yield Message(".".join(path), text, line)


def _checked(content: bytes, name: str) -> str:
    """Return the text of a valid JSON file.

    Raises:
        InputError: the file is not valid JSON, or is nested too deeply; the message names the line.
    """
    text, _unused = decode(content, name)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(_("is no JSON ({msg}): repair it", msg=error.msg), path=name, line=error.lineno) from error
    except ValueError as error:  # a number of thousands of digits
        raise InputError(_("holds a number that is too long: repair it"), path=name) from error
    except RecursionError as error:
        raise InputError(_("is nested too deeply: not read, for safety"), path=name) from error
    return text


def _strings(text: str) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Yield the key path, the value and the 1-based line of every string that users see in valid JSON.

    The key path consists of the keys and array indices that lead to the string.
    """
    breaks = [match.start() for match in re.finditer("\n", text)]
    stack: list[Any] = []  # an index for an array, a key for an object
    place, awaits_key = 0, False
    described: list[tuple[tuple[str, ...], str, int]] = []
    while (match := _TOKEN.search(text, place)) is not None:
        mark, place = match.group(), match.end()
        if mark == '"':
            value, place = scanstring(text, place, False)
            if awaits_key:
                stack[-1], awaits_key = value, False
            elif stack:
                path = tuple(part if isinstance(part, str) else str(part) for part in stack)
                described.append((path, value, bisect_right(breaks, match.start()) + 1))
        elif mark in "{[":
            awaits_key = mark == "{"
            stack.append("" if awaits_key else 0)
        elif mark in "}]":
            stack.pop()
            awaits_key = False
        elif mark == ",":
            awaits_key = isinstance(stack[-1], str)
            if not awaits_key:
                stack[-1] += 1
    yield from _shown(described)


def _shown(found: list[tuple[tuple[str, ...], str, int]]) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Yield the strings that users see.

    In the file of a browser extension, each entry consists of a ``message`` and optional descriptions
    for translators. The descriptions are omitted.
    """
    entries: dict[str, set[str]] = {}
    for path, _text, _line in found:
        entries.setdefault(path[0], set()).add(path[1] if len(path) > 1 else "")
    is_extension = bool(entries) and all("message" in parts and parts <= _DESCRIPTION for parts in entries.values())
    for path, text, line in found:
        if not is_extension:
            yield path, text, line
        elif path[1] == "message":
            yield path[:1], text, line
