"""Find the counterpart of a match: the words on the other side that probably translate it.

Every run of consecutive words without punctuation is a candidate. The score of a run is the cosine of
its vector and that of the match, plus the weighted Dice coefficient of their co-occurrence in the whole
corpus (Dice, 1945; Smadja et al., 1996, "Translating collocations for bilingual lexicons"). The weight
is larger if the model has no good vector for the match, for example for names.

The vector of a run is the sum of the vectors of its words. Therefore the norms of all runs of a text
follow from cumulative sums of the products of word vectors, and the model need not encode each run.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from aligner.concordance.folding import fold
from aligner.concordance.hits import Place
from aligner.cores import one_blas_thread
from aligner.embedders.static import StaticEmbedder
from aligner.embedders.tokens import SPACE
from aligner.languages import is_function_word
from aligner.languages.scripts import HAN
from aligner.protocols import Vectors

MAX_RUN_WORDS = 8
"""Number of words of the longest run."""
MAX_TEXT_WORDS = 300
"""Number of words of a text that are searched."""
MIN_DICE_WEIGHT = 0.25
"""Minimum weight of the Dice coefficient beside the cosine."""
CHANCE_COUNT = 0.5
"""Number subtracted from the co-occurrences: two of them are less than half the evidence of four."""
MIN_SCORE = 0.3
"""Minimum score of a counterpart."""
MIN_KNOWN_COSINE = 0.5
"""The model has no good vector for a match if the best cosine is below this value."""
MAX_COUNTED_RUNS = 40
"""Number of runs that are counted in the corpus: at most as many by cosine, and as many by frequency."""
MAX_NEAREST_RUNS = 5
"""Number of runs of one text that are candidates for counting by their cosine."""
MAX_COUNTED_TEXTS = 200
"""Number of texts in which frequent runs are collected."""

Count = Callable[[str], int]
"""Returns the number of pairs of the corpus with a text."""
_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}]+)|(?P<mark>\S)")


@dataclass(frozen=True, slots=True)
class Words:
    """The words and punctuation marks of a text, with their vectors.

    Attributes:
        places: start and end offsets of each word or punctuation mark in the text.
        is_content: whether each of them is a content word.
        breaks: whether each of them is punctuation.
        vectors: their vectors, shape (words and marks, dimension).
    """

    places: tuple[Place, ...]
    is_content: NDArray[numpy.bool_]
    breaks: NDArray[numpy.bool_]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Run:
    """A run of consecutive words in a text, a possible counterpart of the match.

    Attributes:
        text: the text of the run, in lower case and simplified characters.
        place: start and end offset of the run in the text.
        cosine: cosine similarity of the run and the match, -1 to 1.
    """

    text: str
    place: Place
    cosine: float


class WordTokenizer:
    """Splits texts into words, and computes and caches the vector of each word.

    Chinese words are those that the tokenizer of the embedding model finds.
    """

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}
        self._places_of_text: dict[str, tuple[Place, ...]] = {}

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Return the vector of each word, shape (words, dimension)."""
        unseen = [word for word in dict.fromkeys(words) if word not in self._vectors]
        self._vectors.update(zip(unseen, self._embedder.encode(unseen), strict=True))
        if not words:
            return numpy.zeros((0, self._embedder.dimension), numpy.float32)
        return numpy.stack([self._vectors[word] for word in words])

    def encode_words(self, texts: Iterable[str]) -> None:
        """Compute and cache the vectors of all words of folded (lower-case, simplified) texts in one call of the model.

        The overhead of a call takes as long as the encoding of a hundred words.
        """
        self.vectors(list({text[slice(*place)]: None for text in texts for place in self._split(text)[0]}))

    def tokenise(self, folded: str) -> Words:
        """Return the words and punctuation marks of a folded (lower-case, simplified) text, with their vectors."""
        places, breaks = self._split(folded)
        words = [folded[start:end] for start, end in places]
        content = [not mark and is_content(word) for word, mark in zip(words, breaks, strict=True)]
        return Words(tuple(places), numpy.array(content, bool), numpy.array(breaks, bool), self.vectors(words))

    def _split(self, folded: str) -> tuple[list[Place], list[bool]]:
        """Return the offsets of the words and punctuation marks in a text, and for each whether it is punctuation."""
        places: list[Place] = []
        breaks: list[bool] = []
        for match in _PIECE.finditer(folded):
            word_places = self._split_han(match.group()) if match["han"] else ((0, len(match.group())),)
            places += [(match.start() + start, match.start() + end) for start, end in word_places]
            breaks += [match["mark"] is not None] * len(word_places)
            if len(places) >= MAX_TEXT_WORDS:
                break
        return places, breaks

    def _split_han(self, text: str) -> tuple[Place, ...]:
        """Return the offsets of the words in a text of Chinese characters."""
        if text not in self._places_of_text:
            encoding = self._embedder.tokenizer.encode(text, add_special_tokens=False)
            tokens = zip(encoding.tokens, encoding.offsets, strict=True)
            ends = sorted({end for token, (_, end) in tokens if token != SPACE})
            self._places_of_text[text] = tuple(zip([0, *ends], ends, strict=False))
        return self._places_of_text[text]


