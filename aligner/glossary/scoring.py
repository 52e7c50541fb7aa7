"""Scores of candidate pairs, and the choice among them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy

from aligner.glossary.candidates import Candidates, Key
from aligner.glossary.links import Encode, unit
from aligner.glossary.matching import chinese_key, english_key
from aligner.glossary.values import Entry
from aligner.languages.english.inflection import is_acronym

KEPT_VARIANTS = 12
"""Renderings of a candidate that are compared."""
LEAST_COSINE = 0.2
KINDS = {"word": -4.4, "phrase": -2.5, "abbreviation": -1.6}
"""Log odds before any evidence: most single words are no terms."""
HALF = 1.6
"""What a rendering loses that joins nothing where the term does: it is often half of one."""
EXPLAINED = 0.5
"""What a term gains that the texts give an abbreviation."""
VAGUE = 0.8
"""What a term loses that begins with an adjective that goes with any noun."""
_VAGUE_ADJECTIVES_TEXT = """
actual additional alternative another appropriate arbitrary available certain complete complex comprehensive
corresponding current desired different effective empty entire existing final first following full given important
individual initial last latest many multiple necessary new next old original other particular possible previous proper
relevant same second several similar simple single special specific specified suitable third unique useful various
whole
"""
VAGUE_ADJECTIVES = frozenset(_VAGUE_ADJECTIVES_TEXT.split())
JUNCTION = frozenset("和与及或、兼")
UNTRANSLATED = 4.0
"""What a counterpart of letters alone loses: the user sees without a glossary that it stays as it is."""
COUNTERPARTS = 4
SECOND_COSINE = 0.5
SECOND_RATIO = 0.85
"""How near a further counterpart must come to the first one's cosine."""
SHORT_RATIO = 0.7
"""Likewise for an abbreviation, which short names and long ones render."""
ONCE_RATIO = 0.95
"""Likewise for one that was seen once: it is often a good one with words of the sentence."""
MARGIN = 0.15
SECOND_MARGIN = 0.25
"""By how much a rendering may fit another term better."""
FEW = 10
"""Occurrences of a term up to which a further counterpart may be seen only once."""
WHOLE = 0.5
"""Share of a rendering's occurrences that must stand in a longer one for this to be the whole of it."""
HARDLY_LESS = 0.03
"""What the whole may lose in cosine."""
SECOND_SHARE = 0.15
"""Share of a term's links from which a further counterpart is kept."""


Renderings = Mapping[Key, Counter[tuple[str, ...]]]
"""For each term, the groups of stretches one of which renders an occurrence, counted."""


