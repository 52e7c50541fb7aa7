"""Where a translation strays from a glossary: a term stands on one side, and none of its renderings on the other.

English terms are found in any inflection, Chinese ones in simplified and traditional characters alike. A term in
capitals (IT) is no common word (it), and characters within a longer word (键 in 关键) are no term.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from aligner.bitext import Bitext
from aligner.glossary.candidates import Key
from aligner.glossary.corpus import Pair, languages_of, pairs_of
from aligner.glossary.entry_keys import entry_key, inflected
from aligner.glossary.matching import TermMatcher, chinese_key, outermost
from aligner.glossary.values import Glossary
from aligner.languages.chinese import phrases as chinese
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.english import phrases as english
from aligner.languages.english.inflection import is_acronym


@dataclass(frozen=True, slots=True)
class Stray:
    """A term that is not rendered as the glossary says.

    Attributes:
        term: the term, as the text has it.
        expected: the renderings of the glossary.
        place: ``file:line`` of the translation; empty where the file is not known.
        source_place: ``file:line`` of the source text.
        source: the source text.
        target: the translation.
    """

    term: str
    expected: tuple[str, ...]
    place: str
    source_place: str
    source: str
    target: str


class Checker:
    """A glossary made ready for looking up; rejected entries do not count."""

    def __init__(self, glossary: Glossary) -> None:
        self._counterparts: dict[Key, list[str]] = defaultdict(list)
        self._terms: dict[str, list[str]] = defaultdict(list)
        self._capitals: set[Key] = set()
        for entry in glossary:
            texts = [counterpart.text for counterpart in entry.counterparts]
            key = entry_key(entry.term)
            if entry.mark == "rejected" or not key:
                continue
            self._counterparts[key] += texts
            for text in texts:
                self._terms[chinese_key(text)].append(entry.term)
            if all(map(is_acronym, entry.term.split())):
                self._capitals.add(key)
        self._bases = {form: key for key in self._counterparts for form in inflected(key)}
        self._bases |= {key: key for key in self._counterparts}
        self._matcher = TermMatcher(self._bases)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for text in sorted(filter(None, self._terms), key=len, reverse=True):
            self._by_first[text[0]].append(text)

    def check(self, pair: Pair, *, from_english: bool) -> list[Stray]:
        """Return the terms of the source text that the translation renders otherwise, each once.

        Lines that both texts share are code or names, and not looked at.
        """
        lines = [[line.strip() for line in text.splitlines()] for text in (pair.english, pair.chinese)]
        shared = set(lines[0]) & set(lines[1])
        rest = ["\n".join(line for line in side if line not in shared) for side in lines]
        changed = replace(pair, english=rest[0], chinese=rest[1])
        strays = self._from_english(changed) if from_english else self._from_chinese(changed)
        texts = (pair.english, pair.chinese) if from_english else (pair.chinese, pair.english)
        return [replace(stray, source=texts[0], target=texts[1]) for stray in strays]

    def rendered(self, english_text: str, chinese_text: str) -> list[tuple[str, str]]:
        """Return the terms that stand in both texts, each as it is written in either, once."""
        tokens = english.tokenise(english_text)
        renderings: dict[str, str] = {}
        for text, start, end in self._chinese_terms(chinese_text):
            renderings.setdefault(text, chinese_text[start:end])
        found: dict[tuple[str, str], None] = {}
        for start, end, key in outermost(self._english_terms([token for token, _, _ in tokens])):
            written = english_text[tokens[start][1] : tokens[end - 1][2]]
            for text in map(chinese_key, self._counterparts[key]):
                if text in renderings:
                    found[written, renderings[text]] = None
        return list(found)

    def _from_english(self, pair: Pair) -> list[Stray]:
        tokens = english.tokenise(pair.english)
        folded = chinese_key(pair.chinese)
        strays: dict[Key, Stray] = {}
        for start, end, key in outermost(self._english_terms([token for token, _, _ in tokens])):
            expected = tuple(dict.fromkeys(self._counterparts[key]))
            if key not in strays and not any(chinese_key(text) in folded for text in expected):
                written = pair.english[tokens[start][1] : tokens[end - 1][2]]
                strays[key] = _stray(pair, written, expected, from_english=True)
        return list(strays.values())

    def _from_chinese(self, pair: Pair) -> list[Stray]:
        found = {key for _, _, key in self._english_terms([token for token, _, _ in english.tokenise(pair.english)])}
        strays: dict[str, Stray] = {}
        for text, start, end in self._chinese_terms(pair.chinese):
            expected = tuple(dict.fromkeys(self._terms[text]))
            if text not in strays and not any(entry_key(term) in found for term in expected):
                strays[text] = _stray(pair, pair.chinese[start:end], expected, from_english=False)
        return list(strays.values())

    def _english_terms(self, tokens: Sequence[english.Token]) -> list[tuple[int, int, Key]]:
        """Return ``(start, end, key)`` of the terms in a text, by the keys of the glossary."""
        found = [(start, end, self._bases[form]) for start, end, form in self._matcher.find(tokens)]
        return [
            (start, end, key)
            for start, end, key in found
            if key not in self._capitals or all(token.is_acronym for token in tokens[start:end])
        ]

    def _chinese_terms(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield the terms in a text with their offsets, from the left, the longest first, white space aside."""
        places = [place for place, character in enumerate(text) if not character.isspace()]
        folded = chinese_key(text)
        if len(folded) != len(places):  # a character whose lower case is longer
            places = list(range(len(folded)))
        words = {at: (start, end) for _, start, end in chinese.tokenise(folded) for at in range(start, end)}
        place = 0
        while place < len(folded):
            able = self._by_first.get(folded[place], ())
            term = next((term for term in able if folded.startswith(term, place)), "")
            end = place + max(len(term), 1)
            if term and not _within_word(words, place, end):
                yield term, places[place], places[end - 1] + 1
            place = end


