"""Train a static model from pair files: from scratch, or by adapting another model."""

from aligner.training.adapt import adapt
from aligner.training.adaptation_settings import AdaptationSettings
from aligner.training.settings import TrainingSettings, load_training_settings
from aligner.training.train import train

__all__ = ["AdaptationSettings", "TrainingSettings", "adapt", "load_training_settings", "train"]
