"""Find the matches of a pattern in arrays of words.

A match is a pair of offsets in units (`aligner.concordance.words`). All matches of a part of the
pattern in some thousands of pairs are found in one step: words by a table of flags over the
lexicon, sequences by joining sorted offsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy

from aligner.concordance.lexicon import Lexicon
from aligner.concordance.pattern import AnyOf, Characters, Gap, LiteralText, Node, Series, Word
from aligner.concordance.word_arrays import Flags, Numbers, SideWords
from aligner.errors import UsageError
from aligner.interface import _

MAX_EXPRESSION_SECONDS = 2.0
"""Maximum time of a regular expression on one word."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Matches, sorted by start and then by end.

    Attributes:
        starts: first unit of each match.
        ends: unit after the last unit of each match.
    """

    starts: Numbers
    ends: Numbers

    def __len__(self) -> int:
        """Return the number of matches."""
        return len(self.starts)

    def take(self, chosen: Numbers | Flags) -> Spans:
        """Return the matches selected by their positions or by flags."""
        return Spans(self.starts[chosen], self.ends[chosen])


EMPTY = Spans(numpy.zeros(0, numpy.int64), numpy.zeros(0, numpy.int64))


class Matcher(Protocol):
    """Finds the matches of a node, a part of a pattern.

    Attributes:
        is_empty: whether it is certain that the whole corpus has no match, because a word is not in the
            lexicon.
    """

    is_empty: bool

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches on one side of a batch of pairs.

        Args:
            words: the words of the side.
            pairs: ids of the pairs.
            side: 0 for the source, 1 for the target.
        """


LiteralPlaces = Mapping[LiteralText, tuple["PlacesInPairs", "PlacesInPairs"]]
"""Places of literal texts in the source and in the target, found in the texts themselves."""


@dataclass(frozen=True, slots=True)
class PlacesInPairs:
    """The matches of a literal text on one side: pair ids, first units, and units after the last ones.

    The ids are in ascending order. Units are counted from the beginning of the pair.
    """

    pairs: Numbers
    starts: Numbers
    ends: Numbers


def matcher_of(node: Node, lexicon: Lexicon, literals: LiteralPlaces) -> Matcher:
    """Return the matcher of a node of a pattern.

    Args:
        node: the node.
        lexicon: the lexicon of the index.
        literals: the places of the literal texts in the pattern.
    """
    if isinstance(node, Word):
        return WordMatcher(_flags(_ids_of_word(node, lexicon), lexicon))
    if isinstance(node, Characters):
        return CharactersMatcher(node.text, lexicon)
    if isinstance(node, LiteralText):
        return PlacesMatcher(literals[node])
    if isinstance(node, AnyOf):
        return AnyOfMatcher([matcher_of(option, lexicon, literals) for option in node.options])
    return SeriesMatcher([matcher_of(part, lexicon, literals) for part in node.parts], node.gaps)


def literal_texts(nodes: Iterable[Node]) -> list[LiteralText]:
    """Return the literal texts in nodes and in their parts, each once."""
    found: dict[LiteralText, None] = {}
    for node in nodes:
        if isinstance(node, LiteralText):
            found[node] = None
        elif isinstance(node, Series):
            found.update(dict.fromkeys(literal_texts(node.parts)))
        elif isinstance(node, AnyOf):
            found.update(dict.fromkeys(literal_texts(node.options)))
    return list(found)


def separate(spans: Spans) -> Spans:
    """Return matches that do not overlap: at each start the shortest one, the earliest ones first."""
    if len(spans) < 2:
        return spans
    is_first = numpy.concatenate([[True], spans.starts[1:] != spans.starts[:-1]])
    spans = spans.take(is_first)
    if not (spans.starts[1:] < numpy.maximum.accumulate(spans.ends)[:-1]).any():
        return spans
    kept = []
    end = -1
    for number, (start, stop) in enumerate(zip(spans.starts.tolist(), spans.ends.tolist(), strict=True)):
        if start >= end:
            kept.append(number)
            end = stop
    return spans.take(numpy.array(kept, numpy.int64))


def _flags(ids: Sequence[int], lexicon: Lexicon) -> Flags:
    flags = numpy.zeros(lexicon.size(), numpy.bool_)
    flags[list(ids)] = True
    return flags


