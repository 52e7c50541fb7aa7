"""Exports a static model as a standard sentence-transformers folder."""

from __future__ import annotations

from pathlib import Path

from aligner.embedders.static import StaticEmbedder
from aligner.interface import _
from aligner.registry import require


def export_sentence_transformer(model: str | Path, folder: str | Path) -> None:
    """Write a folder for ``SentenceTransformer(folder)``; the exported model gives the same unit vectors.

    Args:
        model: a folder written by `aligner.training.train`.
        folder: output folder.

    Raises:
        ModelError: the model cannot be read.
        UsageError: sentence-transformers is not installed.
    """
    require("sentence_transformers", "transformer", _("exporting to {folder!r}", folder=str(folder)))
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    embedder = StaticEmbedder.load(str(model))
    # The standard module takes the mean of the vectors, ours the sum; both have the same direction.
    module = StaticEmbedding(embedder.tokenizer, embedding_weights=embedder.table)
    SentenceTransformer(modules=[module, Normalize()], device="cpu").save(str(folder), create_model_card=False)
