"""Find the matches of a search pattern in arrays of words.

The start and end of a match are counted in units: runs of letters and digits, or single Chinese
characters (`aligner.concordance.words`). One step finds all matches of a part of the pattern in some
thousands of pairs: of a word, by an array with a flag for each word of the lexicon; of a sequence, by
joining the sorted matches of its parts.
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
    """The start and end of each match, sorted by start and then by end.

    They are counted in units: runs of letters and digits, or single Chinese characters.

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
        """Return some of the matches, chosen by their positions or by one flag for each match."""
        return Spans(self.starts[chosen], self.ends[chosen])


EMPTY = Spans(numpy.zeros(0, numpy.int64), numpy.zeros(0, numpy.int64))


class Matcher(Protocol):
    """Finds all matches of one part of a search pattern, such as a word or a sequence of words.

    Attributes:
        is_empty: whether it is certain that the whole corpus has no match, because a word is not in the
            lexicon.
    """

    is_empty: bool

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches of this part of the search pattern on one side (source or target) of some pairs.

        Args:
            words: the words of the side.
            pairs: ids of the pairs.
            side: 0 for the source, 1 for the target.
        """


LiteralPlaces = Mapping[LiteralText, tuple["PlacesInPairs", "PlacesInPairs"]]
"""Places of literal texts in the source and in the target, found in the texts themselves."""


@dataclass(frozen=True, slots=True)
class PlacesInPairs:
    """The matches of a literal text on one side of all pairs.

    Each match has three numbers: the id of its pair (in ascending order), its first unit, and the unit
    after its last one. Units (words, or single Chinese characters) are counted from the beginning of
    the text.
    """

    pairs: Numbers
    starts: Numbers
    ends: Numbers


def matcher_of(node: Node, lexicon: Lexicon, literals: LiteralPlaces) -> Matcher:
    """Return the matcher for a node of a parsed pattern (a word, literal text, sequence or alternative).

    Args:
        node: the node.
        lexicon: the lexicon of the index.
        literals: the matches of the literal texts in the pattern, which have been found before.
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
    """Return the different literal texts in nodes of a pattern and in the parts of these nodes."""
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
    """Choose matches that do not overlap, from the beginning of the text to its end.

    Of several matches with the same start, the shortest is chosen. A match that overlaps the previous
    chosen one is dropped.
    """
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
    """Matches single words: it has one flag for each word of the lexicon, true for the words that match."""

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
        """Extend partial matches of a Chinese string by the next word; return the starts of completed matches.

        A partial match that contains all of the next word, and is still not complete, is added to
        ``frontier``.

        Args:
            positions: positions of the words after the partial matches.
            size: number of characters already matched.
            words: the words of the side.
            frontier: positions of the words after partial matches, by number of characters matched so
                far.
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
    """Returns the matches of a literal text, which have already been found in the texts themselves."""

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
    """Matches alternatives: each match of any of its matchers is a match."""

    def __init__(self, options: Sequence[Matcher]) -> None:
        self._options = options
        self.is_empty = all(option.is_empty for option in options)

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches of any of the alternatives on one side of a batch of pairs; see `Matcher.spans`."""
        found = [option.spans(words, pairs, side) for option in self._options]
        return _sorted(
            numpy.concatenate([each.starts for each in found]), numpy.concatenate([each.ends for each in found])
        )


class SeriesMatcher:
    """Matches a sequence of parts, such as words, with a permitted number of other words between them."""

    def __init__(self, parts: Sequence[Matcher], gaps: Sequence[Gap]) -> None:
        self._parts = parts
        self._gaps = gaps
        self.is_empty = any(part.is_empty for part in parts)

    def spans(self, words: SideWords, pairs: Numbers, side: int) -> Spans:
        """Return all matches of a sequence of parts on one side of a batch of pairs; see `Matcher.spans`."""
        if self.is_empty:
            return EMPTY
        joined = self._parts[0].spans(words, pairs, side)
        for gap, part in zip(self._gaps, self._parts[1:], strict=True):
            if not len(joined):
                return EMPTY
            joined = _join(joined, part.spans(words, pairs, side), gap, words)
        return joined


def _join(before: Spans, after: Spans, gap: Gap, words: SideWords) -> Spans:
    """Combine the matches of two consecutive parts of a sequence.

    Each result extends from the start of a match in ``before`` to the end of a match in ``after`` in
    the same text, if the number of words between them is one that the gap allows.
    """
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
    """Return matches sorted by start and end, without repetitions."""
    if not len(starts):
        return EMPTY
    order = numpy.lexsort((ends, starts))
    starts, ends = starts[order], ends[order]
    is_new = numpy.concatenate([[True], (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])])
    return Spans(starts[is_new], ends[is_new])