def _within_word(words: Mapping[int, tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch is a part of one word."""
    first, last = words.get(start, (start, end))
    return first <= start and end <= last and (first, last) != (start, end)


def _stray(pair: Pair, term: str, expected: tuple[str, ...], *, from_english: bool) -> Stray:
    places = _place(pair.english_file, pair.english_line), _place(pair.chinese_file, pair.chinese_line)
    texts = pair.english, pair.chinese
    if not from_english:
        places, texts = places[::-1], texts[::-1]
    return Stray(term, expected, places[1], places[0], texts[0], texts[1])


def _place(file: str, line: int) -> str:
    return f"{file}:{line}" if file else ""


def stray_terms(source_text: str, target_text: str, glossary: Glossary, *, source_language: str = "") -> list[Stray]:
    """Return the terms of a text that its translation does not render as a glossary says.

    Args:
        source_text: the text, in Chinese or English.
        target_text: its translation into the other.
        glossary: pairs; entries marked ``rejected`` are left aside. It is made ready once and remembered.
        source_language: ``en`` or ``zh``; told by the scripts if empty.
    """
    from aligner.languages.detection import decide_texts

    from_english = (source_language or decide_texts([source_text], [target_text])[0]) == ENGLISH
    texts = (source_text, target_text) if from_english else (target_text, source_text)
    return _ready(glossary).check(Pair(*texts), from_english=from_english)


@lru_cache(maxsize=4)
def _ready(glossary: Glossary) -> Checker:
    return Checker(glossary)


def check_bitexts(bitexts: Iterable[Bitext], glossary: Glossary, *, source_language: str = "") -> list[Stray]:
    """Return where the translations in bitexts stray from a glossary.

    Args:
        bitexts: in Chinese and English.
        glossary: pairs; entries marked ``rejected`` are left aside.
        source_language: ``en`` or ``zh``: what was translated from; that of each bitext's source if empty.

    Raises:
        UsageError: a bitext is not in the two languages.
    """
    checker = Checker(glossary)
    strays = []
    for bitext in bitexts:
        pairs = pairs_of([bitext])
        from_english = (source_language or languages_of(bitext)[0]) == ENGLISH
        for pair in pairs:
            strays += checker.check(pair, from_english=from_english)
    return strays
