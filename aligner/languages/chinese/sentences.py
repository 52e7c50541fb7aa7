"""Chinese text, simplified or traditional -> sentences, by punctuation.

A sentence ends at 。！？ and their half-width forms, together with the closing quotes and brackets after them. It does
not end inside a title, a bracket, or a quotation that is part of the sentence. No dictionary is used; the time is
linear in the length of the text.
"""

from __future__ import annotations

import re

from aligner.languages.chinese.quotes import QUOTE_CLOSERS, directed_quotes, guarded_spans
from aligner.languages.chinese.reporting import continues_after_quote
from aligner.languages.english import sentence_rules as english_rules
from aligner.languages.scripts import HAN, HAN_CHARACTER
from aligner.languages.spans import Guards, Span, addresses, blank_line_cuts, spans_between

_CITED = r"\d{1,3}(?: ?[,，、–—~～-] ?\d{1,3})*"
_RUN = re.compile(
    r"\.+(?: \.+)+"
    r"|[。！？!?｡．.…⋯‼⁇⁈⁉](?:[ \u3000]?[。！？｡…⋯‼⁇⁈⁉]|[!?．.])*|[—–]{1,4}(?=[”’」』])"
)
_TAIL = re.compile(
    r"(?:[ \u3000]?[”’」』﹂﹄〞）》〉】〕］｝]|[)\]}]|[。！？｡‼⁇⁈⁉]|[ \u3000]?[…⋯]|[!?])+"
    rf"|\[{_CITED}\]|〔{_CITED}〕|［{_CITED}］|【{_CITED}】|[⁰¹²³⁴-⁹]+(?:[,，⁻–-][⁰¹²³⁴-⁹]+)*"
)
_NOTE = re.compile(r"（(?![一二三四五六七八九十百\d０-９a-zA-Z]{1,3}）)[^（）。！？!?\n]{1,20}）(?![，、；：,;:])")
_CONTINUATION = re.compile(r"的(?![确確士])|[，、；：,;:—–～~·／)）\]】》〉”’」』%％]")
_DASH = re.compile(r"[—–]{1,4}(?![”’」』])")
_SIGNATURE = re.compile(r"[—–]{1,4}[^。！？!?，,；;：:…]{1,20}")
_STRONG = re.compile(r"[。！？｡‼⁇⁈⁉]")
_ELLIPSIS = re.compile(r"(?:[…⋯]|\.{2,}(?!\.)|。{3,}(?!。)|．{2,}(?!．))+")
_SPACED_DOTS = re.compile(r"[. ]+ \.")
_INTRODUCTION = re.compile(rf"[\s“‘「『]*[{HAN}]{{0,4}}[曰云]")
"""A reporting clause that is a whole sentence introduces speech: 子曰。, 孔子对曰。"""
_MAX_LIST_NUMBER_LENGTH = 40
_MAX_INTRODUCTION_LENGTH = 12
_LIST_NUMBER = re.compile(
    rf"[\s#*>]*(?:[{HAN}]{{1,4}}\s*(?=\d))?[（(]?(?:\d{{1,3}}(?:[.．]\d{{1,3}})*|[０-９]{{1,3}}|[A-Za-z]"
    r"|[ivxIVX]{1,5}|[一二三四五六七八九十百]{1,4})[）)]?[.．]"
)
_BEFORE_FULL_STOP = re.compile(r"[\w）)”’」』》\]}%％℃°+]")
"""The character before a half-width full stop; after any other character it is code, or a mark that is named."""

_HALF_WIDTH_MARK = re.compile(rf"[{HAN}”’）)][,.!?;][{HAN}“‘]|[{HAN}][,.] [{HAN}]")
_LAST_HAN = re.compile(rf"[{HAN}][^{HAN}]*\Z")
_LATIN_INITIAL = re.compile(r"(?:^|[^A-Za-z0-9])[A-Z]$")
_LABEL_OF_NUMBER = "第图圖表式"
_MARKS = re.compile(r"[，、；：,;:。！？“”‘’「」『』（）()…\s]")
_TRANSLITERATED = frozenset(
    "阿埃艾爱愛安奥奧巴白班邦包保贝貝本比彼宾賓波伯博勃布查茨达達大戴丹当當德邓鄧迪蒂丁杜顿頓多厄恩尔爾法凡范菲费費芬夫弗福"
    "盖蓋甘冈岡高戈哥格根贡古瓜圭哈海汉漢翰豪赫亨胡华華怀懷霍基吉加贾賈杰金卡凯凱坎康考柯科克肯孔库庫夸奎拉莱萊赖賴兰蘭朗劳勞"
    "雷里理利莉列林琳留刘劉卢盧鲁魯路伦倫丽麗罗羅洛马馬玛瑪麦麥曼梅门門蒙米密姆莫默姆穆拿娜纳納南内內尼妮涅宁寧纽紐诺諾欧歐帕潘佩彭"
    "皮平普珀奇齐齊乔喬切琼瓊丘热熱仁日荣榮茹瑞若萨赛奈蕾娅薩塞桑沙莎山绍紹圣聖史什斯思丝絲松苏蘇索塔泰坦汤湯唐特提汀图圖托脱瓦万萬旺"
    "威韦韋维維魏温溫文翁沃乌烏伍西希夏肖谢謝辛休许許雪逊遜亚亞延扬耶叶葉伊因英尤约約泽澤扎詹珍朱茱卓兹茲佐"
)
_CLOSED_QUOTES = frozenset(QUOTE_CLOSERS)
_FINAL_PARTICLES = "啊呀吧呢吗嗎哦啦"
_MAX_STAMMER_LENGTH = 4
_MIN_CLAUSE_LENGTH = 5
_MIN_SENTENCE_LENGTH = 12
_LOOK_AHEAD = 60


