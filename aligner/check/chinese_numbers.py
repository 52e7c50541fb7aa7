"""Quantities in Chinese text: digits, Chinese numerals, 万 and 亿, fractions, dates, times, ordinals.

A Chinese numeral is taken for a number only where it is written as one: of several characters, behind 第, or before
a measure word. A lone 一 says no more than an article, and 千万, 十分, 七上八下 count nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.check.quantities import Quantity, decade, hour, percent, version

_DIGIT_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "兩": 2, "俩": 2, "仨": 3,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL_SCALES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_NUMERAL = "零〇○一二三四五六七八九两兩俩仨十百千万萬亿億壹贰叁肆伍陆柒捌玖拾佰仟"
_MEASURES = (
    "个個只隻条條次年月日号號天周週岁歲人名位章节節项項种種倍层層页頁行步份家件张張本台臺支枚颗顆座辆輛艘架口头頭匹"
    "棵株朵片块塊根把套双雙对對组組批排列队隊群届屆期级級等类類点點分秒时時刻元角美英欧港日克斤吨噸米里尺寸升亩畝度磅英杯瓶"
    "碗盘盤包箱盒袋桶滴句字词詞段篇首部集场場轮輪场遍趟回下声聲代世成折股户戶所间間门門扇栋棟幢国國省市县縣区區州洲大方边邊角面者"
)
_DIGITS = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<number>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3})+(?![\d,])|\d+(?:\.\d+)?)"
    r"(?P<more>(?:\.\d+)+)?"
    r"(?: ?(?P<scale>[十百千]?[万萬亿億]|[百千](?!克|米|瓦|分|卡|字节|兆|赫|帕|焦|伏))(?P<rest>\d{1,4}[万萬])?"
    r"|(?P<percent> ?[%％]|个百分点)|(?P<decade> ?年代)|(?P<century> ?世[纪紀](?= ?\d+ ?年代|[一-九]十年代))"
    r"|(?P<month> ?月)|[:：时時点點](?P<minute>\d\d)?|(?P<tenth>成)(?![为為立员])"
    r"|/(?P<under>\d{1,3})(?![\d/])|[–—-](?P<until>\d\d)(?![\d-]))?"
)
_HAN = re.compile(rf"[{_NUMERAL}]+(?:点[零〇一二三四五六七八九]+)?")
_SHARE = re.compile(
    rf"(?P<under>[{_NUMERAL}]+|\d+)分之(?P<over>[{_NUMERAL}]+(?:点[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)"
)
_NO_NUMBERS = re.compile(
    "千万(?=别|不|要|注|记|小)|(?<![一二三四五六七八九十百千])万一(?![千百十万])|十分(?!之|钟|鐘)|万分(?!之)|百分(?=点|比|百)|千方百计|百姓|万物|万能|万事|千古|百科|百货|万维|"
    "一一|三三两两|七上八下|乱七八糟|四面八方|五颜六色|三心二意|成千上万|千千万万|千变万化|千里|万里长城|丢三落四|接二连三|"
    "四分五裂|五花八门|九牛一毛|三番五次|三言两语|朝三暮四|不三不四|颠三倒四|四通八达|五湖四海|七嘴八舌|八仙|百无|百般|万万|"
    "星期[一二三四五六日天]|周[一二三四五六日]|礼拜[一二三四五六日]|二手|三明治|四季|四周|四处|四肢|三角|二氧|一氧|六合|八卦|"
    "老[二三四五六七八九](?!十)|十字|百合|千禧|亿万|千瓦|百万富翁|二维|三维"
)
_LOOSE: dict[str, tuple[int | Fraction, ...]] = {
    "元": (1,), "首": (1,), "单": (1,), "双": (2,), "雙": (2,), "对": (2,), "俩": (2,), "倍": (2, 1), "打": (12,),
    "半": (Fraction(1, 2), 30), "刻": (15,), "正午": (12,), "中午": (12,), "午夜": (0, 12), "旬": (10,), "季度": (3,),
    "世纪": (100,), "数十": (10,), "几十": (10,), "数百": (100,), "几百": (100,), "数千": (1000,), "几千": (1000,),
    "数万": (10**4,),
}  # fmt: skip
"""Words that may answer for a number of the translation, but ask for none."""
_APPROXIMATE = "几幾数數多余餘来來上"


def chinese_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a Chinese text in the order of their starts."""
    text = text.translate(_NARROW)
    shares = list(_shares(text))
    taken = [(quantity.start, quantity.end) for quantity in shares]
    found = shares + [
        quantity
        for quantity in (*_digits(text), *_numerals(text))
        if not any(start < quantity.end and quantity.start < end for start, end in taken)
    ]
    found.extend(
        Quantity(frozenset(map(Fraction, values)), place, place + len(word), required=False)
        for word, values in _LOOSE.items()
        for place in _places(text, word)
    )
    return sorted(found, key=lambda quantity: quantity.start)


