"""The transformer embedder: a sentence-transformers model, loaded from the hub by name or from a folder."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy

from aligner.errors import ModelError
from aligner.interface import _
from aligner.protocols import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True)
class TransformerEmbedder:
    """Unit vectors of a sentence-transformers model; see `aligner.protocols.Embedder`.

    Attributes:
        name: the name that the user gave.
        signature: identifies the model and its architecture.
        model: the loaded model.
        dimension: number of dimensions of a vector.
    """

    name: str
    signature: str
    model: SentenceTransformer
    dimension: int
    additive: bool = False

    @classmethod
    def load(cls, name: str) -> TransformerEmbedder:
        """Load a model from a folder, from the local cache or, if there is a network, from the hub.

        Raises:
            ModelError: the model does not exist, or cannot be fetched without a network.
        """
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(name, local_files_only=not hub_is_reachable())
        except Exception as error:  # the libraries raise many kinds of errors
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(
                _(
                    "cannot load the model {name!r}: {reason} - give a folder that holds a sentence-transformers "
                    "model, a name on its hub (needs a network the first time), or leave --model out for the bundled "
                    "one",
                    name=name,
                    reason=reason[:200],
                )
            ) from error
        digest = hashlib.sha256(f"{name} {model}".encode()).hexdigest()[:10]
        dimension = int(model.encode(["."], show_progress_bar=False).shape[1])
        return cls(name, digest, model, dimension)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dimension); zeros for blank texts."""
        vectors = numpy.zeros((len(texts), self.dimension), numpy.float32)
        filled = [number for number, text in enumerate(texts) if text.strip()]
        if filled:
            vectors[filled] = self.model.encode(
                [texts[number].encode("utf-8", "replace").decode() for number in filled],
                batch_size=64,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors


def hub_is_reachable() -> bool:
    """Tell whether the host name of the hub, from which models are loaded, can be resolved.

    If it cannot, the hub's client would retry for more than a minute, with messages, before it
    fails.
    """
    from huggingface_hub import constants

    if any(name.lower() in ("https_proxy", "all_proxy") for name in os.environ):
        return True  # the proxy resolves names
    try:
        return bool(socket.getaddrinfo(urlsplit(constants.ENDPOINT).hostname, 443))
    except OSError:
        return False
