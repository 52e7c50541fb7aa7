"""Find the documents of a corpus that a person should check first, and examples of dropped pairs.

Both keep only a limited number of records in memory, so a corpus can be larger than memory.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aligner.formats.statistics import Observation

MAX_DOCUMENTS = 10
"""Number of documents listed."""
MAX_EXAMPLES = 3
"""Number of examples for each reason."""
_SEED = 0


@dataclass(frozen=True, slots=True)
class DocumentQuality:
    """The data on the quality of one pair of documents.

    Attributes:
        name: name of the document, or names of source and target.
        pairs: number of pairs.
        coverage: share of the characters that are in pairs, 0 to 1.
        confidence: mean confidence of the pairs, weighted by their characters; ``None`` if the file has
            no confidence.
        dropped: number of pairs that the filters of a batch dropped.
        remark: warning of the program, or the reason why the documents could not be aligned.
    """

    name: str
    pairs: int = 0
    coverage: float = 0.0
    confidence: float | None = None
    dropped: int = 0
    remark: str = ""

    @property
    def usable(self) -> float:
        """The expected share of the text in correct pairs that were not dropped, 0 to 1.

        Confidence is calibrated, so its mean is the expected share of correct pairs. A pair without a
        confidence counts as correct. Dropped pairs are counted by number and not by length, because the
        corpus does not contain their texts.
        """
        all_pairs = self.pairs + self.dropped
        kept = self.pairs / all_pairs if all_pairs else 1.0
        return self.coverage * (1.0 if self.confidence is None else self.confidence) * kept

    @property
    def rank(self) -> tuple[float, int, str]:
        """The key by which documents are sorted: usable share of text (ascending), pairs (descending), name."""
        return self.usable, -self.pairs, self.name


@dataclass
class Ranking:
    """Keeps the documents with the lowest `DocumentQuality.usable`, in whatever order they are added."""

    _lowest: list[DocumentQuality] = field(default_factory=list)

    def add(self, quality: DocumentQuality) -> None:
        """Add a document to the ranking."""
        self._lowest = heapq.nsmallest(MAX_DOCUMENTS, [*self._lowest, quality], key=lambda each: each.rank)

    def watch(self, observations: Iterable[Observation], known: DocumentQuality | None = None) -> Iterator[Observation]:
        """Yield the observations of one document unchanged, then add the document to the ranking.

        Args:
            observations: the pairs of the document, and its segments without a counterpart.
            known: the name, dropped pairs and remark of the document, if they are known from a batch.
        """
        known = known or DocumentQuality("")
        name, pairs, characters, paired, measured, weighted = known.name, 0, 0, 0, 0, 0.0
        for bead in observations:
            name = name or " | ".join(filter(None, bead.document.split("\n")))
            size = len(bead.source) + len(bead.target)
            characters += size
            if bead.source and bead.target:
                pairs += 1
                paired += size
                if bead.confidence is not None:
                    measured += size
                    weighted += size * bead.confidence
            yield bead
        if name:
            coverage = paired / characters if characters else 0.0
            confidence = weighted / measured if measured else None
            self.add(replace(known, name=name, pairs=pairs, coverage=coverage, confidence=confidence))

    def lowest(self) -> tuple[DocumentQuality, ...]:
        """Return the documents to check first, in the order of their usable shares, the lowest first.

        The usable share is the expected share of the text in correct pairs. Documents with a share of 1
        are left out.
        """
        return tuple(quality for quality in self._lowest if quality.usable < 1)


def dropped_examples(records: Iterable[Mapping[str, Any]]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return up to `MAX_EXAMPLES` dropped pairs for each reason: a random sample that is the same in each run.

    Args:
        records: rows of the list of dropped pairs, with the keys ``reason``, ``source`` and ``target``.
    """
    chance = random.Random(_SEED)
    samples: dict[str, list[tuple[str, str]]] = {}
    counts: dict[str, int] = {}
    for record in records:
        reason, source, target = (str(record.get(key) or "") for key in ("reason", "source", "target"))
        counts[reason] = counts.get(reason, 0) + 1
        sample = samples.setdefault(reason, [])
        if len(sample) < MAX_EXAMPLES:
            sample.append((source, target))
        elif (place := chance.randrange(counts[reason])) < MAX_EXAMPLES:  # reservoir sampling (Vitter 1985)
            sample[place] = (source, target)
    return {reason: tuple(sample) for reason, sample in sorted(samples.items())}
