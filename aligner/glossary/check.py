"""Check translations against a glossary.

The check reports terms for which the translation has none of the counterparts, and forbidden
renderings. English terms match in any inflection, Chinese terms in simplified and in traditional
characters. A term in capitals (IT) does not match the common word (it). Characters inside a longer
word (键 in 关键) do not match a term.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from aligner.bitext import Bitext
from aligner.glossary.candidates import Key
from aligner.glossary.corpus import Pair, languages_of, pairs_of
from aligner.glossary.entry_keys import entry_key, inflected
from aligner.glossary.matching import TermMatcher, chinese_key, outermost
from aligner.glossary.values import DISALLOWED, Glossary
from aligner.languages.chinese import phrases as chinese
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.english import phrases as english
from aligner.languages.english.inflection import is_acronym


@dataclass(frozen=True, slots=True)
class Deviation:
    """A deviation from the glossary: a term whose counterpart is missing or forbidden in a translation.

    Attributes:
        term: the term as written in the source text.
        expected: the allowed counterparts, the preferred ones first.
        place: ``file:line`` of the translation; empty if the file is unknown.
        source_place: ``file:line`` of the source text; empty if the file is unknown.
        source: the source text.
        target: the translation.
        forbidden: the deprecated or forbidden rendering as written in the translation; empty if the
            deviation is only that all counterparts are missing.
    """

    term: str
    expected: tuple[str, ...]
    place: str
    source_place: str
    source: str
    target: str
    forbidden: str = ""


class Checker:
    """Checks translations against a glossary, which is indexed for fast checks.

    Args:
        glossary: the terms.
        rejected_forbids: whether the renderings of rejected entries are forbidden; if not, these
            entries are ignored.
    """

    def __init__(self, glossary: Glossary, *, rejected_forbids: bool = False) -> None:
        self._counterparts: dict[Key, list[str]] = defaultdict(list)
        self._terms: dict[str, list[str]] = defaultdict(list)
        self._forbidden_counterparts: dict[Key, list[str]] = defaultdict(list)
        self._forbidden_terms: dict[str, list[str]] = defaultdict(list)
        self._capitals: set[Key] = set()
        for entry in sorted(glossary, key=lambda entry: entry.status != "preferred"):
            key = entry_key(entry.term)
            is_rejected = entry.mark == "rejected"
            if not key or (is_rejected and not rejected_forbids):
                continue
            for counterpart in sorted(entry.counterparts, key=lambda counterpart: counterpart.status != "preferred"):
                text, folded = counterpart.text, chinese_key(counterpart.text)
                is_wrong = is_rejected or counterpart.status in DISALLOWED
                (self._forbidden_counterparts if is_wrong else self._counterparts)[key].append(text)
                is_wrong = is_rejected or entry.status in DISALLOWED
                (self._forbidden_terms if is_wrong else self._terms)[folded].append(entry.term)
            if all(map(is_acronym, entry.term.split())):
                self._capitals.add(key)
        keys = dict.fromkeys((*self._counterparts, *self._forbidden_counterparts))
        self._bases = {form: key for key in keys for form in inflected(key)} | {key: key for key in keys}
        self._matcher = TermMatcher(self._bases)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        texts = filter(None, dict.fromkeys((*self._terms, *self._forbidden_terms)))
        for text in sorted(texts, key=len, reverse=True):
            self._by_first[text[0]].append(text)

    @property
    def forbids(self) -> bool:
        """Whether the glossary forbids any rendering."""
        return bool(self._forbidden_counterparts or self._forbidden_terms)

    def check(self, pair: Pair, *, from_english: bool) -> list[Deviation]:
        """Return the deviations of a translation from the glossary, one for each term.

        A forbidden rendering is reported even if the translation also has a correct one. Lines that are
        identical in both texts are skipped, because they are code or names.
        """
        lines = [[line.strip() for line in text.splitlines()] for text in (pair.english, pair.chinese)]
        shared = set(lines[0]) & set(lines[1])
        rest = ["\n".join(line for line in side if line not in shared) for side in lines]
        changed = replace(pair, english=rest[0], chinese=rest[1])
        deviations = self._from_english(changed) if from_english else self._from_chinese(changed)
        texts = (pair.english, pair.chinese) if from_english else (pair.chinese, pair.english)
        return [replace(deviation, source=texts[0], target=texts[1]) for deviation in deviations]

    def rendered(self, english_text: str, chinese_text: str) -> list[tuple[str, str]]:
        """Return the terms that occur in the English text and whose counterpart occurs in the Chinese text.

        Each result is a pair of English term and Chinese counterpart as written in the texts, without
        repetitions.
        """
        tokens = english.tokenise(english_text)
        renderings: dict[str, str] = {}
        for text, start, end in self._chinese_terms(chinese_text):
            renderings.setdefault(text, chinese_text[start:end])
        found: dict[tuple[str, str], None] = {}
        for start, end, key in outermost(self._english_terms([token for token, _, _ in tokens])):
            written = english_text[tokens[start][1] : tokens[end - 1][2]]
            for text in map(chinese_key, self._counterparts.get(key, ())):
                if text in renderings:
                    found[written, renderings[text]] = None
        return list(found)

    def _from_english(self, pair: Pair) -> list[Deviation]:
        tokens = english.tokenise(pair.english)
        folded = chinese_key(pair.chinese)
        deviations: dict[Key, Deviation] = {}
        for start, end, key in outermost(self._english_terms([token for token, _, _ in tokens])):
            if key in deviations:
                continue
            expected = tuple(dict.fromkeys(self._counterparts.get(key, ())))
            forbidden = self._forbidden_chinese(key, pair.chinese) if key in self._forbidden_counterparts else ""
            if forbidden or (expected and not any(chinese_key(text) in folded for text in expected)):
                written = pair.english[tokens[start][1] : tokens[end - 1][2]]
                deviations[key] = _deviation(pair, written, expected, forbidden, from_english=True)
        return list(deviations.values())

    def _forbidden_chinese(self, key: Key, text: str) -> str:
        """Return the first forbidden rendering of a term in a text, as written; empty if there is none.

        A forbidden rendering does not count inside a longer allowed one: 火险 in 火险保单.
        """
        folded, places = _folded(text)
        allowed = [
            span for rendering in self._counterparts.get(key, ()) for span in _spans(chinese_key(rendering), folded)
        ]
        words = _words_at(folded)
        for rendering in self._forbidden_counterparts[key]:
            for start, end in _spans(chinese_key(rendering), folded):
                inside = any(low <= start and end <= high and (low, high) != (start, end) for low, high in allowed)
                if not inside and not _within_word(words, start, end):
                    return text[places[start] : places[end - 1] + 1]
        return ""

    def _from_chinese(self, pair: Pair) -> list[Deviation]:
        tokens = english.tokenise(pair.english)
        found = self._english_terms([token for token, _, _ in tokens])
        english_keys = {key for _, _, key in found}
        written = {key: pair.english[tokens[start][1] : tokens[end - 1][2]] for start, end, key in outermost(found)}
        deviations: dict[str, Deviation] = {}
        for text, start, end in self._chinese_terms(pair.chinese):
            if text in deviations:
                continue
            expected = tuple(dict.fromkeys(self._terms.get(text, ())))
            wrong = (written.get(entry_key(term), "") for term in self._forbidden_terms.get(text, ()))
            forbidden = next(filter(None, wrong), "")
            if forbidden or (expected and not any(entry_key(term) in english_keys for term in expected)):
                deviations[text] = _deviation(pair, pair.chinese[start:end], expected, forbidden, from_english=False)
        return list(deviations.values())

    def _english_terms(self, tokens: Sequence[english.Token]) -> list[tuple[int, int, Key]]:
        """Return ``(start, end, key)`` for each term in a text; the key is that of the glossary entry."""
        occurrences = [(start, end, self._bases[form]) for start, end, form in self._matcher.find(tokens)]
        return [
            (start, end, key)
            for start, end, key in occurrences
            if key not in self._capitals or all(token.is_acronym for token in tokens[start:end])
        ]

    def _chinese_terms(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield ``(key, start, end)`` for the terms in a text, from left to right.

        At each place, the longest term matches. White space is ignored.
        """
        folded, places = _folded(text)
        words = _words_at(folded)
        place = 0
        while place < len(folded):
            starting_here = self._by_first.get(folded[place], ())
            term = next((term for term in starting_here if folded.startswith(term, place)), "")
            end = place + max(len(term), 1)
            if term and not _within_word(words, place, end):
                yield term, places[place], places[end - 1] + 1
            place = end


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text in the form in which terms are searched, and the offset of each of its characters.

    The form is that of `chinese_key`: simplified, in lower case, without white space. The offsets are
    those in the original text.
    """
    places = [place for place, character in enumerate(text) if not character.isspace()]
    folded = chinese_key(text)
    if len(folded) != len(places):  # the lower case of a few characters, such as İ, has two characters
        places = list(range(len(folded)))
    return folded, places


def _words_at(folded: str) -> dict[int, tuple[int, int]]:
    """Return the ``(start, end)`` of the word that contains each character of a Chinese text, by offset."""
    return {at: (start, end) for _, start, end in chinese.tokenise(folded) for at in range(start, end)}


def _spans(part: str, text: str) -> list[tuple[int, int]]:
    """Return the start and end offset of each occurrence of ``part`` in a text."""
    return [(match.start(), match.end()) for match in re.finditer(re.escape(part), text)] if part else []


def _within_word(words: Mapping[int, tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span lies within one word and does not cover the whole word."""
    first, last = words.get(start, (start, end))
    return first <= start and end <= last and (first, last) != (start, end)


