"""The rule about text that is still in the source language: whole passages and single words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

from aligner.bitext import Document
from aligner.check.comparison import Comparison
from aligner.check.findings import Finding, Place
from aligner.check.rules.missing import shorten
from aligner.check.texts import Text
from aligner.interface import N_, _
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.scripts import HAN, HAN_CHARACTER, han_count
from aligner.readers.front_matter import FRONT_MATTER

if TYPE_CHECKING:
    from aligner.glossary import Glossary

PHRASE = re.compile(f"[{HAN}][{HAN}，、“”《》·]*")
"""A run of Chinese with the punctuation inside it."""
WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?:['’-][A-Za-z]+)*(?![A-Za-z0-9])")
RUN = re.compile(rf"{WORD.pattern}(?:[\s,.;:!?'’\"“”()/&-]+{WORD.pattern})*")
OPENING, CLOSING = "（([「“\"'‘《<", "）)]」”\"'’》>"
GLOSS_OPENING, GLOSS_CLOSING = "（(“「", "）)”」"
FUNCTION_WORDS = frozenset((
    "and", "but", "or", "so", "if", "when", "while", "because", "although", "however", "therefore", "moreover",
    "also", "then", "thus", "please", "note", "the", "this", "that", "these", "those", "it", "he", "she", "they",
    "we", "you", "there", "here", "for", "with", "without", "from", "after", "before", "otherwise", "finally",
    "instead",
))  # fmt: skip
"""Words that are not names even if they begin with a capital letter."""
NAME_PARTICLES = frozenset((
    "of", "the", "on", "and", "in", "at", "for", "to", "by", "de", "la", "van", "von",
))  # fmt: skip
"""Lower-case words within names."""
MIN_SENTENCE_WORDS = 4
"""A run with at least this number of ordinary words is not a name."""
MAX_QUOTED_WORDS = 5
"""Maximum number of words of a run that is quoted as a whole."""
ONE_WORD_CONFIDENCE, WORDS_CONFIDENCE = 0.6, 0.7
"""Confidence for one word and for a few words: many are terms or names of menus."""
WHOLE_IN_ENGLISH, WHOLE_IN_CHINESE = N_("left in English: “{text}”"), N_("left in Chinese: “{text}”")
WHOLE_PASSAGE = (WHOLE_IN_ENGLISH, WHOLE_IN_CHINESE)
"""Messages about a whole passage, which does not count as translated."""
TERM_IN_ENGLISH, TERM_IN_CHINESE = N_("“{term}” was left in English"), N_("“{term}” was left in Chinese")
LEFT_TERM = (TERM_IN_ENGLISH, TERM_IN_CHINESE)
"""Messages about words within a passage."""
METADATA_MAX_CONFIDENCE = 0.8
"""Maximum confidence for a title or description in the front matter, which may be read by programs only."""
MESSAGE = re.compile(
    r"^\s*(?:```|\w*(?:Error|Exception|Warning)\b:|\[\w+\] |E[A-Z]{4,}\b|(?:Failed|Cannot|Could not|Unable) to )"
)
"""The output of a program, which translations keep so that readers can search for it, or code in HTML."""
CHOICE = re.compile(r"(?:not )?[^\W\d]*\d\w*(?:(?: or | and )(?:not )?[^\W\d]*\d\w*)*(?: or | and )?")
"""A condition of Sphinx: ``esp32 or esp32c3``."""
INDEX = re.compile(r"[^()]*(?:\([^()]*\)[^()]*)*\)\)\)")
"""The rest of an entry of the index in AsciiDoc: ``(((workflows, "merging (large)")))``."""
AFTER_DIGIT = re.compile(r"\d\s?$")
FILE_ENDING = re.compile(r"\.[a-z]")
"""The characters after a word that is part of a name: ``weather.com``."""
MAX_CONTEXT_CHARS = 2_000
"""Number of characters before and after a word that are inspected, since a segment may be as long as a file."""
MIN_KEPT_PASSAGES = 3
"""A word is kept on purpose if at least this number of passages keep it, and these are more than half of those with the
word."""


def untranslated(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about passages and words that are still in the source language."""
    find = untranslated_english if comparison.target.language == CHINESE else untranslated_chinese
    yield from find(comparison)


