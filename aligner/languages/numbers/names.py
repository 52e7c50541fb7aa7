"""Digits that identify rather than count, in Chinese and English.

They occur in names, versions, list items and telephone numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import values, version

_NUMBER = re.compile(r"\d\d*(?:\.\d+)?")  # a search for one digit first is faster than for several
_LETTER_BEFORE = re.compile(r"(?<=[A-Za-z_])|(?<=[A-Za-z]\.)")
_DIGIT = re.compile(r"\d")
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
_MIN_DIGITS = 8
"""Minimum number of digits in a telephone number; a shorter one may be a year or a range."""
_COUNTRY_CODE_LENGTHS = (1, 2, 3)


def numbers_in_names(text: str) -> Iterator[Quantity]:
    """Yield numbers after letters, as in CentOS7.

    They can match a number of the other side, but are never reported as missing.
    """
    for match in _NUMBER.finditer(text):
        if not _LETTER_BEFORE.match(text, match.start()):
            continue
        value = Fraction(match[0])
        year = {2000 + value} if text.startswith("FY", match.start() - 2) and value < 100 else set()
        yield Quantity(frozenset({value, *year}), *match.span(), required=False)


def is_part_of_name(text: str, start: int, end: int) -> bool:
    """Tell whether a number is part of a name: COVID-19, B-29, UTC+8, 3D, 5G."""
    before = start >= 2 and _NAME_BEFORE.match(text, start - 2) is not None
    return before or text.endswith(_TIME_ZONES, 0, start) or _NAME_AFTER.match(text, end) is not None


def is_enumerator(text: str, start: int) -> bool:
    """Tell whether the number at ``start`` is the number of a list item that begins the text."""
    found = _ENUMERATOR.match(text)
    return found is not None and found.start("number") == start


def dotted_numbers(written: str, start: int) -> Iterator[Quantity]:
    """Yield a number with several dots: a version such as 3.12.1, or a date such as 3.12.2021.

    The day, the month and the year of a date follow as separate numbers.
    """
    date = _DATE.fullmatch(written)
    year = {Fraction(date["year"] or date["first_year"])} if date else set()
    yield Quantity(version(written) | year, start, start + len(written))
    for match in re.finditer(r"\d+", written) if date else ():
        yield Quantity(values(int(match[0])), start + match.start(), start + match.end(), required=False)


def telephone_numbers(text: str) -> Iterator[Quantity]:
    """Yield telephone numbers, with and without the country code; any grouping of the digits is accepted."""
    if len(_DIGIT.findall(text)) < _MIN_DIGITS:
        return
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) < _MIN_DIGITS or not re.search(r"[ +()-]", match[0]):
            continue
        readings = {Fraction(int(digits))}
        if match[0][0] == "+":
            readings |= {Fraction(int(digits[length:])) for length in _COUNTRY_CODE_LENGTHS}
        yield Quantity(frozenset(readings), *match.span())
