"""The settings of a batch: alignment of the documents, filters of the pairs, and the corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from aligner.errors import UsageError
from aligner.interface import _
from aligner.settings import Settings
from aligner.tasks.limits import MEGABYTE, Limits

Duplicates = Literal["keep", "exact", "near"]
FormatName = Literal["jsonl", "parquet", "tmx", "moses"]
SPLIT_NAMES = {1: ("corpus",), 2: ("train", "test"), 3: ("train", "dev", "test")}


@dataclass(frozen=True, slots=True)
class WorkSettings:
    """Settings and limits of the alignments.

    Attributes:
        align: settings of every alignment.
        max_file_size: maximum size of a document in bytes.
        max_memory: maximum memory of a worker process in bytes, on systems that can limit it; 0 for no limit.
        store: folder or address (``s3://bucket/results``) of results that several runs share; empty for none.
    """

    align: Settings = field(default_factory=Settings)
    max_file_size: int = 100 * MEGABYTE
    max_memory: int = 4_000 * MEGABYTE
    store: str = ""

    @property
    def limits(self) -> Limits:
        """The limits of a worker process on this machine."""
        return Limits(self.max_memory, unit="pair")


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """The filters of the pairs; pairs with an empty side are always dropped.

    Attributes:
        min_confidence: minimum confidence of a pair, 0 to 1.
        max_length_ratio: maximum ratio of the lengths in bytes of UTF-8, 1 or more; 0 for no limit.
        languages: whether to drop pairs with a side in the wrong language.
        copies: whether to drop pairs whose sides are equal.
        duplicates: which duplicates of earlier pairs to drop: ``exact`` ones, also ``near`` ones, or ``keep`` all.
        unrelated: whether to drop the pairs of two documents that do not look like translations of each other.
    """

    min_confidence: float = 0.0
    max_length_ratio: float = 0.0
    languages: bool = False
    copies: bool = False
    duplicates: Duplicates = "keep"
    unrelated: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(_("min_confidence is {min_confidence}: choose 0 to 1", min_confidence=self.min_confidence))
        if self.max_length_ratio and self.max_length_ratio < 1:
            raise UsageError(
                _(
                    "max_length_ratio is {max_length_ratio}: choose 1 or more, or 0 for any",
                    max_length_ratio=self.max_length_ratio,
                )
            )


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """Formats, filters and split of the corpus.

    Attributes:
        formats: the formats to write.
        one_tmx: whether to write one TMX file for each part of the split, else one for each document.
        filters: the filters of the pairs.
        split: shares of the documents in per cent: all, or train and test, or train, dev and test.
    """

    formats: tuple[FormatName, ...] = ("jsonl",)
    one_tmx: bool = True
    filters: FilterSettings = field(default_factory=FilterSettings)
    split: tuple[float, ...] = (100.0,)

    def __post_init__(self) -> None:
        if len(self.split) not in SPLIT_NAMES or min(self.split) < 0 or abs(sum(self.split) - 100) > 1e-6:
            raise UsageError(_("the split is one to three shares that sum up to 100, such as 90,5,5"))

    @property
    def split_names(self) -> tuple[str, ...]:
        """The names of the parts of the split."""
        return SPLIT_NAMES[len(self.split)]
