"""Inputs that make a regular expression slow if anything does, derived from the expression itself.

A backtracking engine takes more than linear time where a repetition can be left and entered in many ways: it meets what
the repetition takes, again and again, and then something that lets the whole fail. So each repetition is fed with what
it takes, behind what stands before it, and in front of what cannot follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

try:
    from re import _constants as constants
    from re import _parser as parser
except ImportError:  # before Python 3.11
    import sre_constants as constants
    import sre_parse as parser

USUAL = "a1 .\n-,中Z\"'(<_\t"
"""Characters that classes are asked for, beside those of the pattern itself."""
MANY = 60
"""A repetition with a bound above this can be slow."""
ENDINGS = ("", "\x00", "!", "\n\x01")
_CATEGORIES = {
    constants.CATEGORY_DIGIT: r"\d", constants.CATEGORY_NOT_DIGIT: r"\D", constants.CATEGORY_SPACE: r"\s",
    constants.CATEGORY_NOT_SPACE: r"\S", constants.CATEGORY_WORD: r"\w", constants.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def attacks(pattern: re.Pattern[str], size: int) -> Iterator[str]:
    """Yield texts of about ``size`` characters."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE | (pattern.flags & re.ASCII))
    alphabet = "".join(dict.fromkeys([*_literals(tree), *USUAL]))
    known = set()
    for before, pump, behind in _repetitions(list(tree), "", alphabet):
        for unit in (pump, before + pump, before + pump + behind):
            for lead in ("", before):
                for ending in ENDINGS:
                    if unit and (key := (lead, unit, ending)) not in known:
                        known.add(key)
                        yield lead + unit * (size // len(unit) + 1) + ending


def _repetitions(items: list[Any], before: str, alphabet: str) -> Iterator[tuple[str, str, str]]:
    """Yield of each repetition what stands before it, what it takes, and what follows it."""
    for number, (kind, value) in enumerate(items):
        behind = _sample(items[number + 1 : number + 3], alphabet, 0)
        for inner in _parts(kind, value):
            yield from _repetitions(list(inner), before, alphabet)
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT) and int(value[1]) > MANY:
            for turn in range(4):
                yield before, _sample(list(value[2]), alphabet, turn), behind
        before += _sample([(kind, value)], alphabet, 0)


def _parts(kind: Any, value: Any) -> list[Any]:
    if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
        return [value[2]]
    if kind is constants.SUBPATTERN:
        return [value[3]]
    if kind is constants.BRANCH:
        return list(value[1])
    if kind in (constants.ASSERT, constants.ASSERT_NOT):
        return [value[1]]
    if kind is constants.GROUPREF_EXISTS:
        return [each for each in value[1:] if each is not None]
    return [value] if str(kind) == "ATOMIC_GROUP" else []


def _sample(items: list[Any], alphabet: str, turn: int) -> str:
    """Return a text that some nodes take, another one for each turn."""
    text = ""
    for kind, value in items:
        if kind is constants.LITERAL:
            text += chr(value)
        elif kind is constants.NOT_LITERAL:
            text += _turned([each for each in alphabet if each != chr(value)], turn)
        elif kind is constants.ANY:
            text += _turned([each for each in alphabet if each != "\n"], turn)
        elif kind is constants.IN:
            text += _turned([each for each in alphabet if _takes(value, each)] or _first_of(value), turn)
        elif kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            text += _sample(list(value[2]), alphabet, turn) * min(max(int(value[0]), 1), 5)
        elif kind in (constants.SUBPATTERN, constants.BRANCH) or str(kind) == "ATOMIC_GROUP":
            parts = _parts(kind, value)
            text += _sample(list(parts[turn % len(parts)]), alphabet, turn)
    return text


def _turned(characters: list[str], turn: int) -> str:
    return characters[turn % len(characters)] if characters else ""


def _takes(items: list[Any], character: str) -> bool:
    """Tell whether a class takes a character."""
    negated = items[0][0] is constants.NEGATE
    found = False
    for kind, value in items:
        if kind is constants.LITERAL:
            found |= ord(character) == value
        elif kind is constants.RANGE:
            found |= value[0] <= ord(character) <= value[1]
        elif kind is constants.CATEGORY and value in _CATEGORIES:
            found |= re.fullmatch(_CATEGORIES[value], character) is not None
    return found != negated


def _first_of(items: list[Any]) -> list[str]:
    return [chr(value[0] if kind is constants.RANGE else value) for kind, value in items
            if kind in (constants.RANGE, constants.LITERAL)][:3]  # fmt: skip


def _literals(tree: Any) -> Iterator[str]:
    """Yield characters that the pattern names, a few of each class."""
    for kind, value in tree:
        if kind is constants.LITERAL:
            yield chr(value)
        elif kind is constants.IN:
            yield from islice(_first_of(value), 4)
        for inner in _parts(kind, value):
            yield from _literals(inner)