def _ids_of_word(word: Word, lexicon: Lexicon) -> list[int]:
    if word.kind == "exact":
        return [number for number, _ in lexicon.find([word.text])]
    if word.kind == "any_form":
        from aligner.languages.english.inflection import forms

        return [number for number, _ in lexicon.find(sorted(forms(word.text)))]
    if word.kind == "wildcard" and word.text.find("*") == len(word.text) - 1 > 0:
        return lexicon.beginning_with(word.text[:-1])
    return _ids_of_expression(word, lexicon)


def _ids_of_expression(word: Word, lexicon: Lexicon) -> list[int]:
    import regex

    text = regex.escape(word.text, literal_spaces=True).replace(r"\*", ".*") if word.kind == "wildcard" else word.text
    pattern = regex.compile(text, regex.IGNORECASE)
    try:
        return [
            number for number, each in lexicon.all_words() if pattern.fullmatch(each, timeout=MAX_EXPRESSION_SECONDS)
        ]
    except TimeoutError:
        message = _(
            "/{expression}/ takes over {seconds:g} s on one word: simplify the expression",
            expression=text,
            seconds=MAX_EXPRESSION_SECONDS,
        )
        raise UsageError(message) from None


class WordMatcher:
    """Matches single words by a table of flags over the lexicon."""

    def __init__(self, flags: Flags) -> None:
        self._flags = flags
        self.is_empty = not flags.any()

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches of a word on one side of a batch of pairs; see `Matcher.spans`."""
        if self.is_empty:
            return EMPTY
        places = numpy.flatnonzero(self._flags.take(words.ids))
        if not len(places):
            return EMPTY
        return Spans(words.unit_starts[places], words.unit_starts[places + 1])


class CharactersMatcher:
    """Matches a string of Chinese characters, which may begin and end within a word.

    The words that can contain a part of the string are looked up in advance. In the middle of a match
    there are only whole words; at its ends, there may be parts of words.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._size = len(text)
        near = lexicon.containing(text[0])
        self._within: list[tuple[int, Flags]] = []
        offsets: dict[int, list[int]] = {}
        for number, word in near:
            start = word.find(text)
            while start >= 0:
                offsets.setdefault(start, []).append(number)
                start = word.find(text, start + 1)
        self._within = [(offset, _flags(ids, lexicon)) for offset, ids in sorted(offsets.items())]
        self._openers: dict[int, Flags] = {}
        self._closers: dict[int, Flags] = {}
        self._between: dict[tuple[int, int], int] = {}
        for size in range(1, len(text)):
            openers = [number for number, word in near if word.endswith(text[:size])]
            if openers:
                self._openers[size] = _flags(openers, lexicon)
            self._closers[size] = _flags(lexicon.beginning_with(text[size:]), lexicon)
            parts = [text[size:end] for end in range(size + 1, len(text))]
            ids = {word: number for number, word in lexicon.find(parts)}
            self._between.update(
                ((size, end), ids[text[size:end]]) for end in range(size + 1, len(text)) if text[size:end] in ids
            )
        self._near = _flags([], lexicon)
        for flags in (*self._openers.values(), *(within[1] for within in self._within)):
            self._near |= flags
        self.is_empty = not self._near.any()

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches of a string of Chinese characters on one side; see `Matcher.spans`."""
        if self.is_empty:
            return EMPTY
        near = numpy.flatnonzero(self._near.take(words.ids))  # all words are looked at once only
        if not len(near):
            return EMPTY
        near_ids = words.ids[near]
        found = [words.unit_starts[near[flags[near_ids]]] + offset for offset, flags in self._within]
        # matches that have `size` characters before the word at a position
        frontier: dict[int, list[Numbers]] = {}
        for size, flags in self._openers.items():
            frontier.setdefault(size, []).append(near[flags[near_ids]] + 1)
        for size in range(1, self._size):
            if size in frontier:
                found.append(self._closed(numpy.concatenate(frontier[size]), size, words, frontier))
        starts = numpy.unique(numpy.concatenate(found)) if found else EMPTY.starts
        return Spans(starts, starts + self._size)

    def _closed(self, positions: Numbers, size: int, words: SideWords, frontier: dict[int, list[Numbers]]) -> Numbers:
        """Return the starts of the matches that end in the words at ``positions``.

        Partial matches that contain the whole word are added to ``frontier``, to be continued at the next
        word.

        Args:
            positions: positions of the words after the partial matches.
            size: number of characters already matched.
            words: the words of the side.
            frontier: positions of the next words, by number of characters matched before them.
        """
        positions = positions[positions < len(words.ids)]
        continues = words.pair_of(positions) == words.pair_of(positions - 1)
        positions = positions[continues & ~words.after_mark[positions]]
        ids = words.ids[positions]
        for (first, last), number in self._between.items():
            if first == size:
                frontier.setdefault(last, []).append(positions[ids == number] + 1)
        return words.unit_starts[positions[self._closers[size][ids]]] - size


class PlacesMatcher:
    """Matches at places that were found in the texts before, for literal texts."""

    def __init__(self, places: tuple[PlacesInPairs, PlacesInPairs]) -> None:
        self._places = places
        self.is_empty = not any(len(side.pairs) for side in places)

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches of a literal text on one side of a batch of pairs; see `Matcher.spans`."""
        places = self._places[side]
        if not len(pairs):
            return EMPTY
        first, last = numpy.searchsorted(places.pairs, [pairs[0], pairs[-1] + 1])
        offsets = words.first_units[numpy.searchsorted(pairs, places.pairs[first:last])]
        return Spans(places.starts[first:last] + offsets, places.ends[first:last] + offsets)


