"""Score the renderings of term candidates, and choose the counterparts of each term."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy

from aligner.glossary.candidates import Candidates, Key
from aligner.glossary.links import Encode, unit_vectors
from aligner.glossary.matching import chinese_key, english_key
from aligner.glossary.values import Entry
from aligner.languages.english.inflection import is_acronym

MAX_COMPARED_RENDERINGS = 12
"""Number of renderings of a candidate that are compared, the most frequent first."""
MIN_COSINE = 0.2
"""Minimum cosine of a term and a rendering, unless the rendering occurs in most pairs of the term."""
PRIOR_LOG_ODDS = {"word": -4.4, "phrase": -2.5, "abbreviation": -1.6}
"""Prior log odds that a candidate is a term, by kind; most single words are not terms."""
HALF_RENDERING_PENALTY = 1.6
"""Log odds lost if the term has a conjunction and the rendering has none: such a rendering is often half of one."""
ABBREVIATION_BONUS = 0.5
"""Log odds gained by a term for which the texts define an abbreviation."""
VAGUE_ADJECTIVE_PENALTY = 0.8
"""Log odds lost by a term that begins with an adjective of `VAGUE_ADJECTIVES`."""
_VAGUE_ADJECTIVES_TEXT = """
actual additional alternative another appropriate arbitrary available certain complete complex comprehensive
corresponding current desired different effective empty entire existing final first following full given important
individual initial last latest many multiple necessary new next old original other particular possible previous proper
relevant same second several similar simple single special specific specified suitable third unique useful various
whole
"""
VAGUE_ADJECTIVES = frozenset(_VAGUE_ADJECTIVES_TEXT.split())
"""Adjectives that combine with any noun."""
CHINESE_CONJUNCTIONS = frozenset("和与及或、兼")
UNTRANSLATED_PENALTY = 4.0
"""Log odds lost by a counterpart in Latin letters alone: an untranslated name needs no glossary entry."""
MAX_COUNTERPARTS = 4
FURTHER_MIN_COSINE = 0.5
"""Minimum cosine of the second and later counterparts."""
FURTHER_COSINE_RATIO = 0.85
"""Minimum cosine of a further counterpart, as a share of the cosine of the first."""
ACRONYM_COSINE_RATIO = 0.7
"""The same for an acronym, which is rendered by short and by full names."""
SINGLETON_COSINE_RATIO = 0.95
"""The same for a counterpart seen once, which often is a correct one with extra words of the sentence."""
MAX_SCORE_GAP = 0.15
"""A rendering may score this much higher for another term."""
FURTHER_MAX_SCORE_GAP = 0.25
"""The same for the second and later counterparts."""
RARE_TERM_MAX_COUNT = 10
"""Maximum number of occurrences of a term whose further counterparts may be seen once."""
WHOLE_MIN_SHARE = 0.5
"""A longer rendering replaces a shorter one if it contains more than this share of its occurrences."""
WHOLE_MAX_COSINE_LOSS = 0.03
"""Maximum loss of cosine by that replacement."""
FURTHER_MIN_SHARE = 0.15
"""Minimum share of a term's links for a further counterpart."""


Renderings = Mapping[Key, Counter[tuple[str, ...]]]
"""For each term, the counts of groups of spans; one span of each group renders an occurrence."""


class Option(NamedTuple):
    """A possible rendering of one term.

    Attributes:
        score: weighted sum of the cosine, the counts and the length of the rendering; higher is better.
        text: the rendering.
        times: number of occurrences of the term with this rendering.
        cosine: similarity of the term and the rendering, -1 to 1.
    """

    score: float
    text: str
    times: int
    cosine: float


@dataclass(frozen=True, slots=True)
class ScoredTerm:
    """A term candidate with its counterparts.

    Attributes:
        key: the key of the term, which is the same for all its inflected forms.
        form: the most frequent form of the term.
        counterparts: the Chinese counterparts in simplified characters, best first.
        links: number of occurrences of the term that the first counterpart renders.
        cosine: similarity of the term and the first counterpart, -1 to 1.
        note: the expansion of an abbreviation, or a person's remark.
        has_abbreviation: whether the texts define an abbreviation for the term.
        seeded: whether the term comes from a person's glossary.
    """

    key: Key
    form: str
    counterparts: tuple[str, ...]
    links: int
    cosine: float
    note: str = ""
    has_abbreviation: bool = False
    seeded: bool = False


