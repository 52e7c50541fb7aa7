"""Numbers with units -> measures that can be compared: 120 minutes equals 两小时, 3 days is not 3周."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from aligner.languages.numbers.quantity import Measure, Quantity


class Unit(NamedTuple):
    """A unit of measure.

    Attributes:
        dimension: the kind of measure, such as ``time``; only units of one dimension are compared.
        ratio: exact ratio to the first unit of the dimension.
        english: pattern of the English names of the unit; empty if there is none.
        chinese: pattern of the Chinese names of the unit; empty if there is none.
        rough: whether conversions from the unit are usually rounded.
    """

    dimension: str
    ratio: Fraction
    english: str
    chinese: str
    rough: bool = False


_DAY = Fraction(86400)
_MONTH = _DAY * Fraction(1461, 48)
UNITS = (
    Unit("time", Fraction(1, 1000), "ms|milliseconds?", "毫秒"),
    Unit("time", Fraction(1), "s|secs?|seconds?", "秒钟?"),
    Unit("time", Fraction(60), "min|mins|minutes?", "分钟"),
    Unit("time", Fraction(3600), "h|hrs?|hours?", "个?小时|个?钟头"),
    Unit("time", _DAY, "days?|nights?", "天|昼夜|(?<=每)日|日(?=[内后前间]|之内|以内|以后|以上)|[晚夜]"),
    Unit("time", 7 * _DAY, "weeks?", "周(?![年岁期围边长一二三四五六日末])|个?星期|个?礼拜"),
    Unit("time", 14 * _DAY, "fortnights?", ""),
    Unit("time", _MONTH, "months?", "个月|(?<=每)月", rough=True),
    Unit("time", 3 * _MONTH, "quarters?(?! of)", "个?季度", rough=True),
    Unit("time", 12 * _MONTH, "years?|yrs?", "年(?![级代月底初])|载|周年", rough=True),
    Unit("time", 120 * _MONTH, "decades?", "", rough=True),
    Unit("time", 1200 * _MONTH, "century|centuries", "个世纪", rough=True),
    Unit("length", Fraction(1, 1000), "mm|millimet(?:er|re)s?", "毫米"),
    Unit("length", Fraction(1, 100), "cm|centimet(?:er|re)s?", "厘米|公分"),
    Unit("length", Fraction(1, 10), "", "分米"),
    Unit("length", Fraction(1), "m|met(?:er|re)s?", "米|公尺"),
    Unit("length", Fraction(1000), "km|kilomet(?:er|re)s?", "公里|千米"),
    Unit("length", Fraction(500), "li", "里(?!程|面|外|的)|华里", rough=True),
    Unit("length", Fraction("0.0254"), "inch|inches", "英寸", rough=True),
    Unit("length", Fraction("0.3048"), "feet|foot|ft", "英尺", rough=True),
    Unit("length", Fraction("0.9144"), "yards?", "码", rough=True),
    Unit("length", Fraction("1609.344"), "miles?", "英里", rough=True),
    Unit("mass", Fraction(1, 1000), "mg|milligrams?", "毫克"),
    Unit("mass", Fraction(1), "g|grams?|grammes?", "克"),
    Unit("mass", Fraction(500), "jin|catty|catties", "斤"),
    Unit("mass", Fraction(1000), "kg|kilos?|kilograms?", "公斤|千克"),
    Unit("mass", Fraction(10**6), "t|tons?|tonnes?", "吨", rough=True),
    Unit("mass", Fraction("28.35"), "oz|ounces?", "盎司", rough=True),
    Unit("mass", Fraction("453.6"), "lbs?", "", rough=True),
    Unit("mass", Fraction("453.6"), "pounds?", "磅", rough=True),
    Unit("volume", Fraction(1), "ml|millilit(?:er|re)s?", "毫升"),
    Unit("volume", Fraction(1000), "l|lit(?:er|re)s?", "升"),
    Unit("volume", Fraction(3785), "gallons?", "加仑", rough=True),
    Unit("area", Fraction(1), "m²|square met(?:er|re)s?|sq m", "平方米|㎡|平米"),
    Unit("area", Fraction(10**4), "ha|hectares?", "公顷"),
    Unit("area", Fraction(10**6), "km²|square kilomet(?:er|re)s?|sq km", "平方公里|平方千米"),
    Unit("area", Fraction(2000, 3), "mu", "亩", rough=True),
    Unit("area", Fraction("4046.86"), "acres?", "英亩", rough=True),
    Unit("power", Fraction(1), "W|watts?", "瓦"),
    Unit("power", Fraction(1000), "kW|kilowatts?", "千瓦(?!时)"),
    Unit("power", Fraction(10**6), "MW|megawatts?", "兆瓦"),
    Unit("data", Fraction(1), "KB|kilobytes?", "KB"),
    Unit("data", Fraction(1024), "MB|megabytes?", "MB|兆字节", rough=True),
    Unit("data", Fraction(1024**2), "GB|gigabytes?", "GB", rough=True),
    Unit("data", Fraction(1024**3), "TB|terabytes?", "TB", rough=True),
    Unit("share", Fraction(1, 100), "basis points?|bps?", "个?基点"),
    Unit("share", Fraction(1), "percentage points?", "个百分点"),
    # Currencies are never converted: with these ratios no amount of one currency equals an amount of another.
    Unit("money", Fraction(1), "dollars?", "美元"),
    Unit("money", Fraction(10**30), "euros?", "欧元"),
    Unit("money", Fraction(10**33), "pounds?", "英镑"),
    Unit("money", Fraction(10**36), "yen", "日元"),
    Unit("money", Fraction(10**39), "yuan|RMB", "人民币"),
)
_SCALE = r"(?:[ -](?:hundred|thousand|million|billion|trillion))?"
_BETWEEN = {
    "en": rf"{_SCALE}(?: ?(?:to|or|and|[-–—]) ?(?:\d[\d.,]*|[a-z]+\b){_SCALE})??[ \u00a0-]?",
    "zh": r" ?(?:[多余来几]|(?:[至到～~–—-] ?[\d.零一二三四五六七八九十百千两半]+))?? ?(?:个?半)?",
}
"""Pattern of the text between a number and its unit: a scale, the other end of a range, 多, 半."""
_CLOSING = frozenset(".,;:!?)]\"'”’。，；：！？）、")
"""Marks with which no text between a number and its unit begins, and no unit; they follow many numbers."""
_MIN_CALENDAR_YEAR = 1000
"""Numbers of years from here on are calendar years: 2024年 is not a duration."""
_NO_VALUE = frozenset({Fraction(-2)})
"""The value of a quantity that matches no bare number."""


def _pattern(language: str) -> tuple[re.Pattern[str], list[list[Unit]]]:
    """Return a regular expression for a unit after a number, and the possible units for each of its groups."""
    named: dict[str, list[Unit]] = {}
    for unit in UNITS:
        if names := unit.english if language == "en" else unit.chinese:
            named.setdefault(names, []).append(unit)
    end = r"(?![A-Za-z²-])" if language == "en" else ""
    choices = "|".join(f"({names})" for names in named)
    return re.compile(f"{_BETWEEN[language]}(?:{choices}){end}"), list(named.values())


_PATTERNS = {language: _pattern(language) for language in _BETWEEN}


def measures(values: Iterable[Fraction], text: str, end: int, language: str) -> frozenset[Measure] | None:
    """Return the measures of a number with a unit after it; ``None`` if there is no unit.

    Args:
        values: the possible values of the number.
        text: the text that contains the number.
        end: offset after the last character of the number.
        language: ``zh`` or ``en``.
    """
    if end == len(text) or text[end] in _CLOSING:
        return None
    pattern, units = _PATTERNS[language]
    match = pattern.match(text, end)
    if match is None or match.lastindex is None:
        return None
    return frozenset(
        Measure(unit.dimension, value * unit.ratio, unit.rough)
        for unit in units[match.lastindex - 1]
        for value in values
        if not (unit.dimension == "time" and value >= _MIN_CALENDAR_YEAR and unit.ratio >= _DAY)
    )


def with_measures(quantities: Iterable[Quantity], text: str, language: str) -> Iterator[Quantity]:
    """Yield the quantities of a text, with measures for those that have a unit after them."""
    for quantity in quantities:
        found = None if quantity.idle or quantity.measures else measures(quantity.values, text, quantity.end, language)
        yield quantity if found is None else replace(quantity, measures=found)


def unit_frequencies(text: str, start: int, end: int, language: str) -> Iterator[Quantity]:
    """Yield a quantity for the unit of a phrase such as "every hour", which states no number.

    The quantity matches numbers with a unit on the other side, but no number without a unit.
    """
    if found := measures((Fraction(1),), text, end, language):
        yield Quantity(_NO_VALUE, start, end, required=False, small=True, measures=found)
