"""The rules about Chinese typography and simple slips.

They cover half-width marks, unbalanced brackets and quotation marks, doubled words, missing
question marks and mixed scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison
from aligner.check.findings import Finding
from aligner.check.texts import Text
from aligner.interface import _
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN, HAN_RUN, chinese_script, script_tendency

if TYPE_CHECKING:
    from aligner.glossary import Glossary

HALF_WIDTH = re.compile(f"(?<=[{HAN}])[,;!?](?=[{HAN}])|(?<=[{HAN}]{{2}}):(?=[{HAN}])")
FULL_WIDTH = re.compile("[，；！？：]")
PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）", "【": "】", "〔": "〕"}
CLOSERS = {closing: opening for opening, closing in PAIRS.items()}
MARKS = re.compile("[" + "".join((*PAIRS, *CLOSERS)) + "]")
ENUMERATED = re.compile(r"(?:^|[\s，。；：、])[0-9A-Za-z一二三四五六七八九十①-⑳]{1,2}$")
"""List labels such as ``1）`` and ``a）``, whose closing bracket needs no opening one."""
DOUBLED = re.compile(
    "(?<!目)的的(?!确确|士)|(?<![不为])了了(?![无之然解])|(?<![但还可就只于若总])是是(?!非非)|(?<![现存实自所内])在在"
    "|(?<!参)与与|(?<!一)把把|(?<!成)都都|被被|它它|这这|那那|也也|我我们|你你们|他他们"
    "|可以可以|因为因为|如果如果|但是但是|所以所以|我们我们|这个这个"
)
"""Words doubled by mistake. Reduplications such as 看看 and 研究研究 are correct Chinese and are not included."""
DOUBLED_ENGLISH = re.compile(
    r"(?<![\w'-])(the|an?|of|is|are|and|or|in|on|with|for|by|from|this|it|be|we|you)\s+\1(?![\w'-])", re.I
)
ASKING = re.compile("[？?]|[吗呢吧么][。！”』」]?$|是否|能否|可否")
HIGH_CONFIDENCE, MEDIUM_CONFIDENCE, LOW_CONFIDENCE = 0.9, 0.8, 0.7
MIN_OTHER_SCRIPT_CHARS = 4
"""Minimum number of characters of the other script; fewer may be a quoted name."""
MAX_LISTED_MARKS = 3
"""Maximum number of half-width marks of a page that are reported one by one; more give one finding for the page."""


def typography(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about half-width marks in Chinese, and about unbalanced brackets and quotation marks."""
    if comparison.target.language != CHINESE:
        return
    yield from half_width_marks(comparison)
    for match in comparison.prose_matches():
        # a quotation across several paragraphs is unbalanced on both sides
        if any(unbalanced_kinds(match.whole_source.prose)):
            continue
        for place, message in unbalanced_marks(match.whole_target.prose):
            yield comparison.finding(
                "typography", message, match.source.place(), match.whole_target.place(place), MEDIUM_CONFIDENCE
            )


def half_width_marks(comparison: Comparison) -> Iterator[Finding]:
    """Yield findings about half-width marks between Chinese characters.

    If there are many, yield only one finding, with the number of marks.
    """
    places: list[tuple[Text, int]] = []
    for match in comparison.prose_matches():
        places += [(match.target, mark.start()) for mark in HALF_WIDTH.finditer(match.target.prose)]
    shown = places if len(places) <= MAX_LISTED_MARKS else places[:1]
    for text, at in shown:
        message = _("half-width “{mark}” between Chinese characters", mark=text.prose[at])
        if len(places) > MAX_LISTED_MARKS:
            message = _(
                "half-width “{mark}” between Chinese characters, and {count} more such marks in this file",
                mark=text.prose[at],
                count=len(places) - 1,
            )
        yield comparison.finding("typography", message, None, text.place(at), HIGH_CONFIDENCE)