def score_terms(
    renderings: Renderings,
    candidates: Candidates,
    forms: Mapping[Key, str],
    meanings: Mapping[Key, str],
    *,
    encode: Encode,
    expansions: Mapping[str, str],
) -> list[ScoredTerm]:
    """Return the candidates with their best renderings.

    A rendering that fits another candidate better is left out.

    Args:
        renderings: for each candidate, the sets of Chinese spans that may render it in one occurrence,
            with the count of each set.
        candidates: the candidates.
        forms: the most frequent form of each candidate.
        meanings: for each candidate, the text that is encoded to compare it with renderings.
        encode: a function that returns the vectors of texts.
        expansions: for each abbreviation, the words that it stands for.
    """
    counts = {key: _text_counts(groups) for key, groups in renderings.items()}
    rows = [
        (key, text, count)
        for key, texts in counts.items()
        for text, count in texts.most_common(MAX_COMPARED_RENDERINGS)
    ]
    if not rows:
        return []
    totals: Counter[str] = Counter()
    for text_counts in counts.values():
        for text, count in text_counts.items():
            totals[text] = max(totals[text], count)
    options: dict[Key, list[Option]] = defaultdict(list)
    for (key, text, count), cosine in zip(rows, _cosines(rows, meanings, encode), strict=True):
        if cosine >= MIN_COSINE or (count >= 3 and 2 * count > candidates.counts[key]):
            support = (count - 0.3) / renderings[key].total()
            score = cosine + 0.35 * support + 0.2 * count / totals[text] - 0.02 * max(0, len(text) - 3 * len(key) - 2)
            options[key].append(Option(score, text, count, cosine))
    best_for: dict[str, float] = {}
    for kept in options.values():
        for option in kept:
            best_for[option.text] = max(best_for.get(option.text, 0), option.score)
    abbreviated_keys = {english_key(long) for long in expansions.values()}
    scored = []
    for key, kept in options.items():
        ranked = _rank_options(kept, renderings[key], best_for, candidates.counts[key], is_short=is_acronym(forms[key]))
        if ranked:
            note = expansions.get(key[0], "") if len(key) == 1 else ""
            texts = tuple(option.text for option in ranked)
            scored.append(
                ScoredTerm(key, forms[key], texts, ranked[0].times, ranked[0].cosine, note, key in abbreviated_keys)
            )
    return scored


