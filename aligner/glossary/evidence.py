"""Where chosen terms and counterparts stand in the corpus: counts both ways, files, examples."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from aligner.glossary.candidates import Key
from aligner.glossary.corpus import Pair, TokenPair
from aligner.glossary.matching import TermMatcher
from aligner.glossary.scoring import Scored, certainty
from aligner.glossary.settings import GlossarySettings
from aligner.glossary.values import Counterpart, Entry, Example

LONGEST_WORDS = 24
"""Words of the longest counterpart: a title."""
FREE_SHARE = 0.2
"""Share of a term's occurrences that must stand outside of the longer term that holds most of them: after the C-value
of Frantzi et al. (2000), what stands within several longer terms is a term itself."""


@dataclass(slots=True)
class _Places:
    """In which pairs the terms stand, and in which the counterparts."""

    terms: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    total: Counter[Key] = field(default_factory=Counter)
    within: dict[Key, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    texts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    written: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add_nesting(self, found: Sequence[tuple[int, int, Key]]) -> None:
        """Count the terms of a text, and which stand within which; they come by their starts, the longest first."""
        open_terms: list[tuple[int, Key]] = []
        for start, end, key in found:
            open_terms = [item for item in open_terms if item[0] > start]
            self.total[key] += 1
            for last, longer in open_terms:
                if last >= end:
                    self.within[key][longer] += 1
            open_terms.append((end, key))

    def is_half(self, key: Key) -> bool:
        """Whether one longer term holds nearly all occurrences of a term."""
        most = max(self.within[key].values(), default=0)
        return self.total[key] - most < max(FREE_SHARE * self.total[key], 1)


def evidence_of(
    pairs: Sequence[Pair], cut: Sequence[TokenPair], scored: Sequence[Scored], settings: GlossarySettings
) -> list[Entry]:
    """Return the entries, best first; a term that only stands within one other entry's is left out."""
    places = _places(pairs, cut, scored)
    entries = [_entry(item, places, pairs, settings) for item in scored if item.seeded or not places.is_half(item.key)]
    return sorted(entries, key=lambda entry: (-entry.score, -entry.count, entry.term))


def _places(pairs: Sequence[Pair], cut: Sequence[TokenPair], scored: Sequence[Scored]) -> _Places:
    matcher = TermMatcher(item.key for item in scored)
    wanted = {text for item in scored for text in item.counterparts}
    beginnings = {text[:end] for text in wanted for end in range(1, len(text) + 1)}
    places = _Places()
    for number, (pair, tokens) in enumerate(zip(pairs, cut, strict=True)):
        found = matcher.find(tokens.english)
        for key in {key for _, _, key in found}:
            places.terms[key].append(number)
        places.add_nesting(found)
        for text, start, end in _counterparts_in(tokens, wanted, beginnings):
            if not places.texts[text] or places.texts[text][-1] != number:
                places.texts[text].append(number)
            places.written[text][pair.chinese[start:end]] += 1
    return places


def _counterparts_in(tokens: TokenPair, wanted: set[str], beginnings: set[str]) -> list[tuple[str, int, int]]:
    found = []
    words = tokens.chinese
    for start in range(len(words)):
        text = ""
        for end in range(start, min(start + LONGEST_WORDS, len(words))):
            text += words[end]
            if text not in beginnings:
                break
            if text in wanted:
                found.append((text, tokens.chinese_starts[start], tokens.chinese_ends[end]))
    return found


def _entry(item: Scored, places: _Places, pairs: Sequence[Pair], settings: GlossarySettings) -> Entry:
    with_term = set(places.terms[item.key])
    together = {text: [n for n in places.texts[text] if n in with_term] for text in item.counterparts}
    total = sum(map(len, together.values())) or 1
    counterparts = sorted(
        (
            Counterpart(
                places.written[text].most_common(1)[0][0] if places.written[text] else text,
                len(places.texts[text]),
                len(together[text]),
                len(together[text]) / total,
            )
            for text in item.counterparts
        ),
        key=lambda counterpart: -counterpart.together,
    )
    held = sorted({number for numbers in together.values() for number in numbers})
    consistency = len(held) / max(len(with_term), 1)
    first = counterparts[0]
    reverse = first.together / max(first.count, 1)
    score = certainty(item, len(held), consistency, reverse)
    files: Counter[str] = Counter(name for n in held for name in (pairs[n].english_file, pairs[n].chinese_file) if name)
    shown = sorted(held, key=lambda n: (len(pairs[n].english) > 200, n))[: settings.examples]
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
