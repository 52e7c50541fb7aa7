"""English text -> sentences, split by punctuation.

A sentence ends at a full stop, another final mark or an ellipsis, together with the quotes and
brackets after it. Case, white space and tables of abbreviations decide whether a full stop ends a
sentence (`english.sentence_rules`). Texts without any capitals get a less strict rule. The time is
linear in the length of the text.
"""

from __future__ import annotations

import re

from aligner.languages.english import abbreviations as words
from aligner.languages.english.sentence_rules import OPENERS, begins_like_sentence, ends_sentence, may_begin_small
from aligner.languages.spans import Guards, Span, addresses, blank_line_cuts, spans_between

_RUN = re.compile(r"\.(?: \.){2,}|[—–]{1,4}(?=[\"'”’](?:\s|$))|[.!?…。！？‼⁇⁈⁉]+(?: (?=[!?])[!?]+)?")
_TAIL = re.compile(
    r"[\"'”’»›)\]}*_`」』）]+|[.!?…。！？]+|(?:\[\d{1,3}(?:[,–-] ?\d{1,3})*\])+|[¹²³⁰⁴-⁹]+(?:[,⁻][¹²³⁰⁴-⁹]+)*"
)
_NOTE_NUMBER = re.compile(
    r"(?:(?<=[a-z]{2}[a-z)][.!?”\"])|(?<=[a-z][.!?][”\"])|(?<=\d%\.))\d{1,3}(?:[,–-] ?\d{1,3})*(?=\s+[\"“‘'(\[]?[A-Z])"
)
_QUOTES = re.compile(r"[\"”’'»]")
_CONTINUATION = re.compile(r"[,;:%)\]}”’»…/&=|]|[—–-](?!\s*[\"“‘A-Z])")
_ELLIPSIS = re.compile(r"[.…](?:[.… ]*[.…])?")
_BRACKETED = re.compile(r"\([^()]{1,300}\)|\[(?![\d,– -]+\])[^\[\]]{1,300}\]")
_EMBEDDED_QUOTE = re.compile(r"(?<=[A-Za-z] )(?:\"[^\"\n]{1,60}\"|“[^“”\n]{1,60}”)(?= [a-z])")
_SPEECH_VERB = "(?:" + "|".join(sorted(words.SPEECH_VERBS)) + ")"
_NAME = r"[A-Z][\w’'-]*\.?(?: (?:[A-Z][\w’'-]*\.?|of|the|de|van|von)){0,4}"
_REPORTING = re.compile(
    rf"(?!(?:He|She|They|It|We|You|The|A)\b)(?:I|{_NAME})(?: \w+ly)? {_SPEECH_VERB}\b(?! (?:nothing|no)\b)"
)
_BARE_REPORTING = re.compile(rf"{_NAME}(?: \w+ly)? {_SPEECH_VERB}(?: \w+ly)?[.,]")
_MARK = re.compile(r"[!?…。！？]")
_CJK_MARK = re.compile(r"[。！？]")
_WORD = re.compile(r"[\w'’]+")
_LAST_WORD = re.compile(r"\w[\w'’]*$")
_OPENING_QUOTE = re.compile(r"[\"“‘']")
_GLUED_SENTENCE = re.compile(r"[\"“‘]?[A-Z][a-z'’]*(?:[ ,!?]|$)")
_LOOK_AHEAD = 80
_MIN_SENTENCE_LENGTH = 30


def split(text: str) -> list[Span]:
    """Split English text into sentences.

    Args:
        text: one block; line ends in it are white space, and an empty line ends a sentence.

    Returns:
        ``(start, end)`` offsets, ascending and without overlap. The spans have no white space at their edges; together
        they hold every character that is not white space.
    """
    guards = Guards([*_guarded(text), *addresses(text)])
    caseless = not any(map(str.isupper, text))
    cuts: list[int] = []
    start = position = 0
    breaks = blank_line_cuts(text)
    while match := _RUN.search(text, position):
        while breaks and breaks[0] <= match.start():
            start = breaks.popleft()
            cuts.append(start)
        cut = position = _after_tail(text, match.end())
        if not guards.cover(cut) and _ends(text, start, match, cut, caseless=caseless):
            cuts.append(cut)
            start = cut
    return spans_between(text, [*cuts, *breaks])