def _text_counts(groups: Counter[tuple[str, ...]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for texts, count in groups.items():
        for text in texts:
            counts[text] += count
    return counts


def _further_min_cosine(count: int, first: Option, *, is_short: bool) -> float:
    """Return the minimum cosine that a second or later counterpart of a term must have.

    It is a share of the cosine of the first counterpart, but has a lower limit.

    Args:
        count: number of occurrences of the term with the later counterpart.
        first: the first counterpart.
        is_short: whether the term is an acronym.
    """
    once = count == 1 and first.times > 1
    ratio = ACRONYM_COSINE_RATIO if is_short else SINGLETON_COSINE_RATIO if once else FURTHER_COSINE_RATIO
    return max(FURTHER_MIN_COSINE, ratio * first.cosine)


def _rank_options(
    options: Sequence[Option],
    groups: Counter[tuple[str, ...]],
    best_for: Mapping[str, float],
    total: int,
    *,
    is_short: bool,
) -> list[Option]:
    """Return the counterparts of a term, best first.

    The first counterpart is the best rendering of all occurrences. Each further one is the best
    rendering of the occurrences that no earlier counterpart renders.
    """
    remaining = dict(groups)
    ranked: list[Option] = []
    while remaining and len(ranked) < MAX_COUNTERPARTS:
        counts = _text_counts(Counter(remaining))
        min_count = 1 if not ranked or total <= RARE_TERM_MAX_COUNT else max(2, FURTHER_MIN_SHARE * total)
        eligible = [
            option
            for option in options
            if counts[option.text] >= min_count
            and option.score >= best_for[option.text] - (FURTHER_MAX_SCORE_GAP if ranked else MAX_SCORE_GAP)
            and all(_distinct(option.text, other.text) for other in ranked)
            and (not ranked or option.cosine >= _further_min_cosine(counts[option.text], ranked[0], is_short=is_short))
        ]
        if not eligible:
            break
        best = max(eligible)
        for other in sorted(eligible, key=lambda option: len(option.text)):
            if best.text in other.text and _is_whole(other, counts[other.text], best, counts[best.text]):
                best = other
        ranked.append(best)
        remaining = {texts: count for texts, count in remaining.items() if not any(best.text in text for text in texts)}
    return ranked


def _is_whole(longer: Option, times: int, shorter: Option, shorter_times: int) -> bool:
    """Whether the longer of two renderings is the counterpart of the whole term, and the shorter of a part of it.

    This is so if the shorter rarely occurs alone, and is not much more similar to the term.
    """
    if times > WHOLE_MIN_SHARE * shorter_times:
        return longer.cosine >= shorter.cosine - WHOLE_MAX_COSINE_LOSS
    return times == WHOLE_MIN_SHARE * shorter_times and longer.cosine > shorter.cosine


def _distinct(one: str, other: str) -> bool:
    """Whether neither of two renderings contains the other."""
    return one not in other and other not in one


def _cosines(rows: Sequence[tuple[Key, str, int]], meanings: Mapping[Key, str], encode: Encode) -> list[float]:
    keys = list(dict.fromkeys(key for key, _, _ in rows))
    texts = list(dict.fromkeys(text for _, text, _ in rows))
    left = unit_vectors(encode([meanings[key] for key in keys]))
    right = unit_vectors(encode(texts))
    left_numbers = {key: number for number, key in enumerate(keys)}
    right_numbers = {text: number for number, text in enumerate(texts)}
    a = numpy.array([left_numbers[key] for key, _, _ in rows])
    b = numpy.array([right_numbers[text] for _, text, _ in rows])
    cosines = numpy.concatenate(
        [
            numpy.einsum("ij,ij->i", left[a[start : start + 4096]], right[b[start : start + 4096]])
            for start in range(0, len(rows), 4096)
        ]
    )
    return [float(cosine) for cosine in cosines]


def scored_seed(key: Key, entry: Entry, candidates: Candidates) -> ScoredTerm:
    """Return an entry of a person's glossary as a scored term."""
    texts = tuple(chinese_key(counterpart.text) for counterpart in entry.counterparts)
    return ScoredTerm(key, entry.term, texts, candidates.counts[key], 1.0, entry.note, seeded=True)


def certainty(item: ScoredTerm, together: int, consistency: float, reverse: float) -> float:
    """Return the probability, 0 to 1, that a candidate is a term and its first counterpart is correct.

    Args:
        item: the candidate with its counterparts.
        together: number of pairs with the candidate and one of its counterparts.
        consistency: share of the pairs with the candidate that have a counterpart, 0 to 1.
        reverse: share of the pairs with the first counterpart that have the candidate, 0 to 1.
    """
    seen = 1 - 1 / (1 + together)
    dice = 2 * consistency * reverse / max(consistency + reverse, 1e-9)
    # Latin letters shared by both sides are no evidence of a translation
    text = item.counterparts[0]
    han = sum(not character.isascii() for character in text) / len(text)
    kind = PRIOR_LOG_ODDS["word"] if len(item.key) == 1 else PRIOR_LOG_ODDS["phrase"]
    if is_acronym(item.form):
        kind = PRIOR_LOG_ODDS["abbreviation"]
    if "and" in item.key and CHINESE_CONJUNCTIONS.isdisjoint(text):
        kind -= HALF_RENDERING_PENALTY
    if item.key[0] in VAGUE_ADJECTIVES and item.form[:1].islower():
        kind -= VAGUE_ADJECTIVE_PENALTY
    if item.has_abbreviation:
        kind += ABBREVIATION_BONUS
    value = 3.0 * item.cosine + (1.2 * dice + 2.8 * consistency) * seen + kind - UNTRANSLATED_PENALTY * (1 - han)
    return 1 / (1 + math.exp(-value))
