"""Which stretch of a Chinese text renders an English candidate, told from the links of the words.

A stretch is consistent if it holds all partners of the candidate's words, and no word whose partners stand outside
(Och and Ney, 2004, "The alignment template approach"). Words without a partner at its edges may belong to it; which
do is decided over the whole corpus.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aligner.glossary.links import Link
from aligner.languages.chinese import phrases as chinese
from aligner.languages.english.phrases import WORD, Token

OPENERS = frozenset(
    {
        "有",
        "无",
        "非",
        "不",
        "未",
        "小",
        "新",
        "大",
        "多",
        "主要",
        "一般",
        "特别",
        "重要",
        "第三",
        "第一",
        "第二",
        "前",
        "后",
        "上",
        "下",
        "内",
        "外",
        "双",
        "单",
        "半",
        "反",
        "次",
    }
)
"""Words of the stop list that a term may begin with."""
CLOSERS = frozenset(
    {
        "问题",
        "情况",
        "使用",
        "方面",
        "时间",
        "项",
        "者",
        "点",
        "性",
        "化",
        "名",
        "号",
        "地",
        "日",
        "位",
        "外",
    }
)
"""Words of the stop list that a term may end with."""
JOINING = frozenset({"and", "or"})
JUNCTIONS = frozenset(
    {
        "和",
        "与",
        "及",
        "或",
        "以及",
        "或者",
        "并",
        "且",
        "在",
        "从",
        "由",
        "对",
        "向",
        "把",
        "被",
        "将",
        "为",
        "于",
        "以",
        "是",
        "等",
        "而",
    }
)
"""Words that stand between terms, seldom within."""
NEGATIONS = frozenset("不非无未")
"""A term that begins behind one of these says the contrary of what was meant."""
LONGEST = 10
"""Words of a Chinese stretch."""
EXTENSION = 3


class Partners:
    """The links of one pair, by either side."""

    def __init__(self, links: Sequence[Link]) -> None:
        self.chinese: dict[int, list[int]] = {}
        self.english: dict[int, list[int]] = {}
        for left, right in links:
            self.chinese.setdefault(left, []).append(right)
            self.english.setdefault(right, []).append(left)


def stretches(
    start: int, end: int, tokens: Sequence[Token], words: Sequence[str], partners: Partners
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of Chinese words that may render the English tokens from ``start`` to ``end``."""
    held: list[int] = []
    missing = 0
    for place in range(start, end):
        if place in partners.chinese:
            held += partners.chinese[place]
        elif tokens[place].kind == WORD:
            missing += 1
    content = sum(token.kind == WORD for token in tokens[start:end])
    if not held or 2 * missing > content:
        return
    low, high = min(held), max(held) + 1
    if high - low > LONGEST or not _consistent(range(low, high), range(start, end), words, partners):
        return
    joins = not JOINING.isdisjoint([token.key for token in tokens[start:end]])
    lows = list(_extended(low, -1, words, partners))
    highs = list(_extended(high - 1, 1, words, partners))
    for first in lows:
        if first and words[first - 1] in NEGATIONS:
            continue
        for last in highs:
            if last + 1 - first <= LONGEST and well_formed(words[first : last + 1], joins=joins):
                yield first, last + 1


def _consistent(places: range, tokens: range, words: Sequence[str], partners: Partners) -> bool:
    for place in places:
        if chinese.is_mark(words[place]):
            return False
        for partner in partners.english.get(place, ()):
            if partner not in tokens:
                return False
    return True


def _extended(place: int, step: int, words: Sequence[str], partners: Partners) -> Iterator[int]:
    """Yield the place, and those to which words without a partner may extend the stretch."""
    yield place
    for _ in range(EXTENSION):
        place += step
        if not 0 <= place < len(words) or place in partners.english or chinese.is_mark(words[place]):
            return
        if words[place] in ("的", "了", "是") or words[place].isascii():  # letters that belong to it are linked
            return
        yield place


def well_formed(words: Sequence[str], *, joins: bool) -> bool:
    """Whether the stretch can be a term; one that joins things renders a term that does so, or an abbreviation."""
    if not joins and not JUNCTIONS.isdisjoint(words):
        return False
    if len(words) == 1:
        return chinese.is_content(words[0])
    return may_open(words[0]) and may_close(words[-1])


def may_open(word: str) -> bool:
    """Whether a term of several words may begin with a word."""
    return word in OPENERS or chinese.is_content(word)


def may_close(word: str) -> bool:
    """Whether a term of several words may end with a word."""
    return word in CLOSERS or chinese.is_content(word)