def _guarded(text: str) -> list[Span]:
    """Return the spans of brackets and short quotations inside a sentence; no sentence ends in them."""
    guards: list[Span] = []
    for match in _BRACKETED.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()].rstrip().rstrip("\"'”’)]*_")
        whole = (not before or before[-1] in ".!?…:") and match.group()[-2] in ".!?…\"'”’"
        if not whole:
            sentence_inside = match.end() - match.start() > _MIN_SENTENCE_LENGTH and match.group()[-2] in ".!?"
            guards.append((match.start(), match.end() + (not sentence_inside)))
    for match in _EMBEDDED_QUOTE.finditer(text) if '"' in text or "“" in text else ():
        guards.append((match.start(), match.end() + 1))
    return guards


def _after_tail(text: str, offset: int) -> int:
    """Return the offset after the closing marks and footnote numbers that belong to the end of a sentence."""
    while tail := _TAIL.match(text, offset):
        offset = tail.end()
    number = _NOTE_NUMBER.match(text, offset)
    return number.end() if number else offset


def _ends(text: str, start: int, match: re.Match[str], cut: int, *, caseless: bool) -> bool:
    """Tell whether the punctuation that ``match`` found ends the sentence that began at ``start``.

    The offset ``cut`` is the end of the closing quotes and brackets after the punctuation.
    """
    ahead = text[cut : cut + _LOOK_AHEAD]
    rest = ahead.lstrip()
    ending = text[match.start() : cut]
    quoted = _QUOTES.search(ending) is not None
    if not rest or _CONTINUATION.match(rest) or (quoted and _BARE_REPORTING.match(rest)):
        return False
    if match.group() == "." and not _MARK.search(ending):
        return ends_sentence(text, start, match.start(), cut, caseless=caseless)
    if _CJK_MARK.search(ending):
        return True
    body = rest.lstrip(OPENERS)
    small = body[:1].islower() and not may_begin_small(rest, body, caseless=caseless)
    if small or (quoted and _REPORTING.match(rest)):
        return False
    if len(rest) == len(ahead):
        return text[match.start() - 1 : match.start()].islower() and _GLUED_SENTENCE.match(rest) is not None
    return _mark_ends(text, start, match, rest, quoted=quoted)


def _mark_ends(text: str, start: int, match: re.Match[str], rest: str, *, quoted: bool) -> bool:
    """Tell whether a dash, an ellipsis, or a final mark other than a full stop ends a sentence.

    The caller has already excluded marks before a word in lower case.
    """
    run, body = match.group(), rest.lstrip(OPENERS)
    if run[0] in "—–":
        return _OPENING_QUOTE.match(rest) is not None or rest[0].isupper()
    if _ELLIPSIS.fullmatch(run) and not quoted:
        return _ellipsis_ends(text, start, match.start(), body)
    last = _LAST_WORD.search(text, max(start, match.start() - 20), match.start())
    if run == "!" and last and last.group() in words.BRANDS_WITH_MARK:
        return begins_like_sentence(body)
    return True


def _ellipsis_ends(text: str, start: int, stop: int, body: str) -> bool:
    """Tell whether an ellipsis before a capital ends a sentence.

    It does not if the next word repeats or completes the last one, as in a stammer.
    """
    last = _LAST_WORD.search(text[max(start, stop - 20) : stop].rstrip())
    first = _WORD.match(body)
    if not last or not first:
        return bool(last)
    return not (first.group().lower().startswith(last.group().lower()) or body[0].isdigit())
