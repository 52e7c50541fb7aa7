"""The settings of document pairing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aligner.errors import UsageError
from aligner.interface import _

By = Literal["both", "name", "content"]


@dataclass(frozen=True, slots=True)
class PairSettings:
    """Settings of document pairing.

    Attributes:
        by: the method. ``name`` reads no files, ``content`` ignores names, and ``both`` pairs by name,
            confirms the pairs by content, and pairs the other documents by content.
        least_confidence: minimum confidence of a pair, 0 to 1.
        jobs: number of processes that read files.
        model: ``bundled``, or the folder of a trained model.
    """

    by: By = "both"
    least_confidence: float = 0.5
    jobs: int = 1
    model: str = "bundled"

    def __post_init__(self) -> None:
        if not 0 <= self.least_confidence <= 1:
            raise UsageError(
                _("least_confidence is {least_confidence}: choose 0 to 1", least_confidence=self.least_confidence)
            )
        if self.jobs < 1:
            raise UsageError(_("jobs is {jobs}: choose 1 or more", jobs=self.jobs))
