"""Filters of the pairs of a corpus.

A filter scores a pair, compares the scores with its thresholds, and gives the reason if it drops
the pair. Each file has the filters for one property of pairs; `FILTERS` has their names. The choice
of filters follows OpusFilter (Aulamo et al., 2020, "OpusFilter: A configurable parallel corpus
filtering toolbox") and OpusCleaner. A filter is a frozen dataclass: its fields are the settings
that a recipe can change (`aligner.batch.recipe`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Protocol

from aligner.batch.content import StoredPair
from aligner.batch.duplicates import SeenPairs
from aligner.batch.repeated_sides import RepeatedSides
from aligner.errors import UsageError
from aligner.interface import _
from aligner.languages.tags import language_of_tag
from aligner.registry import Entry, Registry

ONE_SIDED_FILTER = "one-sided"
"""Name in reports of the filter that drops pairs with an empty side; it is always on, like no other."""
UNRELATED = "the two documents do not look like translations of each other"
ONE_SIDED = "one side is empty"

Scores = tuple[float, ...]
"""The scores that a filter gives a pair; their meaning is that of the filter."""


class Candidate(NamedTuple):
    """A pair to filter.

    Attributes:
        pair: the pair.
        tags: BCP 47 tags of the source and the target language.
        document: name of the document.
        coverage: expected share of the document's segments that are in correct pairs, 0 to 1; see
            `aligner.batch.filters.coverage.expected_coverage`.
    """

    pair: StoredPair
    tags: tuple[str, str]
    document: str
    coverage: float = 1.0

    @property
    def texts(self) -> tuple[str, str]:
        """The source and the target text of the pair."""
        return self.pair.source, self.pair.target

    @property
    def languages(self) -> tuple[str, str]:
        """The primary subtags of the source and target languages; for an unknown language, its whole tag."""
        source, target = self.tags
        return language_of_tag(source) or source, language_of_tag(target) or target


@dataclass(frozen=True)
class Evidence:
    """What the filters know about the whole corpus when they judge a pair.

    Attributes:
        seen: the pairs kept so far.
        repeated: the texts that occur in many documents or have many translations; empty unless the
            boilerplate filter is used.
    """

    seen: SeenPairs
    repeated: RepeatedSides


class PairFilter(Protocol):
    """The interface of a filter of pairs: a frozen dataclass whose fields are the filter's settings."""

    def score(self, candidate: Candidate, evidence: Evidence) -> Scores:
        """Return the numbers by which the filter decides on a pair, such as the lengths of its two texts.

        Both sides of the pair have text.
        """

    def reason(self, scores: Scores, candidate: Candidate) -> str:
        """Return the reason for dropping a pair with these scores; empty if the pair is kept.

        The reasons come from a small set of texts, so that they can be counted.
        """


class Verdict(NamedTuple):
    """The decision of the filters on a pair.

    Attributes:
        filter: name of the filter that dropped the pair; empty if the pair is kept.
        reason: the reason for the drop in one line; empty if the pair is kept.
        scores: the scores that this filter gave the pair.
    """

    filter: str = ""
    reason: str = ""
    scores: Scores = ()


KEPT = Verdict()

FILTERS = Registry(
    "filter",
    {
        "coverage": Entry("aligner.batch.filters.coverage:Coverage", "document pairs of which too little is paired"),
        "confidence": Entry("aligner.batch.filters.certainty:Confidence", "pairs that are probably aligned wrongly"),
        "similarity": Entry("aligner.batch.filters.certainty:Similarity", "pairs with little similarity of meaning"),
        "lengths": Entry("aligner.batch.filters.lengths:Lengths", "very short and very long sides, by language"),
        "length-ratio": Entry("aligner.batch.filters.lengths:LengthRatio", "sides of very different lengths"),
        "copies": Entry("aligner.batch.filters.copies:Copies", "pairs whose sides are equal"),
        "language": Entry("aligner.batch.filters.language:SideLanguage", "sides in the wrong language"),
        "script": Entry("aligner.batch.filters.script:Script", "sides with many letters of other scripts"),
        "numbers": Entry("aligner.batch.filters.numbers:Numbers", "pairs whose numbers differ"),
        "urls": Entry("aligner.batch.filters.urls:Urls", "pairs whose addresses differ, or with little else"),
        "boilerplate": Entry(
            "aligner.batch.filters.boilerplate:Boilerplate", "texts of many documents, or with many translations"
        ),
        "duplicates": Entry("aligner.batch.filters.copies:Duplicates", "pairs that are equal to an earlier pair"),
        "near-duplicates": Entry(
            "aligner.batch.filters.copies:NearDuplicates", "pairs that differ from an earlier pair in a few words"
        ),
    },
)
"""The filters by name, in the order of a starter recipe: cheap ones first, duplicates last."""


def check_range(name: str, value: float, low: float, high: float | None = None) -> None:
    """Check that a setting of a filter is within its range.

    Args:
        name: name of the setting.
        value: value of the setting.
        low: lowest valid value.
        high: highest valid value; ``None`` for no limit.

    Raises:
        UsageError: the value is outside the range.
    """
    if value < low or (high is not None and value > high):
        if high is None:
            raise UsageError(_("{name} is {value}: choose {low} or more", name=name, value=value, low=low))
        raise UsageError(_("{name} is {value}: choose {low} to {high}", name=name, value=value, low=low, high=high))


def filter_name(chosen: PairFilter) -> str:
    """Return the name of a filter in `FILTERS`; if it is not registered there, its class name."""
    kind = type(chosen)
    target = f"{kind.__module__}:{kind.__qualname__}"
    return next((name for name, entry in FILTERS.entries.items() if entry.target == target), kind.__qualname__)


def filter_settings(chosen: PairFilter) -> dict[str, Any]:
    """Return the name and the settings of a filter, with the keys that a recipe uses."""
    settings = {key.replace("_", "-"): value for key, value in asdict(chosen).items()}  # type: ignore[call-overload]
    return {"name": filter_name(chosen), **settings}


def judge(candidate: Candidate, filters: dict[str, PairFilter], evidence: Evidence) -> Verdict:
    """Return the decision of the first filter that drops a pair; if all filters keep it, an empty decision.

    A kept pair is stored in ``evidence.seen``, so that later pairs can be compared with it.

    Args:
        candidate: the pair.
        filters: the filters by name, in the order in which they run.
        evidence: data on the whole corpus.
    """
    verdict = _first_drop(candidate, filters, evidence)
    evidence.seen.remember(keep=not verdict.reason)
    return verdict


def _first_drop(candidate: Candidate, filters: dict[str, PairFilter], evidence: Evidence) -> Verdict:
    if not all(text.strip() for text in candidate.texts):
        return Verdict(ONE_SIDED_FILTER, ONE_SIDED)
    for name, each in filters.items():
        scores = each.score(candidate, evidence)
        if reason := each.reason(scores, candidate):
            return Verdict(name, reason, tuple(round(score, 4) + 0.0 for score in scores))
    return KEPT
