"""pair files -> a static model: read, build the vocabulary, train, pack, export; or adapt a model to a memory."""

from aligner.training.adapt import adapt
from aligner.training.adaptation_settings import AdaptationSettings
from aligner.training.settings import TrainingSettings, load_training_settings
from aligner.training.train import train

__all__ = ["AdaptationSettings", "TrainingSettings", "adapt", "load_training_settings", "train"]
