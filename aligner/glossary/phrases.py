"""Find the spans of Chinese words that may render an English candidate, by the word links.

A span is consistent if it contains all words linked to the candidate's words, and no word linked to
a word outside the candidate (Och and Ney, 2004, "The alignment template approach"). Unlinked words
at the edges of a span may belong to it; spans with and without them are counted over the whole
corpus.
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
CONJUNCTIONS = frozenset({"and", "or"})
BOUNDARY_WORDS = frozenset(
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
"""Function words that separate terms and rarely occur inside one."""
NEGATIONS = frozenset("不非无未")
"""A span that follows one of these has the opposite meaning without it."""
MAX_SPAN_WORDS = 10
"""Maximum number of words of a Chinese span."""
MAX_EXTENSION_WORDS = 3
"""Maximum number of unlinked words added at each edge of a span."""


class Partners:
    """The links of one pair, indexed by side.

    Attributes:
        chinese: indices of the linked Chinese words of each English token.
        english: indices of the linked English tokens of each Chinese word.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        self.chinese: dict[int, list[int]] = {}
        self.english: dict[int, list[int]] = {}
        for left, right in links:
            self.chinese.setdefault(left, []).append(right)
            self.english.setdefault(right, []).append(left)


def rendering_spans(
    start: int, end: int, tokens: Sequence[Token], words: Sequence[str], partners: Partners
) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` for each Chinese span that may render an English candidate.

    The candidate is the tokens from ``start`` to ``end``.
    """
    linked: list[int] = []
    missing = 0
    for place in range(start, end):
        if place in partners.chinese:
            linked += partners.chinese[place]
        elif tokens[place].kind == WORD:
            missing += 1
    content = sum(token.kind == WORD for token in tokens[start:end])
    if not linked or 2 * missing > content:
        return
    low, high = min(linked), max(linked) + 1
    if high - low > MAX_SPAN_WORDS or not _consistent(range(low, high), range(start, end), words, partners):
        return
    has_conjunction = not CONJUNCTIONS.isdisjoint([token.key for token in tokens[start:end]])
    lows = list(_extended(low, -1, words, partners))
    highs = list(_extended(high - 1, 1, words, partners))
    for first in lows:
        if first and words[first - 1] in NEGATIONS:
            continue
        for last in highs:
            if last + 1 - first <= MAX_SPAN_WORDS and well_formed(
                words[first : last + 1], has_conjunction=has_conjunction
            ):
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
    """Yield the possible edges of a span: ``place``, and the words beyond it that have no links.

    Args:
        place: index of the word at the edge.
        step: direction of the extension, -1 or 1.
        words: the Chinese words.
        partners: the links of the pair.
    """
    yield place
    for _ in range(MAX_EXTENSION_WORDS):
        place += step
        if not 0 <= place < len(words) or place in partners.english or chinese.is_mark(words[place]):
            return
        if words[place] in ("的", "了", "是") or words[place].isascii():  # Latin letters of the rendering are linked
            return
        yield place


def well_formed(words: Sequence[str], *, has_conjunction: bool) -> bool:
    """Whether a span of Chinese words can be a term.

    A span with a function word that separates terms (和) can be one only if the English term has a
    conjunction.
    """
    if not has_conjunction and not BOUNDARY_WORDS.isdisjoint(words):
        return False
    if len(words) == 1:
        return chinese.is_content(words[0])
    return may_open(words[0]) and may_close(words[-1])


def may_open(word: str) -> bool:
    """Whether a term of several words may begin with this word."""
    return word in OPENERS or chinese.is_content(word)


def may_close(word: str) -> bool:
    """Whether a term of several words may end with this word."""
    return word in CLOSERS or chinese.is_content(word)
