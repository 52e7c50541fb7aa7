"""Find all matches of a search request in an index, in batches of some thousands of pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass

import numpy

from aligner.concordance.folding import fold
from aligner.concordance.hits import Place, Side
from aligner.concordance.index import Index
from aligner.concordance.matching import (
    EMPTY,
    Matcher,
    PlacesInPairs,
    Spans,
    literal_texts,
    matcher_of,
    separate,
)
from aligner.concordance.pattern import LiteralText, Node, Pattern
from aligner.concordance.word_arrays import Batch, Flags, Numbers
from aligner.concordance.words import unit_places

SIDES: tuple[Side, Side] = ("source", "target")


@dataclass(frozen=True, slots=True)
class SideMatches:
    """The matches on one side of a batch of pairs.

    Attributes:
        pairs: for each match, the position of its pair in the batch, ascending.
        spans: the start and end of each match, counted in units from the beginning of the batch. A unit
            is a run of letters and digits, or one Chinese character (`aligner.concordance.words`).
    """

    pairs: Numbers
    spans: Spans

    def within(self, allowed: Flags) -> SideMatches:
        """Return only the matches in the pairs for which ``allowed`` is true; it has one flag for each pair."""
        kept = allowed[self.pairs]
        return SideMatches(self.pairs[kept], self.spans.take(kept))


@dataclass(frozen=True, slots=True)
class BatchMatches:
    """The matches in a batch of pairs.

    The matches of a pair are all on one side: on the source side if it has any, else on the target
    side.

    Attributes:
        batch: the pairs and their words.
        sides: the matches on the source and on the target side.
    """

    batch: Batch
    sides: tuple[SideMatches, SideMatches]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All matches of a search request, in the order of the corpus.

    Positions in a text are counted in units: runs of letters and digits, or single Chinese characters.

    Attributes:
        pairs: ids of the pairs with a match, ascending.
        sides: for each pair, the side with the match: 0 for the source, 1 for the target.
        documents: for each pair, the id of the document.
        firsts: for each pair, the position of its first match in ``starts`` and ``ends``; the last
            element is the number of all matches.
        starts: first unit of each match, counted from the beginning of the text.
        ends: unit after the last unit of each match.
        keys: numbers by which the pairs are sorted, shape (pairs, keys).
    """

    pairs: Numbers
    sides: Numbers
    documents: Numbers
    firsts: Numbers
    starts: Numbers
    ends: Numbers
    keys: Numbers

    def __len__(self) -> int:
        """Return the number of pairs with a match."""
        return len(self.pairs)

    def spans_of(self, position: int) -> list[tuple[int, int]]:
        """Return the start and end of each match in one pair, in units (words, or single Chinese characters).

        Args:
            position: position of the pair in ``pairs``.
        """
        chosen = slice(int(self.firsts[position]), int(self.firsts[position + 1]))
        return list(zip(self.starts[chosen].tolist(), self.ends[chosen].tolist(), strict=True))


KeyMaker = Callable[[Batch, int, SideMatches], Numbers]
"""Returns the numbers by which pairs are sorted, shape (pairs, numbers), from their first matches on a side."""


def no_keys(_batch: Batch, _side: int, firsts: SideMatches) -> Numbers:
    """Return an array without sort keys, shape (pairs, 0), so that the pairs stay in the order of the corpus."""
    return numpy.zeros((len(firsts.pairs), 0), numpy.int64)


class Finder:
    """Finds the matches of a search pattern in an open index."""

    def __init__(self, index: Index, pattern: Pattern, side: Side | None = None) -> None:
        """Look up the words of the pattern in the lexicon of the index.

        Args:
            index: the index, with its files selected.
            pattern: the pattern to find.
            side: the side to search; ``None`` for both sides.

        Raises:
            UsageError: a regular expression is malformed or takes too long.
        """
        self._index = index
        self._side = side
        self._only: Numbers | None = None
        nodes = (pattern.node, *pattern.contains, *pattern.lacks)
        self._literals = {literal: _places_of(index, literal) for literal in literal_texts(nodes)}
        self._root = pattern.node

        def matcher(node: Node) -> Matcher:
            return matcher_of(node, index.lexicon, self._literals)

        self._matcher = matcher(pattern.node)
        self._contains = [matcher(node) for node in pattern.contains]
        self._lacks = [matcher(node) for node in pattern.lacks]

    def restricted(self, pairs: Numbers) -> Finder:
        """Return a copy of this finder that finds only matches in the pairs with the given ids."""
        finder = copy(self)
        finder._only = pairs
        return finder

    def __iter__(self) -> Iterator[BatchMatches]:
        """Yield the matches in one batch of pairs after another, in the order of the corpus."""
        if self._matcher.is_empty:
            return
        for batch in self._index.batches():
            source = self._matches(batch, 0)
            target = self._matches(batch, 1)
            is_source = numpy.zeros(len(batch.ids), numpy.bool_)
            is_source[source.pairs] = True
            target = target.within(~is_source)
            if self._only is not None:
                wanted = numpy.isin(batch.ids, self._only)
                source, target = source.within(wanted), target.within(wanted)
            yield BatchMatches(batch, (source, target))

    def _matches(self, batch: Batch, side: int) -> SideMatches:
        if self._side is not None and self._side != SIDES[side]:
            return SideMatches(EMPTY.starts, EMPTY)
        found = self._unconditional(batch, side)
        if not len(found.pairs) or not (self._contains or self._lacks):
            return found
        allowed = numpy.ones(len(batch.ids), numpy.bool_)
        for matchers, is_wanted in ((self._contains, True), (self._lacks, False)):
            for matcher in matchers:
                words = batch.sides[1 - side]
                holds = numpy.zeros(len(batch.ids), numpy.bool_)
                holds[words.pair_at(matcher.spans(words, batch.ids, 1 - side).starts)] = True
                allowed &= holds == is_wanted
        return found.within(allowed)

    def _unconditional(self, batch: Batch, side: int) -> SideMatches:
        words = batch.sides[side]
        if isinstance(self._root, LiteralText):  # a match of marks alone has no unit that says which pair it is in
            places = self._literals[self._root][side]
            first, last = numpy.searchsorted(places.pairs, [batch.ids[0], batch.ids[-1] + 1])
            positions = numpy.searchsorted(batch.ids, places.pairs[first:last])
            offsets = words.first_units[positions]
            return SideMatches(positions, Spans(places.starts[first:last] + offsets, places.ends[first:last] + offsets))
        spans = separate(self._matcher.spans(words, batch.ids, side))
        return SideMatches(words.pair_at(spans.starts), spans)


