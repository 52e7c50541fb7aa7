"""Abbreviations and what they stand for: "Counter-Terrorism Committee (CTC)", 远洋渔业协作组织(远洋渔协组织)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from aligner.languages.english.inflection import singular_acronym
from aligner.languages.scripts import HAN

_BRACKETED = re.compile(r"([^()（）.;:!?]{4,120}?)\s{,9}[(（]\s{,9}[\"“]?([A-Z][A-Za-z&-]{1,12})[\"”]?\s{,9}[)）]")
_BRACKETED_HAN = re.compile(
    rf"([{HAN}]{{4,40}})\s*[(（]\s*(?:以下|下)?(?:又称|简称|称)?[“\"「]?([{HAN}]{{2,15}})[”\"」]?\s*[)）]"
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "a", "an", "against", "at", "by", "with"})


def expansions_of(texts: Iterable[str]) -> dict[str, str]:
    """Return what the abbreviations in brackets stand for, by the abbreviation in lower case, without a plural -s."""
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for key, long in english_definitions(text):
            found.setdefault(key, Counter())[long] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in found.items()}


def english_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield the abbreviations that a text explains, in lower case without a plural -s, and what they stand for."""
    if "(" not in text and "（" not in text:
        return
    for match in _BRACKETED.finditer(text):
        short = match.group(2)
        capitals = [character for character in short if character.isupper()]
        if len(capitals) >= 2 and (long := expansion(match.group(1), short)):
            yield singular_acronym(short).lower(), long


def chinese_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield the short names in brackets and the names before them: 远洋渔协组织, 远洋渔业协作组织.

    The characters of the short name must appear in the name in order, as those of an abbreviation do.
    """
    if "(" not in text and "（" not in text:
        return
    for match in _BRACKETED_HAN.finditer(text):
        before, short = match.groups()
        place = len(before)
        for character in reversed(short):
            place = before.rfind(character, 0, place)
            if place < 0:
                break
        if place >= 0 and len(before) - place > len(short):
            yield short, before[place:]


def expansion(before: str, short: str) -> str:
    """Return the last words of ``before`` whose letters make up ``short``; empty if none do.

    The letters must appear in order, the first of them at the start of the first word (Schwartz and Hearst, 2003,
    "A simple algorithm for identifying abbreviation definitions in biomedical text").
    """
    letters = [character.lower() for character in short if character.isalpha()]
    if singular_acronym(short) != short:
        letters.pop()
    place = len(before) - 1
    for number in range(len(letters) - 1, -1, -1):
        while place >= 0:
            starts_word = place == 0 or not before[place - 1].isalpha()
            if before[place].lower() == letters[number] and (number > 0 or starts_word):
                break
            place -= 1
        if place < 0:
            return ""
        place -= 1
    found = before[place + 1 :].strip(" \"“'")
    words = [word for word in _WORDS.findall(found) if word.lower() not in SMALL]
    return found if len(words) <= len(letters) + 2 and len(found) > len(short) and len(words) > 1 else ""
