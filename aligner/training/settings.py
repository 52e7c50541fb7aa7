"""Settings of a training run, one class for each stage; the defaults are those of the bundled model.

A settings file contains them as tables; `aligner.settings_file` describes the format::

    held-out = 0.02

    [vocabulary]
    chinese-words = 30000

    [contrastive]
    dimension = 384

    [adaptation]
    epochs = 16
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aligner.errors import UsageError
from aligner.interface import _
from aligner.settings_file import load_tables
from aligner.training.adaptation_settings import AdaptationSettings
from aligner.training.contrastive import ContrastiveSettings
from aligner.training.vocabulary import VocabularySettings


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """All settings of a training run.

    Attributes:
        vocabulary: size of the vocabulary.
        contrastive: settings of the training from scratch, such as dimension and batch size.
        held_out: share of each file's pairs that is used to measure the model and not to train it, 0 to
            0.5. The bead score is also fitted to these pairs, because the vectors were not trained on
            them.
        adaptation: see `AdaptationSettings`; training from scratch does not use it.
    """

    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    contrastive: ContrastiveSettings = field(default_factory=ContrastiveSettings)
    held_out: float = 0.02
    adaptation: AdaptationSettings = field(default_factory=AdaptationSettings)

    def __post_init__(self) -> None:
        if not 0 <= self.held_out <= 0.5:
            raise UsageError(_("held_out is {held_out}: choose 0 to 0.5", held_out=self.held_out))

    def of_training(self) -> dict[str, Any]:
        """Return the settings of training from scratch as plain values, for the model card."""
        values = dataclasses.asdict(self)
        del values["adaptation"]
        return values


def load_training_settings(path: str | Path | None) -> TrainingSettings:
    """Return the settings from a TOML file; settings that it lacks have their defaults.

    If ``path`` is ``None``, return the defaults.

    Raises:
        InputError: the file cannot be read.
        UsageError: the file is not TOML, or has an unknown key or an invalid value.
    """
    if path is None:
        return TrainingSettings()
    return load_tables(TrainingSettings(), path)[0]
