"""The settings of glossary extraction."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.errors import UsageError
from aligner.interface import _


@dataclass(frozen=True, slots=True)
class GlossarySettings:
    """Limits on the extracted terms, and the embedding model.

    Attributes:
        min_count: minimum number of occurrences of a term; ``None`` means 1 for names and
            abbreviations, and 2 for other terms.
        limit: maximum number of entries, best first; 0 for all.
        longest: maximum number of words of an English term, 1 to 12.
        floor: minimum score of an entry, 0 to 1.
        examples: number of example pairs for each entry.
        model: name of the embedding model that compares phrases; see
            `aligner.embedders.load_embedder`.
    """

    min_count: int | None = None
    limit: int = 0
    longest: int = 6
    floor: float = 0.5
    examples: int = 3
    model: str = "bundled"

    def __post_init__(self) -> None:
        if self.min_count is not None and self.min_count < 1:
            raise UsageError(_("min_count is {min_count}: choose 1 or more", min_count=self.min_count))
        if self.limit < 0:
            raise UsageError(_("limit is {limit}: choose 0 (all) or more", limit=self.limit))
        if not 1 <= self.longest <= 12:
            raise UsageError(_("longest is {longest}: choose 1 to 12", longest=self.longest))
        if not 0 <= self.floor <= 1:
            raise UsageError(_("floor is {floor}: choose 0 to 1", floor=self.floor))
