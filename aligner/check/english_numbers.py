"""Quantities in English text: digits, words, scales, fractions, dates, times, ordinals, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.check.quantities import Quantity, decade, hour, percent, version

_TENS_WORDS = (
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_RANKS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {word: 10 * value for value, word in enumerate(_TENS_WORDS, start=2)}
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12,
}  # fmt: skip
_ORDINALS = {
    word: value
    for value, word in enumerate(
        _RANKS,
        start=1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80,
     "ninetieth": 90, "hundredth": 100, "thousandth": 1000}  # fmt: skip
_PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4} | {
    f"{word}{ending}": value for word, value in _ORDINALS.items() if value > 4 for ending in ("", "s")
}
_MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
    for length in (3, len(name))
} | {"sept": 9}
_LOOSE: dict[str, tuple[int | Fraction, ...]] = {
    "a": (1,), "an": (1,), "single": (1,), "once": (1,), "twice": (2,), "thrice": (3,), "zero": (0,),
    "both": (2,), "pair": (2,), "couple": (2,), "twins": (2,), "bilateral": (2,), "biennial": (2,), "trilateral": (3,),
    "double": (2,), "doubled": (2,), "triple": (3,), "tripled": (3,), "quadruple": (4,),
    "half": (Fraction(1, 2), 30), "quarter": (Fraction(1, 4), 15, 3), "noon": (12,), "midnight": (0, 12),
    "weekly": (7,), "fortnight": (14, 2), "decade": (10,), "decades": (10,), "century": (100,), "centuries": (100,),
    "tens": (10,), "dozens": (12, 10), "hundreds": (100,), "thousands": (1000,), "millions": (10**6,),
}  # fmt: skip
"""Words that may answer for a number of the translation, but ask for none."""
_STRETCHES = {"decade": 10, "decades": 10, "century": 100, "centuries": 100, "score": 20, "fortnights": 14, "pairs": 2}

_WORD = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_PHRASE = re.compile(
    rf"\b(?:(?:{_WORD}|an?(?=[ -](?:hundred|thousand|million|billion|trillion|dozen)\b))"
    rf"(?:(?:[ -]|,? and )(?:{_WORD}|hundred|thousand|million|billion|trillion|dozen)\b)*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3})+(?![\d,])|\d+(?:\.\d+)?)"
    r"(?P<more>(?:\.\d+)+)?"
    r"(?:(?P<percent> ?(?:%|％|per ?cent\b|percentage points?\b))"
    r"|[ -]?(?P<scale>hundred|thousand|million|billion|trillion|dozen|mn|bn|tn)\b|(?P<letter>[kKmM])\b"
    r"|(?P<decade>'?s)\b|(?P<ordinal>st|nd|rd|th)\b|(?::(?P<minute>\d\d))?(?P<dial> ?[ap]\.?m\b\.?)"
    r"|/(?P<under>\d{1,3})(?![\d/])|[–-](?P<until>\d\d)(?![\d-]))?",
    re.IGNORECASE,
)
_FRACTION_WORDS = re.compile(
    rf"\b(?P<count>{_WORD}|an?)[ -](?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})\b(?! century)",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b({'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?")
_ROMAN = re.compile(r"\b(?=[IVXLC])(X{0,3}|XL|LX{0,3}|XC|C{1,3})(IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORDS = re.compile(r"[A-Za-z]+")
_VULGAR = {"½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}


def english_quantities(text: str) -> list[Quantity]:
    """Return the quantities of an English text in the order of their starts."""
    found: list[Quantity] = []
    for finder in (_fractions, _digits, _phrases, _ordinals, _loose):
        for quantity in finder(text):
            inside = any(each.start < quantity.end and quantity.start < each.end for each in found if each.required)
            if not inside or not quantity.required:
                found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.start)


def _fractions(text: str) -> Iterator[Quantity]:
    for match in _FRACTION_WORDS.finditer(text):
        count, part = match["count"].lower(), match["part"].lower()
        plural = part.endswith("s") or part in {"half", "quarter", "third"}
        if plural and (count in {"a", "an", "one"} or part.endswith("s")):
            number = 1 if count in {"a", "an"} else {**_UNITS, **_TENS}[count]
            share = Fraction(number, _PARTS[part])
            yield Quantity(frozenset({share, share * 100}), *match.span(), required=number > 1)
    for place, character in enumerate(text):
        if character in _VULGAR:
            yield Quantity(frozenset({_VULGAR[character]}), place, place + 1, required=False)


def _digits(text: str) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(text):
        written = match["number"]
        value = Fraction(re.sub(r"[^\d.]", "", written))
        values = frozenset({value})
        if match["more"]:
            yield Quantity(version(written + match["more"]), match.start(), match.end("more"))
            continue
        if re.search(r"\d\s\d", written):
            values |= {Fraction(part) for part in written.split()}
        if match["percent"]:
            values = percent(value)
        elif scale := match["scale"] or match["letter"]:
            scaled = value * _SCALES[scale.lower()]
            values = frozenset({scaled, value}) if match["letter"] else frozenset({scaled})
        elif match["decade"]:
            values = decade(value)
        elif match["dial"]:
            values = hour(value)
        elif match["under"] and Fraction(match["under"]):
            values = frozenset({value / Fraction(match["under"]), value})
        yield Quantity(values, *match.span("number"))
        if match["minute"]:
            yield Quantity(
                frozenset({Fraction(match["minute"])}), *match.span("minute"), required=match["minute"] != "00"
            )
        if match["under"] and Fraction(match["under"]):
            both = frozenset({Fraction(match["under"]), value / Fraction(match["under"])})
            yield Quantity(both, *match.span("under"))
        if match["until"]:
            short = Fraction(match["until"])
            yield Quantity(frozenset({short, value - value % 100 + short}), *match.span("until"))


def _phrases(text: str) -> Iterator[Quantity]:
    for match in _PHRASE.finditer(text):
        if re.match(rf"-(?:{'|'.join(_ORDINALS)})\b", text[match.end() :], re.IGNORECASE):
            continue  # twenty-first is an ordinal
        words = re.findall(r"[a-z]+", match[0].lower())
        value = _value([word for word in words if word not in {"and", "a", "an"}])
        after = _WORDS.match(text, match.end() + 1)
        values = frozenset({value})
        if after and after[0].lower() in _STRETCHES:
            values |= {value * _STRETCHES[after[0].lower()]}
        if re.match(r" ?per ?cent|%", text[match.end() :]):
            values |= percent(value)
        if re.match(r" ?(?:o'clock|o’clock|[ap]\.?m\b)", text[match.end() :]):
            values |= hour(value)
        yield Quantity(values, *match.span(), required=value > 10, small=2 <= value <= 10)


def _value(words: list[str]) -> Fraction:
    """Return the value of number words, such as two hundred fifty thousand three."""
    total = part = 0
    for word in words or ["one"]:
        if word in _SCALES:
            if word == "hundred" or (word == "dozen" and part < 100):
                part = max(part, 1) * _SCALES[word]
            else:
                total, part = total + max(part, 1) * _SCALES[word], 0
        else:
            part += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return Fraction(total + part)


def _ordinals(text: str) -> Iterator[Quantity]:
    for match in _WORDS.finditer(text):
        value = _ORDINALS.get(match[0].lower())
        if value is None:
            continue
        before = re.search(rf"({'|'.join(_TENS)})-$", text[: match.start()], re.IGNORECASE)
        tens = _TENS[before[1].lower()] if before else 0
        yield Quantity(frozenset({Fraction(tens + value)}), *match.span(), required=False)
    for match in _ROMAN.finditer(text):
        if match[0] and match[0] not in {"C", "L"}:
            numbers = [_ROMAN_VALUES[letter] for letter in match[0]]
            signs = [-1 if one < next_ else 1 for one, next_ in zip(numbers, [*numbers[1:], 0], strict=True)]
            value = sum(sign * number for sign, number in zip(signs, numbers, strict=True))
            yield Quantity(frozenset({Fraction(value)}), *match.span(), required=False)


def _loose(text: str) -> Iterator[Quantity]:
    for match in _WORDS.finditer(text):
        values = _LOOSE.get(match[0].lower())
        if values:
            yield Quantity(frozenset(map(Fraction, values)), *match.span(), required=False)
    for match in _MONTH.finditer(text.lower()):
        if text[match.start()].isupper():
            yield Quantity(frozenset({Fraction(_MONTHS[match[1]])}), *match.span(), required=False)
