"""Digits that name more than they count: of names and versions, of lists, of telephones; alike in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import values, version

_GLUED = re.compile(r"(?=\d)(?:(?<=[A-Za-z_])|(?<=[A-Za-z]\.))\d+(?:\.\d+)?")
_ENUMERATOR = re.compile(r"\s*(?:\[\^?)?(?P<number>\d{1,3})[.、)）:：\]](?!\d)")
_NAME_BEFORE = re.compile(r"[A-Za-z][-–]")
_TIME_ZONES = ("GMT+", "UTC+")
_NAME_AFTER = re.compile(r"[DdGKPX]\b")
_DATE = re.compile(r"(?:\d{1,2}\.\d{1,2}\.(?P<year>\d{4})|(?P<first_year>\d{4})\.\d{1,2}\.\d{1,2})")
_PHONE = re.compile(
    r"(?<![A-Za-z0-9_.,/+-])"
    r"(?:\+\d{1,3}[ -]?(?:\(0?\d{1,4}\)|\d{1,4})"  # +86 (0)10
    r"|\(?0\d{2,4}\)?|[48]00|1[3-9]\d)"  # (010), 400, 138
    r"(?:[ -]?\d{3,4}){1,3}(?![A-Za-z0-9_/]|[.,]\d)"
)
_LEAST_DIGITS = 8
"""Of a telephone number; a shorter one may be a year or a range."""
_COUNTRY_CODE_LENGTHS = (1, 2, 3)


def glued(text: str) -> Iterator[Quantity]:
    """Yield numbers behind letters, as in CentOS7: they answer for numbers of the other side, and ask for none."""
    for match in _GLUED.finditer(text):
        value = Fraction(match[0])
        year = {2000 + value} if text.startswith("FY", match.start() - 2) and value < 100 else set()
        yield Quantity(frozenset({value, *year}), *match.span(), required=False)


def is_named(text: str, start: int, end: int) -> bool:
    """Tell whether a number is part of a name: COVID-19, B-29, UTC+8, 3D, 5G."""
    before = start >= 2 and _NAME_BEFORE.match(text, start - 2) is not None
    return before or text.endswith(_TIME_ZONES, 0, start) or _NAME_AFTER.match(text, end) is not None


def is_enumerator(text: str, start: int) -> bool:
    """Tell whether the number at an offset counts the items of a list, at the very beginning of a text."""
    found = _ENUMERATOR.match(text)
    return found is not None and found.start("number") == start


def pointed(written: str, start: int) -> Iterator[Quantity]:
    """Yield a number of several points: the version 3.12.1, or the date 3.12.2021 with its month and day."""
    date = _DATE.fullmatch(written)
    year = {Fraction(date["year"] or date["first_year"])} if date else set()
    yield Quantity(version(written) | year, start, start + len(written))
    for match in re.finditer(r"\d+", written) if date else ():
        yield Quantity(values(int(match[0])), start + match.start(), start + match.end(), required=False)


def phones(text: str) -> Iterator[Quantity]:
    """Yield telephone numbers, however grouped, with and without the country's code."""
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) < _LEAST_DIGITS or not re.search(r"[ +()-]", match[0]):
            continue
        readings = {Fraction(int(digits))}
        if match[0][0] == "+":
            readings |= {Fraction(int(digits[length:])) for length in _COUNTRY_CODE_LENGTHS}
        yield Quantity(frozenset(readings), *match.span())