_NARROW = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0E: "."}
"""Full-width digits and their point, one character for one, so that offsets stay."""


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _shares(text: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(text):
        over, under = (_number(match[part]) for part in ("over", "under"))
        if under:
            values = percent(over) if under == 100 else frozenset({over / under, over / under * 100})
            yield Quantity(values, *match.span())


def _digits(text: str) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(text):
        written, span = match["number"], match.span("number")
        value = Fraction(re.sub(r"[^\d.]", "", written))
        values = frozenset({value})
        if match["more"]:
            yield Quantity(version(written + match["more"]), match.start(), match.end("more"))
            continue
        if re.search(r"\d\s\d", written):
            values |= {Fraction(part) for part in written.split()}
        if match["scale"]:
            scaled = value * _scale(match["scale"])
            rest = _number(match["rest"]) if match["rest"] else 0
            values, span = frozenset({scaled + rest}), match.span()
        elif match["percent"]:
            values = percent(value)
        elif match["decade"]:
            values = decade(value)
        elif match["tenth"]:
            values = percent(value * 10) | values
        elif match["under"] and Fraction(match["under"]):
            values = frozenset({value / Fraction(match["under"]), value})
        elif match[0][len(written) : len(written) + 1] in set(":：时時点點"):
            values = hour(value)
        yield Quantity(values, *span, required=not match["century"])
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


def _numerals(text: str) -> Iterator[Quantity]:
    barred = [match.span() for match in _NO_NUMBERS.finditer(text)]
    for match in _HAN.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if before.isdigit() or any(first < end and start < last for first, last in barred):
            continue
        value, written = _number(match[0]), match[0]
        ordinal = before == "第"
        if not (len(written) > 1 or ordinal or (after and after in _MEASURES)):
            continue
        values = frozenset({value})
        if text.startswith("年代", end):
            values = decade(value)
        elif after in "点點时時" and after and value <= 24:
            values = hour(value) | values
        elif after == "成" and value < 10:
            values |= percent(value * 10)
        elif text.startswith("个百分点", end):
            values = percent(value)
        if re.match(".?个?半", text[end:]):
            values |= {value + Fraction(1, 2)}  # 一个半小时, 两年半
        vague = (before and before in _APPROXIMATE) or (after and after in _APPROXIMATE) or _is_span(written)
        large = value > 10 and not vague
        counts = 2 <= value <= 10 and not ordinal and not vague
        required = large and not (text.startswith("世纪", end) or ordinal or written in set("十百千万亿"))
        yield Quantity(values, start, end, required=required, small=counts)


def _is_span(written: str) -> bool:
    """Return whether two digits stand side by side: 三四个 is three or four, 二三十 twenty or thirty."""
    return bool(re.search("[一二三四五六七八九]{2}", written)) and not re.fullmatch(
        "[零〇○一二三四五六七八九]{3,}", written
    )


def _scale(written: str) -> int:
    scale = 1
    for character in written:
        scale *= {**_SMALL_SCALES, **_LARGE_SCALES}[character]
    return scale


def _number(written: str) -> Fraction:
    """Return the value of digits or numerals: 12, 3万, 十二, 二〇二四, 三亿五千万, 三点五."""
    whole, _, decimals = written.partition("点")
    if re.fullmatch(r"\d+(?:\.\d+)?[万萬]?", whole):
        return Fraction(whole.rstrip("万萬")) * (10**4 if whole[-1] in "万萬" else 1)
    if all(character in _DIGIT_VALUES for character in whole) and len(whole) > 1:
        value = Fraction(int("".join(str(_DIGIT_VALUES[character]) for character in whole)))
    else:
        value = Fraction(_positional(whole))
    if decimals:
        digits = "".join(str(_DIGIT_VALUES[character]) for character in decimals)
        value += Fraction(int(digits), 10 ** len(digits))
    return value


def _positional(written: str) -> int:
    """Return the value of numerals with scales: each large scale multiplies all that stands before it."""
    total = part = digit = 0
    last = 1
    for character in written:
        if character in _DIGIT_VALUES:
            digit = _DIGIT_VALUES[character]
            last = 10 if digit == 0 else last
        elif character in _SMALL_SCALES:
            last = _SMALL_SCALES[character]
            part, digit = part + (digit or 1) * last, 0
        else:
            last = _LARGE_SCALES[character]
            value = part + digit
            if total and last > total:  # 三千万亿
                total, part, digit = (total + value) * last, 0, 0
            else:
                total, part, digit = total + (value or 1) * last, 0, 0
    tail = digit * (last // 10) if digit and last >= 100 and written[-2:-1] not in "零〇" else digit  # 三百五 is 350
    return total + part + tail
