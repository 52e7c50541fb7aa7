"""What stands for a match on the other side: the run of words that is nearest in meaning and keeps it company.

A run of words is scored by the cosine of its vector with that of the match, plus a share of the Dice coefficient of
the two over the whole corpus (Dice, 1945; Smadja et al., 1996, "Translating collocations for bilingual lexicons"): the
less the model knows of the match, the larger the share.
The vector of a run is the sum of its words' vectors, so that the norms of all runs of a text are sums over squares of
the matrix of its words' products, and no run is ever encoded.
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
from aligner.embedders.static import StaticEmbedder
from aligner.embedders.tokens import SPACE
from aligner.languages import is_function_word
from aligner.languages.scripts import HAN
from aligner.protocols import Vectors

LONGEST = 8
"""Words of the longest run."""
LONGEST_TEXT = 300
"""Words of a text that are looked at."""
LEAST_COMPANY = 0.25
"""Weight of the Dice coefficient beside the cosine where the model knows the match; more where it does not."""
CHANCE = 0.5
"""Taken off how often two were met: what was met twice proves less than half of what was met four times."""
LIKELY = 0.3
"""Least score of a counterpart."""
KNOWN = 0.5
"""Cosine below which the model does not know what a match means."""
ASKED = 40
"""Runs whose company is asked for in the corpus, of each kind."""
KEPT = 5
"""Runs of a text whose company is asked for because of their cosine."""
COUNTED = 200
"""Texts in which runs are counted that may be asked for because they come again and again."""

Count = Callable[[str], int]
"""Tells in how many pairs of the corpus a text stands."""
_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}]+)|(?P<mark>\S)")


@dataclass(frozen=True, slots=True)
class Words:
    """A text cut into words.

    Attributes:
        places: of the words.
        is_content: whether a word says something by itself.
        breaks: whether no run goes across it: punctuation.
        vectors: shape (words, dimension).
    """

    places: tuple[Place, ...]
    is_content: NDArray[numpy.bool_]
    breaks: NDArray[numpy.bool_]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words.

    Attributes:
        text: folded.
        place: in the text.
        cosine: with the match.
    """

    text: str
    place: Place
    cosine: float


