"""Find renderings by co-occurrence, for terms with few word links: "small arms", 小武器.

A span of Chinese words is used as a rendering if it occurs in at least half of the pairs with the
term and its vector is similar to that of the term.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from aligner.glossary.candidates import Candidates, Key
from aligner.glossary.corpus import TokenPair
from aligner.glossary.links import Encode, unit_vectors
from aligner.glossary.phrases import BOUNDARY_WORDS, CONJUNCTIONS, MAX_SPAN_WORDS, NEGATIONS, may_close, may_open
from aligner.languages.chinese import phrases as chinese

MAX_OCCURRENCES = 200
"""Number of occurrences of a term whose links are used; further ones change nothing and cost time."""
MIN_LINKED_SHARE = 0.7
"""A term whose links give a rendering for at least this share of its occurrences needs no co-occurrences."""
MAX_SAMPLED_PAIRS = 12
"""Number of pairs of a term that are searched."""
MIN_PAIR_SHARE = 0.5
"""A span must occur in at least this share of these pairs."""
MIN_COSINE = 0.5
"""Minimum cosine of a term and a span."""
MAX_COMPARED_SPANS = 120
"""Number of spans compared with a term, the most frequent and longest first."""
MAX_RENDERINGS = 6
"""Number of spans kept as renderings of a term, the most similar first."""
TERMS_PER_BATCH = 400
"""Number of terms compared at a time; it bounds the memory for the vectors of their spans."""


def add_collocations(
    renderings: dict[Key, Counter[tuple[str, ...]]],
    places: Mapping[Key, Sequence[int]],
    tokenised: Sequence[TokenPair],
    candidates: Candidates,
    *,
    meanings: Mapping[Key, str],
    encode: Encode,
) -> None:
    """Add renderings by co-occurrence to the renderings of terms with few word links.

    A rendering is a span of Chinese words that occurs in many pairs with the term.

    Args:
        renderings: for each term, the sets of Chinese spans that may render it in one occurrence, with
            the count of each set; changed in place.
        places: indices of the pairs with each term.
        tokenised: the corpus.
        candidates: the terms.
        meanings: for each term, the text that is encoded to compare the term with spans.
        encode: a function that returns the vectors of texts.
    """
    weakly_linked = [
        key
        for key, count in candidates.counts.items()
        if len(places[key]) > 1
        and (key not in renderings or renderings[key].total() < MIN_LINKED_SHARE * min(count, MAX_OCCURRENCES))
    ]
    weakly_linked.sort(key=lambda key: places[key][0])  # the cache of spans serves terms of the same pairs

    @lru_cache(maxsize=1 << 12)
    def spans_of_pair(number: int, has_conjunction: bool) -> frozenset[str]:
        return frozenset(_span_texts(tokenised[number].chinese, has_conjunction=has_conjunction))

    for first in range(0, len(weakly_linked), TERMS_PER_BATCH):
        keys = weakly_linked[first : first + TERMS_PER_BATCH]
        texts_by_pair = {}
        for key in keys:
            has_conjunction = not CONJUNCTIONS.isdisjoint(meanings[key].lower().split())
            texts_by_pair[key] = [spans_of_pair(number, has_conjunction) for number in places[key][:MAX_SAMPLED_PAIRS]]
        frequent = {key: _frequent_spans(texts_by_pair[key]) for key in keys}
        texts = list(dict.fromkeys(text for frequent_texts in frequent.values() for text in frequent_texts))
        numbers = {text: number for number, text in enumerate(texts)}
        vectors = unit_vectors(encode(texts))
        for key, meaning in zip(keys, unit_vectors(encode([meanings[key] for key in keys])), strict=True):
            cosines = vectors[[numbers[text] for text in frequent[key]]] @ meaning
            best = [int(place) for place in (-cosines).argsort()[:MAX_RENDERINGS] if cosines[place] >= MIN_COSINE]
            chosen = {frequent[key][place] for place in best}
            groups = renderings.setdefault(key, Counter())
            groups.update(tuple(sorted(chosen & texts)) for texts in texts_by_pair[key] if chosen & texts)


def _frequent_spans(texts_by_pair: Sequence[frozenset[str]]) -> list[str]:
    """Return the Chinese spans that occur in at least half of the pairs with a term, the most frequent first.

    Among equally frequent spans, the longest comes first.
    """
    counts = Counter(text for texts in texts_by_pair for text in texts)
    min_pairs = max(2, MIN_PAIR_SHARE * len(texts_by_pair))
    frequent_texts = [text for text, count in counts.items() if count >= min_pairs]
    return sorted(frequent_texts, key=lambda text: (-counts[text], -len(text), text))[:MAX_COMPARED_SPANS]


def _span_texts(words: Sequence[str], *, has_conjunction: bool) -> Iterator[str]:
    """Yield the text of every span of Chinese words that may be a term."""
    marks = [chinese.is_mark(word) or (not has_conjunction and word in BOUNDARY_WORDS) for word in words]
    closes = [may_close(word) for word in words]
    for start, word in enumerate(words):
        if marks[start] or not may_open(word) or (start and words[start - 1] in NEGATIONS):
            continue
        text = word
        if chinese.is_content(word):
            yield text
        for end in range(start + 1, min(start + MAX_SPAN_WORDS, len(words))):
            if marks[end]:
                break
            text += words[end]
            if closes[end]:
                yield text
