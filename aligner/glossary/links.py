"""Align the words of a pair by their vectors, their co-occurrence in the corpus and their positions.

Two words are linked if each is the best partner of the other. If only one is the best partner of
the other, they are linked if the link is next to a mutual one (after Jalili Sabet et al., 2020,
"SimAlign", and Melamed, 2000, "Models of translational equivalence").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy
from numpy.typing import NDArray

from aligner.glossary.corpus import TokenPair, Vocabulary
from aligner.languages.chinese import phrases as chinese
from aligner.languages.english import phrases as english
from aligner.protocols import Vectors

Encode = Callable[[Sequence[str]], Vectors]
Link = tuple[int, int]

COOCCURRENCE_WEIGHT = 0.7
"""Weight of the Dice coefficient of two words, added to the cosine of their vectors."""
DISTANCE_PENALTY = 0.15
"""Penalty for a link from one end of the text to the other."""
MIN_MUTUAL_SCORE = 0.22
"""Minimum score of two words that are each other's best partner."""
MIN_ONE_SIDED_SCORE = 0.42
"""Minimum score of a link next to a mutual link, if it is the best of one word only."""
IDENTICAL_SCORE = 1.5
"""Score of a word that occurs in both texts, above all other scores."""
CELLS_PER_MERGE = 1 << 22
"""Number of co-occurrences held before they are summed; it bounds the memory."""


class Linker:
    """Links the words of pairs, using co-occurrence counts of the whole corpus."""

    def __init__(self, pairs: Sequence[TokenPair], encode: Encode, expansions: dict[str, str]) -> None:
        """Encode the words and count their co-occurrences.

        Args:
            pairs: the whole corpus.
            encode: a function that returns the vectors of texts in either language.
            expansions: expansions by lower-case abbreviation; an abbreviation gets the vector of its
                expansion.
        """
        self._pairs = pairs
        self._english, self._chinese = Vocabulary(), Vocabulary()
        self._contents = [self._content(pair) for pair in pairs]
        keys = [str(key) for key in self._english.numbers]
        self._english_vectors = unit_vectors(encode([expansions.get(key, key) for key in keys]))
        words = [str(word) for word in self._chinese.numbers]
        self._chinese_vectors = unit_vectors(encode(words))
        same = [self._chinese.numbers.get(key, -1) for key in self._english.numbers]
        self._same = numpy.array(same, numpy.int64)
        self._cells, self._dice = self._count_cooccurrences()

    def _content(self, pair: TokenPair) -> tuple[NDArray[numpy.int64], ...]:
        """Return the content words of a pair as four arrays.

        The arrays are the indices of the English content words in the text, their numbers in the
        vocabulary, and the same two arrays for the Chinese content words.
        """
        left = [place for place, token in enumerate(pair.english) if token.kind == english.WORD]
        right = [place for place, word in enumerate(pair.chinese) if chinese.is_content(word)]
        return (
            numpy.array(left, numpy.int64),
            numpy.array([self._english.number(pair.english[place].key) for place in left], numpy.int64),
            numpy.array(right, numpy.int64),
            numpy.array([self._chinese.number(pair.chinese[place]) for place in right], numpy.int64),
        )

    def _count_cooccurrences(self) -> tuple[NDArray[numpy.int64], NDArray[numpy.float32]]:
        """Return the word pairs that co-occur at least twice in the corpus, and their Dice coefficients.

        A pair of words is identified by one number: the number of the English word, multiplied by the size
        of the Chinese vocabulary, plus the number of the Chinese word. These numbers are ascending.
        """
        width = max(len(self._chinese.numbers), 1)
        seen = [numpy.zeros(0, numpy.int64)], [numpy.zeros(0, numpy.int64)]
        pending: list[NDArray[numpy.int64]] = []
        size = 0
        counts = [numpy.zeros(len(self._english.numbers)), numpy.zeros(len(self._chinese.numbers))]
        for _, all_left, _, all_right in self._contents:
            left, right = numpy.unique(all_left), numpy.unique(all_right)
            counts[0][left] += 1
            counts[1][right] += 1
            pending.append((left[:, None] * width + right[None, :]).ravel())
            size += len(pending[-1])
            if size > CELLS_PER_MERGE:
                _append_counts(pending, seen)
                pending, size = [], 0
        _append_counts(pending, seen)
        cells, together = _sum_by_cell(numpy.concatenate(seen[0]), numpy.concatenate(seen[1]))
        often = together > 1
        cells, together = cells[often], together[often]
        left, right = cells // width, cells % width
        # rare words co-occur by chance: n co-occurrences count as n - 1
        dice = 2 * (together - 1) / (counts[0][left] + counts[1][right])
        return cells, dice.astype(numpy.float32)

    def __iter__(self) -> Iterator[list[Link]]:
        """Yield the links of each pair; a link is the index of an English and of a Chinese token."""
        for left_places, left, right_places, right in self._contents:
            if not len(left) or not len(right):
                yield []
                continue
            scores = self._scores(left, right, left_places, right_places)
            linked = _link_mask(scores)
            rows, columns = numpy.nonzero(linked)
            yield list(zip(left_places[rows].tolist(), right_places[columns].tolist(), strict=True))

    def _scores(
        self,
        left: NDArray[numpy.int64],
        right: NDArray[numpy.int64],
        left_places: NDArray[numpy.int64],
        right_places: NDArray[numpy.int64],
    ) -> NDArray[numpy.float32]:
        scores = self._english_vectors[left] @ self._chinese_vectors[right].T
        if len(self._cells):
            wanted = left[:, None] * max(len(self._chinese.numbers), 1) + right[None, :]
            found = numpy.minimum(numpy.searchsorted(self._cells, wanted), len(self._cells) - 1)
            scores += COOCCURRENCE_WEIGHT * numpy.where(self._cells[found] == wanted, self._dice[found], 0)
        scores[self._same[left][:, None] == right[None, :]] = IDENTICAL_SCORE
        places = left_places / (left_places[-1] + 1), right_places / (right_places[-1] + 1)
        scores -= DISTANCE_PENALTY * numpy.abs(places[0][:, None] - places[1][None, :])
        return scores


