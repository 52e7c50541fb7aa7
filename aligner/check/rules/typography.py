"""Chinese typography, and slips that a reader sees at once: marks, brackets, doubled words, question marks, script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Text
from aligner.check.findings import Finding
from aligner.interface import _
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN, HAN_RUN, chinese_script

if TYPE_CHECKING:
    from aligner.glossary import Glossary

HALF_WIDTH = re.compile(f"(?<=[{HAN}])[,;!?](?=[{HAN}])|(?<=[{HAN}]{{2}}):(?=[{HAN}])")
FULL_WIDTH = re.compile("[，；！？：]")
PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）", "【": "】", "〔": "〕"}
CLOSERS = {closing: opening for opening, closing in PAIRS.items()}
ENUMERATED = re.compile(r"(?:^|[\s，。；：、])[0-9A-Za-z一二三四五六七八九十①-⑳]{1,2}$")
"""``1）`` and ``a）``: a bracket that nothing opens, on purpose."""
DOUBLED = re.compile(
    "(?<!目)的的(?!确确|士)|(?<![不为])了了(?![无之然解])|(?<![但还可就只于若总])是是(?!非非)|(?<![现存实自所内])在在"
    "|(?<!参)与与|(?<!一)把把|(?<!成)都都|被被|它它|这这|那那|也也|我我们|你你们|他他们"
    "|可以可以|因为因为|如果如果|但是但是|所以所以|我们我们|这个这个"
)
"""Words that stand twice by mistake; reduplication as 看看 or 研究研究 is grammar, and not among them."""
DOUBLED_ENGLISH = re.compile(
    r"(?<![\w'-])(the|an?|of|is|are|and|or|in|on|with|for|by|from|this|it|be|we|you)\s+\1(?![\w'-])", re.I
)
ASKING = re.compile("[？?]|[吗呢吧么][。！”』」]?$|是否|能否|可否")
SURE, LIKELY, UNSURE = 0.9, 0.8, 0.7
LEAST_TRADITIONAL = 4
"""Traditional characters by which a text is told from one that quotes a name."""
FEW = 3
"""Half-width marks of a page that are reported one by one; from more on the page is, once."""


def typography(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield half-width marks between Chinese characters, and brackets and quotation marks without their partner."""
    if found.target.language != CHINESE:
        return
    yield from half_width_marks(found)
    for match in found.prose_matches():
        # a quotation that runs over paragraphs is open on both sides
        if any(odd_marks(match.whole_source.prose)):
            continue
        for place, message in unpaired(match.whole_target.prose):
            yield found.finding("typography", message, match.source.place(), match.whole_target.place(place), LIKELY)


def half_width_marks(found: Comparison) -> Iterator[Finding]:
    """Yield half-width marks between Chinese characters, of a page that has many once with their number."""
    places: list[tuple[Text, int]] = []
    for match in found.prose_matches():
        places += [(match.target, mark.start()) for mark in HALF_WIDTH.finditer(match.target.prose)]
    shown = places if len(places) <= FEW else places[:1]
    for text, at in shown:
        message = _("half-width “{mark}” between Chinese characters", mark=text.prose[at])
        if len(places) > FEW:
            message = _(
                "half-width “{mark}” between Chinese characters, and {count} more such marks in this file",
                mark=text.prose[at],
                count=len(places) - 1,
            )
        yield found.finding("typography", message, None, text.place(at), SURE)


def odd_marks(text: str) -> list[str]:
    """Return the kinds of brackets and quotation marks of a text that do not come in pairs."""
    pairs = (("(", ")"), ("（", "）"), ("“", "”"), ("「", "」"), ("[", "]"), ("《", "》"))
    odd = [first for first, last in pairs if text.count(first) != text.count(last)]
    return odd + (['"'] if text.count('"') % 2 else [])


def unpaired(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the message of each bracket or quotation mark without its partner, at most one a text."""
    plain = text.replace("(", "（").replace(")", "）")
    opened: list[int] = []
    for at, character in enumerate(plain):
        if character in PAIRS:
            opened.append(at)
        elif character in CLOSERS:
            if not opened and character == "）" and ENUMERATED.search(plain[:at]):
                continue
            if not opened or plain[opened[-1]] != CLOSERS[character]:
                if text[at] == character:  # a half-width bracket is a matter of the source's signs
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


def doubled_words(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield words that stand twice in a row by mistake."""
    pattern = {CHINESE: DOUBLED, ENGLISH: DOUBLED_ENGLISH}.get(found.target.language or "")
    if pattern is None:
        return
    for match in found.prose_matches():
        for doubled in pattern.finditer(match.target.prose):
            if found.target.language == ENGLISH and "\n\n" in doubled[0]:
                continue
            message = _("“{doubled}”: the word stands twice", doubled=doubled[0])
            yield found.finding("doubled-word", message, None, match.target.place(doubled.start()), LIKELY)


def question_marks(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield sentences that ask in the source and end with a full stop in the translation."""
    for match in found.prose_matches():
        for bead in match.sentences:
            if bead.shape != "1-1":
                continue
            source, target = found.sentence("source", bead.source), found.sentence("target", bead.target)
            asks = source.prose.rstrip().endswith(("?", "？"))
            end = target.prose.rstrip()
            if asks and end.endswith(("。", ".", "！", "!")) and not ASKING.search(end):
                message = _("the source asks a question, the translation ends with a full stop")
                place = target.place(max(len(target.string.rstrip()) - 1, 0))
                yield found.finding("question-mark", message, source.place(), place, UNSURE)


def mixed_script(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield sentences in traditional characters on a page in simplified ones, and the reverse."""
    if found.target.language != CHINESE:
        return
    texts = [match.target for match in found.prose_matches()]
    whole = chinese_script("".join(run for text in texts for run in HAN_RUN.findall(text.prose)))
    if whole is None:
        return
    for text in texts:
        telling = "".join(HAN_RUN.findall(text.prose))
        script = chinese_script(telling)
        if script is None or script == whole:
            continue
        other = [character for character in dict.fromkeys(telling) if chinese_script(character) == script]
        own = [character for character in dict.fromkeys(telling) if chinese_script(character) == whole]
        if len(other) >= LEAST_TRADITIONAL and len(other) > 2 * len(own):
            names = {"hant": "traditional", "hans": "simplified"}
            message = _(
                "in {script} characters on a page in {usual} ones: “{other}”",
                script=_(names[script]),
                usual=_(names[whole]),
                other="".join(other[:8]),
            )
            yield found.finding("mixed-script", message, None, text.place(text.string.find(other[0])), SURE)
