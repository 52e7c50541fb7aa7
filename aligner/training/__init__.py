"""pair files -> a static model: read, build the vocabulary, train, pack, export."""

from aligner.training.train import TrainingSettings, train

__all__ = ["TrainingSettings", "train"]
