"""Sort the hits of a search, and draw random samples of them.

Words are replaced by their alphabetical ranks in the lexicon, because numpy sorts numbers.
"""

from __future__ import annotations

import numpy

from aligner.concordance.index import Index
from aligner.concordance.matches import KeyMaker, Occurrences, SideMatches, no_keys
from aligner.concordance.request import Order
from aligner.concordance.word_arrays import Batch, Numbers


def keys_for(index: Index, order: Order, words: int) -> KeyMaker:
    """Return a function that computes the numbers (sort keys) by which the pairs of a batch are sorted.

    Args:
        index: the index; its lexicon gives the alphabetical order of words.
        order: the requested order of the hits.
        words: number of words that are compared.
    """
    if order not in ("left", "right", "match", "other"):
        return no_keys
    ranks = index.lexicon.ranks()

    def keys_of(batch: Batch, side: int, firsts: SideMatches) -> Numbers:
        spans = firsts.spans
        chosen = batch.sides[1 - side if order == "other" else side]
        if order == "other":
            first, step = chosen.first_words[firsts.pairs], 1
        elif order == "right":
            first, step = chosen.word_after(spans.ends), 1
        else:
            first, step = chosen.word_at(spans.starts) - (order == "left"), -1 if order == "left" else 1
        positions = [first + step * distance for distance in range(words)]
        starts = chosen.first_words[firsts.pairs]
        ends = chosen.word_after(spans.ends) if order == "match" else chosen.first_words[firsts.pairs + 1]
        columns = []
        for position in positions:
            inside = (position >= starts) & (position < ends)
            ids = chosen.ids[position[inside]]
            column = numpy.zeros(len(position), numpy.int64)  # no word stands before every word
            column[inside] = ranks[ids]
            columns.append(column)
        return numpy.stack(columns, axis=1)

    return keys_of


def order_of(occurrences: Occurrences, index: Index, order: Order, seed: int) -> Numbers:
    """Return the positions of the matching pairs in the requested order.

    Pairs with equal sort keys stay in the order of the corpus.

    Args:
        occurrences: the matches with their sort keys.
        index: the index, for the names of the documents.
        order: the requested order of the hits.
        seed: seed of the random order.
    """
    if order == "random":
        return numpy.random.default_rng(seed).permutation(len(occurrences))
    if order == "document":
        names = index.lexicon.document_names()
        ranks = numpy.zeros(max(names, default=0) + 1, numpy.int64)
        ranks[sorted(names, key=lambda number: names[number])] = numpy.arange(len(names))
        return numpy.argsort(ranks[occurrences.documents], kind="stable")
    if not occurrences.keys.size:
        return numpy.arange(len(occurrences))
    return numpy.lexsort(_packed(occurrences.keys)[::-1])


def _packed(keys: Numbers) -> list[Numbers]:
    """Combine columns of sort keys, several in one 64-bit number, because fewer columns are sorted faster.

    Args:
        keys: the sort keys, shape (pairs, columns).
    """
    bits = max(int(keys.max()).bit_length(), 1)
    per_number = 63 // bits
    packed = []
    for first in range(0, keys.shape[1], per_number):
        number = numpy.zeros(len(keys), numpy.int64)
        for column in keys.T[first : first + per_number]:
            number = number << bits | column
        packed.append(number)
    return packed


def sample_of(pairs: Numbers, size: int, seed: int) -> Numbers:
    """Return a random sample of ``size`` pair ids, in ascending order, without replacement.

    If there are at most ``size`` ids, or ``size`` is 0, all ids are returned.
    """
    if not size or len(pairs) <= size:
        return pairs
    return numpy.sort(numpy.random.default_rng(seed).choice(pairs, size, replace=False))
