"""Settings of `aligner.training.adapt`, which limit how far the user's own pairs change a model."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.errors import UsageError
from aligner.interface import _


@dataclass(frozen=True, slots=True)
class AdaptationSettings:
    """Settings of the adaptation of a model.

    The defaults were chosen on the first half of the translation memory of benchmarks/adaptation.py and
    on a second, small technical memory. Among the settings that did not change unrelated pairs, they
    gave the best retrieval of unseen pairs.

    Attributes:
        epochs: number of passes over the pairs.
        visits: maximum number of pairs in all passes together. A large memory therefore gets fewer
            passes, at least one.
        batch: number of pairs in each step.
        run: number of neighbouring pairs that stay together in a batch.
        learning_rate: learning rate of sparse Adam, as a multiple of the length of the base row; it
            falls linearly to 0.
        scale: factor on cosines before the softmax.
        pull: weight of the base row in the average of each trained row and its base row, 0 to 1.
        common: maximum frequency of a trained token, as a share of general text, 0 to 1. More frequent
            tokens keep their base rows.
        held_out: share of each file's pairs that is used to measure the model and not to train it, 0 to
            0.5.
        seed: seed of all random numbers.
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
            raise UsageError(_("pull is {pull} and common {common}: choose 0 to 1", pull=self.pull, common=self.common))
        if not 0 <= self.held_out <= 0.5:
            raise UsageError(_("held_out is {held_out}: choose 0 to 0.5", held_out=self.held_out))
        if not 0 < self.epochs <= 1000 or self.visits < 1:
            raise UsageError(_("epochs must be more than 0 and at most 1000, visits at least 1"))
        if self.batch < 2 or self.run < 1 or min(self.learning_rate, self.scale) <= 0 or self.seed < 0:
            raise UsageError(
                _("batch must be at least 2, run 1, learning_rate and scale more than 0, seed not negative")
            )

    def passes(self, pairs: int) -> float:
        """Return the number of training passes over the given number of pairs; it may be a fraction."""
        return min(self.epochs, max(1.0, self.visits / max(pairs, 1)))
