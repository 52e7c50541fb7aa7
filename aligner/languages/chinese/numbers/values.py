"""Chinese numerals and their values."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,  # of cheques and contracts
}  # fmt: skip
TENS = {"廿": 20, "卅": 30}
SMALL_SCALES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE_SCALES = {"万": 10**4, "亿": 10**8, "兆": 10**12}
SCALES = SMALL_SCALES | LARGE_SCALES
NUMERAL = "零一二三四五六七八九两十廿卅百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
"""The characters of numerals, for a character class; without 兆, which means mega more often than 10**12."""
DECIMAL_DIGITS = "零一二三四五六七八九"
SCALE = "[十百千]?[万亿]"
"""Pattern of a large scale after digits."""
_DIGITS_AND_SCALE = re.compile(r"(\d+(?:\.\d+)?)(万?)")


def scale_of(written: str) -> int:
    """Return the product of adjacent scale characters (十, 百, 千, 万, 亿): 10**12 for 万亿."""
    scale = 1
    for character in written:
        scale *= SCALES[character]
    return scale


LONGEST = 400
"""Characters of a numeral that count: the time to put more together grows with their square."""


def value_of(written: str) -> Fraction:
    """Return the value of digits or numerals: 12, 3万, 十二, 二〇二四, 三亿五千万, 三点五."""
    whole, _, decimals = written[:LONGEST].partition("点")
    if whole.isdecimal():
        return Fraction(int(whole))
    if match := _DIGITS_AND_SCALE.fullmatch(whole):
        return Fraction(match[1]) * scale_of(match[2])
    if len(whole) > 1 and all(character in DIGITS for character in whole):
        value = Fraction(int("".join(str(DIGITS[character]) for character in whole)))
    else:
        value = Fraction(_positional(whole))
    return value + Fraction("0." + "".join(str(DIGITS[character]) for character in decimals)) if decimals else value


def _positional(written: str) -> int:
    """Return the value of a numeral with 十, 百, 千, 万 or 亿; 万 and 亿 multiply the whole number before them."""
    total = part = digit = 0
    last = 1
    for character in written:
        if character in TENS:
            part, last = part + TENS[character], 10
        elif character in DIGITS:
            digit = DIGITS[character]
            last = 10 if digit == 0 else last
        elif character in SMALL_SCALES:
            last = SMALL_SCALES[character]
            part, digit = part + (digit or 1) * last, 0
        else:
            last = LARGE_SCALES[character]
            value = part + digit
            total = (total + value) * last if total and last > total else total + (value or 1) * last  # 三千万亿
            part = digit = 0
    tail = digit * (last // 10) if digit and last >= 100 and written[-2:-1] != "零" else digit  # 三百五 is 350
    return total + part + tail
