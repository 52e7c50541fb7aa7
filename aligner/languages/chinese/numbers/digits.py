"""Numbers in digits in Chinese text -> quantities.

A quantity is a number with its possible values and its place in the text. The text after a number
affects its values: 万, %, 月, 点, 成, or the other end of a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.chinese.numbers.shares import part_readings, range_readings
from aligner.languages.chinese.numbers.values import SMALL_SCALES, scale_of, value_of
from aligner.languages.numbers.names import dotted_numbers, is_enumerator, is_part_of_name
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import Values, decade, exact, grouped, hour, percent, shortened, values
from aligner.languages.scripts import HAN

_DIGITS = re.compile(
    r"(?=[\d.])(?<![A-Za-z0-9_.^])"  # the first part fails fast, at nearly every character
    r"(?P<number>\d{1,3}(?:[,，]\d{3}){1,12}(?!\d)(?:\.\d+)?|\d{1,2}(?:,\d{2}){1,12},\d{3}(?!\d)"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3}){1,12}(?![\d,])"
    rf"|\d+(?:\.\d+)?|(?<=[\s（({HAN}])\.\d+)"
    r"(?P<more>(?:\.\d+)+)?"
    r"(?: ?[多余]?(?P<scale>[十百千]?万?亿|[十百千]?万"
    r"|[百千](?!克|米|瓦|分|卡|字节|兆|赫|帕|焦|伏))"  # not the prefix of a unit
    r"(?P<rest>\d{1,4}万|\d[千百]|(?<=万)\d{4}(?![\d.,%年])"
    rf"|\d(?![\d.,%{HAN}]))?"
    r"|(?P<percent> ?%|个百分点)"
    r"|(?P<decade> ?年代)|(?P<century> ?世纪(?= ?\d+ ?年代|[一-九]十年代))"
    r"|[:时点](?P<minute>\d\d(?!\d|\.\d))?|(?P<tenth>成)(?![为立员])"
    r"|/(?P<under>\d{1,3}(?:,\d{3})*)(?![\d/])(?: ?(?P<under_scale>[万亿]))?"
    r"|(?<=\d\d\d)[–—-](?P<until>\d\d|(?<=\d\d\d\d-)\d)(?![\d-]|[.,]\d))?"
)
_DIGIT, _NOT_DIGIT = re.compile(r"\d"), re.compile(r"[^\d.]")
_HOUR_MARKS = frozenset(":时点")


def digits(text: str) -> Iterator[Quantity]:
    """Yield the numbers that are written in digits."""
    first = _DIGIT.search(text)  # faster than a search for a number, which begins here or one before
    for match in _DIGITS.finditer(text, max(first.start() - 1, 0)) if first else ():
        if match["more"]:
            yield from dotted_numbers(match["number"] + match["more"], match.start())
        else:
            value = exact(_NOT_DIGIT.sub("", match["number"]))
            yield _number(match, value, text)
            if match.end() > match.end("number"):
                yield from _following_numbers(match, value)


def _number(match: re.Match[str], value: Fraction, text: str) -> Quantity:
    start, end = match.span("number")
    if match["scale"]:
        rest = _rest(match["rest"], match["scale"]) if match["rest"] else 0
        readings, end = values(value * scale_of(match["scale"]) + rest), match.end()
        named = False
    else:
        readings = _readings(match, value, text) | part_readings(value, text, end) | range_readings(value, text, end)
        named = is_part_of_name(text, start, end)
    required = not (match["century"] or named or is_enumerator(text, start))
    return Quantity(readings, start, end, required=required, small=named)


def _readings(match: re.Match[str], value: Fraction, text: str) -> Values:
    """Return the possible values of a number, which depend on the text after it."""
    plain = frozenset({value} | grouped(match["number"]))
    after = text[match.end("number") : match.end("number") + 1]
    if match["percent"]:
        return percent(value)
    if match["decade"]:
        return decade(value)
    if after == "折":
        return plain | discount(value)
    if match["tenth"]:
        return plain | percent(value * 10)
    if under := _denominator(match):
        return frozenset({value / under, value})
    return hour(value) if after in _HOUR_MARKS and match[0] != match["number"] else plain


def discount(value: Fraction) -> Values:
    """Return the extra values of a discount such as 8折.

    They are the price in per cent (80), the reduction in per cent (20) and the price as a share (0.8).
    """
    return frozenset({value * 10, 100 - value * 10, value / 10})


def _following_numbers(match: re.Match[str], value: Fraction) -> Iterator[Quantity]:
    """Yield the numbers after a number and a colon, slash or dash, such as the 30 of 9:30."""
    if match["minute"]:
        yield Quantity(values(int(match["minute"])), *match.span("minute"), required=match["minute"] != "00")
    if under := _denominator(match):
        yield Quantity(frozenset({under, value / under}), *match.span("under"))
    if match["until"]:
        yield Quantity(shortened(value, Fraction(match["until"])), *match.span("until"))


def _rest(written: str, scale: str) -> Fraction:
    """Return the value of the part of a number after 万 or 亿: 5000万 in 3亿5000万, 8千 in 16万8千, 5 in 3万5."""
    if len(written) == 1:
        return Fraction(int(written) * scale_of(scale[-1]), 10)
    if written[-1] in SMALL_SCALES:
        return Fraction(written[:-1]) * SMALL_SCALES[written[-1]]
    return value_of(written)


def _denominator(match: re.Match[str]) -> Fraction:
    """Return the number after a slash, as in 3/4 and 0.31/10 万; 0 if there is none."""
    return (
        exact(match["under"].replace(",", "")) * scale_of(match["under_scale"] or "") if match["under"] else Fraction()
    )