def split(text: str) -> list[Span]:
    """Split Chinese text into sentences.

    Args:
        text: one block; an empty line in it ends a sentence.

    Returns:
        ``(start, end)`` offsets, ascending and without overlap. The spans have no white space at their edges; together
        they hold every character that is not white space.
    """
    directed = directed_quotes(text)
    guards = Guards([*guarded_spans(directed), *addresses(directed)])
    half_width = "。" not in text and _HALF_WIDTH_MARK.search(directed) is not None
    cuts: list[int] = []
    start = 0
    breaks = blank_line_cuts(text)
    position = 0
    while match := _RUN.search(directed, position):
        while breaks and breaks[0] <= match.start():
            start = breaks.popleft()
            cuts.append(start)
        cut = _after_tail(directed, match.end())
        position = cut
        if not guards.cover(cut) and _ends_sentence(directed, start, match, cut, half_width=half_width):
            cuts.append(cut)
            start = cut
    return spans_between(text, [*cuts, *breaks])


def _after_tail(text: str, offset: int) -> int:
    """Return the offset after the closing marks, and after one short note in brackets, at a sentence's end."""
    end = _after_marks(text, offset)
    note = _NOTE.match(text, end)
    return _after_marks(text, note.end()) if note else end


def _after_marks(text: str, offset: int) -> int:
    while tail := _TAIL.match(text, offset):
        offset = tail.end()
    return offset


def _ends_sentence(text: str, start: int, match: re.Match[str], cut: int, *, half_width: bool) -> bool:
    """Tell whether the punctuation that ``match`` found ends the sentence that began at ``start``.

    The offset ``cut`` is the end of the closing quotes and brackets after the punctuation.
    """
    ahead = text[cut : cut + _LOOK_AHEAD]
    rest = ahead.lstrip()
    ending = text[match.start() : cut]
    if not rest or _continues(ending, rest, half_width=half_width) or _introduces(text, start, match.start()):
        return False
    if _STRONG.search(ending) and not _ELLIPSIS.fullmatch(ending):
        return True
    run = match.group()
    # dots with spaces between them mark a lost formula more often than they end a sentence
    is_code = run[0] == "." and not _BEFORE_FULL_STOP.match(text[match.start() - 1 : match.start()])
    if is_code or _SPACED_DOTS.fullmatch(run):
        return False
    ellipsis = _ELLIPSIS.fullmatch(run) is not None
    if ellipsis or run[0] in "—–":
        quoted = not _CLOSED_QUOTES.isdisjoint(ending)
        return quoted or (ellipsis and _ellipsis_ends(text, start, match.start(), rest))
    if run in {".", "．"}:
        return _full_stop_ends(text, start, match.start(), cut, half_width=half_width)
    return _half_width_ends(text, match, len(rest) < len(ahead), rest)


def _continues(ending: str, rest: str, *, half_width: bool) -> bool:
    """Tell whether the text after a final mark continues the sentence: a comma, a dash, or a reporting clause."""
    if _CONTINUATION.match(rest):
        full_stop = ending.rstrip(" ")[-1:] == "。" or (half_width and ending == ".")
        return not (full_stop and _DASH.match(rest) and not _SIGNATURE.fullmatch(rest))
    return not _CLOSED_QUOTES.isdisjoint(ending) and continues_after_quote(rest)