def _link_mask(scores: NDArray[numpy.float32]) -> NDArray[numpy.bool_]:
    best_of_row = scores == scores.max(axis=1, keepdims=True)
    best_of_column = scores == scores.max(axis=0, keepdims=True)
    mutual = best_of_row & best_of_column & (scores >= MIN_MUTUAL_SCORE)
    beside = numpy.zeros_like(mutual)
    beside[1:] |= mutual[:-1]
    beside[:-1] |= mutual[1:]
    beside[:, 1:] |= mutual[:, :-1]
    beside[:, :-1] |= mutual[:, 1:]
    result: NDArray[numpy.bool_] = mutual | (beside & (best_of_row | best_of_column) & (scores >= MIN_ONE_SIDED_SCORE))
    return result


def unit_vectors(vectors: Vectors) -> Vectors:
    """Return the vectors scaled to length 1; zero vectors stay zero."""
    lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
    unit_vectors: Vectors = vectors / numpy.maximum(lengths, 1e-9)
    return unit_vectors


def _append_counts(
    pending: list[NDArray[numpy.int64]], seen: tuple[list[NDArray[numpy.int64]], list[NDArray[numpy.int64]]]
) -> None:
    if pending:
        cells, counts = numpy.unique(numpy.concatenate(pending), return_counts=True)
        seen[0].append(cells)
        seen[1].append(counts)


def _sum_by_cell(
    cells: NDArray[numpy.int64], counts: NDArray[numpy.int64]
) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
    order = numpy.argsort(cells, kind="stable")
    cells, counts = cells[order], counts[order]
    starts = numpy.flatnonzero(numpy.diff(cells, prepend=-1))
    return cells[starts], numpy.add.reduceat(counts, starts) if len(starts) else counts
