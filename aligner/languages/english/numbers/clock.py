"""Times of day in English."""

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
_POINTED_TIME = re.compile(
    r"(?:(?<=[Aa]t )|(?<=[Bb]y )|(?<=until )|(?<=from )|(?<=to ))(?P<hour>[012]?\d)\.(?P<minute>[0-5]\d)\b(?!\.\d)"
)
"""Of a British timetable: at 9.30, which may be a number as well."""
_SPOKEN_TIME = re.compile(
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
_MINUTES_WITH_WORDS = {"00", "15", "30", "45"}
"""Minutes that have words of their own: sharp, a quarter, half."""


def time_at(text: str, start: int) -> tuple[Quantity, Quantity] | None:
    """Return the hour and the minutes of a time in digits that begins at an offset."""
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


def pointed_time_at(text: str, start: int) -> Values:
    """Return the readings that 9.30 has as a time, none where it is none."""
    match = _POINTED_TIME.match(text, start)
    return hour(Fraction(match["hour"])) | {Fraction(match["minute"])} if match else frozenset()


def spoken_times(text: str) -> Iterator[Quantity]:
    """Yield eight-thirty and a quarter to nine, which are worded in many ways and ask for nothing."""
    for match in _SPOKEN_TIME.finditer(text):
        value = value_of(match["hour"])
        if value <= 12:
            yield Quantity(hour(value), *match.span(), idle=True)
    for match in _TIME_BEFORE.finditer(text):
        minute, value = match["minute"].lower(), value_of(match["hour"])
        before = Fraction(15) if "quarter" in minute else Fraction(30) if minute == "half" else value_of(minute)
        if 0 < value <= 12 and before < 60:
            yield Quantity(hour(value) | hour(value - 1) | {60 - before, before}, *match.span(), idle=True)
