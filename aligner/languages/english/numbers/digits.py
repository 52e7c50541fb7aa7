"""Numbers in digits in English text -> quantities.

A quantity is a number with its possible values and its place in the text. The text after a number
affects its values: per cent, a scale, a.m., or the other end of a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.english.numbers.clock import dotted_time_at, time_at
from aligner.languages.english.numbers.words import GRAND, LETTER_SCALES, SCALES, SUBUNITS
from aligner.languages.numbers.names import dotted_numbers, is_enumerator, is_part_of_name
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import Values, decade, exact, grouped, hour, percent, shortened, values

_DIGITS = re.compile(
    r"(?=[\d.])"  # tested first at every character: the rest of the pattern takes ten times as long to fail
    r"(?:(?<![A-Za-z0-9_.^])|(?<=RMB|USD|EUR|JPY|GBP|CNY|HKD|AUD|CAD|CHF|KRW|NZD|SGD|TWD|NTD|INR|THB))"
    r"(?P<number>\d{1,3}(?:,\d{3}){1,12}(?!\d)(?:\.\d+)?|\d{1,2}(?:,\d{2}){1,12},\d{3}(?!\d)"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3}){1,12}(?![\d,])"
    r"|\d+(?:\.\d+)?|(?<=[\s(])\.\d+)"
    r"(?P<more>(?:\.\d+)+)?"
    r"(?:(?P<percent> ?(?:%|％|per ?cent\b|percentage points?\b))(?P<off> (?:off|discount|reduction|cheaper)\b)?"
    r"|(?P<mille> ?(?:‰|per (?:mille|thousand)\b))"
    r"|\+?[ -]?(?P<scale>hundred|thousand|million|billion|trillion|dozen|mn|bn|tn)\b| ?(?P<letter>[kKmM])\b"
    r"|(?P<decade>['’]?s)\b|(?:st|nd|rd|th)\b"
    r"|(?::(?P<minute>\d\d))?(?P<dial> ?[ap]\.?m\b\.?)"
    r"|/(?P<under>\d{1,3}(?:,\d{3})*)(?![\d/])"
    r"|(?<=\d\d\d)[–-](?P<until>\d\d|(?<=\d\d\d\d-)\d)(?![\d-]|[.,]\d))?",  # 2019–20, pages 120-35
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?: ?(?:to|or|and|[-–—]) ?)[$€£¥]?\d+(?:\.\d+)?(?: ?(?P<percent>%|per ?cent\b)"
    r"| ?(?P<scale>hundred|thousand|million|billion|trillion)\b)",
    re.IGNORECASE,
)
"""The other end of a range and its scale, which apply to both ends: 3 to 5 million."""
_DIGIT = re.compile(r"\d")
_NOT_DIGIT = re.compile(r"[^\d.]")
_CONTINUED = re.compile(f"{_RANGE.pattern}|{GRAND.pattern}|{SUBUNITS.pattern}", re.IGNORECASE)
"""Text after a number that changes its values; most numbers have none."""


def digits(text: str) -> Iterator[Quantity]:
    """Yield the numbers that are written in digits."""
    reach = 0
    while first := _DIGIT.search(text, reach):  # faster than a search for a number, which begins here or one before
        match = _DIGITS.search(text, max(first.start() - 1, reach))
        if match is None:
            return
        reach = match.end()
        if match["more"]:
            yield from dotted_numbers(match["number"] + match["more"], match.start())
        elif time := time_at(text, match.start()):
            yield from time
            reach = time[1].end
        else:
            value = exact(_NOT_DIGIT.sub("", match["number"]))
            yield _number(match, value, text)
            if match.end() > match.end("number"):
                yield from _following_numbers(match, value)


def _number(match: re.Match[str], value: Fraction, text: str) -> Quantity:
    end = match.end("number")
    continued = _CONTINUED.match(text, end) is not None
    readings = _readings(match, value, text, continued=continued) | dotted_time_at(text, match.start())
    if continued and GRAND.match(text, end):
        readings |= {value * 1000}
    if continued and SUBUNITS.match(text, end):
        readings |= {value / 100}
    century = match["decade"] and value % 100 == 0  # the 1700s are the eighteenth century
    named = (is_part_of_name(text, match.start(), end) and not match["scale"]) or match[
        0
    ] == "1"  # translations often omit 1
    required = not (century or named or is_enumerator(text, match.start("number")))
    return Quantity(readings, match.start(), end, required=required, small=named)


def _readings(match: re.Match[str], value: Fraction, text: str, *, continued: bool) -> Values:
    """Return the possible values of a number, which depend on the text after it."""
    readings = frozenset({value} | grouped(match["number"]))
    if match.end() == match.end("number") and not continued:
        return readings
    if match["percent"]:
        readings = percent(value) | ({100 - value, (100 - value) / 10} if match["off"] else set())  # 打八五折
    elif match["mille"]:
        readings |= {value / 1000}
    elif match["scale"]:
        readings = frozenset({value * _scale(match["scale"])})
    elif match["letter"]:
        readings = frozenset({value * _scale(match["letter"]), value})
    elif match["decade"]:
        readings = decade(value)
    elif match["dial"]:
        readings = hour(value)
    elif under := _denominator(match):
        readings |= {value / under}
    elif ranged := _RANGE.match(text, match.end("number")):
        readings |= percent(value) if ranged["percent"] else {value * _scale(ranged["scale"])}
    return readings


def _following_numbers(match: re.Match[str], value: Fraction) -> Iterator[Quantity]:
    """Yield the numbers after a number and a colon, slash or dash, such as the 30 of 9:30."""
    if match["minute"]:
        yield Quantity(values(int(match["minute"])), *match.span("minute"), required=match["minute"] != "00")
    if under := _denominator(match):
        later = {value - value % 100 + under} if value > 1000 and under < 100 else set()  # 2023/24
        yield Quantity(frozenset({under, value / under, *later}), *match.span("under"))
    if match["until"]:
        short = Fraction(match["until"])
        yield Quantity(shortened(value, short), *match.span("until"))


def _scale(written: str) -> int:
    return {**SCALES, **LETTER_SCALES}[written.lower()]


def _denominator(match: re.Match[str]) -> Fraction:
    """Return the number after a slash; 0 if there is none."""
    return exact(match["under"].replace(",", "")) if match["under"] else Fraction()