class AnyOfMatcher:
    """Matches alternatives: returns the matches of all its matchers."""

    def __init__(self, options: Sequence[Matcher]) -> None:
        self._options = options
        self.is_empty = all(option.is_empty for option in options)

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches of any of several parts on one side of a batch of pairs; see `Matcher.spans`."""
        found = [option.spans(words, pairs, side) for option in self._options]
        return _sorted(
            numpy.concatenate([each.starts for each in found]), numpy.concatenate([each.ends for each in found])
        )


class SeriesMatcher:
    """Matches a sequence of parts, with gaps between them."""

    def __init__(self, parts: Sequence[Matcher], gaps: Sequence[Gap]) -> None:
        self._parts = parts
        self._gaps = gaps
        self.is_empty = any(part.is_empty for part in parts)

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches of a series of parts on one side of a batch of pairs; see `Matcher.spans`."""
        if self.is_empty:
            return EMPTY
        joined = self._parts[0].spans(words, pairs, side)
        for gap, part in zip(self._gaps, self._parts[1:], strict=True):
            if not len(joined):
                return EMPTY
            joined = _join(joined, part.spans(words, pairs, side), gap, words)
        return joined


def _join(before: Spans, after: Spans, gap: Gap, words: SideWords) -> Spans:
    """Return the spans from a match in ``before`` to a match in ``after`` whose distance the gap allows."""
    if not len(after):
        return EMPTY
    if gap.most == 0:
        first = numpy.searchsorted(after.starts, before.ends, side="left")
        last = numpy.searchsorted(after.starts, before.ends, side="right")
    else:
        word_of_start = words.word_at(after.starts)
        next_word = words.word_after(before.ends)
        # what begins within the word in which the first part ends has no word between
        nearest = next_word + gap.least - (gap.least == 0)
        first = numpy.searchsorted(word_of_start, nearest, side="left")
        first = numpy.maximum(first, numpy.searchsorted(after.starts, before.ends, side="left"))
        last = numpy.searchsorted(word_of_start, next_word + gap.most, side="right")
    counts = numpy.maximum(last - first, 0)
    left = numpy.repeat(numpy.arange(len(before)), counts)
    right = numpy.arange(len(left)) - numpy.repeat(numpy.cumsum(counts) - counts, counts) + numpy.repeat(first, counts)
    starts, middles, ends = before.starts[left], after.starts[right], after.ends[right]
    allowed = words.pair_at(starts) == words.pair_at(middles)
    if gap.touching:
        word = words.word_at(middles)
        allowed &= ~(words.after_mark[word] & (words.unit_starts[word] == middles))
    return _sorted(starts[allowed], ends[allowed])


def _sorted(starts: Numbers, ends: Numbers) -> Spans:
    """Return the matches sorted, each once."""
    if not len(starts):
        return EMPTY
    order = numpy.lexsort((ends, starts))
    starts, ends = starts[order], ends[order]
    is_new = numpy.concatenate([[True], (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])])
    return Spans(starts[is_new], ends[is_new])
