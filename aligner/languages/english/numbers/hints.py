"""English words and numbers that express a quantity which a translation may leave out.

The other modules call them hints. A hint can match a number of the translation, but is never
reported as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from aligner.languages.english.numbers.words import MONTHS, TENS, UNITS
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import values
from aligner.languages.numbers.units import measures, unit_frequencies

_HINTS: dict[str, tuple[int | Fraction, ...]] = {
    # one, and none
    "a": (1,), "an": (1,), "single": (1,), "once": (1,), "every": (1,), "each": (1,), "per": (1,),
    "zero": (0,), "zeros": (0,), "zeroes": (0,), "zeroed": (0,), "nonzero": (0,),
    # groups
    "both": (2,), "pair": (2,), "couple": (2,), "twins": (2,), "bilateral": (2,), "trilateral": (3,),
    "dozen": (12,), "score": (20,), "gross": (144,),
    "tens": (10,), "dozens": (12, 10), "hundreds": (100,), "thousands": (1000,), "millions": (10**6,),
    "hundred": (100,), "thousand": (1000,), "million": (10**6,), "billion": (10**9,),  # a million-dollar house
    # times as much
    "twice": (2,), "thrice": (3,), "dual": (2,), "double": (2,), "doubled": (2,), "triple": (3,), "tripled": (3,),
    "quadruple": (4,), "quad": (4,), "hexa": (6,), "octa": (8,),
    "half": (Fraction(1, 2), 30), "quarter": (Fraction(1, 4), 15, 3),
    "quarterfinal": (Fraction(1, 4),), "quarterfinals": (Fraction(1, 4),),
    **{f"{word}fold": (value,) for word, value in {**UNITS, **TENS, "hundred": 100, "thousand": 1000}.items()},
    # time
    "clock": (24,), "noon": (12,), "midnight": (0, 12), "weekly": (7,), "fortnight": (14, 2), "biennial": (2,),
    "decade": (10,), "decades": (10,), "century": (100,), "centuries": (100,), "millennium": (1000,),
    "centenary": (100,), "centennial": (100,), "bicentenary": (200,), "bicentennial": (200,),
    **{f"{word[:-1]}ies": (value, 1800 + value, 1900 + value, 2000 + value) for word, value in TENS.items()},
    # bases of numbers
    "binary": (2,), "octal": (8,), "decimal": (10,), "hex": (16,), "hexadecimal": (16,),
}  # fmt: skip
_HINT_VALUES = {word: values(*readings) for word, readings in _HINTS.items()}
_WORD = re.compile("[A-Za-z]+")
_FREQUENCY = re.compile(r"\b(?:every|per|each|(?<=once )an?|(?<=twice )an?|(?<=times )an?)\b", re.IGNORECASE)
FREQUENCY_WORDS = frozenset({"every", "per", "each", "once", "twice", "times"})
"""Every match of `_FREQUENCY` contains or follows one of these words."""
PERIOD_WORDS = frozenset({"past", "last", "next", "previous", "coming", "whole", "full"})
"""Words that mean one of the unit after them: 过去一年."""
_PERIOD = re.compile(rf"\b(?:{'|'.join(sorted(PERIOD_WORDS))})\b", re.IGNORECASE)
_ADVERB_UNITS = {
    "hourly": "hours", "daily": "days", "weekly": "weeks", "monthly": "months", "quarterly": "quarters",
    "yearly": "years", "annually": "years", "annual": "years",
}  # fmt: skip
_ADVERB_MEASURES = {word: measures(values(1), f" {unit}", 0, "en") for word, unit in _ADVERB_UNITS.items()}
_MONTH_VALUES = {
    name[:length]: values(number) for number, name in enumerate(MONTHS, start=1) for length in (3, len(name))
} | {"sept": values(9)}
_OTHER_WORDS = {"may", "mar", "march", "dec", "jan", "sep", "jun"}
"""Names of months that are usually other words in lower case."""
HINT_WORDS = frozenset({*_HINT_VALUES, *_ADVERB_MEASURES, *_MONTH_VALUES})


def hinting_words(text: str) -> Iterator[Quantity]:
    """Yield words such as double, and months; none of them is required in the translation."""
    for match in _WORD.finditer(text):
        if match[0].lower() in HINT_WORDS:
            yield from _of_word(match)


def frequencies(text: str) -> Iterator[Quantity]:
    """Yield units after words such as every; none of them is required in the translation."""
    for match in _FREQUENCY.finditer(text):
        yield from unit_frequencies(text, *match.span(), "en")


def periods(text: str) -> Iterator[Quantity]:
    """Yield units after words such as past; none of them is required in the translation."""
    for match in _PERIOD.finditer(text):
        yield from (replace(each, small=False) for each in unit_frequencies(text, *match.span(), "en"))


def _of_word(match: re.Match[str]) -> Iterator[Quantity]:
    word = match[0].lower()
    after_half = match.string[max(match.start() - 5, 0) : match.start()].lower() == "half "  # half a dollar is not 1
    if (readings := _HINT_VALUES.get(word)) and not after_half:
        yield Quantity(readings, *match.span(), required=False)
    if measured := _ADVERB_MEASURES.get(word):
        yield Quantity(values(1), *match.span(), required=False, measures=measured)
    if (month := _MONTH_VALUES.get(word)) and (match[0][0].isupper() or word not in _OTHER_WORDS or _beside_day(match)):
        yield Quantity(month, *match.span(), required=False)


def _beside_day(match: re.Match[str]) -> bool:
    text = match.string
    return text[match.start() - 2 : match.start() - 1].isdigit() or text[match.end() + 1 : match.end() + 2].isdigit()
