"""Quotes and brackets of Chinese text: which sign closes which, and inside which of them no sentence ends."""

from __future__ import annotations

import re

from aligner.languages.spans import Span

OPENERS = "“‘「『﹁﹃〝（(《〈【〔［[{｛"
CLOSERS = "”’」』﹂﹄〞）)》〉】〕］]}｝"
QUOTE_OPENERS = "“‘「『﹁﹃〝"
QUOTE_CLOSERS = "”’」』﹂﹄〞"
TITLE_OPENERS = "《〈"
TERMINATORS = "。！？!?｡．.…⋯‼⁇⁈⁉"

_CLOSER_OF = dict(zip(OPENERS, CLOSERS, strict=True))
_STRAIGHT = re.compile(r"""["＂“”]|(?<![A-Za-z0-9])'|'(?![A-Za-z0-9])""")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])’(?=[A-Za-z])")
_PAIRED = re.compile("[" + re.escape(OPENERS + CLOSERS) + "]")

_LONGEST_TITLE = 100
_LONGEST_BRACKET = 400
_LONGEST_EMBEDDED_QUOTE = 60

_SPEECH_BEFORE_QUOTE = re.compile(
    r"(?:[说説說道问問答喊叫嚷骂罵吼喝曰云讲講想称稱写寫]|回应|回應|表示|指出|认为|認為|宣布|强调|強調)$"
)
_HAN_OR_WORD = re.compile(r"[\w》〉]")


def directed_quotes(text: str) -> str:
    """Return ``text`` with straight quotes turned into curly ones of the same length.

    A straight quote opens when none is open, and closes otherwise; the neighbours overrule the count where
    they leave no doubt. Apostrophes inside Latin words become a letter-like sign that pairs with nothing.
    """
    if '"' not in text and "'" not in text and "＂" not in text and "’" not in text:
        return text
    open_now: dict[str, bool] = {}

    def direct(match: re.Match[str]) -> str:
        sign = match.group()
        if sign in "“”":  # the two kinds are mixed (“..."), and so share one count
            open_now['"'] = sign == "“"
            return sign
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        is_open = open_now.get(sign, False)
        if before and before in "：:":
            is_open = False
        elif not after or (after in "，。、；,;" and before and not before.isspace()):
            is_open = True
        open_now[sign] = not is_open
        single = sign == "'"
        if is_open:
            return "’" if single else "”"
        return "‘" if single else "“"

    return _STRAIGHT.sub(direct, _APOSTROPHE.sub("ʼ", text))


def pairs(text: str) -> list[Span]:
    """Return the offsets ``(opener, closer)`` of matching quotes and brackets, in the order of their closers.

    A closer closes the nearest opener of its kind and drops what was left open inside; without one it is
    ignored. Linear: openers that nothing closes are looked at once.
    """
    found: list[Span] = []
    stack: list[tuple[str, int]] = []
    waiting: dict[str, int] = {}
    for match in _PAIRED.finditer(text):
        sign = match.group()
        closer = _CLOSER_OF.get(sign)
        if closer is not None:
            stack.append((closer, match.start()))
            waiting[closer] = waiting.get(closer, 0) + 1
        elif waiting.get(sign):
            while True:
                kind, start = stack.pop()
                waiting[kind] -= 1
                if kind == sign:
                    found.append((start, match.start()))
                    break
    return found


def guarded(text: str) -> list[Span]:
    """Return the spans inside which no sentence ends: titles, brackets and quotations within a sentence.

    Args:
        text: text whose quotes are directed (see `directed_quotes`).
    """
    guards: list[Span] = []
    quotes: list[Span] = []
    for start, close in pairs(text):
        opener = text[start]
        if opener in QUOTE_OPENERS:
            quotes.append((start, close))
            continue
        longest = _LONGEST_TITLE if opener in TITLE_OPENERS else _LONGEST_BRACKET
        whole = opener in "（(" and text[close - 1] in TERMINATORS and _begins_sentence(text, start)
        if close - start <= longest and not whole:
            guards.append((start, _guard_end(text, close)))
    guards.extend(_embedded(text, sorted(quotes)))
    return guards


def _begins_sentence(text: str, offset: int) -> bool:
    before = text[max(0, offset - 8) : offset].rstrip()
    return not before or before[-1] in TERMINATORS + QUOTE_OPENERS + CLOSERS


def _embedded(text: str, quotes: list[Span]) -> list[Span]:
    """Return quotations that are words of a sentence: 写着“安全第一！”几个字, “怎么办？”的问题."""
    guards: list[Span] = []
    number = 0
    while number < len(quotes):
        start, close = quotes[number]
        number += 1
        while number < len(quotes) and quotes[number][0] <= close + 1:  # nested, or the next in a row
            close = max(close, quotes[number][1])
            number += 1
        before = text[max(0, start - 3) : start].rstrip(" ")
        if close - start > _LONGEST_EMBEDDED_QUOTE or not before or not _HAN_OR_WORD.match(before[-1]):
            continue
        after = text[close + 1 : close + 3].lstrip(" ")
        if _HAN_OR_WORD.match(after) and not _SPEECH_BEFORE_QUOTE.search(before):
            guards.append((start, _guard_end(text, close)))
    return guards


def _guard_end(text: str, close: int) -> int:
    """Let the sentence end behind a closer, but not for the mark inside it: （真的！）, 《怎么办？》."""
    return close + (2 if text[close - 1] in "！？!?…⋯." else 1)
