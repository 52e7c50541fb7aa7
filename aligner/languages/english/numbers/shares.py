"""Parts of a whole in English text -> quantities: one in four, half a million, two thirds.

A quantity is a number with its possible values and its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.english.numbers.words import (
    MONTHS,
    NUMBER_INITIALS,
    ORDINALS,
    SCALE,
    SCALES,
    TENS,
    UNITS,
    WORD,
    value_of,
)
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import values
from aligner.languages.numbers.units import measures

_NUMBER = (
    rf"(?:\d+(?:,\d{{3}}){{,12}}(?:\.\d+)?|(?:{WORD})(?:[ -](?:{WORD}|hundred|thousand|million|billion)\b){{,12}}"
    r"|an?(?: (?:hundred|thousand|million))?)"
)
_SHARE = re.compile(
    rf"\b(?=[\d{NUMBER_INITIALS}])(?!an? )(?P<over>{_NUMBER}) "
    rf"(?:(?!{SCALE})(?:\w+ )?(?:in|per|out of)(?: every)?|of every) "
    rf"(?P<under>{_NUMBER})\b(?!\.\d)"
    rf"(?! (?:{'|'.join(MONTHS)}|\d{{4}}))",  # not: five in 12 May
    re.IGNORECASE,
)
_HALF = re.compile(
    rf"\b(?P<share>half|a quarter of|three quarters of)[ -](?:an? )?(?P<scale>{SCALE}|(?P<unit>[a-z]+))\b",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(
    rf"\b(?P<count>{WORD}|\d+|an?(?= [a-z]+ and))(?: (?P<unit>[a-z]+))? and (?P<part>a half|a quarter|three quarters)\b"
    rf"(?: (?P<scale>{SCALE})\b)?(?! seventeen)",
    re.IGNORECASE,
)
RATIO_WORDS = frozenset({"in", "per", "out", "every"})
"""Every share has one of these words between its numbers."""
HALF_WORDS = frozenset({"half", "quarter", "quarters"})
"""Every number with a half or a quarter has one of these words."""
_PARTS_OF_ONE = {"half": Fraction(1, 2), "a": Fraction(1, 4), "three": Fraction(3, 4)}
"""Parts by the first word of their phrase."""
_PARTS = (
    {
        f"{count}-{part}{ending}": value * scale
        for count, value in {"ten": 10, "hundred": 100}.items()
        for part, scale in {"thousandth": 10**3, "millionth": 10**6}.items()
        for ending in ("", "s")
    }
    | {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4}
    | {f"{word}{ending}": value for word, value in ORDINALS.items() if value > 4 for ending in ("", "s")}
)
"""Names of parts, with the number of such parts in a whole."""
PART_WORDS = frozenset(word for part in _PARTS for word in part.split("-"))
"""Every text that names a part has at least one of these words."""
_FRACTION = re.compile(
    rf"\b(?=[a{NUMBER_INITIALS}])(?P<count>{WORD}|an?)[ -]"
    rf"(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})\b(?! century)",
    re.IGNORECASE,
)
_SINGULAR_PARTS = {"half", "quarter", "third"}
_PART_BEFORE = (" than ", " by ", " about ", " nearly ", " almost ", " only ", " around ", " over ", " under ")
_MIN_SMALL_PART = 100
"""From this denominator on, the name of a part is not read as a rank: a third may be one, a hundredth is not."""
_SIGNS = {"½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_SIGN = re.compile(f"[{''.join(_SIGNS)}]")


def shares(text: str) -> Iterator[Quantity]:
    """Yield both numbers of each expression such as one in four, three out of ten, 1 in 1,000 people."""
    for match in _SHARE.finditer(text):
        over, under = value_of(match["over"]), value_of(match["under"])
        if under > max(over, Fraction(1)):
            share = over / under
            readings = values(share, share * 100, share * 1000)
            yield Quantity(readings | {over}, *match.span("over"))
            yield Quantity(readings | {under}, *match.span("under"))


def halves(text: str) -> Iterator[Quantity]:
    """Yield the numbers with a half or a quarter.

    Those after a whole number come first (two and a half, an hour and a quarter), then the others (half
    a million, half an hour).
    """
    for match in _AND_A_HALF.finditer(text):
        count = value_of(match["count"])
        part = _PARTS_OF_ONE["half" if "half" in match["part"].lower() else match["part"].split()[0].lower()]
        value = (count + part) * SCALES.get((match["scale"] or "").lower(), 1)
        readings = {value, value * 60}
        if "hour" in match[0].lower():
            readings.add(count)  # 一小时一刻钟
        found = measures((value,), f" {match['unit'] or ''}", 0, "en")
        yield Quantity(frozenset(readings), *match.span(), measures=found or frozenset())
    for match in _HALF.finditer(text):
        part, unit = _PARTS_OF_ONE[match["share"].split()[0].lower()], match["unit"]
        if unit is None:
            scale = SCALES[match["scale"].lower()]
            spoken = {Fraction(scale)} if scale == 12 else set()  # 半打
            yield Quantity(frozenset({part * scale, *spoken}), *match.span())
        elif measures((part,), f" {unit}", 0, "en"):
            minutes = {part * 60} if unit == "hour" else set()
            yield Quantity(frozenset({part, *minutes}), match.start(), match.start("unit"))


def _is_part(text: str, start: int, end: int) -> bool:
    """Tell whether a word such as fifth names a part of a whole, not a rank."""
    return text.startswith(" of ", end) or text.endswith(_PART_BEFORE, 0, start)


def fractions(text: str) -> Iterator[Quantity]:
    """Yield fractions such as two thirds and a quarter.

    A fraction with the numerator 1 is never reported as missing from the translation.
    """
    for match in _FRACTION.finditer(text):
        count, name = match["count"].lower(), match["part"].lower()
        number = 1 if count in {"a", "an"} else {**UNITS, **TENS}[count]
        named = name in _SINGULAR_PARTS or _PARTS[name] >= _MIN_SMALL_PART or _is_part(text, *match.span())
        if name.endswith("s") or count == "one" or (count in {"a", "an"} and named):
            share = Fraction(number, _PARTS[name])
            of_a_year = {Fraction(number)} if name.startswith("quarter") else set()
            yield Quantity(frozenset({share, share * 100, *of_a_year}), *match.span(), idle=number <= 1)


def signs(text: str) -> Iterator[Quantity]:
    """Yield fraction signs such as ½, which are never reported as missing from the translation."""
    for match in () if text.isascii() else _SIGN.finditer(text):
        yield Quantity(values(_SIGNS[match[0]]), *match.span(), idle=True)
