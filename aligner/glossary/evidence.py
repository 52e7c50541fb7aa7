"""Convert scored terms to glossary entries.

The terms and their counterparts are counted in the corpus; names of files and examples are added.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from aligner.glossary.candidates import Key
from aligner.glossary.corpus import Pair, TokenPair
from aligner.glossary.matching import TermMatcher
from aligner.glossary.scoring import ScoredTerm, certainty
from aligner.glossary.settings import GlossarySettings
from aligner.glossary.values import Counterpart, Entry, Example

MAX_COUNTERPART_WORDS = 24
"""Number of words of the longest counterpart; titles are the longest ones."""
MIN_FREE_SHARE = 0.2
"""A term needs at least this share of occurrences outside the longer term that contains it most often.

After the C-value of Frantzi et al. (2000): a phrase inside several different longer terms is a term itself.
"""


@dataclass(slots=True)
class _Places:
    """The occurrences of the terms and of their counterparts in the corpus.

    Attributes:
        terms: for each term, the indices of the pairs whose English text has it.
        total: number of occurrences of each term.
        within: for each term, the number of its occurrences inside each longer term.
        texts: for each counterpart, the indices of the pairs whose Chinese text has it.
        written: for each counterpart, the count of each of its spellings in the texts.
    """

    terms: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    total: Counter[Key] = field(default_factory=Counter)
    within: dict[Key, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    texts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    written: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add_nesting(self, occurrences: Sequence[tuple[int, int, Key]]) -> None:
        """Count the occurrences of the terms in a text, in total and inside longer terms.

        Args:
            occurrences: ``(start, end, key)`` of each occurrence, sorted by start, the longest first.
        """
        open_terms: list[tuple[int, Key]] = []
        for start, end, key in occurrences:
            open_terms = [item for item in open_terms if item[0] > start]
            self.total[key] += 1
            for last, longer in open_terms:
                if last >= end:
                    self.within[key][longer] += 1
            open_terms.append((end, key))

    def is_fragment(self, key: Key) -> bool:
        """Whether nearly all occurrences of a term are inside one and the same longer term."""
        most = max(self.within[key].values(), default=0)
        return self.total[key] - most < max(MIN_FREE_SHARE * self.total[key], 1)


def evidence_of(
    pairs: Sequence[Pair], tokenised: Sequence[TokenPair], scored: Sequence[ScoredTerm], settings: GlossarySettings
) -> list[Entry]:
    """Return the glossary entries of the scored terms, best first.

    Terms that occur almost only inside one longer term are left out, except those of a glossary that a
    person has written.
    """
    places = _places(pairs, tokenised, scored)
    entries = [
        _entry(item, places, pairs, settings) for item in scored if item.seeded or not places.is_fragment(item.key)
    ]
    return sorted(entries, key=lambda entry: (-entry.score, -entry.count, entry.term))


def _places(pairs: Sequence[Pair], tokenised: Sequence[TokenPair], scored: Sequence[ScoredTerm]) -> _Places:
    matcher = TermMatcher(item.key for item in scored)
    texts = {text for item in scored for text in item.counterparts}
    prefixes = {text[:end] for text in texts for end in range(1, len(text) + 1)}
    places = _Places()
    for number, (pair, tokens) in enumerate(zip(pairs, tokenised, strict=True)):
        occurrences = matcher.find(tokens.english)
        for key in {key for _, _, key in occurrences}:
            places.terms[key].append(number)
        places.add_nesting(occurrences)
        for text, start, end in _counterparts_in(tokens, texts, prefixes):
            if not places.texts[text] or places.texts[text][-1] != number:
                places.texts[text].append(number)
            places.written[text][pair.chinese[start:end]] += 1
    return places


def _counterparts_in(tokens: TokenPair, texts: set[str], prefixes: set[str]) -> list[tuple[str, int, int]]:
    occurrences = []
    words = tokens.chinese
    for start in range(len(words)):
        text = ""
        for end in range(start, min(start + MAX_COUNTERPART_WORDS, len(words))):
            text += words[end]
            if text not in prefixes:
                break
            if text in texts:
                occurrences.append((text, tokens.chinese_starts[start], tokens.chinese_ends[end]))
    return occurrences


def _entry(item: ScoredTerm, places: _Places, pairs: Sequence[Pair], settings: GlossarySettings) -> Entry:
    with_term = set(places.terms[item.key])
    pairs_by_text = {text: [n for n in places.texts[text] if n in with_term] for text in item.counterparts}
    total = sum(map(len, pairs_by_text.values())) or 1
    counterparts = sorted(
        (
            Counterpart(
                places.written[text].most_common(1)[0][0] if places.written[text] else text,
                len(places.texts[text]),
                len(pairs_by_text[text]),
                len(pairs_by_text[text]) / total,
            )
            for text in item.counterparts
        ),
        key=lambda counterpart: -counterpart.together,
    )
    pairs_with_both = sorted({number for numbers in pairs_by_text.values() for number in numbers})
    consistency = len(pairs_with_both) / max(len(with_term), 1)
    first = counterparts[0]
    reverse = first.together / max(first.count, 1)
    score = certainty(item, len(pairs_with_both), consistency, reverse)
    files: Counter[str] = Counter(
        name for n in pairs_with_both for name in (pairs[n].english_file, pairs[n].chinese_file) if name
    )
    shown = sorted(pairs_with_both, key=lambda n: (len(pairs[n].english) > 200, n))[: settings.examples]
    return Entry(
        item.form,
        tuple(counterparts),
        len(with_term),
        round(consistency, 4),
        round(reverse, 4),
        round(score, 4),
        tuple(name for name, _ in files.most_common()),
        tuple(_example(pairs[n]) for n in shown),
        mark="accepted" if item.seeded else "",
        note=item.note,
    )


def _example(pair: Pair) -> Example:
    return Example(
        pair.english,
        pair.chinese,
        f"{pair.english_file}:{pair.english_line}",
        f"{pair.chinese_file}:{pair.chinese_line}",
    )
