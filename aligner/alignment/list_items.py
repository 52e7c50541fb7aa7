"""How well the items of two lists fit each other, wherever they stand in them.

Four kinds of evidence. Vectors, without what all items of a list have in common (every definition "means" something).
Terms of the other language: a bilingual statute writes 泊位 (berth) here and berth (泊位) there, and the item that
begins with such a term is as good as certain. Numbers: of an index, the pages; of a schedule, the amounts. And where
the items are names, of which no model knows most, their sound.
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
"""What a shared term of the other language adds to a cosine: more than unlike items ever lack of like ones."""
NUMBER_WEIGHT = 0.3
"""What it adds that all numbers are the same; a year or a page that many items have adds little."""
SOUND_WEIGHT, SOUND_BY_CHANCE = 1.5, 0.4
"""What it adds that names sound the same, beyond what any two of them have in common."""
LEAST_NAMES = 0.8
"""Share of capitalised words in the items of a list of names, at least."""
MOST_WORDS = 6
"""Words of a name, at most, on the median; a list of sentences has more."""
ELSEWHERE = 0.5
"""What a term counts that does not begin the item in which it is found."""
LATIN_TERM = re.compile(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z][A-Za-z'’-]*)*")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LEAD = re.compile(r"^[\W\d_]*(?:the |an? )?", re.IGNORECASE)
"""What may stand before the term that begins an item: a number, a bullet, a quotation mark, an article."""


def item_similarity(first: Sequence[str], second: Sequence[str], vectors: tuple[Vectors, Vectors]) -> Matrix:
    """Return how well each item of one list fits each of the other, shape (n, m), about -0.5 to 2.

    Args:
        first: the items of one list, Chinese where one of them is.
        second: those of the other.
        vectors: of the items of both, shapes (n, dimension) and (m, dimension).
    """
    centred = [unit_rows(side - side.mean(axis=0)) for side in map(unit_rows, vectors)]
    similarity: Matrix = product(centred[0], centred[1].T)
    similarity += numpy.float32(TERM_WEIGHT) * shared_terms(first, second)
    similarity += numpy.float32(NUMBER_WEIGHT) * shared_numbers(first, second)
    if are_names(second):
        from aligner.languages.chinese.sound import name_similarity

        similarity += numpy.float32(SOUND_WEIGHT) * (name_similarity(first, second) - numpy.float32(SOUND_BY_CHANCE))
    return similarity


def are_names(texts: Sequence[str]) -> bool:
    """Tell whether the items of a list in Latin letters are names."""
    words = [LATIN_WORD.findall(text) for text in texts]
    capitalised = sum(word[:1].isupper() for some in words for word in some)
    usual = sorted(map(len, words))[len(words) // 2] if words else 0
    return 0 < usual <= MOST_WORDS and capitalised >= LEAST_NAMES * sum(map(len, words))


def shared_terms(first: Sequence[str], second: Sequence[str]) -> Matrix:
    """Return how surely terms of the other language tie two items to each other, 0 to 1, shape (n, m)."""
    chinese, english = [fold(text) for text in first], [" ".join(text.casefold().split()) for text in second]
    latin = terms_found(chinese, english, lambda text: LATIN_TERM.findall(text.casefold()), whole_words=True)
    han = terms_found([fold(text) for text in english], chinese, HAN_RUN.findall, whole_words=False).T
    surest: Matrix = numpy.minimum(latin + han, 1)
    return surest


def terms_found(
    naming: Sequence[str], named: Sequence[str], terms_of: Callable[[str], list[str]], *, whole_words: bool
) -> Matrix:
    """Return how surely the items that name terms of the other language mean the items that hold these, 0 to 1.

    Args:
        naming: items that may name terms of the other language.
        named: items in that language.
        terms_of: gives the terms of an item.
        whole_words: whether a term is found at the borders of words only.

    Returns:
        shape (naming items, named items).
    """
    found = numpy.zeros((len(naming), len(named)), numpy.float32)
    starts = [LEAD.sub("", text) for text in named]
    places: dict[str, list[tuple[int, float]]] = {}
    for row, text in enumerate(naming):
        for term in set(terms_of(text)):
            if term not in places:
                places[term] = holders_of(term, named, starts, whole_words=whole_words)
            for column, value in places[term]:
                found[row, column] = max(found[row, column], value)
    return found


def holders_of(term: str, texts: Sequence[str], starts: Sequence[str], *, whole_words: bool) -> list[tuple[int, float]]:
    """Return which texts hold a term, and how surely each is the one that is meant, above 0 to 1."""
    pattern = re.compile(rf"\b{re.escape(term)}\b" if whole_words else re.escape(term))
    holders = [number for number, text in enumerate(texts) if term in text and pattern.search(text)]
    leading = {number for number in holders if pattern.match(starts[number])}
    rarity = math.log(len(texts) / len(holders)) / math.log(len(texts)) if holders and len(texts) > 1 else 0.0
    return [(number, 1.0 if number in leading else ELSEWHERE * rarity) for number in holders]


def shared_numbers(first: Sequence[str], second: Sequence[str]) -> Matrix:
    """Return what share of the numbers of two items is in both, rare ones counting more, 0 to 1, shape (n, m)."""
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