def is_content(word: str) -> bool:
    """Whether a word of any language, in lower case and simplified characters, is a content word."""
    return not is_function_word(word) and (len(word) > 1 or not word.isascii())


def candidate_runs(text: str, words: Words, match: Words, match_vector: Vectors) -> list[Run]:
    """Return all runs of consecutive words that can be the counterpart of a match, with their similarity to it.

    A run contains no punctuation and at most `MAX_RUN_WORDS` words.

    Args:
        text: the text, in lower case and simplified characters.
        words: the words of the text.
        match: the words of the match. If it has a content word, a run must begin and end with content
            words.
        match_vector: the vector of the match.
    """
    size = len(words.places)
    if not size:
        return []
    dot_sums = numpy.concatenate([[0], numpy.cumsum(words.vectors @ match_vector)])
    norm_sums = numpy.zeros((size + 1, size + 1), numpy.float64)
    norm_sums[1:, 1:] = (words.vectors @ words.vectors.T).cumsum(0).cumsum(1)
    diagonal = numpy.diag(norm_sums)
    norms = numpy.sqrt(numpy.maximum(diagonal[None, :] - 2 * norm_sums + diagonal[:, None], 0)) * numpy.linalg.norm(
        match_vector
    )
    with numpy.errstate(divide="ignore", invalid="ignore"):
        cosines = (dot_sums[None, :] - dot_sums[:, None]) / norms
    edges = words.is_content if match.is_content.any() else ~words.breaks
    break_counts = numpy.concatenate([[0], numpy.cumsum(words.breaks)])
    first, last = numpy.indices((size, size))
    allowed = (last >= first) & (last - first < MAX_RUN_WORDS) & edges[:, None] & edges[None, :]
    allowed &= break_counts[None, 1:] == break_counts[:-1, None]
    runs = []
    for start, end in zip(*numpy.nonzero(allowed), strict=True):
        cosine = float(cosines[start, end + 1])
        if math.isfinite(cosine):  # not a number if no word of the run has a vector
            place = words.places[start][0], words.places[end][1]
            runs.append(Run(text[slice(*place)], place, cosine))
    return runs


