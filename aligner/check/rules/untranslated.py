"""The source's language left in the translation: whole passages, and single words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from aligner.bitext import Document
from aligner.check.comparison import Comparison, Text
from aligner.check.findings import Finding, Place
from aligner.check.rules.missing import shortened
from aligner.interface import N_, _
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.scripts import HAN, HAN_CHARACTER, han_count
from aligner.readers.front_matter import FRONT_MATTER

if TYPE_CHECKING:
    from aligner.glossary import Glossary

PHRASE = re.compile(f"[{HAN}][{HAN}，、“”《》·]*")
"""Chinese from its first character on, with the marks within it."""
WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?:['’-][A-Za-z]+)*(?![A-Za-z0-9])")
RUN = re.compile(rf"{WORD.pattern}(?:[\s,.;:!?'’\"“”()/&-]+{WORD.pattern})*")
OPENING, CLOSING = "（([「“\"'‘《<", "）)]」”\"'’》>"
GLOSSING, GLOSSED = "（(“「", "）)”」"
JOINING = frozenset((
    "and", "but", "or", "so", "if", "when", "while", "because", "although", "however", "therefore", "moreover",
    "also", "then", "thus", "please", "note", "the", "this", "that", "these", "those", "it", "he", "she", "they",
    "we", "you", "there", "here", "for", "with", "without", "from", "after", "before", "otherwise", "finally",
    "instead",
))  # fmt: skip
"""Words that are no name even where they begin with a capital."""
LINKING = frozenset((
    "of", "the", "on", "and", "in", "at", "for", "to", "by", "de", "la", "van", "von",
))  # fmt: skip
"""Small words within names."""
SENTENCE = 4
"""Ordinary words in a row from which on they are no name."""
PHRASE_WORDS = 5
"""Words of a run that are quoted together."""
ONE_WORD, SOME_WORDS = 0.6, 0.7
"""Certainty that one word, or a few, were left by oversight: many are terms, or names of menus."""
WHOLE_IN_ENGLISH, WHOLE_IN_CHINESE = N_("left in English: “{text}”"), N_("left in Chinese: “{text}”")
LEFT_WHOLE = (WHOLE_IN_ENGLISH, WHOLE_IN_CHINESE)
"""Messages about a whole passage, which does not count as translated."""
TERM_IN_ENGLISH, TERM_IN_CHINESE = N_("“{term}” was left in English"), N_("“{term}” was left in Chinese")
LEFT_TERM = (TERM_IN_ENGLISH, TERM_IN_CHINESE)
"""Messages about words within a passage."""
METADATA = 0.8
"""The most that is certain of a title or description in the front matter, which programs may be what reads it."""
MESSAGE = re.compile(
    r"^\s*(?:```|\w*(?:Error|Exception|Warning)\b:|\[\w+\] |E[A-Z]{4,}\b|(?:Failed|Cannot|Could not|Unable) to )"
)
"""What a program prints, which readers search for as it stands; code within elements of HTML."""
CHOICE = re.compile(r"(?:not )?[^\W\d]*\d\w*(?:(?: or | and )(?:not )?[^\W\d]*\d\w*)*(?: or | and )?")
"""A condition of Sphinx: ``esp32 or esp32c3``."""
INDEX = re.compile(r"[^()]*(?:\([^()]*\)[^()]*)*\)\)\)")
"""The rest of an entry of the index in AsciiDoc: ``(((workflows, "merging (large)")))``."""
AFTER_DIGIT = re.compile(r"\d\s?$")
FILE_ENDING = re.compile(r"\.[a-z]")
"""What follows a word that is part of a name: ``weather.com``."""
MOST_AROUND = 2_000
"""Characters before and behind a word that are looked at: a segment may be as long as a file."""
KEPT = 3
"""Passages that keep a word from which on it is the translator's choice, if they are most of those that have it."""


