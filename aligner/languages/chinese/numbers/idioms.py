"""Chinese idioms that contain numerals but do not state a number."""

from __future__ import annotations

import re

_IDIOMS = (
    # adverbs and conjunctions; the characters around them tell them from numbers
    "千万(?=别|不|要|注|记|小)", "(?<![一二三四五六七八九十百千])万一(?![千百十万])",
    "(?<![一二三四五六七八九点])十分(?!之|钟|左右)", "万分(?!之)", "百般", "百无", "一一",
    "(?<![一二三四五六七八九十百千几])万千",
    "收拾", "拾[起取到]",
    # parts of 百分之百 and similar phrases, which are read as shares
    "百分(?=点|比|百)", "百分之百",
    # set phrases of four characters
    "千方百计", "三三两两", "七上八下", "乱七八糟", "四面八方", "五颜六色", "三心二意", "成千上万", "千千万万",
    "千变万化", "万里长城", "丢三落四", "接二连三", "四分五裂", "五花八门", "九牛一毛", "三番五次", "三言两语",
    "朝三暮四", "不三不四", "颠三倒四", "四通八达", "五湖四海", "七嘴八舌", "半斤八两",
    # exaggerations and general terms
    "退一万步", "百姓", "万物", "万能", "万事", "万万", "千古", "百科", "百货", "千里", "亿万", "百万富翁",
    "千百(?=遍|次|年来|种)",
    # weekdays and holidays
    "星期[一二三四五六日天]", "周[一二三四五六日]", "礼拜[一二三四五六日]", "“十一”", "十一(?=长假|黄金周|期间|假期)",
    "双十一",
    # names of things and people
    "万维", "八仙", "二手", "三明治", "四季", "四周", "四处", "四肢", "三角", "二氧", "一氧", "六合", "八卦", "十字",
    "百合", "千禧", "老[二三四五六七八九](?!十)",
)  # fmt: skip
_INITIALS = "".join(sorted({re.sub(r"^\(\?<![^()]*\)", "", idiom)[0] for idiom in _IDIOMS}))
_IDIOM = re.compile(f"(?=[{_INITIALS}])(?:{'|'.join(_IDIOMS)})")
"""The first characters are tested first, since the list takes long to fail."""


def idiom_spans(text: str) -> list[tuple[int, int]]:
    """Return the start and end offsets of the idioms in a text."""
    return [match.span() for match in _IDIOM.finditer(text)]