def collect(batches: Iterable[BatchMatches], keys_of: KeyMaker = no_keys) -> Occurrences:
    """Join the matches of all batches into one object.

    Args:
        batches: the matches of each batch.
        keys_of: a function that returns the numbers by which pairs are sorted.
    """
    parts = [_collected(found, keys_of) for found in batches]
    if not parts:
        nothing = numpy.zeros(0, numpy.int64)
        return Occurrences(nothing, nothing, nothing, numpy.zeros(1, numpy.int64), nothing, nothing, nothing[:, None])
    pairs, sides, documents, counts, starts, ends, keys = (
        numpy.concatenate(column) for column in zip(*parts, strict=True)
    )
    firsts = numpy.concatenate([[0], numpy.cumsum(counts)])
    return Occurrences(pairs, sides, documents, firsts, starts, ends, keys)


def _collected(found: BatchMatches, keys_of: KeyMaker) -> tuple[Numbers, ...]:
    """Return the matches of one batch as arrays, which `collect` joins to an `Occurrences`.

    For each pair with a match: its id, the side of the match, the id of the document, and the number of
    matches. For each match: its first unit, and the unit after its last one. For each pair: its sort
    keys.
    """
    batch = found.batch
    columns: list[tuple[Numbers, ...]] = []
    spans: list[tuple[Numbers, ...]] = []
    for side, matches in enumerate(found.sides):
        pairs, firsts, counts = numpy.unique(matches.pairs, return_index=True, return_counts=True)
        keys = keys_of(batch, side, SideMatches(pairs, matches.spans.take(firsts)))
        columns.append((pairs, numpy.full(len(pairs), side), counts, keys))
        offsets = batch.sides[side].first_units[matches.pairs]
        spans.append((matches.pairs, matches.spans.starts - offsets, matches.spans.ends - offsets))
    pairs, sides, counts, keys = (numpy.concatenate(column) for column in zip(*columns, strict=True))
    pairs_of_spans, starts, ends = (numpy.concatenate(column) for column in zip(*spans, strict=True))
    order, span_order = numpy.argsort(pairs, kind="stable"), numpy.argsort(pairs_of_spans, kind="stable")
    pairs = pairs[order]
    return (
        batch.ids[pairs],
        sides[order],
        batch.documents[pairs],
        counts[order],
        starts[span_order].astype(numpy.int32),
        ends[span_order].astype(numpy.int32),
        keys[order],
    )


def unit_span(folded: str, place: Place, units: Sequence[Place] | None = None) -> tuple[int, int]:
    """Convert character offsets in a text to units: runs of letters and digits, or single Chinese characters.

    Args:
        folded: the text, in lower case and simplified characters.
        place: start and end offset, in characters.
        units: the offsets of the units of the text; ``None`` to compute them.

    Returns:
        The number of the first unit in the range, and of the unit after the last one.
    """
    units = unit_places(folded) if units is None else units
    first = sum(end <= place[0] for _, end in units)
    last = sum(start < place[1] for start, _ in units)
    return first, max(first, last)


def _places_of(index: Index, literal: LiteralText) -> tuple[PlacesInPairs, PlacesInPairs]:
    """Find a literal text or regular expression in all pairs; return its matches in source and target texts."""
    query = literal.query()
    found: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]] = ([], [])
    for row in index.candidates(query.index_query):
        for side, text in enumerate((row.source, row.target)):
            places = query.places(text)
            if places:
                folded = fold(text)
                units = unit_places(folded)
                found[side].extend((row.id, *unit_span(folded, place, units)) for place in places)
    source, target = (numpy.array(rows, numpy.int64).reshape(-1, 3) for rows in found)
    return PlacesInPairs(*source.T), PlacesInPairs(*target.T)