class WordCutter:
    """Cuts texts into words, Chinese ones by the tokenizer of the model, and knows the words' vectors."""

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}
        self._cuts: dict[str, tuple[Place, ...]] = {}

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Return the vectors of words, shape (words, dimension)."""
        unseen = [word for word in dict.fromkeys(words) if word not in self._vectors]
        self._vectors.update(zip(unseen, self._embedder.encode(unseen), strict=True))
        if not words:
            return numpy.zeros((0, self._embedder.dimension), numpy.float32)
        return numpy.stack([self._vectors[word] for word in words])

    def learn(self, texts: Iterable[str]) -> None:
        """Get the vectors of all words of folded texts, at once: one call costs as much as a hundred words."""
        self.vectors(list({text[slice(*place)]: None for text in texts for place in self._split(text)[0]}))

    def cut(self, folded: str) -> Words:
        """Return the words of a folded text."""
        places, breaks = self._split(folded)
        words = [folded[start:end] for start, end in places]
        content = [not mark and is_content(word) for word, mark in zip(words, breaks, strict=True)]
        return Words(tuple(places), numpy.array(content, bool), numpy.array(breaks, bool), self.vectors(words))

    def _split(self, folded: str) -> tuple[list[Place], list[bool]]:
        """Return the places of the words in a folded text, and which of them are marks."""
        places: list[Place] = []
        breaks: list[bool] = []
        for match in _PIECE.finditer(folded):
            found = self._cut_han(match.group()) if match["han"] else ((0, len(match.group())),)
            places += [(match.start() + start, match.start() + end) for start, end in found]
            breaks += [match["mark"] is not None] * len(found)
            if len(places) >= LONGEST_TEXT:
                break
        return places, breaks

    def _cut_han(self, text: str) -> tuple[Place, ...]:
        """Return the places of the words in a text of Chinese characters."""
        if text not in self._cuts:
            encoding = self._embedder.tokenizer.encode(text, add_special_tokens=False)
            tokens = zip(encoding.tokens, encoding.offsets, strict=True)
            ends = sorted({end for token, (_, end) in tokens if token != SPACE})
            self._cuts[text] = tuple(zip([0, *ends], ends, strict=False))
        return self._cuts[text]


def is_content(word: str) -> bool:
    """Whether a folded word of any language says something by itself."""
    return not is_function_word(word) and (len(word) > 1 or not word.isascii())


def runs(text: str, words: Words, match: Words, wanted: Vectors) -> list[Run]:
    """Return all runs of words that do not go across punctuation, with their cosines.

    Args:
        text: folded.
        words: of the text.
        match: the words of the match; where none of them says something by itself, runs may begin and end likewise.
        wanted: the vector of the match.
    """
    size = len(words.places)
    if not size:
        return []
    along = numpy.concatenate([[0], numpy.cumsum(words.vectors @ wanted)])
    square = numpy.zeros((size + 1, size + 1), numpy.float64)
    square[1:, 1:] = (words.vectors @ words.vectors.T).cumsum(0).cumsum(1)
    corner = numpy.diag(square)
    norms = numpy.sqrt(numpy.maximum(corner[None, :] - 2 * square + corner[:, None], 0)) * numpy.linalg.norm(wanted)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        cosines = (along[None, :] - along[:, None]) / norms
    edges = words.is_content if match.is_content.any() else ~words.breaks
    passed = numpy.concatenate([[0], numpy.cumsum(words.breaks)])
    first, last = numpy.indices((size, size))
    allowed = (last >= first) & (last - first < LONGEST) & edges[:, None] & edges[None, :]
    allowed &= passed[None, 1:] == passed[:-1, None]
    found = []
    for start, end in zip(*numpy.nonzero(allowed), strict=True):
        cosine = float(cosines[start, end + 1])
        if math.isfinite(cosine):  # it is not where no word has a vector
            place = words.places[start][0], words.places[end][1]
            found.append(Run(text[slice(*place)], place, cosine))
    return found


class CounterpartFinder:
    """Finds counterparts in the other sides of the pairs that match a query."""

    def __init__(self, cutter: WordCutter, matches: Sequence[tuple[str, str]], total: int, count: Count) -> None:
        """Learn which runs keep the matches company.

        Args:
            cutter: cuts and compares.
            matches: the match and the other side's text, of the pairs that are looked at.
            total: pairs of the corpus that match.
            count: asks the corpus.
        """
        from threadpoolctl import threadpool_limits

        self._cutter = cutter
        others = [fold(other) for _, other in matches]
        cutter.learn([*others, *{fold(match) for match, _ in matches}])
        with threadpool_limits(1, "blas"):  # so small products are slower on several
            self._runs = [self._runs_of(match, folded) for (match, _), folded in zip(matches, others, strict=True)]
        self._company: dict[str, float] = {}
        known = [max((run.cosine for run in found), default=0.0) for found in self._runs]
        self._weight = max(1 - float(numpy.median(known or [0.0])), LEAST_COMPANY)
        self._share = total / max(len(matches), 1)
        self._total = total
        asked = self._asked()
        together = {text: sum(text in other for other in others) for text in asked}
        counts = {text: count(text) for text, times in together.items() if times > 1}
        self._company = self._dice(together, counts)
        # What is mostly a part of a longer counterpart keeps little company by itself.
        chosen = Counter(best[0].text for best in self if best is not None)
        self._company = self._dice({text: (together[text] + chosen[text]) / 2 for text in asked}, counts)

    def _runs_of(self, match: str, folded: str) -> list[Run]:
        wanted = self._cutter.vectors([match])[0]
        return runs(folded, self._cutter.cut(folded), self._cutter.cut(fold(match)), wanted)

    def _asked(self) -> list[str]:
        """Return the runs that come into question most, by their cosines or since they come again and again."""
        near: defaultdict[str, float] = defaultdict(float)
        frequent: Counter[str] = Counter()
        for number, found in enumerate(self._runs):
            for run in sorted(found, key=lambda run: -run.cosine)[:KEPT]:
                near[run.text] += max(run.cosine, 0)
            if number < COUNTED:
                frequent.update({run.text for run in found})
        nearest = sorted(near, key=lambda text: -near[text])[:ASKED]
        return list(dict.fromkeys([*nearest, *(text for text, times in frequent.most_common(ASKED) if times > 2)]))

    def _dice(self, together: Mapping[str, float], counts: Mapping[str, int]) -> dict[str, float]:
        """Return the Dice coefficients of the matches and the runs, 0 to 1.

        Args:
            together: in how many of the texts that are looked at each run stands.
            counts: in how many pairs of the corpus each stands.
        """
        dice = {}
        for text, count in counts.items():
            met = (together[text] - CHANCE) * self._share
            dice[text] = min(2 * met / (self._total + max(count, met)), 1.0)
        return dice

    def __iter__(self) -> Iterator[tuple[Run, float] | None]:
        """Yield each pair's best run and its score; ``None`` where none is likely."""
        for found in self._runs:
            best = max(found, key=self._score, default=None)
            if best is not None and best.cosine < KNOWN:
                best = self._longest_around(best, found)
            yield None if best is None or self._score(best) < LIKELY else (best, self._score(best))

    def _longest_around(self, best: Run, found: Sequence[Run]) -> Run:
        """Return the longest run around one that keeps as much company: for names that the model does not know."""
        company = self._company.get(best.text, 0.0)
        around = [
            run
            for run in found
            if run.place[0] <= best.place[0]
            and best.place[1] <= run.place[1]
            and self._company.get(run.text, -1.0) >= company > 0
        ]
        return max(around, key=lambda run: len(run.text), default=best)

    def _score(self, run: Run) -> float:
        return run.cosine + self._weight * self._company.get(run.text, 0.0)
