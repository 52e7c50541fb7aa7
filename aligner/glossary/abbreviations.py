"""Find abbreviations and their expansions in texts: "Counter-Terrorism Committee (CTC)", 远洋渔业组织(远渔组织)."""

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
FUNCTION_WORDS = frozenset({"of", "the", "and", "for", "in", "on", "to", "a", "an", "against", "at", "by", "with"})


def expansions_of(texts: Iterable[str]) -> dict[str, str]:
    """Return the most frequent expansion of each abbreviation.

    The keys are the abbreviations in lower case, without a plural -s.
    """
    counts_by_key: dict[str, Counter[str]] = {}
    for text in texts:
        for key, long in english_definitions(text):
            counts_by_key.setdefault(key, Counter())[long] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in counts_by_key.items()}


def english_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``(abbreviation, expansion)`` for each definition of an abbreviation in a text.

    The abbreviation is in lower case, without a plural -s.
    """
    if "(" not in text and "（" not in text:
        return
    for match in _BRACKETED.finditer(text):
        short = match.group(2)
        capitals = [character for character in short if character.isupper()]
        if len(capitals) >= 2 and (long := expansion(match.group(1), short)):
            yield singular_acronym(short).lower(), long


def chinese_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``(short name, full name)`` for each full name with its short name in brackets after it.

    An example is 远洋渔业协作组织(远渔协组织). The full name must contain the characters of the short name in the
    same order.
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
    """Return the words at the end of ``before`` that the abbreviation ``short`` stands for.

    The words must contain the letters of the abbreviation in order, and begin with the first letter
    (Schwartz and Hearst, 2003, "A simple algorithm for identifying abbreviation definitions in
    biomedical text"). The result is empty if there are no such words.
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
    long_form = before[place + 1 :].strip(" \"“'")
    words = [word for word in _WORDS.findall(long_form) if word.lower() not in FUNCTION_WORDS]
    return long_form if len(words) <= len(letters) + 2 and len(long_form) > len(short) and len(words) > 1 else ""