def _deviation(pair: Pair, term: str, expected: tuple[str, ...], forbidden: str, *, from_english: bool) -> Deviation:
    places = _place(pair.english_file, pair.english_line), _place(pair.chinese_file, pair.chinese_line)
    texts = pair.english, pair.chinese
    if not from_english:
        places, texts = places[::-1], texts[::-1]
    return Deviation(term, expected, places[1], places[0], texts[0], texts[1], forbidden)


def _place(file: str, line: int) -> str:
    return f"{file}:{line}" if file else ""


def find_deviations(
    source_text: str, target_text: str, glossary: Glossary, *, source_language: str = ""
) -> list[Deviation]:
    """Return the deviations of a translation from a glossary.

    Args:
        source_text: the source text, in Chinese or English.
        target_text: its translation into the other language.
        glossary: the terms; entries marked ``rejected`` are ignored. The indexes of the last four
            glossaries are cached.
        source_language: ``en`` or ``zh``; if empty, detected from the scripts.
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
        source_language: language of the original texts, ``en`` or ``zh``; if empty, that of the source
            side of each bitext.

    Raises:
        UsageError: a bitext is not in Chinese and English.
    """
    checker = Checker(glossary)
    deviations = []
    for bitext in bitexts:
        pairs = pairs_of([bitext])
        from_english = (source_language or languages_of(bitext)[0]) == ENGLISH
        for pair in pairs:
            deviations += checker.check(pair, from_english=from_english)
    return deviations
