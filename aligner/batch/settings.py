"""The settings of a batch: how to align the documents, filter the pairs and write the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from aligner.errors import UsageError
from aligner.interface import _
from aligner.settings import Settings
from aligner.tasks.limits import MEGABYTE, Limits

if TYPE_CHECKING:
    from aligner.batch.filters import PairFilter

Duplicates = Literal["keep", "exact", "near"]
FormatName = Literal["jsonl", "parquet", "tmx", "moses", "pharaoh"]
UNRELATED_FILTER = "unrelated"
"""Name in reports of the filter of documents that do not belong together."""
MAX_SAMPLES = 1_000
"""Most dropped pairs that the report shows for each filter; all of them are in memory during the run."""
SPLIT_NAMES = {1: ("corpus",), 2: ("train", "test"), 3: ("train", "dev", "test")}


@dataclass(frozen=True, slots=True)
class WorkSettings:
    """Settings and limits of the alignments in a batch.

    Attributes:
        align: settings of every alignment.
        max_file_size: maximum size of a document in bytes.
        max_memory: maximum memory of a worker process in bytes, on systems that can limit it; 0 for no
            limit.
        store: folder or address (``s3://bucket/results``) of a store of results that several runs
            share; empty for none.
    """

    align: Settings = field(default_factory=Settings)
    max_file_size: int = 100 * MEGABYTE
    max_memory: int = 4_000 * MEGABYTE
    store: str = ""

    @property
    def limits(self) -> Limits:
        """The resource limits of a worker process."""
        return Limits(self.max_memory, unit="pair")


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """The filters of the pairs; pairs with an empty side are always dropped.

    Attributes:
        min_confidence: minimum confidence of a pair, 0 to 1.
        max_length_ratio: maximum ratio of the longer side to the shorter one in bytes of UTF-8, 1 or more;
            0 for no limit.
        languages: whether to drop pairs with a side in the wrong language.
        copies: whether to drop pairs whose sides are equal.
        duplicates: which duplicates of earlier pairs to drop: ``exact`` for equal pairs, ``near`` for
            equal and similar pairs, ``keep`` for none.
        unrelated: whether to drop the pairs of two documents that do not look like translations of each
            other.
        recipe: filters of a recipe, in order; see `aligner.batch.recipe`. The other attributes also
            select filters: such a filter replaces the filter of the same name in the recipe, or is
            added at the end.
    """

    min_confidence: float = 0.0
    max_length_ratio: float = 0.0
    languages: bool = False
    copies: bool = False
    duplicates: Duplicates = "keep"
    unrelated: bool = True
    recipe: tuple[PairFilter, ...] = ()

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

    @property
    def chosen(self) -> dict[str, PairFilter]:
        """The filters by name, in the order in which they run: those of the recipe, then those of the attributes.

        A filter of the attributes takes the place of a filter with the same name in the recipe.
        """
        from aligner.batch.filters import filter_name

        return {filter_name(each): each for each in (*self.recipe, *self._own_filters())}

    def _own_filters(self) -> Iterator[PairFilter]:
        """Yield the filters selected by the attributes other than ``recipe``, fast filters first."""
        from aligner.batch.filters.certainty import Confidence
        from aligner.batch.filters.copies import Copies, Duplicates, NearDuplicates
        from aligner.batch.filters.language import SideLanguage
        from aligner.batch.filters.lengths import LengthRatio

        if self.min_confidence:
            yield Confidence(self.min_confidence)
        if self.max_length_ratio:
            yield LengthRatio(self.max_length_ratio)
        if self.copies:
            yield Copies()
        if self.languages:
            yield SideLanguage()
        if self.duplicates != "keep":
            yield Duplicates()
        if self.duplicates == "near":
            yield NearDuplicates()


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """Settings of the report of the filters.

    Attributes:
        samples: number of dropped pairs that the report shows for each filter, 0 to 1,000.
        seed: seed of the random choice of these pairs.
    """

    samples: int = 5
    seed: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.samples <= MAX_SAMPLES:
            raise UsageError(
                _("samples is {samples}: choose 0 to {max_samples:,}", samples=self.samples, max_samples=MAX_SAMPLES)
            )


@dataclass(frozen=True, slots=True)
class CardSettings:
    """The user's description of the corpus, for the data card.

    Attributes:
        title: name of the corpus.
        description: a description of one paragraph.
        license: licence of the whole corpus; if empty, the card has the licences of the sources in the
            manifest.
        citation: the citation for the corpus.
        homepage: web address of the corpus.
    """

    title: str = "Parallel corpus"
    description: str = ""
    license: str = ""
    citation: str = ""
    homepage: str = ""


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """Formats, filters and split of the corpus.

    Attributes:
        formats: the formats to write.
        one_tmx: whether to write one TMX file for each part of the split; if false, one for each
            document.
        filters: the filters of the pairs.
        split: shares of the documents in per cent: one share (100), two (train, test), or three (train,
            dev, test).
        report: settings of the report of the filters.
        card: the user's description of the corpus, for the data card.
    """

    formats: tuple[FormatName, ...] = ("jsonl",)
    one_tmx: bool = True
    filters: FilterSettings = field(default_factory=FilterSettings)
    split: tuple[float, ...] = (100.0,)
    report: ReportSettings = field(default_factory=ReportSettings)
    card: CardSettings = field(default_factory=CardSettings)

    def __post_init__(self) -> None:
        if len(self.split) not in SPLIT_NAMES or min(self.split) < 0 or abs(sum(self.split) - 100) > 1e-6:
            raise UsageError(_("the split is one to three shares that sum up to 100, such as 90,5,5"))

    @property
    def split_names(self) -> tuple[str, ...]:
        """The names of the parts of the split, such as ``train``, ``dev`` and ``test``."""
        return SPLIT_NAMES[len(self.split)]

    def as_record(self) -> dict[str, Any]:
        """Return all settings of the corpus as JSON values; each filter is an object with its name and settings."""
        from aligner.batch.filters import filter_settings

        filters = [filter_settings(each) for each in self.filters.chosen.values()]
        record = asdict(replace(self, filters=FilterSettings()))
        return record | {"filters": filters, "unrelated": self.filters.unrelated}

    @property
    def signature(self) -> str:
        """The settings that determine the kept pairs and their split, as one line."""
        record = self.as_record()
        filters = [
            f"{settings.pop('name')}({', '.join(f'{key}={value}' for key, value in settings.items())})"
            for settings in record["filters"]
        ]
        names = [UNRELATED_FILTER] * self.filters.unrelated + filters
        shares = ",".join(f"{share:g}" for share in self.split)
        return f"filters:{'+'.join(names) or 'none'}|split:{shares}"
