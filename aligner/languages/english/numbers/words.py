"""English number words and their values."""

from __future__ import annotations

import re
from fractions import Fraction

from aligner.languages.word_patterns import one_of

UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
LETTER_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
"""Used after digits only: $3bn."""
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
    "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100,
    "thousandth": 1000, "millionth": 10**6, "billionth": 10**9,
}  # fmt: skip
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

WORD = one_of([*UNITS, *TENS])
"""Pattern of a word below one hundred."""
NUMBER_INITIALS = "".join(sorted({word[0] for word in (*UNITS, *TENS)}))
"""First letters of these words; testing the first letter avoids the slower pattern for most words."""
SCALE = f"(?:{'|'.join(SCALES)})"
"""Pattern of a word that multiplies the number before it."""
DECIMAL_DIGIT = "|".join(list(UNITS)[:10])
SUBUNITS = re.compile(r" ?(?:cents?|pence|p|pennies|øre|öre|kopecks?|centimes?|fen)\b", re.IGNORECASE)
"""Hundredths of a currency unit after a number."""
GRAND = re.compile(r" grand\b", re.IGNORECASE)
"""Thousands of a currency; also pianos."""
_NO_VALUE = {"and", "a", "an"}


def spoken_value(words: str) -> Fraction:
    """Return the value of number words, such as two hundred and fifty thousand; the value of an article is 1."""
    return Fraction(_sum([word for word in re.findall("[a-z]+", words.lower()) if word not in _NO_VALUE]))


def value_of(written: str) -> Fraction:
    """Return the value of digits or of number words."""
    return Fraction(written.replace(",", "")) if written[0].isdigit() else spoken_value(written)


def _sum(words: list[str]) -> int:
    numbers = [UNITS.get(word, 0) + TENS.get(word, 0) for word in words]
    if len(words) > 1 and 10 < numbers[0] < 21 and numbers[1] > 9:  # nineteen eighty-four, twenty ten
        return numbers[0] * 100 + sum(numbers[1:])
    total = part = 0
    for word, number in zip(words or ["one"], numbers or [1], strict=True):
        if word not in SCALES:
            part += number
        elif word == "hundred" or (word == "dozen" and part < 100):
            part = max(part, 1) * SCALES[word]
        else:
            total, part = total + max(part, 1) * SCALES[word], 0
    return total + part