def untranslated(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield passages and words that were left in the language of the source."""
    find = english_left if found.target.language == CHINESE else chinese_left
    yield from find(found)


def english_left(found: Comparison) -> Iterator[Finding]:
    """Yield what was left in English in a Chinese translation."""
    keep = {word.lower() for phrase in found.settings.keep for word in WORD.findall(phrase)}
    chosen = words_kept(found) | words_in_code(found)
    front = end_of_front_matter(found.target)
    for source, target in texts(found):
        prose = target.prose
        if not HAN_CHARACTER.search(prose):
            if left_in_english(target, source, keep):
                message = _(WHOLE_IN_ENGLISH, text=shortened(target.string))
                sure = 0.95 if len(set(WORD.findall(prose))) > 1 else ONE_WORD
                sure = min(sure, METADATA) if target.line < front else sure
                yield found.finding("untranslated", message, place_of(source), target.place(), sure)
            continue
        said = set[str]()
        for run in RUN.finditer(prose):
            words = [item for item in stray_words(run, prose, keep | chosen) if item[0] not in said]
            said.update(word for word, _ in words)
            if len(words) >= SENTENCE and not is_name_of_menu(run[0], source):
                message = _(TERM_IN_ENGLISH, term=shortened(run[0]))
                yield found.finding("untranslated", message, place_of(source), target.place(run.start()), 0.9)
            elif words:
                quoted = run[0] if 1 < len(run[0].split()) <= PHRASE_WORDS else ", ".join(word for word, _ in words)
                message = _(TERM_IN_ENGLISH, term=shortened(quoted))
                sure = SOME_WORDS if len(words) > 1 else ONE_WORD
                yield found.finding("untranslated", message, place_of(source), target.place(words[0][1]), sure)


def texts(found: Comparison) -> Iterator[tuple[Text | None, Text]]:
    """Yield every text of the translation that is no code, with its source if it has one."""
    for match in found.prose_matches():
        yield match.source, match.target
    for each in found.alone:
        if each.side == "target" and all(block.kind != "code" for block in each.text.blocks):
            yield None, each.text


def end_of_front_matter(document: Document) -> int:
    """Return the 1-based line on which the last key of the front matter stands that is not shown; 0 for none."""
    lines = [block.line for block in document.blocks for *_, value in block.inlines if value == FRONT_MATTER]
    return max(lines, default=0)


def place_of(text: Text | None) -> Place | None:
    """Return where a text stands, if there is one."""
    return None if text is None else text.place()


def left_in_english(target: Text, source: Text | None, keep: set[str]) -> bool:
    """Whether a text without Chinese is a text that ought to be Chinese, and no name, number or command."""
    words = WORD.findall(target.prose)
    ordinary = [word for word in words if is_ordinary(word) and word.lower() not in keep]
    if len(words) > 1 and len(target.string.split()) == 1:
        return False  # one name, with marks in it
    if not ordinary or (CHOICE.fullmatch(target.string) and "or" in words):
        return False
    if len(words) == 1:
        heading = any(block.kind == "heading" for block in target.blocks)
        return heading and source is not None and words[0][0].isupper()
    if MESSAGE.search(target.string):
        return False
    small = [word for word in ordinary if word[0].islower()]
    capitals = sum(word[0].isupper() for word in words)
    # A name of several words is in capitals but for its small words; a sentence or a label is not.
    if len(ordinary) >= max(2, 0.5 * len(words)):
        return (
            len(small) > 0
            or (capitals == len(words) and len(words) > 1 and ends_sentence(target))
            or heading_like(target)
        )
    return len(small) >= 2 and len(small) >= 0.3 * len(words)


def heading_like(text: Text) -> bool:
    """Whether a text is a heading."""
    return any(block.kind == "heading" for block in text.blocks)


def ends_sentence(text: Text) -> bool:
    """Whether a text ends as a sentence does."""
    return text.string.rstrip().endswith((".", "!", "?"))


def stray_words(run: re.Match[str], prose: str, keep: set[str]) -> Iterator[tuple[str, int]]:
    """Yield the ordinary words of a run of English between Chinese, with their offsets."""
    if is_glossed(run, prose):
        return
    words = list(WORD.finditer(run[0]))
    for number, match in enumerate(words):
        word = match[0]
        if not is_ordinary(word) or word.lower() in keep or not (word.islower() or word.istitle()):
            continue  # mA and kHz are units
        if not word[0].islower() and not (word.lower() in JOINING and len(words) == 1):
            continue
        beside = words[max(number - 1, 0) : number] + words[number + 1 : number + 2]
        # Within a name, such as Bank of China or Newport on the Levee: small words between capitals.
        if len(beside) == 2 and all(other[0][0].isupper() for other in beside):
            continue
        if word in LINKING and words[0][0][0].isupper() and words[-1][0][0].isupper() and between(words):
            continue
        # The unit of a number, a part of an address or of a file's name.
        at = run.start() + match.start()
        until = at + MOST_AROUND
        if prose.find(")))", at, until) >= 0 and INDEX.match(prose, at, until):
            continue
        left, right = prose[at - 1 : at], prose[at + len(word) : at + len(word) + 1]
        if (left in tuple("0123456789./\\@_-=#$") and left) or (right in tuple("0123456789/\\@_=(") and right):
            continue
        if len(word) <= 3 and AFTER_DIGIT.search(prose[max(at - 3, 0) : at]):
            continue
        if FILE_ENDING.match(prose, at + len(word)):
            continue
        yield word, at


def is_name_of_menu(run: str, source: Text | None) -> bool:
    """Whether a run that the source has word for word begins as a name does, and is no sentence."""
    return source is not None and run[0].isupper() and len(run.split()) <= 5 and run in source.prose


def between(words: Sequence[re.Match[str]]) -> bool:
    """Whether nothing but linking words in a run is small."""
    return all(match[0][0].isupper() or match[0] in LINKING for match in words)


def words_kept(found: Comparison) -> set[str]:
    """Return the ordinary words that the translation mostly keeps, on purpose as it seems."""
    there, kept = Counter[str](), Counter[str]()
    for match in found.prose_matches():
        words = {word.lower() for word in WORD.findall(match.source.prose)}
        there.update(words)
        if HAN_CHARACTER.search(match.target.prose):
            kept.update(words & {word.lower() for word in WORD.findall(match.target.prose)})
    return {word for word, count in kept.items() if count >= KEPT and count > there[word] / 2}


def words_in_code(found: Comparison) -> set[str]:
    """Return the words that the source marks as code."""
    return {
        word.lower()
        for match in found.prose_matches()
        for start, end, kind, _ in match.source.inlines
        if kind == "code"
        for word in WORD.findall(match.source.string[start:end])
    }


def is_ordinary(word: str) -> bool:
    """Whether Chinese translations hardly ever keep a word."""
    return word.lower() in ordinary_words()


@cache
def ordinary_words() -> frozenset[str]:
    """Return the English words that Chinese translations hardly ever keep; see benchmarks/translated_words.py."""
    return frozenset((files("aligner.check") / "translated_words.txt").read_text(encoding="utf-8").split())


def chinese_left(found: Comparison) -> Iterator[Finding]:
    """Yield what was left in Chinese in an English translation."""
    keep = set(found.settings.keep)
    for source, target in texts(found):
        prose = target.prose
        runs = [run for run in PHRASE.finditer(prose) if run[0] not in keep and not is_glossed(run, prose)]
        if sum(han_count(run[0]) for run in runs) > 2 * len(WORD.findall(prose)):
            message = _(WHOLE_IN_CHINESE, text=shortened(target.string))
            yield found.finding("untranslated", message, place_of(source), target.place(), 0.95)
            continue
        for run in runs:
            message = _(TERM_IN_CHINESE, term=shortened(run[0]))
            yield found.finding("untranslated", message, place_of(source), target.place(run.start()), 0.8)


def is_glossed(run: re.Match[str], prose: str) -> bool:
    """Whether a run stands in brackets or quotation marks: a gloss or a title, given on purpose."""
    before = prose[max(run.start() - MOST_AROUND, 0) : run.start()].rstrip()
    after = prose[run.end() : run.end() + MOST_AROUND].lstrip(" \n.,!?;:。！？，；：")
    if not before or not after:
        return False
    if before[-1] in OPENING and after[0] in CLOSING:
        return True
    # a longer gloss, with marks or Chinese of its own within: the last bracket before it is still open
    opened = max(before.rfind(mark) for mark in GLOSSING)
    return (
        opened >= 0
        and not HAN_CHARACTER.search(before[opened + 1 :])
        and not any(mark in before[opened + 1 :] for mark in GLOSSED)
        and any(mark in after for mark in GLOSSED)
    )
