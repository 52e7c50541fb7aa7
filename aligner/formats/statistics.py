"""Statistics of a bitext or a corpus: counts, shapes, coverage, length ratios, confidence.

A `Tally` adds pairs one at a time and keeps only counts, so a corpus can be larger than memory. The
order of the documents does not change the result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from math import floor, log2
from typing import Any, NamedTuple

from aligner.bitext import Bitext
from aligner.formats.rows import rows
from aligner.languages.scripts import HAN_CHARACTER, han_count

SHARE_BINS = 20
"""Number of bins for shares from 0 to 1."""
RATIO_BINS = 25
"""Number of bins for length ratios. Equal lengths are in the middle bin; the outer bins include all that is beyond."""
RATIO_STEP = 1 / 3
"""Width of a bin of length ratios, in doublings."""
SIZE_BINS = 20
"""Number of bins for documents by their pairs: 0, 1, up to 3, up to 7, up to 15, ..."""
MAX_REMEMBERED_PAIRS = 1_000_000
"""Pairs that are remembered to count repetitions; with more pairs, repetitions are estimated from a sample."""
_MILLION = 1_000_000
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")

Bins = tuple[int, ...]


class Observation(NamedTuple):
    """One pair, or a text without a counterpart.

    Attributes:
        document: identifier of the pair of documents.
        source: text of the source side; empty for an addition.
        target: text of the target side; empty for an omission.
        shape: the numbers of source and target segments, as ``m-n``.
        confidence: probability that the pair is correct, 0 to 1; ``None`` if the file does not give it.
    """

    document: str
    source: str
    target: str
    shape: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SideStatistics:
    """Statistics of one side of a corpus.

    Attributes:
        characters: number of characters without white space.
        words: number of words in alphabetic scripts and of numbers.
        han: number of Chinese characters.
        paired_characters: number of characters in pairs, without white space.
    """

    characters: int = 0
    words: int = 0
    han: int = 0
    paired_characters: int = 0

    @property
    def tokens(self) -> int:
        """Number of words and Chinese characters together."""
        return self.words + self.han

    @property
    def coverage(self) -> float:
        """Share of the characters that are in pairs, 0 to 1; 1 for a file that has only pairs."""
        return self.paired_characters / self.characters if self.characters else 0.0


@dataclass(frozen=True, slots=True)
class Statistics:
    """Statistics of a bitext or a corpus.

    Attributes:
        documents: number of pairs of documents.
        pairs: number of beads with two sides.
        omissions: number of beads without a target.
        additions: number of beads without a source.
        source: statistics of the source side.
        target: statistics of the target side.
        shapes: number of beads with each shape ``m-n``, the most frequent shape first.
        confidences: number of pairs in each of `SHARE_BINS` bins from 0 to 1; pairs without a
            confidence are left out.
        mean_confidence: mean confidence of these pairs, to six digits; ``None`` if there are none.
        ratios: number of pairs in each of `RATIO_BINS` bins of the ratio of target length to source
            length.
        distinct: number of different pairs; white space and case are ignored.
        distinct_is_exact: false if ``distinct`` was estimated from a sample.
        document_coverages: number of documents in each of `SHARE_BINS` bins of coverage.
        document_sizes: number of documents in each of `SIZE_BINS` bins of the number of pairs.
    """

    documents: int
    pairs: int
    omissions: int
    additions: int
    source: SideStatistics
    target: SideStatistics
    shapes: Mapping[str, int]
    confidences: Bins
    mean_confidence: float | None
    ratios: Bins
    distinct: int
    distinct_is_exact: bool
    document_coverages: Bins
    document_sizes: Bins

    @property
    def repeated(self) -> int:
        """Number of pairs that repeat an earlier pair."""
        return max(self.pairs - self.distinct, 0)

    @property
    def beads(self) -> int:
        """Number of beads: pairs, omissions and additions."""
        return self.pairs + self.omissions + self.additions

    def mirrored(self) -> Statistics:
        """Return the statistics with the two sides exchanged."""
        mirrored_shapes = Counter({"-".join(reversed(shape.split("-"))): count for shape, count in self.shapes.items()})
        return replace(
            self,
            omissions=self.additions,
            additions=self.omissions,
            source=self.target,
            target=self.source,
            shapes=_ranked(mirrored_shapes),
            ratios=self.ratios[::-1],
        )

    def to_dict(self) -> dict[str, Any]:
        """Return all values as plain types for JSON."""
        values = asdict(self)
        for name, side in (("source", self.source), ("target", self.target)):
            values[name] |= {"tokens": side.tokens, "coverage": round(side.coverage, 6)}
        return values | {"beads": self.beads, "repeated": self.repeated}


def statistics_of(bitext: Bitext) -> Statistics:
    """Return the statistics of one bitext; a bitext without beads does not count as a document."""
    tally = Tally()
    if bitext.beads:
        tally.add_document(observations(bitext))
    return tally.statistics()


def observations(bitext: Bitext, *, measured: bool = True) -> Iterator[Observation]:
    """Yield the beads of a bitext as observations.

    Args:
        bitext: the bitext of one pair of documents.
        measured: whether a confidence of 0 is a real value. If false, 0 means that the file has no
            confidence.
    """
    document = f"{bitext.source.name}\n{bitext.target.name}"
    for row in rows(bitext):
        confidence = row.confidence if measured or row.confidence else None
        yield Observation(document, row.source, row.target, row.shape, confidence)


@dataclass
class _Side:
    """Counts of the characters and words on one side (source or target) of a corpus."""

    characters: int = 0
    words: int = 0
    han: int = 0
    paired: int = 0

    def add(self, text: str, *, paired: bool) -> int:
        """Count the characters and words of a text; return its number of characters without white space."""
        characters = len("".join(text.split()))
        han = han_count(text)
        self.characters += characters
        self.han += han
        self.words += len(_WORD.findall(HAN_CHARACTER.sub(" ", text) if han else text))
        self.paired += characters if paired else 0
        return characters

    def statistics(self) -> SideStatistics:
        return SideStatistics(self.characters, self.words, self.han, self.paired)


@dataclass
class Tally:
    """Counts the beads, characters and words of one pair of documents after another; keeps no texts."""

    documents: int = 0
    shapes: Counter[str] = field(default_factory=Counter)
    confidences: Counter[int] = field(default_factory=Counter)
    confidence_sum: int = 0
    ratios: Counter[int] = field(default_factory=Counter)
    coverages: Counter[int] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._sides = (_Side(), _Side())
        self._repetitions = _Distinct()
        self._counts = {"pairs": 0, "omissions": 0, "additions": 0}

    def add_document(self, beads: Iterable[Observation]) -> None:
        """Add all beads of one pair of documents."""
        before = self._covered()
        pairs = self._counts["pairs"]
        for bead in beads:
            self._add(bead)
        paired, characters = (now - then for now, then in zip(self._covered(), before, strict=True))
        self.documents += 1
        self.coverages[share_bin(paired / characters if characters else 0.0)] += 1
        self.sizes[min((self._counts["pairs"] - pairs).bit_length(), SIZE_BINS - 1)] += 1

    def _covered(self) -> tuple[int, int]:
        """Return the number of characters in pairs and the number of all characters, both sides together."""
        return sum(side.paired for side in self._sides), sum(side.characters for side in self._sides)

    def _add(self, bead: Observation) -> None:
        paired = bool(bead.source and bead.target)
        lengths = [
            side.add(text, paired=paired) for side, text in zip(self._sides, (bead.source, bead.target), strict=True)
        ]
        self.shapes[bead.shape] += 1
        if not paired:
            self._counts["omissions" if bead.source else "additions"] += 1
            return
        self._counts["pairs"] += 1
        if min(lengths):
            self.ratios[ratio_bin(lengths[0], lengths[1])] += 1
        self._repetitions.add(bead.source, bead.target)
        if bead.confidence is not None:
            self.confidences[share_bin(bead.confidence)] += 1
            self.confidence_sum += round(bead.confidence * _MILLION)

    def statistics(self) -> Statistics:
        """Return the statistics of the documents added so far."""
        measured = sum(self.confidences.values())
        return Statistics(
            self.documents,
            **self._counts,
            source=self._sides[0].statistics(),
            target=self._sides[1].statistics(),
            shapes=_ranked(self.shapes),
            confidences=_bins(self.confidences, SHARE_BINS),
            mean_confidence=round(self.confidence_sum / measured / _MILLION, 6) if measured else None,
            ratios=_bins(self.ratios, RATIO_BINS),
            distinct=min(self._repetitions.count, self._counts["pairs"]),
            distinct_is_exact=self._repetitions.level == 0,
            document_coverages=_bins(self.coverages, SHARE_BINS),
            document_sizes=_bins(self.sizes, SIZE_BINS),
        )


class _Distinct:
    """Counts different pairs in bounded memory.

    It keeps the hashes of pairs that end in ``level`` zero bits. At first, ``level`` is 0, so it keeps
    all hashes. Each time there are too many hashes, ``level`` rises by one (Flajolet, 1990, "On
    adaptive sampling"). The result does not depend on the order of pairs.
    """

    def __init__(self) -> None:
        self.level = 0
        self._seen: set[int] = set()

    @property
    def count(self) -> int:
        """Number of different pairs; an estimate if ``level`` is not 0."""
        return len(self._seen) << self.level

    def add(self, source: str, target: str) -> None:
        """Count a pair, unless the same pair has been counted before.

        White space, case, and the order of the two texts are ignored.
        """
        ends = sorted("".join(text.lower().split()) for text in (source, target))
        digest = blake2b("\0".join(ends).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = int.from_bytes(digest, "big")
        if number & ((1 << self.level) - 1):
            return
        self._seen.add(number)
        while len(self._seen) > MAX_REMEMBERED_PAIRS:
            self.level += 1
            self._seen = {kept for kept in self._seen if not kept & ((1 << self.level) - 1)}


def share_bin(share: float) -> int:
    """Return the 0-based histogram bin of a share from 0 to 1."""
    return min(max(int(share * SHARE_BINS), 0), SHARE_BINS - 1)


def ratio_bin(source: int, target: int) -> int:
    """Return the 0-based histogram bin of the ratio of target length to source length.

    Equal lengths give the middle bin. If the two lengths are exchanged, the bin is at the same distance
    from the middle, on the other side.
    """
    if source > target:
        return RATIO_BINS - 1 - ratio_bin(target, source)
    place = floor(log2(target / source) / RATIO_STEP + 0.5)
    return min(RATIO_BINS // 2 + place, RATIO_BINS - 1)


def _bins(counts: Counter[int], size: int) -> Bins:
    return tuple(counts[number] for number in range(size))


def _ranked(shapes: Counter[str]) -> dict[str, int]:
    return dict(sorted(shapes.items(), key=lambda item: (-item[1], item[0])))
