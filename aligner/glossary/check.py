"""Check translations against a glossary: report each term whose counterparts are all missing from the other side.

English terms match in any inflection, Chinese terms in simplified and in traditional characters. A term in capitals
(IT) does not match the common word (it). Characters inside a longer word (键 in 关键) do not match a term.
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
class Deviation:
    """A term that the translation does not render by a counterpart of the glossary.

    Attributes:
        term: the term as written in the source text.
        expected: the counterparts in the glossary.
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
    """A glossary indexed for checks; rejected entries are ignored."""

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

    def check(self, pair: Pair, *, from_english: bool) -> list[Deviation]:
        """Return the terms of the source text that the translation does not render as the glossary says, each once.

        Lines that are identical in both texts are skipped: they are code or names.
        """
        lines = [[line.strip() for line in text.splitlines()] for text in (pair.english, pair.chinese)]
        shared = set(lines[0]) & set(lines[1])
        rest = ["\n".join(line for line in side if line not in shared) for side in lines]
        changed = replace(pair, english=rest[0], chinese=rest[1])
        deviations = self._from_english(changed) if from_english else self._from_chinese(changed)
        texts = (pair.english, pair.chinese) if from_english else (pair.chinese, pair.english)
        return [replace(deviation, source=texts[0], target=texts[1]) for deviation in deviations]

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

    def _from_english(self, pair: Pair) -> list[Deviation]:
        tokens = english.tokenise(pair.english)
        folded = chinese_key(pair.chinese)
        deviations: dict[Key, Deviation] = {}
        for start, end, key in outermost(self._english_terms([token for token, _, _ in tokens])):
            expected = tuple(dict.fromkeys(self._counterparts[key]))
            if key not in deviations and not any(chinese_key(text) in folded for text in expected):
                written = pair.english[tokens[start][1] : tokens[end - 1][2]]
                deviations[key] = _deviation(pair, written, expected, from_english=True)
        return list(deviations.values())

    def _from_chinese(self, pair: Pair) -> list[Deviation]:
        english_keys = {
            key for _, _, key in self._english_terms([token for token, _, _ in english.tokenise(pair.english)])
        }
        deviations: dict[str, Deviation] = {}
        for text, start, end in self._chinese_terms(pair.chinese):
            expected = tuple(dict.fromkeys(self._terms[text]))
            if text not in deviations and not any(entry_key(term) in english_keys for term in expected):
                deviations[text] = _deviation(pair, pair.chinese[start:end], expected, from_english=False)
        return list(deviations.values())

    def _english_terms(self, tokens: Sequence[english.Token]) -> list[tuple[int, int, Key]]:
        """Return ``(start, end, key)`` of each term in a text, with the key that the glossary has."""
        occurrences = [(start, end, self._bases[form]) for start, end, form in self._matcher.find(tokens)]
        return [
            (start, end, key)
            for start, end, key in occurrences
            if key not in self._capitals or all(token.is_acronym for token in tokens[start:end])
        ]

    def _chinese_terms(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield ``(key, start, end)`` of the terms in a text: left to right, longest match, white space ignored."""
        places = [place for place, character in enumerate(text) if not character.isspace()]
        folded = chinese_key(text)
        if len(folded) != len(places):  # the lower case of a few characters, such as İ, has two characters
            places = list(range(len(folded)))
        words = {at: (start, end) for _, start, end in chinese.tokenise(folded) for at in range(start, end)}
        place = 0
        while place < len(folded):
            starting_here = self._by_first.get(folded[place], ())
            term = next((term for term in starting_here if folded.startswith(term, place)), "")
            end = place + max(len(term), 1)
            if term and not _within_word(words, place, end):
                yield term, places[place], places[end - 1] + 1
            place = end


def _within_word(words: Mapping[int, tuple[int, int]], start: int, end: int) -> bool:
    """Whether the span is a proper part of one word."""
    first, last = words.get(start, (start, end))
    return first <= start and end <= last and (first, last) != (start, end)


def _deviation(pair: Pair, term: str, expected: tuple[str, ...], *, from_english: bool) -> Deviation:
    places = _place(pair.english_file, pair.english_line), _place(pair.chinese_file, pair.chinese_line)
    texts = pair.english, pair.chinese
    if not from_english:
        places, texts = places[::-1], texts[::-1]
    return Deviation(term, expected, places[1], places[0], texts[0], texts[1])


def _place(file: str, line: int) -> str:
    return f"{file}:{line}" if file else ""


def find_deviations(
    source_text: str, target_text: str, glossary: Glossary, *, source_language: str = ""
) -> list[Deviation]:
    """Return the terms of a text that its translation does not render as a glossary says.

    Args:
        source_text: the text, in Chinese or English.
        target_text: its translation into the other language.
        glossary: the terms; entries marked ``rejected`` are ignored. The index of the last four glossaries is cached.
        source_language: ``en`` or ``zh``; detected from the scripts if empty.
    """
    from aligner.languages.detection import decide_texts

    from_english = (source_language or decide_texts([source_text], [target_text])[0]) == ENGLISH
    texts = (source_text, target_text) if from_english else (target_text, source_text)
    return _checker_for(glossary).check(Pair(*texts), from_english=from_english)


@lru_cache(maxsize=4)
def _checker_for(glossary: Glossary) -> Checker:
    return Checker(glossary)


def check_bitexts(bitexts: Iterable[Bitext], glossary: Glossary, *, source_language: str = "") -> list[Deviation]:
    """Return the deviations of the translations in bitexts from a glossary.

    Args:
        bitexts: bitexts in Chinese and English, in either direction.
        glossary: the terms; entries marked ``rejected`` are ignored.
        source_language: ``en`` or ``zh``: the language of the original; if empty, that of each bitext's source side.

    Raises:
        UsageError: a bitext is not in the two languages.
    """
    checker = Checker(glossary)
    deviations = []
    for bitext in bitexts:
        pairs = pairs_of([bitext])
        from_english = (source_language or languages_of(bitext)[0]) == ENGLISH
        for pair in pairs:
            deviations += checker.check(pair, from_english=from_english)
    return deviations