class Option(NamedTuple):
    """A rendering of one term: its score, text, number of times, and cosine."""

    score: float
    text: str
    times: int
    cosine: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its counterparts.

    Attributes:
        key: of the term.
        form: the term as most often written.
        counterparts: folded texts, best first.
        links: times that the first was seen as its rendering.
        cosine: similarity of the term and the first counterpart.
        note: an expansion, or a person's remark.
        explained: whether the texts give it an abbreviation.
        seeded: whether a person's glossary has it so.
    """

    key: Key
    form: str
    counterparts: tuple[str, ...]
    links: int
    cosine: float
    note: str = ""
    explained: bool = False
    seeded: bool = False


def chosen(
    renderings: Renderings,
    candidates: Candidates,
    forms: Mapping[Key, str],
    meanings: Mapping[Key, str],
    *,
    encode: Encode,
    expansions: Mapping[str, str],
) -> list[Scored]:
    """Return each candidate with the renderings that fit it best, and that it fits best."""
    counts = {key: _counted(groups) for key, groups in renderings.items()}
    rows = [(key, text, count) for key, texts in counts.items() for text, count in texts.most_common(KEPT_VARIANTS)]
    if not rows:
        return []
    totals: Counter[str] = Counter()
    for counted in counts.values():
        for text, count in counted.items():
            totals[text] = max(totals[text], count)
    options: dict[Key, list[Option]] = defaultdict(list)
    for (key, text, count), cosine in zip(rows, _cosines(rows, meanings, encode), strict=True):
        if cosine >= LEAST_COSINE or (count >= 3 and 2 * count > candidates.counts[key]):
            support = (count - 0.3) / renderings[key].total()
            score = cosine + 0.35 * support + 0.2 * count / totals[text] - 0.02 * max(0, len(text) - 3 * len(key) - 2)
            options[key].append(Option(score, text, count, cosine))
    best_for: dict[str, float] = {}
    for kept in options.values():
        for option in kept:
            best_for[option.text] = max(best_for.get(option.text, 0), option.score)
    explained = {english_key(long) for long in expansions.values()}
    found = []
    for key, kept in options.items():
        ranked = _ranked(kept, renderings[key], best_for, candidates.counts[key], is_short=is_acronym(forms[key]))
        if ranked:
            note = expansions.get(key[0], "") if len(key) == 1 else ""
            texts = tuple(option.text for option in ranked)
            found.append(Scored(key, forms[key], texts, ranked[0].times, ranked[0].cosine, note, key in explained))
    return found


def _counted(groups: Counter[tuple[str, ...]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for texts, count in groups.items():
        for text in texts:
            counts[text] += count
    return counts


def _least_cosine(count: int, first: Option, *, is_short: bool) -> float:
    """Return the least cosine of a further counterpart."""
    once = count == 1 and first.times > 1
    ratio = SHORT_RATIO if is_short else ONCE_RATIO if once else SECOND_RATIO
    return max(SECOND_COSINE, ratio * first.cosine)


def _ranked(
    options: Sequence[Option],
    groups: Counter[tuple[str, ...]],
    best_for: Mapping[str, float],
    total: int,
    *,
    is_short: bool,
) -> list[Option]:
    """Return the best option, then the best ones for the occurrences that the former do not render."""
    left = dict(groups)
    ranked: list[Option] = []
    while left and len(ranked) < COUNTERPARTS:
        counts = _counted(Counter(left))
        least = 1 if not ranked or total <= FEW else max(2, SECOND_SHARE * total)
        able = [
            option
            for option in options
            if counts[option.text] >= least
            and option.score >= best_for[option.text] - (SECOND_MARGIN if ranked else MARGIN)
            and all(_distinct(option.text, other.text) for other in ranked)
            and (not ranked or option.cosine >= _least_cosine(counts[option.text], ranked[0], is_short=is_short))
        ]
        if not able:
            break
        best = max(able)
        for other in sorted(able, key=lambda option: len(option.text)):
            if best.text in other.text and _is_whole(other, counts[other.text], best, counts[best.text]):
                best = other
        ranked.append(best)
        left = {texts: count for texts, count in left.items() if not any(best.text in text for text in texts)}
    return ranked


def _is_whole(longer: Option, times: int, shorter: Option, shorter_times: int) -> bool:
    """Whether the shorter of two renderings is half of the longer: it seldom stands alone, and means no more."""
    if times > WHOLE * shorter_times:
        return longer.cosine >= shorter.cosine - HARDLY_LESS
    return times == WHOLE * shorter_times and longer.cosine > shorter.cosine


def _distinct(one: str, other: str) -> bool:
    """Whether two renderings are two, and not one with more or less around it."""
    return one not in other and other not in one


def _cosines(rows: Sequence[tuple[Key, str, int]], meanings: Mapping[Key, str], encode: Encode) -> list[float]:
    keys = list(dict.fromkeys(key for key, _, _ in rows))
    texts = list(dict.fromkeys(text for _, text, _ in rows))
    left = unit(encode([meanings[key] for key in keys]))
    right = unit(encode(texts))
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


def seed_of(key: Key, entry: Entry, candidates: Candidates) -> Scored:
    """Return what a person's glossary says, as if it had been found."""
    texts = tuple(chinese_key(counterpart.text) for counterpart in entry.counterparts)
    return Scored(key, entry.term, texts, candidates.counts[key], 1.0, entry.note, seeded=True)


def certainty(item: Scored, together: int, consistency: float, reverse: float) -> float:
    """Return 0 to 1: how sure it is that the pair is a term and its rendering.

    Args:
        item: the pair.
        together: pairs that hold both.
        consistency: share of the pairs with the term that hold the rendering.
        reverse: share of the pairs with the rendering that hold the term.
    """
    seen = 1 - 1 / (1 + together)
    dice = 2 * consistency * reverse / max(consistency + reverse, 1e-9)
    # letters that both sides share say nothing of a translation
    text = item.counterparts[0]
    han = sum(not character.isascii() for character in text) / len(text)
    kind = KINDS["word"] if len(item.key) == 1 else KINDS["phrase"]
    if is_acronym(item.form):
        kind = KINDS["abbreviation"]
    if "and" in item.key and JUNCTION.isdisjoint(text):
        kind -= HALF
    if item.key[0] in VAGUE_ADJECTIVES and item.form[:1].islower():
        kind -= VAGUE
    if item.explained:
        kind += EXPLAINED
    value = 3.0 * item.cosine + (1.2 * dice + 2.8 * consistency) * seen + kind - UNTRANSLATED * (1 - han)
    return 1 / (1 + math.exp(-value))