def untranslated_english(comparison: Comparison) -> Iterator[Finding]:
    """Yield findings about English passages and words in a Chinese translation."""
    keep = {word.lower() for phrase in comparison.settings.keep for word in WORD.findall(phrase)}
    chosen = kept_words(comparison) | words_in_code(comparison)
    front = end_of_front_matter(comparison.target)
    for source, target in texts(comparison):
        prose = target.prose
        if not HAN_CHARACTER.search(prose):
            if is_untranslated_english(target, source, keep):
                message = _(WHOLE_IN_ENGLISH, text=shorten(target.string))
                sure = 0.95 if len(set(WORD.findall(prose))) > 1 else ONE_WORD_CONFIDENCE
                sure = min(sure, METADATA_MAX_CONFIDENCE) if target.line < front else sure
                yield comparison.finding("untranslated", message, place_of(source), target.place(), sure)
            continue
        reported = set[str]()
        for run in RUN.finditer(prose):
            words = [item for item in untranslated_words(run, prose, keep | chosen) if item[0] not in reported]
            reported.update(word for word, _ in words)
            if len(words) >= MIN_SENTENCE_WORDS and not is_name_of_menu(run[0], source):
                message = _(TERM_IN_ENGLISH, term=shorten(run[0]))
                yield comparison.finding("untranslated", message, place_of(source), target.place(run.start()), 0.9)
            elif words:
                quoted = run[0] if 1 < len(run[0].split()) <= MAX_QUOTED_WORDS else ", ".join(word for word, _ in words)
                message = _(TERM_IN_ENGLISH, term=shorten(quoted))
                sure = WORDS_CONFIDENCE if len(words) > 1 else ONE_WORD_CONFIDENCE
                yield comparison.finding("untranslated", message, place_of(source), target.place(words[0][1]), sure)


def texts(comparison: Comparison) -> Iterator[tuple[Text | None, Text]]:
    """Yield each text of the translation that is not code, with the source text; ``None`` if it is unpaired."""
    for match in comparison.prose_matches():
        yield match.source, match.target
    for each in comparison.unpaired:
        if each.side == "target" and all(block.kind != "code" for block in each.text.blocks):
            yield None, each.text


def end_of_front_matter(document: Document) -> int:
    """Return the last line with a front matter field that is not shown on the page; 0 if there is none."""
    lines = [block.line for block in document.blocks for *_, value in block.inlines if value == FRONT_MATTER]
    return max(lines, default=0)


def place_of(text: Text | None) -> Place | None:
    """Return the place of a text in its file; ``None`` if the text is ``None``."""
    return None if text is None else text.place()


def is_untranslated_english(target: Text, source: Text | None, keep: set[str]) -> bool:
    """Return whether an English text in the translation should be translated.

    Names, numbers and commands need no translation.
    """
    words = WORD.findall(target.prose)
    ordinary = [word for word in words if is_ordinary(word) and word.lower() not in keep]
    if len(words) > 1 and len(target.string.split()) == 1:
        return False  # one name with punctuation in it
    if not ordinary or (CHOICE.fullmatch(target.string) and "or" in words):
        return False
    if len(words) == 1:
        heading = any(block.kind == "heading" for block in target.blocks)
        return heading and source is not None and words[0][0].isupper()
    if MESSAGE.search(target.string):
        return False
    small = [word for word in ordinary if word[0].islower()]
    capitals = sum(word[0].isupper() for word in words)
    # In a name of several words all words except particles begin with a capital letter.
    if len(ordinary) >= max(2, 0.5 * len(words)):
        return (
            len(small) > 0
            or (capitals == len(words) and len(words) > 1 and ends_sentence(target))
            or is_heading(target)
        )
    return len(small) >= 2 and len(small) >= 0.3 * len(words)


def is_heading(text: Text) -> bool:
    """Return whether a text is a heading."""
    return any(block.kind == "heading" for block in text.blocks)


def ends_sentence(text: Text) -> bool:
    """Return whether a text ends with the punctuation of a sentence."""
    return text.string.rstrip().endswith((".", "!", "?"))


