"""Numbers in Chinese characters -> quantities.

A quantity is a number with its possible values and its place in the text. A numeral certainly states a
number if it has several characters, follows 第, or precedes a measure word. Elsewhere, a single digit
can match a number of the other side, but is never reported as missing. A single 一 elsewhere is ignored,
since it is usually an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from aligner.languages.chinese.numbers.digits import discount
from aligner.languages.chinese.numbers.idioms import idiom_spans
from aligner.languages.chinese.numbers.shares import part_readings
from aligner.languages.chinese.numbers.values import DECIMAL_DIGITS, DIGITS, NUMERAL, SCALE, scale_of, value_of
from aligner.languages.numbers.quantity import Quantity
from aligner.languages.numbers.readings import Values, decade, hour, percent

_TAELS_AFTER_NUMERAL = "(?<=[一二三四五六七八九十百千半])两"
"""After a numeral, 两 is a unit of weight, not the digit two."""
_NUMERAL = re.compile(
    rf"(?P<number>(?:(?!{_TAELS_AFTER_NUMERAL})[{NUMERAL}])+(?:点[{DECIMAL_DIGITS}]+(?![{DECIMAL_DIGITS}十刻分钟]))?)"
    rf"(?:(?P<more>[多余来])?(?P<scale>{SCALE}))?"  # 二十多万, 一点七万
)
_NUMERAL_CHARACTER = re.compile(f"[{NUMERAL}]")
_MEASURE_WORDS = frozenset(
    "个只条件项种类双对副组批排列队群套串堆打"  # in general, and of groups
    "人名位口户家头匹国省市县区州洲大者届"  # people, animals, places
    "张本台支枚颗座辆艘架棵株朵片块根把间所门扇栋棟幢楼层星面边角方星代"  # things
    "章节页行句字词段篇首部卷册集款级等步份声"  # texts and ranks
    "年月日号天昼周岁时点分秒刻季期次遍趟回下场轮"  # time and times
    "元美英欧港毛公克斤吨米里尺寸升亩度磅股成折世倍"  # money, measures, shares
    "杯瓶碗盘餐包箱盒袋桶滴"  # vessels
    "小"  # before one of them: 一小步
)
_TWO_DIGITS = re.compile("[一二两三四五六七八九]{2}")
_DIGIT_BY_DIGIT = re.compile("[零一二三四五六七八九]{3,}")
_RANGE_AFTER = re.compile(f"[至到~～—–比-][{NUMERAL}]")
_RANGE_OF_TENTHS = re.compile(f"[至到][{NUMERAL}]成")
_TENTHS_AND_DIGIT = re.compile("成([半一二三四五六七八九])")
_FIVE_YEAR_PLAN = re.compile("十[一二三四]五")
_SCALES_ALONE = frozenset("十百千万亿")
_APPROXIMATION_MARKS = frozenset("上数几近成过逾余多来")
_VAGUE_MARKS = frozenset("几数多余来上")
_APPENDIX_NAMES = ("附录", "附件", "附表", "附图")
_RANGE_MARKS = {"比", "初", "至", "到"}
_BRACKETS = {"（）", "()"}


@dataclass(frozen=True, slots=True)
class _Numeral:
    """A numeral with its context.

    Attributes:
        text: the whole text.
        start: 0-based offset of the first character.
        end: offset after the last character, including a scale (十, 百, 千, 万 or 亿) after 多: 二十多万.
        written: the numeral as written.
        scale: the scale after 多; empty if there is none.
        more: whether 多 stands between the numeral and the scale.
    """

    text: str
    start: int
    end: int
    written: str
    scale: str
    more: bool

    @property
    def before(self) -> str:
        """The character before the numeral; empty at the beginning of the text."""
        return self.text[self.start - 1 : self.start]

    @property
    def after(self) -> str:
        """The character after the numeral; empty at the end of the text."""
        return self.text[self.end : self.end + 1]

    @property
    def is_ordinal(self) -> bool:
        """Whether the numeral is a rank: 第三, （三）, 附录三."""
        return (
            self.before == "第"
            or self.before + self.after in _BRACKETS
            or self.text.endswith(_APPENDIX_NAMES, 0, self.start)
        )

    @property
    def is_range_end(self) -> bool:
        """Whether the numeral is an end of a range or of a score, or a round number with 上 or 余: 上万册, 百余件."""
        if self.written in _SCALES_ALONE and (
            self.before in _APPROXIMATION_MARKS or self.after in _APPROXIMATION_MARKS
        ):
            return True
        return self.before in _RANGE_MARKS or _RANGE_AFTER.match(self.text, self.end) is not None

    @property
    def is_number(self) -> bool:
        """Whether the context or the form of the numeral shows that it states a number."""
        if len(self.written) > 1 or self.scale or self.after in _MEASURE_WORDS:
            return True
        return self.is_ordinal or self.is_range_end

    @property
    def has_two_digits(self) -> bool:
        """Whether the numeral has two adjacent digits: 三四个 is three or four, 二三十 twenty or thirty."""
        return _TWO_DIGITS.search(self.written) is not None and not _DIGIT_BY_DIGIT.fullmatch(self.written)

    @property
    def is_approximate(self) -> bool:
        """Whether the number is not exact: 二十多, 几百, 数以百万, 三四个."""
        if (
            self.more
            or self.before in _VAGUE_MARKS
            or self.after in _VAGUE_MARKS
            or self.text.endswith("数以", 0, self.start)
        ):
            return True
        return self.has_two_digits


def numerals(text: str) -> Iterator[Quantity]:
    """Yield the numbers in Chinese characters.

    Numbers up to ten are marked as ``small``, because translations often reword them. A single digit
    whose context does not show that it states a number is never reported as missing.
    """
    first = _NUMERAL_CHARACTER.search(text)  # faster than a search for a numeral
    if first is None:
        return
    idioms = idiom_spans(text)
    for match in _NUMERAL.finditer(text, first.start()):
        start, end = match.span()
        numeral = _Numeral(text, start, end, match["number"], match["scale"] or "", bool(match["more"]))
        if numeral.before.isdigit() or any(first < end and start < last for first, last in idioms):
            continue
        if numeral.is_number:
            yield _quantity(numeral)
        elif numeral.written != "一":
            yield Quantity(frozenset({value_of(numeral.written)}), start, end, required=False)


def _quantity(numeral: _Numeral) -> Quantity:
    value = value_of(numeral.written) * scale_of(numeral.scale)
    vague = numeral.is_approximate
    ordinal = numeral.is_ordinal
    reworded = (
        numeral.text.startswith("世纪", numeral.end) or (ordinal and value <= 12) or numeral.written in _SCALES_ALONE
    )
    return Quantity(
        _readings(numeral, value),
        numeral.start,
        numeral.end,
        required=value > 10 and not vague and not reworded,
        small=2 <= value <= 10 and not vague and not ordinal,
    )


def _readings(numeral: _Numeral, value: Fraction) -> Values:
    """Return all possible values of a numeral, which depend on its context."""
    written, after = numeral.written, numeral.after
    if _FIVE_YEAR_PLAN.fullmatch(written):
        return frozenset({value_of(written[:2])})  # 十一五: the eleventh five-year plan
    readings = _by_unit(numeral, value) | part_readings(value, numeral.text, numeral.end)
    if _RANGE_OF_TENTHS.match(numeral.text, numeral.end):
        readings |= percent(value * 10)
    if numeral.has_two_digits:
        readings |= _neighbours(written)
    if after == "打":
        readings |= {value * 12}
    if after == "米" and written.endswith("千"):
        readings |= {value_of(written[:-1] or "一")}  # kilometres
    return readings


def _by_unit(numeral: _Numeral, value: Fraction) -> Values:
    """Return the possible values of a numeral, which depend on the word after it."""
    text, end, after = numeral.text, numeral.end, numeral.after
    plain = frozenset({value})
    if text.startswith("年代", end):
        return decade(value)
    if after and after in "点时" and value <= 24:
        return plain | hour(value)
    if after == "折":
        return plain | discount(value)
    if after == "成" and value < 10:
        more = _TENTHS_AND_DIGIT.match(text, end)
        return plain | percent(value * 10 + (DIGITS.get(more[1], 5) if more else 0))  # 三成半
    return percent(value) if text.startswith("个百分点", end) else plain


def _neighbours(written: str) -> set[Fraction]:
    """Return both possible values of a numeral with two adjacent digits: 20 and 30 for 二三十."""
    match = _TWO_DIGITS.search(written)
    if match is None:
        return set()
    before, after = written[: match.start()], written[match.end() :]
    return {value_of(before + digit + after) for digit in match[0]} | {Fraction(DIGITS[digit]) for digit in match[0]}
