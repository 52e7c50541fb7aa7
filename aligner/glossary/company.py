"""Renderings told by company alone, for terms whose words the links do not reach: "small arms", 小武器.

Stretches of Chinese that stand in most of a term's pairs, and mean about the same, are taken as its renderings there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from aligner.glossary.candidates import Candidates, Key
from aligner.glossary.corpus import TokenPair
from aligner.glossary.links import Encode, unit
from aligner.glossary.phrases import JOINING, JUNCTIONS, LONGEST, NEGATIONS, may_close, may_open
from aligner.languages.chinese import phrases as chinese

ENOUGH = 200
"""Occurrences beyond which no more are looked at."""
REACHED = 0.7
"""Share of a term's occurrences from which the links are enough."""
SAMPLE = 12
"""Pairs of a term that are looked at."""
SHARED = 0.5
"""Share of these pairs in which a stretch must stand."""
LEAST_COSINE = 0.5
COMPARED = 120
"""Stretches that are compared with a term, the most frequent and longest."""
KEPT = 6
AT_A_TIME = 400
"""Terms whose stretches are compared at a time: what the vectors take in memory."""


def add_by_company(
    renderings: dict[Key, Counter[tuple[str, ...]]],
    places: Mapping[Key, Sequence[int]],
    cut: Sequence[TokenPair],
    candidates: Candidates,
    *,
    meanings: Mapping[Key, str],
    encode: Encode,
) -> None:
    """Add to ``renderings`` what stands in most pairs of a term that the links seldom reach.

    Args:
        renderings: groups of stretches, counted; changed in place.
        places: the pairs of each term.
        cut: the corpus.
        candidates: the terms.
        meanings: the text of each term that is compared.
        encode: gives vectors to texts.
    """
    poor = [
        key
        for key, count in candidates.counts.items()
        if len(places[key]) > 1 and (key not in renderings or renderings[key].total() < REACHED * min(count, ENOUGH))
    ]
    poor.sort(key=lambda key: places[key][0])  # neighbours share their pairs' stretches

    @lru_cache(maxsize=1 << 12)
    def stretches(number: int, joins: bool) -> frozenset[str]:
        return frozenset(_stretches(cut[number].chinese, joins=joins))

    for first in range(0, len(poor), AT_A_TIME):
        keys = poor[first : first + AT_A_TIME]
        found = {}
        for key in keys:
            joins = not JOINING.isdisjoint(meanings[key].lower().split())
            found[key] = [stretches(number, joins) for number in places[key][:SAMPLE]]
        shared = {key: _shared(found[key]) for key in keys}
        texts = list(dict.fromkeys(text for able in shared.values() for text in able))
        numbers = {text: number for number, text in enumerate(texts)}
        vectors = unit(encode(texts))
        for key, meaning in zip(keys, unit(encode([meanings[key] for key in keys])), strict=True):
            cosines = vectors[[numbers[text] for text in shared[key]]] @ meaning
            best = [int(place) for place in (-cosines).argsort()[:KEPT] if cosines[place] >= LEAST_COSINE]
            kept = {shared[key][place] for place in best}
            groups = renderings.setdefault(key, Counter())
            groups.update(tuple(sorted(kept & standing)) for standing in found[key] if kept & standing)


def _shared(found: Sequence[frozenset[str]]) -> list[str]:
    """Return the stretches that stand in most of a term's pairs, the most frequent and longest first."""
    counts = Counter(text for texts in found for text in texts)
    least = max(2, SHARED * len(found))
    able = [text for text, count in counts.items() if count >= least]
    return sorted(able, key=lambda text: (-counts[text], -len(text), text))[:COMPARED]


def _stretches(words: Sequence[str], *, joins: bool) -> Iterator[str]:
    """Yield every run of words that may be a term."""
    marks = [chinese.is_mark(word) or (not joins and word in JUNCTIONS) for word in words]
    closes = [may_close(word) for word in words]
    for start, word in enumerate(words):
        if marks[start] or not may_open(word) or (start and words[start - 1] in NEGATIONS):
            continue
        text = word
        if chinese.is_content(word):
            yield text
        for end in range(start + 1, min(start + LONGEST, len(words))):
            if marks[end]:
                break
            text += words[end]
            if closes[end]:
                yield text
