"""The order of hits, and samples of them: numpy sorts numbers, so words are replaced by their place in the lexicon."""

from __future__ import annotations

import numpy

from aligner.concordance.index import Index
from aligner.concordance.matches import KeyMaker, Occurrences, SideMatches, no_keys
from aligner.concordance.request import Order
from aligner.concordance.word_arrays import Batch, Numbers


def keys_for(index: Index, order: Order, words: int) -> KeyMaker:
    """Return the function that gives the sort keys of the pairs in a batch.

    Args:
        index: the index, for the order of its words.
        order: the order of the hits.
        words: number of words that are compared.
    """
    if order not in ("left", "right", "match", "other"):
        return no_keys
    ranks = index.lexicon.ranks()

    def keys_of(batch: Batch, side: int, firsts: SideMatches) -> Numbers:
        spans = firsts.spans
        chosen = batch.sides[1 - side if order == "other" else side]
        if order == "left":
            positions = [chosen.word_at(spans.starts) - distance for distance in range(1, words + 1)]
        elif order == "right":
            positions = [chosen.word_after(spans.ends) + distance for distance in range(words)]
        elif order == "match":
            positions = [chosen.word_at(spans.starts) + distance for distance in range(words)]
        else:
            positions = [chosen.first_words[firsts.pairs] + distance for distance in range(words)]
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
    """Return the positions of the pairs in the order of the hits; equal ones stay in the order of the corpus."""
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
    """Return columns of keys with several columns in one number each: sorting takes as long as there are columns."""
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
    """Return ids of pairs drawn without replacement, ascending; all of them if there are no more than ``size``."""
    if not size or len(pairs) <= size:
        return pairs
    return numpy.sort(numpy.random.default_rng(seed).choice(pairs, size, replace=False))
