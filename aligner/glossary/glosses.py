"""Find renderings in glosses.

A gloss is a definition of an abbreviation on both sides of a pair, or a title in Chinese book-title
marks (《》) whose translation is a name on the English side. "Ocean Fisheries Organization (OFO)"
paired with 远洋渔业协作组织(远洋渔协组织) gives the renderings of two terms, although each occurs only once.
If a pair has several glosses, they are matched by their vectors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy

from aligner.glossary.abbreviations import chinese_definitions, english_definitions
from aligner.glossary.candidates import Candidates, Key, candidate_spans, form_of, key_of
from aligner.glossary.corpus import Pair, TokenPair
from aligner.glossary.links import Encode, unit_vectors
from aligner.glossary.matching import chinese_key, english_key
from aligner.protocols import Vectors

_TITLE = re.compile(r"《([^《》]{2,60})》")
MIN_COSINE = 0.5
"""Minimum cosine of an English and a Chinese gloss that match."""
MIN_COSINE_MARGIN = 0.1
"""The cosine of the best match must exceed the second best by this much.

Otherwise the name of a treaty whose translation is missing would match one of two other treaties.
"""

Renderings = dict[Key, Counter[tuple[str, ...]]]


class GlossCandidates(NamedTuple):
    """The glosses of one pair: its definitions of abbreviations and its titles.

    Attributes:
        english: for each English gloss, the text that is compared with the Chinese glosses, and the keys
            of the name and, if it has one, of its abbreviation.
        chinese: for each Chinese gloss, the text that is compared with the English glosses, and the name
            and, if it has one, its short form.
    """

    english: list[tuple[str, tuple[Key, ...]]]
    chinese: list[tuple[str, tuple[str, ...]]]


def add_glosses(
    renderings: Renderings,
    pairs: Sequence[Pair],
    tokenised: Sequence[TokenPair],
    candidates: Candidates,
    *,
    longest: int,
    encode: Encode,
) -> None:
    """Find the renderings in glosses (definitions of abbreviations, and titles), and add them to ``renderings``.

    Args:
        renderings: for each term, the sets of Chinese spans that may render it in one occurrence, with
            the count of each set; changed in place.
        pairs: the corpus.
        tokenised: the tokens of the same pairs.
        candidates: the terms.
        longest: maximum number of words of a term.
        encode: a function that returns the vectors of texts.
    """
    glosses = [
        gloss
        for pair, tokens in zip(pairs, tokenised, strict=True)
        for gloss in _glosses_in(pair, tokens, candidates, longest)
        if gloss.english and gloss.chinese
    ]
    texts = list(dict.fromkeys(text for gloss in glosses for side in gloss for text, _ in side))
    numbers = {text: number for number, text in enumerate(texts)}
    vectors = unit_vectors(encode(texts))
    for gloss in glosses:
        left, right = (vectors[[numbers[text] for text, _ in side]] for side in gloss)
        for row, column in _mutual_nearest(left @ right.T):
            keys, chinese_texts = gloss.english[row][1], gloss.chinese[column][1]
            _add(renderings, keys[0], chinese_texts[:1], candidates)
            for key in keys[1:]:
                _add(renderings, key, chinese_texts, candidates)


def _mutual_nearest(cosines: Vectors) -> Iterator[tuple[int, int]]:
    """Yield ``(row, column)`` for each pair of mutual nearest neighbours in a matrix of cosines.

    The cosine of the pair must exceed that of the row's second best column by a margin.
    """
    for row, column in enumerate(cosines.argmax(axis=1).tolist()):
        best, others = cosines[row, column], numpy.delete(cosines[row], column)
        clear = not len(others) or best >= others.max() + MIN_COSINE_MARGIN
        if best >= MIN_COSINE and clear and cosines[:, column].argmax() == row:
            yield row, column


def _add(renderings: Renderings, key: Key, texts: Iterable[str], candidates: Candidates) -> None:
    if key in candidates.counts:
        renderings.setdefault(key, Counter()).update((chinese_key(text),) for text in texts)


def _glosses_in(pair: Pair, tokens: TokenPair, candidates: Candidates, longest: int) -> Iterator[GlossCandidates]:
    short_names = list(chinese_definitions(pair.chinese))
    if short_names:
        yield GlossCandidates(
            [(long, (english_key(long), (short,))) for short, long in english_definitions(pair.english)],
            [(long, (long, short)) for short, long in short_names],
        )
    titles = list(dict.fromkeys(_TITLE.findall(pair.chinese)))
    if titles:
        names = {
            key: form_of(tokens.english[start:end])
            for start, end in candidate_spans(tokens.english, longest)
            if end - start > 1 and (key := key_of(tokens.english[start:end])) in candidates.names
        }
        yield GlossCandidates([(form, (key,)) for key, form in names.items()], [(title, (title,)) for title in titles])


def share_with_expansions(renderings: Renderings, expansions: Mapping[str, str], candidates: Candidates) -> None:
    """Add the renderings of an abbreviation to those of its expansion, and the reverse.

    The expansion often occurs only once, next to the abbreviation, and then only one of the two has
    word links. ``renderings`` is changed in place.
    """
    for short, long in expansions.items():
        keys = (short,), english_key(long)
        groups = [renderings.get(key, Counter()) for key in keys]
        for key, own, other in zip(keys, groups, reversed(groups), strict=True):
            if key in candidates.counts and (own or other):
                renderings[key] = own + Counter(dict.fromkeys(other, 1))
