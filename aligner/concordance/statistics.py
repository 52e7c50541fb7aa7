"""Statistics of the matches of a search request: frequencies and collocations.

Frequencies are grouped by part of the corpus or by form of the match. Collocations are ranked by
logDice, 14 + log2(2 f(xy) / (f(x) + f(y))), where f(x) is the frequency of the match, f(y) that of the
other word, and f(xy) that of both together. The score does not depend on the size of the corpus; its
maximum is 14 (Rychlý, 2008, "A lexicographer-friendly association score").
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from aligner.concordance.index import Index
from aligner.concordance.matches import BatchMatches, SideMatches
from aligner.concordance.matching import Spans
from aligner.concordance.word_arrays import Numbers, SideWords

MAX_LOG_DICE = 14.0
"""The logDice of two words that occur only together."""
DOCUMENT_BITS = 32
"""Number of bits of the id of a document."""
MAX_FORMS = 20_000
"""Number of different forms of a match whose texts are read; the rest, the rarest, are counted as one."""
_HASH_FACTOR = numpy.uint64(0x9E3779B97F4A7C15)


class Frequency(NamedTuple):
    """The frequency of the matches in one group.

    Attributes:
        value: name of the group: a document, file or folder, a value of the metadata, or a form of the
            match.
        matches: number of matches.
        pairs: number of pairs with a match.
        share: share of all matches, 0 to 1.
        per_million: matches per million words of the group, counted on the sides that have matches;
            ``None`` for forms of the match.
    """

    value: str
    matches: int
    pairs: int
    share: float
    per_million: float | None


@dataclass(frozen=True, slots=True)
class Collocation:
    """A word that occurs near the matches, or on the other side of their pairs.

    Attributes:
        word: the word, in lower case and simplified characters.
        count: number of matches with the word in their window; for the other side, number of pairs.
        corpus_count: number of occurrences in the corpus; for the other side, number of pairs with the
            word.
        log_dice: the logDice score, at most 14.
    """

    word: str
    count: int
    corpus_count: int
    log_dice: float


@dataclass(frozen=True, slots=True)
class Window:
    """The words around a match in which collocations are counted.

    Attributes:
        left: number of words before the match.
        right: number of words after the match.
    """

    left: int = 5
    right: int = 5


@dataclass(frozen=True, slots=True)
class Cut:
    """Limits on the collocations that are returned.

    Attributes:
        min_count: minimum number of matches (or of pairs, for words of the other side) with the word.
        limit: maximum number of words; 0 for all.
    """

    min_count: int = 3
    limit: int = 0


def frequency_by_part(
    batches: Iterable[BatchMatches], part_of: Mapping[tuple[int, int], str], file_pairs: int
) -> list[Frequency]:
    """Return the frequency of the matches in each document, file, folder or other group, highest first.

    Args:
        batches: the matches of each batch of pairs.
        part_of: name of the group, by the ids of file and document.
        file_pairs: number of pair ids reserved for each file.
    """
    matches: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    words: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    on_sides = [0, 0]
    for found in batches:
        files = found.batch.ids // file_pairs
        keys, numbers = numpy.unique(files << DOCUMENT_BITS | found.batch.documents, return_inverse=True)
        names = [part_of[divmod(key, 1 << DOCUMENT_BITS)] for key in keys.tolist()]
        for side, side_matches in enumerate(found.sides):
            on_sides[side] += len(side_matches.pairs)
            _add(words[side], names, numpy.bincount(numbers, weights=found.batch.sides[side].sizes))
            _add(matches, names, numpy.bincount(numbers[side_matches.pairs], minlength=len(names)))
            _add(pairs, names, numpy.bincount(numbers[numpy.unique(side_matches.pairs)], minlength=len(names)))
    total = sum(on_sides)
    rows = []
    for name, count in matches.items():
        if count:
            size = sum(side_words[name] for side_words, number in zip(words, on_sides, strict=True) if number)
            rows.append(Frequency(name, count, pairs[name], count / total, 1e6 * count / size if size else 0.0))
    return sorted(rows, key=lambda row: (-row.matches, row.value))


def _add(counter: Counter[str], names: list[str], counts: NDArray[Any]) -> None:
    for name, count in zip(names, counts.tolist(), strict=True):
        counter[name] += int(count)


class Form(NamedTuple):
    """A form of the matches (a sequence of words) in one batch of pairs, with an example.

    Units are runs of letters and digits, or single Chinese characters.

    Attributes:
        pair: id of a pair with the form.
        side: side of the example: 0 for the source, 1 for the target.
        start: first unit of the example, counted from the beginning of the text.
        end: unit after the last unit of the example.
        matches: number of matches of this form in the batch.
        pairs: number of pairs with this form in the batch.
        key: a key that is equal for all matches of this form.
    """

    pair: int
    side: int
    start: int
    end: int
    matches: int
    pairs: int
    key: tuple[int, int]


def forms_of_matches(batches: Iterable[BatchMatches]) -> Iterator[Form]:
    """Yield the different forms (sequences of words) of the matches in each batch of pairs, with their counts.

    A form that occurs in several batches is yielded once for each of them.
    """
    for found in batches:
        for side, matches in enumerate(found.sides):
            if not len(matches.pairs):
                continue
            words = found.batch.sides[side]
            hashes = _form_hashes(words, matches.spans)
            distinct, examples, numbers, counts = numpy.unique(
                hashes, return_index=True, return_inverse=True, return_counts=True
            )
            in_pairs = numpy.unique(numbers * len(found.batch.ids) + matches.pairs) // len(found.batch.ids)
            pairs = numpy.bincount(in_pairs, minlength=len(counts))
            offsets = words.first_units[matches.pairs[examples]]
            yield from map(
                Form._make,
                zip(
                    found.batch.ids[matches.pairs[examples]].tolist(),
                    [side] * len(examples),
                    (matches.spans.starts[examples] - offsets).tolist(),
                    (matches.spans.ends[examples] - offsets).tolist(),
                    counts.tolist(),
                    pairs.tolist(),
                    [(side, key) for key in distinct.tolist()],
                    strict=True,
                ),
            )


def _form_hashes(words: SideWords, spans: Spans) -> NDArray[numpy.uint64]:
    """Return a hash of the form of each match.

    It depends on the words of the match, on the place in the first word where the match begins, and on
    its length.
    """
    first, last = words.word_at(spans.starts), words.word_after(spans.ends)
    hashes = (spans.starts - words.unit_starts[first]).astype(numpy.uint64) + (spans.ends - spans.starts).astype(
        numpy.uint64
    ) * _HASH_FACTOR
    for offset in range(int((last - first).max(initial=0))):
        inside = numpy.flatnonzero(first + offset < last)
        hashes[inside] = (hashes[inside] ^ words.ids[first[inside] + offset].astype(numpy.uint64)) * _HASH_FACTOR
        hashes[inside] ^= hashes[inside] >> numpy.uint64(29)
    return hashes


def near_collocations(batches: Iterable[BatchMatches], index: Index, window: Window, cut: Cut) -> list[Collocation]:
    """Return the words that occur near the matches, in a window of words, the highest logDice first.

    A match counts only once for each word in its window, so that the score is at most 14.
    """
    size = index.lexicon.size()
    together = numpy.zeros(size, numpy.int64)
    corpus = numpy.zeros((2, size), numpy.int64)
    totals = [0, 0]
    for found in batches:
        for side, matches in enumerate(found.sides):
            words = found.batch.sides[side]
            corpus[side] += numpy.bincount(words.ids, minlength=size)
            if len(matches.pairs):
                totals[side] += len(matches.pairs)
                together += numpy.bincount(_words_in_window(words, matches, window), minlength=size)
    counts = sum((corpus[side] for side in (0, 1) if totals[side]), numpy.zeros(size, numpy.int64))
    return _ranked(numpy.minimum(together, counts), counts, sum(totals), index, cut)


def _words_in_window(words: SideWords, matches: SideMatches, window: Window) -> Numbers:
    """Return the ids of the words in the windows of all matches, as one array.

    A word that occurs several times in the window of a match is returned only once for this match.
    """
    first, last = words.word_at(matches.spans.starts), words.word_after(matches.spans.ends)
    pair_starts, pair_ends = words.first_words[matches.pairs], words.first_words[matches.pairs + 1]
    columns: list[Numbers] = []
    positions = [first - distance for distance in range(1, window.left + 1)]
    positions += [last + distance for distance in range(window.right)]
    for position in positions:
        inside = (position >= pair_starts) & (position < pair_ends)
        ids = numpy.where(inside, words.ids[numpy.where(inside, position, 0)], -1)
        for earlier in columns:
            ids[ids == earlier] = -1
        columns.append(ids)
    together = numpy.concatenate([*columns, numpy.zeros(0, numpy.int64)])
    return together[together >= 0].astype(numpy.int64)


def other_side_collocations(batches: Iterable[BatchMatches], index: Index, cut: Cut) -> list[Collocation]:
    """Return the words of the other side of the matching pairs, the highest logDice first.

    Their counts are numbers of pairs: those with a match, and all pairs in the corpus.
    """
    size = index.lexicon.size()
    together = numpy.zeros(size, numpy.int64)
    corpus = numpy.zeros((2, size), numpy.int64)
    totals = [0, 0]
    for found in batches:
        for side, matches in enumerate(found.sides):
            other = found.batch.sides[1 - side]
            corpus[1 - side] += numpy.bincount(other.ids[other.is_first], minlength=size)
            if len(matches.pairs):
                chosen = numpy.zeros(len(found.batch.ids), numpy.bool_)
                chosen[matches.pairs] = True
                totals[1 - side] += int(chosen.sum())
                in_pairs = other.is_first & numpy.repeat(chosen, other.sizes)
                together += numpy.bincount(other.ids[in_pairs], minlength=size)
    counts = sum((corpus[side] for side in (0, 1) if totals[side]), numpy.zeros(size, numpy.int64))
    return _ranked(together, counts, sum(totals), index, cut)


def _ranked(together: Numbers, counts: Numbers, total: int, index: Index, cut: Cut) -> list[Collocation]:
    ids = numpy.flatnonzero(together >= max(cut.min_count, 1))
    scores = MAX_LOG_DICE + numpy.log2(2 * together[ids] / (total + counts[ids]))
    if cut.limit and len(ids) > cut.limit:  # words are read for the best ones only
        best = scores >= numpy.partition(scores, len(ids) - cut.limit)[len(ids) - cut.limit]
        ids, scores = ids[best], scores[best]
    words = index.lexicon.words_of(ids.tolist())
    columns = ids.tolist(), together[ids].tolist(), counts[ids].tolist(), scores.tolist()
    rows = [Collocation(words[number], *values) for number, *values in zip(*columns, strict=True)]
    rows.sort(key=lambda row: (-row.log_dice, -row.count, row.word))
    return rows[: cut.limit] if cut.limit else rows


class Interval(NamedTuple):
    """A confidence interval of a share: its lower and upper bound, 0 to 1."""

    low: float
    high: float


def wilson_interval(count: int, total: int, deviations: float = 1.959964) -> Interval:
    """Return the Wilson score interval of the share ``count / total`` (Wilson, 1927).

    The default number of standard deviations gives a confidence of 95 %.
    """
    if not total:
        return Interval(0.0, 1.0)
    share, square = count / total, deviations**2
    middle = share + square / (2 * total)
    half = deviations * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    size = 1 + square / total
    return Interval(max((middle - half) / size, 0.0), min((middle + half) / size, 1.0))
