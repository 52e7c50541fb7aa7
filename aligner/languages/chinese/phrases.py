"""Chinese text -> words: jieba segments the simplified text; the offsets hold for the original text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import Any

from aligner.languages.scripts import HAN, is_han

_PIECE = re.compile(rf"[{HAN}]+|[A-Za-z][A-Za-z0-9]*|\d+|[^\s\w]|\w")

_PARTICLES = frozenset("等和与及的了在是或并对为将从由被把这那每各")
"""Characters that jieba attaches to words that it does not know."""
_NOUN_ENDINGS = frozenset("法权罪案局署部组团队")
"""Last characters that English writes as a separate word: human rights law, 人权法."""
UNCOUNTED_ENTRY_COUNT = 3
"""The count in jieba's dictionary of an entry that was never counted."""
MIN_PART_COUNT = 100
"""Minimum count of both parts of an uncounted entry, for the entry to be split."""
_STOP_WORDS_TEXT = """
的 地 得 了 着 过 和 与 及 或 并 而 且 但 在 是 有 不 为 以 对 对于 于 等 将 其 该 此 这 那 之 所 由 从 向 到
被 把 使 让 给 比 更 最 很 也 都 就 还 又 再 已 已经 正在 可 可以 可能 能 能够 应 应该 应当 须 必须 需 需要 要
会 想 请 各 每 某 任何 一切 所有 一些 一个 一种 这个 这些 那个 那些 这种 这样 那样 如此 如 如果 若 因 因为 因此
所以 由于 为了 以及 以便 以期 并且 而且 但是 然而 不过 虽然 尽管 即 即使 则 我 你 您 他 她 它 我们 你们 您们
他们 她们 它们 自己 本 谁 什么 怎么 哪 哪里 哪个 为什么 如何 多少 几 没 没有 无 非 未 勿 别 不是 不能 不会 不要
只 只是 只有 仅 仅仅 才 便 却 也许 或者 或是 还是 包括 包含 通过 根据 按照 依照 按 有关 相关 关于 至于 至
用于 位于 属于 来自 得以 所载 载 自
自从 当 当时 时 时候 之间 之中 之内 之外 之后 之前 以后 以前 以上 以下 其中 其他 其它 另外 此外 同时 一起 一样
特别 尤其 非常 十分 进行 加以 予以 作出 做出 采取 成为 作为 称为 叫做 认为 表示 指出 一 二 三 四 五 六 七 八 九
十 两 个 种 类 次 项 名 位 年 月 日 号 第 条 款 上 下 中 里 内 外 前 后 间 左右 吗 呢 吧 啊 呀 哦 嗯 哈 嘛 啦
么 们 来 去 上去 下来 起来 出来 出去 过来 过去 进来 说 道 说道 问 看 看到 知道 觉得 得到 使用 用 有些 许多 很多
大量 不同 一定 一般 主要 重要 必要 适当 酌情 例如 比如 譬如 像 像是 似乎 好像 就是 也是 都是 而是 是否 是不是
的话 方面 情况 问题 时间 今天 明天 昨天 现在 目前 当前 然后 接着 于是 最后 首先 其次 开始 继续 仍 仍然 依然
总是 经常 常常 往往 一直 曾 曾经 刚 刚刚 马上 立刻 立即 跟 同 与其 既 既然 无论 不论 不管 除 除了 除非 直到
甚至 甚至于 及其 及时 某些 某种 另 另一 另一个 之一 一方面 那么 这么 这里 那里 这儿 那儿 哪些 其实 当然 确实
的确 真 真的 真正 大家 人们 别人 点 些 便于 以免 均 皆 亦 乃 者 百 千 万 亿 艘 辆 份 座 枚 颗 栋 匹 届
事 东西 事情 样子 地方
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
"""Words that no term begins or ends with."""


@lru_cache(maxsize=1)
def cutter() -> Any:  # noqa: ANN401 - jieba is untyped
    """Return jieba's tokenizer; it is loaded without messages on standard error."""
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    jieba.initialize()
    return jieba.dt


def tokenise(text: str) -> list[tuple[str, int, int]]:
    """Return the words and punctuation marks of a simplified text, with their start and end offsets.

    Latin words are returned in lower case.
    """
    cut = cutter().lcut
    words: list[tuple[str, int, int]] = []
    for match in _PIECE.finditer(text):
        piece, start = match.group(), match.start()
        if is_han(piece) and len(piece) > 1:
            for word in chain.from_iterable(map(_parts, cut(piece))):
                words.append((word, start, start + len(word)))
                start += len(word)
        else:
            words.append((piece.lower(), start, match.end()))
    return words


@lru_cache(maxsize=1 << 17)
def _parts(word: str) -> tuple[str, ...]:
    """Return the two words of a phrase that jieba's dictionary lists without a reliable frequency: 尊重|人权.

    Any other word is returned whole. Terms are later built from whole words, so that a part of a word
    that is not split here (人权法) cannot become a term.
    """
    counts = cutter().FREQ
    if len(word) == 1 or counts.get(word, 0) > UNCOUNTED_ENTRY_COUNT:
        return (word,)
    shortest = 1 if word[-1] in _NOUN_ENDINGS else 2
    able = [
        (min(counts.get(word[:end], 0), counts.get(word[end:], 0)), end) for end in range(2, len(word) - shortest + 1)
    ]
    least, end = max(able, default=(0, 0))
    return (word[:end], word[end:]) if least > MIN_PART_COUNT else _without_particles(word)


def _without_particles(word: str) -> tuple[str, ...]:
    """Split particles off the edges of a word that is not in jieba's dictionary: 组等 -> 组|等."""
    if len(word) < 2 or word in cutter().FREQ or not (word[0] in _PARTICLES or word[-1] in _PARTICLES):
        return (word,)
    if word[-1] in _PARTICLES:
        return (*_without_particles(word[:-1]), word[-1])
    return (word[0], *_without_particles(word[1:]))


@lru_cache(maxsize=1 << 18)
def is_content(word: str) -> bool:
    """Tell whether a word may begin or end a term."""
    return word not in STOP_WORDS and (is_han(word) or (word.isascii() and word[0].isalpha()))


@lru_cache(maxsize=1 << 18)
def is_mark(word: str) -> bool:
    """Tell whether a token is punctuation or a number, at which a term ends.

    The dot inside a name (莎拉·陈) does not end a term.
    """
    return not word[0].isalpha() and word[0] not in "〇·•‧・"
