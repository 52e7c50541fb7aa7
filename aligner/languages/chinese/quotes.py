"""Quotes and brackets of Chinese text: pairs of matching marks, and spans that no sentence may end in."""

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

_HIGH_COST, _MEDIUM_COST, _LOW_COST = 4.0, 1.5, 0.4
_UNPAIRED_COST = 2.5
"""Cost of two quotes in a row that both open, or both close."""
_BEGINS_OPEN_COST, _ENDS_OPEN_COST = 0.8, 0.5
"""Cost of a block that begins, or ends, inside a quotation."""

_MAX_TITLE_LENGTH = 100
_MAX_BRACKET_LENGTH = 400
_MAX_EMBEDDED_QUOTE_LENGTH = 60

_SPEECH_BEFORE_QUOTE = re.compile(
    r"(?:[说説說道问問答喊叫嚷骂罵吼喝曰云讲講想称稱写寫]|回应|回應|表示|指出|认为|認為|宣布|强调|強調)$"
)
_HAN_OR_WORD = re.compile(r"[\w》〉]")


def directed_quotes(text: str) -> str:
    """Return ``text`` with curly quotes instead of straight ones; the length does not change.

    Quotes open and close in turn, unless the characters beside a quote are evidence against it (see
    `_directions`). An apostrophe inside a Latin word becomes a letter-like mark that is never paired.
    """
    if '"' not in text and "'" not in text and "＂" not in text and "’" not in text:
        return text
    text = _APOSTROPHE.sub("ʼ", text)
    kinds: dict[str, list[int]] = {'"': [], "'": []}
    for match in _STRAIGHT.finditer(text):
        kinds["'" if match.group() == "'" else '"'].append(match.start())
    characters = list(text)
    for sign, places in kinds.items():
        opening, closing = "‘’" if sign == "'" else "“”"
        for place, opens in zip(places, _directions(text, places), strict=True):
            characters[place] = opening if opens else closing
    return "".join(characters)


def _directions(text: str, places: list[int]) -> list[bool]:
    """Return for each straight quote whether it opens a quotation.

    The result is the sequence of directions with the lowest cost, found by dynamic programming. A quote
    has a cost if it opens inside an open quotation, if it closes outside one, or if the characters
    beside it are evidence against its direction. A block may begin or end inside a quotation. One
    missing quote therefore does not reverse the direction of all later quotes.
    """
    costs = (0.0, _BEGINS_OPEN_COST)  # cost of the state "no open quotation", cost of the state "open quotation"
    backs: list[tuple[bool, bool]] = []
    for place in places:
        opens, closes = _direction_costs(text, place)
        from_closed, from_open = costs
        twice_open, twice_closed = from_open + _UNPAIRED_COST, from_closed + _UNPAIRED_COST
        backs.append((from_open > twice_closed, from_closed > twice_open))
        costs = (min(from_open, twice_closed) + closes, min(from_closed, twice_open) + opens)
    directions: list[bool] = []
    is_open = costs[1] + _ENDS_OPEN_COST < costs[0]
    for from_same_closed, from_same_open in reversed(backs):
        directions.append(is_open)
        # an opening quote stands after a closed state unless two opened in a row, and the other way round
        is_open = from_same_open if is_open else not from_same_closed
    return directions[::-1]


def _direction_costs(text: str, place: int) -> tuple[float, float]:
    """Return how unlikely the quote at ``place`` is to open, and to close, a quotation: two costs, at least 0.

    The evidence is the characters beside the quote; `_directions` compares the costs.
    """
    sign, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if sign in "“”":  # a curly quote among straight ones
        return (_HIGH_COST, 0.0) if sign == "”" else (0.0, _HIGH_COST)
    opens = closes = 0.0
    if not before or before.isspace():
        closes += _MEDIUM_COST
    elif before in "：:（(《「":
        closes += _HIGH_COST
    elif before in "，,、；;":
        closes += _LOW_COST  # a quote after a comma may close ("...," he said) or open (,"...)
    elif before in TERMINATORS:
        opens += _LOW_COST
    if before == sign:
        closes += _MEDIUM_COST  # "..." "...", two quotations side by side
    if after == sign or (sign == "'" and after in '"”'):
        opens += _MEDIUM_COST
    if not after or after.isspace():
        opens += _MEDIUM_COST
    elif after in "。，、；：！？）》」,.;:!?)":
        opens += _HIGH_COST
    return opens, closes


def pairs(text: str) -> list[Span]:
    """Return the offsets ``(opener, closer)`` of matching quotes and brackets, in the order of closers.

    A closer matches the nearest opener of its kind; any openers between the two stay unmatched. A
    closer without an opener is ignored. The time is linear: each opener is visited once.
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


def guarded_spans(text: str) -> list[Span]:
    """Return the spans that no sentence may end in: titles, brackets and quotations inside a sentence.

    Args:
        text: text with directed quotes (see `directed_quotes`).
    """
    guards: list[Span] = []
    quotes: list[Span] = []
    for start, close in pairs(text):
        opener = text[start]
        if opener in QUOTE_OPENERS:
            quotes.append((start, close))
            continue
        longest = _MAX_TITLE_LENGTH if opener in TITLE_OPENERS else _MAX_BRACKET_LENGTH
        whole = opener in "（(" and text[close - 1] in TERMINATORS and _begins_sentence(text, start)
        if close - start <= longest and not whole:
            guards.append((start, _guard_end(text, close)))
    guards.extend(_embedded(text, sorted(quotes)))
    return guards


def _begins_sentence(text: str, offset: int) -> bool:
    before = text[max(0, offset - 8) : offset].rstrip()
    return not before or before[-1] in TERMINATORS + QUOTE_OPENERS + CLOSERS


def _embedded(text: str, quotes: list[Span]) -> list[Span]:
    """Return the quotations that are part of a sentence: 写着“安全第一！”几个字, “怎么办？”的问题."""
    guards: list[Span] = []
    number = 0
    while number < len(quotes):
        start, close = quotes[number]
        number += 1
        while number < len(quotes) and quotes[number][0] <= close + 1:  # nested, or the next in a row
            close = max(close, quotes[number][1])
            number += 1
        before = text[max(0, start - 3) : start].rstrip(" ")
        if close - start > _MAX_EMBEDDED_QUOTE_LENGTH or not before or not _HAN_OR_WORD.match(before[-1]):
            continue
        after = text[close + 1 : close + 3].lstrip(" ")
        if _HAN_OR_WORD.match(after) and not _SPEECH_BEFORE_QUOTE.search(before):
            guards.append((start, _guard_end(text, close)))
    return guards


def _guard_end(text: str, close: int) -> int:
    """Return the end of the span around a bracket or quotation that no sentence may end in.

    The sentence may end after the closing mark, but not at a mark inside it: （真的！）.
    """
    sign = text[close - 1]
    is_full_stop = sign == "." and _HAN_OR_WORD.match(text[close - 2 : close - 1])
    return close + (2 if sign in "！？!?…⋯." and not is_full_stop else 1)