def unbalanced_kinds(text: str) -> list[str]:
    """Return the kinds of brackets and quotation marks that are unbalanced in a text."""
    pairs = (("(", ")"), ("（", "）"), ("“", "”"), ("「", "」"), ("[", "]"), ("《", "》"))
    odd = [first for first, last in pairs if text.count(first) != text.count(last)]
    return odd + (['"'] if text.count('"') % 2 else [])


def unbalanced_marks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset of the first unbalanced bracket or quotation mark of a text, and its message."""
    plain = text.replace("(", "（").replace(")", "）")
    opened: list[int] = []
    for match in MARKS.finditer(plain):
        at, character = match.start(), match[0]
        if character in PAIRS:
            opened.append(at)
        else:
            if not opened and character == "）" and ENUMERATED.search(plain[:at]):
                continue
            if not opened or plain[opened[-1]] != CLOSERS[character]:
                if text[at] == character:  # half-width brackets may come from the source
                    yield (
                        at,
                        _("“{character}” closes nothing", character=character)
                        if not opened
                        else (_("“{plain}” is closed by “{character}”", plain=plain[opened[-1]], character=character)),
                    )
                return
            opened.pop()
    if opened and text[opened[-1]] == plain[opened[-1]]:
        yield opened[-1], _("“{plain}” is never closed", plain=plain[opened[-1]])


def doubled_words(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about words that were doubled by mistake."""
    pattern = {CHINESE: DOUBLED, ENGLISH: DOUBLED_ENGLISH}.get(comparison.target.language or "")
    if pattern is None:
        return
    for match in comparison.prose_matches():
        for doubled in pattern.finditer(match.target.prose):
            if comparison.target.language == ENGLISH and "\n\n" in doubled[0]:
                continue
            message = _("“{doubled}”: the word stands twice", doubled=doubled[0])
            yield comparison.finding(
                "doubled-word", message, None, match.target.place(doubled.start()), MEDIUM_CONFIDENCE
            )


def question_marks(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about questions of the source whose translation ends with a full stop."""
    for match in comparison.prose_matches():
        for bead in match.sentences:
            if bead.shape != "1-1":
                continue
            source, target = comparison.sentence("source", bead.source), comparison.sentence("target", bead.target)
            asks = source.prose.rstrip().endswith(("?", "？"))
            end = target.prose.rstrip()
            if asks and end.endswith(("。", ".", "！", "!")) and not ASKING.search(end):
                message = _("the source asks a question, the translation ends with a full stop")
                place = target.place(max(len(target.string.rstrip()) - 1, 0))
                yield comparison.finding("question-mark", message, source.place(), place, LOW_CONFIDENCE)


def mixed_script(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about traditional characters on a page in simplified characters, and the reverse."""
    if comparison.target.language != CHINESE:
        return
    texts = [match.target for match in comparison.prose_matches()]
    han = ["".join(HAN_RUN.findall(text.prose)) for text in texts]
    whole = chinese_script("".join(han))
    if whole is None:
        return
    tendency = -1 if whole == "hant" else 1
    others = {character for character in set().union(*han) if script_tendency(character) == tendency}
    for text, chinese in zip(texts, han, strict=True):
        if others.isdisjoint(chinese):
            continue
        script = chinese_script(chinese)
        if script is None or script == whole:
            continue
        other = [character for character in dict.fromkeys(chinese) if chinese_script(character) == script]
        own = [character for character in dict.fromkeys(chinese) if chinese_script(character) == whole]
        if len(other) >= MIN_OTHER_SCRIPT_CHARS and len(other) > 2 * len(own):
            names = {"hant": "traditional", "hans": "simplified"}
            message = _(
                "in {script} characters on a page in {usual} ones: “{other}”",
                script=_(names[script]),
                usual=_(names[whole]),
                other="".join(other[:8]),
            )
            yield comparison.finding(
                "mixed-script", message, None, text.place(text.string.find(other[0])), HIGH_CONFIDENCE
            )
