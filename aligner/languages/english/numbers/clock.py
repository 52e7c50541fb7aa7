"""Times of day in English text -> quantities.

A quantity is a number with its possible values and its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.english.numbers.words import NUMBER_INITIALS, SCALE, WORD, value_of
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import Values, hour

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[.:](?P<dialled>[0-5]\d)(?= ?[ap]\.?m\b)|:(?P<minute>[0-5]\d)(?![:\d]|[.,]\d))", re.IGNORECASE
)
_DOTTED_TIME = re.compile(
    r"(?:(?<=[Aa]t )|(?<=[Bb]y )|(?<=until )|(?<=from )|(?<=to ))(?P<hour>[012]?\d)\.(?P<minute>[0-5]\d)\b(?!\.\d)"
)
"""A time as in British timetables, at 9.30; it may be a decimal number as well."""
_TIME_IN_WORDS = re.compile(
    rf"\b(?=[{NUMBER_INITIALS}])(?P<hour>{WORD})-(?P<minute>fifteen|thirty|forty-five|twenty|ten|five)\b"
    rf"(?![ -](?:{SCALE}|{WORD}))",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(
    rf"\b(?=[aqh{NUMBER_INITIALS}])(?P<minute>a quarter|quarter|half|{WORD})(?: minutes)? "
    rf"(?:to|before) (?P<hour>{WORD}|1?\d)\b"
    rf"(?! (?:{SCALE}|{WORD}|\w+s)\b|[-\d]|[.,]\d)",  # not: half to 2.05 billion
    re.IGNORECASE,
)
TIME_WORDS, BEFORE_WORDS = frozenset({"fifteen", "thirty", "five", "twenty", "ten"}), frozenset({"to", "before"})
"""Every time such as eight-thirty, and every time such as ten to nine, has one of these words."""
_MINUTES_WITH_WORDS = {"00", "15", "30", "45"}
"""Minutes that have their own words: sharp, a quarter, half."""


def time_at(text: str, start: int) -> tuple[Quantity, Quantity] | None:
    """Return the hour and the minutes of a time in digits that begins at an offset, else ``None``."""
    match = None if text[start - 1 : start] == ":" else _TIME.match(text, start)  # not the end of 08:41:13
    if match is None:
        return None
    minute = "dialled" if match["dialled"] else "minute"
    return (
        Quantity(hour(Fraction(match["hour"])), *match.span("hour")),
        Quantity(
            frozenset({Fraction(match[minute])}),
            *match.span(minute),
            required=match[minute] not in _MINUTES_WITH_WORDS,
        ),
    )


def dotted_time_at(text: str, start: int) -> Values:
    """Return the hours and the minutes of a number such as 9.30 as possible values, if it may be a time.

    The result is empty if the number cannot be a time.
    """
    match = _DOTTED_TIME.match(text, start)
    return hour(Fraction(match["hour"])) | {Fraction(match["minute"])} if match else frozenset()


def times_in_words(text: str) -> Iterator[Quantity]:
    """Yield times in words, such as eight-thirty.

    They are never reported as missing, because translations reword them.
    """
    for match in _TIME_IN_WORDS.finditer(text):
        value = value_of(match["hour"])
        if value <= 12:
            yield Quantity(hour(value), *match.span(), idle=True)


def times_before_hours(text: str) -> Iterator[Quantity]:
    """Yield times in words such as a quarter to nine; they are never reported as missing."""
    for match in _TIME_BEFORE.finditer(text):
        minute, value = match["minute"].lower(), value_of(match["hour"])
        before = Fraction(15) if "quarter" in minute else Fraction(30) if minute == "half" else value_of(minute)
        if 0 < value <= 12 and before < 60:
            yield Quantity(hour(value) | hour(value - 1) | {60 - before, before}, *match.span(), idle=True)
