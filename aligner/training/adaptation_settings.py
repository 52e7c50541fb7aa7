"""How far a model may move towards a user's own pairs: the settings of `aligner.training.adapt`."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.errors import UsageError


@dataclass(frozen=True, slots=True)
class AdaptationSettings:
    """How a model is adapted.

    The defaults were chosen on the first half of the memory of benchmarks/adaptation.py and on another,
    small technical one: the best retrieval of unseen pairs at which unrelated pairs stay as they were.

    Attributes:
        epochs: passes over the pairs.
        visits: pairs seen at most, in all passes together: a large memory needs fewer passes, but at least one.
        batch: pairs a step.
        run: how many neighbouring pairs go into a batch together.
        learning_rate: of sparse Adam, in lengths of the base's row, falling to 0 in a straight line.
        scale: factor on cosines before the softmax.
        pull: share of the way back to the base that every row goes after training, 0 to 1.
        common: tokens that are a larger share than this of general text go back all the way, 0 to 1.
        held_out: share of each file's pairs that is not trained on but measured, 0 to 0.5.
        seed: of everything random.
    """

    epochs: float = 16.0
    visits: int = 200_000
    batch: int = 512
    run: int = 8
    learning_rate: float = 0.006
    scale: float = 20.0
    pull: float = 0.4
    common: float = 0.001
    held_out: float = 0.02
    seed: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.pull <= 1 or not 0 <= self.common <= 1:
            raise UsageError(f"pull is {self.pull} and common {self.common}: choose 0 to 1")
        if not 0 <= self.held_out <= 0.5:
            raise UsageError(f"held_out is {self.held_out}: choose 0 to 0.5")
        if not 0 < self.epochs <= 1000 or self.visits < 1:
            raise UsageError("epochs must be more than 0 and at most 1000, visits at least 1")
        if self.batch < 2 or self.run < 1 or min(self.learning_rate, self.scale) <= 0 or self.seed < 0:
            raise UsageError("batch must be at least 2, run 1, learning_rate and scale more than 0, seed not negative")

    def passes(self, pairs: int) -> float:
        """Return how often so many pairs are passed over."""
        return min(self.epochs, max(1.0, self.visits / max(pairs, 1)))
