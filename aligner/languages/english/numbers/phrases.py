"""Cardinal numbers in English words -> quantities.

A quantity is a number with its possible values and its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.english.numbers.words import (
    DECIMAL_DIGIT,
    GRAND,
    NUMBER_INITIALS,
    ORDINALS,
    SCALE,
    SCALES,
    SUBUNITS,
    TENS,
    UNITS,
    WORD,
    spoken_value,
)
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import Values, decade, hour, percent

_FIRST_WORD_OF_TWO = "(?:" + "|".join(f"(?<={end})" for end in ("ty", "een", "hundred", "thousand", "illion")) + ")"
"""Words after which another word belongs to the same number."""
_PHRASE = re.compile(
    rf"\b(?=[a{NUMBER_INITIALS}])(?:(?:{WORD}|an?(?=[ -]{SCALE}\b))"
    rf"(?:(?:[ -](?={SCALE}\b)|{_FIRST_WORD_OF_TWO}[ -]|(?<=hundred),? and "
    rf"|(?:(?<=thousand)|(?<=million)),? and (?!(?:{WORD})[ -]{SCALE}))"  # not: one thousand and two hundred others
    rf"(?:{WORD}|{SCALE})\b)*)\b(?P<point> point(?: (?:{DECIMAL_DIGIT})\b)+)?",
    re.IGNORECASE,
)
_DECADE = re.compile(
    r"\b(?P<century>seventeen|eighteen|nineteen)[ -]"
    rf"(?:hundreds|(?P<decade>{'|'.join(word[:-1] for word in TENS)})ies)\b",
    re.IGNORECASE,
)
CENTURY_WORDS = frozenset({"seventeen", "eighteen", "nineteen"})
"""Every decade in words has one of these words."""
_RANK_AFTER = re.compile(rf"-(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)
_ARTICLE = re.compile(r"an?\b", re.IGNORECASE)
_RANGE = re.compile(rf" ?(?:to|or|[-–]) ?(?:{WORD})[ -](?P<scale>{SCALE})\b", re.IGNORECASE)
"""The other end of a range and its scale, which applies to both ends: two to three hundred."""
_PERCENT = re.compile(r" ?per ?cent|%")
_CLOCK = re.compile(r" ?(?:o'clock|o’clock|[ap]\.?m\b)")
_PERIOD_LENGTHS = {
    "decade": 10,
    "decades": 10,
    "century": 100,
    "centuries": 100,
    "score": 20,
    "fortnights": 14,
    "pairs": 2,
}
"""Periods that other languages count in smaller units: two decades are twenty years."""
_PERIOD = re.compile(
    rf".({'|'.join(sorted(_PERIOD_LENGTHS, key=len, reverse=True))})(?![A-Za-z])", re.IGNORECASE | re.DOTALL
)

_CONTINUED = re.compile(
    "|".join(each.pattern for each in (_PERIOD, _RANGE, _PERCENT, _CLOCK, GRAND, SUBUNITS)), re.IGNORECASE | re.DOTALL
)
"""Text after a number that changes its values; most numbers have none."""


def decades(text: str) -> Iterator[Quantity]:
    """Yield decades such as the nineteen-seventies, and centuries such as the eighteen hundreds.

    The eighteen hundreds are also read as the nineteenth century.
    """
    for match in _DECADE.finditer(text):
        value = UNITS[match["century"].lower()] * 100 + (TENS[f"{match['decade'].lower()}y"] if match["decade"] else 0)
        yield Quantity(decade(Fraction(value)), *match.span())


def phrases(text: str) -> Iterator[Quantity]:
    """Yield the cardinal numbers that are written in words.

    Numbers up to ten are marked as ``small``, because translations often reword them. Numbers with an
    article, such as a hundred, are not required in the translation.
    """
    for match in _PHRASE.finditer(text):
        if _RANK_AFTER.match(text, match.end()):
            continue  # twenty-first is an ordinal
        spoken, _, decimals = match[0].lower().partition(" point ")
        value = spoken_value(spoken)
        if decimals:
            value += Fraction("0." + "".join(str(UNITS[word]) for word in decimals.split()))
        certain = value > 10 and not _ARTICLE.match(match[0])
        yield Quantity(_readings(value, text, match.end()), *match.span(), required=certain, small=2 <= value <= 10)


def _readings(value: Fraction, text: str, end: int) -> Values:
    """Return the possible values of a number, which depend on the text after it."""
    readings = {value}
    if text.startswith("dozen", end - len("dozen")) and value > 12:
        readings.add(value / 12 * 10)  # 二十多 is two dozen
    if not _CONTINUED.match(text, end):
        return frozenset(readings)
    if stretch := _PERIOD.match(text, end):
        readings.add(value * _PERIOD_LENGTHS[stretch[1].lower()])
    if ranged := _RANGE.match(text, end):
        readings.add(value * SCALES[ranged["scale"].lower()])
    if _PERCENT.match(text, end):
        readings |= percent(value)
    if _CLOCK.match(text, end):
        readings |= hour(value)
    if GRAND.match(text, end):
        readings.add(value * 1000)
    if SUBUNITS.match(text, end):
        readings.add(value / 100)
    return frozenset(readings)
