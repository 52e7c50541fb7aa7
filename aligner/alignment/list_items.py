"""Similarity of the items of two lists, independent of their order.

There are four kinds of evidence:

- vectors of the items, minus the mean vector of the list, because all items of a list have common
  words (such as "means" in definitions);
- terms of the other language: a bilingual statute may define 泊位 (berth) in one language and berth
  (泊位) in the other, so an item that begins with such a term is almost certain to match;
- numbers, such as the pages of an index or the amounts of a schedule;
- the sound of names, because no model knows most names.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy

from aligner.alignment.spans import Matrix, unit_rows
from aligner.languages.chinese.simplified import fold
from aligner.languages.scripts import HAN_RUN, LATIN_WORD
from aligner.products import product
from aligner.protocols import Vectors

TERM_WEIGHT = 0.6
"""Weight of a shared term of the other language: larger than the usual differences between cosines."""
NUMBER_WEIGHT = 0.3
"""Weight of equal numbers; a year or a page that many items have adds little."""
SOUND_WEIGHT, SOUND_BACKGROUND = 1.5, 0.4
"""Weight of the similarity of sound of two names, and its mean for any two names, which is subtracted."""
MIN_CAPITALISED_SHARE = 0.8
"""Minimum share of capitalised words in a list of names."""
MAX_NAME_WORDS = 6
"""Maximum median number of words of an item in a list of names; a list of sentences has more."""
INNER_TERM_WEIGHT = 0.5
"""Weight of a term that is not at the beginning of the item that contains it."""
LATIN_TERM = re.compile(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z][A-Za-z'’-]*)*")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
ITEM_LEAD = re.compile(r"^[\W\d_]*(?:the |an? )?", re.IGNORECASE)
"""Text before the term at the beginning of an item: a number, a bullet, a quotation mark, an article."""


def item_similarity(first: Sequence[str], second: Sequence[str], vectors: tuple[Vectors, Vectors]) -> Matrix:
    """Return the similarity of each item of one list with each item of the other, shape (n, m), about -0.5 to 2.

    Args:
        first: items of the first list; the Chinese list if one is Chinese.
        second: items of the second list.
        vectors: vectors of the items of both lists, shapes (n, dimension) and (m, dimension).
    """
    centred = [unit_rows(side - side.mean(axis=0)) for side in map(unit_rows, vectors)]
    similarity: Matrix = product(centred[0], centred[1].T)
    similarity += numpy.float32(TERM_WEIGHT) * shared_terms(first, second)
    similarity += numpy.float32(NUMBER_WEIGHT) * shared_numbers(first, second)
    if is_list_of_names(second):
        from aligner.languages.chinese.sound import name_similarity

        similarity += numpy.float32(SOUND_WEIGHT) * (name_similarity(first, second) - numpy.float32(SOUND_BACKGROUND))
    return similarity


def is_list_of_names(texts: Sequence[str]) -> bool:
    """Tell whether the items of a list in Latin letters are names."""
    words = [LATIN_WORD.findall(text) for text in texts]
    capitalised = sum(word[:1].isupper() for item in words for word in item)
    usual = sorted(map(len, words))[len(words) // 2] if words else 0
    return 0 < usual <= MAX_NAME_WORDS and capitalised >= MIN_CAPITALISED_SHARE * sum(map(len, words))


def shared_terms(first: Sequence[str], second: Sequence[str]) -> Matrix:
    """Return the evidence that two items match because one contains a term in the language of the other.

    The evidence is between 0 and 1, shape (n, m).
    """
    chinese, english = [fold(text) for text in first], [" ".join(text.casefold().split()) for text in second]
    latin = term_matches(chinese, english, lambda text: LATIN_TERM.findall(text.casefold()), whole_words=True)
    han = term_matches([fold(text) for text in english], chinese, HAN_RUN.findall, whole_words=False).T
    evidence: Matrix = numpy.minimum(latin + han, 1)
    return evidence


def term_matches(
    naming: Sequence[str], named: Sequence[str], terms_of: Callable[[str], list[str]], *, whole_words: bool
) -> Matrix:
    """Return the evidence that an item with a foreign term matches an item in that language, 0 to 1.

    Args:
        naming: items that may contain terms of the other language.
        named: items in the other language.
        terms_of: returns the foreign terms of an item.
        whole_words: whether a term must begin and end at a word boundary.

    Returns:
        The evidence, shape (naming items, named items).
    """
    matrix = numpy.zeros((len(naming), len(named)), numpy.float32)
    starts = [ITEM_LEAD.sub("", text) for text in named]
    places: dict[str, list[tuple[int, float]]] = {}
    for row, text in enumerate(naming):
        for term in set(terms_of(text)):
            if term not in places:
                places[term] = holders_of(term, named, starts, whole_words=whole_words)
            for column, value in places[term]:
                matrix[row, column] = max(matrix[row, column], value)
    return matrix


def holders_of(term: str, texts: Sequence[str], starts: Sequence[str], *, whole_words: bool) -> list[tuple[int, float]]:
    """Return the number of each item that contains a term, and the evidence that the term names the item.

    The evidence is 1 if the item begins with the term. Otherwise, it is lower if more items contain
    the term, and at least 0.

    Args:
        term: the term to find.
        texts: items of the list.
        starts: the same items without the item number, or another mark, at their beginning.
        whole_words: whether the term must begin and end at a word boundary.
    """
    pattern = re.compile(rf"\b{re.escape(term)}\b" if whole_words else re.escape(term))
    holders = [number for number, text in enumerate(texts) if term in text and pattern.search(text)]
    leading = {number for number in holders if pattern.match(starts[number])}
    rarity = math.log(len(texts) / len(holders)) / math.log(len(texts)) if holders and len(texts) > 1 else 0.0
    return [(number, 1.0 if number in leading else INNER_TERM_WEIGHT * rarity) for number in holders]


def shared_numbers(first: Sequence[str], second: Sequence[str]) -> Matrix:
    """Return the share of numbers that two items have in common, weighted by rarity, 0 to 1, shape (n, m)."""
    sides = [[frozenset(NUMBER.findall(text)) for text in side] for side in (first, second)]
    counts = Counter(number for side in sides for numbers in side for number in numbers)
    rarity = {number: math.log(1 + (len(first) + len(second)) / count) for number, count in counts.items()}
    holders: dict[str, list[int]] = defaultdict(list)
    for column, numbers in enumerate(sides[1]):
        for number in numbers:
            holders[number].append(column)
    shared = numpy.zeros((len(first), len(second)), numpy.float32)
    for row, numbers in enumerate(sides[0]):
        for number in numbers:
            shared[row, holders[number]] += rarity[number]
    totals = [numpy.array([sum(rarity[each] for each in numbers) for numbers in side]) for side in sides]
    most = numpy.maximum(totals[0][:, None], totals[1][None, :])
    shares: Matrix = numpy.divide(shared, most, out=numpy.zeros_like(shared), where=most > 0)
    return shares
