"""Renderings that the texts themselves tell: explained abbreviations on both sides, and titles in book marks.

"Ocean Fisheries Organization (OFO)" beside 远洋渔业协作组织(远洋渔协组织) tells two terms, though each is seen once;
so does a name beside 《公约》. Which of several belong together, the vectors tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy

from aligner.glossary.abbreviations import chinese_definitions, english_definitions
from aligner.glossary.candidates import Candidates, Key, form_of, key_of, spans
from aligner.glossary.corpus import Pair, TokenPair
from aligner.glossary.links import Encode, unit
from aligner.glossary.matching import chinese_key, english_key
from aligner.protocols import Vectors

_TITLE = re.compile(r"《([^《》]{2,60})》")
LEAST_COSINE = 0.5
MARGIN = 0.1
"""By how much the best rendering must be nearer than the next: one of two conventions may stand for a third."""

Renderings = dict[Key, Counter[tuple[str, ...]]]


class Told(NamedTuple):
    """What may belong together in one pair.

    Attributes:
        english: what is compared of each, and the terms: a name and its abbreviation, if any.
        chinese: likewise.
    """

    english: list[tuple[str, tuple[Key, ...]]]
    chinese: list[tuple[str, tuple[str, ...]]]


def add_told(
    renderings: Renderings,
    pairs: Sequence[Pair],
    cut: Sequence[TokenPair],
    candidates: Candidates,
    *,
    longest: int,
    encode: Encode,
) -> None:
    """Add what the texts tell to ``renderings``.

    Args:
        renderings: groups of stretches, counted; changed in place.
        pairs: the corpus.
        cut: the same as tokens.
        candidates: the terms.
        longest: the most words of a term.
        encode: gives vectors to texts.
    """
    found = [
        told
        for pair, tokens in zip(pairs, cut, strict=True)
        for told in _told(pair, tokens, candidates, longest)
        if told.english and told.chinese
    ]
    texts = list(dict.fromkeys(text for told in found for side in told for text, _ in side))
    numbers = {text: number for number, text in enumerate(texts)}
    vectors = unit(encode(texts))
    for told in found:
        left, right = (vectors[[numbers[text] for text, _ in side]] for side in told)
        for row, column in _sure(left @ right.T):
            keys, renders = told.english[row][1], told.chinese[column][1]
            _add(renderings, keys[0], renders[:1], candidates)
            for key in keys[1:]:
                _add(renderings, key, renders, candidates)


def _sure(cosines: Vectors) -> Iterator[tuple[int, int]]:
    """Yield row and column of those that are clearly each other's nearest."""
    for row, column in enumerate(cosines.argmax(axis=1).tolist()):
        best, others = cosines[row, column], numpy.delete(cosines[row], column)
        clear = not len(others) or best >= others.max() + MARGIN
        if best >= LEAST_COSINE and clear and cosines[:, column].argmax() == row:
            yield row, column


def _add(renderings: Renderings, key: Key, texts: Iterable[str], candidates: Candidates) -> None:
    if key in candidates.counts:
        renderings.setdefault(key, Counter()).update((chinese_key(text),) for text in texts)


def _told(pair: Pair, tokens: TokenPair, candidates: Candidates, longest: int) -> Iterator[Told]:
    short_names = list(chinese_definitions(pair.chinese))
    if short_names:
        yield Told(
            [(long, (english_key(long), (short,))) for short, long in english_definitions(pair.english)],
            [(long, (long, short)) for short, long in short_names],
        )
    titles = list(dict.fromkeys(_TITLE.findall(pair.chinese)))
    if titles:
        names = {
            key: form_of(tokens.english[start:end])
            for start, end in spans(tokens.english, longest)
            if end - start > 1 and (key := key_of(tokens.english[start:end])) in candidates.names
        }
        yield Told([(form, (key,)) for key, form in names.items()], [(title, (title,)) for title in titles])


def share_with_expansions(renderings: Renderings, expansions: Mapping[str, str], candidates: Candidates) -> None:
    """Let an abbreviation and what it stands for have each other's renderings too; changes ``renderings``.

    Written out it is seen once, often beside the abbreviation, and then one of them takes the links of its words.
    """
    for short, long in expansions.items():
        keys = (short,), english_key(long)
        groups = [renderings.get(key, Counter()) for key in keys]
        for key, own, other in zip(keys, groups, reversed(groups), strict=True):
            if key in candidates.counts and (own or other):
                renderings[key] = own + Counter(dict.fromkeys(other, 1))
