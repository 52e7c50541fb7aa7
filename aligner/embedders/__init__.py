"""texts -> vectors: ``static`` (the bundled model, numpy and tokenizers), ``transformer`` and ``length`` (no model)."""

from __future__ import annotations

from pathlib import Path

from aligner.errors import ModelError
from aligner.protocols import Embedder, Vectors
from aligner.registry import Entry, Registry

__all__ = ["BUNDLED", "EMBEDDERS", "LENGTH", "Embedder", "Vectors", "load_embedder"]

BUNDLED = "bundled"
LENGTH = "length"
BUNDLED_FOLDER = Path(__file__).parent / "bundled"

EMBEDDERS = Registry(
    "embedder",
    {
        "static": Entry("aligner.embedders.static:StaticEmbedder", "one vector a token, summed; needs no torch"),
        "transformer": Entry(
            "aligner.embedders.transformer:TransformerEmbedder", "anything sentence-transformers loads, by name or path"
        ),
        "length": Entry("aligner.embedders.length:LengthEmbedder", "lengths alone, without any model"),
    },
)


def load_embedder(model: str = BUNDLED) -> Embedder:
    """Load the model that ``model`` names.

    Args:
        model: ``bundled``, ``length`` (no model), a folder written by ``aligner train``, or the name or
            path of a sentence-transformers model.

    Raises:
        ModelError: there is no such model, or it is damaged.
    """
    from aligner.embedders.static import is_static_model

    if model == LENGTH:
        lengths: Embedder = EMBEDDERS.load("length").load(model)
        return lengths
    folder = BUNDLED_FOLDER if model == BUNDLED else Path(model)
    if not folder.exists() and (Path(model).is_absolute() or model.startswith((".", "~")) or model.count("/") > 1):
        raise ModelError("no such model folder; write one with aligner train, or leave --model out", path=model)
    kind = "static" if model == BUNDLED or is_static_model(folder) else "transformer"
    embedder: Embedder = EMBEDDERS.load(kind).load(str(folder) if kind == "static" else model)
    return embedder