def _ellipsis_ends(text: str, start: int, end: int, rest: str) -> bool:
    """Tell whether an ellipsis ends a sentence.

    It does if the clauses on both sides have some length, and if it does not mark a stammer.
    """
    if text[end] == "。":
        return text[end - 1 : end] != rest[0]
    sentence = text[max(start, end - 200) : end].strip()
    before = _MARKS.split(sentence)[-1]
    after = _MARKS.split(rest, maxsplit=1)[0]
    if rest[0] in "“‘「『（《":
        return len(before) >= _MIN_CLAUSE_LENGTH
    stammer = before[:1] == rest[0] and len(before) <= _MAX_STAMMER_LENGTH
    if not before or stammer or before[-1] == rest[0] or rest[0] in "的地得之等了吗嗎呢吧啊":
        return False
    closed = len(sentence) >= _MIN_SENTENCE_LENGTH or before[-1] in _FINAL_PARTICLES
    return closed and len(before) >= _MIN_CLAUSE_LENGTH and len(after) >= _MIN_CLAUSE_LENGTH


def _half_width_ends(text: str, match: re.Match[str], spaced: bool, rest: str) -> bool:
    """Tell whether ``!`` or ``?`` ends a sentence.

    Operators and code do not end one: a != b, x ? y : z, /find?q=1.
    """
    before = text[match.start() - 1 : match.start()]
    if not before or before.isspace():
        return False
    if spaced or not rest[0].isascii():
        return not (spaced and rest[0].isascii() and rest[0].islower())
    return bool(HAN_CHARACTER.match(before)) and (rest[0].isalnum() or rest[0] in "([{<")


def _introduces(text: str, start: int, stop: int) -> bool:
    """Tell whether the sentence so far only names a speaker, so that the speech after it belongs to it."""
    return stop - start <= _MAX_INTRODUCTION_LENGTH and _INTRODUCTION.fullmatch(text, start, stop) is not None


def _full_stop_ends(text: str, start: int, stop: int, cut: int, *, half_width: bool) -> bool:
    """Tell whether a half-width full stop ends a sentence: after a Chinese clause, or by English rules."""
    if stop - start <= _MAX_LIST_NUMBER_LENGTH and _LIST_NUMBER.fullmatch(text, start, stop + 1):
        return False
    rest = text[cut : cut + _LOOK_AHEAD].lstrip()
    before, spaced = text[stop - 1 : stop], text[cut : cut + 1].isspace()
    if HAN_CHARACTER.match(before) or before in "）”」』》" or (half_width and before in ")]"):
        if spaced or cut > stop + 1:
            return not (rest[0].isascii() and rest[0].isdigit() and before in _LABEL_OF_NUMBER)
        glued_ends = _half_width_full_stop_ends if half_width else _glued_full_stop_ends
        return glued_ends(text, start, stop, rest)
    start = max(start, _after_last_han(text, stop))
    if HAN_CHARACTER.match(rest) and (spaced or half_width):
        word = text[max(start, stop - 4) : stop]
        plain = half_width and (before in "%％°" or before.isdigit() or word.islower())
        return plain or (not _LATIN_INITIAL.search(word) and english_rules.word_may_end(text, start, stop))
    return english_rules.ends_sentence(text, start, stop, cut)


def _after_last_han(text: str, stop: int) -> int:
    """Return the offset after the last Chinese character before ``stop``, where a Latin word can begin.

    The search is limited to a fixed number of characters before ``stop``.
    """
    begin = max(0, stop - _LOOK_AHEAD)
    last = _LAST_HAN.search(text, begin, stop)
    return last.start() + 1 if last else begin


def _half_width_full_stop_ends(text: str, _start: int, stop: int, rest: str) -> bool:
    """Tell whether a full stop ends a sentence in a text without 。.

    A full stop inside a name, a number or a file name does not end one.
    """
    if rest[0].isascii() and rest[0].isalnum():
        return not (rest[0].islower() or (rest[0].isdigit() and text[stop - 1] in _LABEL_OF_NUMBER))
    around = text[stop - 2 : stop] + text[stop + 1 : stop + 3]
    return not all(character in _TRANSLITERATED for character in around)


def _glued_full_stop_ends(text: str, start: int, stop: int, rest: str) -> bool:
    """Tell whether a full stop between two Chinese characters ends a sentence.

    A full stop in a name (约翰.史密斯) does not end one. Any other full stop ends one only if the text
    near it has no 。 and both clauses are long.
    """
    if not HAN_CHARACTER.match(rest):
        return False
    if text[stop - 1] in _TRANSLITERATED and rest[0] in _TRANSLITERATED:
        return False
    around = text[max(0, stop - 200) : stop + 200]
    before = _MARKS.split(text[max(start, stop - 200) : stop])[-1]
    after = re.split(r"[.．]", _MARKS.split(rest, maxsplit=1)[0])[0]
    return "。" not in around and len(before) >= _MIN_CLAUSE_LENGTH and len(after) >= 3
