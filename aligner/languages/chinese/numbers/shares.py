"""Fractions, percentages and pairs of numbers that express one value together, in Chinese text -> quantities.

A quantity is a number with its possible values and its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.chinese.numbers.values import DECIMAL_DIGITS, NUMERAL, SCALE, scale_of, value_of
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import Values, percent

_SHARE = re.compile(
    rf"(?P<under>(?<![{NUMERAL}])[{NUMERAL}]+|(?<!\d)\d+)分之(?P<over>[{NUMERAL}]+(?:点[{DECIMAL_DIGITS}]+)?|\d+(?:\.\d+)?)"
)
_ROUNDED_DENOMINATORS = {3, 6, 7, 9}
"""Denominators of fractions whose percentage is rounded: one third is 33 per cent."""
_BASIS_POINTS = 10**4
_UNIT_AND_PART = re.compile(
    rf"(?P<whole>(?<!\d)\d+|(?<![{NUMERAL}])[{NUMERAL}]+)(?P<unit>块|元|度|米|点|秒|英镑|美元|欧元)"
    rf"(?P<rest>\d{{1,2}}|[{NUMERAL}]{{1,3}})(?P<part>角|毛|分(?!钟)|便士)?(?![{NUMERAL}\d])"
)
_TENTHS = {"角", "毛"}
_WHOLE_UNIT = re.compile("[块元度米点秒镑]")
"""Every text that `_UNIT_AND_PART` matches has one of these characters."""
_SHARE_OF_GROUP = re.compile(
    rf"(?<![\d{NUMERAL}])(?P<under>\d+|[{NUMERAL}]+) ?[^\d，。；,.;]{{0,3}}[中里]，?有?约?(?P<over>\d+|[{NUMERAL}]+)"
)
_RANGE = re.compile(rf" ?[至到~～—–-] ?\d+(?:\.\d+)? ?(?:(?P<scale>{SCALE})|(?P<percent>%))")
_PART = re.compile(" ?(角|毛|便士|[美欧]?分(?!之|钟|米|贝|析|公|类|布|别|为|成))")
_HALF_AFTER = re.compile(".?个?半")
"""一个半小时, 两年半."""
_TRILLION = re.compile(" ?兆(?!瓦|字节|比特|赫|帕|焦|欧|位|[A-Za-z])")
"""兆 as 10**12; before these characters it means mega."""
_QUARTER_HOUR = re.compile("刻钟")
_CONTINUED = re.compile("|".join(each.pattern for each in (_QUARTER_HOUR, _HALF_AFTER, _TRILLION, _PART)))
"""Text after a number that `part_readings` reads; most numbers have none."""


def shares(text: str) -> Iterator[Quantity]:
    """Yield fractions and percentages: 三分之二, 百分之30, 万分之五.

    Fractions equal to one, such as 百分之百, are never reported as missing from the translation.
    """
    for match in _SHARE.finditer(text) if "分之" in text else ():
        over, under = value_of(match["over"]), value_of(match["under"])
        if not under:
            continue
        share = over / under
        readings = percent(over) if under == 100 else frozenset({share, share * 100})
        if share.denominator in _ROUNDED_DENOMINATORS and under != 100:
            readings |= {Fraction(int(share * 100))}
        if under == _BASIS_POINTS:
            readings |= {over}
        yield Quantity(readings, *match.span(), required=over != under)


def joint_readings(text: str) -> dict[int, Values]:
    """Return the values of numbers that express one value together with another number.

    Examples are 每10人中有1人 and 三块五. The keys are the start offsets of the numbers.
    """
    return {**_shares_of_groups(text), **_unit_and_part(text)}


def _shares_of_groups(text: str) -> dict[int, Values]:
    """Return the shares that two numbers express together: 每10人中有1人 is 0.1 or 10 per cent."""
    found: dict[int, Values] = {}
    for match in _SHARE_OF_GROUP.finditer(text) if "中" in text or "里" in text else ():
        under, over = value_of(match["under"]), value_of(match["over"])
        if 0 < over < under:
            found |= dict.fromkeys(
                (match.start("under"), match.start("over")), frozenset({over / under, over / under * 100})
            )
    return found


def _unit_and_part(text: str) -> dict[int, Values]:
    """Return the values of numbers that continue after their unit: 3.5 for 三块五; also 37度2, 一米七五, 3元5角."""
    found: dict[int, Values] = {}
    for match in _UNIT_AND_PART.finditer(text) if _WHOLE_UNIT.search(text) else ():
        whole, rest = value_of(match["whole"]), value_of(match["rest"])
        if match["unit"] == "点" and rest >= 60:
            continue
        in_tenths = match["part"] in _TENTHS or (match["part"] is None and rest < 10 and match["rest"][0] not in "0零")
        value = whole + rest / (10 if in_tenths else 100)
        found |= dict.fromkeys((match.start("whole"), match.start("rest")), frozenset({value}))
    return found


def range_readings(value: Fraction, text: str, end: int) -> Values:
    """Return the extra values of the first number of a range: 3万 for the 3 of 3至5万.

    A scale such as 万, or a percent sign, after the second number also applies to the first. The result
    is empty if no range follows the offset ``end``.
    """
    match = _RANGE.match(text, end)
    if match is None:
        return frozenset()
    return frozenset({value * scale_of(match["scale"])}) if match["scale"] else percent(value)


def part_readings(value: Fraction, text: str, end: int) -> Values:
    """Return the further values of a number before certain units: 45 and 3/4 for the 3 of 3刻钟.

    Other such units are 角, which is a tenth of 元, and 兆 (10**12).
    """
    if not _CONTINUED.match(text, end):
        return frozenset()
    if _QUARTER_HOUR.match(text, end):
        return frozenset({value * 15, value / 4})
    if _HALF_AFTER.match(text, end):
        return frozenset({value + Fraction(1, 2)})
    if _TRILLION.match(text, end):
        return frozenset({value * 10**12})
    part = _PART.match(text, end)
    if part is None:
        return frozenset()
    return frozenset({value / 10, value, value * 10} if part[1] in _TENTHS else {value / 100})