class CounterpartFinder:
    """Finds for each match of a query its counterpart: the words of the other side that probably translate it."""

    def __init__(self, tokenizer: WordTokenizer, matches: Sequence[tuple[str, str]], total: int, count: Count) -> None:
        """Collect the candidates, and count in how many pairs each of them occurs together with a match.

        A candidate is a run of consecutive words on the other side of a pair.

        Args:
            tokenizer: splits the texts and encodes the words.
            matches: the match and the text of the other side, for each inspected pair.
            total: number of matching pairs in the corpus.
            count: a function that returns the number of pairs in the corpus that contain a text.
        """
        self._tokenizer = tokenizer
        others = [fold(other) for _, other in matches]
        tokenizer.encode_words([*others, *{fold(match) for match, _ in matches}])
        with one_blas_thread():
            self._runs = [self._runs_of(match, folded) for (match, _), folded in zip(matches, others, strict=True)]
        self._dice: dict[str, float] = {}
        best_cosines = [max((run.cosine for run in runs), default=0.0) for runs in self._runs]
        self._weight = max(1 - float(numpy.median(best_cosines or [0.0])), MIN_DICE_WEIGHT)
        self._share = total / max(len(matches), 1)
        self._total = total
        candidates = self._runs_to_count()
        cooccurrences = {text: sum(text in other for other in others) for text in candidates}
        counts = {text: count(text) for text, times in cooccurrences.items() if times > 1}
        self._dice = self._dice_coefficients(cooccurrences, counts)
        # A run that is usually a part of a longer counterpart is rarely the best one itself, and gets a lower count.
        best_counts = Counter(best[0].text for best in self if best is not None)
        self._dice = self._dice_coefficients(
            {text: (cooccurrences[text] + best_counts[text]) / 2 for text in candidates}, counts
        )

    def _runs_of(self, match: str, folded: str) -> list[Run]:
        match_vector = self._tokenizer.vectors([match])[0]
        return candidate_runs(
            folded, self._tokenizer.tokenise(folded), self._tokenizer.tokenise(fold(match)), match_vector
        )

    def _runs_to_count(self) -> list[str]:
        """Return the texts of the most promising candidates (runs of words on the other side).

        They are the texts with the highest sums of cosine similarities to the matches, and the most
        frequent ones. Only their Dice coefficients are computed.
        """
        near: defaultdict[str, float] = defaultdict(float)
        frequent: Counter[str] = Counter()
        for number, runs in enumerate(self._runs):
            for run in sorted(runs, key=lambda run: -run.cosine)[:MAX_NEAREST_RUNS]:
                near[run.text] += max(run.cosine, 0)
            if number < MAX_COUNTED_TEXTS:
                frequent.update({run.text for run in runs})
        nearest = sorted(near, key=lambda text: -near[text])[:MAX_COUNTED_RUNS]
        return list(
            dict.fromkeys([*nearest, *(text for text, times in frequent.most_common(MAX_COUNTED_RUNS) if times > 2)])
        )

    def _dice_coefficients(self, cooccurrences: Mapping[str, float], counts: Mapping[str, int]) -> dict[str, float]:
        """Return for each run of words the Dice coefficient of its co-occurrence with the match, 0 to 1.

        Args:
            cooccurrences: number of inspected texts of the other side that contain each run.
            counts: number of pairs in the corpus that contain each run.
        """
        dice = {}
        for text, count in counts.items():
            estimate = (cooccurrences[text] - CHANCE_COUNT) * self._share
            dice[text] = min(2 * estimate / (self._total + max(count, estimate)), 1.0)
        return dice

    def __iter__(self) -> Iterator[tuple[Run, float] | None]:
        """Yield for each inspected pair its counterpart, the run with the highest score, and this score.

        Yield ``None`` for a pair if no run reaches the minimum score.
        """
        for runs in self._runs:
            best = max(runs, key=self._score, default=None)
            if best is not None and best.cosine < MIN_KNOWN_COSINE:
                best = self._longest_around(best, runs)
            yield None if best is None or self._score(best) < MIN_SCORE else (best, self._score(best))

    def _longest_around(self, best: Run, runs: Sequence[Run]) -> Run:
        """Return the longest run around ``best`` whose Dice coefficient is at least as high as that of ``best``.

        A run is a sequence of consecutive words. This extension is used for matches such as names, for
        which the model has no good vectors.
        """
        dice = self._dice.get(best.text, 0.0)
        around = [
            run
            for run in runs
            if run.place[0] <= best.place[0]
            and best.place[1] <= run.place[1]
            and self._dice.get(run.text, -1.0) >= dice > 0
        ]
        return max(around, key=lambda run: len(run.text), default=best)

    def _score(self, run: Run) -> float:
        return run.cosine + self._weight * self._dice.get(run.text, 0.0)