def untranslated_words(run: re.Match[str], prose: str, keep: set[str]) -> Iterator[tuple[str, int]]:
    """Yield the ordinary words in a sequence of English words in Chinese text, with their offsets."""
    if is_glossed(run, prose):
        return
    words = list(WORD.finditer(run[0]))
    for number, match in enumerate(words):
        word = match[0]
        if not is_ordinary(word) or word.lower() in keep or not (word.islower() or word.istitle()):
            continue  # mA and kHz are units
        if not word[0].islower() and not (word.lower() in FUNCTION_WORDS and len(words) == 1):
            continue
        beside = words[max(number - 1, 0) : number] + words[number + 1 : number + 2]
        # A lower-case word within a name, such as Bank of China or Newport on the Levee.
        if len(beside) == 2 and all(other[0][0].isupper() for other in beside):
            continue
        if (
            word in NAME_PARTICLES
            and words[0][0][0].isupper()
            and words[-1][0][0].isupper()
            and has_only_particles(words)
        ):
            continue
        # A unit after a number, or a part of an address or a file name.
        at = run.start() + match.start()
        until = at + MAX_CONTEXT_CHARS
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
    """Return whether a sequence of English words is probably the name of a menu.

    It is short, begins with a capital letter and also occurs in the source.
    """
    return source is not None and run[0].isupper() and len(run.split()) <= 5 and run in source.prose


def has_only_particles(words: Sequence[re.Match[str]]) -> bool:
    """Return whether the lower-case words among the given words are all particles of names, such as "van"."""
    return all(match[0][0].isupper() or match[0] in NAME_PARTICLES for match in words)


def kept_words(comparison: Comparison) -> set[str]:
    """Return the ordinary words that the translation usually keeps in English, probably on purpose."""
    foreign = [
        lower_words(match.target.prose) if HAN_CHARACTER.search(match.target.prose) else set()
        for match in comparison.prose_matches()
    ]
    counts = Counter(chain.from_iterable(foreign))
    frequent = {word for word, count in counts.items() if count >= MIN_KEPT_PASSAGES}
    in_source, kept = Counter[str](), Counter[str]()
    for match, theirs in zip(comparison.prose_matches(), foreign, strict=True):
        lowered = match.source.prose.lower()
        if any(word in lowered for word in frequent):  # most texts need not be divided into words
            words = lower_words(match.source.prose) & frequent
            in_source.update(words)
            kept.update(words & theirs)
    return {word for word, count in kept.items() if count >= MIN_KEPT_PASSAGES and count > in_source[word] / 2}


def lower_words(text: str) -> set[str]:
    """Return the English words of a text in lower case."""
    return {word.lower() for word in WORD.findall(text)}


def words_in_code(comparison: Comparison) -> set[str]:
    """Return the words that the source marks as code."""
    return {
        word.lower()
        for match in comparison.prose_matches()
        for start, end, kind, _ in match.source.inlines
        if kind == "code"
        for word in WORD.findall(match.source.string[start:end])
    }


def is_ordinary(word: str) -> bool:
    """Return whether Chinese translations rarely keep a word in English."""
    return word.lower() in ordinary_words()


@cache
def ordinary_words() -> frozenset[str]:
    """Return the English words that Chinese translations rarely keep (benchmarks/translated_words.py)."""
    return frozenset((files("aligner.check") / "translated_words.txt").read_text(encoding="utf-8").split())


def untranslated_chinese(comparison: Comparison) -> Iterator[Finding]:
    """Yield findings about Chinese passages and words in an English translation."""
    keep = set(comparison.settings.keep)
    for source, target in texts(comparison):
        prose = target.prose
        runs = [run for run in PHRASE.finditer(prose) if run[0] not in keep and not is_glossed(run, prose)]
        if sum(han_count(run[0]) for run in runs) > 2 * len(WORD.findall(prose)):
            message = _(WHOLE_IN_CHINESE, text=shorten(target.string))
            yield comparison.finding("untranslated", message, place_of(source), target.place(), 0.95)
            continue
        for run in runs:
            message = _(TERM_IN_CHINESE, term=shorten(run[0]))
            yield comparison.finding("untranslated", message, place_of(source), target.place(run.start()), 0.8)


def is_glossed(run: re.Match[str], prose: str) -> bool:
    """Return whether a sequence of foreign words is a gloss or a title: in brackets or quotation marks."""
    before = prose[max(run.start() - MAX_CONTEXT_CHARS, 0) : run.start()].rstrip()
    after = prose[run.end() : run.end() + MAX_CONTEXT_CHARS].lstrip(" \n.,!?;:。！？，；：")
    if not before or not after:
        return False
    if before[-1] in OPENING and after[0] in CLOSING:
        return True
    # part of a longer gloss: the last bracket before it is not closed yet
    opened = max(before.rfind(mark) for mark in GLOSS_OPENING)
    return (
        opened >= 0
        and not HAN_CHARACTER.search(before[opened + 1 :])
        and not any(mark in before[opened + 1 :] for mark in GLOSS_CLOSING)
        and any(mark in after for mark in GLOSS_CLOSING)
    )
