"""How documents are paired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aligner.errors import UsageError

By = Literal["both", "name", "content"]


@dataclass(frozen=True, slots=True)
class PairSettings:
    """How documents are paired.

    Attributes:
        by: ``name`` reads nothing; ``content`` looks at no name; ``both`` pairs by name, reads whether it is true, and
            pairs the rest by content.
        least_confidence: below which two documents are no pair, 0 to 1.
        jobs: processes that read.
        model: ``bundled`` or a folder of our own.
    """

    by: By = "both"
    least_confidence: float = 0.5
    jobs: int = 1
    model: str = "bundled"

    def __post_init__(self) -> None:
        if not 0 <= self.least_confidence <= 1:
            raise UsageError(f"least_confidence is {self.least_confidence}: choose 0 to 1")
        if self.jobs < 1:
            raise UsageError(f"jobs is {self.jobs}: choose 1 or more")
